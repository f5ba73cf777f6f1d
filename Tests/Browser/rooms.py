"""The rooms beside the home: moods over time, the library, the settings, the administration."""

import base64
import hashlib
import hmac
import json
import struct
import time
import urllib.request

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from flows import (
    FIRST, SECOND, STALE, VISITOR, _enter, _feedback, _go, _go_home, _like, _open_settings, _pressed, _sign_out, _wait_for_cards)

THIRD = ("Cleo", "seven boats on a quiet lake")
CONSENT = "2026-11"
ELSEWHERE = "Mozilla/5.0 (Android 15; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0"


def _fits(visit, name: str) -> None:
    """Pictures of what is shown, on a desktop and a phone; nothing is wider than the window."""
    browser = visit.browser
    try:
        for size in ((1440, 960, "light"), (360, 640, "dark", 1)):
            browser.look(*size)
            browser.until(lambda: browser.run("return window.innerWidth") == size[0], f"the window is not {size[0]} px wide")
            wide = browser.run("return document.documentElement.scrollWidth")
            assert wide <= size[0], f"{name} is {wide} px wide at {size[0]}"
            browser.picture(visit.pictures / f"{name}-{size[0]}-{size[2]}.png")
    finally:
        browser.look_normal()


def _twice(browser, selector: str) -> None:
    """Presses a button that asks first."""
    browser.click(selector)
    browser.until(lambda: "sure" in browser.see(selector).get_attribute("class").split(), f"“{selector}” does not ask")
    browser.click(selector)


def _ok(answer: dict, status: int = 200) -> dict:
    assert answer["status"] == status, answer
    return answer["body"]


def _sign_in_elsewhere(visit, name: str, password: str) -> None:
    """A session of another program, which stays open."""
    request = urllib.request.Request(
        f"{visit.server.origin}/api/v1/session", json.dumps({"name": name, "password": password}).encode(),
        {"Content-Type": "application/json", "User-Agent": ELSEWHERE})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200


def tells_another_window(visit):
    """a second window shows the mood that the first one's camera sees, and says where it comes from"""
    browser = visit.browser
    browser.see("#camera-badge")
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("window")
    try:
        browser.open()
        browser.see("#account")
        browser.until(lambda: "another tab" in browser.text("#mood-lead"), "the second window knows no mood")
        assert not browser.all("#camera-badge:not([hidden])") or not browser.see("#camera-open").get_attribute("hidden")
    finally:
        browser.driver.close()
        browser.driver.switch_to.window(first)
    browser.see("#camera-badge")


def goes_on_in_other_rooms(visit):
    """the camera goes on in another room, where a badge says so"""
    browser = visit.browser
    browser.see("#camera-badge")
    sent = "return performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/frames')).length"
    browser.run("performance.clearResourceTimings()")
    _go(browser, "library", ".item")
    assert "Camera on" in browser.see("#camera-away").text
    browser.run("performance.clearResourceTimings()")
    browser.until(lambda: browser.run(sent) > 2, "no frames are sent from another room")
    browser.click("#camera-away")
    browser.see("#camera-badge")
    assert not browser.all("#camera-away:not([hidden])")


def keeps_likes_offline(visit):
    """a like that the server cannot be told now is kept, said, and sent later"""
    browser = visit.browser
    item = [item for item in _wait_for_cards(browser) if item != visit.liked][3]
    browser.run("""
        window.online = window.fetch;
        window.fetch = async (path, options) => {
          if (path.startsWith('/api/v1/feedback')) throw new TypeError('offline');
          return window.online(path, options);
        };
        """)
    try:
        browser.click(_like(item))
        assert "1 choice of yours is kept here" in browser.text("#outbox")
        assert _pressed(browser, _like(item)), "the like is taken back"
        assert item in browser.run("return localStorage.getItem('mien.outbox.Ada')")
    finally:
        browser.run("window.fetch = window.online")
    browser.until(lambda: _feedback(browser, item) == ["like"], "the like is not sent when the server is back")
    browser.until(lambda: not browser.all("#outbox:not([hidden])"), "it is still said to wait")
    assert browser.run("return localStorage.getItem('mien.outbox.Ada')") is None
    browser.click(_like(item))
    browser.until(lambda: _feedback(browser, item) == [], "the like is not taken back")


