// Short messages at the bottom, with an undo or another try where there is one.

import { announce, el, icon } from "./dom.js";
import { t } from "./strings.js";

const SHOWN_MS = 8000;
const URGENT_MS = 20000;
const MOST = 3;
let newestUndo = null;

/** Shows `text`; with `undo`, a button (and Ctrl+Z) calls it once, with `again` a button tries again. */
export function toast(text, { undo, again, urgent = false } = {}) {
  const region = document.getElementById("toasts");
  const node = el("div", { class: urgent ? "toast urgent" : "toast" }, urgent && icon("info"), el("span", { text }));
  let timer;
  const close = () => {
    clearTimeout(timer);
    node.remove();
    if (newestUndo === act) newestUndo = null;
  };
  const act = () => { close(); undo(); };
  const start = () => { clearTimeout(timer); timer = setTimeout(close, urgent ? URGENT_MS : SHOWN_MS); };
  if (undo) {
    node.append(el("button", { type: "button", text: t("card.undo"), on: { click: act } }));
    newestUndo = act;
  }
  if (again) node.append(el("button", { type: "button", text: t("again"), on: { click: () => { close(); again(); } } }));
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

/** Takes all messages away, and with them what could be undone. */
export function clearToasts() {
  document.getElementById("toasts").replaceChildren();
  newestUndo = null;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  if (!newestUndo || typing || event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  event.preventDefault();
  newestUndo();
});
