// A failure in a sentence that helps.

import { has, t } from "./strings.js";

/** Whether the session is lost, which asks for the password by itself. */
export const isLost = (error) => error.status === 401 && ["not_signed_in", "other_session"].includes(error.code);

/** What to tell the person about `error`. */
export function explain(error) {
  if (error.offline) return t("error.offline");
  if (has(`error.${error.code}`)) return t(`error.${error.code}`);
  if (error.status === 503) return t("error.busy", { seconds: error.retryAfter ?? 1 });
  // The server's words for a wrong request begin small and end open, as parts of a log line do.
  const said = error.status >= 400 && error.status < 500 ? error.message : "";
  return said ? `${said.charAt(0).toUpperCase()}${said.slice(1).replace(/\.$/, "")}.` : t("error.unknown");
}
