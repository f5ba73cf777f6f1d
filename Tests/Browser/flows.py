"""What a new household does with Mien, in order. Each flow goes on where the one before it ended."""

import json
import re
import time
from pathlib import Path

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

import clip
import words
from browser import WAIT_SECONDS
from privacy import pictures_in

FIRST, SECOND = ("Ada", "a calm evening by the sea"), ("Ben", "rain on a tin roof at night")
WORDS = {"Angry", "Disgusted", "Fearful", "Happy", "Neutral", "Sad", "Surprised"}
# A visitor without a session is answered 401: the console shows that, and it is no fault of the page.
NARROW_SPACE = "\u202f"
# A page whose session another tab renewed is answered 403 once, and then goes on.
MOST_BYTES = 150_000
STALE = ("Failed to load resource: the server responded with a status of 403",)
VISITOR = ("/api/v1/me - Failed to load resource: the server responded with a status of 401",)


class Visit:
    """The server, the browser, and what the flows tell each other."""

    def __init__(self, server, portrait: Path, video: Path, pictures: Path, new_browser, new_server, strict: bool = False):
        self.strict = strict
        self.server, self.portrait, self.video, self.pictures = server, portrait, video, pictures
        self.new_browser, self.new_server = new_browser, new_server
        self.browser = new_browser("profile")
        self.liked = ""
        self.invitation = ""

    def clip(self, scene: str) -> Path:
        """A camera's picture of one of `clip.SCENES`, beside the main one."""
        return clip.make(self.portrait, self.video.with_name(f"{scene}.y4m"), scene)

    def keep_evidence(self, name: str) -> None:
        try:
            self.browser.picture(self.pictures / f"{name}.png")
        except Exception as error:
            print(f"        no picture of the failure: {error}")
        try:
            shown = self.browser.run("return [...document.querySelectorAll('.toast, [role=alert]:not([hidden])')].map((n) => n.textContent).filter(Boolean)")
            print(f"        at {self.browser.run('return location.hash')} the page says {shown}", flush=True)
        except Exception as error:
            print(f"        the page does not answer: {error}")

    def close(self) -> None:
        self.browser.close()


def _enter(browser, name: str, password: str) -> None:
    browser.fill("#field-name", name)
    browser.fill("#field-password", password)
    browser.click(".entry-form button[type=submit]")
    browser.see("#account")


def _sign_out(browser) -> None:
    browser.click("#account")
    browser.click("#sign-out")
    browser.see(".entry-form")


def _cards(browser) -> list[str]:
    return browser.run("return [...document.querySelectorAll('.card')].map((card) => card.dataset.item)")


def _wait_for_cards(browser, at_least: int = 5) -> list[str]:
    return browser.until(
        lambda: (found := _cards(browser)) if len(found := _cards(browser)) >= at_least else None,
        f"fewer than {at_least} recommendations")


def _title(browser, item: str) -> str:
    return browser.run("return (document.querySelector(`.card[data-item='${arguments[0]}'] h2 > *`)).firstChild.textContent.trim()", item)


def _like(item: str) -> str:
    return f'.card[data-item="{item}"] .like'


def _pressed(browser, selector: str) -> bool:
    return browser.see(selector).get_attribute("aria-pressed") == "true"


def _feedback(browser, item: str) -> list[str]:
    """The kinds of the account's interactions with an item, as the API tells them."""
    answer = browser.ask("GET", "/api/v1/feedback")
    assert answer["status"] == 200, answer
    return [row["kind"] for row in answer["body"]["interactions"] if row["item_id"] == item]


def sets_up(visit):
    """the first visitor makes the first account and becomes the administrator"""
    browser = visit.browser
    browser.open()
    assert "administrator" in browser.text(".entry-card")
    browser.picture(visit.pictures / "setup.png")
    browser.click(".entry-form button[type=submit]")
    assert browser.text("#field-name-error"), "an empty form is sent without a word"
    _enter(browser, *FIRST)
    browser.click("#account")
    assert "Administrator" in browser.text("#account-menu")
    browser.see("#invite")
    browser.click("#account")


def _in_view(browser, selector: str) -> bool:
    """Whether all of it is in the window, and not under the footer."""
    return browser.run("""
        const box = arguments[0].getBoundingClientRect();
        const foot = document.getElementById('foot').getBoundingClientRect();
        return box.top >= 0 && box.bottom <= Math.min(innerHeight, foot.top);
        """, browser.see(selector))


def begins_at_the_top(visit):
    """on a small phone a new view begins at its top, and each card says why in a line or two"""
    browser = visit.browser
    try:
        browser.look(360, 640, "light", 2)
        _wait_for_cards(browser)
        heights = browser.run("return [...document.querySelectorAll('.card')].map((card) =>"
                              " ['.because', 'h2 a'].map((part) => card.querySelector(part)?.offsetHeight ?? null))")
        assert all(0 < reason <= 44 for reason, _ in heights), f"a reason is hidden or longer than two lines: {heights}"
        assert all(link is None or link >= 24 for _, link in heights), f"a title is too low to tap: {heights}"
        browser.click("#account")
        browser.run("window.scrollTo(0, document.body.scrollHeight)")
        browser.run("document.getElementById('sign-out').click()")
        browser.see(".entry-form")
        browser.run("window.scrollTo(0, document.body.scrollHeight)")
        _enter(browser, *FIRST)
        assert browser.run("return window.scrollY") == 0, "the home opens scrolled down"
        assert _in_view(browser, "#consent-title"), "the consent is not read from its title"
        browser.click("#consent-no")
        browser.click("#camera-open")
        assert _in_view(browser, "#consent-title"), "the consent that was asked for is not read from its title"
        browser.picture(visit.pictures / "small-consent.png")
    finally:
        browser.look_normal()


def recommends_without_camera(visit):
    """recommendations are there before any camera, each with its reasons"""
    browser = visit.browser
    items = _wait_for_cards(browser)
    card = f'.card[data-item="{items[0]}"]'
    browser.click(f"{card} .asks")
    reasons = browser.text(f"{card} .reasons")
    assert "Score" in reasons and any(sign in reasons for sign in "+−-"), reasons
    browser.click(f"{card} .asks")
    assert "Updated for:" in browser.text("#updated")


def asks_before_the_camera(visit):
    """nothing opens the camera before the viewer agreed"""
    browser = visit.browser
    words = browser.text("#consent")
    for part in ("never kept", "not a feeling", "workplaces or schools"):
        assert part in words, f"“{part}” is not said before the camera opens"
    assert "Nothing leaves it" in browser.text("#foot")
    assert browser.run("return document.querySelector('video')?.srcObject ?? null") is None
    browser.click("#consent-no")
    browser.click("#camera-open")
    browser.see("#consent")


