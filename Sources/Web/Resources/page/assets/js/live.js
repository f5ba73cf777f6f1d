// The camera and the mood: consent, opening, pausing, closing, trouble.

import * as api from "./api.js";
import { CameraProblem, cameras, openCamera } from "./camera.js";
import { cameraConsent, consents, giveConsent } from "./consent.js";
import { leaveDiary, note } from "./diary.js";
import { button, el, icon } from "./dom.js";
import { face } from "./emotions.js";
import { explain } from "./errors.js";
import { Folds } from "./fold.js";
import { sendFrames } from "./frames.js";
import { leaving } from "./language.js";
import { HandPicker, MoodView } from "./mood.js";
import { SaidPanel } from "./said.js";
import { Overlay } from "./overlay.js";
import { RestingFace } from "./resting.js";
import { handOver, keep, recall, takeOver } from "./store.js";
import { number, percent, t } from "./strings.js";
import { toast } from "./toast.js";
import { counts, someAreOff, voiceSwitches } from "./voices.js";

/**
 * The left side of the home; `moodChanged` gets `{label, confidence, probabilities, source}` or null for none, and
 * `cameraChanged` whether the camera is on, `said` what was read from words; `recount` is called when another voice counts.
 */
export class LivePanel {
  #who; #changed; #lit; #video; #canvas; #overlay; #stage; #curtain; #badge; #hint; #row; #numbers; #pause; #choice; #largest;
  #mood = new MoodView(); #resting = new RestingFace(); #picker; #words; #ways; #above; #close = null; #run = null; #paused = false; #wake = null; #resumeWhenSeen = false;
  #recount; #voices; #byHand = null; #said = false;
  #turn = 0; #opening = false; #expired = false; #chosen = null; #chosenSeen = 0;

