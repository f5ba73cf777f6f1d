// One item of the library: a line, and opened all that is known of it.

import { day } from "./clock.js";
import { cover } from "./cover.js";
import { button, el, icon } from "./dom.js";
import { sureButton } from "./fields.js";
import { findingPlaces } from "./finding.js";
import { placeOf } from "./shelves.js";
import { duration, language, number, t } from "./strings.js";

const SERVER_LANGUAGE = language === "en" ? null : "en";
const SETTLE_MS = 400;
const web = (address) => /^https?:\/\//i.test(address ?? "");
const outside = (address, text) => el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text, el("span", { class: "quiet", text: ` ${t("item.opens")}` }));

/** `{element, update, open, focus}`; what was pressed is told to the functions. */
export function itemRow(first, { mayEdit, opened, placed, reset, edit, remove }) {
  const marks = el("span", { class: "marks" });
  const body = el("div", { class: "item-body" });
  const name = el("strong", { text: first.title });
  const facts = el("span", { class: "soft small" });
  const summary = el("summary", {}, el("span", { class: "thumb", "aria-hidden": "true" }, cover({ ...first, affect: pair(first) })), el("span", { class: "names" }, name, facts), marks);
  const note = el("p", { class: "soft small" });
  const back = button(t("library.reset"), { icon: "refresh", "data-reset": first.id, on: { click: async () => { await reset(); summary.focus(); } } });
  const reviews = el("div", {});
  const details = el("details", { class: "item", "data-library": first.id }, summary, body);
  let item = first;
  let sliders = null;
  details.addEventListener("toggle", () => {
    if (details.open) { fill(); showReviews().catch(() => {}); }
    opened(details.open);
  });

  function fill() {
    sliders = placeSliders(item, placed);
    const find = findingPlaces(item);
    body.replaceChildren(...[
      item.why && el("p", { lang: SERVER_LANGUAGE, text: item.why }),
      item.tags?.length > 0 && el("p", { class: "soft small", lang: SERVER_LANGUAGE, text: item.tags.join(" · ") }),
      el("p", { class: "finds" }, el("span", { class: "soft", text: `${t("library.find")} ` }), find.map(([where, address]) => outside(address, where))),
      web(item.source) && el("p", { class: "small" }, el("span", { class: "soft", text: `${t("library.source")} ` }), outside(item.source, new URL(item.source).host)),
      trouble(item) && el("p", { class: "small", text: t(item.link_check.status ? "library.link.answered" : "library.link.silent", {
        status: item.link_check.status, date: day(item.link_check.checked_at, { dateStyle: "medium" }) }) }),
      el("fieldset", { class: "placing" }, el("legend", { text: t("library.place") }),
        note, sliders.element, back), reviews,
      mayEdit && el("div", { class: "row" }, button(t("library.edit"), { "data-edit": item.id, on: { click: edit } }),
        sureButton(t("library.remove"), { "data-remove": item.id, name: t("library.remove.name", { title: item.title }), sure: t("delete.sure"), does: remove })),
    ].filter(Boolean));
  }

  /** Loaded when they are first looked at. */
  async function showReviews() {
    if (reviews.childElementCount > 0) return;
    const { reviewPart } = await import("./reviews.js");
    // Pressed twice meanwhile.
    if (reviews.childElementCount === 0) reviews.append(reviewPart(item));
  }

  function update(newer) {
    item = newer;
    name.textContent = item.title;
    const kind = t(`kind.${item.kind}`);
    facts.replaceChildren(icon(item.kind), [kind, item.creator, item.year < 0 ? t("item.bc", { n: -item.year }) : item.year, duration(item.minutes)].filter(Boolean).join(" · "));
    marks.replaceChildren(...[trouble(item) && `library.link.${trouble(item)}`, item.corrected ? "library.yours" : estimated(item) && "library.estimated"].filter(Boolean)
      .map((key) => el("span", { class: key.startsWith("library.link") ? "mark bad" : "mark", text: t(key) })));
    note.textContent = t(item.corrected ? "library.place.yours" : estimated(item) ? "library.place.estimated" : "library.place.judged");
    back.hidden = !item.corrected;
    // Whoever holds a slider keeps it.
    if (details.open && !sliders?.element.contains(document.activeElement)) fill();
    else if (details.open) sliders.show(placeOf(item));
  }
  update(first);
  return {
    element: el("li", {}, details), update, focus: () => summary.focus(),
    get open() { return details.open; }, set open(on) { details.open = on; },
  };
}

/** "broken" or "unreachable" where that is the last that is known of its link. */
const trouble = ({ link_check: check }) => (["broken", "unreachable"].includes(check?.outcome) ? check.outcome : null);

const pair = (item) => { const [valence, arousal] = placeOf(item); return { valence, arousal }; };
const estimated = (item) => item.estimated ?? (item.estimate !== undefined && item.estimate !== null);

/** Two sliders for a place; `placed` gets it when one was let go. */
export function placeSliders(item, placed = () => {}, prefix = "place") {
  let timer;
  const slider = (axis, key, low, high, value) => {
    const id = `${prefix}-${axis}-${item.id ?? "new"}`;
    const out = el("output", { for: id, class: "amount soft", text: number(value, 2) });
    const input = el("input", { type: "range", id, name: axis, min: -1, max: 1, step: 0.05, value, on: {
      input: () => { out.textContent = number(Number(input.value), 2); },
      // Arrow keys come one after the other.
      change: () => { clearTimeout(timer); timer = setTimeout(() => placed(place()), SETTLE_MS); },
    } });
    return { input, out, row: el("div", { class: "slider" }, el("label", { for: id }, t(key), " ", out),
      el("span", { class: "soft", "aria-hidden": "true", text: t(low) }), input, el("span", { class: "soft", "aria-hidden": "true", text: t(high) })) };
  };
  const [v, a] = placeOf(item);
  const valence = slider("valence", "circle.valence", "circle.unpleasant", "circle.pleasant", v);
  const arousal = slider("arousal", "circle.arousal", "circle.calm", "circle.lively", a);
  const place = () => [Number(valence.input.value), Number(arousal.input.value)];
  function show(newer) {
    [valence, arousal].forEach(({ input, out }, i) => { input.value = newer[i]; out.textContent = number(newer[i], 2); });
  }
  return { element: el("div", { class: "sliders" }, valence.row, arousal.row), show, place };
}