def reads_the_face(visit):
    """the camera's face becomes an emotion with a confidence, seven bars and a list for it, within ten seconds"""
    browser = visit.browser
    # A machine with much else to do is no fault of ours.
    soon = 10 if visit.strict else WAIT_SECONDS
    began = time.monotonic()
    browser.click("#consent-yes")
    browser.see("#camera-badge")
    browser.until(
        lambda: browser.text("#mood-word") in WORDS and browser.text("#mood-confidence").endswith("%"),
        "no emotion with a confidence", soon)
    word, confidence = browser.text("#mood-word"), browser.text("#mood-confidence")
    assert re.fullmatch(rf"\d+{NARROW_SPACE}%", confidence), repr(confidence)
    bars = browser.run("return [...document.querySelectorAll('.bars .value')].map((bar) => bar.textContent)")
    assert len(bars) == 7 and all(bar.endswith("%") for bar in bars), bars
    total = sum(int(bar.removesuffix(f"{NARROW_SPACE}%")) for bar in bars)
    assert 96 <= total <= 104, f"the seven bars add up to {total} %"
    browser.until(lambda: "%" in browser.text("#updated"), "the list does not follow the mood", soon)
    assert len(_wait_for_cards(browser)) >= 5
    texts = browser.run("return [...document.querySelectorAll('.because, .reasons .text')].map((n) => n.textContent)")
    shares = [text for text in texts if "%" in text]
    assert shares and all(re.search(rf"\d{NARROW_SPACE}%", text) for text in shares), shares
    print(f"        {word}, {confidence}, after {time.monotonic() - began:.1f} s", flush=True)
    drawn = browser.run("""
        const canvas = document.querySelector('.stage canvas');
        return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0);
        """)
    assert drawn, "no box is drawn over the face"


def tells_numbers(visit):
    """frames a second and latency are shown on demand"""
    browser = visit.browser
    browser.click("#camera-details")
    browser.until(lambda: "frames/s" in browser.text("#camera-numbers"), "no numbers")
    browser.click("#camera-details")


def makes_pictures(visit):
    """the page fits a phone and a desktop, light and dark"""
    browser = visit.browser
    try:
        for name, size in {
            "desktop-light": (1440, 960, "light"), "desktop-dark": (1440, 960, "dark"),
            "phone-light": (390, 844, "light", 2), "phone-dark": (390, 844, "dark", 2), "small": (360, 640, "light", 2),
            "wide": (2560, 1440, "light"), "first-card": (360, 740, "light", 2),
        }.items():
            browser.look(*size)
            browser.run("window.scrollTo(0, 0)")
            browser.until(
                lambda: browser.run("return window.innerWidth") == size[0], f"the window is not {size[0]} px wide")
            wide = browser.run("return document.documentElement.scrollWidth")
            assert wide <= size[0], f"at {size[0]} px the page is {wide} px wide"
            browser.see("#camera-badge")
            browser.picture(visit.pictures / f"{name}.png")
        first = browser.run("return document.querySelector('.card').getBoundingClientRect().top + scrollY")
        print(f"        on a phone of 740 px the first card begins at {first:.0f} px", flush=True)
        assert first <= 1.2 * 740, f"with the camera on, the first card begins {first:.0f} px down"
        assert not browser.all("#mood-bars")[0].is_displayed() and browser.see("#mood-confidence")
        browser.click("#fold-mood")
        browser.see("#mood-bars")
        browser.click("#fold-hand")
        hands = browser.run("return [...document.querySelectorAll('.hand')].map((hand) => [hand.offsetLeft + hand.offsetWidth <= innerWidth, hand.scrollWidth <= hand.clientWidth])")
        assert len(hands) == 8 and all(all(fits) for fits in hands), f"a mood to pick is cut or out of sight: {hands}"
        browser.click("#fold-said")
        assert not browser.all(".hand")[0].is_displayed() and browser.see("#field-said"), "two panels are open"
        for name in ("said", "mood"):
            browser.click(f"#fold-{name}")
    finally:
        browser.look_normal()


def _sign_in_behind(browser, name: str, password: str) -> None:
    """The session is renewed as another tab would do it: the page's CSRF token is stale from here on."""
    assert browser.ask("POST", "/api/v1/session", {"name": name, "password": password})["status"] == 200


def goes_on_with_a_new_session(visit):
    """frames go on, and a like is kept, after the person signed in anew elsewhere"""
    browser = visit.browser
    browser.run("""
        window.answered = [];
        const send = window.fetch;
        window.fetch = async (path, options) => {
          const answer = await send(path, options);
          if (path === '/api/v1/frames') window.answered.push(answer.status);
          return answer;
        };
        """)
    _sign_in_behind(browser, *FIRST)
    before = browser.run("return window.answered.length")
    browser.until(
        lambda: 200 in browser.run("return window.answered.slice(arguments[0] + 1)", before), "the frames do not go on")
    browser.click("#camera-close")
    _sign_in_behind(browser, *FIRST)
    item = _wait_for_cards(browser)[0]
    browser.click(_like(item))
    browser.until(lambda: _feedback(browser, item) == ["like"], "the like is lost with the old session")
    assert _pressed(browser, _like(item)) and not browser.all(".toast"), browser.text("#toasts")
    browser.click(_like(item))
    browser.until(lambda: _feedback(browser, item) == [], "the like is not taken back")
    browser.click("#camera-open")
    browser.see("#camera-badge")
    # A frame that was on its way in between is answered 401.
    faults = browser.console_errors(STALE + VISITOR + ("/api/v1/frames - Failed to load",))
    assert not faults, faults


def keeps_the_last_click(visit):
    """of two quick clicks on a like the last one counts, also for a list that was asked for before"""
    browser = visit.browser
    item = _wait_for_cards(browser)[2]
    browser.run("""
        const send = window.fetch;
        window.fetch = async (path, options) => {
          const kind = `${options?.method} ${path}`;
          const wait = kind === 'POST /api/v1/feedback' ? 700 : path.startsWith('/api/v1/recommendations') ? 300 : 0;
          if (kind.startsWith('POST /api/v1/feedback')) await new Promise((resolve) => setTimeout(resolve, wait));
          const answer = await send(path, options);
          if (path.startsWith('/api/v1/recommendations')) await new Promise((resolve) => setTimeout(resolve, wait));
          if (path.startsWith('/api/v1/recommendations')) window.listed = (window.listed ?? 0) + 1;
          if (path.startsWith('/api/v1/feedback') && options?.method !== 'GET') window.told = (window.told ?? 0) + 1;
          return answer;
        };
        """)
    try:
        browser.click(_like(item))
        browser.click(_like(item))
        browser.until(lambda: browser.run("return window.told") == 2, "not both clicks are sent")
        assert _feedback(browser, item) == [], "the first click came last"
        assert not _pressed(browser, _like(item))
        browser.click(_like(item))
        browser.run("document.querySelector('.chip[data-kind=all]').click()")
        browser.until(lambda: browser.run("return window.listed"), "no list comes")
        assert _pressed(browser, _like(item)), "an older list takes the like away"
        browser.until(lambda: _feedback(browser, item) == ["like"], "the like is not kept")
        browser.click(_like(item))
        browser.until(lambda: _feedback(browser, item) == [], "the like is not taken back")
    finally:
        browser.driver.refresh()
        browser.see("#account")