  constructor(who, { moodChanged, cameraChanged, said, recount }) {
    this.#who = who;
    this.#recount = recount;
    this.#changed = moodChanged;
    this.#lit = cameraChanged;
    this.#picker = new HandPicker({ picked: (emotion, probabilities) => this.#pickedByHand(emotion, probabilities) });
    this.#words = new SaidPanel({ said: (words) => { this.#said = words !== null; said(words); this.#showVoices(); } });
    this.#voices = voiceSwitches({ changed: (voice) => this.#counted(voice) });
    this.#buildStage();
    this.#ways = new Folds("ways", [["said", this.#words], ["hand", this.#picker], ["rest", this.#resting]]
      .map(([name, { element }]) => ({ name, text: t(`way.${name}`), panel: element })));
    this.#above = el("div", {});
    this.element = el("section", { class: "live", "aria-label": t("live.label") },
      el("div", { class: "panel see" }, this.#above, this.#mood.element, this.#voices),
      el("div", { class: "ways", role: "group", "aria-label": t("ways.label") }, this.#ways.openers), this.#words.element, this.#picker.element, this.#resting.element);
    this.#rest();
    this.#size.observe(this.element);
    document.addEventListener("visibilitychange", this.#seen);
    window.addEventListener("pagehide", this.#shut);
    navigator.mediaDevices?.addEventListener("devicechange", this.#plugged);
    consents.addEventListener("withdrawn", this.#withdrawn);
    leaving.addEventListener("reload", this.#handOver);
    api.session.addEventListener("expired", this.#hold);
    api.session.addEventListener("renewed", this.#release);
  }

  /** Turns everything off, for good. */
  leave() {
    this.#shut();
    this.#words.leave();
    leaveDiary();
    this.#size.disconnect();
    document.removeEventListener("visibilitychange", this.#seen);
    window.removeEventListener("pagehide", this.#shut);
    navigator.mediaDevices?.removeEventListener("devicechange", this.#plugged);
    consents.removeEventListener("withdrawn", this.#withdrawn);
    leaving.removeEventListener("reload", this.#handOver);
    api.session.removeEventListener("expired", this.#hold);
    api.session.removeEventListener("renewed", this.#release);
  }

  #size = new ResizeObserver(() => this.element.style.setProperty("--live-height", `${this.element.offsetHeight}px`));
  #hold = () => { this.#expired = true; };
  #release = () => { this.#expired = false; this.#wake?.(); };
  #shut = () => this.#turnOff();
  #withdrawn = () => { this.#turnOff(); this.#rest(); };
  #plugged = () => { if (this.#close) this.#offerCameras(); };
  #handOver = () => { if ((this.#close || this.#opening) && !this.#paused) handOver("goes-on", this.#who.name); };
  #seen = () => {
    if (document.hidden && (this.#close || this.#opening)) {
      this.#turnOff();
      this.#resumeWhenSeen = true;
      this.#rest(t("camera.hidden"));
    } else if (!document.hidden && this.#resumeWhenSeen) {
      this.#open(this.#paused);
    }
  };

  #buildStage() {
    this.#video = el("video", { playsinline: true, "aria-label": t("camera.video") });
    this.#video.muted = true;
    this.#canvas = el("canvas", { "aria-hidden": "true" });
    const faces = el("div", { class: "faces-here", role: "group", "aria-label": t("face.others") });
    this.#overlay = new Overlay(this.#canvas, faces, {
      chosen: (id) => this.#choose(id), floor: () => (this.#hint.hidden ? Infinity : this.#hint.offsetTop),
    });
    this.#largest = button(t("face.largest"), { class: "button on-video", id: "face-largest", hidden: true, on: { click: () => this.#choose(null) } });
    this.#badge = el("p", { class: "badge", id: "camera-badge", text: t("camera.on") });
    this.#hint = el("p", { class: "hint-line", role: "status", hidden: true });
    this.#curtain = el("div", { class: "curtain" });
    this.#stage = el("div", { class: "stage", id: "stage" }, this.#video, this.#canvas, faces, this.#badge, this.#largest, this.#hint, this.#curtain);
    this.#pause = button(t("camera.pause"), { class: "plain", icon: "pause", id: "camera-pause", on: { click: () => this.#setPaused(!this.#paused) } });
    this.#numbers = el("p", { class: "numbers", id: "camera-numbers", hidden: recall("numbers") !== "1" });
    const details = button(t("camera.details"), { class: "plain", icon: "info", id: "camera-details", "aria-pressed": String(!this.#numbers.hidden) });
    details.addEventListener("click", () => {
      this.#numbers.hidden = !this.#numbers.hidden;
      details.setAttribute("aria-pressed", String(!this.#numbers.hidden));
      keep("numbers", this.#numbers.hidden ? null : "1");
    });
    this.#choice = el("select", { class: "select", id: "camera-choice", "aria-label": t("camera.choose"), hidden: true });
    this.#choice.addEventListener("change", () => { keep("camera", this.#choice.value); this.#open(this.#paused); });
    this.#row = el("div", { class: "camera-row" }, this.#pause,
      button(t("camera.close"), { class: "plain", icon: "off", id: "camera-close", on: { click: () => { this.#turnOff(); this.#rest(); this.#focus("#camera-open"); } } }),
      details, this.#choice);
  }

  #focus(selector) { this.element.querySelector(selector)?.focus(); }

  // What stands above the mood: the stage with its curtain, the consent card, or a problem.

  #rest(note = t("camera.off.lead")) {
    const open = button(t("camera.open"), {
      class: "button main", icon: "camera", id: "camera-open",
      on: { click: () => (this.#consented ? this.#open() : this.#askConsent()) },
    });
    this.#curtain.replaceChildren(face("happy"), el("h2", { text: t("camera.off.title") }), el("p", { class: "soft", text: note }), open);
    this.#showStage(false);
  }

  #showStage(live) {
    this.#curtain.hidden = live;
    this.#badge.hidden = !live;
    this.#stage.classList.toggle("paused", live && this.#paused);
    this.#above.replaceChildren(...(live ? [this.#stage, this.#row, this.#numbers] : [this.#stage]));
    if (!live) this.#hint.hidden = true;
    this.#lit(live);
    this.#picker.camera = this.#mood.live = this.#resting.live = live;
    this.#showVoices();
  }

  get #consented() { return cameraConsent(this.#who) !== null; }

  /** Shows the consent card; nothing opens before it was agreed to. */
  #askConsent() {
    const point = (name, key) => el("li", {}, icon(name), el("span", { text: t(key) }));
    const agree = button(t("consent.yes"), {
      class: "button main", icon: "camera", id: "consent-yes",
      on: { click: () => { giveConsent(this.#who, new Date()); this.#open(); } },
    });
    this.#above.replaceChildren(el("div", { class: "consent", id: "consent", tabindex: "-1", "aria-labelledby": "consent-title", role: "group" },
      el("h2", { id: "consent-title", text: t("consent.title") }),
      el("ul", {}, point("lock", "consent.here"), point("face", "consent.feeling"), point("building", "consent.places"), point("pause", "consent.stop")),
      el("div", { class: "choices" }, agree,
        button(t("consent.no"), { class: "plain", id: "consent-no", on: { click: () => { this.#rest(); this.#ways.peek("hand"); this.#focus(".hand"); } } }))));
    const card = this.#above.firstElementChild;
    card.focus({ preventScroll: true });
    // A card taller than a phone is read from its beginning.
    card.firstElementChild.scrollIntoView({ block: "nearest" });
  }

  /** The first visit begins with the card, so that nobody has to look for it; a page in another language goes on with the camera. */
  welcome() {
    const goesOn = takeOver("goes-on") === this.#who.name;
    if (!this.#consented) this.#askConsent();
    else if (goesOn) this.#open();
  }

  #showProblem(problem) {
    const values = { message: problem.message };
    this.#above.replaceChildren(el("div", { class: "problem", id: "camera-problem", "data-problem": problem.kind, role: "alert" },
      el("h2", { text: t(`camera.${problem.kind}.title`) }), el("p", { text: t(`camera.${problem.kind}`, values) }),
      el("div", { class: "choices" }, button(t("again"), { icon: "refresh", id: "camera-again", on: { click: () => this.#open() } }))));
    this.#lit(false);
    this.#picker.camera = this.#mood.live = this.#resting.live = false;
    this.#showVoices();
  }

  // Whose voice counts.

  /** Whether a choice by hand leads. */
  get #led() { return this.#byHand !== null && counts("hand"); }

  /** The switches are there as soon as there is something to switch. */
  #showVoices() { this.#voices.hidden = !someAreOff() && !this.#said && this.#mood.element.hidden; }

  #counted(voice) {
    if (voice === "hand" && this.#byHand !== null) {
      if (this.#led) this.#mood.showByHand(this.#byHand.label ?? "unsure");
      else this.#mood.showNone(this.#close !== null);
      return this.#changed(this.#led ? this.#byHand : null);
    }
    this.#recount();
  }

  /** Shows a mood that another tab or device sees, as long as nothing is seen or picked here; null when it is over. */
  showElsewhere(mood) {
    if (this.#close || this.#opening || this.#led) return;
    if (mood) this.#mood.show(mood, performance.now(), t("mood.elsewhere"));
    else this.#mood.showNone(false);
    this.#showVoices();
    this.#changed(mood && { ...mood, source: "camera" });
  }

  // The camera.

  async #open(paused = false) {
    this.#turnOff();
    this.#paused = paused;
    this.#ways.settle();
    const turn = this.#turn;
    this.#opening = true;
    this.#curtain.replaceChildren(face("neutral"), el("p", { role: "status", text: t("camera.opening") }));
    this.#showStage(false);
    try {
      const gone = () => { this.#turnOff(); this.#showProblem(new CameraProblem("unplugged")); };
      const close = await openCamera(this.#video, { device: recall("camera"), gone });
      if (turn !== this.#turn) return close();
      this.#close = close;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#opening = false;
      // A camera chosen earlier may be gone: the next try takes any.
      if (error.kind === "missing" && recall("camera")) { keep("camera", null); return this.#open(paused); }
      return this.#showProblem(error instanceof CameraProblem ? error : new CameraProblem("other", error.message));
    }
    this.#opening = false;
    this.#resumeWhenSeen = false;
    this.#setPaused(paused);
    this.#showStage(true);
    this.#offerCameras();
    if (!this.#led) this.#mood.showNone(true);
    this.#showVoices();
    this.#sendFrames();
  }

  #turnOff() {
    // Whoever still waits for a camera finds that his turn is over.
    this.#turn += 1;
    this.#opening = false;
    this.#run?.abort();
    this.#close?.();
    this.#run = this.#close = null;
    this.#resumeWhenSeen = false;
    this.#overlay.clear();
    this.#resting.live = false;
    this.#markChosen(null);
    if (!this.#led) this.#mood.showNone(false);
    this.#showVoices();
  }

  async #offerCameras() {
    const known = await cameras();
    this.#choice.hidden = known.length < 2;
    const current = this.#video.srcObject?.getVideoTracks()[0]?.getSettings().deviceId;
    this.#choice.replaceChildren(...known.map((device, i) =>
      el("option", { value: device.deviceId, text: device.label || t("camera.number", { n: i + 1 }) })));
    if (current) this.#choice.value = current;
  }

  #setPaused(paused) {
    this.#paused = paused;
    this.#stage.classList.toggle("paused", paused);
    this.#badge.textContent = t(paused ? "camera.paused" : "camera.on");
    this.#badge.classList.toggle("still", paused);
    this.#pause.replaceChildren(icon(paused ? "play" : "pause"), el("span", { text: t(paused ? "camera.resume" : "camera.pause") }));
    if (paused) { this.#video.pause(); this.#overlay.clear(); this.#hint.hidden = true; }
    else if (this.#video.srcObject) this.#video.play().catch(() => {});
    this.#wake?.();
  }

  // Whose face.

  /** Reads this face's mood from here on; null for the largest again. */
  async #choose(id) {
    const before = this.#chosen;
    this.#markChosen(id);
    if (id === null) this.#pause.focus({ preventScroll: true });
    else this.#largest.focus({ preventScroll: true });
    try {
      await api.chooseFace(id);
    } catch (error) {
      this.#markChosen(before);
      if (error.status !== 401) toast(explain(error), { urgent: true });
    }
  }

  #markChosen(id) {
    this.#chosen = id;
    this.#chosenSeen = performance.now();
    this.#largest.hidden = id === null;
  }

  /** Who was chosen and left the picture is forgotten by the server, and so here. */
  #lookForChosen(faces, now) {
    if (this.#chosen === null) return;
    if (faces.some((face) => face.id === this.#chosen)) this.#chosenSeen = now;
    else if (now - this.#chosenSeen > CHOSEN_GONE_MS) this.#markChosen(null);
  }

  // The frames.

  #sendFrames() {
    const run = (this.#run = new AbortController());
    const waits = () => this.#paused || this.#expired;
    const mayGo = async () => {
      while (waits() && !run.signal.aborted) {
        await new Promise((resolve) => { this.#wake = resolve; run.signal.addEventListener("abort", resolve, { once: true }); });
      }
    };
    sendFrames(this.#video, {
      signal: run.signal, read: api.readFrame, mayGo,
      heard: (reading, numbers) => { if (!waits()) this.#heard(reading, numbers); },
      trouble: (kind) => { if (kind) this.#say(`hint.${kind}`); },
    });
  }

  #heard(reading, { latency, rate }) {
    const now = performance.now();
    const { mood, state } = reading;
    const emotion = mood?.label ?? "unsure";
    const tag = mood ? `${t(`emotion.${emotion}`)} ${mood.label ? percent(mood.confidence) : ""}`.trim() : "";
    this.#overlay.show(reading.faces, reading, { viewer: reading.viewer, color: overlayColors[emotion], tag });
    this.#lookForChosen(reading.faces, now);
    this.#say(state.state === "several_people" ? "hint.several" : null);
    if (!this.#numbers.hidden) this.#tellNumbers(reading, latency, rate);
    this.#resting.heard(reading.baseline);
    if (this.#led) return;
    if (!mood) return this.#mood.showObstacle(state.state, now);
    this.#mood.show(mood, now);
    this.#changed({ ...mood, source: "camera" });
  }

  #tellNumbers({ width, height, faces, conditions }, latency, rate) {
    this.#numbers.textContent = [
      t("camera.numbers", { rate: number(rate), latency: Math.round(latency), width, height }),
      t("camera.faces", { n: faces.length }),
      conditions && t("camera.conditions", {
        light: Math.round(conditions.light), eyes: Math.round(conditions.eyeDistance), turned: Math.round(Math.abs(conditions.yaw)),
      }),
    ].filter(Boolean).join(" · ");
  }

  #say(key) {
    const text = key ? t(key) : "";
    if (this.#hint.textContent !== text) this.#hint.textContent = text;
    this.#hint.hidden = !key;
  }

  #pickedByHand(emotion, probabilities) {
    this.#byHand = emotion === null ? null : { label: emotion === "unsure" ? null : emotion, confidence: 1, probabilities, source: "hand" };
    if (!this.#led) {
      if (emotion === null) note(null);
      this.#mood.showNone(this.#close !== null);
      this.#showVoices();
      if (!this.#close) this.#changed(null);
      return;
    }
    this.#mood.showByHand(emotion);
    this.#showVoices();
    if (!this.#close) note(emotion, probabilities);
    this.#changed(this.#byHand);
  }
}

/** The server remembers a face that is out of view for one second. */
const CHOSEN_GONE_MS = 2000;

// On the video, which is neither light nor dark: the palette's dark colours.
const overlayColors = {
  angry: "#f08a73", disgust: "#a8c56b", fear: "#b9a0f2", happy: "#f6bb48", neutral: "#d9cdc5", sad: "#82b6e8",
  surprise: "#f590bb", unsure: "#d9cdc5",
};
