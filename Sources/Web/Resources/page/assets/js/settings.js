// The settings: language, time zone and theme; password, sessions and the second factor; privacy; access tokens.

import { chooseZone, chosenZone, localZone } from "./clock.js";
import { button, el } from "./dom.js";
import { selectField } from "./fields.js";
import { reveal } from "./fold.js";
import { languageChoice } from "./language.js";
import { part } from "./part.js";
import { privacyPanel } from "./privacy.js";
import { providerPanel } from "./provider.js";
import { factorPanel, passwordPanel, sessionPanel } from "./security.js";
import { t } from "./strings.js";
import { themeChoice } from "./theme.js";
import { tokenPanel } from "./tokens.js";

/** The room; `ended` is called when the account is gone. */
export function view(who, { ended }) {
  const looks = el("section", { class: "panel part", "aria-labelledby": "looks-title" },
    el("h2", { id: "looks-title", text: t("settings.looks") }), el("div", { class: "two" }, languageChoice(), zoneChoice()), themeChoice());
  return {
    element: el("div", { class: "settings", id: "settings" },
      el("div", { class: "room-head" }, el("h1", { text: t("nav.settings"), tabindex: "-1" })),
      el("div", { class: "parts" },
        el("div", {}, looks, privacyPanel(who, { ended }), tokenPanel(who)),
        el("div", {}, passwordPanel(who), factorPanel(), providerPanel(), sessionPanel(), elsewherePanel()))),
  };
}

/** What is set on the home, each with the way there. */
function elsewherePanel() {
  const { element, body } = part("elsewhere", { lead: t("elsewhere.lead") });
  const way = (text, id, open = () => {}) => button(text, { "data-way": id, on: { click: () => {
    window.addEventListener("hashchange", () => {
      const node = document.getElementById(id);
      reveal(node);
      open(node);
      node.scrollIntoView({ block: "center" });
      (node.matches("input, button") ? node : node.querySelector(":is(input, summary, button):not(.fold)")).focus();
    }, { once: true });
    location.hash = "now";
  } } });
  body.append(el("div", { class: "row" }, way(t("goal.label"), "aims"), way(t("quiet.label"), "quiet-open"), way(t("rest.title"), "rest", (node) => { node.open = true; })));
  return element;
}

function zoneChoice() {
  const zones = Intl.supportedValuesOf?.("timeZone") ?? [];
  return selectField({
    id: "zone", label: t("settings.zone"), value: chosenZone() ?? "",
    options: [["", t("settings.zone.auto", { zone: localZone })], ...zones.map((name) => [name, name.replaceAll("_", " ")])],
    changed: (name) => chooseZone(name || null),
  });
}
