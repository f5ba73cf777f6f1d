// The seven emotions as the page shows them: order, and a face drawn with a few strokes.

import { svg } from "./dom.js";

/** In the order of every vector of seven. */
export const EMOTIONS = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"];

/** Where each lies on the plane: valence and arousal, as the server has it. */
export const PLACES = {
  angry: [-0.51, 0.59], disgust: [-0.6, 0.35], fear: [-0.64, 0.6], happy: [0.81, 0.51], neutral: [0, 0], sad: [-0.63, -0.27], surprise: [0.4, 0.67],
};

/** The emotion whose place is nearest to a place on the plane. */
export function nearest([v, a]) {
  const away = (emotion) => (PLACES[emotion][0] - v) ** 2 + (PLACES[emotion][1] - a) ** 2;
  return EMOTIONS.reduce((best, emotion) => (away(emotion) < away(best) ? emotion : best));
}

/** What a kept mood is called: a point by hand as the emotion beside it. */
export const emotionOf = ({ label, source, valence, arousal }) => label ?? (source === "hand" ? nearest([valence, arousal]) : "unsure");

// Brows and mouth; the eyes are the same in all.
const strokes = {
  angry: ["M8 11.5l5.5 2.6", "M24 11.5l-5.5 2.6", "M12 22.8q4-2.6 8 0"],
  disgust: ["M8 13.2q2.7-.9 5.4.3", "M24 11.8l-5.4 2", "M11 21.6q2.5-1.8 5 .2t5-.4"],
  fear: ["M8.2 12.6l4.8-2.2", "M23.8 12.6L19 10.4", "M10.8 22.6q1.7-2.2 3.5 0t3.5 0 3.5 0"],
  happy: ["M8 12.2q2.7-2.6 5.4 0", "M18.6 12.2q2.7-2.6 5.4 0", "M10 19.6q6 6.6 12 0"],
  neutral: ["M8.2 12h5", "M18.8 12h5", "M11.5 21.6h9"],
  sad: ["M8 13l5.2-2.4", "M24 13l-5.2-2.4", "M11 23.2q5-4.6 10 0"],
  surprise: ["M8 10.6q2.7-2.8 5.4 0", "M18.6 10.6q2.7-2.8 5.4 0", "M16 19.4a2.6 2.9 0 1 0 .01 0z"],
  unsure: ["M8.2 12h5", "M18.8 11.2q2.5-1.6 5 0", "M12 22.4q4-.2 8-2"],
};

/** A small face for an emotion or "unsure"; its colour is the text's. Silent to screen readers. */
export function face(emotion) {
  const [left, right, mouth] = strokes[emotion] ?? strokes.unsure;
  const line = { fill: "none", stroke: "currentColor", "stroke-width": "2.2", "stroke-linecap": "round" };
  return svg("svg", { class: "face", viewBox: "0 0 32 32", "aria-hidden": "true" },
    svg("circle", { cx: 16, cy: 16, r: 13.5, fill: "currentColor", "fill-opacity": ".16" }),
    svg("circle", { cx: 16, cy: 16, r: 13.5, ...line, "stroke-width": "1.8", "stroke-dasharray": emotion === "unsure" ? "3 4.06" : undefined }),
    svg("path", { d: left, ...line }), svg("path", { d: right, ...line }), svg("path", { d: mouth, ...line }),
    svg("circle", { cx: 11, cy: 16.2, r: 1.6, fill: "currentColor" }),
    svg("circle", { cx: 21, cy: 16.2, r: 1.6, fill: "currentColor" }));
}

/** The seven probabilities of a reading in the order of `EMOTIONS`. */
export const vector = (probabilities) => EMOTIONS.map((emotion) => probabilities?.[emotion] ?? 0);

/** The emotions from the most to the least probable. */
export const ranked = (probabilities) =>
  [...EMOTIONS].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
