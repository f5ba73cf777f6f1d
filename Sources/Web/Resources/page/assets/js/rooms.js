// What a signed-in person goes between: the home, which goes on meanwhile, and rooms that are loaded when first entered.

import { session } from "./api.js";
import { button, el } from "./dom.js";
import { explain } from "./errors.js";
import { homeView } from "./home.js";
import { filled, lackedSession } from "./part.js";
import { t } from "./strings.js";

const ROOMS = {
  time: () => import("./time.js"),
  library: () => import("./library.js"),
  settings: () => import("./settings.js"),
  people: () => import("./people.js"),
};
const IN_BAR = ["now", "time", "library"];
/** A room is shown when it is filled, so that nothing in it moves, but nobody waits longer for it. */
const FILLED_MS = 2500;

/** The stylesheet of the rooms, once it counts, so that nothing moves when it comes. */
let dressed = null;
function dress() {
  dressed ??= new Promise((resolve, reject) => {
    // One that did not come is asked for again the next time.
    const failed = () => { dressed = null; sheet.remove(); reject(new Error("no stylesheet")); };
    const sheet = el("link", { rel: "stylesheet", href: "/assets/css/rooms.css", on: { load: resolve, error: failed } });
    document.head.append(sheet);
  });
  return dressed;
}

/** `places` is the bar's navigation; `ended` is called when the account is gone. */
export class Rooms {
  #who; #home; #room; #places; #ended; #leaveRoom = () => {}; #turn = 0; #lit = false; #touched = false;

  constructor(who, { places, ended }) {
    this.#who = who;
    this.#ended = ended;
    this.#places = places;
    this.badge = el("a", { class: "badge-away", id: "camera-away", href: "#now", hidden: true, text: t("camera.on") });
    this.#home = homeView(who, { cameraChanged: (on) => { this.#lit = on; this.#mark(); } });
    this.#room = el("div", { class: "room", id: "room", hidden: true, on: { input: ({ target }) => { this.#touched ||= target.type !== "search"; } } });
    this.element = el("div", { class: "rooms" }, this.#home.element, this.#room);
    places.replaceChildren(...IN_BAR.map((name) => el("a", { href: `#${name}`, text: t(`nav.${name}`) })));
    places.setAttribute("aria-label", t("nav.label"));
    places.hidden = false;
    window.addEventListener("hashchange", this.#go);
    session.addEventListener("renewed", this.#again);
  }

  /** Once it stands in the page. */
  ready() { if (this.#name !== "now") this.#go(); else this.#mark(); }

  leave() {
    window.removeEventListener("hashchange", this.#go);
    session.removeEventListener("renewed", this.#again);
    this.#leaveRoom();
    this.#home.leave();
  }

  /** What could not be loaded without a session is loaded now, if nothing is lost by that. */
  #again = () => {
    const begun = this.#touched || document.querySelector("dialog[id][open]");
    if (this.#name !== "now" && !begun && lackedSession()) this.#go();
  };

  get #name() {
    const name = location.hash.slice(1).split("/")[0];
    return name in ROOMS && (name !== "people" || this.#who.role === "administrator") ? name : "now";
  }

  #mark() {
    const name = this.#name;
    for (const link of this.#places.children) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.badge.hidden = !this.#lit || name === "now";
    document.title = name === "now" ? "Mien" : `${t(`nav.${name}`)} · Mien`;
  }

  #go = async () => {
    const turn = ++this.#turn;
    const name = this.#name;
    this.#touched = false;
    lackedSession();
    this.#mark();
    this.#leaveRoom();
    this.#leaveRoom = () => {};
    // The home keeps its size out of sight, so that the camera goes on if it is on.
    this.#home.element.classList.toggle("away", name !== "now");
    this.#room.hidden = name === "now";
    this.#room.replaceChildren();
    // The back button leaves a dialog with its room; only the question for the password stays over all of them.
    for (const dialog of document.querySelectorAll("dialog[id][open]")) dialog.close();
    this.#room.setAttribute("aria-busy", "true");
    window.scrollTo(0, 0);
    if (name === "now") return document.getElementById("picks-title").focus({ preventScroll: true });
    try {
      const [{ view }] = await Promise.all([ROOMS[name](), dress()]);
      if (turn !== this.#turn) return;
      const { element, leave } = view(this.#who, { ended: this.#ended });
      if (leave) this.#leaveRoom = leave;
      this.#room.replaceChildren(el("div", { class: "wait", "aria-hidden": "true" }, [0, 1, 2].map(() => el("div", { class: "ghost" }))));
      await filled(FILLED_MS);
      if (turn !== this.#turn) return;
      this.#room.replaceChildren(element);
      this.#room.removeAttribute("aria-busy");
      element.querySelector("h1").focus({ preventScroll: true });
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#room.removeAttribute("aria-busy");
      this.#room.replaceChildren(el("div", { class: "panel empty" }, el("p", { role: "alert", text: explain({ offline: true, cause: error }) }),
        button(t("again"), { class: "button main", icon: "refresh", on: { click: this.#go } })));
    }
  };
}
