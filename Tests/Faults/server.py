"""A server of Mien in a folder of its own, and somebody signed in there."""

import http.client
import json
import os
import pathlib
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("MIEN_BINARY", ROOT / ".build/release/mien"))
NAME = {"name": "root", "password": "a long password"}
PATIENCE = 120


class Gone(Exception):
    """The server did not answer."""


class Server:
    """`mien serve`, started anew as often as needed over the same data."""

    all = []

    def __init__(self, folder, arguments=(), prefix=(), before=None):
        Server.all.append(self)
        self.folder = pathlib.Path(folder)
        self.arguments = list(arguments)
        self.prefix = list(prefix)
        self.before = before
        self.process = None
        self.port = None

    def start(self):
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [*self.prefix, str(BINARY), "serve", "--port", "0", "--data-dir", str(self.folder / "data"),
             "--weights", str(ROOT / "weights"), "--log-level", "notice", *self.arguments],
            stdout=subprocess.PIPE, stderr=log, text=True, preexec_fn=self.before, restore_signals=False,
            env={"HOME": str(self.folder), "PATH": os.environ["PATH"], "TZ": "UTC"})
        line = self.process.stdout.readline()
        if "listens on" not in line:
            raise Gone(f"the server said {line!r}: {(self.folder / 'log').read_text()[-500:]}")
        self.port = int(line.rsplit(":", 1)[1])
        return self

    @classmethod
    def end_all(cls):
        """Kills what a fault left running."""
        for server in cls.all:
            if server.process and server.process.poll() is None:
                server.kill()
        cls.all.clear()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Asks for an end, and gives the exit code and the seconds until then."""
        began = time.monotonic()
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        return code, time.monotonic() - began

    def visitor(self):
        return Visitor(self.port)


class Visitor:
    """One connection, and the cookie and token of whom it belongs to."""

    def __init__(self, port, cookie=None, token=None):
        self.port, self.cookie, self.token = port, cookie, token
        self.connection = None

    def again(self, port=None):
        return Visitor(port or self.port, self.cookie, self.token)

    def call(self, method, path, body=None, timeout=PATIENCE):
        headers = {"Host": f"127.0.0.1:{self.port}"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.token and method != "GET":
            headers["X-CSRF-Token"] = self.token
        data = None
        if body is not None:
            data = json.dumps(body)
            headers["Content-Type"] = "application/json"
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
            self.connection.request(method, path, data, headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Gone(repr(error)) from error
        self.headers = answer.headers
        is_json = "json" in (answer.headers["Content-Type"] or "")
        return answer.status, (json.loads(text) if text and is_json else text)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def enter(self, path):
        status, me = self.call("POST", path, NAME)
        assert status in (200, 201), (status, me)
        self.cookie = self.headers["Set-Cookie"].split(";")[0]
        self.token = me["csrf_token"]
        return self

    def like(self, item):
        return self.call("POST", "/api/v1/feedback", {"item_id": item, "kind": "like"})

    def unlike(self, item):
        return self.call("DELETE", f"/api/v1/feedback/{item}?kind=like")

    def liked(self):
        status, answer = self.call("GET", "/api/v1/feedback")
        assert status == 200, (status, answer)
        return {one["item_id"] for one in answer["interactions"] if one["kind"] == "like"}

    def items(self):
        status, answer = self.call("GET", "/api/v1/catalogue?limit=100")
        assert status == 200, (status, answer)
        return [one["id"] for one in answer["items"]]
