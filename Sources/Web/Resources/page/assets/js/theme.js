// Light, dark, or as the system has it.

import { segments } from "./fields.js";
import { keep, recall } from "./store.js";
import { t } from "./strings.js";

const THEMES = ["auto", "light", "dark"];

/** The chosen theme. */
export const theme = () => (THEMES.includes(recall("theme")) ? recall("theme") : "auto");

function choose(value) {
  keep("theme", value === "auto" ? null : value);
  if (value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
  // The window of an installed page has the colour as well.
  for (const [i, name] of ["light", "dark"].entries()) {
    document.querySelectorAll('meta[name="theme-color"]')[i].media = value === "auto" ? `(prefers-color-scheme: ${name})` : value === name ? "all" : "not all";
  }
}

/** Three segments, one chosen. */
export const themeChoice = () => segments({
  name: "theme", legend: t("theme.label"), options: THEMES.map((value) => [value, t(`theme.${value}`)]), value: theme(), changed: choose,
});
