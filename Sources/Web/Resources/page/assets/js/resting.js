// A resting face that reads as sad or angry: learned from five relaxed seconds, shown as the seven numbers that it is,
// exported, imported, removed.

import * as api from "./api.js";
import { announce, button, el } from "./dom.js";
import { EMOTIONS } from "./emotions.js";
import { explain } from "./errors.js";
import { number, t } from "./strings.js";
import { toast } from "./toast.js";

/** No number is further from 0. */
const BOUND = 1.5;
const FILE = "mien-resting-face.json";
const FILE_MOST = 10000;

/** The panel under the camera. */
export class RestingFace {
  #kept = null; #learning = false; #live = false; #mark; #start; #needs; #progress; #bar; #said; #numbers; #takeAway;

  constructor() {
    this.#mark = el("span", { class: "mark", text: t("rest.on"), hidden: true });
    this.#start = button(t("rest.start"), { icon: "face", id: "rest-start", on: { click: () => this.#learn() } });
    this.#needs = el("p", { class: "soft small", text: t("rest.needs") });
    this.#bar = el("progress", { max: 1, value: 0, "aria-label": t("rest.progress") });
    this.#progress = el("div", { class: "rest-progress", hidden: true }, el("p", { text: t("rest.look") }), this.#bar);
    this.#said = el("p", { class: "small", role: "status", id: "rest-said" });
    this.#numbers = el("div", { hidden: true });
    const file = el("input", { type: "file", accept: ".json,application/json", hidden: true, id: "rest-file" });
    file.addEventListener("change", () => this.#take(file));
    this.#takeAway = [
      button(t("rest.export"), { class: "plain", icon: "download", id: "rest-export", on: { click: () => this.#save() } }),
      button(t("rest.remove"), { class: "plain", icon: "remove", id: "rest-remove", on: { click: () => this.#remove() } }),
    ];
    this.element = el("details", { class: "panel rest", id: "rest" },
      el("summary", {}, el("h2", { text: t("rest.title") }), this.#mark),
      el("div", { class: "rest-body" }, el("p", { class: "soft small", text: t("rest.lead") }),
        this.#numbers, this.#progress, this.#said, this.#needs,
        el("div", { class: "row" }, this.#start, ...this.#takeAway,
          button(t("rest.import"), { class: "plain", icon: "upload", id: "rest-import", on: { click: () => file.click() } }), file)));
    this.#show(null);
    this.#lookUp();
  }

  #lookUp() { return api.baseline().then((kept) => this.#show(kept)).catch(() => {}); }

  /** Whether a camera is on: nothing is learned without one. */
  set live(live) {
    this.#live = live;
    if (!live && this.#learning) this.#end(t("rest.stopped"));
    this.#settle();
  }

  /** What a frame's answer says of the learning; `undefined` where nothing is learned. */
  heard(progress) {
    // The last answer may have been lost on its way: what was learned is known to the server.
    if (!progress && this.#learning && this.#bar.value > 0) return this.#lookUp().then(() => this.#end(""));
    if (!progress) return;
    if (progress.refused) return this.#end(t(`rest.${progress.refused}`));
    if (progress.learned) {
      this.#show(progress.learned);
      return this.#end(t(this.#isNothing ? "rest.nothing" : "rest.learned"));
    }
    // Another tab may have asked for it.
    if (!this.#learning) this.#begin();
    this.#bar.value = progress.progress;
  }

  get #isNothing() { return this.#kept !== null && EMOTIONS.every((emotion) => Math.abs(this.#kept[emotion] ?? 0) < 0.05); }

  async #learn() {
    if (this.#learning) return;
    this.#begin();
    try {
      await api.learnBaseline();
    } catch (error) {
      this.#end(explain(error));
    }
  }

  #begin() {
    this.#learning = true;
    this.#bar.value = 0;
    this.#said.textContent = "";
    announce(t("rest.look"));
    this.#settle();
  }

  #end(text) {
    this.#learning = false;
    this.#said.textContent = text;
    this.#settle();
  }

  #settle() {
    this.#progress.hidden = !this.#learning;
    this.#start.disabled = !this.#live || this.#learning;
    this.#needs.hidden = this.#live;
  }

  #show(kept) {
    this.#kept = kept;
    this.#mark.hidden = kept === null;
    for (const node of this.#takeAway) node.hidden = kept === null;
    this.#numbers.hidden = kept === null;
    if (kept) this.#numbers.replaceChildren(el("ul", { class: "offsets", "aria-label": t("rest.numbers") }, EMOTIONS.map((emotion) => row(emotion, kept[emotion] ?? 0))));
    this.#settle();
  }

  #save() {
    const link = el("a", { href: URL.createObjectURL(new Blob([JSON.stringify({ baseline: this.#kept }, null, 2)], { type: "application/json" })), download: FILE });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async #take(input) {
    const [file] = input.files;
    if (!file) return;
    let numbers = null;
    try {
      const read = file.size > FILE_MOST ? null : JSON.parse(await file.text());
      numbers = read?.baseline ?? read;
    } catch {
      // Said below.
    }
    input.value = "";
    const fits = numbers && EMOTIONS.every((emotion) => Number.isFinite(numbers[emotion]) && Math.abs(numbers[emotion]) <= BOUND);
    if (!fits) return this.#end(t("rest.import.wrong", { bound: number(BOUND) }));
    await this.#change(Object.fromEntries(EMOTIONS.map((emotion) => [emotion, numbers[emotion]])), t("rest.imported"));
  }

  #remove() {
    this.#start.focus();
    return this.#change(null, t("rest.removed"));
  }

  /** Keeps these numbers, or none, and offers the way back. */
  async #change(numbers, text) {
    const before = this.#kept;
    try {
      await this.#send(numbers);
    } catch (error) {
      return this.#end(explain(error));
    }
    this.#end("");
    toast(text, { undo: () => this.#send(before).catch((error) => this.#end(explain(error))) });
  }

  async #send(numbers) {
    await (numbers === null ? api.removeBaseline() : api.setBaseline(numbers));
    this.#show(numbers);
  }
}

function row(emotion, offset) {
  const fill = el("span", { class: "fill" });
  fill.style.setProperty("--share", (offset / BOUND).toFixed(3));
  const sign = offset > 0 ? "+" : offset < 0 ? "−" : "";
  return el("li", { "data-emotion": emotion }, el("span", { text: t(`emotion.${emotion}`) }),
    el("span", { class: "track", "aria-hidden": "true" }, fill), el("span", { class: "value", text: `${sign}${number(Math.abs(offset))}` }));
}
