#!/usr/bin/env python3
"""Imports the songs of a real server with Subsonic's interface, supysonic; again; and while the server goes away.

    Tests/Subsonic/run.py

Needs a built .build/release/mien (or the one that MIEN_BINARY names), ffmpeg, and Debian's package supysonic; without that it
says so and tests nothing. Every wait is bounded, and all traffic stays on 127.0.0.1. It installs nothing.
"""

import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE))

from supysonic import PASSWORD, USER, Supysonic, is_here, write_songs  # noqa: E402

ROOT = HERE.parents[1]
BINARY = pathlib.Path(os.environ.get("MIEN_BINARY", ROOT / ".build/release/mien"))
# More than the five hundred that are asked for at once.
SONGS = 523


class Leaving(http.server.BaseHTTPRequestHandler):
    """Stands before the server, hands on the first page, and has the server go away in the middle of the second."""

    protocol_version = "HTTP/1.1"
    server_behind = None
    asked = 0

    def do_GET(self):
        kind = type(self)
        kind.asked += 1
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{kind.server_behind.port}{self.path}", timeout=60) as answer:
            body = answer.read()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if kind.asked == 1:
            self.wfile.write(body)
            return
        kind.server_behind.stop()
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def log_message(self, *_):
        pass


def mien(folder, *words, answer=""):
    return subprocess.run(
        [str(BINARY), *words, "--data-dir", str(folder / "data")], input=answer, capture_output=True, text=True,
        timeout=300, env={"HOME": str(folder), "PATH": os.environ["PATH"], "TZ": "UTC"})


def songs(folder):
    """What the catalogue has from the server."""
    listed = mien(folder, "catalogue", "list", "--kind", "music", "--json")
    assert listed.returncode == 0, listed.stderr
    return [item for item in json.loads(listed.stdout) if item["title"].startswith("Söng ")]


def bring(folder, port, *more, password=PASSWORD):
    return mien(
        folder, "catalogue", "import", "--subsonic", f"http://127.0.0.1:{port}", "--user", USER, "--own-network",
        "--timeout", "30", *more, answer=password + "\n")


def everything_arrives(folder, server):
    done = bring(folder, server.port, "--send-password")
    assert done.returncode == 0, done.stderr
    found = songs(folder)
    assert len(found) == SONGS, f"{len(found)} of {SONGS} songs: {done.stdout} {done.stderr}"
    assert len({item["id"] for item in found}) == SONGS
    one = next(item for item in found if item["title"] == "Söng 7")
    assert one["creator"] == "Björk 0" and one["tags"] == ["Ambient"] and one["year"] == 1997, one
    assert one["minutes"] == 1 and one["link"] == f"http://127.0.0.1:{server.port}", one
    assert one["arousal"] < 0 < next(item for item in found if item["title"] == "Söng 8")["arousal"], one


def the_same_again_changes_nothing(folder, server):
    before = songs(folder)
    done = bring(folder, server.port, "--send-password")
    assert done.returncode == 0, done.stderr
    assert f"{SONGS} " in done.stdout + done.stderr, done.stdout
    assert songs(folder) == before


def what_is_refused_says_why(folder, server):
    token = bring(folder, server.port)
    if token.returncode != 0:  # This one knows no tokens; a newer one may.
        assert "--send-password" in token.stderr or "send the password itself" in token.stderr, token.stderr
    wrong = bring(folder, server.port, "--send-password", password="wrong")
    assert wrong.returncode == 1 and "refuses" in wrong.stderr, wrong.stderr
    for done in (token, wrong):
        assert PASSWORD not in done.stdout + done.stderr


def a_server_that_goes_away_leaves_nothing(folder, server):
    Leaving.server_behind, Leaving.asked = server, 0
    front = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Leaving)
    threading.Thread(target=front.serve_forever, daemon=True).start()
    try:
        done = bring(folder, front.server_address[1], "--send-password")
    finally:
        front.shutdown()
        front.server_close()
    assert Leaving.asked == 2, f"{Leaving.asked} pages were asked for"
    assert done.returncode == 1 and done.stderr.strip(), (done.returncode, done.stderr)
    assert songs(folder) == [], "half of it was kept"
    gone = bring(folder, server.port, "--send-password")
    assert gone.returncode == 1 and gone.stderr.strip(), gone.stderr


def main():
    if not is_here():
        print("skipped  supysonic is not here; scripts/bootstrap --tests installs it (Debian: apt-get install supysonic)")
        return
    failed = 0
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-subsonic-"))
    server = None
    try:
        music = folder / "music"
        music.mkdir()
        write_songs(music, SONGS)
        (folder / "server").mkdir()
        server = Supysonic(folder / "server", music).start()
        for test, place in [
                (everything_arrives, "first"), (the_same_again_changes_nothing, "first"),
                (what_is_refused_says_why, "second"), (a_server_that_goes_away_leaves_nothing, "third")]:
            (folder / place).mkdir(exist_ok=True)
            name = test.__name__.replace("_", " ")
            try:
                test(folder / place, server)
                print(f"passed   {name}", flush=True)
            except Exception as error:  # Each is tried, whatever the one before it did.
                failed += 1
                print(f"FAILED   {name}: {type(error).__name__}: {error}", flush=True)
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


main()
