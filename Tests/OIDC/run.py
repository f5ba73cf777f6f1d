#!/usr/bin/env python3
"""Signs in at a real provider of OpenID Connect, Glewlwyd, with keys of both kinds; and looks that nothing else is let in.

    Tests/OIDC/run.py

Needs a built .build/release/mien (or the one that MIEN_BINARY names), the weights, and Debian's packages glewlwyd and openssl. Every
wait is bounded, and all traffic stays on 127.0.0.1. The ways in which a provider can go wrong are in Tests/WebTests/OpenIDTests.swift.
"""

import json
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "Faults"))

from glewlwyd import Client, Glewlwyd, free_port, is_here  # noqa: E402
from server import Server  # noqa: E402

ROOT_ACCOUNT = {"name": "root", "password": "a long password"}
SECRET = "xAnv2oXn-SfhuK8Lq4T_1"


def expect(status, wanted, answer):
    assert status == wanted, f"{status} in place of {wanted}: {answer}"


class Person:
    """A browser at Mien, and the same at the provider."""

    def __init__(self, port, provider):
        self.provider = provider
        self.mien = Client(f"http://127.0.0.1:{port}", origin=f"http://127.0.0.1:{port}")
        self.there = provider.browser()
        self.token = None

    def ask(self, method, path, body=None):
        headers = {"X-CSRF-Token": self.token} if self.token else {}
        return self.mien.ask(method, path, body, headers)[:2]

    def enter(self, path, body):
        status, answer = self.ask("POST", path, body)
        self.token = answer.get("csrf_token", self.token) if isinstance(answer, dict) else self.token
        return status, answer

    def visit(self, path="/api/v1/openid", body=None):
        """What the provider gives, for a way that begins here."""
        status, answer = self.ask("POST", path, body)
        expect(status, 201, answer)
        return self.provider.visit(self.there, answer["location"])


def check(folder, algorithm, creates):
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    provider = Glewlwyd(folder / "provider", f"{address}/openid", "mien", SECRET, algorithm)
    secret = folder / "secret"
    secret.write_text(SECRET + "\n")
    server = Server(folder, [
        "--port", str(port), "--oidc-issuer", provider.issuer, "--oidc-client", "mien", "--oidc-secret-file", str(secret),
        "--oidc-name", "Glewlwyd", "--log-level", "debug", *(["--oidc-create"] if creates else [])]).start()
    try:
        root = Person(port, provider)
        expect(*root.enter("/api/v1/setup", ROOT_ACCOUNT)[:1], 201, "set-up")
        assert root.ask("GET", "/api/v1/openid")[1] == {"name": "Glewlwyd"}
        if creates:
            created(port, provider)
        else:
            linked(port, provider, root)
        log = (folder / "log").read_text()
        for word in [SECRET, "a pass of lovelace", "lovelace", "code="]:
            assert word not in log, f"the log has {word!r}"
    finally:
        code, _ = server.stop()
        provider.stop()
    assert code == 0, f"the server ended with {code}"


def linked(port, provider, root):
    stranger = Person(port, provider)
    status, answer = stranger.enter("/api/v1/openid/session", stranger.visit())
    expect(status, 403, answer)
    assert answer["error"]["code"] == "not_linked", answer

    back = root.visit("/api/v1/openid/link", {"password": ROOT_ACCOUNT["password"]})
    status, answer = root.ask("PUT", "/api/v1/openid/link", back)
    expect(status, 200, answer)
    assert answer["linked_at"], answer

    person = Person(port, provider)
    back = person.visit()
    status, answer = person.enter("/api/v1/openid/session", back)
    expect(status, 200, answer)
    assert answer["name"] == "root", answer
    expect(*person.ask("GET", "/api/v1/me")[:1], 200, "me")
    # The same once more, in this browser and in another: it is used up.
    for other in (person, Person(port, provider)):
        status, answer = other.enter("/api/v1/openid/session", back)
        expect(status, 401, answer)

    # A code that the provider already exchanged, on a way of its own: the provider refuses it, and so do we.
    thief = Person(port, provider)
    fresh = thief.visit()
    status, answer = thief.enter("/api/v1/openid/session", {**fresh, "code": back["code"]})
    expect(status, 401, answer)
    assert answer["error"]["code"] == "provider_refused", answer

    # One browser's code and state in another browser.
    one, two = Person(port, provider), Person(port, provider)
    back = one.visit()
    two.visit()
    status, answer = two.enter("/api/v1/openid/session", back)
    expect(status, 401, answer)
    assert answer["error"]["code"] == "unknown_attempt", answer

    status, answer = root.ask("DELETE", "/api/v1/openid/link", {"password": ROOT_ACCOUNT["password"]})
    expect(status, 204, answer)
    again = Person(port, provider)
    status, answer = again.enter("/api/v1/openid/session", again.visit())
    expect(status, 403, answer)


def created(port, provider):
    for wanted in (201, 200):
        person = Person(port, provider)
        status, answer = person.enter("/api/v1/openid/session", person.visit())
        expect(status, wanted, answer)
        assert answer["role"] == "member", answer
        assert answer["name"] == "Ada L.", answer
    # A fresh sign-in stands in for the password it has not: the account goes when its person says so.
    status, answer = person.ask("DELETE", "/api/v1/me", {"password": ""})
    expect(status, 204, answer)


def main():
    if not is_here():
        sys.exit("glewlwyd is not here; scripts/bootstrap --tests installs it")
    failed = 0
    for algorithm in ("RS256", "ES256"):
        for creates in (False, True):
            folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-oidc-"))
            name = f"{algorithm}, {'accounts are made' if creates else 'accounts are linked'}"
            try:
                check(folder, algorithm, creates)
                print(f"passed   {name}", flush=True)
            except Exception as error:  # Each is tried, whatever the one before it did.
                failed += 1
                log = folder / "log"
                print(f"FAILED   {name}: {type(error).__name__}: {error}", flush=True)
                print(json.dumps(log.read_text()[-1500:] if log.exists() else ""), flush=True)
            finally:
                Server.end_all()
                shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


main()
