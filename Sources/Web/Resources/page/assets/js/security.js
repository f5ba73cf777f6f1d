// Who can use the account: the password, the second factor, the sessions.

import * as accounts from "./accounts.js";
import { day, timeOfDay } from "./clock.js";
import { announce, button, el } from "./dom.js";
import { SHORTEST_PASSWORD } from "./entry.js";
import { copyField, sureButton, textField } from "./fields.js";
import { part, smallForm } from "./part.js";
import { t } from "./strings.js";
import { toast } from "./toast.js";

const password = (name, label, autocomplete, more = {}) => textField({ name, label: t(label), autocomplete, secret: true, missing: t("field.password.missing"), ...more });

export function passwordPanel(who) {
  const { element, body, attempt } = part("password", { lead: t("password.lead") });
  const current = password("current", "password.current", "current-password");
  const next = password("next", "password.new", "new-password", {
    hint: t("field.password.new", { n: SHORTEST_PASSWORD }), shortest: SHORTEST_PASSWORD, short: t("field.password.short", { n: SHORTEST_PASSWORD }),
  });
  // A password manager wants to know whose it is.
  const name = el("input", { class: "quiet", autocomplete: "username", value: who.name, readonly: true, tabindex: "-1", "aria-hidden": "true" });
  const form = smallForm([current, next], button(t("password.submit"), { type: "submit", id: "password-submit" }), (values) => attempt(async () => {
    await accounts.changePassword(values.current, values.next);
    toast(t("password.done"));
  }));
  form.prepend(name);
  body.append(form);
  return element;
}

export function sessionPanel() {
  const { element, body, heading, attempt } = part("sessions", { lead: t("sessions.lead") });
  const list = el("ul", { class: "rows" });
  const others = sureButton(t("sessions.end.all"), { id: "sessions-end-all", sure: t("sessions.sure"), hidden: true, does: () => end(accounts.endOtherSessions) });
  body.append(list, others);

  const load = () => attempt(async () => {
    const sessions = await accounts.sessions();
    list.replaceChildren(...sessions.map(row));
    others.hidden = sessions.length < 2;
  });
  async function end(work) {
    if (!await attempt(work)) return;
    announce(t("sessions.ended"));
    heading.focus();
    load();
  }
  function row(session) {
    const name = session.agent || t("sessions.unknown");
    const when = (key, date) => t(key, { date: day(date, { dateStyle: "medium" }), time: timeOfDay(new Date(date)) });
    return el("li", { "data-session": session.id, class: session.current && "here" },
      el("div", {}, el("strong", { text: name }), session.current && el("span", { class: "mark", text: t("sessions.current") }),
        el("p", { class: "soft small", text: `${when("sessions.seen", session.last_seen_at)} · ${when("sessions.since", session.created_at)}` })),
      !session.current && sureButton(t("sessions.end"), { name: t("sessions.end.name", { name }), sure: t("sessions.sure"), does: () => end(() => accounts.endSession(session.id)) }));
  }
  load();
  return element;
}

export function factorPanel() {
  const { element, body, heading, attempt } = part("factor", { lead: t("factor.lead") });

  const load = () => attempt(async () => {
    const { enabled, recovery_codes_left: left } = await accounts.secondFactor();
    body.replaceChildren(...(enabled ? whenOn(left) : whenOff()));
  });

  const ask = (label, props, send) => {
    const field = password("factor-password", "field.password", "current-password");
    return smallForm([field], button(label, { type: "submit", ...props }), (values) => attempt(() => send(values["factor-password"])));
  };

  const whenOff = () => [el("p", { text: t("factor.off") }), ask(t("factor.begin"), { id: "factor-begin" }, async (secret) => {
    const begun = await accounts.beginSecondFactor(secret);
    body.replaceChildren(...await whenBegun(begun));
    body.querySelector("input[name=factor]").focus();
  })];

  async function whenBegun({ secret, uri }) {
    // Loaded when it is first asked for.
    const { qrCode } = await import("./qr.js");
    const code = textField({
      name: "factor", label: t("factor.code"), autocomplete: "one-time-code", inputmode: "numeric", hint: t("factor.confirm.hint"), missing: t("factor.code.missing"),
    });
    return [
      el("p", { text: t("factor.scan") }), qrCode(uri, t("factor.qr")), copyField("factor-secret", t("factor.secret"), secret),
      el("p", {}, el("a", { href: uri, id: "factor-uri", text: t("factor.uri") })),
      smallForm([code], button(t("factor.confirm"), { type: "submit", id: "factor-confirm" }), (values) => attempt(async () => {
        const codes = await accounts.confirmSecondFactor(values.factor.trim());
        body.replaceChildren(...whenConfirmed(codes));
        heading.focus();
      })),
    ];
  }

  const whenConfirmed = (codes) => {
    const text = codes.join("\n");
    const file = URL.createObjectURL(new Blob([`${text}\n`], { type: "text/plain" }));
    return [
      el("p", { class: "notice", role: "status", text: t("factor.recovery") }),
      el("ul", { class: "codes", id: "recovery-codes" }, codes.map((code) => el("li", { text: code }))),
      el("div", { class: "row" },
        el("a", { class: "button", href: file, download: "mien-recovery-codes.txt", text: t("factor.recovery.save") }),
        button(t("factor.recovery.done"), { class: "button main", id: "recovery-done", on: { click: () => { URL.revokeObjectURL(file); load(); heading.focus(); } } })),
    ];
  };

  const whenOn = (left) => [
    el("p", {}, el("span", { class: "mark", text: t("factor.on") }), ` ${t("factor.left", { n: left })}`),
    el("details", {}, el("summary", { text: t("factor.end") }),
      ask(t("factor.end.submit"), { id: "factor-end" }, async (secret) => { await accounts.endSecondFactor(secret); toast(t("factor.ended")); load(); })),
  ];
  load();
  return element;
}
