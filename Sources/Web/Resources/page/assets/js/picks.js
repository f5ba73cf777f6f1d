// The list of recommendations. It follows the mood and the hour, but never moves under the pointer or the focus.

import { Aims } from "./aims.js";
import * as api from "./api.js";
import { card, CATALOGUE_LANGUAGE, KINDS } from "./card.js";
import { localTime, partOfDay, timeZone, weekdayAndTime, zone } from "./clock.js";
import { announce, button, el, icon } from "./dom.js";
import { vector } from "./emotions.js";
import { explain } from "./errors.js";
import { MoodFollower } from "./follower.js";
import { Outbox } from "./outbox.js";
import { keepOwn, recallOwn } from "./own.js";
import { disagreement, hourSentence } from "./reasons.js";
import { inner, language, percent, t, unbroken } from "./strings.js";
import { toast } from "./toast.js";
import { counts } from "./voices.js";

/** Asked for at once; shown in parts, so that a skipped card is followed by the next without asking again. */
const ASKED = 36;
const SHOWN = 12;
const HOUR_MS = 15 * 60 * 1000;
/** What a camera saw longer ago than this says nothing any more. */
const SEEN_MS = 10 * 60 * 1000;
const RETRY_MS = 5000;
const TOUCH_REST_MS = 3000;
/** A list that lifts gets to the lighter mood in so many steps. */
const STEPS = 8;

/** The right side of the home. */
export class Picks {
  #who; #follower = new MoodFollower(); #cards = new Map(); #reserve = []; #latest = null; #heardAt = 0;
  #kinds = new Set((recallOwn("kinds") ?? "").split(",").filter((kind) => KINDS.includes(kind)));
  #turn = 0; #askedAt = 0; #failed = false; #source = null; #pending = false; #pointer = false; #touched = -Infinity; #timer; #gone = new Set(); #back = new Map(); #words = new Map(); #left = false;
  #title; #updated; #summary; #list; #note; #waiting; #more; #chips; #goal = "match"; #aims; #outbox; #kept; #listed; #said = null;

