// The catalogue: searched, filtered, and seen on the plane, where each item can be put in its right place.

import { CATALOGUE_LANGUAGE, KINDS } from "./card.js";
import { announce, button, el } from "./dom.js";
import { selectField } from "./fields.js";
import { itemRow } from "./item-row.js";
import { part } from "./part.js";
import { Plane } from "./plane.js";
import { addItem, catalogue, placeOf, removeItem, resetPlace, setPlace } from "./shelves.js";
import { duration, language, t } from "./strings.js";
import { toast } from "./toast.js";

const REGIONS = ["excited", "happy", "content", "calm", "tired", "sad", "tense", "angry", "neutral"];
const MANNERS = ["letters", "meaning"];
const MINUTES = ["5", "15", "30", "60", "120"];
const OUTCOMES = ["broken", "unreachable", "local"];
const LOADED = 60;
/** So many are asked for at once for the plane, and so many points it takes: with more of them nobody sees one. */
const PAGE = 100;
const MOST_POINTS = 1000;
const TYPING_MS = 250;

/** What an administrator tells of an item; the rest is the account's, or the server's. */
const facts = ({ place, corrected, estimated, link_check, ...item }) => item;

// What only administrators need is loaded when they first do.
const itemForm = async (...how) => (await import("./item-form.js")).itemForm(...how);
const importDialog = async (...how) => (await import("./importing.js")).importDialog(...how);
const linksDialog = async (...how) => (await import("./links.js")).linksDialog(...how);

/** The room. */
export function view(who) {
  const library = new Library(who.role === "administrator");
  return { element: library.element, leave: () => library.leave() };
}

class Library {
  #mayEdit; #filters = { search: "", by: "letters", kind: "", region: "", at_most_minutes: "", link: "" }; #items = new Map(); #rows = new Map(); #next = null; #total = null;
  #typing; #asking = new AbortController(); #filling = null; #open = null; #placing = new Map(); #plane; #list; #more; #found; #shown; #part;

