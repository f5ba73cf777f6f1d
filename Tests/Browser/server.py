"""Starts and stops `mien serve` on a free port, with a data folder of its own."""

import os
import re
import shlex
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


class Server:
    def __init__(self, command: str, data: Path, log: Path, weights: Path, port: int = 0, more: tuple[str, ...] = ()):
        self.data, self.log = data, log
        self._environment = {**os.environ, "MIEN_WEIGHTS": str(weights.resolve())}
        self._arguments = [*shlex.split(command), "serve", "--host", "127.0.0.1", "--data-dir", str(data), *more]
        self._start(port)

    def forget_failures(self) -> None:
        """Lets pass, while it is stopped, the quarter of an hour after which failures to sign in count no more."""
        self.stop()
        database = sqlite3.connect(self.data / "mien.sqlite")
        with database:
            database.execute("DELETE FROM throttles")
        database.close()
        self._start(port=int(self.origin.rsplit(":", 1)[1]))

    def _start(self, port: int) -> None:
        self._output = self.log.open("ab")
        self._process = subprocess.Popen(
            [*self._arguments, "--port", str(port)], stdout=self._output, stderr=subprocess.STDOUT,
            env=self._environment, stdin=subprocess.DEVNULL)
        try:
            self.origin = self._wait()
        except Exception:
            self.stop()
            raise

    def _wait(self) -> str:
        """The address it printed, once /health/live answers there."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(f"mien serve ended with {self._process.returncode}:\n{self.text()}")
            for origin in re.findall(r"http://[\w.\-\[\]:]+:\d+", self.text()):
                if _lives(origin):
                    return origin
            time.sleep(0.05)
        raise RuntimeError(f"mien serve did not answer within {START_SECONDS} s:\n{self.text()}")

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self) -> int | None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._output.close()
        return self._process.returncode


def _lives(origin: str) -> bool:
    try:
        with urllib.request.urlopen(f"{origin}/health/live", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