def keeps_likes_for_later(visit):
    """a like is kept for later when the server is too busy for it, and when the page is left before it is answered"""
    browser = visit.browser
    item = [item for item in _wait_for_cards(browser) if item != visit.liked][3]
    for answer in ("Response.json({error: {code: 'busy', message: ''}}, {status: 503})", "new Promise(() => {})"):
        browser.run("""
            window.online = window.fetch;
            const answer = (0, eval)(`() => ${arguments[0]}`);
            window.fetch = (path, options) => path.startsWith('/api/v1/feedback') ? answer() : window.online(path, options);
            """, answer)
        browser.click(_like(item))
        browser.until(lambda: item in (browser.run("return localStorage.getItem('mien.outbox.Ada')") or ""), "the like is not kept")
        if "503" in answer:
            browser.see("#outbox")
            browser.run("window.fetch = window.online")
        else:
            assert not browser.all("#outbox:not([hidden])"), "what is under way is said to wait"
            browser.driver.refresh()
        browser.until(lambda: _feedback(browser, item) == ["like"], "the like is not sent")
        browser.until(lambda: not browser.all("#outbox:not([hidden])"), "it is still said to wait")
        _wait_for_cards(browser)
        assert _pressed(browser, _like(item)), "the like is taken back"
        browser.click(_like(item))
        browser.until(lambda: _feedback(browser, item) == [], "the like is not taken back")


def keeps_likes_of_two_windows(visit):
    """two windows without a server keep a like each, and both go out"""
    browser = visit.browser
    first = browser.driver.current_window_handle
    offline = """
        window.online = window.fetch;
        window.fetch = async (path, options) => {
          if (path.startsWith('/api/v1/feedback')) throw new TypeError('offline');
          return window.online(path, options);
        };
        """
    items = [item for item in _wait_for_cards(browser) if item != visit.liked][2:4]
    browser.run(offline)
    browser.driver.switch_to.new_window("window")
    browser.open()
    _wait_for_cards(browser)
    browser.run(offline)
    browser.click(_like(items[1]))
    browser.see("#outbox")
    second = browser.driver.current_window_handle
    browser.bring_to_front(first)
    browser.click(_like(items[0]))
    browser.until(lambda: "2 choices" in browser.text("#outbox"), "one window does not know what the other keeps")
    browser.bring_to_front(second)
    browser.run("window.fetch = window.online")
    browser.until(lambda: all(_feedback(browser, item) == ["like"] for item in items), "a like of one window is lost")
    browser.driver.close()
    browser.bring_to_front(first)
    browser.run("window.fetch = window.online")
    browser.until(lambda: not browser.all("#outbox:not([hidden])"), "it is still said to wait")
    # The list of this window is of before.
    browser.driver.refresh()
    _wait_for_cards(browser)
    for item in items:
        browser.click(_like(item))
        browser.until(lambda: _feedback(browser, item) == [], "the like is not taken back, or sent again")


def _moods(browser) -> list[dict]:
    return _ok(browser.ask("GET", "/api/v1/moods"))["moods"]


