// A dialog over the page: title, words, content, one button to end it.

import { button, el } from "./dom.js";

/** Opens it and returns it; `content` are nodes, `done` the text of the closing button, `closed` is called at the end. */
export function openDialog({ id, title, lead, content, done, wide = false, closed = () => {} }) {
  const before = document.activeElement;
  const dialog = el("dialog", { class: wide ? "dialog wide" : "dialog", id, "aria-labelledby": `${id}-title` },
    el("div", {}, el("h2", { id: `${id}-title`, text: title, tabindex: "-1", autofocus: true }), lead && el("p", { class: "soft", text: lead })),
    content, done && el("div", { class: "row" }, button(done, { class: "button main", on: { click: () => dialog.close() } })));
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before?.isConnected) before.focus();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
