"""Debian's Chromium without a window, with a fake camera, and the waits the tests need."""

import json
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import ElementClickInterceptedException, StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

WAIT_SECONDS = 30


class Browser:
    def __init__(self, origin: str, clip: Path | None, profile: Path, allow_camera: bool = True, cameras: int = 1):
        self.origin = origin
        options = webdriver.ChromeOptions()
        options.binary_location = _program("chromium", "chromium-browser", "google-chrome")
        for argument in [
            "--headless=new", "--disable-dev-shm-usage", "--no-first-run", "--disable-gpu", "--mute-audio", "--lang=en-GB",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
            "--force-color-profile=srgb", "--font-render-hinting=none", f"--user-data-dir={profile}", "--window-size=1440,960",
            f"--use-fake-device-for-media-stream=device-count={cameras}",
        ]:
            options.add_argument(argument)
        if clip:
            options.add_argument(f"--use-file-for-fake-video-capture={clip}")
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        if allow_camera:
            options.add_argument("--use-fake-ui-for-media-stream")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        service = webdriver.ChromeService(executable_path=_program("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)
        self._visited: set[str] = set()
        # What was asked for is looked up by the tests; a browser keeps 250 of it unless told otherwise.
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {
            "source": "performance.setResourceTimingBufferSize(1_000_000);"})
        if not allow_camera:
            self.driver.execute_cdp_cmd("Browser.setPermission", {
                "permission": {"name": "camera"}, "setting": "denied", "origin": origin})

    # Looking.

    def open(self, path: str = "/") -> None:
        self.driver.get(self.origin + path)

    def all(self, selector: str) -> list:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def see(self, selector: str, seconds: float = WAIT_SECONDS):
        """The first visible element that fits, once there is one."""
        return self.until(
            lambda: next((node for node in self.all(selector) if node.is_displayed()), None),
            f"“{selector}” is not to be seen", seconds)

    def text(self, selector: str) -> str:
        return self.see(selector).text

    def until(self, condition, otherwise: str, seconds: float = WAIT_SECONDS):
        """What `condition` returns once it is true; a view that is being redrawn is looked at again."""
        wait = WebDriverWait(self.driver, seconds, 0.05, ignored_exceptions=[StaleElementReferenceException])
        return wait.until(lambda _: condition(), otherwise)

    def asked(self, path: str) -> str:
        """The address that was asked for last and has this in it, with what it was asked with; "" for none since the page came."""
        return self.run("return performance.getEntriesByType('resource').map((e) => e.name).findLast((n) => n.includes(arguments[0])) ?? ''", path)

    def run(self, script: str, *arguments):
        return self.driver.execute_script(script, *arguments)

    # Acting.

    def click(self, selector: str) -> None:
        def press() -> bool:
            node = self.see(selector)
            # A message that still rises would be missed.
            if self.run("return arguments[0].closest('.toast')?.getAnimations().length > 0", node):
                return False
            self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", node)
            try:
                node.click()
                return True
            except ElementClickInterceptedException:
                return False  # Something still moves over it.

        self.until(press, f"“{selector}” cannot be clicked")

    def answer(self, said: str, button: str = "button") -> None:
        """Presses a button, by default the undo, of the message that says this: earlier ones may still stand beside it."""
        def press() -> bool:
            told = next((toast for toast in reversed(self.all(".toast")) if said in toast.text), None)
            if told is None or self.run("return arguments[0].getAnimations().length > 0", told):
                return False
            try:
                told.find_element(By.CSS_SELECTOR, button).click()
                return True
            except ElementClickInterceptedException:
                return False

        self.until(press, f"no message says “{said}”")

    def bring_to_front(self, window: str) -> None:
        """Goes to a window or tab as a person does: it gets into sight. `switch_to` alone only talks to it."""
        self.driver.switch_to.window(window)
        self.driver.execute_cdp_cmd("Page.bringToFront", {})

    def point_at(self, selector: str) -> None:
        ActionChains(self.driver).move_to_element(self.see(selector)).perform()

    def fill(self, selector: str, text: str) -> None:
        node = self.see(selector)
        node.clear()
        node.send_keys(text)

    def ask(self, method: str, path: str, body=None) -> dict:
        """What the API answers to this page's session: {"status", "body"}. The page itself learns nothing of it."""
        return self.driver.execute_async_script("""
            const [method, path, body, done] = arguments;
            fetch('/api/v1/me').then((r) => r.json()).then((me) => fetch(path, {
              method, headers: {'Content-Type': 'application/json', 'X-CSRF-Token': me.csrf_token ?? ''},
              body: body === null ? undefined : JSON.stringify(body),
            })).then(async (r) => done({status: r.status, body: await r.json().catch(() => null)}))
              .catch((error) => done({status: 0, body: String(error)}));
            """, method, path, body)

    # Pictures.

    def look(self, width: int, height: int, scheme: str, ratio: float = 1) -> None:
        """The page at another size and colour scheme."""
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": width < 700})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def look_normal(self) -> None:
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def picture(self, target: Path) -> None:
        """A screenshot, once no card glides or fades any more; the bars of a live camera never rest."""
        self.until(
            lambda: self.run("return document.getAnimations().every("
                             "(a) => a.playState !== 'running' || !a.effect.target.closest('.card'))"),
            "the cards do not come to rest")
        self.driver.save_screenshot(str(target))

    # What happened behind the page.

    def console_errors(self, expected: tuple[str, ...] = ()) -> list[str]:
        """Errors in the console since last asked, without those that contain one of `expected`."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] == "SEVERE" and not any(part in entry["message"] for part in expected)]

    def foreign_requests(self) -> list[str]:
        """Addresses asked for outside the origin, over the whole life of this browser."""
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self._visited.add(message["params"]["request"]["url"])
            elif message["method"] == "Network.webSocketCreated":
                self._visited.add(message["params"]["url"])
        own = urlsplit(self.origin).netloc
        return sorted(url for url in self._visited
                      if urlsplit(url).scheme in ("http", "https", "ws", "wss") and urlsplit(url).netloc != own)

    def requests(self) -> int:
        self.foreign_requests()
        return len(self._visited)

    def close(self) -> None:
        self.driver.quit()


def _program(*names: str) -> str:
    for name in names:
        if path := shutil.which(name):
            return path
    raise RuntimeError(f"{names[0]} is missing: apt-get install chromium chromium-driver")
