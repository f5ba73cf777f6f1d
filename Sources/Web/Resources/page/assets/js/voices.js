// Which voices the list listens to: the face, the words, the choice by hand. Each can be switched off, which is remembered.

import { el, icon } from "./dom.js";
import { keepOwn, recallOwn } from "./own.js";
import { t } from "./strings.js";

const VOICES = ["face", "words", "hand"];
const off = () => new Set((recallOwn("voices.off") ?? "").split(",").filter((name) => VOICES.includes(name)));

/** Whether the list follows this voice. */
export const counts = (voice) => !off().has(voice);

/** Whether one of them is switched off. */
export const someAreOff = () => off().size > 0;

/** The switches; `changed` gets the voice that counts from now on, or no longer. */
export function voiceSwitches({ changed }) {
  const chip = (name) => {
    const node = el("button", { type: "button", class: "chip", id: `voice-${name}`, "aria-pressed": String(counts(name)), on: { click: () => {
      const silent = off();
      if (!silent.delete(name)) silent.add(name);
      keepOwn("voices.off", silent.size > 0 ? [...silent].join(",") : null);
      node.setAttribute("aria-pressed", String(counts(name)));
      changed(name);
    } } }, icon("check"), el("span", { text: t(`voice.${name}`) }));
    return node;
  };
  return el("div", { class: "voices", role: "group", "aria-labelledby": "voices-label" },
    el("p", { class: "soft small", id: "voices-label", text: t("voices.label") }), el("div", { class: "row" }, VOICES.map(chip)));
}
