// What somebody wrote under "How are you?" and asked to have kept: read here, and deleted, with a way back.

import { session, whose } from "./api.js";
import { dayName, dayOf, timeOfDay } from "./clock.js";
import { button, el } from "./dom.js";
import { emotionOf, face } from "./emotions.js";
import { explain } from "./errors.js";
import { sureButton } from "./fields.js";
import { deleteJournal, deleteLine, journal } from "./moods.js";
import { part } from "./part.js";
import { percent, t } from "./strings.js";
import { toast } from "./toast.js";

const SHOWN = 10;

/** The part of the room; out of sight as long as nothing is kept. */
export function journalPanel() {
  const { element, body, heading, attempt } = part("journal", { lead: t("journal.lead") });
  const list = el("ul", { class: "rows lines" });
  const more = button(t("list.more"), { id: "journal-more", hidden: true, on: { click: () => { shown += SHOWN; show(); } } });
  const all = sureButton(t("journal.delete.all"), { id: "journal-delete-all", sure: t("delete.sure"), does: () => { const newest = lines[0].at; letGo(lines.map(({ id }) => id), () => deleteJournal(newest)); } });
  let [lines, shown] = [[], SHOWN];
  /** On their way out, and not to be seen. */
  const going = new Set();
  body.append(list, el("div", { class: "row" }, more, all));
  element.hidden = true;

  const load = () => attempt(async () => { lines = await journal(); show(); });

  function show() {
    const seen = lines.filter(({ id }) => !going.has(id));
    element.hidden = seen.length === 0;
    more.hidden = seen.length <= shown;
    list.replaceChildren(...seen.slice(0, shown).map(row));
  }

  function row(line) {
    const emotion = emotionOf(line);
    const when = `${dayName(dayOf(new Date(line.at)), { dateStyle: "medium" })}, ${timeOfDay(new Date(line.at))}`;
    return el("li", { "data-line": line.id },
      el("div", {}, el("p", { class: "line", text: line.text }),
        el("p", { class: "soft small mood-cell", "data-emotion": emotion }, face(emotion), [t(`emotion.${emotion}`), line.label && percent(line.confidence), when].filter(Boolean).join(" · "))),
      button(t("delete"), { class: "plain", "aria-label": t("journal.delete.name", { when }), on: { click: () => letGo([line.id], () => deleteLine(line.id)) } }));
  }

  /** Out of sight at once, and deleted when the message goes. */
  function letGo(ids, remove) {
    const mine = whose();
    for (const id of ids) going.add(id);
    show();
    if (!element.hidden) heading.focus();
    const back = () => { for (const id of ids) going.delete(id); show(); };
    const end = async () => {
      try {
        // Somebody else may have signed in meanwhile.
        if (whose() === mine) await remove();
        lines = lines.filter(({ id }) => !ids.includes(id));
      } catch (error) {
        if (error.status === 401) return session.addEventListener("renewed", end, { once: true });
        if (error.status !== 404) toast(explain(error), { urgent: true, again: end });
        back();
      }
    };
    toast(t("time.deleted"), { undo: back, gone: end });
  }
  load();
  return element;
}
