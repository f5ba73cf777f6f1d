// For administrators: who is here, who is invited, who signed in, and how the server is.

import * as accounts from "./accounts.js";
import { day, timeOfDay } from "./clock.js";
import { announce, button, el } from "./dom.js";
import { openDialog } from "./dialog.js";
import { copyField, sureButton } from "./fields.js";
import { showInvitation } from "./menu.js";
import { part } from "./part.js";
import { has, locale, number, percent, t } from "./strings.js";
import { toast } from "./toast.js";

const EVENTS = 50;

/** The room. */
export function view(who) {
  const audit = auditPanel();
  return {
    element: el("div", { class: "people" },
      el("div", { class: "room-head" }, el("h1", { text: t("nav.people"), tabindex: "-1" })),
      el("div", { class: "parts" }, el("div", {}, peoplePanel(who), invitationPanel()), el("div", {}, serverPanel(), audit))),
  };
}

/** Whoever is no administrator any more gets a page without this room. */
function leave() {
  history.replaceState(null, "", location.pathname);
  location.reload();
}

const moment = (date) => `${day(date, { dateStyle: "medium" })}, ${timeOfDay(new Date(date))}`;

function peoplePanel(who) {
  const { element, body, heading, attempt } = part("accounts");
  const list = el("ul", { class: "rows" });
  body.append(list);
  const load = () => attempt(async () => {
    const all = await accounts.accounts();
    list.replaceChildren(...all.map((account) => row(account, all)));
  });
  const act = async (work, said) => {
    if (!await attempt(work)) return;
    announce(said);
    heading.focus();
    await load();
  };

  function row(account, all) {
    const { id, name, role } = account;
    const own = name === who.name;
    // A server without an administrator would be nobody's.
    const last = role === "administrator" && all.filter((other) => other.role === role).length === 1;
    const facts = [t("accounts.since", { date: day(account.created_at, { dateStyle: "medium" }) }),
      account.last_seen_at ? t("accounts.seen", { date: moment(account.last_seen_at) }) : t("accounts.never"), account.second_factor && t("accounts.factor")];
    const other = role === "administrator" ? "member" : "administrator";
    return el("li", { "data-account": name },
      el("div", {}, el("strong", { text: name }), el("span", { class: "mark", text: t(`menu.${role}`) }), own && el("span", { class: "mark", text: t("accounts.you") }),
        el("p", { class: "soft small", text: facts.filter(Boolean).join(" · ") })),
      el("div", { class: "row" },
        !last && sureButton(t(`promote.${other}`), {
          icon: "refresh", class: "plain", "data-role": id, name: t(`promote.${other}.name`, { name }), sure: t("accounts.sure"),
          does: () => act(() => accounts.setRole(id, other).then(() => own && leave()), t("accounts.changed", { name })),
        }),
        !own && button(t("accounts.reset"), { class: "plain", icon: "lock", "data-reset-account": id, "aria-label": t("accounts.reset.name", { name }), on: { click: () => reset(account) } }),
        !own && sureButton(t("accounts.remove"), {
          class: "plain", "data-remove-account": id, name: t("accounts.remove.name", { name }), sure: t("delete.sure"),
          does: () => act(() => accounts.removeAccount(id), t("accounts.removed", { name })),
        })));
  }

  const reset = ({ id, name }) => attempt(async () => {
    const { code, expires_at: until } = await accounts.makeReset(id);
    openDialog({
      id: "reset-dialog", title: t("accounts.reset.title", { name }), lead: t("accounts.reset.lead", { date: moment(until) }), done: t("invite.close"),
      content: [copyField("reset-link", t("invite.link"), `${location.origin}/#reset=${code}`), copyField("reset-code", t("invite.code"), code)],
    });
  });
  load();
  return element;
}

