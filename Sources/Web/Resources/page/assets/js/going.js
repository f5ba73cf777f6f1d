// Moods that somebody deleted and may still want back: out of sight at once, and deleted when the message goes.

import { session, whose } from "./api.js";
import { explain } from "./errors.js";
import { deleteMood, deleteMoods } from "./moods.js";
import { toast } from "./toast.js";

const going = new Set();

const isOf = ({ id, from, to }, mood) =>
  id !== undefined ? id === mood.id : (!from || new Date(mood.from) >= from) && new Date(mood.from) < to;

/** Whether a mood is on its way out. */
export const isGoing = (mood) => [...going].some((what) => isOf(what, mood));

/** Deletes one mood, `{id}`, or those that began in a span, `{from, to}`, unless it is undone; `changed` is called when they go, and come back. */
export function letGo(what, text, changed) {
  const mine = whose();
  going.add(what);
  changed();
  const settle = () => { going.delete(what); return changed(); };
  const end = async () => {
    try {
      // Somebody else may have signed in meanwhile.
      if (whose() === mine) await (what.id === undefined ? deleteMoods(what) : deleteMood(what.id));
    } catch (error) {
      if (error.status === 401) return session.addEventListener("renewed", end, { once: true });
      if (error.status !== 404) toast(explain(error), { urgent: true, again: end });
    }
    return settle();
  };
  toast(text, { undo: settle, gone: end });
}

/** Everything there is up to now. */
export const untilNow = () => ({ to: new Date(Date.now() + 1000) });
