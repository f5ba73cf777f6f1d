// The account menu: who, settings, inviting (administrators), sign out.

import * as api from "./api.js";
import { day } from "./clock.js";
import { openDialog } from "./dialog.js";
import { button, el, icon } from "./dom.js";
import { explain } from "./errors.js";
import { copyField } from "./fields.js";
import { t } from "./strings.js";
import { toast } from "./toast.js";

/** The button for the bar and the menu it opens; `leave` signs out. */
export function accountMenu(who, { leave }) {
  const invite = who.role === "administrator" &&
    button(t("menu.invite"), { class: "plain", icon: "invite", id: "invite", on: { click: () => { menu.hidePopover(); showInvitation(); } } });
  const place = (name, sign, id) => el("a", { class: "plain", id, href: `#${name}`, on: { click: () => menu.hidePopover() } }, icon(sign), el("span", { text: t(`nav.${name}`) }));
  const menu = el("div", { class: "menu", id: "account-menu", popover: "auto" },
    el("div", { class: "menu-head" }, el("strong", { text: who.name }), el("span", { class: "soft small", text: t(`menu.${who.role}`) })),
    place("settings", "settings", "settings-open"),
    who.role === "administrator" && place("people", "building", "people-open"),
    invite,
    button(t("menu.signout"), { class: "plain", icon: "signout", id: "sign-out", on: { click: leave } }));
  const opener = el("button", {
    type: "button", class: "button who", id: "account", popovertarget: "account-menu", "aria-expanded": "false",
    "aria-label": t("menu.open", { name: who.name }),
  }, el("span", { class: "initial", "aria-hidden": "true", text: [...who.name][0] ?? "?" }), el("span", { class: "name", text: who.name }));
  menu.addEventListener("toggle", (event) => opener.setAttribute("aria-expanded", String(event.newState === "open")));
  return { opener, menu };
}

/** Makes an invitation and shows it; `closed` is called afterwards. */
export async function showInvitation(closed = () => {}) {
  let invitation;
  try {
    invitation = await api.invite();
  } catch (error) {
    if (error.status !== 401) toast(explain(error), { urgent: true });
    return;
  }
  const date = day(invitation.expires_at, { dateStyle: "full", timeStyle: "short" });
  openDialog({
    id: "invite-dialog", title: t("invite.title"), lead: t("invite.lead", { date }), closed: () => { document.getElementById("account")?.focus(); closed(); },
    done: t("invite.close"),
    content: [
      copyField("invite-link", t("invite.link"), `${location.origin}/#join/${invitation.code}`), copyField("invite-code", t("invite.code"), invitation.code),
    ],
  });
}
