// A part of a room: a panel with a title, and one place to say what went wrong in it.

import { el } from "./dom.js";
import { explain, isLost } from "./errors.js";
import { t } from "./strings.js";

const begun = new Set();
let lacked = false;

/** Runs what fills a part of a room, and lets the room know of it. */
export function fill(work) {
  const running = work().finally(() => begun.delete(running));
  begun.add(running);
  return running;
}

/** Resolves when everything that was begun, and what that began, is there; or after `most` milliseconds. */
export async function filled(most) {
  const late = new Promise((resolve) => setTimeout(resolve, most, "late"));
  while (begun.size > 0) if (await Promise.race([Promise.allSettled([...begun]), late]) === "late") return;
}

/** Whether something failed for want of a session since this was asked last. */
export function lackedSession() {
  const was = lacked;
  lacked = false;
  return was;
}

/** `{element, body, heading, attempt}`: `attempt(work)` runs it and says what fails; it resolves with whether it did not. */
export function part(id, { title = t(`${id}.title`), lead } = {}) {
  const trouble = el("p", { class: "notice bad", role: "alert", hidden: true });
  const body = el("div", { class: "part-body" });
  const heading = el("h2", { id: `${id}-title`, text: title, tabindex: "-1" });
  const element = el("section", { class: "panel part", id, "aria-labelledby": `${id}-title` },
    el("div", {}, heading, lead && el("p", { class: "soft small", text: lead })), trouble, body);

  const attempt = (work) => fill(() => tried(work));

  async function tried(work) {
    trouble.hidden = true;
    try {
      await work();
      return true;
    } catch (error) {
      if (isLost(error)) {
        lacked = true;
        return false;
      }
      trouble.textContent = explain(error);
      trouble.hidden = false;
      return false;
    }
  }
  return { element, body, heading, attempt };
}

/** A form whose fields are checked before `send` gets their values; it is emptied when that went well. `submit` is a button, or several. */
export function smallForm(fields, submit, send) {
  let sending = false;
  return el("form", { class: "small-form", novalidate: true, on: { submit: async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const wrong = fields.find((field) => !field.check());
    if (wrong) return wrong.input.focus();
    if (sending) return;
    sending = true;
    if (await send(Object.fromEntries(new FormData(form)))) form.reset();
    sending = false;
  } } }, fields.map((field) => field.element), Array.isArray(submit) ? el("div", { class: "row" }, submit) : submit);
}
