// What was said about items while the server could not be reached: kept in this browser, and sent when it is back.

import * as api from "./api.js";
import { keep, recall } from "./store.js";

const RETRY_MS = 5000;

/** The outbox of one account; `changed` gets how many wait, and how many went out since it was told last. */
export class Outbox {
  #name; #changed; #words; #timer; #sending = false;

  constructor(who, { changed }) {
    this.#name = `outbox.${who.name}`;
    this.#changed = changed;
    this.#words = read(this.#name);
    window.addEventListener("online", this.flush);
    api.session.addEventListener("renewed", this.flush);
    this.#timer = setInterval(this.flush, RETRY_MS);
    if (this.#words.length > 0) changed(this.#words.length, 0);
    this.flush();
  }

  leave() {
    clearInterval(this.#timer);
    window.removeEventListener("online", this.flush);
    api.session.removeEventListener("renewed", this.flush);
  }

  /** Says it now or, without a server, later. Throws what else is in the way. */
  async send(item, kind, on, list) {
    // What came first goes first.
    if (this.#words.length === 0) {
      try {
        return await say({ item, kind, on, list });
      } catch (error) {
        if (!error.offline) throw error;
      }
    }
    this.#words = [...this.#words.filter((word) => word.item !== item || word.kind !== kind), { item, kind, on, list }];
    this.#keep();
    this.#changed(this.#words.length, 0);
  }

  /** Whether `kind` was said of the item (or taken back) and still waits; undefined if nothing does. */
  waiting(item, kind) { return this.#words.find((word) => word.item === item && word.kind === kind)?.on; }

  flush = async () => {
    if (this.#sending || this.#words.length === 0) return;
    this.#sending = true;
    let sent = 0;
    try {
      while (this.#words.length > 0) {
        const word = this.#words[0];
        try {
          await say(word);
          sent += 1;
        } catch (error) {
          // A server that is away, busy or waits for the password is asked again; what it refuses is of no use any more.
          if (error.offline || error.status >= 500 || [401, 403, 429].includes(error.status)) break;
        }
        this.#words = this.#words.filter((other) => other !== word);
        this.#keep();
      }
    } finally {
      this.#sending = false;
      if (sent > 0 || this.#words.length === 0) this.#changed(this.#words.length, sent);
    }
  };

  #keep() { keep(this.#name, this.#words.length > 0 ? JSON.stringify(this.#words) : null); }
}

const say = ({ item, kind, on, list }) => (on ? api.giveFeedback(item, kind, list) : api.takeFeedbackBack(item, kind));

function read(name) {
  try {
    const words = JSON.parse(recall(name) ?? "[]");
    return Array.isArray(words) ? words : [];
  } catch {
    return [];
  }
}
