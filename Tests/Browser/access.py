"""What axe-core finds wrong for those who use the page by keyboard, by ear, or with little sight."""

import importlib.util
from functools import cache
from pathlib import Path

# WCAG 2.0 to 2.2, levels A and AA, and what axe calls good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What depends on the theme or the size; the rest is the same in all, and looked for once.
LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
RULES = {("desktop", "light"): None, ("phone", "dark"): LOOKS}
THOROUGH = RULES | {("phone", "light"): LOOKS, ("desktop", "dark"): LOOKS}


@cache
def engine() -> str:
    """axe-core's source, as the PyPI package axe-playwright-python carries it; the package itself is not run."""
    package = importlib.util.find_spec("axe_playwright_python")
    if not package or not package.submodule_search_locations:
        raise RuntimeError("axe-core is missing: scripts/bootstrap --tests")
    return (Path(next(iter(package.submodule_search_locations))) / "axe.min.js").read_text()


def found(browser, rules: list[str] | None = None) -> list[str]:
    """What is wrong with the page as it stands, in words; `rules` are names of axe's rules, all of them if there are none."""
    if not browser.run("return 'axe' in window"):
        browser.run(engine())
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    return browser.driver.execute_async_script("""
        const [runOnly, done] = arguments;
        const words = (node) => [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ");
        axe.run(document, {runOnly, resultTypes: ["violations"], elementRef: false}).then(
          ({violations}) => done(violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${words(node)}`))),
          (error) => done([String(error)]));
        """, only)


def scan(rules: dict):
    """What `stills.compare` is to do besides, with the rules for each size and theme."""
    return lambda browser, size, theme: found(browser, rules[size, theme]) if (size, theme) in rules else []
