// What the page says, in the reader's language. `words/` has one table a language, and only the one in use is loaded.
// A value is a text with {names}, or, where a number decides, an object by plural category.

import { recall } from "./store.js";

/** The languages there are, each in its own word. */
export const LANGUAGES = { en: "English", de: "Deutsch", fr: "Français" };

const tags = navigator.languages ?? [navigator.language ?? "en"];
const spoken = (tag) => tag.split("-")[0].toLowerCase();

/** The language of the page: the one chosen, else the first of the browser's that there is. */
export const language = [recall("language"), ...tags.map(spoken)].find((name) => name in LANGUAGES) ?? "en";

/** The same for dates and numbers, with the reader's country where the browser knows it. */
export const locale = tags.find((tag) => spoken(tag) === language) ?? language;

const { default: words } = await import(`../words/${language}.js`);
const plural = new Intl.PluralRules(language);
document.documentElement.lang = language;

/** The sentence named `key`, its {names} filled from `values`; a plural is chosen by `values.n`. */
export function t(key, values = {}) {
  const entry = words[key] ?? key;
  const text = typeof entry === "string" ? entry : entry[plural.select(values.n)] ?? entry.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? said(values[name]) : whole));
}

/** A number as the reader writes it: from 10,000 on in groups, so that years have none. */
const said = (value) => (typeof value === "number" ? value.toLocaleString(locale, { useGrouping: "min2", maximumFractionDigits: 2 }) : String(value));

/** Whether the table has `key`. */
export const has = (key) => key in words;

/** An emotion for the middle of a sentence: "happy". */
export const inner = (emotion) => t(`emotion.${emotion}`).toLocaleLowerCase(locale);

const PERCENT = "\u202f%";

/** 0.84 as "84 %", as the server writes it in its reasons. */
export const percent = (share) => `${Math.round(100 * share)}${PERCENT}`;

/** A text of the server, with a space before each "%" that no line breaks at. */
export const unbroken = (text) => text.replace(/ %/g, PERCENT);

/** A number with `digits` behind the point, in the reader's way. */
export const number = (value, digits = 1) =>
  value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" }).replace("-", "−");

/** A length in minutes in words: "1 h 42 min", which no line breaks in. */
export function duration(minutes) {
  const n = Math.round(minutes);
  const h = Math.floor(n / 60);
  const text = n < 60 ? t("item.minutes", { n }) : n % 60 === 0 ? t("item.hours", { h }) : t("item.hours.minutes", { h, n: n % 60 });
  return text.replaceAll(" ", "\u00a0");
}
