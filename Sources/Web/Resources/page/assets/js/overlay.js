// The box and the key points over the mirrored video. They glide to each new place and fade when the face is gone.
// Where there are several faces, each of the others is a button that makes it the viewer's.

import { el } from "./dom.js";
import { t } from "./strings.js";

const GLIDE_MS = 90;
const FADE_MS = 200;
const BADGE = { width: 150, height: 48 };

/** Draws on `canvas` over a video that is shown with `object-fit: cover` and mirrored; `faces` holds the buttons. */
export class Overlay {
  #canvas; #faces; #chosen; #floor; #shown = new Map(); #wanted = new Map(); #frame = { width: 640, height: 480 }; #running = 0; #last = 0;
  #still = matchMedia("(prefers-reduced-motion: reduce)");

  /** `chosen` gets the id of the face whose button was pressed; `floor()` says how far down the picture is seen, in pixels. */
  constructor(canvas, faces, { chosen, floor }) {
    this.#floor = floor;
    this.#canvas = canvas;
    this.#faces = faces;
    this.#chosen = chosen;
  }

  /** `faces` as the server gives them, in pixels of `frame`; `viewer` is the index of the one that counts. */
  show(faces, frame, { viewer, color, tag }) {
    this.#frame = frame;
    this.#wanted = new Map(faces.map((face, index) => [face.id, {
      numbers: [face.box.x, face.box.y, face.box.width, face.box.height, ...points(face.landmarks)],
      viewer: index === viewer, color, tag,
    }]));
    this.#offer();
    if (!this.#running) {
      this.#last = performance.now();
      this.#running = requestAnimationFrame((now) => this.#step(now));
    }
  }

  clear() { this.show([], this.#frame, { viewer: null, color: "#fff", tag: "" }); }

  /** One button for each face but the viewer's; those that stay keep their element, and with it the focus. */
  #offer() {
    const others = [...this.#wanted].filter(([, { viewer }]) => !viewer).map(([id]) => String(id));
    const had = this.#faces.contains(document.activeElement);
    for (const node of [...this.#faces.children]) if (!others.includes(node.dataset.face)) node.remove();
    for (const id of others) {
      if ([...this.#faces.children].some((node) => node.dataset.face === id)) continue;
      this.#faces.append(el("button", {
        type: "button", class: "face-choice", "data-face": id, "aria-label": t("face.choose", { n: id }), title: t("face.choose", { n: id }),
        on: { click: () => this.#chosen(Number(id)) },
      }));
    }
    // The keyboard does not fall out of the picture with a face that leaves it.
    if (had && !this.#faces.contains(document.activeElement)) this.#faces.firstElementChild?.focus();
  }

  #step(now) {
    const passed = Math.min(100, now - this.#last);
    this.#last = now;
    const nearer = this.#still.matches ? 1 : 1 - Math.exp(-passed / GLIDE_MS);
    const next = new Map();
    let moving = false;
    for (const id of new Set([...this.#wanted.keys(), ...this.#shown.keys()])) {
      const wanted = this.#wanted.get(id);
      const shown = this.#shown.get(id) ?? { ...wanted, opacity: 0 };
      const opacity = Math.min(1, Math.max(0, shown.opacity + (wanted ? passed : -passed) / FADE_MS));
      if (!wanted && opacity === 0) continue;
      const target = wanted?.numbers ?? shown.numbers;
      const from = shown.numbers.length === target.length ? shown.numbers : target;
      const numbers = from.map((value, n) => value + (target[n] - value) * nearer);
      moving ||= opacity !== 1 || numbers.some((value, n) => Math.abs(value - target[n]) > 0.3);
      next.set(id, { ...(wanted ?? shown), numbers, opacity });
    }
    this.#shown = next;
    this.#draw();
    this.#running = moving ? requestAnimationFrame((time) => this.#step(time)) : 0;
  }

  #draw() {
    const canvas = this.#canvas;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const scale = Math.max(width / this.#frame.width, height / this.#frame.height);
    // As large as the page's letters are.
    const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const left = (width - this.#frame.width * scale) / 2;
    const top = (height - this.#frame.height * scale) / 2;
    for (const [id, face] of this.#shown) {
      const [x, y, w, h, ...rest] = face.numbers;
      context.globalAlpha = face.opacity * (face.viewer ? 1 : 0.6);
      const box = { x: width - (left + (x + w) * scale), y: top + y * scale, width: w * scale, height: h * scale };
      drawCorners(context, box, face.viewer ? face.color : "#ffffff", unit);
      if (!face.viewer) {
        this.#place(id, box);
        continue;
      }
      context.fillStyle = "#ffffff";
      for (let n = 0; n < rest.length; n += 2) {
        context.beginPath();
        context.arc(width - (left + rest[n] * scale), top + rest[n + 1] * scale, 1.8 * unit, 0, 2 * Math.PI);
        context.fill();
      }
      if (face.tag) drawTag(context, box, face, { width, floor: this.#floor() }, unit);
    }
    context.globalAlpha = 1;
  }

  #place(id, box) {
    const node = this.#faces.querySelector(`[data-face="${id}"]`);
    if (node) Object.assign(node.style, { left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });
  }
}

const points = (landmarks) => Object.values(landmarks ?? {}).flatMap((point) => [point.x, point.y]);

function drawCorners(context, { x, y, width, height }, color, unit) {
  const r = Math.min(width, height) * 0.14;
  const arm = Math.min(width, height) * 0.1;
  context.lineCap = "round";
  for (const [line, style] of [[5, "rgb(0 0 0 / 45%)"], [3, color]]) {
    context.lineWidth = line * unit;
    context.strokeStyle = style;
    context.beginPath();
    for (const [cx, cy, sx, sy] of [[x, y, 1, 1], [x + width, y, -1, 1], [x + width, y + height, -1, -1], [x, y + height, 1, -1]]) {
      context.moveTo(cx, cy + sy * (r + arm));
      context.lineTo(cx, cy + sy * r);
      context.quadraticCurveTo(cx, cy, cx + sx * r, cy);
      context.lineTo(cx + sx * (r + arm), cy);
    }
    context.stroke();
  }
}

function drawTag(context, box, { tag, color }, { width, floor }, unit) {
  context.font = `600 ${14 * unit}px system-ui, sans-serif`;
  const room = context.measureText(tag).width + 22 * unit;
  const x = Math.max(6, Math.min(width - room - 6, box.x + (box.width - room) / 2));
  // Above the box, unless it would leave the picture or lie on the camera's badge at the top left.
  const above = box.y > unit * (x < BADGE.width * unit ? BADGE.height + 32 : 36);
  const y = above ? box.y - 32 * unit : Math.min(box.y + box.height + 6 * unit, floor - 32 * unit);
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(x, y, room, 26 * unit, 13 * unit);
  context.fill();
  context.fillStyle = "#1b1014";
  context.textBaseline = "middle";
  context.fillText(tag, x + 11 * unit, y + 13.5 * unit);
}