def pauses(visit):
    """pause stops the frames, and the camera stops when its tab is out of sight; what was paused comes back paused"""
    browser = visit.browser
    browser.click("#camera-pause")
    browser.until(lambda: browser.text("#camera-badge") == "Paused", "it does not pause")
    assert browser.run("return document.querySelector('video').paused")
    _look_away(browser)
    assert browser.text("#camera-badge") == "Paused", "a paused camera goes on when its tab is back"
    assert browser.run("return document.querySelector('video').paused")
    browser.click("#camera-pause")
    browser.until(lambda: browser.text("#camera-badge") == "Camera on", "it does not go on")
    _look_away(browser)
    assert browser.text("#camera-badge") == "Camera on"


def _look_away(browser) -> None:
    """Another tab is looked at for a moment, until the camera is back."""
    page = browser.driver.current_window_handle
    browser.run("window.wasClosed = false; const v = document.querySelector('video'); const t = v.srcObject.getTracks()[0];"
                "document.addEventListener('visibilitychange', () => {"
                " if (document.hidden) window.wasClosed = t.readyState === 'ended'; })")
    browser.driver.switch_to.new_window("tab")
    browser.driver.close()
    browser.driver.switch_to.window(page)
    browser.until(lambda: browser.run("return window.wasClosed"), "the camera stayed open in a hidden tab")
    browser.see("#camera-badge")


def forgets_what_the_camera_saw(visit):
    """what a camera saw says nothing for the list once it has been off for a while"""
    browser = visit.browser
    browser.until(lambda: "%" in browser.text("#updated"), "the list does not follow the mood")
    browser.click("#camera-close")
    browser.click('.chip[data-kind="all"]')
    browser.until(lambda: not browser.all("#cards[aria-busy]"), "no list comes")
    assert "%" in browser.text("#updated"), "a mood of a moment ago is forgotten"
    browser.run("window.now = Date.now; Date.now = () => window.now() + 16 * 60_000; document.activeElement.blur()")
    browser.point_at(".picks h1")
    try:
        browser.until(lambda: "no mood is known" in browser.text("#updated"), "the list follows a camera that is off")
    finally:
        browser.run("Date.now = window.now")
    browser.click("#camera-open")
    browser.see("#camera-badge")


def sends_what_the_server_bears(visit):
    """pictures get smaller while answers are slow, and larger again when they are quick"""
    browser = visit.browser
    browser.driver.set_script_timeout(30)
    widths = browser.driver.execute_async_script("""
        const done = arguments[0];
        const [real, wait] = [performance.now, window.setTimeout];
        const end = new AbortController();
        let ahead = 0;
        performance.now = () => real.call(performance) + ahead;
        window.setTimeout = (call, ms) => wait(call, ms > 125 ? ms : 0);
        const widths = [];
        const read = async (jpeg) => {
          const { width } = await createImageBitmap(jpeg);
          if (widths.at(-1) !== width) widths.push(width);
          ahead += widths.includes(320) ? 60 : 300;
          if (width === 640 && widths.length > 1) end.abort();
          return {};
        };
        const picture = Object.assign(document.createElement('canvas'), {width: 640, height: 480, readyState: 4, videoWidth: 640, videoHeight: 480});
        import('/assets/js/frames.js').then(({sendFrames}) => sendFrames(picture, {read, heard() {}, trouble() {}, mayGo() {}, signal: end.signal}))
          .finally(() => { performance.now = real; window.setTimeout = wait; }).then(() => done(widths), (error) => done(String(error)));
        """)
    assert widths == [640, 480, 320, 480, 640], widths


def _pretend(browser, answer: str | None) -> None:
    """The page's frames get this answer (JavaScript of an object or of a failure's name) instead of the server's."""
    browser.run("""
        window.realFetch ??= window.fetch;
        const answer = arguments[0] === null ? null : (0, eval)('(' + arguments[0] + ')');
        window.fetch = async (path, options) => {
          if (answer === null || path !== '/api/v1/frames') return window.realFetch(path, options);
          await new Promise((resolve) => setTimeout(resolve, 30));
          if (answer === 'refused') return new Response('{}', {status: 403});
          if (answer === 'offline') throw new TypeError('offline');
          if (answer === 'superseded') return Response.json({error: {code: 'superseded', message: ''}}, {status: 503, headers: {'Retry-After': '1'}});
          if (answer === 'busy') return new Response('{}', {status: 503, headers: {'Retry-After': '1'}});
          return Response.json(answer);
        };
        """, answer)


def _reading(state: str, faces: str = "", mood: str = "null", viewer: str = "null") -> str:
    return (f"{{width: 640, height: 480, viewer: {viewer}, faces: [{faces}], state: {state}, mood: {mood},"
            " conditions: {light: 120, contrast: 40, eyeDistance: 60, yaw: 5}}")


def _mood(label: str, top: float) -> str:
    return (f"{{label: {label}, confidence: {top}, valence: 0, arousal: 0, probabilities: {{angry: 0.02, disgust: 0.02,"
            f" fear: 0.02, happy: 0.02, neutral: {0.9 - top:.2f}, sad: {top}, surprise: 0.02}}}}")


_FACE = "{id: 3, box: {x: 120, y: 120, width: 160, height: 190}, score: 0.9, landmarks: {nose: {x: 200, y: 215}}}"
_OTHER = "{id: 7, box: {x: 400, y: 140, width: 140, height: 170}, score: 0.9, landmarks: {nose: {x: 470, y: 225}}}"
_SAD = _reading("{state: 'mood', label: 'sad', confidence: 0.82}", _FACE, _mood("'sad'", 0.82), "0")
_UNSURE = _reading("{state: 'unsure'}", _FACE, _mood("null", 0.42), "0")
_TWO = _reading("{state: 'several_people'}", f"{_FACE}, {_OTHER}", _mood("'sad'", 0.82), "0")


def waits_for_the_pointer(visit):
    """a changed mood does not move the list under the pointer, and moves it when the pointer is gone"""
    browser = visit.browser
    browser.run("window.scrollTo(0, 0)")
    browser.point_at(".card .facts")
    before = _cards(browser)
    _pretend(browser, _SAD)
    try:
        browser.until(lambda: browser.text("#mood-word") == "Sad", "the new mood is not shown")
        browser.see("#show-waiting")
        assert _cards(browser) == before, "the list moved under the pointer"
        browser.point_at(".picks h1")
        browser.until(lambda: "sad, 82" in browser.text("#updated"), "the list does not follow when the pointer is gone")
        assert not browser.see("body").find_elements("css selector", "#show-waiting:not([hidden])")
    finally:
        _pretend(browser, None)


