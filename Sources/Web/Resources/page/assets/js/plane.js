// The plane with a point for each item, to press and to drag.

import { el, svg } from "./dom.js";
import { EMOTIONS, PLACES, face } from "./emotions.js";
import { t } from "./strings.js";

const SIZE = 0.17;
const EDGE = 1.06;
/** A finger that trembles moves nothing. */
const MOVED = 0.03;

const clamp = (x) => Math.min(1, Math.max(-1, x));

/** `chosen` gets the id of a point that was pressed, `moved` the id and the place of one that was dragged. */
export class Plane {
  #dots = new Map(); #layer; #svg; #chosen; #moved; #drag = null;

  constructor({ chosen, moved }) {
    this.#chosen = chosen;
    this.#moved = moved;
    this.#layer = svg("g", {});
    const faces = EMOTIONS.map((emotion) => {
      const drawn = face(emotion);
      const [v, a] = PLACES[emotion];
      const aside = { angry: 0.08, fear: -0.1 }[emotion] ?? 0;
      for (const [name, value] of Object.entries({ x: v + aside - SIZE / 2, y: -a - SIZE / 2, width: SIZE, height: SIZE })) drawn.setAttribute(name, value);
      return svg("g", { "data-emotion": emotion, class: "ghost-face" }, drawn);
    });
    // The list says all of it in words, and its sliders move an item without a pointer.
    this.#svg = svg("svg", { class: "map", viewBox: `${-EDGE} ${-EDGE} ${2 * EDGE} ${2 * EDGE}`, "aria-hidden": "true" },
      svg("rect", { class: "rim", x: -1, y: -1, width: 2, height: 2, rx: 0.08 }), svg("path", { class: "rim", d: "M-1 0H1M0-1V1" }), ...faces, this.#layer);
    const word = (key, side) => el("span", { class: `side ${side} soft small`, "aria-hidden": "true", text: t(key) });
    this.element = el("div", { class: "map-frame" }, word("circle.lively", "up"), word("circle.unpleasant", "left"), this.#svg, word("circle.pleasant", "right"), word("circle.calm", "down"));
    this.#svg.addEventListener("pointerdown", (event) => this.#take(event));
    this.#svg.addEventListener("pointermove", (event) => this.#pull(event));
    this.#svg.addEventListener("pointerup", () => this.#drop());
    this.#svg.addEventListener("pointercancel", () => this.#cancel());
  }

  /** Shows an item's point at its place, or moves it there. */
  show(id, place, item) {
    if (!this.#dots.has(id)) {
      const dot = svg("g", { class: "item-dot", "data-dot": id, "data-kind": item.kind }, svg("circle", { class: "reach", r: 0.06 }), svg("circle", { class: "seen", r: 0.024 }), svg("title", { text: item.title }));
      this.#dots.set(id, { dot, place });
      this.#layer.append(dot);
    }
    const known = this.#dots.get(id);
    known.place = place;
    known.dot.classList.toggle("estimated", item.estimated === true && !item.corrected);
    this.#put(known.dot, place);
  }

  remove(id) { this.#dots.get(id)?.dot.remove(); this.#dots.delete(id); }
  clear() { this.#dots.clear(); this.#layer.replaceChildren(); }

  /** Marks one point; it lies above the others. */
  choose(id) {
    for (const [other, { dot }] of this.#dots) dot.classList.toggle("chosen", other === id);
    const dot = this.#dots.get(id)?.dot;
    // A point that is being dragged stays where it is in the tree, or its pointer is lost.
    if (dot && !this.#drag && this.#layer.lastElementChild !== dot) this.#layer.append(dot);
  }

  #put(dot, [v, a]) { dot.setAttribute("transform", `translate(${v.toFixed(3)} ${(-a).toFixed(3)})`); }

  #at({ clientX, clientY }) {
    const box = this.#svg.getBoundingClientRect();
    return [clamp((2 * EDGE * (clientX - box.left)) / box.width - EDGE), clamp(EDGE - (2 * EDGE * (clientY - box.top)) / box.height)];
  }

  #take(event) {
    const dot = event.target.closest?.(".item-dot");
    if (!dot || event.button !== 0) return;
    this.#drag = { id: dot.dataset.dot, from: this.#at(event), place: null };
    this.#svg.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  #pull(event) {
    if (!this.#drag) return;
    const [v, a] = this.#at(event);
    const { from, id } = this.#drag;
    if (this.#drag.place === null && Math.hypot(v - from[0], a - from[1]) < MOVED) return;
    this.#drag.place = [v, a];
    this.#put(this.#dots.get(id).dot, [v, a]);
  }

  #drop() {
    if (!this.#drag) return;
    const { id, place } = this.#drag;
    this.#drag = null;
    this.#chosen(id);
    if (place) this.#moved(id, place.map((x) => Math.round(x * 100) / 100));
  }

  #cancel() {
    if (!this.#drag) return;
    const known = this.#dots.get(this.#drag.id);
    this.#put(known.dot, known.place);
    this.#drag = null;
  }
}
