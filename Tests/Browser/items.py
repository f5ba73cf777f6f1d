"""What may be told of items: reviews, titles that are programs, and a large file on its way."""

from flows import _go, _go_home
from rooms import _ok, _open_item, _search, _twice

ITEM = "music-test-nothing-runs"
HOSTILE = "<img src=x onerror=window.pwned=1>{{7*7}}${7*7}<script>window.pwned=1</script>"


def _find(browser, words: str) -> None:
    _search(browser, words)
    browser.until(lambda: len(browser.all(".item")) == 1, f"“{words}” does not find one item")
    _open_item(browser)


def shows_text_as_text(visit):
    """a title, a maker, a review and a sentence that are programs are shown letter by letter, and nothing of them runs"""
    browser = visit.browser
    item = {"id": ITEM, "title": HOSTILE, "creator": "<script>window.pwned=1</script>", "kind": "music", "minutes": 4, "valence": 0.7, "arousal": 0.5,
            "energy": 0.5, "tags": ["<b onclick=window.pwned=1>bold</b>"], "why": "<svg onload=window.pwned=1>", "link": "javascript:window.pwned=1"}
    answer = browser.ask("POST", "/api/v1/catalogue", item)
    assert answer["status"] == 422 and "only http" in answer["body"]["error"]["message"], answer
    browser.console_errors()
    _ok(browser.ask("POST", "/api/v1/catalogue", {name: value for name, value in item.items() if name != "link"}), 201)
    planted = "return document.querySelectorAll('#room :is(img, script, b, iframe), .toast :is(img, script), [onerror], [onload], [onclick], a[href^=javascript]').length"
    _go(browser, "library", ".item")
    _find(browser, "onerror")
    assert browser.text(".item .names strong") == HOSTILE, browser.text(".item .names strong")
    assert "<svg onload" in browser.text(".item-body") and "<b onclick" in browser.text(".item-body")
    assert browser.run("return document.querySelector('.item-dot title').textContent") == HOSTILE
    browser.fill(f"#review-{ITEM}", HOSTILE)
    browser.click(f"[data-review-save={ITEM}]")
    browser.until(lambda: browser.ask("GET", f"/api/v1/catalogue/{ITEM}/review")["body"]["review"], "the review is not kept")
    browser.picture(visit.pictures / "hostile-title.png")
    assert browser.run(planted) == 0, "what was text is part of the page"
    _twice(browser, "[data-remove]")
    browser.until(lambda: any(HOSTILE in toast.text for toast in browser.all(".toast")), "the message does not name it")
    assert browser.run(planted) == 0, "what was text is part of a message"
    assert browser.run("return window.pwned ?? null") is None, "a title ran"
    _go_home(browser)
    faults = browser.console_errors()
    assert not faults, faults


def writes_reviews(visit):
    """of an item is told how warm the reviews are, and one's own is written, changed, deleted and brought back"""
    browser = visit.browser
    _go(browser, "library", ".item")
    _open_item(browser)
    item = browser.run("return document.querySelector('.item').dataset.library")
    own = lambda: (found := _ok(browser.ask("GET", f"/api/v1/catalogue/{item}/review"))["review"]) and found["text"]
    browser.until(lambda: "Nobody has written" in browser.text(f"[data-reviews={item}]"), "it is not said that there are no reviews")
    browser.click(f"[data-review-save={item}]")
    assert "a few words" in browser.text(".reviews .field-error"), "an empty review is sent without a word"
    for text in ("It was there.", "What a wonderful, tender piece: I love every bar of it."):
        browser.fill(f"#review-{item}", text)
        browser.click(f"[data-review-save={item}]")
        browser.until(lambda: own() == text, "the review is not kept")
    browser.until(lambda: "1 review: warm" in browser.text(f"[data-reviews={item}]"), "the review does not count")
    browser.until(lambda: "Yours reads: warm" in browser.text(".reviews"), browser.text(".reviews"))
    browser.picture(visit.pictures / "review.png")
    _twice(browser, f"[data-review-delete={item}]")
    browser.until(lambda: own() is None, "the review is not deleted")
    browser.answer("review is deleted")
    browser.until(lambda: own() == text, "the review cannot be brought back")
    browser.until(lambda: browser.see(f"#review-{item}").get_attribute("value") == text, "the review is not shown again")
    _twice(browser, f"[data-review-delete={item}]")
    browser.until(lambda: own() is None and "Nobody has written" in browser.text(f"[data-reviews={item}]"), "the review is not deleted again")
    _go_home(browser)


def shows_how_far_an_import_is(visit):
    """while a large file is sent the page says how much of it has gone, and then that the server reads it"""
    browser = visit.browser
    file = visit.pictures / "large.csv"
    file.write_text("title,creator,kind,minutes\nThree Kettles,The Household,music,3\n" + ",Nobody,film,90\n" * 50_000)
    _go(browser, "library", "#import-open")
    browser.click("#import-open")
    browser.see("#import-file").send_keys(str(file))
    browser.run("""
        window.told = [];
        new MutationObserver(() => {
          const bar = document.querySelector('.import-progress progress');
          if (bar && !bar.closest('[hidden]')) told.push([bar.hasAttribute('value') ? bar.value : null, document.querySelector('.import-progress p').textContent]);
        }).observe(document.querySelector('.import-progress'), {subtree: true, childList: true, attributes: true});
        """)
    network = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", network | {"uploadThroughput": 300_000})
    try:
        browser.click("#import-submit")
        report = browser.text("#import-report")
    finally:
        browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", network)
    told = browser.run("return told")
    parts = [value for value, _ in told if value is not None]
    assert any(0 < part < 1 for part in parts) and parts == sorted(parts), f"the bar does not grow: {parts}"
    assert any(text.startswith("Sending: ") for _, text in told) and any("is reading it" in text for _, text in told), told
    assert told[-1][0] is None, "what is read has a length that nobody knows"
    assert "1 added" in report and "50,000 skipped" in report, report
    browser.click("#import-close")
    _find(browser, "three kettles")
    _twice(browser, "[data-remove]")
    browser.until(lambda: not browser.all(".item"), "what was imported is not removed")
    _go_home(browser)
