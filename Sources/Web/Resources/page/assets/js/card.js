// One recommendation: cover, facts, why, and what can be done with it.

import { button, el, icon } from "./dom.js";
import { cover } from "./cover.js";
import { whySentence } from "./reasons.js";
import { duration, has, language, locale, t, unbroken } from "./strings.js";

const KINDS = ["music", "film", "book", "podcast", "talk"];
export { KINDS };
/** The language in which the catalogue describes its items. */
export const CATALOGUE_LANGUAGE = "en";

/** `marked(item, kind, isOn)` for "like" and "finish", `skipped(item)`, `hidden(item)` and `opened(item)` are told what was pressed. */
export function card(recommendation, { marked, skipped, hidden, opened }) {
  const { item } = recommendation;
  const id = `item-${item.id}`;
  const like = mark("like", "heart");
  const finish = mark("finish", "check");
  const marks = { like, finish };
  function mark(kind, sign) {
    const node = button(t(`card.${kind}`), {
      class: `plain ${kind}`, icon: sign, "aria-pressed": "false", "aria-label": t(`card.${kind}.name`, { title: item.title }),
      on: { click: () => marked(item, kind, node.getAttribute("aria-pressed") !== "true") },
    });
    return node;
  }
  const showMark = (kind, on) => {
    marks[kind].setAttribute("aria-pressed", String(on));
    marks[kind].querySelector("span").textContent = t(on ? `card.${kind}.on` : `card.${kind}`);
    if (kind === "finish") element.classList.toggle("finished", on);
  };
  /** One of the buttons whose text is left out where room is scarce. */
  const away = (kind, does) => button(t(`card.${kind}`), {
    class: `plain ${kind}-item`, icon: kind, title: t(`card.${kind}`), "aria-label": t(`card.${kind}.name`, { title: item.title }), on: { click: () => does(item) },
  });
  const why = el("button", { type: "button", class: "plain asks", "aria-expanded": "false", "aria-controls": `${id}-reasons`, "aria-label": t("card.why.name", { title: item.title }) },
    el("span", { text: t("card.why") }), icon("chevron"));
  const reasons = el("div", { class: "reasons", id: `${id}-reasons`, hidden: true });
  why.addEventListener("click", () => {
    reasons.hidden = !reasons.hidden;
    why.setAttribute("aria-expanded", String(!reasons.hidden));
  });
  const because = el("p", { class: "because soft", lang: SERVER_LANGUAGE });
  const step = el("p", { class: "step", hidden: true });
  const element = el("li", { class: "panel card", "data-item": item.id, "aria-labelledby": id },
    el("div", { class: "cover" }, cover(item)),
    el("div", { class: "facts" },
      step, kindLine(item), el("h2", { id }, title(item, opened)),
      el("p", { class: "soft small", text: t("item.by", { creator: item.creator }) }),
      item.why && el("p", { class: "why", lang: SERVER_LANGUAGE, text: item.why })),
    el("div", { class: "reason" }, because, why),
    el("div", { class: "card-foot" }, like, finish, away("skip", skipped), away("hide", hidden)),
    reasons);

  /** Numbers it as step `n` of `all` of a way; 0 for none. */
  function showStep(n, all) {
    step.hidden = n === 0;
    step.textContent = n === 0 ? "" : t("list.step", { step: n, all });
  }

  /** Takes the reasons and the marks of a newer recommendation of the same item. */
  function update(newer) {
    showMark("like", newer.interaction === "like");
    showMark("finish", newer.finished === true);
    const [first, second] = newer.reasons.filter((reason) => reason.contribution > 0).map(reasonText);
    because.lang = newer.reasons.every((reason) => whySentence(reason.why)) ? language : "en";
    because.replaceChildren(first ?? "", second ? el("span", { class: "second", text: ` · ${second}` }) : "");
    reasons.replaceChildren(...reasonList(newer));
  }
  update(recommendation);
  return { element, update, showMark, showStep, get reading() { return !reasons.hidden; } };
}

/** What the catalogue says of an item, and reasons without a code, come from the server in English. */
const SERVER_LANGUAGE = language === CATALOGUE_LANGUAGE ? null : CATALOGUE_LANGUAGE;

const sentence = (text) => unbroken(text.charAt(0).toLocaleUpperCase(locale) + text.slice(1));

const reasonText = (reason) => sentence(whySentence(reason.why) ?? reason.text);

function kindLine(item) {
  const kind = KINDS.includes(item.kind) ? item.kind : "music";
  return el("p", { class: "kind" }, icon(kind),
    el("span", { text: [t(`kind.${kind}`), item.year < 0 ? t("item.bc", { n: -item.year }) : item.year, item.minutes > 0 && duration(item.minutes)].filter(Boolean).join(" · ") }));
}

function title(item, opened) {
  // Only the web's own addresses: a "javascript:" in a catalogue stays text.
  if (!/^https?:\/\//i.test(item.link ?? "")) return el("span", { text: item.title });
  return el("a", { href: item.link, target: "_blank", rel: "noopener noreferrer", on: { click: () => opened(item) } },
    item.title, el("span", { class: "quiet", text: ` ${t("item.opens")}` }));
}

const signed = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });

function reasonList({ reasons, score }) {
  const most = Math.max(0.01, ...reasons.map((reason) => Math.abs(reason.contribution)));
  const rows = reasons.map((reason) => {
    const fill = el("span", { class: "fill" });
    fill.style.setProperty("--share", (Math.abs(reason.contribution) / most).toFixed(3));
    return el("li", { class: reason.contribution < 0 ? "less" : null },
      el("span", { class: "term", text: has(`term.${reason.term}`) ? t(`term.${reason.term}`) : reason.term }),
      el("span", { class: "amount", text: signed.format(reason.contribution) }),
      el("span", { class: "text", lang: whySentence(reason.why) ? null : SERVER_LANGUAGE, text: reasonText(reason) }),
      el("span", { class: "track", "aria-hidden": "true" }, fill));
  });
  const sum = el("li", { class: "sum" }, el("span", { class: "term", text: t("card.score") }), el("span", { class: "amount", text: signed.format(score) }));
  return [el("ul", { class: "reasons-list" }, rows, sum)];
}
