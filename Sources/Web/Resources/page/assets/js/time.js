// Moods over time: a day, a week or a month of them, the circle, the hours, and what helped.

import { circlePath, helpedList, labelBars, rhythm } from "./charts.js";
import { dayName, dayOf, midnight, shiftDay, timeOfDay, timeZone, zone } from "./clock.js";
import { announce, button, el, icon } from "./dom.js";
import { EMOTIONS, emotionOf, face } from "./emotions.js";
import { segments, sureButton } from "./fields.js";
import { isGoing, letGo, untilNow } from "./going.js";
import { journalPanel } from "./journal.js";
import { csvAddress, deleteMood, jsonAddress, moods, noteMood, preferences, summary } from "./moods.js";
import { fill, part } from "./part.js";
import { keepSwitch } from "./privacy.js";
import { keep, recall } from "./store.js";
import { number, percent, t } from "./strings.js";
import { Timeline } from "./timeline.js";
import { toast } from "./toast.js";

const SPANS = ["day", "week", "month"];

/** The room. */
export function view() {
  const room = new TimeRoom();
  return { element: room.element, leave: () => room.leave() };
}

class TimeRoom {
  #span = SPANS.includes(recall("span")) ? recall("span") : "day";
  #day = dayOf(new Date()); #turn = 0;
  #title; #later; #timeline; #circle; #rhythm; #labels; #helped; #table; #keeping; #data; #main; #hand; #head; #span_;

