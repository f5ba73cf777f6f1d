// The views for those who are not signed in, and the sign-in that opens over the page when a session has ended.

import { resetPassword } from "./accounts.js";
import * as api from "./api.js";
import { button, el } from "./dom.js";
import { EMOTIONS, face } from "./emotions.js";
import { explain } from "./errors.js";
import { textField } from "./fields.js";
import { providerButton, signInWithFactor } from "./provider.js";
import { t } from "./strings.js";
import { toast } from "./toast.js";

/** The fewest characters a new password has; the server decides, this saves a way. */
export const SHORTEST_PASSWORD = 8;

/** What the address carries along: `#join/CODE` or `#reset=CODE`. */
const carried = () => location.hash.match(/^#(?:join\/|reset=)([\w-]+)$/)?.[1] ?? "";

const forms = {
  setup: { fields: ["name", "new"], send: ({ name, password }) => api.setUp(name, password) },
  signin: { fields: ["name", "password"], send: ({ name, password, factor }) => api.signIn(name, password, factor) },
  join: { fields: ["code", "name", "new"], send: ({ code, name, password }) => api.join(code, name, password) },
  back: { fields: ["factor"], send: ({ factor }) => signInWithFactor(factor) },
  reset: { fields: ["reset", "new"], send: ({ code, password }) => resetPassword(code, password) },
};

const codeField = (label) => {
  const field = textField({ name: "code", label: t(label), autocomplete: "off", missing: t("field.code.missing") });
  field.input.value = carried();
  return field;
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
  code: () => codeField("join.code"),
  reset: () => codeField("reset.code"),
  factor: () => textField({
    name: "factor", label: t("factor.code"), autocomplete: "one-time-code", hint: t("factor.code.hint"), missing: t("factor.code.missing"),
  }),
};

function refusal(error) {
  if (error.reason === "second_factor") return t("factor.wrong");
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
      // Name and password are right: now the code.
      if (error.reason === "second_factor" && fields.length === forms[kind].fields.length) return askFactor();
      trouble.textContent = refusal(error);
      trouble.hidden = false;
      fail(error);
    } finally {
      sending = false;
      submit.removeAttribute("aria-disabled");
    }
  });
  function askFactor() {
    const factor = makeField.factor();
    fields.push(factor);
    submit.before(factor.element);
    factor.input.focus();
  }
  return { form, fields, focus: () => (fields.find((field) => !field.input.value) ?? fields[0]).input.focus() };
}

/** `kind` is "setup", "signin", "join", "reset" or "back", from the provider without a code yet; `entered` gets the account, `go` another kind. */
export function entryView(kind, { entered, go }) {
  const fail = (error) => {
    if (kind !== "setup" || error.status !== 409) return;
    go("signin");
    toast(t("setup.taken"));
  };
  const done = kind === "reset" ? () => { go("signin"); toast(t("reset.done")); } : entered;
  const { form, focus } = entryForm(kind, { done, fail });
  const other = { signin: "join", join: "signin", reset: "signin", back: "signin" }[kind];
  const card = el("section", { class: "panel entry-card", "aria-labelledby": "entry-title" },
    el("div", {}, el("h2", { id: "entry-title", text: t(`${kind}.title`) }), el("p", { class: "soft", text: t(`${kind}.lead`) })),
    form,
    kind === "signin" && providerButton(),
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
    // A second Escape is not asked.
    dialog.addEventListener("close", () => { if (dialog.isConnected) open(); });
    const open = () => { dialog.showModal(); focus(); };
    document.body.append(dialog);
    open();
  });
}