def keeps_moods(visit):
    """moods are kept only after agreement; they are seen, had as CSV and JSON, and deleted one by one, by day, or all"""
    browser = visit.browser
    assert _ok(browser.ask("GET", "/api/v1/preferences"))["store_moods"] is False, "moods are kept unasked"
    _go(browser, "time", "#store-moods")
    words = browser.text("#keep")
    for part in ("Never a picture", "not how you were", "stop at any time"):
        assert part in words, f"“{part}” is not said before moods are kept"
    _fits(visit, "over-time-off")
    browser.click("label:has(#store-moods)")
    browser.see("[data-note=happy]")
    known = _ok(browser.ask("GET", "/api/v1/preferences"))
    assert known["store_moods"] is True and known["consent"]["version"] == CONSENT, known

    for count, emotion in enumerate(("sad", "happy", "surprise"), 1):
        browser.click(f"[data-note={emotion}]")
        browser.until(lambda: len(_moods(browser)) == count, f"“{emotion}” is not kept")
    assert [mood["source"] for mood in _moods(browser)] == ["hand"] * 3
    browser.answer("Surprised")
    browser.until(lambda: [mood["label"] for mood in _moods(browser)] == ["sad", "happy"], "undo keeps the mood")
    browser.until(lambda: len(browser.all(".timeline .mark")) == 2, "the timeline does not show them")
    browser.click("#time-table summary")
    rows = browser.until(lambda: found if len(found := browser.all("#time-table tbody tr")) == 2 else None, "the table does not show them")
    assert "Sad" in rows[0].text and "by hand" in rows[0].text, rows[0].text
    browser.click("#path summary")
    assert [row.text.split()[-3] for row in browser.all("#path tbody tr")] == ["Sad", "Happy"], "the circle has no table"
    bars = "return import('/assets/js/charts.js').then(({labelBars}) => labelBars([{label: 'happy', minutes: 0.6}, {label: 'sad', minutes: 102}]).textContent)"
    told = browser.run(bars)
    assert "under a minute" in told and "1\u00a0h\u00a042\u00a0min" in told, told
    assert "2 moods" in browser.see(".timeline svg").get_attribute("aria-label")
    _fits(visit, "over-time-day")
    for n, rows_ in ((2, range(7, 8)), (3, range(28, 32))):
        browser.click(f".time-head .segments label:nth-child({n})")
        browser.until(lambda: len(browser.all(".timeline .row-of")) in rows_, "the days are not all there")
        assert browser.all(".timeline .mark")
    _fits(visit, "over-time-month")
    browser.click(".time-head .segments label:nth-child(1)")
    browser.until(lambda: len(browser.all(".timeline .mark")) == 2, "the day does not come back")

    fetch = "const done = arguments[1]; fetch(document.getElementById(arguments[0]).href).then(async (r) => done([r.status, await r.text()]))"
    status, table = browser.driver.execute_async_script(fetch, "time-csv")
    assert status == 200 and len(table.split()) == 3 and "hand" in table, table
    status, text = browser.driver.execute_async_script(fetch, "time-json")
    assert status == 200 and len(json.loads(text)["moods"]) == 2, text

    if not browser.see("#time-table").get_attribute("open"):
        browser.click("#time-table summary")
    _twice(browser, "#time-table tbody tr:first-child .plain")
    browser.until(lambda: len(browser.all("#time-table tbody tr")) == 1, "a deleted entry is shown")
    assert len(_moods(browser)) == 2, "an entry is gone before it is too late to undo that"
    browser.answer("Deleted")
    browser.until(lambda: len(browser.all("#time-table tbody tr")) == 2, "an entry does not come back")
    _twice(browser, "#time-table tbody tr:first-child .plain")
    browser.answer("Deleted", ".toast-close")
    browser.until(lambda: [mood["label"] for mood in _moods(browser)] == ["happy"], "one entry cannot be deleted")
    _twice(browser, "#time-delete")
    browser.until(lambda: not browser.all(".timeline .mark"), "the day is shown still")
    _go(browser, "library", ".item")
    browser.answer("Deleted", ".toast-close")
    browser.until(lambda: _moods(browser) == [], "the day cannot be deleted")
    _go(browser, "time", "[data-note=neutral]")
    browser.click("[data-note=neutral]")
    browser.until(lambda: len(_moods(browser)) == 1, "nothing is kept any more")
    _twice(browser, "#time-delete-all")
    # Whoever leaves at once is not taken at less than his word.
    browser.driver.refresh()
    browser.see("#store-moods")
    browser.until(lambda: _moods(browser) == [], "not everything can be deleted")
    browser.click("label:has(#store-moods)")
    browser.until(lambda: _ok(browser.ask("GET", "/api/v1/preferences"))["store_moods"] is False, "it cannot be stopped")
    browser.until(lambda: not browser.all("[data-note=happy]")[0].is_displayed(), "moods can be noted still")
    _go_home(browser)


def _place(browser, item: str) -> dict:
    found = _ok(browser.ask("GET", "/api/v1/catalogue?limit=100&search=Clair%20de%20lune"))["items"]
    return next(one for one in found if one["id"] == item)


