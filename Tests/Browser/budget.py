"""How light the page is: what it loads, when it first paints, whether anything jumps or hangs."""

# What a visit may load, as the server packs it and without headers, and how soon it may paint.
MOST_BYTES = 150_000
PAINT_MS = 300
# A slow or busy machine is no fault of the page: without `strict`, times may be so many times as long.
PATIENCE = 8
LONG_MS = 50
# Chromium calls 0.1 good. What is a thousandth of it is told and borne: once, as a page began, its name stood a few pixels off for a moment.
LEAST_SHIFT = 1e-4

# From the first moment on: what moves by itself, and what keeps the page from answering.
WATCH = """
  window.seen = {shift: [], long: []};
  const parts = (node) => node ? `${node.nodeName.toLowerCase()}.${node.className?.baseVal ?? node.className ?? ""}#${node.id ?? ""}` : "?";
  const place = (box) => [box.x, box.y, box.width, box.height];
  const source = ({ node, previousRect, currentRect }) => ({node: parts(node), from: place(previousRect), to: place(currentRect)});
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) seen.shift.push({value: entry.value, at: Math.round(entry.startTime), nodes: entry.sources.map(source), window: [innerWidth, innerHeight]});
  } }).observe({type: "layout-shift", buffered: true});
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.long.push({at: Math.round(entry.startTime), lasts: entry.duration}); })
    .observe({type: "longtask", buffered: true});
"""


def watch(browser) -> None:
    """Watches every document from here on."""
    browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})


def shifts(browser) -> list[dict]:
    found = browser.run("return seen.shift")
    for shift in found:
        print(f"        moved: {shift}", flush=True)
    return [shift for shift in found if shift["value"] >= LEAST_SHIFT]


def long_tasks(browser) -> list[dict]:
    return browser.run("return seen.long")


def paint(browser) -> float:
    """Milliseconds from asking for the page to its first paint with something on it."""
    return browser.until(
        lambda: browser.run("return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"), "nothing is painted")


def transferred(browser) -> dict[str, int]:
    """Bytes of each file of the page as it came, without headers: a browser counts 300 for those whatever they are."""
    return dict(browser.run("""
        return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
          .map((entry) => [new URL(entry.name).pathname, entry.encodedBodySize]).filter(([path]) => !path.startsWith('/api/'));
        """))
