"""supysonic, a server with Subsonic's interface that is no work of ours, in a folder of its own on this machine.

It is Debian's package `supysonic`; it runs as whoever runs the test, on loopback, with a database of SQLite.
"""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

PYTHON = "/usr/bin/python3"  # The one for which Debian's packages are.
USER, PASSWORD = "ada", "sésame & ouvre-toi"


def is_here() -> bool:
    return shutil.which("supysonic-cli") is not None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def frame(name: str, text: str) -> bytes:
    """A text of ID3v2.3, in UTF-16 with its mark."""
    body = b"\x01" + text.encode("utf-16")
    return name.encode() + len(body).to_bytes(4, "big") + b"\0\0" + body


def tagged(sound: bytes, **texts: str) -> bytes:
    """An MP3 with a tag of ID3v2.3 before its sound."""
    body = b"".join(frame(name, text) for name, text in texts.items())
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + body + sound


def write_songs(folder: Path, count: int) -> None:
    """Songs of a second of silence, each with a title of its own; ffmpeg makes the sound once."""
    made = folder.parent / "silence.mp3"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "anullsrc=r=22050:cl=mono", "-t", "1",
         "-b:a", "32k", "-map_metadata", "-1", "-id3v2_version", "0", "-write_xing", "0", str(made)], check=True)
    sound = made.read_bytes()
    for number in range(count):
        album = folder / f"Artist {number // 50}" / "Album"
        album.mkdir(parents=True, exist_ok=True)
        (album / f"{number}.mp3").write_bytes(tagged(
            sound, TIT2=f"Söng {number}", TPE1=f"Björk {number // 50}", TALB=f"Album {number // 50}",
            TCON="Ambient" if number % 2 else "Metal", TYER="1997"))


class Supysonic:
    """A server with a user and one folder of music."""

    def __init__(self, folder: Path, music: Path):
        self.folder = folder
        settings = folder / ".config/supysonic/supysonic.conf"
        settings.parent.mkdir(parents=True)
        settings.write_text(
            f"[base]\ndatabase_uri = sqlite:///{folder}/supysonic.db\n"
            f"[webapp]\ncache_dir = {folder}/cache\nlog_file = {folder}/log\nlog_level = WARNING\n"
            f"[daemon]\nsocket = {folder}/socket\nrun_watcher = no\n")
        self.environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        self._tell("user", "add", USER, "-p", PASSWORD)
        self._tell("folder", "add", "music", str(music))
        self._tell("folder", "scan", "--foreground", "music")
        self.process = None
        self.port = free_port()

    def _tell(self, *words: str) -> None:
        done = subprocess.run(
            ["supysonic-cli", *words], env=self.environment, cwd=self.folder, capture_output=True, text=True,
            timeout=300, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(f"supysonic-cli {words[0]} {words[1]}: {done.stdout[-800:]} {done.stderr[-800:]}")

    def start(self) -> "Supysonic":
        """Serves with Flask's own server: Debian's package brings no other along."""
        serve = (
            "from supysonic.web import create_application; from werkzeug.serving import run_simple; "
            f"run_simple('127.0.0.1', {self.port}, create_application(), threaded=True)")
        self.process = subprocess.Popen(
            [PYTHON, "-c", serve], env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=(self.folder / "errors").open("ab"))
        end = time.monotonic() + 60
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                with opener.open(f"http://127.0.0.1:{self.port}/rest/ping.view?u=x&p=x&v=1.13.0&c=test", timeout=5):
                    return self
            except urllib.error.HTTPError:
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"supysonic does not answer: {(self.folder / 'errors').read_text()[-2000:]}")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(60)