def corrects_a_place(visit):
    """the library is searched and filtered, and an item is put in its place by keyboard and by dragging, and put back"""
    browser = visit.browser
    _go(browser, "library", ".item")
    shown = "return [...document.querySelectorAll('.item')].map((item) => item.dataset.library)"
    browser.until(lambda: len(browser.run(shown)) >= 50, "the list is short")
    first = len(browser.run(shown))
    everything = _ok(browser.ask("GET", "/api/v1/catalogue?limit=1"))["total"]
    browser.until(lambda: len(browser.all(".item-dot")) == everything > first, "not every item is on the plane")
    browser.until(lambda: f"All {everything} items" in browser.text("#plane-shown"), "it is not said how many are drawn")
    assert f"{first} of {everything}" in browser.text("#library-found")
    browser.click("#library-more")
    browser.until(lambda: len(browser.run(shown)) > first, "there are no more")
    last = browser.run("return [...document.querySelectorAll('.item-dot')].at(-1).dataset.dot")
    assert last not in browser.run(shown)
    browser.run("window.scrollTo(0, 0)")
    ActionChains(browser.driver).click(browser.see(f'[data-dot="{last}"] .reach')).perform()
    browser.until(lambda: browser.run("return document.querySelector(`[data-library='${arguments[0]}']`)?.open", last), "a point leads to no entry")
    choose = "const s = document.getElementById(arguments[0]); s.value = arguments[1]; s.dispatchEvent(new Event('change'))"
    kinds = "return [...document.querySelectorAll('.item-dot')].map((dot) => dot.dataset.kind)"
    browser.run(choose, "library-kind", "book")
    browser.until(lambda: (found := browser.run(kinds)) and set(found) == {"book"}, "other kinds are left")
    browser.run(choose, "library-region", "angry")
    browser.until(lambda: 0 < len(browser.run(shown)) < 60, "the region does not count")
    for name in ("library-kind", "library-region"):
        browser.run(choose, name, "")
    _search(browser, "clair de lune")
    browser.until(lambda: 0 < len(browser.run(shown)) < 10, "the search finds too much")
    item = browser.run(shown)[0]
    before = _place(browser, item)["place"]
    browser.click(f'[data-library="{item}"] summary')
    finds = browser.run("return [...document.querySelectorAll('.finds a')].map((a) => a.textContent)")
    assert any("Spotify" in name for name in finds), finds
    _fits(visit, "library")

    browser.see(f"#place-valence-{item}").send_keys(Keys.ARROW_LEFT * 4)
    browser.until(lambda: _place(browser, item)["corrected"], "the keyboard moves nothing")
    assert _place(browser, item)["place"]["valence"] < before["valence"]
    browser.until(lambda: "yours" in browser.text(f'[data-library="{item}"] .marks'), "it is not said whose place it is")
    browser.click(f'[data-reset="{item}"]')
    browser.until(lambda: not _place(browser, item)["corrected"], "the place is not put back")
    assert _place(browser, item)["place"] == before

    dot = browser.see(f'[data-dot="{item}"] .reach')
    browser.run("window.scrollTo(0, 0)")
    ActionChains(browser.driver).click_and_hold(dot).move_by_offset(-20, -10).move_by_offset(-20, -10).release().perform()
    browser.until(lambda: _place(browser, item)["corrected"], "dragging moves nothing")
    moved = _place(browser, item)["place"]
    assert moved["valence"] < before["valence"] and moved["arousal"] > before["arousal"], (before, moved)
    browser.answer("has a new place")
    browser.until(lambda: _place(browser, item)["place"] == before, "dragging cannot be undone")


def _search(browser, words: str) -> None:
    """Types it, and waits for the list of all of it: those of its first letters may come before."""
    browser.fill("#library-search", words)
    asked = "return new URLSearchParams(arguments[0].split('?')[1]).get('search')"
    browser.until(
        lambda: browser.run(asked, browser.asked("/api/v1/catalogue?")) == words and not browser.all(".part [aria-busy]"),
        f"“{words}” is not looked for")


def _open_item(browser):
    """Opens the first item of the library; a list that comes anew meanwhile may have closed it again."""
    def is_open():
        if browser.run("return document.querySelector('.item').open"):
            return any(button.is_displayed() for button in browser.all("[data-edit]"))
        browser.click(".item summary")
        return False
    browser.until(is_open, "the item does not open")


