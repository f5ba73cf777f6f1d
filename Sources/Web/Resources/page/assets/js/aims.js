// What the list is for, how much time there is, and what the hour may say: chosen here, kept in this browser for each account.

import { button, el, icon } from "./dom.js";
import { segments, selectField } from "./fields.js";
import { Folds } from "./fold.js";
import { keepOwn, recallOwn } from "./own.js";
import { duration, t } from "./strings.js";

const GOALS = ["match", "lift", "calm", "focus"];
const MINUTES = ["15", "30", "60", "90"];
/** What the server takes for quiet where nothing else is said. */
const QUIET = ["23:00", "04:00"];
const QUIET_FORM = /^(1[3-9]|2[0-3]):[0-5]\d-(0\d|10):[0-5]\d$/;

/** The choices above the list; `changed` is called when one of them is another. */
export class Aims {
  #changed; #clock; #note; #from; #until; #on; #times; #folds;

  constructor({ changed }) {
    this.#changed = changed;
    this.#clock = el("button", { type: "button", class: "chip", id: "clock-counts", on: { click: () => this.#keep("clock", this.#usesClock ? "off" : null) } },
      icon("clock"), el("span", { text: t("clock.counts") }));
    const choices = el("div", { class: "aims-all", id: "aims-choices" },
      segments({
        name: "goal", legend: t("goal.label"), options: GOALS.map((name) => [name, t(`goal.${name}`)]), value: this.#goal,
        changed: (name) => this.#keep("goal", name === "match" ? null : name),
      }),
      el("div", { class: "aims-row" },
        selectField({
          id: "minutes", label: t("minutes.label"), options: [["", t("minutes.any")], ...MINUTES.map((n) => [n, duration(n)])],
          value: this.#minutes, changed: (n) => this.#keep("minutes", n || null), class: "field beside",
        }),
        this.#clock, this.#quietHours()));
    this.#folds = new Folds("aims", [{ name: "aims", text: "", panel: choices }]);
    this.element = el("div", { class: "aims", id: "aims" }, this.#folds.openers, choices);
    this.#mark();
  }

  get #goal() { return GOALS.includes(recallOwn("goal")) ? recallOwn("goal") : "match"; }
  get #minutes() { return MINUTES.includes(recallOwn("minutes")) ? recallOwn("minutes") : ""; }
  get #usesClock() { return recallOwn("clock") !== "off"; }
  /** "off", "22:00-06:00", or null for the server's own. */
  get #quiet() {
    const kept = recallOwn("quiet");
    return kept === "off" || QUIET_FORM.test(kept ?? "") ? kept : null;
  }

  /** As the API takes them. */
  get query() {
    return { goal: this.#goal, minutes: this.#minutes, clock: this.#usesClock ? "" : "off", quiet_hours: this.#quiet ?? "" };
  }

  #keep(name, value) {
    keepOwn(name, value);
    this.#mark();
    this.#changed();
  }

  #mark() {
    this.#folds.say("aims", t("aims.now", { label: t("goal.label"), goal: t(`goal.${this.#goal}`) }));
    this.#clock.setAttribute("aria-pressed", String(this.#usesClock));
    const quiet = this.#quiet;
    this.#on.checked = quiet !== "off";
    this.#times.disabled = quiet === "off";
    if (quiet !== "off") [this.#from.value, this.#until.value] = quiet?.split("-") ?? QUIET;
  }

  #quietHours() {
    const time = (key) => el("input", { type: "time", required: true, "aria-label": t(key), on: { change: () => this.#take() } });
    [this.#from, this.#until] = [time("quiet.from"), time("quiet.until")];
    this.#on = el("input", { type: "checkbox", id: "quiet-on", on: { change: () => this.#keep("quiet", this.#on.checked ? null : "off") } });
    this.#times = el("fieldset", { class: "times" }, el("legend", { class: "quiet", text: t("quiet.label") }), this.#from, el("span", { text: "–", "aria-hidden": "true" }), this.#until);
    this.#note = el("p", { class: "field-error", role: "alert", hidden: true, text: t("quiet.wrong") });
    const panel = el("div", { class: "menu drop", id: "quiet-hours", popover: "auto" },
      el("label", { class: "check" }, this.#on, el("span", { text: t("quiet.on") })), this.#times, this.#note,
      el("p", { class: "soft small", text: t("quiet.lead") }));
    const opener = button(t("quiet.label"), { class: "chip", icon: "chevron", id: "quiet-open", popovertarget: "quiet-hours", "aria-expanded": "false" });
    panel.addEventListener("beforetoggle", () => {
      const box = opener.getBoundingClientRect();
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const [left, top] = [document.documentElement.clientWidth - 21 * rem, window.innerHeight - 14 * rem];
      panel.style.inset = `${Math.min(box.bottom + 8, top)}px auto auto ${Math.max(16, Math.min(box.left, left))}px`;
    });
    panel.addEventListener("toggle", (event) => opener.setAttribute("aria-expanded", String(event.newState === "open")));
    return el("div", {}, opener, panel);
  }

  #take() {
    const hours = `${this.#from.value}-${this.#until.value}`;
    const fits = QUIET_FORM.test(hours);
    this.#note.hidden = fits;
    if (fits) this.#keep("quiet", hours === QUIET.join("-") ? null : hours);
  }
}
