"""A `mien serve` of its own with an empty data folder, and the accounts that a load needs, made as people make them."""

import http.client
import json
import os
import pathlib
import re
import subprocess
import time

START_SECONDS = 60
SETTLE_SECONDS = 300
ENCODER = "minilm-l6-v2.safetensors"


class Server:
    def __init__(self, program, folder, weights):
        self.log = pathlib.Path(folder, "serve.log")
        command = [program, "serve", "--host", "127.0.0.1", "--port", "0"]
        command += ["--data-dir", str(pathlib.Path(folder, "data")), "--weights", weights]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder)})
        self.reads = pathlib.Path(weights, ENCODER).is_file()
        self.port = self._wait()
        self.cookie, self.token = self.sign_up("/api/v1/setup", {})

    def _wait(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", self.log.read_text(errors="replace"))
            if found:
                return int(found[1])
            time.sleep(0.05)
        self.stop()
        raise SystemExit(f"mien serve did not start:\n{self.log.read_text(errors='replace')}")

    def settle(self):
        """Waits until the server has read what its items mean, which it begins some seconds after its start."""
        end = time.monotonic() + SETTLE_SECONDS
        while self.reads and "the encoder rests" not in self.log.read_text(errors="replace"):
            if time.monotonic() > end or self.process.poll() is not None:
                raise SystemExit(f"mien serve did not come to rest:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.2)

    def ask(self, method, path, body=None, cookie=None, token=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json"}
        if cookie:
            headers |= {"Cookie": cookie, "X-CSRF-Token": token}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path} answered {answer.status}: {text.decode(errors='replace')}")
        return answer, json.loads(text or "null")

    def sign_up(self, path, more, name="load"):
        answer, said = self.ask("POST", path, {"name": name, "password": "a load of frames, 5 a second", **more})
        return answer.headers["Set-Cookie"].split(";")[0], said["csrf_token"]

    def invite(self, number):
        """A new member, signed in: the cookie and the token."""
        _, said = self.ask("POST", "/api/v1/invitations", {}, self.cookie, self.token)
        return self.sign_up("/api/v1/accounts", {"invitation": said["code"]}, f"viewer {number}")

    def status(self):
        """What the server counts of frames."""
        return self.ask("GET", "/api/v1/status", cookie=self.cookie, token=self.token)[1]["frames"]

    def memory(self):
        """Resident bytes."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
