"""Glewlwyd, a provider of OpenID Connect that is no work of ours, in a folder of its own on this machine.

It is Debian's package `glewlwyd`; it runs as whoever runs the test, on loopback, with a database of SQLite.
"""

import gzip
import http.cookiejar
import json
import shutil
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

SCHEMA = Path("/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz")
MODULES = Path("/usr/lib/glewlwyd")
NAME = "oidc"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Redirections are answers here: they are what is tested."""

    def redirect_request(self, *_):
        return None


class Client:
    """Cookies, JSON, and no redirections; `origin` is said of what changes something."""

    def __init__(self, base: str, origin: str | None = None):
        self.base, self.origin = base, origin
        self.jar = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(strict_domain=False))
        self.opener = urllib.request.build_opener(
            NoRedirect, urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, method: str, path: str, body=None, headers: dict | None = None):
        """The status, the JSON (or text) of the answer, and its headers."""
        address = path if path.startswith("http") else self.base + path
        fields = dict(headers or {})
        if self.origin and method != "GET":
            fields["Origin"] = self.origin
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            fields["Content-Type"] = "application/json"
        request = urllib.request.Request(address, data=data, method=method, headers=fields)
        try:
            answer = self.opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        text = answer.read().decode()
        try:
            parsed = json.loads(text) if text else None
        except ValueError:
            parsed = text
        return answer.status, parsed, answer.headers


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Glewlwyd:
    """A provider with one client, and somebody named `lovelace`: a word that no hexadecimal number of a log has by chance."""

    def __init__(self, folder: Path, redirect: str, client: str, secret: str, algorithm: str):
        self.folder, self.client_id = folder, client
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.issuer = f"{self.base}/api/{NAME}"
        folder.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(folder / "glewlwyd.db")
        database.executescript(gzip.decompress(SCHEMA.read_bytes()).decode())
        database.close()
        self.log = folder / "glewlwyd.log"
        settings = folder / "glewlwyd.conf"
        settings.write_text(self._settings())
        self.process = subprocess.Popen(
            ["glewlwyd", f"--config-file={settings}"], stdout=self.log.open("ab"), stderr=subprocess.STDOUT)
        self.admin = Client(self.base)
        try:
            self._wait()
            self._set_up(redirect, secret, algorithm)
        except BaseException:
            self.stop()
            raise

    def _settings(self) -> str:
        modules = "\n".join(
            f'{kind}_module_path="{MODULES / path}"'
            for kind, path in [("user", "user"), ("client", "client"), ("user_auth_scheme", "scheme"), ("plugin", "plugin")])
        return f"""
port={self.port}
bind_address="127.0.0.1"
external_url="{self.base}"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="WARNING"
cookie_secure=0
session_key="GLEWLWYD_TEST"
session_expiration=3600
{modules}
admin_scope="g_admin"
profile_scope="g_profile"
hash_algorithm="SHA512"
database = {{ type = "sqlite3"; path = "{self.folder / 'glewlwyd.db'}"; }};
"""

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"glewlwyd ended: {self.log.read_text()[-2000:]}")
            try:
                if self.admin.ask("GET", "/config")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"glewlwyd does not answer: {self.log.read_text()[-2000:]}")

    def _expect(self, what, method: str, path: str, body=None):
        status, answer, _ = self.admin.ask(method, path, body)
        if status != 200:
            raise RuntimeError(f"glewlwyd {what}: {status} {answer}; {self.log.read_text()[-2000:]}")
        return answer

    def _set_up(self, redirect: str, secret: str, algorithm: str) -> None:
        self._expect("admin signs in", "POST", "/api/auth/", {"username": "admin", "password": "password"})
        kind, size = ("rsa", "256") if algorithm == "RS256" else ("ecdsa", "256")
        files = self._keys(algorithm)
        self._expect("plugin", "POST", "/api/mod/plugin/", {
            "module": "oidc", "name": NAME, "display_name": "OpenID Connect", "enabled": True,
            "parameters": {
                "iss": self.issuer, "jwt-type": kind, "jwt-key-size": size, "key": files[0], "cert": files[1],
                "default-kid": "test",
                "access-token-duration": 600, "refresh-token-duration": 1200, "code-duration": 300,
                "refresh-token-rolling": True, "allow-non-oidc": False, "auth-type-code-enabled": True,
                "auth-type-token-enabled": False, "auth-type-id-token-enabled": True, "auth-type-none-enabled": False,
                "auth-type-password-enabled": False, "auth-type-client-enabled": False,
                "auth-type-device-enabled": False, "auth-type-refresh-enabled": True,
                "pkce-allowed": True, "pkce-method-plain-allowed": False, "pkce-required": True,
                "subject-type": "public", "scope": [], "additional-parameters": [], "claims": [],
                "name-claim": "mandatory", "name-claim-scope": [], "email-claim": "no", "email-claim-scope": [],
                "scope-claim": "no", "address-claim": {"type": "no"}, "oauth-as-iss-id": True,
                "jwks-show": True, "request-parameter-allow": False,
            }})
        for scope in ["profile"]:
            self._expect("scope", "POST", "/api/scope/", {
                "name": scope, "display_name": scope, "description": scope, "password_required": False, "scheme": {}})
        self._expect("scope", "PUT", "/api/scope/openid", {
            "display_name": "openid", "description": "openid", "password_required": True, "password_max_age": 0, "scheme": {}})
        self._expect("user", "POST", "/api/user/?source=database", {
            "username": "lovelace", "name": "Ada L.", "password": "a pass of lovelace", "enabled": True,
            "scope": ["openid", "profile", "g_profile"]})
        self._expect("client", "POST", "/api/client/?source=database", {
            "client_id": self.client_id, "name": "Mien", "confidential": True, "client_secret": secret, "password": secret,
            "redirect_uri": [redirect], "authorization_type": ["code"], "token_endpoint_auth_method": ["client_secret_basic"],
            "enabled": True, "scope": ["openid", "profile"]})

    def _keys(self, algorithm: str) -> tuple[str, str]:
        key = self.folder / "sign.key"
        how = ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"] if algorithm == "RS256" else ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
        subprocess.run(["openssl", "genpkey", "-algorithm", *how, "-out", str(key)], check=True, capture_output=True)
        public = subprocess.run(["openssl", "pkey", "-in", str(key), "-pubout"], check=True, capture_output=True, text=True).stdout
        return key.read_text(), public

    def browser(self) -> Client:
        """Somebody's browser, signed in at the provider as lovelace, who lets the client know who she is."""
        browser = Client(self.base)
        for status, answer, _ in [
            browser.ask("POST", "/api/auth/", {"username": "lovelace", "password": "a pass of lovelace"}),
            browser.ask("PUT", f"/api/auth/grant/{self.client_id}", {"scope": "openid profile"}),
        ]:
            if status != 200:
                raise RuntimeError(f"glewlwyd does not let lovelace in: {status} {answer}")
        return browser

    def visit(self, browser: Client, address: str) -> dict[str, str]:
        """What the provider gives the browser to take back, after whatever it asks in between."""
        for _ in range(5):
            status, _, headers = browser.ask("GET", address)
            location = headers.get("Location") or ""
            if status not in (302, 303):
                break
            if not location.startswith(self.base):
                return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))
            # Its own page would ask the person; what it asks was answered before.
            parts = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)
            address = parts.get("callback_url", [location])[0] + "&g_continue"
        raise RuntimeError(f"glewlwyd sends nobody back: {status} {headers.get('Location')} {self.log.read_text()[-1500:]}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def is_here() -> bool:
    return shutil.which("glewlwyd") is not None and SCHEMA.exists()
