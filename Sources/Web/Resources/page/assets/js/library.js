// The catalogue: searched, filtered, and seen on the plane, where each item can be put in its right place.

import { KINDS } from "./card.js";
import { announce, button, el } from "./dom.js";
import { selectField } from "./fields.js";
import { importDialog } from "./importing.js";
import { itemForm } from "./item-form.js";
import { itemRow } from "./item-row.js";
import { part } from "./part.js";
import { Plane } from "./plane.js";
import { catalogue, placeOf, removeItem, resetPlace, setPlace } from "./shelves.js";
import { duration, t } from "./strings.js";
import { toast } from "./toast.js";

const REGIONS = ["excited", "happy", "content", "calm", "tired", "sad", "tense", "angry", "neutral"];
const MINUTES = ["5", "15", "30", "60", "120"];
const LOADED = 60;
const TYPING_MS = 250;

/** The room. */
export function view(who) {
  const library = new Library(who.role === "administrator");
  return { element: library.element, leave: () => library.leave() };
}

class Library {
  #mayEdit; #filters = { search: "", kind: "", region: "", at_most_minutes: "" }; #items = new Map(); #rows = new Map(); #next = null; #total = null;
  #typing; #asking = new AbortController(); #open = null; #plane; #list; #more; #found; #part;

  constructor(mayEdit) {
    this.#mayEdit = mayEdit;
    this.#part = part("shelf", { title: t("library.items") });
    this.#plane = new Plane({ chosen: (id) => this.#choose(id, true), moved: (id, place) => this.#place(id, place) });
    this.#list = el("ul", { class: "shelf", id: "shelf-list" });
    this.#found = el("p", { class: "soft", id: "library-found", role: "status" });
    this.#more = button(t("list.more"), { class: "button more", id: "library-more", hidden: true, on: { click: () => this.#load(true) } });
    this.#part.body.append(this.#found, this.#list, this.#more);
    this.element = el("div", { class: "library" },
      el("div", { class: "room-head" }, el("h1", { text: t("nav.library"), tabindex: "-1" }), el("p", { class: "soft", text: t("library.lead") }),
        mayEdit && el("div", { class: "row" },
          button(t("library.add"), { id: "item-add", icon: "add", on: { click: () => itemForm(null, { saved: () => this.#load() }) } }),
          button(t("library.import"), { id: "import-open", icon: "upload", on: { click: () => importDialog({ done: () => this.#load() }) } }))),
      this.#controls(),
      el("div", { class: "library-body" },
        el("section", { class: "panel plane-panel", "aria-labelledby": "plane-title" }, el("h2", { id: "plane-title", text: t("library.plane") }), this.#plane.element,
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
      choice("kind", "library-kind", KINDS.map((kind) => [kind, t(`kinds.${kind}`)])),
      choice("region", "library-region", REGIONS.map((name) => [name, t(`region.${name}`)])),
      choice("at_most_minutes", "library-minutes", MINUTES.map((n) => [n, duration(n)])));
  }

  #filter(name, value) {
    if (this.#filters[name] === value) return;
    this.#filters[name] = value;
    this.#load();
  }

  /** Asks for the first items that fit, or for those after them. */
  #load(further = false) {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.#list.setAttribute("aria-busy", "true");
    return this.#part.attempt(async () => {
      try {
        const { items, next, total } = await catalogue({ ...this.#filters, limit: LOADED, after: further ? this.#next : "" }, signal);
        const open = this.#open;
        if (!further) this.#clear();
        for (const item of items) this.#add(item);
        // What somebody has opened stays open when the list comes anew.
        if (!further && this.#rows.has(open)) this.#choose(open, false);
        this.#next = next ?? null;
        this.#total = total ?? null;
        this.#more.hidden = !this.#next;
        this.#tell();
        // Whoever came by keyboard goes on at the first of the new ones.
        if (further && items.length > 0) this.#rows.get(items[0].id).focus();
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        if (!signal.aborted) this.#list.removeAttribute("aria-busy");
      }
    });
  }

  #tell() {
    const n = this.#items.size;
    this.#found.textContent = n === 0 ? t("library.none") : t(this.#next ? "library.first" : "library.found", { n, total: this.#total ?? "…" });
  }

  #clear() {
    this.#items.clear();
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#open = null;
    this.#plane.clear();
  }

  #add(item) {
    const row = itemRow(item, {
      mayEdit: this.#mayEdit, opened: (open) => this.#mark(item.id, open),
      placed: (place) => this.#place(item.id, place), reset: () => this.#reset(item.id),
      edit: () => itemForm(this.#items.get(item.id), { saved: () => this.#load() }), remove: () => this.#remove(item.id),
    });
    this.#items.set(item.id, item);
    this.#rows.set(item.id, row);
    this.#list.append(row.element);
    this.#plane.show(item.id, placeOf(item), item);
  }

  /** One item at a time is open, and its point is marked on the plane. */
  #choose(id, scroll) {
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
    const kept = await this.#part.attempt(async () => this.#update({ ...before, corrected: true, ...await setPlace(id, place) }));
    if (!kept) return this.#update(before);
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
      toast(t("library.removed", { title: this.#items.get(id).title }));
      this.#items.delete(id);
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
