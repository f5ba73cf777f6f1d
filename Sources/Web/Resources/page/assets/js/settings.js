// The settings: language, time zone and theme; password, sessions and the second factor; privacy; access tokens.

import { chooseZone, localZone } from "./clock.js";
import { el } from "./dom.js";
import { selectField } from "./fields.js";
import { languageChoice } from "./language.js";
import { privacyPanel } from "./privacy.js";
import { factorPanel, passwordPanel, sessionPanel } from "./security.js";
import { recall } from "./store.js";
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
        el("div", {}, looks, privacyPanel({ ended }), tokenPanel()),
        el("div", {}, passwordPanel(who), factorPanel(), sessionPanel()))),
  };
}

function zoneChoice() {
  const zones = Intl.supportedValuesOf?.("timeZone") ?? [];
  return selectField({
    id: "zone", label: t("settings.zone"), value: recall("zone") ?? "",
    options: [["", t("settings.zone.auto", { zone: localZone })], ...zones.map((name) => [name, name.replaceAll("_", " ")])],
    changed: (name) => chooseZone(name || null),
  });
}
