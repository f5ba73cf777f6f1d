// The mood that another tab, device or script of the account sees, by server-sent events.

import { check, session } from "./api.js";

const AGAIN_MS = 30_000;
/** What the server still shows of this tab's own camera is no news. */
const OWN_MS = 15_000;
const OVER = new Set(["no_face"]);
/** A steady mood makes no events: so often the server is asked whether it still is there, and given so long to say so. */
const STEADY_MS = 60_000;
const SNAPSHOT_MS = 5000;

const now = () => Date.now();
/** When the camera of this tab was on; a reload does not forget it. */
function ownAt(set) {
  try {
    if (set) sessionStorage.setItem("mien.camera", String(now()));
    return Number(sessionStorage.getItem("mien.camera") ?? 0);
  } catch {
    return 0;
  }
}

/** Listens while the tab is in view and its own camera is off: a browser has few connections to one server. */
export class Listening {
  #heard; #source = null; #own = false; #timer; #check; #shown = false; #first = true; #left = false;

  /** `heard` gets a mood, or null when there is none any more. */
  constructor({ heard }) {
    this.#heard = heard;
    document.addEventListener("visibilitychange", this.#turn);
    window.addEventListener("pagehide", this.#close);
    session.addEventListener("expired", this.#lost);
    session.addEventListener("renewed", this.#turn);
    this.#turn();
  }

  /** Whether this tab's own camera is on. */
  set own(on) {
    if (on || this.#own) ownAt(true);
    this.#own = on;
    if (on) this.#shown = false;
    this.#turn();
  }

  leave() {
    this.#left = true;
    document.removeEventListener("visibilitychange", this.#turn);
    window.removeEventListener("pagehide", this.#close);
    session.removeEventListener("expired", this.#lost);
    session.removeEventListener("renewed", this.#turn);
    this.#close();
    this.#stop();
  }

  /** What this tab saw last is its own also after a reload. */
  #close = () => { if (this.#own) ownAt(true); };

  #turn = () => {
    if (this.#left || this.#own || document.hidden) this.#stop();
    else if (!this.#source) this.#start();
  };

  #lost = () => this.#stop();

  #stop() {
    clearTimeout(this.#timer);
    clearTimeout(this.#check);
    this.#source?.close();
    this.#source = null;
  }

  #start() {
    this.#first = true;
    if (this.#shown) this.#check = setTimeout(() => this.#tell(null), SNAPSHOT_MS);
    this.#source = new EventSource("/api/v1/mood/events");
    this.#source.addEventListener("mood", ({ data }) => this.#take(JSON.parse(data)));
    // The browser would try again by itself, but the session may be nobody's or somebody else's by then.
    this.#source.addEventListener("error", () => { this.#stop(); this.#later(); });
  }

  #later() { this.#timer = setTimeout(() => check().then(this.#turn, () => this.#later()), AGAIN_MS); }

  #take({ mood, state }) {
    const stale = this.#first && now() - ownAt() < OWN_MS;
    this.#first = false;
    if (stale) return;
    clearTimeout(this.#check);
    if (mood?.probabilities) this.#tell(mood);
    else if (OVER.has(state.state)) this.#tell(null);
    if (this.#shown) this.#check = setTimeout(() => { this.#stop(); this.#turn(); }, STEADY_MS);
  }

  #tell(mood) {
    if (mood === null && !this.#shown) return;
    this.#shown = mood !== null;
    this.#heard(mood);
  }
}
