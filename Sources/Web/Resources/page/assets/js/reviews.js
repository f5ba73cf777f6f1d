// What is written of an item: how warm all of it is, and one's own words, which nobody else reads.

import { request } from "./api.js";
import { button, el } from "./dom.js";
import { sureButton } from "./fields.js";
import { explain } from "./errors.js";
import { t } from "./strings.js";
import { toast } from "./toast.js";

const LONGEST = 5000;
/** Nearer to 0 than this is neither warm nor cool. */
const WARM = 0.15;
/** The server's mean is as if so many more reviews had said nothing: right for a list, but no word for what people wrote. */
const SILENT = 10;

const how = (warmth) => t(warmth >= WARM ? "review.warm" : warmth <= -WARM ? "review.cool" : "review.mixed");

/** The part of an item's entry. */
export function reviewPart({ id, title }) {
  const path = `/api/v1/catalogue/${encodeURIComponent(id)}/review`;
  const summary = el("p", { class: "small", role: "status", "data-reviews": id });
  const text = el("textarea", { id: `review-${id}`, rows: 3, maxlength: LONGEST, "aria-describedby": `review-hint-${id}` });
  const read = el("p", { class: "soft small", hidden: true });
  const trouble = el("p", { class: "field-error", role: "alert", hidden: true });
  const end = sureButton(t("review.delete"), { "data-review-delete": id, name: t("review.delete.name", { title }), sure: t("delete.sure"), hidden: true, does: remove });
  let kept = null;

  function show({ review, summary: all }) {
    kept = review;
    // What could not be read does not count, but is written.
    summary.textContent = all ? t("review.count", { n: all.count, how: how((all.warmth * (all.count + SILENT)) / all.count) }) : review ? "" : t("review.none");
    text.value = review?.text ?? "";
    read.hidden = review === null;
    if (review) read.textContent = review.sentiment === null ? t("review.unread") : t("review.reads", { how: how(review.sentiment) });
    end.hidden = review === null;
  }

  async function attempt(work) {
    trouble.hidden = true;
    try {
      await work();
      return true;
    } catch (error) {
      if (error.status !== 401) Object.assign(trouble, { textContent: explain(error), hidden: false });
      return false;
    }
  }

  const write = (words) => attempt(async () => show(await request("POST", path, { body: { text: words } })));

  async function remove() {
    const { text: words } = kept;
    const gone = await attempt(async () => {
      await request("DELETE", path);
      show(await request("GET", path));
    });
    text.focus();
    if (gone) toast(t("review.deleted"), { undo: () => write(words) });
  }

  const form = el("form", { class: "review-form", novalidate: true, on: { submit: async (event) => {
    event.preventDefault();
    if (text.value.trim() === "") {
      Object.assign(trouble, { textContent: t("said.missing"), hidden: false });
      return text.focus();
    }
    if (await write(text.value.trim())) toast(t("review.kept"));
  } } },
    el("div", { class: "field" }, el("label", { for: text.id, text: t("review.own") }), text, el("p", { class: "hint", id: `review-hint-${id}`, text: t("review.hint") })),
    read, trouble, el("div", { class: "row" }, button(t("review.save"), { type: "submit", "data-review-save": id }), end));
  attempt(async () => show(await request("GET", path)));
  return el("fieldset", { class: "placing reviews" }, el("legend", { text: t("review.title") }), summary, form);
}
