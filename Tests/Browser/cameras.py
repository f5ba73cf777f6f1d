"""What cameras see and do: nobody, the dark, two people, a second camera, one that is pulled out; and the agreement to them."""

import re

from flows import FIRST, STALE, VISITOR, WORDS, _enter, _go_home, _open_settings, _wait_for_cards

# What the page says of each clip: the word of the mood, and what stands below it.
SAID = {"nobody": ("No face", "Look towards the camera"), "dark": ("Too dark", "light on your face")}
TEXT = re.compile(r"2026-11 \d{4}-\d\d-\d\dT[\d:.]+Z")


def _agree(browser) -> None:
    browser.click("#consent-yes")
    browser.see("#camera-badge")


def sees_what_cameras_see(visit):
    """a camera without a face, one in the dark, and one with two people are each read by the server and told; one that goes is missed"""
    for scene, (word, help_) in SAID.items():
        browser = visit.new_browser(f"camera-{scene}", video=visit.clip(scene))
        try:
            browser.open()
            _enter(browser, *FIRST)
            _agree(browser)
            browser.until(lambda: browser.text("#mood-word") == word, f"of “{scene}” the page says “{browser.text('#mood-word')}”")
            assert help_ in browser.text("#mood-lead"), browser.text("#mood-lead")
            assert not browser.all("#mood-confidence")[0].text, "a confidence without a mood"
            browser.picture(visit.pictures / f"camera-{scene}.png")
        finally:
            browser.close()
    browser = visit.new_browser("camera-two", video=visit.clip("two"))
    try:
        browser.open()
        _enter(browser, *FIRST)
        _agree(browser)
        browser.until(lambda: browser.all(".hint-line:not([hidden])") and "Several people" in browser.text(".hint-line"), "“several people” is not said")
        browser.until(lambda: browser.text("#mood-word") in WORDS, "of two people none is read")
        browser.see(".face-choice")
        browser.picture(visit.pictures / "camera-two.png")
        browser.run("document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))")
        assert browser.see("#camera-problem").get_attribute("data-problem") == "unplugged"
        assert "The camera is gone" in browser.text("#camera-problem")
        assert not browser.all("#camera-badge:not([hidden])"), "a camera that is gone is called on"
        browser.click("#camera-again")
        browser.see("#camera-badge")
        faults = browser.console_errors(VISITOR + STALE)
        assert not faults, faults
    finally:
        browser.close()


_DEVICE = "return document.querySelector('video').srcObject?.getVideoTracks()[0]?.getSettings().deviceId ?? null"


def chooses_a_camera(visit):
    """of two cameras one is chosen, opened at once, paused as it was, and opened first the next time; one that is plugged in is offered"""
    # Chromium shows a clip to one camera only: these two show a pattern, in which nobody is.
    browser = visit.new_browser("cameras", video=None, cameras=2)
    try:
        browser.open()
        _enter(browser, *FIRST)
        _agree(browser)
        browser.see("#camera-choice")
        names = browser.run("return [...document.getElementById('camera-choice').options].map((option) => option.value)")
        assert len(set(names)) == 2, names
        assert browser.run("return document.getElementById('camera-choice').value") == browser.run(_DEVICE)
        plug = "document.getElementById('camera-choice').hidden = true; navigator.mediaDevices.dispatchEvent(new Event('devicechange'))"
        browser.run(plug)
        browser.see("#camera-choice")
        browser.click("#camera-pause")
        other = next(name for name in names if name != browser.run(_DEVICE))
        browser.run("const s = document.getElementById('camera-choice'); s.value = arguments[0]; s.dispatchEvent(new Event('change'))", other)
        browser.until(lambda: browser.run(_DEVICE) == other, "the other camera does not open")
        browser.until(lambda: browser.text("#camera-badge") == "Paused", "a paused camera goes on as another")
        browser.click("#camera-pause")
        browser.until(lambda: browser.text("#mood-lead") != "Waiting for a face.", "the other camera is not read")
        browser.driver.refresh()
        browser.click("#camera-open")
        browser.until(lambda: browser.run(_DEVICE) == other, "the choice is forgotten")
        browser.click("#camera-close")
    finally:
        browser.close()


def keeps_what_was_agreed_to(visit):
    """which text was agreed to, and when, is kept and shown; another text asks anew, and so does who withdraws"""
    browser = visit.new_browser("agreement")
    kept = f"return localStorage.getItem('mien.consent.{FIRST[0]}')"
    try:
        browser.open()
        _enter(browser, *FIRST)
        _agree(browser)
        assert TEXT.fullmatch(browser.run(kept)), browser.run(kept)
        for older in ("1", "2025-01 2025-01-02T03:04:05.000Z"):
            browser.run(f"localStorage.setItem('mien.consent.{FIRST[0]}', arguments[0])", older)
            browser.driver.refresh()
            browser.see("#consent")
            assert not browser.all("#camera-badge:not([hidden])"), "the camera opens on an agreement to another text"
        _agree(browser)
        _open_settings(browser)
        assert "version 2026-11" in browser.text("#camera-consent")
        browser.click("#camera-withdraw")
        browser.click("#camera-withdraw")
        browser.until(lambda: not browser.all("#camera-consent"), "it cannot be withdrawn")
        assert browser.run(kept) is None
        _go_home(browser)
        browser.click("#camera-open")
        browser.see("#consent")
    finally:
        browser.close()


def keeps_the_camera_in_another_language(visit):
    """a page that comes anew in another language goes on with the camera, unasked, and knows its own mood"""
    browser = visit.browser
    browser.see("#camera-badge")
    for language, word in (("de", "Kamera an"), ("en", "Camera on")):
        _open_settings(browser)
        browser.run("const s = document.getElementById('language'); s.value = arguments[0]; s.dispatchEvent(new Event('change'))", language)
        browser.until(lambda: browser.run("return document.documentElement.lang") == language, f"the page does not speak “{language}”")
        browser.until(lambda: browser.all("#camera-away:not([hidden])"), "the camera is off without a word")
        _go_home(browser)
        assert browser.text("#camera-badge") == word, browser.text("#camera-badge")
        browser.until(lambda: browser.text("#mood-confidence"), "no mood")
        assert "tab" not in browser.text("#mood-lead").lower(), browser.text("#mood-lead")
    _wait_for_cards(browser)
