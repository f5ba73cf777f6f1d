// The circle with a path on it, the hours of a day, the share of each mood, and what came before better moods.

import { icon, el, svg } from "./dom.js";
import { EMOTIONS, emotionOf, face, nearest, PLACES } from "./emotions.js";
import { dayName, dayOf, hourName, timeOfDay } from "./clock.js";
import { duration, number, t } from "./strings.js";

const SIZE = 0.2;
/** More points are no path to follow. */
const MOST_POINTS = 60;

const placeOf = (entry) => [entry.valence ?? PLACES[entry.label]?.[0] ?? 0, entry.arousal ?? PLACES[entry.label]?.[1] ?? 0];
const mean = (places) => [0, 1].map((axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length);

const empty = (key) => el("p", { class: "soft", text: t(key) });

/** A table beside a picture, shown when asked for; `rows` are lists of texts. */
function tableOf(head, rows) {
  return el("details", { class: "as-table" }, el("summary", { text: t("time.table") }), el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("time.table") }, el("table", {},
    el("thead", {}, el("tr", {}, head.map((text) => el("th", { scope: "col", text })))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((text, i) => el(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : null, class: i > 0 && "amount", text }))))))));
}

/** One day's moods in their order on the circle, of several days the middle of each; and a table of them. */
export function circlePath(entries, days) {
  if (entries.length === 0) return [empty("time.none")];
  const byDay = group(entries);
  const points = days.length === 1
    ? entries.slice(-MOST_POINTS).map((entry) => ({ place: placeOf(entry), emotion: emotionOf(entry), name: timeOfDay(new Date(entry.from)) }))
    : [...byDay].map(([day, of]) => { const place = mean(of.map(placeOf)); return { place, emotion: nearest(place), name: dayName(day, { day: "numeric", month: "short" }) }; });
  const way = points.map(({ place: [v, a] }, i) => `${i === 0 ? "M" : "L"}${v.toFixed(3)} ${(-a).toFixed(3)}`).join("");
  const faces = EMOTIONS.map((emotion) => {
    const drawn = face(emotion);
    const [v, a] = PLACES[emotion];
    const aside = { angry: 0.08, fear: -0.1 }[emotion] ?? 0;
    for (const [name, value] of Object.entries({ x: v + aside - SIZE / 2, y: -a - SIZE / 2, width: SIZE, height: SIZE })) drawn.setAttribute(name, value);
    return svg("g", { "data-emotion": emotion, class: "ghost-face" }, drawn);
  });
  const last = points.at(-1);
  const word = (key, side) => el("span", { class: `side ${side} soft small`, "aria-hidden": "true", text: t(key) });
  return [el("figure", { class: "path" }, el("div", { class: "map-frame" }, word("circle.lively", "up"), word("circle.unpleasant", "left"),
    svg("svg", { class: "plane still", viewBox: "-1.04 -1.04 2.08 2.08", role: "img", "aria-label": t("path.label", { n: points.length, mood: t(`emotion.${last.emotion}`) }) },
      svg("circle", { class: "rim", r: 1 }), svg("path", { class: "rim", d: "M-1 0H1M0-1V1" }), ...faces,
      svg("path", { class: "way", d: way }),
      ...points.map(({ place: [v, a], emotion }, i) => svg("circle", {
        class: "stop", "data-emotion": emotion, cx: v, cy: -a, r: i === points.length - 1 ? 0.06 : 0.035,
      }))), word("circle.pleasant", "right"), word("circle.calm", "down")),
    el("figcaption", { class: "soft small", text: t(days.length === 1 ? "path.day" : "path.days") })),
  tableOf([t(days.length === 1 ? "time.when" : "time.day"), t("time.mood"), t("circle.valence"), t("circle.arousal")],
    points.map(({ place: [v, a], emotion, name }) => [name, t(`emotion.${emotion}`), number(v, 2), number(a, 2)]))];
}

function group(entries) {
  const found = new Map();
  for (const entry of entries) {
    const day = dayOf(new Date(entry.from));
    found.set(day, [...(found.get(day) ?? []), entry]);
  }
  return found;
}

