// Reasons in the reader's language: the server gives a code with its values, and English words for what has no code.

import { duration, has, inner, percent, t } from "./strings.js";

/** What tells two sentences with one code apart, in the order in which it is looked for. */
const VARIANTS = {
  liked: (liked) => (liked ? "liked" : "skipped"), tag: () => "tag", kind: () => "kind",
};
/** What the server calls otherwise than the page. */
const ASKS = { neither: "even" };
const SAID = {
  emotion: inner, confidence: percent, propensity: percent, kind: (kind) => t(`kinds.${kind}`), minutes: duration, distance: (name) => t(`distance.${name}`),
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

/** Where face, words and hand disagree, what each says and which one the list follows; or null. */
export function disagreement(tendency) {
  const { values } = tendency?.why?.find((why) => why.code === "mood.disagreement") ?? {};
  if (!values) return null;
  const parts = ["face", "words", "hand"].filter((source) => source in values).map((source) => t(`fused.${source}`, { emotion: inner(values[source]) }));
  return t(`fused.by.${values.by}`, { parts: parts.join(", ") });
}
