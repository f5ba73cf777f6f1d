// Moods along the hours: one day with how pleasant it was upwards, or a row for each of several days.

import { dayName, dayOf, hourName, midnight, shiftDay } from "./clock.js";
import { el, svg } from "./dom.js";
import { emotionOf, PLACES } from "./emotions.js";
import { t } from "./strings.js";

const DAY_HEIGHT = 216;
const BOTTOM = 26;
const ROW = { few: 34, many: 18 };

/** `chosen` gets the day whose row was pressed. */
export class Timeline {
  #chosen; #entries = []; #days = []; #width = 0; #scale = 1; #size;

  constructor({ chosen }) {
    this.#chosen = chosen;
    this.element = el("div", { class: "timeline" });
    this.#size = new ResizeObserver(([{ contentRect }]) => {
      // Drawn as for letters of 16 pixels, and larger where they are.
      this.#scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
      const width = Math.round(contentRect.width / this.#scale);
      if (width === this.#width) return;
      this.#width = width;
      this.#draw();
    });
    this.#size.observe(this.element);
  }

  leave() { this.#size.disconnect(); }

  /** `days` by name, in order. */
  show(entries, days) {
    [this.#entries, this.#days] = [entries, days];
    this.#draw();
  }

  #draw() {
    if (this.#width === 0 || this.#days.length === 0) return;
    this.element.replaceChildren(this.#days.length === 1 ? this.#drawDay() : this.#drawRows());
  }

  #frame(height, ...parts) {
    const label = t("timeline.label", { n: this.#entries.length });
    return svg("svg", { viewBox: `0 0 ${this.#width} ${height}`, width: this.#width * this.#scale, height: height * this.#scale, role: "img", "aria-label": label }, ...parts);
  }

  #hours(left, right, top, bottom) {
    const step = right - left < 420 ? 6 : 3;
    return Array.from({ length: 24 / step + 1 }, (_, i) => {
      const x = left + ((right - left) * i * step) / 24;
      const anchor = i === 0 ? "start" : i * step === 24 ? "end" : "middle";
      return [svg("path", { class: "grid", d: `M${x} ${top}V${bottom}` }), text(x, bottom + 18, hourName(i * step), { "text-anchor": anchor })];
    }).flat();
  }

  #drawDay() {
    const [left, right, top, bottom] = [2, this.#width - 2, 8, DAY_HEIGHT - BOTTOM];
    const [day] = this.#days;
    const middle = (top + bottom) / 2;
    const y = (valence) => middle - (valence * (bottom - top - 20)) / 2;
    const parts = this.#entries.map((entry) => [place(entry, day, left, right), y(valenceOf(entry)), entry]).filter(([span]) => span);
    const way = parts.map(([[from, to], at], i) => `${i === 0 ? "M" : "L"}${from} ${at}H${to}`).join("");
    return this.#frame(DAY_HEIGHT, ...this.#hours(left, right, top, bottom),
      svg("path", { class: "zero", d: `M${left} ${middle}H${right}` }),
      svg("path", { class: "way", d: way }),
      ...parts.map(([[from, to], at, entry]) => mark(entry, from, Math.max(to - from, 7), at - 6, 12)),
      text(left + 4, top + 10, t("circle.pleasant")), text(left + 4, bottom - 5, t("circle.unpleasant")),
      parts.length === 0 && text(this.#width / 2, middle - 10, t("time.none"), { "text-anchor": "middle", class: "label none" }));
  }

  #drawRows() {
    const many = this.#days.length > 7;
    const row = many ? ROW.many : ROW.few;
    const [left, right] = [this.#width < 420 ? 52 : 86, this.#width - 2];
    const height = row * this.#days.length;
    const today = dayOf(new Date());
    const lines = this.#days.map((day, i) => {
      const top = i * row;
      const name = dayName(day, many ? { weekday: "short", day: "numeric" } : { weekday: "short", day: "numeric", month: this.#width < 420 ? undefined : "short" });
      const marks = this.#entries.map((entry) => [place(entry, day, left, right), entry]).filter(([span]) => span)
        .map(([[from, to], entry]) => mark(entry, from, Math.max(to - from, many ? 4 : 6), top + 3, row - 6));
      const line = svg("g", { class: day > today ? "row-of future" : "row-of", "data-day": day },
        svg("rect", { class: "bed", x: left, y: top + 2, width: right - left, height: row - 4, rx: 5 }), text(0, top + row / 2 + 4, name), ...marks,
        svg("rect", { class: "press", x: 0, y: top, width: this.#width, height: row }));
      if (day <= today) line.addEventListener("click", () => this.#chosen(day));
      return line;
    });
    return this.#frame(height + BOTTOM, ...this.#hours(left, right, 0, height), ...lines);
  }
}

const text = (x, y, words, props = {}) => svg("text", { class: "label", x, y, text: words, ...props });
const valenceOf = (entry) => entry.valence ?? PLACES[entry.label]?.[0] ?? 0;

/** From where to where an entry lies on a day, or null if it does not. */
function place(entry, day, left, right) {
  const [begin, end] = [midnight(day).getTime(), midnight(shiftDay(day, 1)).getTime()];
  const [from, to] = [Date.parse(entry.from), Date.parse(entry.to)];
  if (to < begin || from >= end || (to === begin && from < begin)) return null;
  return [from, to].map((time) => left + ((right - left) * (Math.min(end, Math.max(begin, time)) - begin)) / (end - begin));
}

/** A bar from a camera; what was noted by hand is round. */
function mark(entry, x, width, y, height) {
  const shape = entry.source === "hand"
    ? svg("circle", { cx: x + 1, cy: y + height / 2, r: Math.min(8, height / 2 + 1) })
    : svg("rect", { x, y, width, height, rx: Math.min(5, width / 2, height / 2) });
  shape.setAttribute("class", entry.source === "hand" ? "mark hand-mark" : "mark");
  shape.dataset.emotion = emotionOf(entry);
  shape.append(svg("title", { text: t(`emotion.${emotionOf(entry)}`) }));
  return shape;
}