def says_what_is_wrong(visit):
    """unsure, whatever hides the face, a busy and an unreachable server are each said kindly"""
    browser = visit.browser
    try:
        _pretend(browser, _UNSURE)
        browser.until(lambda: browser.text("#mood-word") == "Unsure", "“unsure” is not said")
        assert browser.text("#mood-lead") == "Between neutral and sad"
        for state, (word, help_) in {
            "no_face": ("No face", "Look towards"), "too_dark": ("Too dark", "light"), "too_bright": ("Too bright", "light"),
            "too_small": ("Too far away", "closer"), "turned_away": ("Turned away", "towards the camera"),
        }.items():
            _pretend(browser, _reading(f"{{state: '{state}'}}"))
            browser.until(lambda: browser.text("#mood-word") == word, f"“{state}” is not said")
            assert help_ in browser.text("#mood-lead")
        for answer, words_ in {"'busy'": "busy", "'refused'": "does not take", "'offline'": "cannot be reached"}.items():
            _pretend(browser, answer)
            browser.until(lambda: words_ in browser.text(".hint-line"), f"“{words_}” is not said")
        _pretend(browser, None)
        browser.until(lambda: browser.text("#mood-word") in WORDS, "the page does not recover")
    finally:
        _pretend(browser, None)


def slows_down_quietly(visit):
    """a frame that a newer one replaced is no trouble: fewer are sent, and nothing is said"""
    browser = visit.browser
    try:
        _pretend(browser, "'superseded'")
        time.sleep(2)
        assert browser.run("return document.querySelector('.hint-line').hidden"), browser.text(".hint-line")
        assert browser.text("#mood-word") in WORDS, "the mood is gone"
    finally:
        _pretend(browser, None)


def chooses_a_face(visit):
    """of several people another is chosen by mouse or keyboard, and the largest is a press away"""
    browser = visit.browser
    browser.run("""
        window.chosen = [];
        const send = window.realFetch ?? window.fetch;
        window.realFetch = async (path, options) => {
          const answer = await send(path, options);
          if (path === '/api/v1/viewer/face') window.chosen.push([JSON.parse(options.body).id, answer.status]);
          return answer;
        };
        """)
    try:
        _pretend(browser, _TWO)
        browser.until(lambda: "Several people" in browser.text(".hint-line"), "“several people” is not said")
        browser.see('.face-choice[data-face="7"]')
        assert len(browser.all(".face-choice")) == 1, "the viewer's own face can be chosen"
        browser.picture(visit.pictures / "several-people.png")
        browser.click('.face-choice[data-face="7"]')
        browser.see("#face-largest")
        browser.until(lambda: browser.run("return document.activeElement.id") == "face-largest", "the focus is lost")
        browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
        browser.until(lambda: browser.run("return window.chosen") == [[7, 204], [None, 204]], "the server was not told")
        assert not browser.all("#face-largest:not([hidden])")
        browser.see('.face-choice[data-face="7"]').send_keys(Keys.ENTER)
        browser.until(lambda: len(browser.run("return window.chosen")) == 3, "the keyboard chooses nobody")
        # Whoever leaves the picture is no longer chosen.
        _pretend(browser, _SAD)
        browser.until(lambda: not browser.all("#face-largest:not([hidden])"), "somebody who left is still chosen")
    finally:
        _pretend(browser, None)
        browser.ask("PUT", "/api/v1/viewer/face", {"id": None})


_CORRECTION = {"angry": -0.4, "disgust": 0, "fear": 0, "happy": 0, "neutral": 0.7, "sad": -1.5, "surprise": 0}


def knows_a_resting_face(visit):
    """a resting face is learned with progress, or the refusal is explained; its numbers are shown, exported, imported, removed"""
    browser = visit.browser
    browser.click("#rest summary")
    browser.click("#rest-start")
    browser.see("#rest progress")
    browser.until(lambda: browser.run("return document.querySelector('#rest progress').value > 0"), "no progress is shown")
    browser.until(lambda: browser.text("#rest-said"), "learning does not end", 30)
    print(f"        {browser.text('#rest-said')}", flush=True)
    try:
        _pretend(browser, _SAD[:-1] + ", baseline: {progress: 0.4}}")
        browser.until(lambda: browser.run("return document.querySelector('#rest progress').value") == 0.4, "progress is not shown")
        _pretend(browser, _SAD[:-1] + f", baseline: {{progress: 1, learned: {json.dumps(_CORRECTION)}}}}}")
        browser.until(lambda: "counts as neutral" in browser.text("#rest-said"), "what was learned is not said")
        assert len(browser.all(".offsets li")) == 7
    finally:
        _pretend(browser, None)
    browser.click("#camera-close")
    assert browser.run("return document.getElementById('rest-start').disabled"), "it can be learned without a camera"

    file = visit.pictures / "resting-face.json"
    file.write_text(json.dumps({"baseline": {**_CORRECTION, "sad": -9}}))
    browser.all("#rest-file")[0].send_keys(str(file))
    browser.until(lambda: "Nothing was changed" in browser.text("#rest-said"), "a wrong file is taken")
    file.write_text(json.dumps({"baseline": _CORRECTION}))
    browser.all("#rest-file")[0].send_keys(str(file))
    kept = lambda: browser.ask("GET", "/api/v1/viewer/baseline")["body"]["baseline"]
    browser.until(lambda: kept() == _CORRECTION, "the numbers are not imported")
    values = browser.run("return [...document.querySelectorAll('.offsets .value')].map((value) => value.textContent)")
    assert values == ["−0.4", "0.0", "0.0", "0.0", "+0.7", "−1.5", "0.0"], values
    browser.picture(visit.pictures / "resting-face.png")
    exported = browser.driver.execute_async_script("""
        const done = arguments[0];
        const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blob.text().then(done); return make(blob); };
        document.getElementById('rest-export').click();
        URL.createObjectURL = make;
        """)
    assert json.loads(exported) == {"baseline": _CORRECTION}, exported
    browser.driver.refresh()
    browser.click("#rest summary")
    assert browser.text(".rest .mark") == "Corrected"
    browser.click("#rest-remove")
    browser.until(lambda: kept() is None, "the numbers are not removed")
    browser.answer("nothing is corrected")
    browser.until(lambda: kept() == _CORRECTION, "removing cannot be undone")
    browser.click("#rest-remove")
    browser.until(lambda: kept() is None, "the numbers are not removed again")


def picks_on_the_circle(visit):
    """a mood is a point on the emotion circle, too, by keyboard as well"""
    browser = visit.browser
    browser.click(".by-hand .segments label:nth-child(2)")
    for slider, steps in (("valence", 16), ("arousal", 10)):
        node = browser.see(f"#circle-{slider}")
        node.send_keys(Keys.ARROW_RIGHT * steps)
    browser.until(lambda: "happy, picked by hand" in browser.text("#updated"), "no list for a pleasant, lively point")
    browser.picture(visit.pictures / "circle.png")
    browser.click("#hand-clear")
    browser.click(".by-hand .segments label:nth-child(1)")
    browser.until(lambda: "no mood is known" in browser.text("#updated"), "the point is not taken back")


