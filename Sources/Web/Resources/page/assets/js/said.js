// "How are you?": a sentence that is read, and counts for the list beside face and hand until it is taken back.

import { request } from "./api.js";
import { announce, button, el } from "./dom.js";
import { explain } from "./errors.js";
import { textField } from "./fields.js";
import { inner, percent, t } from "./strings.js";
import { toast } from "./toast.js";

/** After this the server would hardly count it any more. */
const FADED_MS = 2 * 3_600_000;
const LONGEST = 2000;

/** `said` gets `{probabilities, at}` or null when it is taken back; without an encoder on the server it is not shown. */
export class SaidPanel {
  #said; #field; #keep; #told; #clear; #timer; #sending = false;

  constructor({ said }) {
    this.#said = said;
    this.#field = textField({
      name: "said", label: t("said.label"), hint: t("said.hint"), missing: t("said.missing"), autocomplete: "off", autocapitalize: "sentences", placeholder: t("said.example"),
      spellcheck: "true", maxlength: LONGEST,
    });
    this.#keep = el("input", { type: "checkbox", id: "said-keep" });
    this.#told = el("p", { id: "said-told", role: "status", hidden: true });
    this.#clear = button(t("said.clear"), { class: "plain", id: "said-clear", hidden: true, on: { click: () => { this.#take(null); this.#field.input.focus(); } } });
    const form = el("form", { class: "said-form", novalidate: true, on: { submit: (event) => { event.preventDefault(); this.#send(); } } },
      this.#field.element, button(t("said.send"), { class: "button", id: "said-send", type: "submit" }),
      el("label", { class: "check" }, this.#keep, el("span", { text: t("said.keep") })));
    this.element = el("section", { class: "panel by-hand said", id: "said", "aria-labelledby": "said-title" },
      el("div", { class: "by-hand-head" }, el("h2", { id: "said-title", text: t("said.title") }), this.#clear), form, this.#told);
  }

  leave() { clearTimeout(this.#timer); }

  async #send() {
    if (!this.#field.check()) return this.#field.input.focus();
    if (this.#sending) return;
    this.#sending = true;
    const text = this.#field.input.value;
    try {
      const read = await request("POST", "/api/v1/words", { body: { text: text.trim(), keep: this.#keep.checked } });
      if (read.kept) toast(t("said.kept"), { undo: () => this.#unkeep(read.kept) });
      // What was typed meanwhile stays.
      if (this.#field.input.value === text) this.#field.input.value = "";
      this.#take(read);
    } catch (error) {
      if (error.status !== 401) this.#field.tell(explain(error));
    } finally {
      this.#sending = false;
    }
  }

  async #unkeep(id) {
    try {
      await request("DELETE", `/api/v1/journal/${encodeURIComponent(id)}`);
      announce(t("said.unkept"));
    } catch (error) {
      if (error.status !== 401) toast(explain(error), { urgent: true, again: () => this.#unkeep(id) });
    }
  }

  /** What was read; null takes it back. */
  #take(read) {
    clearTimeout(this.#timer);
    const counts = read !== null && !read.unsure;
    this.#told.hidden = read === null;
    this.#told.textContent = read === null ? ""
      : counts ? t("said.sounds", { emotion: inner(read.emotion), percent: percent(read.confidence) }) : t(`doubt.${read.unsure}`);
    this.#clear.hidden = !counts;
    if (counts) this.#timer = setTimeout(() => this.#take(null), FADED_MS);
    this.#said(counts ? { probabilities: read.probabilities, at: new Date() } : null);
  }
}
