// What is kept of a person, and how to have it or be rid of it.

import { deleteAccount, EXPORT_ADDRESS } from "./accounts.js";
import { day } from "./clock.js";
import { cameraConsent, withdraw } from "./consent.js";
import { remember } from "./diary.js";
import { announce, button, el, icon } from "./dom.js";
import { sureButton, textField, toggle } from "./fields.js";
import { letGo, untilNow } from "./going.js";
import { CONSENT_VERSION, preferences, storeMoods } from "./moods.js";
import { openDialog } from "./dialog.js";
import { part, smallForm } from "./part.js";
import { t } from "./strings.js";
import { toast } from "./toast.js";

/** The switch that keeps moods, with what that means; `changed` gets what it is now. */
export function keepSwitch(known, { attempt, changed }) {
  const { consent } = known;
  const given = consent && el("p", { class: "soft small", text: t("keep.consent", { date: day(consent.given_at), version: consent.version }) });
  const control = toggle({
    id: "store-moods", text: t("keep.switch"), on: known.store_moods,
    changed: async (on) => {
      if (!await attempt(() => storeMoods(on))) throw new Error("refused");
      remember(on);
      toast(t(on ? "keep.on" : "keep.off"));
      changed(on);
    },
  });
  return [control, keepWords(), given];
}

/** What is kept and what is not, in words that can be agreed to. */
export const keepWords = () => el("ul", { class: "points", "data-consent": CONSENT_VERSION },
  ["what", "here", "you", "feeling", "stop"].map((name, i) => el("li", {}, icon(["clock", "lock", "face", "info", "remove"][i]), el("span", { text: t(`keep.${name}`) }))));

/** What was agreed to for the camera in this browser, and the way back; nothing where nothing was. */
function cameraLine(who, heading) {
  const consent = cameraConsent(who);
  if (!consent) return null;
  const line = el("div", { class: "part-body", id: "camera-consent" },
    el("p", { class: "soft small", text: t("privacy.camera", { date: day(consent.at), version: consent.version }) }),
    sureButton(t("privacy.camera.withdraw"), { id: "camera-withdraw", sure: t("privacy.camera.sure"), does: () => {
      withdraw(who);
      line.remove();
      announce(t("privacy.camera.withdrawn"));
      heading.focus();
    } }));
  return line;
}

export function privacyPanel(who, { ended }) {
  const { element, body, heading, attempt } = part("privacy");
  const keeping = el("div", { class: "part-body" });
  const load = () => attempt(async () => {
    const parts = keepSwitch(await preferences(), { attempt, changed: load }).filter(Boolean);
    const pressed = keeping.contains(document.activeElement);
    keeping.replaceChildren(...parts);
    if (pressed) parts[0].querySelector("input").focus();
  });
  body.append(...[keeping, cameraLine(who, heading)].filter(Boolean),
    el("div", { class: "row" },
      el("a", { class: "button", id: "export-all", href: EXPORT_ADDRESS, download: "mien-export.zip" }, icon("download"), el("span", { text: t("privacy.export") })),
      sureButton(t("privacy.moods.delete"), {
        id: "moods-delete", sure: t("delete.sure"), does: () => letGo(untilNow(), t("privacy.moods.deleted"), () => {}),
      })),
    el("p", { class: "soft small", text: t("privacy.export.lead") }),
    button(t("privacy.delete"), { class: "button danger", icon: "remove", id: "account-delete", on: { click: () => askToDelete(ended) } }));
  load();
  return element;
}

/** The password is asked for: nobody deletes an account at an open screen. */
function askToDelete(ended) {
  const { element, body, attempt } = part("goodbye", { title: t("privacy.delete") });
  const field = textField({ name: "goodbye", label: t("field.password"), autocomplete: "current-password", secret: true, missing: t("field.password.missing") });
  const buttons = [button(t("cancel"), { class: "plain", on: { click: () => dialog.close() } }),
    button(t("privacy.delete.submit"), { type: "submit", class: "button danger", id: "account-delete-submit" })];
  body.append(smallForm([field], buttons, (values) => attempt(async () => {
    await deleteAccount(values.goodbye);
    dialog.close();
    history.replaceState(null, "", location.pathname);
    ended();
    toast(t("privacy.deleted"));
  })));
  element.classList.remove("panel");
  const dialog = openDialog({ id: "delete-dialog", title: t("privacy.delete.title"), lead: t("privacy.delete.lead"), content: [element] });
}
