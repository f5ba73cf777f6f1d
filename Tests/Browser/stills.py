"""Pictures of every room at three sizes and in both themes, compared with those kept in `still/`.

    .venv/bin/python Tests/Browser/stills.py [--mien .build/release/mien] [--remake] [--only NAME] [--screenshots DIR]

`--remake` keeps today's pictures as what is right: look at each before it is committed.
"""

import argparse
import base64
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

import still
from browser import Browser

KEPT = Path(__file__).resolve().parent / "still"
# Width and height of the window, how much of the page's height is taken, and the width of the kept picture.
SIZES = {"phone": (360, 740, 2200, 252), "desktop": (1440, 900, 1900, 648), "4k": (3840, 2160, 2160, 768)}
THEMES = ("light", "dark")
ALL = tuple((size, theme) for size in SIZES for theme in THEMES)
SMALLER = tuple((size, theme) for size, theme in ALL if size != "4k")
# What lies over a room that is there in all sizes.
OVER = (("phone", "dark"), ("desktop", "light"))
# Two pictures are the same if of their pixels, blurred a little, fewer than this share differ by more than so many of 255
# levels, and in no small square more than that share.
LEVELS, SHARE, SQUARE, SQUARE_SHARE = 28, 0.003, 16, 0.5
QUALITY = 36


def _home(browser):
    browser.click("#camera-open")
    browser.until(lambda: browser.text("#mood-word") == "Happy", "no mood")
    browser.see(".card")
    # The box glides to its face.
    browser.run("return new Promise((done) => setTimeout(done, 700))")


def _press(*selectors, shows=None):
    def act(browser):
        for selector in selectors:
            browser.click(selector)
        if shows:
            browser.see(shows)
    return act


def _reasons(browser):
    browser.click('.hand[data-emotion="sad"]')
    browser.click(".card .asks")
    browser.click("#rest summary")


def _month(browser):
    browser.click(".time-head .segments label:nth-child(3)")
    browser.until(lambda: len(browser.all(".timeline .row-of")) == 30, "no month")


def _expire(browser):
    browser.run("window.fetch = async () => Response.json({error: {code: 'not_signed_in'}}, {status: 401})")
    browser.click(".like")
    browser.see(".dialog #field-password")


class View:
    """A state of the page: what its address ends with, what the server says otherwise, what is done first, and what is seen then."""

    def __init__(self, path: str, seen: str, act=lambda browser: None, answers: dict | None = None, storage: dict | None = None, looks=ALL):
        self.path, self.seen, self.act, self.answers, self.storage, self.looks = path, seen, act, answers, storage, looks


_OUT = {"GET /api/v1/setup": (200, {"needs_setup": False, "signed_in": False}), "GET /api/v1/me": (401, {"error": {"code": "not_signed_in"}})}
_NEW = {"GET /api/v1/setup": (200, {"needs_setup": True, "signed_in": False})}
_KEEPS_NOTHING = {"GET /api/v1/journal": (200, {"entries": []}), "GET /api/v1/preferences": (200, {"store_moods": False, "consent": None}), "GET /api/v1/moods": (200, {"moods": []})}
_NO_FACTOR = {"GET /api/v1/second-factor": (200, {"enabled": False, "recovery_codes_left": 0})}

VIEWS = {
    "setup": View("/", ".entry-form", answers=_NEW),
    "signin": View("/", ".entry-form", answers=_OUT, looks=OVER),
    "consent": View("/", ".card", storage={f"consent.{still.NAME}": "0"}),
    "home": View("/", ".card", _home),
    "by-hand": View("/", ".card", _reasons, storage={"fold-ways": "hand", "fold-aims": "aims"}, looks=SMALLER),
    "over-time-off": View("/#time", "#store-moods", answers=_KEEPS_NOTHING, looks=SMALLER),
    "over-time": View("/#time", ".timeline .mark"),
    "over-time-month": View("/#time", ".timeline .mark", _month, looks=SMALLER),
    "library": View("/#library", ".item", _press(".item:first-of-type summary")),
    "settings": View("/#settings", "#sessions li"),
    "administration": View("/#people", "#audit-table tr"),
    "menu": View("/", ".card", _press("#account"), looks=OVER),
    "invitation": View("/", ".card", _press("#account", "#invite", shows="#invite-link"), looks=OVER),
    "item-form": View("/#library", ".item", _press("#item-add"), looks=OVER),
    "links": View("/#library", ".item", _press("#links-open"), looks=OVER),
    "import": View("/#library", ".item", _press("#import-open"), looks=OVER),
    "reset": View("/#people", "#audit-table tr", _press("[data-reset-account=c3]", shows="#reset-link"), looks=OVER),
    "delete-account": View("/#settings", "#sessions li", _press("#account-delete"), answers=_NO_FACTOR, looks=OVER),
    "expired": View("/", ".card", _expire, looks=OVER),
}