def edits_the_catalogue(visit):
    """an administrator adds, changes and removes an item, and imports a file with a report of what was skipped"""
    browser = visit.browser
    _go(browser, "library", "#item-add")
    browser.click("#item-add")
    browser.click("#item-save")
    assert browser.text("#field-title-error"), "an item without a title is sent"
    browser.fill("#field-title", "Rain on the Skylight")
    browser.fill("#field-creator", "The Household")
    browser.fill("#field-minutes", "7")
    browser.fill("#field-why", "Somebody else is up, too.")
    browser.picture(visit.pictures / "item-form.png")
    browser.click("#item-save")
    browser.until(lambda: not browser.all("#item-dialog"), "the item is not kept")
    _search(browser, "skylight")
    browser.until(lambda: len(browser.all(".item")) == 1, "the new item is not found")
    _open_item(browser)
    browser.click("[data-edit]")
    browser.fill("#field-title", "Rain on the Roof")
    browser.click("#item-save")
    browser.until(lambda: not browser.all("#item-dialog"), "the change is not kept")
    _search(browser, "rain on the roof")
    browser.until(lambda: len(browser.all(".item")) == 1 and "Roof" in browser.text(".item"), "the change is not kept")
    _open_item(browser)
    _twice(browser, "[data-remove]")
    browser.until(lambda: not browser.all(".item"), "the item is not removed")
    browser.answer("is removed")
    browser.until(lambda: len(browser.all(".item")) == 1 and "Roof" in browser.text(".item"), "the item cannot be brought back")
    _open_item(browser)
    _twice(browser, "[data-remove]")
    browser.until(lambda: not browser.all(".item"), "the item is not removed again")
    assert _ok(browser.ask("GET", "/api/v1/catalogue?search=rain%20on%20the%20roof"))["items"] == []

    file = visit.pictures / "import.csv"
    file.write_text("title,creator,kind,minutes\nTwo Kettles,The Household,music,3\n,Nobody,film,90\n")
    browser.click("#import-open")
    browser.click("#import-submit")
    assert "choose a file" in browser.text("#import .notice")
    browser.see("#import-file").send_keys(str(file))
    browser.click("#import-submit")
    report = browser.text("#import-report")
    assert "1 added" in report and "1 skipped" in report, report
    assert [row.text.split()[0] for row in browser.all("#import-report tbody tr")] == ["3"], "the skipped line is not named"
    browser.picture(visit.pictures / "import.png")
    browser.click("#import-close")
    _search(browser, "two kettles")
    browser.until(lambda: "estimated" in browser.text(".item .marks"), "it is not said that the place is an estimate")
    _open_item(browser)
    _twice(browser, "[data-remove]")
    browser.until(lambda: not browser.all(".item"), "what was imported is not removed")
    _go_home(browser)


# A server that has asked for all of three links when it is looked at for the second time.
LINKS = """
    window.real = window.fetch;
    window.looks = null;
    const known = (broken, running) => Response.json({running, done: broken, all: 3, links: 3, since: broken ? new Date().toISOString() : null,
      outcomes: {fine: 2 * broken, broken, unreachable: 0, local: 0}});
    window.fetch = async (path, options) => {
      if (path === '/api/v1/links/checks' && options.method === 'POST') { window.looks = 0; return known(0, true); }
      if (path !== '/api/v1/links' || window.looks === null) return window.real(path, options);
      window.looks += 1;
      return known(window.looks > 1 ? 1 : 0, window.looks < 2);
    };
    """


def checks_links(visit):
    """an administrator has links checked, sees how far that is, and is shown what is broken"""
    browser = visit.browser
    _go(browser, "library", "#links-open")
    browser.run(LINKS)
    try:
        browser.click("#links-open")
        browser.until(lambda: "none asked yet" in browser.text("#links"), "it is not said how many links there are")
        browser.click("#links-check")
        browser.see("#links progress")
        browser.see("[data-outcome=broken]")
        assert not browser.all("#links-stop:not([hidden])"), "what is over can be stopped"
        browser.click("[data-outcome=broken] .plain")
        browser.until(lambda: not browser.all("#links"), "the dialog stays")
        browser.until(lambda: "link=broken" in browser.asked("/api/v1/catalogue"), "broken links are not asked for")
        browser.until(lambda: "Nothing fits" in browser.text("#library-found"), "the list does not follow")
    finally:
        browser.run("window.fetch = window.real")
    _go_home(browser)


