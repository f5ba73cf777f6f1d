// The mood in a word, with its confidence and all seven bars; and the seven buttons to pick one by hand.

import { announce, button, el } from "./dom.js";
import { EMOTIONS, face, ranked } from "./emotions.js";
import { segments } from "./fields.js";
import { Folds } from "./fold.js";
import { keep, recall } from "./store.js";
import { inner, percent, t } from "./strings.js";

const ANNOUNCED_EVERY_MS = 4000;

/** How sure, in a word: the confidence is calibrated, so 0.8 is right four times of five. */
const sureness = (confidence) => t(confidence >= 0.75 ? "mood.clear" : confidence >= 0.5 ? "mood.likely" : "mood.perhaps");

/** Shows one mood. */
export class MoodView {
  #shown = ""; #said = ""; #saidAt = -Infinity; #live = false; #known = false; #list; #rows; #face; #word; #share; #lead;

  constructor() {
    this.#face = el("span", { "data-emotion": "unsure" }, face("unsure"));
    this.#word = el("p", { class: "mood-word", id: "mood-word", text: t("mood.none") });
    this.#lead = el("p", { class: "soft small", id: "mood-lead", text: t("mood.none.lead") });
    this.#share = el("p", { class: "mood-share", id: "mood-confidence" });
    this.#rows = new Map(EMOTIONS.map((emotion) => {
      const value = el("span", { class: "value", text: "–" });
      const fill = el("span", { class: "fill" });
      const row = el("li", { "data-emotion": emotion },
        el("span", { text: t(`emotion.${emotion}`) }), el("span", { class: "track", "aria-hidden": "true" }, fill), value);
      return [emotion, { row, fill, value }];
    }));
    this.#list = el("ul", { class: "bars", id: "mood-bars", "aria-label": t("mood.bars"), hidden: true }, [...this.#rows.values()].map(({ row }) => row));
    this.element = el("section", { class: "mood", "aria-label": t("mood.label") },
      el("div", { class: "mood-head" }, this.#face, el("div", {}, this.#word, this.#lead), this.#share),
      ...new Folds("mood", [{ name: "mood", text: t("mood.more"), panel: this.#list }]).openers, this.#list);
  }

  /** Whether a camera is on: without one there are no bars to see. */
  set live(live) {
    this.#live = live;
    this.#list.hidden = !live;
    this.element.hidden = !live && !this.#known;
  }

  /** `mood` as the server gives it: `{label, confidence, probabilities}`; a null label is "unsure". `from` says who saw it. */
  show(mood, now = performance.now(), from = "") {
    this.#known = true;
    this.element.hidden = false;
    const emotion = mood.label ?? "unsure";
    const [first, second] = ranked(mood.probabilities);
    this.#set(emotion, t(`emotion.${emotion}`), percent(mood.confidence), from || mood.label
      ? from || sureness(mood.confidence)
      : t("mood.between", { first: inner(first), second: inner(second) }));
    this.#bars(mood.probabilities, mood.label);
    this.#speak(emotion, mood.label
      ? t("mood.announce", { word: t(`emotion.${emotion}`), percent: percent(mood.confidence) })
      : t("mood.announce.unsure"), now);
  }

  /** What keeps the mood from being read, with what would help: "no_face", "too_dark" and so on. */
  showObstacle(obstacle, now = performance.now()) {
    const [word, help] = [t(`state.${obstacle}`), t(`state.${obstacle}.help`)];
    this.#set("unsure", word, "", help);
    this.#bars(null, null);
    this.#speak(obstacle, `${word}. ${help}`, now);
  }

  /** A mood picked by hand: no probabilities, no bars. */
  showByHand(emotion) {
    this.#known = true;
    this.element.hidden = false;
    this.#set(emotion, t(`emotion.${emotion}`), "", t("mood.byhand"));
    this.#bars(null, null);
  }

  /** No face seen yet, or no camera. */
  showNone(looking) {
    this.#known = false;
    this.element.hidden = !this.#live && !looking;
    this.#set("unsure", t(looking ? "mood.waiting" : "mood.none"), "", t(looking ? "mood.waiting.lead" : "mood.none.lead"));
    this.#bars(null, null);
  }

  #set(emotion, word, share, lead) {
    this.#word.textContent = word;
    this.#share.textContent = share;
    this.#lead.textContent = lead;
    if (this.#shown === emotion) return;
    this.#shown = emotion;
    this.#face.dataset.emotion = emotion;
    this.#face.replaceChildren(face(emotion));
    this.element.dataset.shown = emotion;
    document.getElementById("glow").dataset.emotion = emotion;
  }

  #bars(probabilities, top) {
    for (const [emotion, { row, fill, value }] of this.#rows) {
      const share = probabilities?.[emotion] ?? 0;
      fill.style.setProperty("--share", share.toFixed(3));
      value.textContent = probabilities ? percent(share) : "–";
      row.classList.toggle("top", emotion === top);
    }
  }

  #speak(what, text, now) {
    if (this.#said === what || now - this.#saidAt < ANNOUNCED_EVERY_MS) return;
    this.#said = what;
    this.#saidAt = now;
    announce(text);
  }
}

