// Importing a file into the catalogue, with how far it is and what was skipped.

import { button, el } from "./dom.js";
import { openDialog } from "./dialog.js";
import { explain } from "./errors.js";
import { selectField } from "./fields.js";
import { importFile } from "./shelves.js";
import { percent, t } from "./strings.js";

const MOST_BYTES = 32 * 1024 * 1024;
const FORMATS = ["catalogue", "csv", "jsonl", "movielens", "m3u", "opml", "feed", "lastfm", "listenbrainz", "spotify", "exportify"];
/** Longer lists of what was skipped are no reading. */
const MOST_SKIPPED = 200;

/** The browser asks whether to leave in the middle. */
const warn = (event) => event.preventDefault();

/** Opens the dialog; `done` is called when something was imported. */
export function importDialog({ done }) {
  const sending = new AbortController();
  const file = el("input", { type: "file", id: "import-file", required: true });
  const format = selectField({ id: "import-format", label: t("import.format"), value: "", options: [["", t("format.auto")], ...FORMATS.map((name) => [name, t(`format.${name}`)])] });
  const strict = el("input", { type: "checkbox", id: "import-strict" });
  const bar = el("progress", { max: 1, value: 0, "aria-label": t("import.progress") });
  const how = el("p", { class: "small soft", role: "status" });
  const progress = el("div", { class: "import-progress", hidden: true }, bar, how);
  const trouble = el("p", { class: "notice bad", role: "alert", hidden: true });
  const report = el("div", { class: "import-report", id: "import-report", tabindex: "-1", hidden: true });
  const submit = button(t("import.submit"), { type: "submit", class: "button main", id: "import-submit" });

  file.addEventListener("change", () => say(""));
  function say(text) {
    trouble.textContent = text;
    trouble.hidden = text === "";
  }
  function progressed(part) {
    // Sent is not read: the rest is up to the server, for as long as it takes.
    if (part < 1) bar.value = part;
    else bar.removeAttribute("value");
    how.textContent = part < 1 ? t("import.sending", { percent: percent(part) }) : t("import.reading");
  }

  const form = el("form", { class: "item-form", novalidate: true, on: { submit: async (event) => {
    event.preventDefault();
    const [chosen] = file.files;
    if (!chosen) { say(t("import.missing")); return file.focus(); }
    if (chosen.size > MOST_BYTES) return say(t("import.large"));
    if (submit.disabled) return;
    submit.disabled = true;
    say("");
    report.hidden = true;
    progress.hidden = false;
    progressed(0);
    window.addEventListener("beforeunload", warn);
    try {
      tell(await importFile(chosen, { format: format.querySelector("select").value, strict: strict.checked, progressed, signal: sending.signal }));
      done();
    } catch (error) {
      if (!sending.signal.aborted) say(explain(error));
    } finally {
      submit.disabled = false;
      progress.hidden = true;
      window.removeEventListener("beforeunload", warn);
    }
  } } }, trouble,
    el("div", { class: "field" }, el("label", { for: "import-file", text: t("import.file") }), file, el("p", { class: "hint", text: t("import.file.hint") })), format,
    el("label", { class: "check" }, strict, el("span", { text: t("import.strict") })), progress, el("div", { class: "row" }, button(t("close"), { class: "plain", id: "import-close", on: { click: () => dialog.close() } }), submit), report);

  function tell({ added, updated, unchanged, skipped, skipped_in_all: all = skipped.length }) {
    const lines = skipped.slice(0, MOST_SKIPPED).map(({ line, reason }) => el("tr", {}, el("th", { scope: "row", text: line }), el("td", { lang: "en", text: reason })));
    report.replaceChildren(...[el("h3", { text: t("import.done") }),
      el("ul", { class: "counts" }, [["added", added], ["updated", updated], ["unchanged", unchanged], ["skipped", all]].map(([name, n]) => el("li", { "data-count": name, text: t(`import.${name}`, { n }) }))),
      skipped.length > 0 && el("details", { class: "as-table", open: skipped.length <= 20 }, el("summary", { text: t("import.why") }),
        el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("import.why") }, el("table", {},
          el("thead", {}, el("tr", {}, el("th", { scope: "col", text: t("import.line") }), el("th", { scope: "col", text: t("import.reason") }))), el("tbody", {}, lines)))),
    ].filter(Boolean));
    report.hidden = false;
    report.focus();
  }
  const dialog = openDialog({ id: "import", wide: true, title: t("library.import"), lead: t("import.lead"), content: [form], closed: () => sending.abort() });
}
