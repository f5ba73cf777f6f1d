// One recommendation: cover, facts, why, and what can be done with it.

import { button, el, icon } from "./dom.js";
import { cover } from "./cover.js";
import { duration, has, locale, t, unbroken } from "./strings.js";

const KINDS = ["music", "film", "book", "podcast", "talk"];
export { KINDS };

/** `liked(item, isLiked)`, `skipped(item)`, `hidden(item)` and `opened(item)` are told what was pressed. */
export function card(recommendation, { liked, skipped, hidden, opened }) {
  const { item } = recommendation;
  const id = `item-${item.id}`;
  const like = button("", {
    class: "plain like", "aria-label": t("card.like.name", { title: item.title }),
    on: { click: () => liked(item, like.getAttribute("aria-pressed") !== "true") },
  });
  const showLike = (on) => {
    like.setAttribute("aria-pressed", String(on));
    like.replaceChildren(icon("heart"), el("span", { text: t(on ? "card.liked" : "card.like") }));
  };
  const why = el("button", { type: "button", class: "plain asks", "aria-expanded": "false", "aria-controls": `${id}-reasons`, "aria-label": t("card.why.name", { title: item.title }) },
    el("span", { text: t("card.why") }), icon("chevron"));
  const reasons = el("div", { class: "reasons", id: `${id}-reasons`, hidden: true });
  why.addEventListener("click", () => {
    reasons.hidden = !reasons.hidden;
    why.setAttribute("aria-expanded", String(!reasons.hidden));
  });
  const because = el("p", { class: "because soft" });
  const element = el("li", { class: "panel card", "data-item": item.id, "aria-labelledby": id },
    el("div", { class: "cover" }, cover(item)),
    el("div", { class: "facts" },
      kindLine(item), el("h2", { id }, title(item, opened)),
      el("p", { class: "soft small", text: t("item.by", { creator: item.creator }) }),
      item.why && el("p", { class: "why", text: item.why }), because),
    el("div", { class: "card-foot" }, like,
      button(t("card.skip"), { class: "plain skip-item", icon: "skip", "aria-label": t("card.skip.name", { title: item.title }), on: { click: () => skipped(item) } }),
      button(t("card.hide"), { class: "plain hide-item", icon: "hide", "aria-label": t("card.hide.name", { title: item.title }), on: { click: () => hidden(item) } }),
      why),
    reasons);

  /** Takes the reasons and the like of a newer recommendation of the same item. */
  function update(newer) {
    showLike(newer.interaction === "like");
    const [first, second] = newer.reasons.filter((reason) => reason.contribution > 0).map((reason) => sentence(reason.text));
    because.replaceChildren(first ?? "", second ? el("span", { class: "second", text: ` · ${second}` }) : "");
    reasons.replaceChildren(...reasonList(newer));
  }
  update(recommendation);
  return { element, update, showLike, get reading() { return !reasons.hidden; } };
}

const sentence = (text) => unbroken(text.charAt(0).toLocaleUpperCase(locale) + text.slice(1));

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
      el("span", { class: "text", text: sentence(reason.text) }),
      el("span", { class: "track", "aria-hidden": "true" }, fill));
  });
  const sum = el("li", { class: "sum" }, el("span", { class: "term", text: t("card.score") }), el("span", { class: "amount", text: signed.format(score) }));
  return [el("ul", { class: "reasons-list" }, rows, sum)];
}