  constructor(mayEdit) {
    this.#mayEdit = mayEdit;
    this.#part = part("shelf", { title: t("library.items") });
    this.#plane = new Plane({ chosen: (id) => this.#choose(id, true), moved: (id, place) => this.#place(id, place) });
    this.#list = el("ul", { class: "shelf", id: "shelf-list" });
    this.#found = el("p", { class: "soft", id: "library-found", role: "status" });
    this.#more = button(t("list.more"), { class: "button more", id: "library-more", hidden: true, on: { click: () => this.#showMore() } });
    this.#shown = el("p", { class: "soft small", id: "plane-shown", role: "status" });
    this.#part.body.append(this.#found, this.#list, this.#more);
    this.element = el("div", { class: "library" },
      el("div", { class: "room-head" }, el("h1", { text: t("nav.library"), tabindex: "-1" }), el("p", { class: "soft", text: [t("library.lead"), language !== CATALOGUE_LANGUAGE && t("catalogue.language")].filter(Boolean).join(" ") }),
        mayEdit && el("div", { class: "row" },
          button(t("library.add"), { id: "item-add", icon: "add", on: { click: () => itemForm(null, { saved: () => this.#load() }) } }),
          button(t("links.title"), { id: "links-open", icon: "refresh", on: { click: () => linksDialog({ show: (outcome) => this.#showLinks(outcome), done: () => this.#load() }) } }),
          button(t("library.import"), { id: "import-open", icon: "upload", on: { click: () => importDialog({ done: () => this.#load() }) } }))),
      this.#controls(),
      el("div", { class: "library-body" },
        el("section", { class: "panel plane-panel", "aria-labelledby": "plane-title" }, el("h2", { id: "plane-title", text: t("library.plane") }), this.#plane.element, this.#shown,
          el("p", { class: "soft small", text: t("library.plane.lead") })),
        this.#part.element));
    this.#load();
  }

  leave() { clearTimeout(this.#typing); this.#asking.abort(); }

  #controls() {
    const search = el("input", { id: "library-search", type: "search", autocomplete: "off", on: { input: () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.#filter("search", search.value.trim()), TYPING_MS);
    } } });
    const choice = (name, id, options) => selectField({ id, label: t(`library.${name}`), value: "", options: [["", t("library.any")], ...options], changed: (value) => this.#filter(name, value) });
    return el("form", { class: "panel library-controls", role: "search", on: { submit: (event) => event.preventDefault() } },
      el("div", { class: "field" }, el("label", { for: "library-search", text: t("library.search") }), search),
      selectField({ id: "library-by", label: t("library.by"), value: this.#filters.by, options: MANNERS.map((name) => [name, t(`library.by.${name}`)]), changed: (value) => this.#filter("by", value) }),
      choice("kind", "library-kind", KINDS.map((kind) => [kind, t(`kinds.${kind}`)])),
      choice("region", "library-region", REGIONS.map((name) => [name, t(`region.${name}`)])),
      choice("at_most_minutes", "library-minutes", MINUTES.map((n) => [n, duration(n)])),
      this.#mayEdit && choice("link", "library-link", OUTCOMES.map((name) => [name, t(`library.link.${name}`)])));
  }

  #showLinks(outcome) {
    this.element.querySelector("#library-link").value = outcome;
    this.#filter("link", outcome);
    this.#part.heading.focus();
  }

  #filter(name, value) {
    if (this.#filters[name] === value) return;
    this.#filters[name] = value;
    this.#load();
  }

  /** Asks for the first items that fit: a list of them, and all of them, within reason, for the plane. */
  #load() {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.#list.setAttribute("aria-busy", "true");
    return this.#part.attempt(async () => {
      try {
        const found = await this.#ask("", LOADED, signal);
        const open = [...this.#rows.keys()].find((id) => this.#rows.get(id).open);
        this.#clear();
        this.#take(found);
        this.#list.append(...found.items.map((item) => this.#row(item).element));
        // What somebody has opened stays open when the list comes anew.
        if (this.#rows.has(open)) this.#choose(open, false);
        this.#tell();
        // The list does not wait for the points.
        this.#filling = this.#fillPlane(signal).catch(() => {});
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        if (!signal.aborted) this.#list.removeAttribute("aria-busy");
      }
    });
  }

  #ask(after, limit, signal) { return catalogue({ ...this.#filters, limit, after }, signal); }

  /** Keeps a page of items, with a point for each; whether one of them is new. */
  #take({ items, next, total }) {
    const before = this.#items.size;
    for (const item of items) {
      this.#items.set(item.id, item);
      this.#plane.show(item.id, placeOf(item), item);
    }
    this.#next = next ?? null;
    this.#total = total ?? null;
    return this.#items.size > before;
  }

  async #fillPlane(signal) {
    while (this.#next && this.#items.size < MOST_POINTS) {
      const found = await this.#ask(this.#next, PAGE, signal);
      if (signal.aborted || !this.#take(found)) return;
      this.#tell();
    }
  }

  /** The next items of the list: those that the plane has, then those after them. */
  #showMore() {
    const { signal } = this.#asking;
    return this.#part.attempt(async () => {
      await this.#filling;
      const waiting = () => [...this.#items.values()].filter(({ id }) => !this.#rows.has(id)).slice(0, LOADED);
      try {
        if (waiting().length === 0 && this.#next) this.#take(await this.#ask(this.#next, LOADED, signal));
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      if (signal.aborted) return;
      const more = waiting();
      this.#list.append(...more.map((item) => this.#row(item).element));
      this.#tell();
      // Whoever came by keyboard goes on at the first of the new ones.
      if (more.length > 0) this.#rows.get(more[0].id).focus();
    });
  }

  #tell() {
    const [n, points] = [this.#rows.size, this.#items.size];
    const total = Math.max(this.#total ?? 0, points);
    this.#more.hidden = n >= total;
    this.#found.textContent = n === 0 ? t("library.none") : t(n < total ? "library.first" : "library.found", { n, total });
    this.#shown.textContent = points === 0 ? "" : t(points < total ? "library.plane.some" : "library.plane.all", { n: points, total });
  }

  #clear() {
    this.#items.clear();
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#open = null;
    this.#plane.clear();
  }

  #row(item) {
    const row = itemRow(item, {
      mayEdit: this.#mayEdit, opened: (open) => this.#mark(item.id, open),
      placed: (place) => this.#place(item.id, place), reset: () => this.#reset(item.id),
      edit: () => itemForm(this.#items.get(item.id), { saved: () => this.#load() }), remove: () => this.#remove(item.id),
    });
    this.#rows.set(item.id, row);
    return row;
  }

  /** One item at a time is open, and its point is marked on the plane. */
  #choose(id, scroll) {
    // A point that was not in the list yet.
    if (!this.#rows.has(id)) {
      this.#list.append(this.#row(this.#items.get(id)).element);
      this.#tell();
    }
    const row = this.#rows.get(id);
    row.open = true;
    if (scroll) row.element.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  #mark(id, open) {
    if (open && this.#open !== null && this.#open !== id) this.#rows.get(this.#open).open = false;
    this.#open = open ? id : this.#open === id ? null : this.#open;
    this.#plane.choose(this.#open);
  }

  /** Keeps one's own opinion of where an item lies. */
  async #place(id, place) {
    const before = this.#items.get(id);
    this.#update({ ...before, place: { valence: place[0], arousal: place[1] }, corrected: true });
    // One after the other, so that the last place is kept.
    const sent = (this.#placing.get(id) ?? Promise.resolve()).then(() => this.#part.attempt(async () => {
      const answer = await setPlace(id, place);
      if (last()) this.#update({ ...before, corrected: true, ...answer });
    }));
    const last = () => this.#placing.get(id) === sent;
    this.#placing.set(id, sent);
    if (!await sent) return last() && this.#update(before);
    toast(t("library.placed", { title: before.title }), {
      undo: () => (before.corrected ? this.#place(id, placeOf(before)) : this.#reset(id)),
    });
  }

  #reset(id) {
    return this.#part.attempt(async () => {
      const answer = await resetPlace(id);
      const item = answer?.id ? answer : (await catalogue({ search: this.#items.get(id).title, limit: 100 })).items.find((found) => found.id === id);
      if (item) this.#update({ ...this.#items.get(id), corrected: false, ...item });
      announce(t("library.reset.done"));
    });
  }

  #remove(id) {
    return this.#part.attempt(async () => {
      await removeItem(id);
      const row = this.#rows.get(id).element;
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      this.#rows.delete(id);
      const { title, ...item } = this.#items.get(id);
      toast(t("library.removed", { title }), { undo: () => this.#part.attempt(async () => { await addItem(facts({ title, ...item })); await this.#load(); }) });
      this.#items.delete(id);
      this.#total -= 1;
      this.#plane.remove(id);
      this.#open = null;
      this.#tell();
      (next?.querySelector("summary") ?? this.#part.heading).focus();
    });
  }

  #update(item) {
    this.#items.set(item.id, item);
    this.#rows.get(item.id)?.update(item);
    this.#plane.show(item.id, placeOf(item), item);
    this.#plane.choose(this.#open);
  }
}
