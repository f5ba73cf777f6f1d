// Short messages at the bottom, with an undo where there is something to undo.

import { announce, el } from "./dom.js";
import { t } from "./strings.js";

const SHOWN_MS = 8000;
const MOST = 3;
let newestUndo = null;

/** Shows `text`; with `undo`, a button (and Ctrl+Z) calls it once. */
export function toast(text, { undo, urgent = false } = {}) {
  const region = document.getElementById("toasts");
  const node = el("div", { class: "toast" }, el("span", { text }));
  let timer;
  const close = () => {
    clearTimeout(timer);
    node.remove();
    if (newestUndo === act) newestUndo = null;
  };
  const act = () => { close(); undo(); };
  const start = () => { clearTimeout(timer); timer = setTimeout(close, SHOWN_MS); };
  if (undo) {
    node.append(el("button", { type: "button", text: t("card.undo"), on: { click: act } }));
    newestUndo = act;
  }
  // Whoever is reading or about to press keeps it open.
  node.addEventListener("pointerenter", () => clearTimeout(timer));
  node.addEventListener("pointerleave", start);
  node.addEventListener("focusin", () => clearTimeout(timer));
  node.addEventListener("focusout", start);
  region.append(node);
  while (region.children.length > MOST) region.firstElementChild.remove();
  if (urgent) announce(text, "alert");
  start();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  if (!newestUndo || typing || event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  event.preventDefault();
  newestUndo();
});
