// The account menu: who, settings, inviting (administrators), sign out.

import * as api from "./api.js";
import { day } from "./clock.js";
import { button, el } from "./dom.js";
import { explain } from "./errors.js";
import { copyField } from "./fields.js";
import { t } from "./strings.js";
import { toast } from "./toast.js";

/** The button for the bar and the menu it opens; `leave` signs out. */
export function accountMenu(who, { leave }) {
  const invite = who.role === "administrator" &&
    button(t("menu.invite"), { class: "plain", icon: "invite", id: "invite", on: { click: () => { menu.hidePopover(); showInvitation(); } } });
  const menu = el("div", { class: "menu", id: "account-menu", popover: "auto" },
    el("div", { class: "menu-head" }, el("strong", { text: who.name }), el("span", { class: "soft small", text: t(`menu.${who.role}`) })),
    button(t("menu.settings"), { class: "plain", icon: "settings", id: "settings-open", on: { click: () => { menu.hidePopover(); openSettings(); } } }),
    invite,
    button(t("menu.signout"), { class: "plain", icon: "signout", id: "sign-out", on: { click: leave } }));
  const opener = el("button", {
    type: "button", class: "button who", id: "account", popovertarget: "account-menu", "aria-expanded": "false",
    "aria-label": t("menu.open", { name: who.name }),
  }, el("span", { class: "initial", "aria-hidden": "true", text: [...who.name][0] ?? "?" }), el("span", { class: "name", text: who.name }));
  menu.addEventListener("beforetoggle", () => {
    const right = document.documentElement.clientWidth - opener.getBoundingClientRect().right;
    menu.style.setProperty("--right", `${right}px`);
  });
  menu.addEventListener("toggle", (event) => opener.setAttribute("aria-expanded", String(event.newState === "open")));
  return { opener, menu };
}

/** Loaded when it is first asked for. */
async function openSettings() {
  const { settingsDialog } = await import("./settings.js");
  show(settingsDialog());
}

/** Opens a dialog; the keyboard returns to the account's button. */
function show(dialog) {
  dialog.addEventListener("close", () => { dialog.remove(); document.getElementById("account")?.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}

async function showInvitation() {
  let invitation;
  try {
    invitation = await api.invite();
  } catch (error) {
    if (error.status !== 401) toast(explain(error), { urgent: true });
    return;
  }
  const date = day(invitation.expires_at, { dateStyle: "full", timeStyle: "short" });
  const close = button(t("invite.close"), { class: "button main", on: { click: () => dialog.close() } });
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "invite-title" },
    el("div", {}, el("h2", { id: "invite-title", text: t("invite.title") }), el("p", { class: "soft", text: t("invite.lead", { date }) })),
    copyField("invite-link", t("invite.link"), `${location.origin}/#join/${invitation.code}`),
    copyField("invite-code", t("invite.code"), invitation.code),
    el("div", { class: "row" }, close));
  show(dialog);
}