def follows_aims(visit):
    """the list has a purpose and a length, the hour can be left out, and quiet hours are one's own"""
    browser = visit.browser
    browser.until(lambda: "hour" in browser.text("#summary"), "what the hour did is not said")
    browser.click("#clock-counts")
    browser.until(lambda: "does not count" in browser.text("#summary"), "the hour cannot be left out")
    browser.click("#clock-counts")

    browser.click('.hand[data-emotion="sad"]')
    browser.click(".aims .segments label:nth-child(2)")
    browser.until(lambda: "step by step" in browser.text("#summary"), "what lifting does is not said")
    steps = browser.run("return [...document.querySelectorAll('.steps .step')].map((step) => step.hidden ? '' : step.textContent)")
    assert steps[:8] == [f"Step {n} of 8" for n in range(1, 9)] and not any(steps[8:]), steps
    way = _cards(browser)
    browser.picture(visit.pictures / "lift.png")
    skipped = _title(browser, way[2])
    browser.click(f'.card[data-item="{way[2]}"] .skip-item')
    browser.until(lambda: way[2] not in _cards(browser), "a step cannot be skipped")
    assert browser.text(f'.card[data-item="{way[3]}"] .step') == "Step 3 of 8"
    browser.answer(skipped)
    browser.until(lambda: _cards(browser)[2] == way[2], "the step does not come back to its place")
    # It may be the one that was liked before, and stays so.
    browser.until(lambda: "skip" not in _feedback(browser, way[2]), "undo is not kept")
    browser.driver.refresh()
    browser.until(lambda: browser.all(".aims input[value=lift]:checked"), "the purpose is forgotten")
    browser.click(".aims .segments label:nth-child(1)")

    browser.run("const s = document.getElementById('minutes'); s.value = '15'; s.dispatchEvent(new Event('change'))")
    too_long = "return [...document.querySelectorAll('.card .kind')].filter((k) => !k.textContent.startsWith('Book') && /\\sh|(1[6-9]|[2-9]\\d)\\smin/.test(k.textContent)).length"
    browser.until(lambda: _cards(browser) and browser.run(too_long) == 0, "longer things than asked for are left")
    browser.run("const s = document.getElementById('minutes'); s.value = ''; s.dispatchEvent(new Event('change'))")

    browser.click("#quiet-open")
    set_from = "const i = document.querySelector('#quiet-hours input[type=time]'); i.value = arguments[0]; i.dispatchEvent(new Event('change'))"
    browser.run(set_from, "08:00")
    assert "13:00" in browser.text("#quiet-hours .field-error"), "an impossible time is not explained"
    browser.run(set_from, "21:30")
    browser.until(lambda: "quiet_hours=21%3A30-04%3A00" in browser.asked('recommendations'), "the quiet hours are not asked for")
    browser.click("#quiet-on")
    browser.until(lambda: "quiet_hours=off" in browser.asked('recommendations'), "the quiet hours are not left out")
    browser.click("#quiet-on")
    browser.until(lambda: "quiet_hours" not in browser.asked('recommendations'), "the quiet hours do not come back")
    browser.click("#quiet-open")
    _wait_for_cards(browser)


def finishes(visit):
    """what is done is kept as done, and can be undone"""
    browser = visit.browser
    item = [item for item in _wait_for_cards(browser) if item != visit.liked][2]
    done = f'.card[data-item="{item}"] .finish'
    browser.click(done)
    browser.until(lambda: _feedback(browser, item) == ["finish"], "the server does not know that it is done")
    assert _pressed(browser, done)
    browser.answer(_title(browser, item))
    browser.until(lambda: _feedback(browser, item) == [], "undo is not kept")
    assert not _pressed(browser, done)


def _open_settings(browser) -> None:
    browser.click("#account")
    browser.click("#settings-open")
    browser.see("#settings")


def _go(browser, room: str, until: str) -> None:
    """To another room by the bar, until something of it is there."""
    browser.click(f'#places a[href="#{room}"]')
    browser.see(until)


def _go_home(browser) -> None:
    _go(browser, "now", "#picks-title")


def makes_tokens(visit):
    """an access token is shown once, opens what was ticked and nothing else, and is revoked"""
    browser = visit.browser
    _open_settings(browser)
    browser.click("#token-make")
    assert browser.text("#field-token-error"), "a token without a name is made"
    browser.fill("#field-token", "kitchen radio")
    browser.click("#token-make")
    assert "at least one" in browser.text(".scopes .field-error"), "a token without any right is made"
    for scope in ("recommendations", "metrics"):
        browser.click(f'.scopes label:has([value="{scope}"])')
    browser.click("#token-make")
    token = browser.see("#token-made").get_attribute("value")
    assert token.startswith("mien_"), token
    assert "see my lists" in browser.text(".tokens li") and "never used" in browser.text(".tokens li")
    browser.picture(visit.pictures / "settings.png")

    def use(path: str) -> int:
        return browser.driver.execute_async_script("""
            const [path, token, done] = arguments;
            fetch(path, {credentials: 'omit', headers: {Authorization: `Bearer ${token}`}}).then((r) => done(r.status));
            """, path, token)

    assert use("/api/v1/recommendations") == 200, "the token does not open the lists"
    assert use("/metrics") == 200, "an administrator's token does not open the numbers of the server"
    assert use("/api/v1/catalogue") in (401, 403), "the token opens more than was ticked"
    _go_home(browser)
    _open_settings(browser)
    assert not browser.all("#token-made"), "the token is shown again"
    assert "last used" in browser.text(".tokens li")
    browser.click(".tokens .button")
    assert browser.text(".tokens .button") == "Really revoke", "one press revokes"
    browser.click(".tokens .button")
    browser.until(lambda: not browser.all(".tokens li"), "the token is not revoked")
    assert use("/api/v1/recommendations") == 401, "a revoked token still opens the lists"
    _go_home(browser)
    browser.until(lambda: browser.run("return document.activeElement.id") == "picks-title", "the focus is lost")
    browser.console_errors()


def goes_by_another_clock(visit):
    """the time zone can be chosen, and the list goes by it"""
    browser = visit.browser
    _open_settings(browser)
    choose = "const s = document.getElementById('zone'); s.value = arguments[0]; s.dispatchEvent(new Event('change'))"
    browser.run(choose, "Pacific/Auckland")
    browser.until(lambda: "time_zone=Pacific%2FAuckland" in browser.asked('recommendations'), "the list does not follow the time zone")
    browser.run(choose, "")
    browser.until(lambda: "Auckland" not in browser.asked('recommendations'), "the device's time zone does not come back")
    for way, there in (("aims", "match"), ("rest", "SUMMARY"), ("quiet-open", "quiet-open")):
        browser.run("location.hash = 'settings'")
        browser.click(f"[data-way={way}]")
        got = "const n = document.activeElement; return n.id || n.value || n.tagName"
        browser.until(lambda: browser.run(got) == there, f"the settings do not lead to “{way}”")
    browser.run("document.getElementById('rest').open = false")
    _go_home(browser)


# Nothing, one, two and many; a length, a number and a date.
SAID = """
    const done = arguments[0];
    Promise.all(["strings", "clock"].map((name) => import(`/assets/js/${name}.js`))).then(([{t, duration, number}, {day, timeOfDay}]) => done([
      ...[0, 1, 2, 12345].map((n) => t("library.found", {n})), duration(102), number(-0.5, 2), day("2026-11-01T12:00:00Z"),
      timeOfDay(new Date("2026-11-01T07:05:00Z"))]));
    """