def guards_the_account(visit):
    """sessions are seen and ended, and the password is changed for those who know it"""
    browser = visit.browser
    _sign_in_elsewhere(visit, *FIRST)
    _open_settings(browser)
    browser.until(lambda: "Firefox" in browser.text("#sessions"), "the other session is not shown")
    assert "This one" in browser.text("#sessions .here")
    other = '#sessions li:not(.here) .button'
    while browser.all(other):
        rows = len(browser.all("#sessions li"))
        _twice(browser, other)
        browser.until(lambda: len(browser.all("#sessions li")) < rows, "a session does not end")
    assert len(_ok(browser.ask("GET", "/api/v1/sessions"))["sessions"]) == 1

    fresh = "nine lamps in a dark wood"
    for current, wanted in (("not the password", "not right"), (FIRST[1], None)):
        browser.fill("#field-current", current)
        browser.fill("#field-next", fresh)
        browser.click("#password-submit")
        if wanted:
            browser.until(lambda: wanted in browser.text("#password .notice.bad"), "a wrong password changes the password")
            browser.console_errors()
    browser.until(lambda: "changed" in browser.text("#toasts"), "the password is not changed")
    assert browser.ask("POST", "/api/v1/session", {"name": FIRST[0], "password": FIRST[1]})["status"] == 401
    browser.fill("#field-current", fresh)
    browser.fill("#field-next", FIRST[1])
    browser.click("#password-submit")
    browser.until(lambda: browser.see("#field-current").get_attribute("value") == "", "the page does not go on with its new session")
    _fits(visit, "settings")
    faults = browser.console_errors(VISITOR + STALE + ("/api/v1/session - Failed to load",))
    assert not faults, faults
    _go_home(browser)


