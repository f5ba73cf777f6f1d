// The signed-in view: the camera and the mood, and the list beside them.

import { el } from "./dom.js";
import { Listening } from "./listening.js";
import { LivePanel } from "./live.js";
import { Picks } from "./picks.js";

/** The home of the account `who`; `cameraChanged` is told whether the camera is on. */
export function homeView(who, { cameraChanged }) {
  const picks = new Picks(who);
  const listening = new Listening({ heard: (mood) => live.showElsewhere(mood) });
  const live = new LivePanel(who, {
    moodChanged: (mood) => picks.follow(mood),
    said: (words) => picks.hear(words),
    recount: () => picks.refresh(),
    cameraChanged: (on) => { listening.own = on; cameraChanged(on); },
  });
  live.welcome();
  return {
    element: el("div", { class: "home" }, live.element, picks.element),
    leave() { live.leave(); picks.leave(); listening.leave(); },
  };
}
