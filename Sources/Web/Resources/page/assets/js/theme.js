// Light, dark, or as the system has it.

import { el } from "./dom.js";
import { keep, recall } from "./store.js";
import { t } from "./strings.js";

const THEMES = ["auto", "light", "dark"];

/** The chosen theme. */
export const theme = () => (THEMES.includes(recall("theme")) ? recall("theme") : "auto");

function choose(value) {
  keep("theme", value === "auto" ? null : value);
  if (value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
}

/** Three segments, one chosen. */
export function themeChoice() {
  return el("fieldset", {},
    el("legend", { text: t("theme.label") }),
    el("div", { class: "segments" }, THEMES.map((value) => {
      const input = el("input", { type: "radio", name: "theme", value, on: { change: () => choose(value) } });
      input.checked = value === theme();
      return el("label", {}, input, el("span", { text: t(`theme.${value}`) }));
    })));
}
