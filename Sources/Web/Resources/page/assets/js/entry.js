// The views for those who are not signed in, and the sign-in that opens over the page when a session has ended.

import * as api from "./api.js";
import { button, el } from "./dom.js";
import { EMOTIONS, face } from "./emotions.js";
import { explain } from "./errors.js";
import { textField } from "./fields.js";
import { t } from "./strings.js";
import { toast } from "./toast.js";

/** The fewest characters a new password has; the server decides, this saves a way. */
const SHORTEST_PASSWORD = 8;

const forms = {
  setup: { fields: ["name", "new"], send: ({ name, password }) => api.setUp(name, password) },
  signin: { fields: ["name", "password"], send: ({ name, password }) => api.signIn(name, password) },
  join: { fields: ["code", "name", "new"], send: ({ code, name, password }) => api.join(code, name, password) },
};

const makeField = {
  name: () => textField({ name: "name", label: t("field.name"), autocomplete: "username", missing: t("field.name.missing") }),
  password: () => textField({
    name: "password", label: t("field.password"), autocomplete: "current-password", secret: true,
    missing: t("field.password.missing"),
  }),
  new: () => textField({
    name: "password", label: t("field.password"), autocomplete: "new-password", secret: true,
    hint: t("field.password.new", { n: SHORTEST_PASSWORD }), missing: t("field.password.missing"),
    shortest: SHORTEST_PASSWORD, short: t("field.password.short", { n: SHORTEST_PASSWORD }),
  }),
  code: () => {
    const field = textField({ name: "code", label: t("join.code"), autocomplete: "off", missing: t("field.code.missing") });
    field.input.value = location.hash.match(/^#join\/([\w-]+)$/)?.[1] ?? "";
    return field;
  },
};

function refusal(error) {
  if (error.status === 401) return t("signin.wrong");
  if (error.status === 429) {
    const n = Math.max(1, Math.ceil((error.retryAfter ?? 60) / 60));
    return t("signin.wait", { minutes: t("signin.minutes", { n }) });
  }
  return explain(error);
}

function entryForm(kind, { done, fail = () => {} }) {
  const fields = forms[kind].fields.map((name) => makeField[name]());
  const trouble = el("p", { class: "notice bad", role: "alert", hidden: true });
  const submit = button(t(`${kind}.submit`), { type: "submit", class: "button main" });
  let sending = false;
  const form = el("form", { class: "entry-form", novalidate: true }, trouble, fields.map((field) => field.element), submit);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = fields.filter((field) => !field.check());
    if (wrong.length > 0) return wrong[0].input.focus();
    if (sending) return;
    sending = true;
    submit.setAttribute("aria-disabled", "true");
    trouble.hidden = true;
    try {
      done(await forms[kind].send(Object.fromEntries(new FormData(form))));
    } catch (error) {
      trouble.textContent = refusal(error);
      trouble.hidden = false;
      fail(error);
    } finally {
      sending = false;
      submit.removeAttribute("aria-disabled");
    }
  });
  return { form, fields, focus: () => (fields.find((field) => !field.input.value) ?? fields[0]).input.focus() };
}

/** `kind` is "setup", "signin" or "join"; `entered` gets the account, `go` another kind. */
export function entryView(kind, { entered, go }) {
  const fail = (error) => {
    if (kind !== "setup" || error.status !== 409) return;
    go("signin");
    toast(t("setup.taken"));
  };
  const { form, focus } = entryForm(kind, { done: entered, fail });
  const other = { signin: "join", join: "signin" }[kind];
  const card = el("section", { class: "panel entry-card", "aria-labelledby": "entry-title" },
    el("div", {}, el("h2", { id: "entry-title", text: t(`${kind}.title`) }), el("p", { class: "soft", text: t(`${kind}.lead`) })),
    form,
    other && button(t(`${other}.link`), { class: "plain", on: { click: () => go(other) } }));
  const element = el("div", { class: "entry" },
    el("div", { class: "entry-words" },
      el("div", { class: "faces", "aria-hidden": "true" },
        EMOTIONS.map((emotion) => el("span", { "data-emotion": emotion }, face(emotion)))),
      el("h1", { text: t("entry.title") }),
      el("p", { text: t("entry.lead") }),
      el("p", { text: t("entry.own") })),
    card);
  return { element, ready: focus };
}

/** Asks for the password over the page, until `signal`. Resolves with who came, or null for "somebody else". */
export function signInAgain(name, signal) {
  return new Promise((resolve) => {
    const finish = (who) => { dialog.close(); dialog.remove(); resolve(who); };
    signal.addEventListener("abort", () => finish(null), { once: true });
    const { form, fields, focus } = entryForm("signin", { done: finish });
    fields[0].input.value = name;
    const dialog = el("dialog", { class: "dialog", "aria-labelledby": "again-title" },
      el("div", {}, el("h2", { id: "again-title", text: t("signin.expired") }), el("p", { class: "soft", text: t("signin.expired.lead") })),
      form, button(t("signin.leave"), { class: "plain", on: { click: () => finish(null) } }));
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
    focus();
  });
}
