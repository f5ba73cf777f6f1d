// Choosing the page's language.

import { selectField } from "./fields.js";
import { keep } from "./store.js";
import { LANGUAGES, language, t } from "./strings.js";

/** Dispatches "reload" before the page is loaded anew for another language: what goes on is handed over. */
export const leaving = new EventTarget();

/** A labelled list of the languages; another one loads the page anew. */
export const languageChoice = (props = {}) => selectField({
  id: "language", label: t("settings.language"), options: Object.entries(LANGUAGES), value: language, ...props,
  changed: (name) => { keep("language", name); leaving.dispatchEvent(new Event("reload")); location.reload(); },
});
