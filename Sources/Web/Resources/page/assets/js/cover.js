// Cover art drawn from an item's id and its place on the plane: warm where pleasant, cool where not, lively where
// excited. The same item always has the same cover.

import { svg } from "./dom.js";

/** A stream of numbers in 0…1 from a text: FNV-1a seeds mulberry32. */
function random(text) {
  let state = 2166136261;
  for (const char of text) state = Math.imul(state ^ char.codePointAt(0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

const W = 90;
const H = 120;

// One motif a kind: grooves, a horizon, a bound book, a voice, a word in the air.
const motifs = {
  music(next, [, mid, light]) {
    const [x, y] = [W * (0.3 + next() * 0.4), H * (0.3 + next() * 0.4)];
    const gap = 7 + next() * 5;
    const rings = Array.from({ length: 9 }, (_, i) =>
      svg("circle", { cx: x, cy: y, r: 12 + i * gap, fill: "none", stroke: i % 3 === 1 ? light : mid, "stroke-width": 1.5 + next() * 3.5, opacity: 0.95 - i * 0.08 }));
    return [...rings, svg("circle", { cx: x, cy: y, r: 7, fill: light })];
  },
  film(next, [deep, mid, light]) {
    const sun = svg("circle", { cx: W * (0.2 + next() * 0.6), cy: H * (0.25 + next() * 0.2), r: 11 + next() * 9, fill: light });
    const hills = [0.5, 0.64, 0.78].map((level, i) => {
      const y = H * (level + (next() - 0.5) * 0.08);
      const [a, b] = [(next() - 0.5) * 34, (next() - 0.5) * 34];
      return svg("path", { d: `M0 ${y}C${W / 3} ${y + a} ${(W * 2) / 3} ${y + b} ${W} ${y}V${H}H0z`, fill: i === 1 ? deep : mid, opacity: 0.55 + i * 0.2 });
    });
    return [sun, ...hills];
  },
  book(next, [deep, mid, light]) {
    const cells = [];
    const size = W / 3.6;
    for (let row = 0; row < 4; row += 1) {
      for (let column = 0; column < 3; column += 1) {
        const [x, y] = [14 + column * size, 10 + row * size];
        const d = [`M${x} ${y}h${size}v${size}z`, `M${x} ${y}v${size}h${size}z`, `M${x} ${y}a${size} ${size} 0 0 1 ${size} ${size}h${-size}z`,
          `M${x + size} ${y}a${size} ${size} 0 0 1 ${-size} ${size}v${-size}z`][Math.floor(next() * 4)];
        if (next() > 0.22) cells.push(svg("path", { d, fill: next() > 0.5 ? light : mid, opacity: 0.45 + next() * 0.5 }));
      }
    }
    return [...cells, svg("rect", { x: 0, y: 0, width: 8, height: H, fill: deep, opacity: 0.75 })];
  },
  podcast(next, [, mid, light]) {
    return Array.from({ length: 11 }, (_, i) => {
      const height = 12 + next() * 62 * Math.sin(((i + 1) / 12) * Math.PI);
      return svg("rect", { x: 7 + i * 7.1, y: (H - height) / 2, width: 4.4, height, rx: 2.2, fill: i % 4 === 1 ? light : mid });
    });
  },
  talk(next, [deep, mid, light]) {
    const [x, y, r] = [W * (0.35 + next() * 0.3), H * (0.36 + next() * 0.1), 22 + next() * 8];
    return [
      svg("circle", { cx: x, cy: y, r: r * 1.7, fill: mid, opacity: 0.4 }), svg("circle", { cx: x, cy: y, r, fill: light }),
      svg("path", { d: `M${x - r * 0.5} ${y + r * 0.7}l${-r * 0.5} ${r * 0.9}l${r * 1.1} ${-r * 0.62}z`, fill: light }),
      ...[0, 1, 2].map((i) => svg("rect", { x: x - r * 0.55, y: y - r * 0.42 + i * r * 0.36, width: r * (0.6 + next() * 0.55), height: r * 0.15, rx: 1.6, fill: deep, opacity: 0.8 })),
    ];
  },
};

/** The cover of an item, silent to screen readers. */
export function cover(item) {
  const next = random(item.id);
  const { valence = 0, arousal = 0 } = item.affect ?? item;
  // From violet-blue (unpleasant) through rose to amber (pleasant), with some play.
  const hue = (300 + (valence - 0.1) * 95 + (next() - 0.5) * 170 + 720) % 360;
  const chroma = 42 + arousal * 22;
  const light = 34 + valence * 6 + arousal * 3;
  const tone = (turn, lift, full = 1) => `hsl(${((hue + turn + 360) % 360).toFixed(0)} ${(chroma * full).toFixed(0)}% ${Math.min(88, light + lift).toFixed(0)}%)`;
  const colors = [tone(-14, -14), tone(22, 16), tone(46, 42, 1.15)];
  const id = `g${Math.floor(next() * 2 ** 31).toString(36)}`;
  return svg("svg", { viewBox: `0 0 ${W} ${H}`, preserveAspectRatio: "xMidYMid slice", "aria-hidden": "true" },
    svg("defs", {}, svg("linearGradient", { id, x1: 0, y1: 0, x2: next().toFixed(2), y2: 1 },
      svg("stop", { offset: 0, "stop-color": tone(10, 6) }), svg("stop", { offset: 1, "stop-color": tone(-24, -12) }))),
    svg("rect", { width: W, height: H, fill: `url(#${id})` }),
    ...(motifs[item.kind] ?? motifs.music)(next, colors));
}