class Stage:
    """A browser in which one view after the other is shown, standing still."""

    def __init__(self, browser: Browser):
        self.browser, self._script, self._shown = browser, None, 0
        browser.driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": still.ZONE})

    def show(self, view: View) -> None:
        if self._script:
            self.browser.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": self._script})
        self._script = self.browser.driver.execute_cdp_cmd(
            "Page.addScriptToEvaluateOnNewDocument", {"source": still.script(view.answers, view.storage)})["identifier"]
        # A new document, also where only what follows the “#” is another.
        self._shown += 1
        self.browser.open(f"/?{self._shown}{view.path[1:]}")
        self.browser.see(view.seen)
        view.act(self.browser)
        # The port is another each time.
        self.browser.run("for (const input of document.querySelectorAll('input[readonly]')) input.value = input.value.replace(location.origin, 'https://mien.home');")

    def end(self) -> None:
        """The browser shows the real page again."""
        self.browser.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": self._script})
        self._script = None

    def _resize(self, width: int, height: int) -> None:
        self.browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700})

    def set(self, size: str, theme: str) -> None:
        width, height, most, _ = SIZES[size]
        self._resize(width, height)
        self.browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": theme}, {"name": "prefers-reduced-motion", "value": "reduce"}]})
        self.browser.until(lambda: self.browser.run("return innerWidth") == width, f"the window is not {width} px wide")
        whole = self.browser.run("return document.querySelector('dialog[open], :popover-open') ? 0 : document.documentElement.scrollHeight")
        self.height = max(height, min(whole, most))
        self._resize(width, self.height)
        self.browser.until(lambda: self.browser.run("return innerHeight") == self.height, "the window does not grow")
        self.browser.run("window.scrollTo(0, 0); document.querySelector('dialog')?.scrollTo(0, 0)")
        # Two frames later everything has taken its place.
        self.browser.driver.execute_async_script("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))")

    def picture(self, size: str, scale: float) -> Image.Image:
        shot = self.browser.driver.execute_cdp_cmd("Page.captureScreenshot", {
            "format": "png", "optimizeForSpeed": True,
            "clip": {"x": 0, "y": 0, "width": SIZES[size][0], "height": self.height, "scale": scale}})
        return Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")


def difference(before: Image.Image, now: Image.Image) -> tuple[bool, float, Image.Image]:
    """Whether they differ, the share of pixels that do, and a picture: before, now, and what differs in red."""
    size = (max(before.width, now.width), max(before.height, now.height))
    both = []
    for image in (before, now):
        canvas = Image.new("RGB", size, (128, 128, 128))
        canvas.paste(image)
        both.append(canvas)
    soft = [image.filter(ImageFilter.BoxBlur(1)) for image in both]
    mask = ImageChops.difference(*soft).convert("L").point(lambda level: 255 if level > LEVELS else 0)
    share = mask.histogram()[255] / (size[0] * size[1])
    differs = share > SHARE or mask.reduce(SQUARE).getextrema()[1] > 255 * SQUARE_SHARE
    red = Image.composite(Image.new("RGB", size, (220, 0, 0)), Image.blend(both[1], Image.new("RGB", size, "white"), 0.6), mask)
    sheet = Image.new("RGB", (3 * size[0] + 20, size[1]), "white")
    for n, image in enumerate((*both, red)):
        sheet.paste(image, (n * (size[0] + 10), 0))
    return differs, share, sheet


def compare(browser: Browser, pictures: Path, remake: bool = False, only: str = "", large: bool = False,
            also=lambda browser, size, theme: [], thorough: bool = False) -> list[str]:
    """What differs from the kept pictures, and what `also` finds, in words; pictures of what differs lie in `pictures`."""
    stage, faults = Stage(browser), []
    for name, view in VIEWS.items():
        if only not in name:
            continue
        stage.show(view)
        for size, theme in ALL if thorough else view.looks:
            stage.set(size, theme)
            title = f"{name}-{size}-{theme}"
            width, wide = SIZES[size][0], browser.run("return document.documentElement.scrollWidth")
            if wide > width:
                faults.append(f"{title} is {wide} px wide")
            faults += [f"{title}: {fault}" for fault in also(browser, size, theme)]
            if (size, theme) not in view.looks:
                continue
            now = stage.picture(size, min(1, 1600 / width) if large else SIZES[size][3] / width)
            kept = KEPT / f"{title}.webp"
            if large:
                now.save(pictures / f"{title}.png")
            elif remake:
                now.save(kept, quality=QUALITY, method=6)
            elif not kept.exists():
                faults.append(f"{title} is not kept: --remake")
            else:
                differs, share, sheet = difference(Image.open(kept).convert("RGB"), now)
                if differs:
                    sheet.save(pictures / f"{title}.png")
                    faults.append(f"{title}: {100 * share:.2f} % differ, see {pictures / title}.png")
        unanswered = browser.run("return window.unanswered")
        if unanswered:
            faults.append(f"{name} asks for what nobody answers: {sorted(set(unanswered))}")
    return faults


def main() -> int:
    from server import ROOT, Server
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mien", default=str(ROOT / ".build/release/mien"))
    options.add_argument("--weights", type=Path, default=ROOT / "weights")
    options.add_argument("--remake", action="store_true", help="keep today's pictures as what is right")
    options.add_argument("--large", action="store_true", help="take them at full size, to look at; compare nothing")
    options.add_argument("--only", default="", help="only views whose name has this in it")
    options.add_argument("--screenshots", type=Path)
    given = options.parse_args()
    pictures = (given.screenshots or Path(tempfile.mkdtemp(prefix="mien-stills-"))).resolve()
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mien-browser-", ignore_cleanup_errors=True) as folder:
        server = Server(given.mien, Path(folder) / "data", Path(folder) / "log", given.weights)
        try:
            browser = Browser(server.origin, None, Path(folder) / "profile")
            try:
                faults = compare(browser, pictures, given.remake, given.only, given.large)
            finally:
                browser.close()
        finally:
            server.stop()
    print("\n".join(faults) or "every picture is as it was")
    print(f"pictures: {KEPT if given.remake else pictures}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