  constructor(who) {
    this.#who = who;
    this.#title = el("h1", { id: "picks-title", tabindex: "-1" });
    this.#updated = el("p", { class: "updated", id: "updated" });
    this.#summary = el("p", { class: "updated", id: "summary" });
    this.#kept = el("p", { class: "notice kept", id: "outbox", role: "status", hidden: true });
    this.#outbox = new Outbox(who, { changed: (waiting, sent) => this.#tellWaiting(waiting, sent), kept: ({ item, kind, on }) => {
      // A list that is on its way may have been made before.
      const word = this.#word(item);
      word.shown[kind] ??= on;
      word.turn = this.#turn;
    } });
    this.#aims = new Aims({ changed: () => this.#refreshAloud() });
    this.#waiting = button(t("list.waiting"), { class: "chip waiting", icon: "refresh", id: "show-waiting", hidden: true, on: { click: () => { this.refresh(); this.#title.focus(); } } });
    this.#list = el("ol", { class: "cards", id: "cards" });
    this.#note = el("div", {});
    this.#more = button(t("list.more"), { class: "button more", id: "show-more", hidden: true, on: { click: () => this.#showMore() } });
    this.element = el("section", { class: "picks", "aria-labelledby": "picks-title" },
      el("div", { class: "picks-head" }, this.#title, this.#updated, this.#summary), this.#aims.element, this.#filters(), this.#kept, this.#waiting, this.#note, this.#list, this.#more,
      language !== CATALOGUE_LANGUAGE && el("p", { class: "soft small", text: t("catalogue.language") }));
    this.#watchHands();
    this.#greet();
    this.#ghosts();
    this.#timer = setInterval(() => this.#tick(), 1000);
    api.session.addEventListener("renewed", this.#renewed);
    zone.addEventListener("changed", this.#renewed);
    this.refresh();
  }

  /** What still waits to be sent is not: the session may be somebody else's from here on. */
  leave() {
    this.#left = true;
    clearInterval(this.#timer);
    this.#outbox.leave();
    api.session.removeEventListener("renewed", this.#renewed);
    zone.removeEventListener("changed", this.#renewed);
  }

  #renewed = () => this.refresh();

  /** Follows a mood from the camera; one picked by hand, or taken back (null), counts at once. */
  follow(mood) {
    this.#latest = mood;
    this.#heardAt = Date.now();
    if (mood === null || mood.source === "hand") return this.refresh();
    // The camera speaks again after a hand: that is a change, too.
    if (this.#source === "hand") this.#follower.used(null, -Infinity);
    if (!counts("face")) return;
    if (this.#follower.observe(mood, performance.now())) this.#ask();
  }

  /** What words say of the mood, `{probabilities, at}`; null for nothing. It counts beside face and hand, at once. */
  hear(words) {
    this.#said = words;
    this.refresh();
  }

  /** Asks for a new list now, wherever the pointer is. */
  refresh() { return this.#load(this.#latest); }

  #ask() {
    // A way that somebody has begun is not changed under way, only when asked.
    if (this.#held || this.#onTheWay) {
      this.#pending = true;
      this.#waiting.hidden = false;
    } else {
      this.refresh();
    }
  }

  #tick() {
    if (this.#onTheWay && !this.#failed) return;
    if (this.#pending && !this.#held) this.refresh();
    else if (Date.now() - this.#askedAt > (this.#failed ? RETRY_MS : HOUR_MS) && !this.#held && !document.hidden) this.refresh();
  }

  /** Whether somebody has a hand or an eye on the cards. */
  get #held() {
    const focused = this.#list.contains(document.activeElement) && document.activeElement.matches(":focus-visible");
    const reading = [...this.#cards.values()].some((entry) => entry.reading);
    return this.#pointer || focused || reading || performance.now() - this.#touched < TOUCH_REST_MS;
  }

  /** Whether the list is a sequence that began at a mood. */
  get #onTheWay() { return this.#goal === "lift" && this.#source !== null && this.#cards.size > 0; }

  #watchHands() {
    this.#list.addEventListener("pointerover", (event) => { this.#pointer = event.pointerType !== "touch"; });
    this.#list.addEventListener("pointerleave", () => { this.#pointer = false; });
    for (const event of ["touchstart", "touchmove", "touchend"]) {
      this.#list.addEventListener(event, () => { this.#touched = performance.now(); }, { passive: true });
    }
  }

  async #load(latest) {
    // What is switched off is not heard; a choice by hand that does not count never comes here.
    const mood = latest?.source === "camera" && (!counts("face") || Date.now() - this.#heardAt > SEEN_MS) ? null : latest;
    const turn = ++this.#turn;
    const date = new Date();
    this.#askedAt = date.getTime();
    this.#source = mood?.source ?? null;
    this.#pending = false;
    this.#waiting.hidden = true;
    this.#follower.used(mood, performance.now());
    this.#list.setAttribute("aria-busy", "true");
    const known = mood && mood.probabilities ? { probabilities: numbers(mood.probabilities) } : {};
    const words = counts("words") ? this.#said : null;
    const byHand = mood?.source === "hand" && mood.label && !mood.probabilities
      ? words ? { hand: mood.label } : { emotion: mood.label, confidence: "1" } : {};
    const said = words ? { words: numbers(words.probabilities), words_at: `${words.at.toISOString().slice(0, 19)}Z` } : {};
    try {
      const answer = await api.recommendations({
        ...known, ...byHand, ...said, ...this.#aims.query, at: localTime(date), time_zone: timeZone(), kinds: [...this.#kinds].join(","), limit: ASKED,
      });
      if (turn !== this.#turn) return;
      this.#failed = false;
      this.#listed = answer.list_id;
      for (const recommendation of answer.items) this.#correct(recommendation, turn);
      this.#goal = answer.goal;
      this.#show(this.#withBack(answer.items, turn).filter(({ item }) => !this.#gone.has(item.id)));
      this.#greet(date);
      this.#updated.textContent = t("list.updated", { mood: words ? t("list.mood.said", { mood: moodWords(mood) }) : moodWords(mood), time: weekdayAndTime(date) });
      this.#sum(answer);
    } catch (error) {
      if (turn === this.#turn && error.status !== 401) this.#fail(error);
    } finally {
      if (turn === this.#turn) this.#list.removeAttribute("aria-busy");
    }
  }

  #greet(date = new Date()) { this.#title.textContent = t(`greeting.${partOfDay(date)}`, { name: this.#who.name }); }

  /** What the hour and the goal did, in a line. */
  #sum({ summary, tendency, goal }) {
    const against = disagreement(tendency);
    const hour = hourSentence(tendency);
    // Words that this page does not know are shown as the server says them.
    this.#summary.lang = hour ? language : "en";
    this.#summary.textContent = hour ? [hour, against, goal !== "match" && t(`goal.${goal}.does`)].filter(Boolean).join(" ") : unbroken(summary);
  }

  #ghosts() { this.#list.replaceChildren(...Array.from({ length: 6 }, () => el("li", { class: "ghost", "aria-hidden": "true" }))); }

  #fail(error) {
    this.#failed = true;
    const again = button(t("again"), { icon: "refresh", on: { click: () => this.refresh() } });
    this.#note.replaceChildren(el("div", { class: "panel empty" }, el("p", { role: "alert", text: `${t("list.failed")} ${explain(error)}` }), again));
    if (this.#cards.size === 0) this.#list.replaceChildren();
  }

  // Cards that stay keep their element, so an open "why this?" stays open and nothing flashes.

  #show(items) {
    const before = new Map([...this.#cards].map(([id, { element }]) => [id, element.getBoundingClientRect()]));
    const entries = items.slice(0, SHOWN).map((recommendation) => [recommendation.item.id, this.#entry(recommendation)]);
    this.#cards = new Map(entries);
    this.#reserve = items.slice(SHOWN);
    this.#list.replaceChildren(...entries.map(([, { element }]) => element));
    this.#glide(before);
    this.#settle();
  }

  #entry(recommendation) {
    const known = this.#cards.get(recommendation.item.id);
    if (known) {
      known.update(recommendation);
      known.recommendation = recommendation;
      known.element.classList.remove("new");
      return known;
    }
    const made = card(recommendation, {
      marked: (item, kind, on) => this.#mark(item, kind, on),
      skipped: (item) => this.#remove(item, "skip", "card.skipped"),
      hidden: (item) => this.#remove(item, "hide", "card.hidden"),
      opened: (item) => this.#send(item, "view", true).catch(() => {}),
    });
    made.recommendation = recommendation;
    made.element.classList.add("new");
    return made;
  }

  #glide(before) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    for (const [id, { element }] of this.#cards) {
      const old = before.get(id);
      if (!old) continue;
      const now = element.getBoundingClientRect();
      const [x, y] = [old.left - now.left, old.top - now.top];
      if (x || y) element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], { duration: 350, easing: "ease-out" });
    }
  }

  #settle() {
    this.#more.hidden = this.#reserve.length === 0;
    const steps = this.#goal === "lift" ? Math.min(STEPS, this.#cards.size) : 0;
    this.#list.classList.toggle("steps", steps > 0);
    [...this.#list.children].forEach((element, i) => this.#cards.get(element.dataset.item)?.showStep(i < steps ? i + 1 : 0, steps));
    const empty = this.#cards.size === 0;
    this.#note.replaceChildren(...(empty ? [el("div", { class: "panel empty" }, el("p", { text: t("list.empty") }),
      this.#kinds.size > 0 && button(t("list.empty.all"), { on: { click: () => this.#choose(null) } }))] : []));
  }

  #showMore() {
    const first = this.#reserve[0]?.item.id;
    this.#append(SHOWN);
    // Whoever came by keyboard goes on at the first of the new ones.
    this.#cards.get(first)?.element.querySelector("a, button").focus({ preventScroll: true });
  }

  #append(count) {
    for (const recommendation of this.#reserve.splice(0, count)) {
      const entry = this.#entry(recommendation);
      this.#cards.set(recommendation.item.id, entry);
      this.#list.append(entry.element);
    }
    this.#settle();
  }

  // What the person says about an item. Shown at once, taken back if the server cannot keep it.

  /** What was said about an item: what is shown, what the server keeps, and what still waits to be sent. */
  #word(id) {
    if (!this.#words.has(id)) this.#words.set(id, { waiting: 0, turn: 0, shown: {}, kept: {} });
    return this.#words.get(id);
  }

  #send(item, kind, on) { return this.#outbox.send(item.id, kind, on, this.#listed); }

  /** Says what waits for the server, and when it went out. */
  #tellWaiting(waiting, sent) {
    this.#kept.hidden = waiting === 0;
    this.#kept.textContent = waiting > 0 ? t("outbox.waiting", { n: waiting }) : "";
    if (sent > 0 && waiting === 0) toast(t("outbox.sent", { n: sent }));
  }

  async #say(item, kind, on) {
    const word = this.#word(item.id);
    word.waiting += 1;
    try {
      return await this.#send(item, kind, on);
    } finally {
      word.waiting -= 1;
      word.turn = this.#turn;
    }
  }

  /** A list asked for before the last word was kept does not know it yet; what is done it never says. */
  #correct(recommendation, turn) {
    const word = this.#words.get(recommendation.item.id);
    recommendation.finished = word?.shown.finish ?? this.#outbox.waiting(recommendation.item.id, "finish");
    const waits = this.#outbox.waiting(recommendation.item.id, "like");
    if (waits !== undefined) recommendation.interaction = waits ? "like" : null;
    if (["skip", "hide"].some((kind) => this.#outbox.waiting(recommendation.item.id, kind))) this.#gone.add(recommendation.item.id);
    if (word?.shown.like === undefined || (word.waiting === 0 && word.turn < turn)) return;
    recommendation.interaction = word.shown.like ? "like" : null;
  }

  /** The list, with what was brought back where it was: one asked for before has it last, or not at all. */
  #withBack(items, turn) {
    for (const [id, { recommendation, place }] of this.#back) {
      const word = this.#words.get(id);
      if (word.waiting === 0 && word.turn < turn) this.#back.delete(id);
      else if (this.#wanted(recommendation)) items = items.filter(({ item }) => item.id !== id).toSpliced(place, 0, recommendation);
    }
    return items;
  }

  #wanted({ item }) { return this.#kinds.size === 0 || this.#kinds.has(item.kind); }

  /** `kind` is "like" or "finish". */
  async #mark(item, kind, on) {
    const word = this.#word(item.id);
    if (word.waiting === 0 || word.kept[kind] === undefined) word.kept[kind] = !on;
    this.#showMark(item, kind, on);
    if (kind === "finish" && on) toast(t("card.finished", { title: item.title }), { undo: () => this.#mark(item, kind, false) });
    try {
      if (await this.#say(item, kind, on)) word.kept[kind] = on;
    } catch (error) {
      // A later click decides for itself.
      if (word.waiting === 0) this.#showMark(item, kind, word.kept[kind]);
      this.#unsaved(item);
    }
  }

  #showMark(item, kind, on) {
    this.#word(item.id).shown[kind] = on;
    const entry = this.#cards.get(item.id);
    if (!entry) return;
    entry.showMark(kind, on);
    if (kind === "like") entry.recommendation.interaction = on ? "like" : null;
    else entry.recommendation.finished = on;
  }

  async #remove(item, kind, message) {
    const { element, recommendation } = this.#cards.get(item.id);
    const next = element.nextElementSibling ?? element.previousElementSibling;
    const byKeyboard = element.contains(document.activeElement);
    const place = [...this.#list.children].indexOf(element);
    this.#cards.delete(item.id);
    this.#gone.add(item.id);
    element.remove();
    this.#append(1);
    if (byKeyboard) (next?.querySelector(`.${kind}-item`) ?? this.#title).focus({ preventScroll: true });
    const bring = () => this.#bringBack(item, recommendation, place);
    try {
      await this.#say(item, kind, true);
    } catch (error) {
      bring();
      return this.#unsaved(item);
    }
    if (this.#left) return;
    toast(t(message, { title: item.title }), {
      undo: async () => {
        bring();
        await this.#say(item, kind, false).catch(() => this.#unsaved(item));
      },
    });
  }

  #bringBack(item, recommendation, place) {
    this.#gone.delete(item.id);
    this.#back.set(item.id, { recommendation, place });
    if (this.#cards.has(item.id) || !this.#wanted(recommendation)) return;
    const entry = this.#entry(recommendation);
    this.#cards.set(item.id, entry);
    this.#list.insertBefore(entry.element, this.#list.children[place] ?? null);
    this.#settle();
    entry.element.querySelector(".like").focus({ preventScroll: true });
  }

  #unsaved(item) { toast(t("card.unsaved", { title: item.title }), { urgent: true }); }

  // Which kinds.

  #filters() {
    this.#chips = new Map([null, ...KINDS].map((kind) => [kind, el("button", {
      type: "button", class: "chip", "data-kind": kind ?? "all", on: { click: () => this.#choose(kind) },
    }, kind && icon(kind), el("span", { text: t(`kinds.${kind ?? "all"}`) }))]));
    this.#markChips();
    return el("div", { class: "filters", role: "group", "aria-label": t("kinds.label") }, [...this.#chips.values()]);
  }

  #choose(kind) {
    if (kind === null) this.#kinds.clear();
    else if (!this.#kinds.delete(kind)) this.#kinds.add(kind);
    if (this.#kinds.size === KINDS.length) this.#kinds.clear();
    keepOwn("kinds", this.#kinds.size > 0 ? [...this.#kinds].join(",") : null);
    this.#markChips();
    this.#refreshAloud();
  }

  #refreshAloud() { return this.refresh().then(() => announce(t("list.loaded", { n: this.#cards.size }))); }

  #markChips() {
    for (const [kind, chip] of this.#chips) {
      chip.setAttribute("aria-pressed", String(kind === null ? this.#kinds.size === 0 : this.#kinds.has(kind)));
    }
  }
}

const numbers = (probabilities) => vector(probabilities).map((p) => p.toFixed(4)).join(",");

function moodWords(mood) {
  if (!mood) return t("list.mood.none");
  if (!mood.label) return t("list.mood.unsure");
  const word = inner(mood.label);
  return mood.source === "hand" ? t("list.mood.byhand", { word }) : t("list.mood", { word, percent: percent(mood.confidence) });
}
