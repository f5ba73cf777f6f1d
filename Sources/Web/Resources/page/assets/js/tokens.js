// Access tokens for scripts.

import * as api from "./api.js";
import { day } from "./clock.js";
import { announce, button, el } from "./dom.js";
import { explain } from "./errors.js";
import { copyField, selectField, sureButton, textField } from "./fields.js";
import { fill } from "./part.js";
import { t } from "./strings.js";

const SCOPES = ["frames", "mood", "recommendations", "feedback", "catalogue"];
/** What only an administrator's token opens. */
const OF_ADMINISTRATORS = ["metrics"];
const DAYS = [30, 90, 365];

/** The access tokens of the account `who`: a list, and a form for a new one. */
export function tokenPanel(who) {
  const scopes = who.role === "administrator" ? [...SCOPES, ...OF_ADMINISTRATORS] : SCOPES;
  const list = el("ul", { class: "tokens" });
  const none = el("p", { class: "soft small", text: t("tokens.none"), hidden: true });
  const trouble = el("p", { class: "notice bad", role: "alert", hidden: true });
  const made = el("div", { class: "made", hidden: true });

  function tell(error) {
    if (error?.status === 401) return;
    trouble.hidden = !error;
    trouble.textContent = error ? explain(error) : "";
  }

  async function load() {
    try {
      const tokens = await api.tokens();
      list.replaceChildren(...tokens.map((token) => row(token, revoke)));
      none.hidden = tokens.length > 0;
      tell(null);
    } catch (error) {
      tell(error);
    }
  }

  async function revoke(token) {
    try {
      await api.revokeToken(token.id);
      announce(t("tokens.revoked", { name: token.name }));
      heading.focus();
      await load();
    } catch (error) {
      tell(error);
    }
  }

  async function make(name, scopes, days) {
    const { token } = await api.makeToken(name, scopes, days);
    made.replaceChildren(el("p", { class: "notice", text: t("tokens.once") }), copyField("token-made", t("tokens.made", { name }), token));
    made.hidden = false;
    made.querySelector("button").focus();
    await load();
  }

  const heading = el("h2", { text: t("tokens.title"), tabindex: "-1", id: "tokens-title" });
  fill(load);
  return el("section", { class: "panel part", "aria-labelledby": "tokens-title" },
    el("div", {}, heading, el("p", { class: "soft small", text: t("tokens.lead") })), trouble, made, list, none, tokenForm(scopes, make, tell));
}

function row(token, revoke) {
  const when = [
    token.last_used_at ? t("tokens.used", { date: day(token.last_used_at) }) : t("tokens.unused"),
    token.expires_at ? t("tokens.until", { date: day(token.expires_at) }) : t("tokens.forever"),
  ].join(" · ");
  const end = sureButton(t("tokens.revoke"), { name: t("tokens.revoke.name", { name: token.name }), sure: t("tokens.sure"), does: () => revoke(token) });
  return el("li", { "data-token": token.id },
    el("div", {}, el("strong", { text: token.name }),
      el("p", { class: "soft small", text: token.scopes.map((scope) => t(`scope.${scope}`)).join(", ") }), el("p", { class: "soft small", text: when })), end);
}

function tokenForm(known, make, tell) {
  const name = textField({ name: "token", label: t("tokens.name"), autocomplete: "off", hint: t("tokens.name.hint"), missing: t("tokens.name.missing") });
  const boxes = known.map((scope) => el("input", { type: "checkbox", value: scope, name: "scope" }));
  const nothing = el("p", { class: "field-error", role: "alert", hidden: true, text: t("tokens.scopes.missing") });
  const until = selectField({
    id: "token-days", label: t("tokens.days"), value: "90",
    options: [...DAYS.map((n) => [String(n), t("tokens.days.n", { n })]), ["", t("tokens.days.none")]],
  });
  const form = el("form", { class: "token-form", novalidate: true },
    el("div", { class: "two" }, name.element, until),
    el("fieldset", { class: "scopes" }, el("legend", { text: t("tokens.scopes") }),
      known.map((scope, i) => el("label", { class: "check" }, boxes[i], el("span", { text: t(`scope.${scope}`) }))), nothing),
    button(t("tokens.make"), { type: "submit", id: "token-make" }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const scopes = boxes.filter((box) => box.checked).map((box) => box.value);
    nothing.hidden = scopes.length > 0;
    if (!name.check()) return name.input.focus();
    if (scopes.length === 0) return boxes[0].focus();
    const days = until.querySelector("select").value;
    try {
      await make(name.input.value.trim(), scopes, days ? Number(days) : null);
      form.reset();
      until.querySelector("select").value = "90";
    } catch (error) {
      tell(error);
    }
  });
  return form;
}
