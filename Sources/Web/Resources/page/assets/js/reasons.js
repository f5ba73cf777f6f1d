// Reasons in the reader's language: the server gives a code with its values, and English words for what has no code.

import { duration, has, inner, locale, percent, t } from "./strings.js";

/** What tells two sentences with one code apart, in the order in which it is looked for. */
const VARIANTS = {
  liked: (liked) => (liked ? "liked" : "skipped"), tag: () => "tag", kind: () => "kind",
};
/** What the server calls otherwise than the page. */
const ASKS = { neither: "even" };
/** 1 is Sunday, as 4 January 2026 was. */
const weekday = (n) => new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2026, 0, 3 + n)));
const SAID = {
  weekday, emotion: inner, confidence: percent, propensity: percent, kind: (kind) => t(`kinds.${kind}`), minutes: duration, distance: (name) => t(`distance.${name}`),
  tendency: (name) => t(`clock.${ASKS[name] ?? name}`),
};

/** The sentence for `{code, values}`, or null where the page has none. */
export function whySentence(why) {
  if (!why) return null;
  const values = why.values ?? {};
  let key = `why.${why.code}`;
  for (const [name, variant] of Object.entries(VARIANTS)) {
    if (name in values && has(`${key}.${variant(values[name])}`)) key = `${key}.${variant(values[name])}`;
  }
  if (!has(key)) return null;
  const said = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, SAID[name]?.(value) ?? value]));
  return t(key, said);
}

/** What the hour did, of a list's `tendency`: a sentence, or null where the page has none. */
export function hourSentence(tendency) {
  const { code, values } = tendency?.why?.find((why) => why.code.startsWith("hour.")) ?? {};
  if (code === "hour.off") return t("clock.off");
  return values ? [SAID.tendency(values.tendency), values.habit && t("clock.habit")].filter(Boolean).join(" ") : null;
}