  constructor() {
    this.#title = el("h2", { id: "time-title", tabindex: "-1" });
    const step = (name, by) => button("", { class: "plain step-button", icon: "chevron", id: `time-${name}`, "aria-label": t(`time.${name}`), title: t(`time.${name}`), on: { click: () => this.#move(by) } });
    const earlier = step("earlier", -1);
    this.#later = step("later", 1);
    this.#timeline = new Timeline({ chosen: (day) => this.#show("day", day) });
    this.#keeping = part("keep", { title: t("keep.title") });
    this.#hand = this.#noteByHand();
    this.#circle = part("path");
    this.#rhythm = part("rhythm", { lead: t("rhythm.lead") });
    this.#labels = part("labels");
    this.#helped = part("helped", { lead: t("helped.lead") });
    this.#table = el("details", { class: "as-table", id: "time-table" }, el("summary", { text: t("time.table") }));
    this.#data = part("records");
    this.#main = part("timeline", { title: t("timeline.title") });
    this.#head = el("div", { class: "time-head" }, el("div", { class: "stepper" }, earlier, this.#title, this.#later), this.#spans());
    this.#main.element.replaceChildren(this.#head, ...[...this.#main.element.children].slice(1), this.#timeline.element, this.#table);
    this.#main.element.setAttribute("aria-labelledby", "time-title");
    this.element = el("div", { class: "time" },
      el("div", { class: "room-head" }, el("h1", { text: t("nav.time"), tabindex: "-1" }), el("p", { class: "soft", text: t("time.lead") })),
      this.#keeping.element, this.#hand,
      el("div", { class: "charts" }, el("div", {}, this.#main.element, this.#rhythm.element, this.#helped.element), el("div", {}, this.#circle.element, this.#labels.element, journalPanel(), this.#data.element)));
    zone.addEventListener("changed", this.#again);
    fill(() => this.#askKeeping().then(() => this.#load()));
  }

  leave() { zone.removeEventListener("changed", this.#again); this.#timeline.leave(); }

  #again = () => this.element.isConnected && this.#load();

  // Whether moods are kept.

  #askKeeping() {
    return this.#keeping.attempt(async () => {
      const known = await preferences();
      const [control, words, given] = keepSwitch(known, { attempt: this.#keeping.attempt, changed: () => this.#askKeeping().then(() => this.#load()) });
      // Whoever has agreed needs the words no more, but can read them.
      const told = known.store_moods ? el("details", {}, el("summary", { text: t("keep.more") }), words, given) : words;
      const pressed = this.#keeping.body.contains(document.activeElement);
      this.#keeping.body.replaceChildren(...(known.store_moods ? [control, told] : [told, control]));
      if (pressed) control.querySelector("input").focus();
      this.#keeping.heading.textContent = t(known.store_moods ? "keep.title.on" : "keep.title");
      this.#hand.hidden = !known.store_moods;
    });
  }

  #noteByHand() {
    const note = (label) => this.#keeping.attempt(async () => {
      const entry = await noteMood({ label });
      toast(t("time.noted", { mood: t(`emotion.${label}`) }), { undo: () => this.#keeping.attempt(async () => { await deleteMood(entry.id); this.#load(); }) });
      this.#show(this.#span, dayOf(new Date()));
    });
    return el("section", { class: "panel part", hidden: true, "aria-labelledby": "note-title" },
      el("h2", { id: "note-title", text: t("time.note") }),
      el("div", { class: "hands", role: "group", "aria-labelledby": "note-title" }, EMOTIONS.map((emotion) => el("button", {
        type: "button", class: "hand", "data-note": emotion, "data-emotion": emotion, on: { click: () => note(emotion) },
      }, face(emotion), el("span", { text: t(`emotion.${emotion}`) })))));
  }

  // Which days.

  #spans() {
    this.#span_ = segments({
      name: "span", legend: t("time.span"), hushed: true, options: SPANS.map((name) => [name, t(`time.${name}`)]), value: this.#span,
      changed: (name) => this.#show(name, this.#day),
    });
    return this.#span_;
  }

  #show(span, day) {
    this.#span = span;
    keep("span", span === "day" ? null : span);
    this.#day = day;
    for (const input of this.#span_.querySelectorAll("input")) input.checked = input.value === span;
    this.#load();
  }

  #move(by) {
    const month = (name) => { const date = new Date(`${name}T00:00Z`); date.setUTCMonth(date.getUTCMonth() + by, 1); return date.toISOString().slice(0, 10); };
    const next = this.#span === "month" ? month(this.#day.slice(0, 8) + "01") : shiftDay(this.#day, by * (this.#span === "week" ? 7 : 1));
    this.#show(this.#span, next > dayOf(new Date()) ? dayOf(new Date()) : next);
    announce(this.#title.textContent);
  }

  /** The days shown, by name. */
  get #days() {
    if (this.#span === "day") return [this.#day];
    if (this.#span === "week") {
      const monday = shiftDay(this.#day, -((new Date(`${this.#day}T00:00Z`).getUTCDay() + 6) % 7));
      return Array.from({ length: 7 }, (_, i) => shiftDay(monday, i));
    }
    const first = `${this.#day.slice(0, 8)}01`;
    const days = [first];
    while (shiftDay(days.at(-1), 1).slice(0, 7) === first.slice(0, 7)) days.push(shiftDay(days.at(-1), 1));
    return days;
  }

  #name(days) {
    if (this.#span === "day") return dayName(days[0], { weekday: "long", day: "numeric", month: "long", year: "numeric" });
    if (this.#span === "month") return dayName(days[0], { month: "long", year: "numeric" });
    return t("time.week.from", { from: dayName(days[0], { day: "numeric", month: "long" }), to: dayName(days.at(-1), { day: "numeric", month: "long", year: "numeric" }) });
  }

  // What is shown.

  #load() {
    const turn = ++this.#turn;
    const days = this.#days;
    const time = { from: midnight(days[0]), to: midnight(shiftDay(days.at(-1), 1)) };
    this.#title.textContent = this.#name(days);
    this.#later.disabled = days.at(-1) >= dayOf(new Date());
    this.#offer(time);
    return this.#main.attempt(async () => {
      const [all, told] = await Promise.all([moods(time), summary(time, timeZone())]);
      if (turn !== this.#turn) return;
      const entries = all.filter((entry) => !isGoing(entry));
      const sums = entries.length > 0 ? told : { labels: [], hours: [], helped: [] };
      // Empty charts say nothing to somebody who keeps nothing.
      const bare = entries.length === 0 && this.#hand.hidden;
      for (const { element } of [this.#circle, this.#labels, this.#rhythm, this.#helped]) element.hidden = bare;
      this.#timeline.show(entries, days);
      this.#fillTable(entries);
      this.#circle.body.replaceChildren(...circlePath(entries, days));
      this.#labels.body.replaceChildren(labelBars(sums.labels));
      this.#rhythm.body.replaceChildren(...rhythm(sums.hours));
      this.#helped.body.replaceChildren(helpedList(sums.helped));
    });
  }

  #fillTable(entries) {
    const end = ({ id }) => {
      this.#table.querySelector("summary").focus();
      letGo({ id }, t("time.deleted"), this.#again);
    };
    const when = (entry) => [...new Set([entry.from, entry.to].map((date) => timeOfDay(new Date(date))))].join("–");
    const row = (entry) => {
      const emotion = emotionOf(entry);
      const mood = t(`emotion.${emotion}`);
      const date = dayName(dayOf(new Date(entry.from)), { dateStyle: "medium" });
      return el("tr", { "data-mood": entry.id },
        el("td", {}, el("span", { class: "soft", text: date }), el("br"), when(entry)),
        el("td", { class: "mood-cell", "data-emotion": emotion }, face(emotion), mood),
        el("td", { text: entry.source === "hand" ? t("time.byhand") : percent(entry.confidence ?? 0) }),
        el("td", { class: "amount", text: number(entry.valence ?? 0, 2) }), el("td", { class: "amount", text: number(entry.arousal ?? 0, 2) }),
        el("td", {}, sureButton(t("delete"), { class: "plain", name: t("time.delete.name", { mood, date, time: when(entry) }), sure: t("delete.sure"), does: () => end(entry) })));
    };
    const head = ["time.when", "time.mood", "time.source", "circle.valence", "circle.arousal"];
    this.#table.replaceChildren(this.#table.firstElementChild, entries.length === 0
      ? el("p", { class: "soft", text: t("time.none") })
      : el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("time.table") }, el("table", {},
        el("thead", {}, el("tr", {}, head.map((key) => el("th", { scope: "col", text: t(key) })), el("td"))), el("tbody", {}, entries.map(row)))));
  }

  /** What can be had and deleted of the days shown. */
  #offer(time) {
    const name = this.#title.textContent;
    const address = (key, href, file) => el("a", { class: "button", id: `time-${key}`, href, download: file }, icon("download"), el("span", { text: t(`time.${key}`) }));
    const end = (span) => {
      this.#title.focus();
      letGo(span, t("time.deleted"), this.#again);
    };
    const file = `mien-${this.#span}-${this.#day}`;
    this.#data.body.replaceChildren(
      el("p", { class: "soft small", text: t("time.data.of", { name }) }),
      el("div", { class: "row" }, address("csv", csvAddress(time), `${file}.csv`), address("json", jsonAddress(time), `${file}.json`)),
      el("div", { class: "row" },
        sureButton(t(`time.delete.${this.#span}`), { id: "time-delete", sure: t("delete.sure"), does: () => end(time) }),
        sureButton(t("time.delete.all"), { id: "time-delete-all", sure: t("delete.sure"), does: () => end(untilNow()) })));
  }
}
