// Adding an item to the catalogue, or changing one.

import { KINDS } from "./card.js";
import { button, el } from "./dom.js";
import { openDialog } from "./dialog.js";
import { explain, isLost } from "./errors.js";
import { selectField, textField } from "./fields.js";
import { UNKNOWN } from "./finding.js";
import { placeSliders } from "./item-row.js";
import { addItem, editItem } from "./shelves.js";
import { number, t } from "./strings.js";
import { toast } from "./toast.js";

/** Opens the form for `item`, or for a new one (null); `saved` is called when it was kept. */
export function itemForm(item, { saved }) {
  const field = (name, props = {}, label = `item.${name}`) => {
    const made = textField({ name, label: t(label), autocomplete: "off", missing: t("item.missing"), maxlength: 1000, autocapitalize: "sentences", spellcheck: "true", ...props });
    made.input.value = item?.[name] ?? "";
    return made;
  };
  const optional = { required: null, shortest: 0 };
  const title = field("title");
  const creator = field("creator", optional);
  const year = field("year", { ...optional, type: "number", min: -4000, max: 3000, hint: t("item.year.hint") });
  const minutes = field("minutes", { type: "number", min: 1, max: 100000 }, "item.length");
  const link = field("link", { ...optional, type: "url", autocapitalize: "none", spellcheck: "false" });
  const source = field("source", { ...optional, type: "url", autocapitalize: "none", spellcheck: "false" });
  const tags = field("tags", { ...optional, hint: t("item.tags.hint") });
  tags.input.value = item?.tags?.join(", ") ?? "";
  const why = field("why", { hint: t("item.why.hint") });
  const kind = selectField({ id: "item-kind", label: t("library.kind"), value: item?.kind ?? "music", options: KINDS.map((name) => [name, t(`kind.${name}`)]) });
  const place = placeSliders(item ?? {}, undefined, "form");
  const out = el("output", { class: "amount soft", text: number(item?.energy ?? 0.5, 2) });
  const energy = el("input", { type: "range", id: "item-energy", min: 0, max: 1, step: 0.05, value: item?.energy ?? 0.5, on: { input: () => { out.textContent = number(Number(energy.value), 2); } } });
  const trouble = el("p", { class: "notice bad", role: "alert", hidden: true });
  const all = [title, creator, year, minutes, link, source, tags, why];
  const form = el("form", { class: "item-form", novalidate: true }, trouble,
    el("div", { class: "two" }, title.element, creator.element), el("div", { class: "three" }, kind, year.element, minutes.element),
    el("div", { class: "two" }, link.element, source.element),
    el("fieldset", { class: "placing" }, el("legend", { text: t("library.place") }), place.element,
      el("div", { class: "slider" }, el("label", { for: "item-energy" }, t("item.energy"), " ", out), el("span", { class: "soft", text: t("item.still") }), energy, el("span", { class: "soft", text: t("item.driving") }))),
    tags.element, why.element,
    el("div", { class: "row" }, button(t("cancel"), { class: "plain", on: { click: () => dialog.close() } }), button(t("item.save"), { type: "submit", class: "button main", id: "item-save" })));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = all.find((one) => !one.check());
    if (wrong) return wrong.input.focus();
    const [valence, arousal] = place.place();
    const text = (one) => one.input.value.trim();
    const values = {
      id: item?.id ?? makeID(kind.querySelector("select").value, text(title), text(creator)), title: text(title), creator: text(creator) || UNKNOWN, kind: kind.querySelector("select").value, minutes: Number(text(minutes)),
      year: text(year) ? Number(text(year)) : undefined, link: text(link) || undefined, source: text(source) || undefined,
      valence, arousal, energy: Number(energy.value), tags: text(tags).split(",").map((tag) => tag.trim()).filter(Boolean), why: text(why),
    };
    try {
      await (item ? editItem(item.id, values) : addItem(values));
      dialog.close();
      toast(t("item.saved", { title: values.title }));
      saved();
    } catch (error) {
      if (isLost(error)) return;
      trouble.textContent = explain(error);
      trouble.hidden = false;
      trouble.scrollIntoView({ block: "nearest" });
    }
  });
  const dialog = openDialog({ id: "item-dialog", wide: true, title: t(item ? "library.edit.title" : "library.add.title"), content: [form] });
}

/** "film-the-gold-rush-charlie-chaplin-3fk2": what can be read, and what makes it the only one. */
function makeID(kind, title, creator) {
  const words = `${kind} ${title} ${creator}`.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[a-z0-9]+/g) ?? [kind];
  const some = crypto.getRandomValues(new Uint16Array(1))[0].toString(36);
  return `${words.join("-").slice(0, 100)}-${some}`;
}
