// Whether the links of the catalogue are still there: asked by the server when an administrator wants it.

import { openDialog } from "./dialog.js";
import { day, timeOfDay } from "./clock.js";
import { button, el } from "./dom.js";
import { explain } from "./errors.js";
import { checkLinks, links, stopChecking } from "./shelves.js";
import { t } from "./strings.js";

const LOOK_MS = 1000;
const OUTCOMES = ["fine", "broken", "unreachable", "local"];

/** Opens the dialog; `show` is called with an outcome whose items are wanted, `done` at the end. */
export function linksDialog({ show, done }) {
  let [timer, open, running] = [null, true, false];
  const bar = el("progress", { max: 1, value: 0, "aria-label": t("links.progress") });
  const how = el("p", { class: "small soft", role: "status" });
  const progress = el("div", { class: "import-progress", hidden: true }, bar, how);
  const trouble = el("p", { class: "notice bad", role: "alert", hidden: true });
  const since = el("p", { class: "soft small" });
  const counts = el("ul", { class: "rows", id: "links-counts" });
  const start = button(t("links.check"), { class: "button main", id: "links-check", on: { click: () => act(() => checkLinks(false)) } });
  const again = button(t("links.again"), { class: "plain", id: "links-again", on: { click: () => act(() => checkLinks(true)) } });
  const stop = button(t("links.stop"), { id: "links-stop", hidden: true, on: { click: () => act(stopChecking) } });

  function tell({ running: runs, done: asked, all, links: total, outcomes, since: oldest }) {
    running = runs;
    progress.hidden = !running;
    bar.value = all > 0 ? asked / all : 0;
    how.textContent = running ? t("links.asked", { n: asked, all }) : "";
    const known = OUTCOMES.reduce((sum, name) => sum + outcomes[name], 0);
    since.textContent = known === 0 ? t("links.never", { n: total })
      : t("links.since", { n: known, total, date: `${day(oldest, { dateStyle: "medium" })}, ${timeOfDay(new Date(oldest))}` });
    counts.replaceChildren(...OUTCOMES.filter((name) => outcomes[name] > 0).map((name) => el("li", { "data-outcome": name },
      el("div", {}, el("strong", { text: t(`links.${name}`, { n: outcomes[name] }) }), el("p", { class: "soft small", text: t(`links.${name}.means`) })),
      name !== "fine" && button(t("links.show"), { class: "plain", "aria-label": `${t("links.show")}: ${t(`links.${name}`, { n: outcomes[name] })}`, on: { click: () => { dialog.close(); show(name); } } }))));
    [start.hidden, stop.hidden, again.hidden] = [running, !running, running || known === 0];
    clearTimeout(timer);
    if (running && open) timer = setTimeout(look, LOOK_MS);
  }

  async function look() {
    try {
      tell(await links());
      trouble.hidden = true;
    } catch (error) {
      trouble.textContent = explain(error);
      trouble.hidden = false;
      if (open && running) timer = setTimeout(look, LOOK_MS);
    }
  }

  async function act(work) {
    const had = document.activeElement;
    try {
      await work();
    } catch (error) {
      trouble.textContent = explain(error);
      trouble.hidden = false;
      return;
    }
    await look();
    // What was pressed is gone: the keyboard goes on with what came in its place.
    if (had?.hidden) (running ? stop : start).focus();
  }

  const dialog = openDialog({
    id: "links", wide: true, title: t("links.title"), lead: t("links.lead"), content: [trouble, since, progress, counts,
      el("div", { class: "row" }, button(t("close"), { class: "plain", id: "links-close", on: { click: () => dialog.close() } }), again, stop, start)],
    closed: () => { open = false; clearTimeout(timer); done(); },
  });
  look();
}
