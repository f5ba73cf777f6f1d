// Elements without markup strings: text goes in as text only, so nothing from a server can become a script.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An HTML element: `el("p", {class: "soft", text: "…"})`; `on` holds listeners. */
export const el = (tag, props, ...children) => fill(document.createElement(tag), props, children);

/** An SVG element. */
export const svg = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

const paths = {
  heart: "M12 20s-7-4.4-9-8.6C1.6 8 3.4 5 6.6 5c2.2 0 3.9 1.2 5.4 3.2C13.5 6.2 15.2 5 17.4 5c3.2 0 5 3 3.6 6.4C19 15.6 12 20 12 20z",
  skip: "M5 5l9 7-9 7z M19 5v14",
  hide: "M3 3l18 18 M10.6 6.1A9.8 9.8 0 0 1 12 6c6 0 9.5 6 9.5 6a17 17 0 0 1-2.9 3.6 M6.3 7.7A16.6 16.6 0 0 0 2.5 12S6 18 12 18a9.5 9.5 0 0 0 4.2-1 M9.9 9.9a3 3 0 0 0 4.2 4.2",
  camera: "M3 8a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z M15 11l6-3.5v9L15 13z",
  pause: "M9 5v14 M15 5v14",
  play: "M7 4.5l12 7.5-12 7.5z",
  off: "M12 3v9 M6.5 6.5a8 8 0 1 0 11 0",
  info: "M12 8h.01 M12 11.5v5 M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  lock: "M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  face: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M9 10h.01 M15 10h.01 M8.5 14.5q3.5 3 7 0",
  building: "M4 20h16 M6 20V8l6-4 6 4v12 M10 20v-5h4v5 M10 10.5h.01 M14 10.5h.01",
  chevron: "M6 9l6 6 6-6",
  refresh: "M20 11a8 8 0 1 0-2.3 6 M20 5v6h-6",
  signout: "M10 4H5v16h5 M10 12h10 M16 8l4 4-4 4",
  invite: "M10 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M3 20.5c.8-4 3.5-6 7-6s6.2 2 7 6 M19 7v6 M16 10h6",
  music: "M9 18V6l10-2v12 M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z M19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z",
  film: "M4 5h16v14H4z M4 9.5h16 M8 5l2 4.5 M13.5 5l2 4.5",
  book: "M8 4h11v16H8a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z M5 17a3 3 0 0 1 3-3h11",
  podcast: "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3z M6 11a6 6 0 0 0 12 0 M12 17v4",
  talk: "M4 5h16v11H11l-5 4v-4H4z",
  check: "M4 12.5l5.5 5.5L20 7",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M12 7v5l3.5 2",
  add: "M12 5v14 M5 12h14",
  settings: "M4 7h9 M17 7h3 M15 4.5v5 M4 17h3 M11 17h9 M9 14.5v5",
  download: "M12 4v11 M7 10.5l5 5 5-5 M5 20h14",
  upload: "M12 16V5 M7 9.5l5-5 5 5 M5 20h14",
  remove: "M5 7h14 M9 7V4h6v3 M7 7l1 13h8l1-13",
};

/** A line icon that is silent to screen readers. */
export const icon = (name) =>
  svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: paths[name] ?? paths.info }));

/** A button with an icon and a text; `props` as in `el`. */
export function button(text, { icon: name, ...props } = {}) {
  return el("button", { type: "button", class: "button", ...props }, name && icon(name), el("span", { text }));
}

/** Says a sentence to screen readers. */
export function announce(text, region = "announce") {
  const node = document.getElementById(region);
  node.textContent = "";
  // An unchanged text is not spoken again; emptied first, it is.
  requestAnimationFrame(() => { node.textContent = text; });
}
