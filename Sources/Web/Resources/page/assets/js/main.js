// Chooses the view: first account, sign-in, joining, or the signed-in home.

import * as api from "./api.js";
import { button, el, icon } from "./dom.js";
import { entryView, signInAgain } from "./entry.js";
import { languageChoice } from "./language.js";
import { accountMenu } from "./menu.js";
import { goOn, returned } from "./provider.js";
import { Rooms } from "./rooms.js";
import { t } from "./strings.js";
import { explain } from "./errors.js";
import { clearToasts, toast } from "./toast.js";

const main = document.getElementById("main");
const tools = document.getElementById("tools");
const places = document.getElementById("places");
let leaveView = () => {};
let account = null;
/** Ends the question for the password over the page. */
let question = new AbortController();

/** A new view begins at its top, with nothing of the one before: no dialog, no undo. */
function show(view, title) {
  leaveView();
  leaveView = () => view.leave?.();
  question.abort();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  clearToasts();
  main.replaceChildren(view.element);
  window.scrollTo(0, 0);
  document.title = title ? `${title} · Mien` : "Mien";
  view.ready?.();
}

function showEntry(kind) {
  account = null;
  places.hidden = true;
  document.querySelector(".brand").href = "/";
  tools.replaceChildren(languageChoice({ class: "field beside" }));
  delete document.getElementById("glow").dataset.emotion;
  show(entryView(kind, { entered: (who) => showHome(who), go: showEntry }), t(`${kind}.title`));
}

/** `arrived` is false where somebody only opened the page: then the keyboard starts at the top. */
function showHome(who, arrived = true) {
  account = who;
  // A code for another account is used up or not for this one.
  if (carried()) history.replaceState(null, "", location.pathname);
  const { opener, menu } = accountMenu(who, { leave: signOut });
  const rooms = new Rooms(who, { places, ended: () => showEntry("signin") });
  tools.replaceChildren(rooms.badge, opener, menu);
  document.querySelector(".brand").href = "#now";
  show(rooms);
  if (arrived) main.focus({ preventScroll: true });
}

async function signOut() {
  try {
    await clearToasts();
    if (!await api.signOut()) return;
    history.replaceState(null, "", location.pathname);
    showEntry("signin");
  } catch (error) {
    toast(t("signout.failed", { why: explain(error) }), { urgent: true, again: signOut });
  }
}

function showFailure(error) {
  const again = button(t("again"), { class: "button main", icon: "refresh", on: { click: start } });
  show({ element: el("div", { class: "panel empty" }, el("p", { role: "alert", text: explain(error) }), again) });
}

/** "join" or "reset" where the address has a code for it, else null. */
const carried = () => location.hash.match(/^#(join\/|reset=)[\w-]+$/)?.[1].slice(0, -1) ?? null;

async function start() {
  try {
    const back = returned();
    if (back) return await goOn(back, { home: showHome, entry: showEntry, stay: start });
    const state = await api.setupState();
    if (state.needs_setup) return showEntry("setup");
    // Asked only where there may be a session: a 401 for every visitor would look like an error in the console.
    const who = state.signed_in === false ? null : await api.me();
    if (who) showHome(who, false);
    else showEntry(carried() ?? "signin");
  } catch (error) {
    showFailure(error);
  }
}

api.session.addEventListener("expired", async () => {
  if (!account) return;
  question = new AbortController();
  const { signal } = question;
  const who = await signInAgain(account.name, signal);
  if (signal.aborted) return;
  // Somebody else gets a page of their own, with nothing of the first on it.
  if (who?.name === account.name) api.session.dispatchEvent(new Event("renewed"));
  else if (who) showHome(who);
  else showEntry("signin");
});
api.session.addEventListener("renewed", () => question.abort());
api.session.addEventListener("replaced", ({ detail: who }) => {
  if (!account) return;
  showHome(who);
  toast(t("account.replaced", { name: who.name }), { urgent: true });
});

/** Another tab may have signed out, or in as somebody else, while this one was not looked at. */
function lookAgain() {
  if (account && !document.hidden) api.check().catch(() => {});
}
document.addEventListener("visibilitychange", lookAgain);
window.addEventListener("focus", lookAgain);
window.addEventListener("hashchange", () => { if (!account && carried()) showEntry(carried()); });

const skip = document.querySelector(".skip");
skip.textContent = t("skip");
// The address says in which room one is: it stays.
skip.addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
document.querySelector(".brand").setAttribute("aria-label", t("brand"));
document.getElementById("foot").append(icon("lock"), el("p", { text: t("footer") }));
start();