/**
 * Seven buttons and "not sure", or a point on the emotion circle. `picked` gets an emotion or "unsure", with the seven
 * probabilities where it is a point; null when the choice is taken back.
 */
export class HandPicker {
  #chosen = null; #buttons; #clear;

  constructor({ picked }) {
    const pick = (value, probabilities = null) => { this.choose(value, probabilities !== null); picked(value, probabilities); };
    this.#buttons = new Map([...EMOTIONS, "unsure"].map((emotion) => [emotion, el("button", {
      type: "button", class: "hand", "data-emotion": emotion, "aria-pressed": "false",
      on: { click: () => pick(this.#chosen === emotion ? null : emotion) },
    }, face(emotion), el("span", { text: t(emotion === "unsure" ? "hand.unsure" : `emotion.${emotion}`) }))]));
    this.#clear = button(t("hand.clear.off"), { class: "plain", id: "hand-clear", hidden: true, on: { click: () => pick(null) } });
    const hands = el("div", { class: "hands", role: "group", "aria-labelledby": "hand-title" }, [...this.#buttons.values()]);
    const how = recall("hand") === "circle" ? "circle" : "faces";
    const body = el("div", {}, hands);
    const show = async (kind) => {
      if (kind === "faces") return body.replaceChildren(hands);
      // Loaded when it is first asked for.
      const { moodCircle } = await import("./circle.js");
      body.replaceChildren(moodCircle({ picked: (probabilities) => pick(ranked(probabilities)[0], probabilities) }));
    };
    if (how === "circle") show(how);
    this.element = el("section", { class: "panel by-hand", id: "by-hand", "aria-labelledby": "hand-title" },
      el("div", { class: "by-hand-head" }, el("h2", { id: "hand-title", text: t("hand.title") }), this.#clear,
        segments({
          name: "hand", legend: t("hand.how"), hushed: true, options: [["faces", t("hand.faces")], ["circle", t("hand.circle")]], value: how,
          changed: (kind) => { keep("hand", kind === "circle" ? kind : null); show(kind); },
        })), body);
  }

  get chosen() { return this.#chosen; }

  /** Marks a choice; a point on the circle presses no button. */
  choose(value, isPoint = false) {
    this.#chosen = value;
    for (const [emotion, node] of this.#buttons) node.setAttribute("aria-pressed", String(!isPoint && emotion === value));
    this.#clear.hidden = value === null;
  }

  /** Whether taking the choice back returns to a live camera. */
  set camera(live) { this.#clear.querySelector("span").textContent = t(live ? "hand.clear" : "hand.clear.off"); }
}
