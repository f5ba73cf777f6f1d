// Notes a mood picked by hand, for those who keep their moods.

import { whose } from "./api.js";
import { PLACES, vector, EMOTIONS } from "./emotions.js";
import { noteMood, preferences } from "./moods.js";

/** Whoever tries out several is noted with the one that stays. */
const SETTLE_MS = 5000;
let timer = null;
let keeps = null;

/** Whether moods are kept, as far as this page knows; asked once, and told by the switch. */
async function keepsMoods() {
  keeps ??= preferences().then((known) => known.store_moods).catch(() => { keeps = null; return false; });
  return keeps;
}

/** Says that moods are kept from now on, or not. */
export const remember = (on) => { keeps = Promise.resolve(on); };

/** Notes it in a moment, unless another is picked or it is taken back (null) before. */
export function note(emotion, probabilities = null) {
  clearTimeout(timer);
  if (emotion === null || emotion === "unsure") return;
  const mine = whose();
  timer = setTimeout(async () => {
    if (await keepsMoods() && whose() === mine) noteMood(probabilities ? place(probabilities) : { label: emotion }).catch(() => {});
  }, SETTLE_MS);
}

/** Where a mixture lies on the plane. */
function place(probabilities) {
  const shares = vector(probabilities);
  const along = (axis) => EMOTIONS.reduce((sum, emotion, i) => sum + shares[i] * PLACES[emotion][axis], 0);
  return { valence: along(0), arousal: along(1) };
}

/** Forgets all of it: whoever comes next may be somebody else. */
export function leaveDiary() {
  clearTimeout(timer);
  keeps = null;
}
