// The reader's own hour: what the server needs to know, and how to say it.

import { keepOwn, recallOwn } from "./own.js";
import { locale } from "./strings.js";

/** The browser's time zone. */
export const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Dispatches "changed" when another time zone was chosen. */
export const zone = new EventTarget();

/** Chooses a time zone; null for the browser's. */
export function chooseZone(name) {
  keepOwn("zone", name);
  zone.dispatchEvent(new Event("changed"));
}

/** The time zone chosen in the settings, or null. */
export const chosenZone = () => recallOwn("zone");
export const timeZone = () => chosenZone() ?? localZone;

const inZone = (date, tag, format) => new Intl.DateTimeFormat(tag, { ...format, timeZone: timeZone() }).format(date);

/** The time there as the API takes it: 2026-11-22T23:30. */
export const localTime = (date) => inZone(date, "sv-SE", {
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
}).replace(" ", "T");

/** "Sunday 23:30", in the reader's way. */
export const weekdayAndTime = (date) =>
  `${inZone(date, locale, { weekday: "long" })} ${timeOfDay(date)}`;

/** "22 November 2026", in the reader's way; `format` adds to it. */
export const day = (text, format = {}) => inZone(new Date(text), locale, { dateStyle: "long", ...format });

/** Which greeting fits: "night", "morning", "day" or "evening". */
export function partOfDay(date) {
  const hour = Number(localTime(date).slice(11, 13));
  if (hour < 5) return "night";
  if (hour < 12) return "morning";
  return hour < 18 ? "day" : "evening";
}

// Days are named as 2026-11-22.

/** The day that it is there at `date`. */
export const dayOf = (date) => localTime(date).slice(0, 10);

/** So many days later, or earlier. */
export const shiftDay = (name, days) => new Date(Date.parse(`${name}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The moment at which a day begins there. */
export function midnight(name) {
  const wanted = Date.parse(`${name}T00:00Z`);
  const ahead = (at) => Date.parse(`${localTime(new Date(at))}Z`) - at;
  return new Date(wanted - ahead(wanted - ahead(wanted)));
}

/** A day by its name, in the reader's way; `format` as in `Intl.DateTimeFormat`. */
export const dayName = (name, format) => inZone(new Date(midnight(name).getTime() + 43_200_000), locale, format);

/** "23:30", in the reader's way. */
export const timeOfDay = (date) => inZone(date, locale, { timeStyle: "short" }).replace(" ", "\u00a0");

/** The hour of a day alone: "23", "11 PM". */
export const hourName = (hour) => new Intl.DateTimeFormat(locale, { hour: "numeric", timeZone: "UTC" }).format(new Date(Date.UTC(2026, 0, 1, hour)));
