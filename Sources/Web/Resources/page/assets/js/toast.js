// Short messages at the bottom, with an undo or another try where there is one.

import { announce, el, icon } from "./dom.js";
import { t } from "./strings.js";

const SHOWN_MS = 8000;
const URGENT_MS = 20000;
const MOST = 3;
let newestUndo = null;

/** The messages that are shown: what closes each. */
const shown = new Map();
/** What closes those that something waits for. */
const waiting = new Set();

/**
 * Shows `text`; with `undo`, a button (and Ctrl+Z) calls it once, with `again` a button tries again. `gone` is called
 * when it went without either: what cannot be taken back waits for that.
 */
export function toast(text, { undo, again, gone, urgent = false } = {}) {
  const region = document.getElementById("toasts");
  const before = document.activeElement;
  const node = el("div", { class: urgent ? "toast urgent" : "toast" }, urgent && icon("info"), el("span", { text }));
  let timer;
  const close = ({ answered = false } = {}) => {
    clearTimeout(timer);
    // Once is enough: leaving the page, its time and a press may come together.
    if (!shown.delete(node)) return null;
    waiting.delete(close);
    const had = node.contains(document.activeElement);
    node.remove();
    // The keyboard goes on where it was.
    if (had) (before?.isConnected && before !== document.body ? before : document.getElementById("main")).focus({ preventScroll: true });
    if (newestUndo === act) newestUndo = null;
    return answered ? null : gone?.();
  };
  const act = () => { close({ answered: true }); undo(); };
  const start = () => { clearTimeout(timer); if (shown.has(node)) timer = setTimeout(() => close(), urgent ? URGENT_MS : SHOWN_MS); };
  if (undo) {
    node.append(el("button", { type: "button", text: t("card.undo"), on: { click: act } }));
    newestUndo = act;
  }
  if (again) node.append(el("button", { type: "button", text: t("again"), on: { click: () => { close({ answered: true }); again(); } } }));
  if (undo || again) node.append(el("button", { type: "button", class: "toast-close", text: "×", "aria-label": t("close"), on: { click: () => close() } }));
  // Whoever is reading or about to press keeps it open; a pointer under which it came by itself does not.
  node.addEventListener("pointermove", () => clearTimeout(timer));
  node.addEventListener("pointerleave", start);
  node.addEventListener("focusin", () => clearTimeout(timer));
  node.addEventListener("focusout", start);
  region.append(node);
  shown.set(node, close);
  if (gone) waiting.add(close);
  while (region.children.length > MOST) shown.get(region.firstElementChild)();
  if (urgent) announce(text, "alert");
  start();
}

/** Takes all messages away, and with them what could be undone. Resolves when what waited for that is done. */
export const clearToasts = () => Promise.all([...shown.values()].map((close) => close()));

window.addEventListener("pagehide", clearToasts);
// A tab that nobody looks at may end without a word: what waits is done before.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) for (const close of waiting) close();
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  if (!newestUndo || typing || event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  event.preventDefault();
  newestUndo();
});
