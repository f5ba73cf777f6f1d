// Signing in at a provider of OpenID Connect: the button on the sign-in page, the way back, and the link in the settings.

import { enter, request } from "./api.js";
import { day } from "./clock.js";
import { button, el } from "./dom.js";
import { explain } from "./errors.js";
import { textField } from "./fields.js";
import { part, smallForm } from "./part.js";
import { t } from "./strings.js";
import { toast } from "./toast.js";

/** Where the provider sends browsers back to. */
const BACK = "/openid";
/** Remembers, in this tab alone, what somebody went to the provider for. */
const PURPOSE = "mien.provider";

/** Leaves the page for the provider's. */
async function leave(purpose, path, body) {
  const { location: address } = await request("POST", path, { body });
  sessionStorage.setItem(PURPOSE, purpose);
  window.location.assign(address);
}

const complain = (error) => toast(explain(error), { urgent: true });

/** A place for “Continue with NAME”, which stays empty where there is no provider. */
export function providerButton() {
  const place = el("div", { class: "provider" });
  request("GET", "/api/v1/openid").then(({ name }) => {
    if (!name) return;
    const node = button(t("provider.continue", { name }), { id: "provider-continue", on: { click: () => leave("sign-in", "/api/v1/openid").catch(complain) } });
    place.append(node);
  }).catch(() => {});
  return place;
}

/** What the provider gave this browser, once; null for a page that nobody was sent back to. */
export function returned() {
  if (window.location.pathname !== BACK) return null;
  const given = new URLSearchParams(window.location.search);
  // Neither the code nor the state stays in the history.
  history.replaceState(null, "", "/");
  const purpose = sessionStorage.getItem(PURPOSE) ?? "sign-in";
  sessionStorage.removeItem(PURPOSE);
  const answer = Object.fromEntries(["code", "state", "iss"].filter((name) => given.has(name)).map((name) => [name, given.get(name)]));
  return { purpose, refused: given.get("error") !== null || given.get("code") === null, answer };
}

let state = "";

/** Signs in with the code of the second factor, after the provider said who it is. */
export const signInWithFactor = (factor) => enter("/api/v1/openid/session", { state, factor });

/** Goes on with what somebody came back for: `home` gets who came, `entry` the kind of sign-in that is next. */
export async function goOn({ purpose, refused, answer }, { home, entry, stay }) {
  const again = purpose === "link" ? stay : () => entry("signin");
  if (refused) {
    await again();
    return toast(t("provider.refused"), { urgent: true });
  }
  try {
    if (purpose === "link") {
      await stay();
      await request("PUT", "/api/v1/openid/link", { body: answer });
      toast(t("provider.done"));
    } else {
      home(await enter("/api/v1/openid/session", answer));
    }
  } catch (error) {
    state = answer.state;
    if (error.code === "second_factor") return entry("back");
    if (purpose !== "link") await again();
    complain(error);
  }
}

/** The link to the provider in the settings; nothing where there is no provider. */
export function providerPanel() {
  const { element, body, attempt } = part("provider", { lead: t("provider.lead") });
  element.hidden = true;
  const load = () => attempt(async () => {
    const { name, linked_at: since, has_password: secret } = await request("GET", "/api/v1/openid/link");
    element.hidden = !name;
    if (!name) return;
    const linked = since && el("p", { text: t("provider.linked", { name, date: day(since, { dateStyle: "medium" }) }) });
    if (linked && !secret) return body.replaceChildren(linked, el("p", { class: "soft small", text: t("provider.only") }));
    const field = textField({ name: "provider-password", label: t("field.password"), autocomplete: "current-password", secret: true, missing: t("field.password.missing") });
    const submit = button(t(linked ? "provider.unlink" : "provider.link", { name }), { type: "submit", id: linked ? "provider-unlink" : "provider-link" });
    body.replaceChildren(...[linked, smallForm([field], submit, (values) => attempt(async () => {
      const given = { password: values["provider-password"] };
      if (!linked) return leave("link", "/api/v1/openid/link", given);
      await request("DELETE", "/api/v1/openid/link", { body: given });
      toast(t("provider.unlinked", { name }));
      load();
    }))].filter(Boolean));
  });
  load();
  return element;
}
