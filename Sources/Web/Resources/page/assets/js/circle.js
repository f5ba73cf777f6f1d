// The emotion circle: a mood as a point between unpleasant and pleasant, calm and lively.

import { el, svg } from "./dom.js";
import { EMOTIONS, PLACES, face } from "./emotions.js";
import { t } from "./strings.js";

/** How far an emotion reaches over the plane: a standard deviation. */
const REACH = 0.2;

const SIZE = 0.24;
/** Anger and fear lie side by side: drawn a little further apart. */
const ASIDE = { angry: 0.07, fear: -0.09 };

/** The seven probabilities for a point: the nearer an emotion's place, the more of it. */
function probabilities(valence, arousal) {
  const weights = EMOTIONS.map((emotion) => {
    const [v, a] = PLACES[emotion];
    return Math.exp(-((valence - v) ** 2 + (arousal - a) ** 2) / (2 * REACH ** 2));
  });
  const sum = weights.reduce((a, b) => a + b);
  return Object.fromEntries(EMOTIONS.map((emotion, i) => [emotion, weights[i] / sum]));
}

/** A circle to press or drag on, and a slider for each of its directions; `picked` gets the seven probabilities. */
export function moodCircle({ picked }) {
  const point = svg("circle", { class: "point", r: 0.09 });
  const faces = EMOTIONS.map((emotion) => {
    const [x, y] = PLACES[emotion];
    const drawn = face(emotion);
    const place = { x: x + (ASIDE[emotion] ?? 0) - SIZE / 2, y: -y - SIZE / 2, width: SIZE, height: SIZE };
    for (const [name, value] of Object.entries(place)) drawn.setAttribute(name, value);
    return svg("g", { "data-emotion": emotion }, drawn);
  });
  const plane = svg("svg", { class: "plane", viewBox: "-1.04 -1.04 2.08 2.08", "aria-hidden": "true" },
    svg("circle", { class: "rim", r: 1 }), svg("path", { class: "rim", d: "M-1 0H1M0-1V1" }), ...faces, point);
  const slider = (name) => el("input", { type: "range", min: -1, max: 1, step: 0.05, value: 0, id: `circle-${name}`, on: { input: place, change: tell } });
  const [valence, arousal] = [slider("valence"), slider("arousal")];

  /** Where the sliders stand; no mood lies outside the circle. */
  function stand() {
    const [v, a] = [Number(valence.value), Number(arousal.value)];
    const most = Math.max(1, Math.hypot(v, a));
    return [v / most, a / most];
  }
  function place() {
    const [v, a] = stand();
    point.setAttribute("cx", v);
    point.setAttribute("cy", -a);
  }
  function tell() { picked(probabilities(...stand())); }
  function reach({ clientX, clientY }) {
    const box = plane.getBoundingClientRect();
    [valence.value, arousal.value] = [(2.08 * (clientX - box.left)) / box.width - 1.04, 1.04 - (2.08 * (clientY - box.top)) / box.height];
    place();
  }
  plane.addEventListener("pointerdown", (event) => { plane.setPointerCapture(event.pointerId); reach(event); });
  plane.addEventListener("pointermove", (event) => { if (plane.hasPointerCapture(event.pointerId)) reach(event); });
  plane.addEventListener("pointerup", tell);
  place();

  const row = (input, key, low, high) => el("div", { class: "slider" }, el("label", { for: input.id, text: t(key) }),
    el("span", { class: "soft", "aria-hidden": "true", text: t(low) }), input, el("span", { class: "soft", "aria-hidden": "true", text: t(high) }));
  return el("div", { class: "circle" }, plane,
    row(valence, "circle.valence", "circle.unpleasant", "circle.pleasant"), row(arousal, "circle.arousal", "circle.calm", "circle.lively"));
}