/** How long each mood was there. */
export function labelBars(labels) {
  const known = (labels ?? []).filter(({ minutes }) => minutes > 0).sort((a, b) => b.minutes - a.minutes);
  if (known.length === 0) return empty("time.none");
  const most = known[0].minutes;
  return el("ul", { class: "bars long" }, known.map(({ label, minutes }) => {
    const fill = el("span", { class: "fill" });
    fill.style.setProperty("--share", (minutes / most).toFixed(3));
    return el("li", { "data-emotion": label ?? "unsure" }, el("span", { text: t(`emotion.${label ?? "unsure"}`) }), el("span", { class: "track", "aria-hidden": "true" }, fill),
      el("span", { class: "value", text: minutes < 1 ? t("labels.under") : duration(minutes) }));
  }));
}

/** For each hour how pleasant (bars) and how lively (line) it was; paler where little was seen. */
export function rhythm(hours) {
  const seen = (hours ?? []).filter(({ minutes }) => minutes > 0);
  if (seen.length === 0) return [empty("time.none")];
  const most = Math.max(...seen.map(({ minutes }) => minutes));
  const [W, H] = [25, 150];
  // Moods seldom reach the rim: the chart ends where they do, but does not blow up what is small.
  const top = Math.max(0.4, ...seen.flatMap(({ valence, arousal }) => [Math.abs(valence), Math.abs(arousal)]));
  const y = (value) => H / 2 - (value / top) * (H / 2 - 8);
  const bars = seen.map(({ hour, valence, minutes }) => svg("rect", {
    class: "beat", x: hour * W + 3, width: W - 6, y: Math.min(y(0), y(valence)), height: Math.max(3, Math.abs(y(valence) - y(0))), rx: 4,
    "data-emotion": valence >= 0 ? "happy" : "sad", opacity: (0.35 + 0.65 * Math.sqrt(minutes / most)).toFixed(2),
  }));
  const lively = seen.map(({ hour, arousal }, i) => `${i > 0 && seen[i - 1].hour === hour - 1 ? "L" : "M"}${hour * W + W / 2} ${y(arousal).toFixed(1)}`).join("");
  const dots = seen.map(({ hour, arousal }) => svg("circle", { class: "lively", cx: hour * W + W / 2, cy: y(arousal), r: 3.5 }));
  const marks = el("div", { class: "hour-marks", "aria-hidden": "true" }, [0, 6, 12, 18].map((hour) => el("span", { text: hourName(hour) })));
  const key = (name) => el("span", { class: `key ${name}`, text: t(`rhythm.${name}`) });
  return [
    el("figure", {}, svg("svg", { class: "rhythm", viewBox: `0 0 ${24 * W} ${H}`, role: "img", "aria-label": t("rhythm.label", { n: seen.length }) },
      svg("path", { class: "zero", d: `M0 ${y(0)}H${24 * W}` }), ...bars, svg("path", { class: "lively-way", d: lively }), ...dots), marks,
    el("figcaption", { class: "keys small soft" }, key("pleasant"), key("unpleasant"), key("lively"))),
    tableOf([t("rhythm.hour"), t("circle.valence"), t("circle.arousal"), t("rhythm.minutes")],
      seen.map(({ hour, valence, arousal, minutes }) => [hourName(hour), number(valence, 2), number(arousal, 2), minutes < 1 ? t("labels.under") : number(minutes, 0)])),
  ];
}

const pair = (affect) => (Array.isArray(affect) ? affect : [affect.valence ?? affect.v ?? 0, affect.arousal ?? affect.a ?? 0]);

/** The mood before and after an item: two faces and the way between, on a line from unpleasant to pleasant. */
export function helpedList(helped) {
  if (!helped?.length) return empty("helped.none");
  return el("ul", { class: "helped-list" }, helped.map(({ title, kind, before, after }) => {
    const [from, to] = [pair(before), pair(after)];
    const x = (v) => 100 + v * 94;
    const end = (place, key) => { const emotion = nearest(place); return el("span", { class: "end", "data-emotion": emotion }, face(emotion), el("span", { text: `${t(key)}: ${t(`emotion.${emotion}`)} (${number(place[0], 2)})` })); };
    return el("li", {}, el("p", { class: "kind" }, icon(kind), el("strong", { text: title })),
      svg("svg", { class: "step-way", viewBox: "0 0 200 16", "aria-hidden": "true" }, svg("path", { class: "zero", d: "M0 8H200M100 3V13" }),
        svg("path", { class: "way", d: `M${x(from[0])} 8H${x(to[0])}` }), svg("circle", { class: "begin", cx: x(from[0]), cy: 8, r: 4 }), svg("circle", { class: "stop", cx: x(to[0]), cy: 8, r: 6, "data-emotion": nearest(to) })),
      el("p", { class: "ends small soft" }, end(from, "helped.before"), end(to, "helped.after")));
  }));
}
