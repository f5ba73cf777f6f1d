"""Signing in at a provider of OpenID Connect, by the button on the page: Debian's Glewlwyd, as in Tests/OIDC."""

import sys
import urllib.parse
from pathlib import Path

from flows import _enter, _open_settings, _sign_out, _wait_for_cards

sys.path.append(str(Path(__file__).resolve().parents[1] / "OIDC"))
from glewlwyd import Glewlwyd, free_port, is_here  # noqa: E402

ADMINISTRATOR = ("Root", "a long way to the lighthouse")
SECRET = "Kq2nT8-vYw4mR_ePz71"
PERSON = {"username": "lovelace", "password": "a pass of lovelace"}
ASK = """
    const [method, path, body, done] = arguments;
    fetch(path, {method, headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)}).then((r) => done(r.status), (error) => done(String(error)));
    """


def _be_known_there(browser, provider) -> None:
    """What the provider's own pages would ask, which Debian's package has not: who one is, and whether Mien may know."""
    browser.driver.get(f"{provider.base}/config")
    for method, path, body in (("POST", "/api/auth/", PERSON), ("PUT", f"/api/auth/grant/{provider.client_id}", {"scope": "openid profile"})):
        status = browser.driver.execute_async_script(ASK, method, path, body)
        assert status == 200, f"{path} answers {status}"


def _go_on_there(browser, provider, origin: str) -> None:
    """From the provider's page, where somebody would press “continue”, back to Mien."""
    for _ in range(5):
        browser.until(lambda: browser.driver.current_url.startswith((provider.base, origin + "/")) and browser.run("return document.readyState") == "complete", "the browser goes nowhere")
        address = browser.driver.current_url
        if address.startswith(origin + "/"):
            return
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query).get("callback_url")
        assert asked, f"the provider shows {address}: {browser.run('return document.body.textContent')[:300]}"
        browser.driver.get(asked[0] + "&g_continue")


def signs_in_at_a_provider(visit):
    """“Continue with …” leads to the provider and back into an account of one's own, and the settings say so"""
    assert is_here(), "glewlwyd is missing: scripts/bootstrap --tests"
    folder, port = visit.video.parent, free_port()
    origin = f"http://127.0.0.1:{port}"
    secret = folder / "secret"
    secret.write_text(SECRET + "\n")
    provider = Glewlwyd(folder / "glewlwyd", f"{origin}/openid", "mien", SECRET, "ES256")
    server = browser = None
    try:
        server = visit.new_server("provider", port=port, more=(
            "--oidc-issuer", provider.issuer, "--oidc-client", "mien", "--oidc-secret-file", str(secret), "--oidc-name", "Glewlwyd", "--oidc-create"))
        browser = visit.new_browser("provider-profile", origin=server.origin)
        browser.open()
        _enter(browser, *ADMINISTRATOR)
        _sign_out(browser)
        assert browser.text("#provider-continue") == "Continue with Glewlwyd"
        browser.picture(visit.pictures / "provider.png")
        _be_known_there(browser, provider)
        browser.open()
        browser.click("#provider-continue")
        browser.until(lambda: not browser.driver.current_url.startswith(origin) or browser.all("#account"), "the button leads nowhere")
        _go_on_there(browser, provider, origin)
        assert "Ada L." in browser.text("#account"), browser.text("#account")
        _wait_for_cards(browser)
        assert "code=" not in browser.driver.current_url and "state=" not in browser.driver.current_url, browser.driver.current_url
        _open_settings(browser)
        browser.until(lambda: "Linked to Glewlwyd" in browser.text("#provider"), "the settings do not know the provider")
        _sign_out(browser)
        # Who says no there comes back to the sign-in.
        browser.open("/openid?error=access_denied&state=x")
        assert "did not sign you in" in browser.text(".toast.urgent")
        browser.see("#provider-continue")
    finally:
        if browser:
            browser.close()
        if server:
            server.stop()
        provider.stop()