function invitationPanel() {
  const { element, body, heading, attempt } = part("invitations", { lead: t("invitations.lead") });
  const list = el("ul", { class: "rows" });
  const none = el("p", { class: "soft", text: t("invitations.none"), hidden: true });
  body.append(list, none, button(t("menu.invite"), { icon: "invite", id: "invite-here", on: { click: () => showInvitation(load) } }));
  const load = () => attempt(async () => {
    const open = await accounts.invitations();
    none.hidden = open.length > 0;
    list.replaceChildren(...open.map(({ id, by, created_at: made, expires_at: until }) => {
      const text = t("invitations.by", { name: by ?? "–", date: day(made, { dateStyle: "medium" }) });
      return el("li", { "data-invitation": id }, el("div", {}, el("strong", { text }), el("p", { class: "soft small", text: t("invitations.until", { date: moment(until) }) })),
        sureButton(t("invitations.withdraw"), { class: "plain", name: `${t("invitations.withdraw")}: ${text}`, sure: t("accounts.sure"), does: async () => {
          if (!await attempt(() => accounts.withdrawInvitation(id))) return;
          toast(t("invitations.withdrawn"));
          heading.focus();
          await load();
        } }));
    }));
  });
  load();
  return element;
}

function auditPanel() {
  const { element, body, attempt } = part("audit", { lead: t("audit.lead") });
  const rows = el("tbody", {});
  const more = button(t("audit.older"), { id: "audit-older", hidden: true, on: { click: () => load() } });
  let last;
  body.append(el("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "audit-title" }, el("table", { id: "audit-table" },
    el("thead", {}, el("tr", {}, ["audit.at", "audit.event", "audit.account"].map((key) => el("th", { scope: "col", text: t(key) })))), rows)), more);
  const load = () => attempt(async () => {
    const events = await accounts.audit(last, EVENTS);
    last = events.at(-1)?.id ?? last;
    more.hidden = events.length < EVENTS;
    rows.append(...events.map(({ at, event, account, subject, address, detail }) => el("tr", { "data-event": event },
      el("td", {}, day(at, { dateStyle: "medium" }), el("br"), el("span", { class: "soft small", text: timeOfDay(new Date(at)) })), el("td", {}, has(`event.${event}`) ? t(`event.${event}`) : event, detail && el("span", { class: "soft small block", text: detail })),
      el("td", {}, [account ?? "–", subject].filter(Boolean).join(" → "), address && el("span", { class: "soft small block", text: address })))));
  });
  load();
  return element;
}

function serverPanel() {
  const { element, body, attempt } = part("server");
  attempt(async () => {
    const { model, storage, frames, viewers, streams, uptime: runs } = await accounts.status();
    const group = (name, values, ...more) => el("div", {}, el("h3", { text: t(`server.${name}`) }), figures(values), more);
    body.replaceChildren(...[
      model && group("model", { version: model.version ?? "–", validation_accuracy: model.validation_accuracy },
        model.shipped && el("p", { class: "soft small", text: t("server.accuracy") }),
        el("p", { class: "small" }, model.card
          ? el("a", { id: "model-card", href: "/api/v1/model/card", target: "_blank", text: t("server.card") }, el("span", { class: "quiet", text: ` ${t("item.opens")}` }))
          : t("server.own"))),
      storage && group("storage", storage, el("p", { class: "soft small", text: t("server.backups") })),
      // Beside each other what belongs together, in the order in which it happens.
      frames && group("frames", { read: 0, late: 0, superseded: 0, refused: 0, failed: 0, ...frames }),
      figures({ viewers, streams, uptime: runs }),
    ].filter(Boolean));
  });
  return element;
}

/** Names and numbers; those the page has no word for keep the server's. */
const figures = (values) => el("dl", { class: "figures" }, Object.entries(values).filter(([, value]) => value !== null && value !== undefined && typeof value !== "object").flatMap(([name, value]) => [
  el("dt", { text: has(`figure.${name}`) ? t(`figure.${name}`) : name.replaceAll("_", " ") }), el("dd", { text: figure(name, value) })]));

function figure(name, value) {
  if (typeof value !== "number") return String(value);
  if (name === "uptime") return uptime(value);
  if (/bytes|size/.test(name)) return t("figure.megabytes", { n: number(value / 1e6, 1) });
  if (/accuracy|recall|share/.test(name) && value <= 1) return percent(value);
  return value.toLocaleString(locale, { maximumFractionDigits: 4 });
}

function uptime(seconds) {
  const hours = Math.floor(seconds / 3600);
  return hours >= 48 ? t("figure.days", { n: Math.floor(hours / 24) }) : hours >= 1 ? t("figure.hours", { n: hours }) : t("figure.minutes", { n: Math.max(1, Math.round(seconds / 60)) });
}
