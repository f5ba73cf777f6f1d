// The account menu: who, inviting (administrators), theme, sign out.

import * as api from "./api.js";
import { announce, button, el } from "./dom.js";
import { explain } from "./errors.js";
import { locale, t } from "./strings.js";
import { themeChoice } from "./theme.js";
import { toast } from "./toast.js";

/** The button for the bar and the menu it opens; `leave` signs out. */
export function accountMenu(who, { leave }) {
  const invite = who.role === "administrator" &&
    button(t("menu.invite"), { class: "plain", icon: "invite", id: "invite", on: { click: () => { menu.hidePopover(); showInvitation(); } } });
  const menu = el("div", { class: "menu", id: "account-menu", popover: "auto" },
    el("div", { class: "menu-head" }, el("strong", { text: who.name }), el("span", { class: "soft small", text: t(`menu.${who.role}`) })),
    invite,
    button(t("menu.signout"), { class: "plain", icon: "signout", id: "sign-out", on: { click: leave } }),
    el("div", { class: "menu-foot" }, themeChoice()));
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

async function showInvitation() {
  let invitation;
  try {
    invitation = await api.invite();
  } catch (error) {
    if (error.status !== 401) toast(explain(error), { urgent: true });
    return;
  }
  const date = new Date(invitation.expires_at).toLocaleString(locale, { dateStyle: "full", timeStyle: "short" });
  const close = button(t("invite.close"), { class: "button main", on: { click: () => dialog.close() } });
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "invite-title" },
    el("div", {}, el("h2", { id: "invite-title", text: t("invite.title") }), el("p", { class: "soft", text: t("invite.lead", { date }) })),
    copyField("invite-link", t("invite.link"), `${location.origin}/#join/${invitation.code}`),
    copyField("invite-code", t("invite.code"), invitation.code),
    el("div", { class: "row" }, close));
  dialog.addEventListener("close", () => { dialog.remove(); document.getElementById("account")?.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}

function copyField(id, label, value) {
  const input = el("input", { id, readonly: true, value, on: { focus: () => input.select() } });
  const copy = button(t("invite.copy"), {
    "aria-describedby": id,
    on: {
      click: async () => {
        try {
          await navigator.clipboard.writeText(value);
          copy.querySelector("span").textContent = t("invite.copied");
          announce(t("invite.copied"));
        } catch {
          // No clipboard outside a secure context: the text is selected for the person to copy.
          input.select();
          announce(t("invite.selected"));
        }
      },
    },
  });
  return el("div", { class: "copy" }, el("div", { class: "field" }, el("label", { for: id, text: label }), input), copy);
}