def _code(secret: str, at: float) -> str:
    """The code of RFC 6238 for a secret in base 32."""
    key = base64.b32decode(secret.replace(" ", "").upper() + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def uses_a_second_factor(visit):
    """a second factor is set up with a drawn code, asked for at sign-in, and turned off again"""
    browser = visit.browser
    _open_settings(browser)
    browser.fill("#field-factor-password", FIRST[1])
    browser.click("#factor-begin")
    browser.see("svg.qr")
    secret = browser.see("#factor-secret").get_attribute("value")
    assert browser.see("#factor-uri").get_attribute("href").startswith("otpauth://totp/")
    browser.picture(visit.pictures / "second-factor.png")
    browser.fill("#field-factor", _code(secret, time.time()))
    browser.click("#factor-confirm")
    browser.see("#recovery-codes")
    codes = browser.run("return [...document.querySelectorAll('#recovery-codes li')].map((code) => code.textContent)")
    assert len(codes) >= 5 and len(set(codes)) == len(codes), codes
    browser.click("#recovery-done")
    browser.until(lambda: f"{len(codes)} recovery codes" in browser.text("#factor"), "it is not said that it is on")
    _go_home(browser)
    _sign_out(browser)
    browser.fill("#field-name", FIRST[0])
    browser.fill("#field-password", FIRST[1])
    browser.click(".entry-form button[type=submit]")
    browser.fill("#field-factor", "not a code")
    browser.click(".entry-form button[type=submit]")
    browser.until(lambda: "not right" in browser.text(".entry-form .notice"), "a wrong code opens the account")
    browser.picture(visit.pictures / "second-factor-sign-in.png")
    browser.fill("#field-factor", codes[0])
    browser.click(".entry-form button[type=submit]")
    _wait_for_cards(browser)
    browser.console_errors()
    _open_settings(browser)
    browser.click("#factor summary")
    browser.fill("#field-factor-password", FIRST[1])
    browser.click("#factor-end")
    off = lambda: _ok(browser.ask("GET", "/api/v1/second-factor"))["enabled"] is False
    browser.until(off, "it cannot be turned off")
    browser.see("#factor-begin")
    _go_home(browser)


def administers(visit):
    """an administrator sees people, invitations and sign-ins, and helps somebody who forgot a password"""
    browser = visit.browser
    browser.click("#account")
    browser.click("#people-open")
    ben = f'[data-account="{SECOND[0]}"]'
    browser.see(ben)
    browser.until(lambda: "Signed in" in browser.text("#audit-table"), "the sign-ins are not shown")
    server = browser.text("#server")
    for part in ("read", "SQLite", "Model", "MB"):
        assert part in server, server
    card = browser.ask("GET", browser.see("#model-card").get_dom_attribute("href"))
    assert card["status"] == 200, card
    _twice(browser, f"{ben} [data-role]")
    browser.until(lambda: "Administrator" in browser.text(f"{ben} .mark"), "the role does not change")
    _twice(browser, f"{ben} [data-role]")
    browser.until(lambda: "Member" in browser.text(f"{ben} .mark"), "the role does not change back")
    browser.click("#invite-here")
    browser.see("#invite-link")
    browser.click("#invite-dialog .button.main")
    # The list comes anew with the invitation: until then a press that asks would be forgotten.
    made = len(_ok(browser.ask("GET", "/api/v1/invitations"))["invitations"])
    browser.until(lambda: len(browser.all("#invitations li")) == made, "the invitation is not listed")
    while rows := len(browser.all("#invitations li")):
        _twice(browser, "#invitations li .plain")
        browser.until(lambda: len(browser.all("#invitations li")) < rows, "an invitation is not withdrawn")
    _fits(visit, "administration")
    browser.click(f"{ben} [data-reset-account]")
    link = browser.see("#reset-link").get_attribute("value")
    browser.click("#reset-dialog .button.main")
    _go_home(browser)
    _sign_out(browser)
    browser.driver.get(link)
    browser.fill("#field-password", SECOND[1])
    browser.picture(visit.pictures / "reset.png")
    browser.click(".entry-form button[type=submit]")
    browser.see("#field-name")
    browser.driver.get(link)
    browser.driver.refresh()
    browser.fill("#field-password", SECOND[1])
    browser.click(".entry-form button[type=submit]")
    browser.until(lambda: "cannot be used" in browser.text(".entry-form .notice"), "a reset works twice")
    browser.console_errors()
    browser.click(".entry-card > .plain")
    _enter(browser, *SECOND)
    _wait_for_cards(browser)
    browser.click("#account")
    assert not browser.all("#people-open"), "a member sees the administration"
    browser.click("#account")
    _sign_out(browser)
    _enter(browser, *FIRST)
    _wait_for_cards(browser)


def leaves_with_everything(visit):
    """somebody takes all their data along and deletes the account, and nothing of it opens any more"""
    browser = visit.browser
    # The flows before this one have failed to sign in as often as one may from one address.
    visit.server.forget_failures()
    code = _ok(browser.ask("POST", "/api/v1/invitations", {}), 201)["code"]
    _sign_out(browser)
    browser.driver.get(f"{browser.origin}/#join/{code}")
    browser.until(lambda: browser.see("#field-code").get_attribute("value") == code, "the link does not fill in the code")
    _enter(browser, *THIRD)
    _open_settings(browser)
    status, kind, head = browser.driver.execute_async_script("""
        const done = arguments[0];
        fetch(document.getElementById('export-all').href).then(async (r) => {
          const bytes = new Uint8Array(await r.arrayBuffer());
          done([r.status, r.headers.get('Content-Type'), [...bytes.slice(0, 2)]]);
        });
        """)
    assert (status, head) == (200, [0x50, 0x4B]) and "zip" in kind, (status, kind, head)
    browser.click("#account-delete")
    browser.fill("#field-goodbye", "not the password")
    browser.click("#account-delete-submit")
    browser.until(lambda: "not right" in browser.text("#goodbye .notice.bad"), "a wrong password deletes the account")
    browser.picture(visit.pictures / "delete-account.png")
    browser.fill("#field-goodbye", THIRD[1])
    browser.click("#account-delete-submit")
    browser.see(".entry-form")
    assert browser.ask("POST", "/api/v1/session", {"name": THIRD[0], "password": THIRD[1]})["status"] == 401
    browser.console_errors()
    _enter(browser, *FIRST)
    _wait_for_cards(browser)