LANGUAGES = {
    "de": ["0 Stücke", "1 Stück", "2 Stücke", "12.345 Stücke", "1\u00a0Std.\u00a042\u00a0Min.", "−0,50", "1. November 2026", "07:05"],
    "fr": ["0 œuvre", "1 œuvre", "2 œuvres", "12\u202f345 œuvres", "1\u00a0h\u00a042\u00a0min", "−0,50", "1 novembre 2026", "07:05"],
}


def speaks_other_languages(visit):
    """the page speaks German and French, plurals and dates included, and nothing is missing"""
    missing = words.missing()
    assert not missing, missing
    browser = visit.browser
    try:
        for language, settings, wait in (("de", "Einstellungen", "Die Liste folgt"), ("fr", "Réglages", "La liste suit")):
            _speak(browser, language)
            browser.until(lambda: wait in browser.text("#updated"), f"the list is not in “{language}”")
            _wait_for_cards(browser)
            assert settings in browser.run("return document.getElementById('settings-open').textContent")
            said = browser.driver.execute_async_script(SAID)
            assert said == LANGUAGES[language], said
            text = browser.run("return document.body.innerText")
            raw = re.findall(r"\{\w+\}|\b(?:card|list|goal|rest|camera|tokens)\.\w+", text)
            assert not raw, raw
            for size in ((360, 640, "light", 2), (1440, 960, "dark")):
                browser.look(*size)
                browser.run("window.scrollTo(0, 0)")
                browser.until(lambda: browser.run("return window.innerWidth") == size[0], f"the window is not {size[0]} px wide")
                wide = browser.run("return document.documentElement.scrollWidth")
                assert wide <= size[0], f"in “{language}” the page is {wide} px wide at {size[0]}"
                browser.picture(visit.pictures / f"{language}-{size[0]}.png")
            browser.look_normal()
    finally:
        browser.look_normal()
        _speak(browser, "en")
    browser.until(lambda: "Updated for" in browser.text("#updated"), "English does not come back")


def _speak(browser, language: str) -> None:
    _open_settings(browser)
    browser.run("const s = document.getElementById('language'); s.value = arguments[0]; s.dispatchEvent(new Event('change'))", language)
    browser.until(lambda: browser.run("return document.documentElement.lang") == language, f"the page does not speak “{language}”")
    browser.see("#account")
    _go_home(browser)


def weighs_little(visit):
    """whatever is opened, in any language, the page weighs less than 150 KB packed"""
    weights = words.weights()
    print(f"        {weights}", flush=True)
    assert all(weight < MOST_BYTES for name, weight in weights.items() if name != "all"), weights


def remembers_a_like(visit):
    """a like outlasts a reload"""
    browser = visit.browser
    # A reload turns the camera off, and with it a list that changes while we look at it.
    browser.driver.refresh()
    browser.until(lambda: "no mood is known" in browser.text("#updated"), "the list does not come back")
    visit.liked = _wait_for_cards(browser)[1]
    browser.click(_like(visit.liked))
    browser.until(lambda: _feedback(browser, visit.liked) == ["like"], "the server does not know of the like")
    browser.driver.refresh()
    browser.see("#account")
    _wait_for_cards(browser)
    while not browser.all(_like(visit.liked)):
        browser.click("#show-more")
    assert _pressed(browser, _like(visit.liked)), "the like is forgotten"


def takes_a_mood_by_hand(visit):
    """a mood picked by hand changes the list, without a camera"""
    browser = visit.browser
    lists = {}
    for emotion in ("happy", "sad"):
        browser.click(f'.hand[data-emotion="{emotion}"]')
        browser.until(lambda: f"{emotion}, picked by hand" in browser.text("#updated"), f"no list for {emotion}")
        lists[emotion] = _wait_for_cards(browser)
        assert browser.text("#mood-word") == emotion.capitalize()
    assert lists["happy"] != lists["sad"], "the list is the same for happy and sad"
    browser.click("#hand-clear")
    browser.until(lambda: "no mood is known" in browser.text("#updated"), "the choice is not taken back")


def follows_words(visit):
    """a sentence is read and counts beside a choice, what disagrees is said, and it is kept only when asked to"""
    browser = visit.browser

    def say(text, keep=False):
        browser.see("#field-said").send_keys(text)
        if keep:
            browser.click("#said-keep")
        browser.click("#said-send")

    say("I miss her so much, I cried all night.")
    browser.until(lambda: "sad" in browser.text("#said-told"), "the words are not read")
    browser.until(lambda: "and your words" in browser.text("#updated"), "no list for the words")
    browser.click("#voice-words")
    browser.until(lambda: "your words" not in browser.text("#updated"), "words count that were switched off")
    assert browser.run("return localStorage.getItem('mien.voices.off.Ada')") == "words", "what is switched off is not remembered"
    browser.click("#voice-words")
    browser.until(lambda: "and your words" in browser.text("#updated"), "words cannot be switched on again")
    browser.click('.hand[data-emotion="happy"]')
    browser.until(lambda: "happy, picked by hand" in browser.text("#updated"), "the pick does not count")
    browser.click("#voice-hand")
    browser.until(lambda: "picked by hand" not in browser.text("#updated"), "a pick counts that was switched off")
    browser.click("#voice-hand")
    browser.until(lambda: "follows your pick" in browser.text("#summary"), "that words and choice disagree is not said")
    browser.picture(visit.pictures / "words.png")
    browser.click("#hand-clear")
    browser.click("#said-clear")
    browser.until(lambda: "your words" not in browser.text("#updated"), "the words are not taken back")
    say("Ich bin heute sehr traurig und müde.")
    browser.until(lambda: "not look like English" in browser.text("#said-told"), "another language is not told")
    journal = "return fetch('/api/v1/journal').then((answer) => answer.json()).then((all) => all.entries.map((entry) => entry.text))"
    assert browser.run(journal) == [], "something was kept unasked"
    say("What a lovely, happy day!", keep=True)
    browser.until(lambda: browser.run(journal) == ["What a lovely, happy day!"], "the line is not kept")
    browser.answer("Kept in your journal")
    browser.until(lambda: browser.run(journal) == [], "keeping cannot be taken back")
    say("The sea was calm, and so am I.")
    browser.until(lambda: len(browser.run(journal)) == 1, "the line is not kept")
    browser.click("#said-keep")
    _go(browser, "time", "#journal li")
    line = browser.text("#journal li")
    assert "The sea was calm" in line, line
    browser.click("#journal li .plain")
    browser.until(lambda: not browser.all("#journal:not([hidden])"), "a deleted line is shown")
    assert len(browser.run(journal)) == 1, "a line is gone before it is too late to undo that"
    browser.answer("Deleted")
    browser.see("#journal li")
    browser.click("#journal li .plain")
    # The pointer over it holds the message; a tab that nobody looks at does not.
    ActionChains(browser.driver).move_to_element(browser.see(".toast button")).perform()
    page = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.driver.close()
    browser.driver.switch_to.window(page)
    browser.until(lambda: browser.run(journal) == [], "a line cannot be deleted")
    _go_home(browser)
    if browser.all("#said-clear:not([hidden])"):
        browser.click("#said-clear")


