// The agreement to the camera: to which text, and when. It is kept in this browser, for each account.

import { keep, recall } from "./store.js";

/** The version of the text that is agreed to (`consent.…` in the tables); another text is another version, and asks anew. */
export const CAMERA_TEXT = "2026-11";

/** Dispatches "withdrawn". */
export const consents = new EventTarget();

const named = (who) => `consent.${who.name}`;

/** `{version, at}` of an agreement to the text as it is now, or null. */
export function cameraConsent(who) {
  const [version, at] = (recall(named(who)) ?? "").split(" ");
  return version === CAMERA_TEXT && at ? { version, at } : null;
}

export const giveConsent = (who, date) => keep(named(who), `${CAMERA_TEXT} ${date.toISOString()}`);

export function withdraw(who) {
  keep(named(who), null);
  consents.dispatchEvent(new Event("withdrawn"));
}
