// The signed-in view: the camera and the mood, and the list beside them.

import { el } from "./dom.js";
import { LivePanel } from "./live.js";
import { Picks } from "./picks.js";

/** The home of the account `who`. */
export function homeView(who) {
  const picks = new Picks(who);
  const live = new LivePanel(who, { moodChanged: (mood) => picks.follow(mood) });
  live.welcome();
  return {
    element: el("div", { class: "home" }, live.element, picks.element),
    leave() { live.leave(); picks.leave(); },
  };
}