def skips_hides_undoes(visit):
    """skip and hide take a card away, last, and can be undone, whatever list is under way"""
    browser = visit.browser
    browser.until(lambda: not browser.all("#cards[aria-busy]"), "a list is still under way")
    skipped, hidden = [item for item in _wait_for_cards(browser) if item != visit.liked][:2]
    title = _title(browser, hidden)
    for item, kind in ((skipped, "skip"), (hidden, "hide")):
        browser.click(f'.card[data-item="{item}"] .{kind}-item')
        browser.until(lambda: item not in _cards(browser), f"{kind} leaves the card")
        browser.until(lambda: _feedback(browser, item) == [kind], f"the server does not know of the {kind}")
    browser.answer(title)
    browser.until(lambda: hidden in _cards(browser), "undo does not bring the card back")
    browser.until(lambda: _feedback(browser, hidden) == [], "undo is not kept")
    place = _cards(browser).index(hidden)
    browser.click(f'.card[data-item="{hidden}"] .skip-item')
    browser.until(lambda: _feedback(browser, hidden) == ["skip"], "the server does not know of the skip")
    browser.run("""
        window.quick = window.fetch;
        window.held = new Promise((resolve) => { window.release = resolve; });
        window.fetch = async (path, options) => {
          const answer = await window.quick(path, options);
          if (path.startsWith('/api/v1/recommendations')) { window.asked = true; await window.held; }
          return answer;
        };
        """)
    try:
        browser.run("document.querySelector('.chip[data-kind=all]').click()")
        browser.until(lambda: browser.run("return window.asked"), "no list is asked for")
        browser.answer(f"Skipped “{title}”")
        browser.until(lambda: _feedback(browser, hidden) == [], "undo is not kept")
        browser.run("window.release()")
        browser.until(lambda: not browser.all("#cards[aria-busy]"), "no list comes")
        assert _cards(browser)[place] == hidden, "an older list takes the card away again"
        browser.picture(visit.pictures / "undone.png")
    finally:
        browser.run("window.release(); window.fetch = window.quick")


def filters(visit):
    """the list can be one kind only"""
    browser = visit.browser
    browser.click('.chip[data-kind="book"]')
    browser.until(
        lambda: browser.run("return [...document.querySelectorAll('.card .kind')].every((k) => k.textContent.startsWith('Book'))"
                            " && document.querySelectorAll('.card').length > 0"), "other kinds are left")
    browser.click('.chip[data-kind="all"]')


def works_by_keyboard(visit):
    """the keyboard alone reaches the content and sees where it is"""
    browser = visit.browser
    browser.driver.refresh()
    _wait_for_cards(browser)
    browser.see("body").send_keys(Keys.TAB)
    focused = "return document.activeElement"
    names = []
    browser.look(800, 600, "light")
    for _ in range(46):
        node = browser.run(focused)
        hidden = browser.run("""
            const box = arguments[0].getBoundingClientRect();
            const foot = document.getElementById('foot').getBoundingClientRect();
            return arguments[0] !== document.body && (box.top < -1 || box.bottom > foot.top + 1);
            """, node)
        assert not hidden, f"the footer covers {names[-1:]}'s next"
        names.append(browser.run("return arguments[0].className + '#' + arguments[0].id", node))
        style = browser.run("const s = getComputedStyle(arguments[0]); return [s.outlineStyle, parseFloat(s.outlineWidth)]", node)
        parent = browser.run(
            "const l = arguments[0].closest('.segments label'); return l ? getComputedStyle(l).outlineStyle : 'none'", node)
        assert (style[0] != "none" and style[1] >= 2) or parent != "none", f"no visible focus on {names[-1]}"
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
    browser.look_normal()
    for part in ("skip", "who#account", "#camera-open", "hand#", "chip#", "like#"):
        assert any(part in name for name in names), f"{part} is not reached by Tab: {names}"


def keeps_accounts_apart(visit):
    """an invited second account sees nothing of the first's likes, and chooses for itself"""
    browser = visit.browser
    browser.driver.refresh()
    browser.click(".aims .segments label:nth-child(2)")
    browser.click('.chip[data-kind="book"]')
    browser.click('.hand[data-emotion="happy"]')
    browser.until(lambda: browser.asked("preferences"), "it is not asked whether moods are kept")
    browser.click("#hand-clear")
    browser.click("#account")
    browser.click("#invite")
    link = browser.see("#invite-link").get_attribute("value")
    code = browser.see("#invite-code").get_attribute("value")
    assert link == f"{browser.origin}/#join/{code}", link
    browser.click(".dialog .button.main")
    _sign_out(browser)
    assert browser.ask("GET", "/api/v1/feedback")["status"] == 401
    browser.driver.get(link)
    browser.until(lambda: browser.see("#field-code").get_attribute("value") == code, "the link does not fill in the code")
    _enter(browser, *SECOND)
    _wait_for_cards(browser)
    assert browser.run("return document.querySelectorAll('.like[aria-pressed=true]').length") == 0
    assert browser.ask("GET", "/api/v1/feedback")["body"] == {"interactions": []}
    assert browser.ask("POST", "/api/v1/invitations", {})["status"] == 403, "a member can invite"
    assert browser.all(".aims input[value=match]:checked"), "the other's goal counts"
    assert _pressed(browser, '.chip[data-kind="all"]'), "the other's kinds count"
    assert browser.ask("PUT", "/api/v1/preferences", {"store_moods": True, "consent_version": "2026-11"})["status"] == 200
    browser.click('.hand[data-emotion="sad"]')
    moods = lambda: [mood["label"] for mood in browser.ask("GET", "/api/v1/moods")["body"]["moods"]]
    browser.until(lambda: moods() == ["sad"], "a mood by hand is not noted for who picked it")
    browser.click("#hand-clear")
    assert browser.ask("PUT", "/api/v1/preferences", {"store_moods": False})["status"] == 200
    browser.click("#account")
    assert not browser.all("#invite")
    browser.click("#account")
    browser.see("#consent")


def signs_in_again(visit):
    """signing out ends the session; a wrong password is refused; the right one brings everything back"""
    browser = visit.browser
    _sign_out(browser)
    faults = browser.console_errors(VISITOR + ("/api/v1/feedback - Failed to load", "/api/v1/invitations - Failed to load"))
    assert not faults, faults
    browser.fill("#field-name", FIRST[0])
    browser.fill("#field-password", "not the password")
    browser.click(".entry-form button[type=submit]")
    assert "do not match" in browser.text(".entry-form .notice")
    browser.console_errors()
    _enter(browser, *FIRST)
    _wait_for_cards(browser)
    assert _feedback(browser, visit.liked) == ["like"]
    assert browser.all(".aims input[value=lift]:checked") and _pressed(browser, '.chip[data-kind="book"]'), "the choices are forgotten"
    browser.click(".aims .segments label:nth-child(1)")
    browser.click('.chip[data-kind="all"]')
    _wait_for_cards(browser)


