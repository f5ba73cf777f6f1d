// The reader's own hour: what the server needs to know, and how to say it.

import { locale } from "./strings.js";

const two = (n) => String(n).padStart(2, "0");

/** Local time as the API takes it: 2026-11-22T23:30. */
export const localTime = (date) =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;

export const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "Sunday 23:30", in the reader's way. */
export function weekdayAndTime(date) {
  const day = date.toLocaleDateString(locale, { weekday: "long" });
  return `${day} ${date.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" })}`;
}

/** Which greeting fits: "night", "morning", "day" or "evening". */
export function partOfDay(date) {
  const hour = date.getHours();
  if (hour < 5) return "night";
  if (hour < 12) return "morning";
  return hour < 18 ? "day" : "evening";
}
