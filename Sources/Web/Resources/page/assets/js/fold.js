// On a phone, what is seldom needed waits behind a button; where there is room it is always there (live.css).

import { el, icon } from "./dom.js";
import { keep, recall } from "./store.js";

/**
 * Panels of which a phone shows one at most: which one, this browser remembers. `parts` are `{name, text, panel}`, the
 * panels with ids; `openers` are their buttons. A panel that hears "reveal" opens.
 */
export class Folds {
  #group; #parts;

  constructor(group, parts) {
    this.#group = group;
    this.#parts = parts.map(({ name, text, panel }) => {
      const label = el("span", { text });
      const opener = el("button", {
        type: "button", class: "chip fold", id: `fold-${name}`, "aria-controls": panel.id,
        on: { click: () => this.open(opener.getAttribute("aria-expanded") === "true" ? null : name) },
      }, label, icon("chevron"));
      panel.classList.add("foldable");
      panel.addEventListener("reveal", () => this.open(name));
      return { name, panel, opener, label };
    });
    this.openers = this.#parts.map(({ opener }) => opener);
    this.settle();
  }

  /** Shows a panel for now, until the next `settle`. */
  peek(name) { this.#show(name); }

  /** Shows the panel that was opened last, or none. */
  settle() { this.#show(recall(`fold-${this.#group}`)); }

  /** Shows the panel of this name alone; null for none. */
  open(name) {
    keep(`fold-${this.#group}`, name);
    this.#show(name);
  }

  /** Another text for the button of a panel. */
  say(name, text) { this.#parts.find((part) => part.name === name).label.textContent = text; }

  #show(name) {
    for (const part of this.#parts) {
      part.panel.classList.toggle("folded", part.name !== name);
      part.opener.setAttribute("aria-expanded", String(part.name === name));
    }
  }
}

/** Opens what `node` is folded away in, or what is folded away in it. */
export const reveal = (node) => (node.closest(".foldable") ?? node.querySelector(".foldable"))?.dispatchEvent(new Event("reveal"));