def goes_on_after_expiry(visit):
    """a lost session asks for the password over the page and goes on"""
    browser = visit.browser
    assert browser.ask("DELETE", "/api/v1/session")["status"] == 204
    browser.click('.hand[data-emotion="happy"]')
    browser.see(".dialog")
    browser.console_errors()
    browser.fill(".dialog #field-password", FIRST[1])
    browser.click(".dialog button[type=submit]")
    browser.until(lambda: "happy, picked by hand" in browser.text("#updated"), "the page does not go on")


def loses_nothing_at_expiry(visit):
    """a like said and a form filled in without a session outlast the question for the password, which Escape does not end"""
    browser = visit.browser
    item = [item for item in _wait_for_cards(browser) if item != visit.liked][2]
    assert browser.ask("DELETE", "/api/v1/session")["status"] == 204
    browser.click(_like(item))
    browser.see(".dialog #field-password")
    for _ in range(3):
        browser.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
        time.sleep(0.2)
        browser.see(".dialog[open] #field-password")
    browser.fill(".dialog #field-password", FIRST[1])
    browser.click(".dialog button[type=submit]")
    browser.until(lambda: not browser.all(".dialog"), "the question stays")
    browser.until(lambda: _feedback(browser, item) == ["like"], "the like is lost with the session")
    assert _pressed(browser, _like(item)) and not browser.all("#outbox:not([hidden])")
    browser.click(_like(item))
    browser.until(lambda: _feedback(browser, item) == [], "the like is not taken back")

    _go(browser, "library", "#item-add")
    browser.click("#item-add")
    browser.fill("#field-title", "Rain on the Shed")
    browser.fill("#field-minutes", "7")
    browser.fill("#field-why", "Somebody else is up, too.")
    assert browser.ask("DELETE", "/api/v1/session")["status"] == 204
    browser.click("#item-save")
    browser.fill(".dialog #field-password", FIRST[1])
    browser.click(".dialog:not([id]) button[type=submit]")
    browser.until(lambda: not browser.all(".dialog:not([id])"), "the question stays")
    assert browser.see("#field-title").get_attribute("value") == "Rain on the Shed", "what was typed is lost"
    assert not browser.all("#item-dialog .notice:not([hidden])"), browser.text("#item-dialog .notice")
    browser.click("#item-dialog .plain")

    # A room that came up empty is filled.
    assert browser.ask("DELETE", "/api/v1/session")["status"] == 204
    browser.run("location.hash = 'settings'")
    browser.fill(".dialog #field-password", FIRST[1])
    assert not browser.all("#room .notice.bad:not([hidden])"), "a lost session is called a fault"
    browser.click(".dialog button[type=submit]")
    browser.see("#sessions li")
    _go_home(browser)
    browser.console_errors()


def follows_another_tab(visit):
    """a tab shows whoever signed in to another one, and asks for the password when that one signed out"""
    browser = visit.browser
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("window")
    browser.open()
    browser.see("#account")
    _sign_out(browser)
    _enter(browser, *SECOND)
    browser.driver.close()
    browser.driver.switch_to.window(first)
    # A window that never was out of sight learns of it with its first click.
    browser.run("document.querySelector('.like')?.click()")
    browser.until(lambda: SECOND[0] in browser.text("#account"), "the first window still shows the other's name")
    assert SECOND[0] in browser.text("#picks-title")
    assert SECOND[0] in browser.text(".toast.urgent")
    _wait_for_cards(browser)
    assert browser.run("return document.querySelectorAll('.like[aria-pressed=true]').length") == 0
    assert browser.ask("GET", "/api/v1/feedback")["body"] == {"interactions": []}, "a like went to somebody else"

    browser.driver.switch_to.new_window("tab")
    second = browser.driver.current_window_handle
    browser.open()
    browser.see("#account")
    _sign_out(browser)
    browser.bring_to_front(first)
    browser.see(".dialog #field-password")
    browser.bring_to_front(second)
    _enter(browser, *FIRST)
    browser.driver.close()
    browser.bring_to_front(first)
    browser.until(lambda: FIRST[0] in browser.text("#account"), "the question stays when somebody is signed in")
    browser.until(lambda: not browser.all(".dialog"), "the question stays over the page")
    _wait_for_cards(browser)
    faults = browser.console_errors(VISITOR + STALE + ("/api/v1/mood/events - Failed to load resource: the server responded with a status of 401",))
    assert not faults, faults


def says_when_signing_out_fails(visit):
    """a sign-out that fails is said for all to see, and can be tried again"""
    browser = visit.browser
    _sign_in_behind(browser, *FIRST)
    browser.run("""
        window.realFetch = window.fetch;
        window.fetch = async (path, options) => {
          if (options?.method === 'DELETE') throw new TypeError('offline');
          return window.realFetch(path, options);
        };
        """)
    browser.click("#account")
    browser.click("#sign-out")
    assert "still signed in" in browser.text(".toast.urgent:last-child")
    browser.picture(visit.pictures / "sign-out-failed.png")
    browser.run("window.fetch = window.realFetch")
    browser.run("document.querySelector('.toast.urgent:last-child button').click()")
    # The token is of an earlier session, too: that is no reason to stay.
    browser.see(".entry-form")
    assert not browser.all(".toast")
    assert browser.ask("GET", "/api/v1/me")["status"] == 401
    _enter(browser, *FIRST)
    faults = browser.console_errors(VISITOR + STALE)
    assert not faults, faults


def helps_when_refused(visit):
    """a refused camera is explained, and picking by hand still works"""
    refused = visit.new_browser("refused", allow_camera=False)
    try:
        refused.open()
        _enter(refused, *FIRST)
        refused.click("#consent-yes")
        assert refused.see("#camera-problem").get_attribute("data-problem") == "refused"
        assert "address bar" in refused.text("#camera-problem")
        refused.click('.hand[data-emotion="sad"]')
        refused.until(lambda: "sad, picked by hand" in refused.text("#updated"), "no list without a camera")
        refused.picture(visit.pictures / "camera-refused.png")
        faults = refused.console_errors(VISITOR)
        assert not faults, faults
        assert refused.foreign_requests() == []
    finally:
        refused.close()


def stays_home(visit):
    """no error in the console, and no request leaves the origin"""
    faults = visit.browser.console_errors(VISITOR)
    assert not faults, faults
    assert visit.browser.requests() > 20, "the requests were not seen"
    assert visit.browser.foreign_requests() == []


def keeps_no_picture(visit):
    """the server's data and log hold no picture of the viewer"""
    visit.server.stop()
    clips = [visit.video, *(file for scene in clip.SCENES if (file := visit.video.with_name(f"{scene}.y4m")).exists())]
    found = pictures_in([visit.server.data, visit.server.log], [sample for file in clips for sample in clip.samples(file)])
    assert found == [], found
