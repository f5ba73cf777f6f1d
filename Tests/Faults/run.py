#!/usr/bin/env python3
"""Breaks a running server in the ways machines break, and looks whether everything it acknowledged is still there.

    Tests/Faults/run.py [--kills 10] [--seed 1] [--only NAME …]

Needs a built .build/release/mien (or the one that MIEN_BINARY names) and the weights, and nothing beyond Python. Every wait is bounded, all traffic stays on
127.0.0.1, and each fault that needs rights which are not here is skipped with words.
"""

import argparse
import os
import pathlib
import random
import resource
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time

from server import BINARY, Gone, Server

NOBODY = 65534


class Skip(Exception):
    """Why a fault cannot be made here."""


def database(folder):
    return folder / "data/mien.sqlite"


def expect_sound(folder):
    connection = sqlite3.connect(database(folder))
    try:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        assert found == [("ok",)], found
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        connection.close()


class Writer(threading.Thread):
    """Likes and unlikes items of its own until the server is gone, and keeps what was acknowledged."""

    def __init__(self, visitor, items, seed):
        super().__init__(daemon=True)
        self.visitor, self.items = visitor, items
        self.random = random.Random(seed)
        self.known = {}
        self.open = None
        self.wrong = None
        self.count = 0

    def run(self):
        try:
            while True:
                item = self.random.choice(self.items)
                liked = not self.known.get(item, False)
                self.open = item
                status, answer = (self.visitor.like if liked else self.visitor.unlike)(item)
                if status not in (201, 204):
                    self.wrong = (status, answer)
                    return
                self.known[item] = liked
                self.open = None
                self.count += 1
        except Gone:
            pass

    def expect(self, liked):
        assert self.wrong is None, self.wrong
        for item, state in self.known.items():
            # Of what was under way nothing was promised.
            assert item == self.open or (item in liked) == state, (item, state)


def kills(folder, options):
    """kill -9 at random moments during writes."""
    chance = random.Random(options.seed)
    server = Server(folder).start()
    visitor = server.visitor().enter("/api/v1/setup")
    items = visitor.items()
    known, acknowledged = {}, 0
    for number in range(options.kills):
        writers = [Writer(visitor.again(server.port), items[place::4], chance.random()) for place in range(4)]
        for writer in writers:
            writer.known = {item: known.get(item, False) for item in writer.items}
            writer.start()
        time.sleep(chance.uniform(0.02, 0.4))
        server.kill()
        for writer in writers:
            writer.join(60)
            assert not writer.is_alive(), "a writer hangs"
        # Looked at as it was left, in a copy: the server has to mend it by itself.
        copy = folder / "as-it-was-left"
        shutil.copytree(folder / "data", copy / "data", ignore=lambda _, names: [name for name in names if not name.startswith("mien.sqlite")])
        expect_sound(copy)
        shutil.rmtree(copy)
        server.start()
        visitor = visitor.again(server.port)
        liked = visitor.liked()
        for writer in writers:
            writer.expect(liked)
            acknowledged += writer.count
        known = {item: item in liked for item in items}
        if (number + 1) % 50 == 0:
            print(f"    {number + 1} kills, {acknowledged} acknowledged writes, none lost", flush=True)
    assert acknowledged > options.kills, acknowledged
    assert server.stop()[0] == 0
    expect_sound(folder)
    return f"{options.kills} kills, {acknowledged} acknowledged writes, none lost"


def can_mount():
    test = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"]
    return shutil.which("unshare") and subprocess.run(test, capture_output=True).returncode == 0


def disk_full(folder, options):
    """A disk without room: writes are refused and say so, reads go on, and with room again all goes on."""
    if not can_mount():
        raise Skip("making a small disk needs the right to mount")
    (folder / "data").mkdir()
    script = f'mount -t tmpfs -o size=3m tmpfs "{folder}/data" && exec "$@"'
    server = Server(folder, prefix=["unshare", "--mount", "sh", "-c", script, "sh"]).start()
    inside = pathlib.Path(f"/proc/{server.process.pid}/root{folder}/data")
    visitor = server.visitor().enter("/api/v1/setup")
    items = visitor.items()
    for item in items[:5]:
        assert visitor.like(item)[0] == 201
    with open(inside / "ballast", "wb", buffering=0) as ballast:
        try:
            while ballast.write(b"x" * 4096) == 4096:
                pass
        except OSError:
            pass
    refused = acknowledged = 0
    for number in range(400):
        status, answer = visitor.like(items[5 + number % 90])
        acknowledged += status == 201
        if status == 507:
            refused += 1
            assert answer["error"]["code"] == "disk_full", answer
            if refused == 5:
                break
        else:
            assert status == 201, (status, answer)
    assert refused == 5, f"nothing was refused, {acknowledged} were kept"
    assert visitor.call("GET", "/health/live")[0] == 200
    assert "the disk with the database is full" in (folder / "log").read_text(), "nobody was told"
    assert set(items[:5]) <= visitor.liked()
    (inside / "ballast").unlink()
    assert visitor.like(items[99])[0] == 201, "it goes on when there is room"
    liked = visitor.liked()
    assert {*items[:5], items[99]} <= liked
    copy = sqlite3.connect(inside / "mien.sqlite")
    assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    copy.close()
    assert server.stop()[0] == 0
    return f"507 without room, {acknowledged} writes before; all kept"


def read_only(folder, options):
    """A data directory that may not be written to: a sentence at the start, and nothing is changed."""
    if os.geteuid() == 0:
        def become_nobody():
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        reach = subprocess.run([str(BINARY), "--version"], preexec_fn=become_nobody, capture_output=True)
        if reach.returncode != 0:
            raise Skip("another user, whom rights stop, cannot run the program")
    else:
        become_nobody = None
    os.chmod(folder, 0o755)
    (folder / "data").mkdir(mode=0o555)
    before = sorted(os.listdir(folder / "data"))
    found = subprocess.run(
        [str(BINARY), "user", "list", "--data-dir", str(folder / "data")], preexec_fn=become_nobody,
        capture_output=True, text=True, timeout=120, env={"HOME": str(folder), "PATH": os.environ["PATH"]})
    assert found.returncode == 1, found
    assert "cannot be used" in found.stderr, found.stderr
    assert sorted(os.listdir(folder / "data")) == before
    return "refused in a sentence"


def becomes_read_only(folder, options):
    """A disk that fails under a running server, so that it may only be read: writes are refused and reported, reads go
    on, and on the mended disk everything that was acknowledged is there."""
    if not shutil.which("mkfs.ext4") or not can_mount():
        raise Skip("making a disk that fails needs mkfs.ext4 and the right to mount")
    disk, data = folder / "disk", folder / "data"
    data.mkdir()
    with open(disk, "wb") as file:
        file.truncate(32 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(disk)], check=True, capture_output=True)
    mount = f'mount -o loop,errors=remount-ro "{disk}" "{data}" && exec "$@"'
    inside = ["unshare", "--mount", "sh", "-c", mount, "sh"]
    if subprocess.run([*inside, "true"], capture_output=True).returncode != 0:
        raise Skip("a file cannot be mounted as a disk here")
    server = Server(folder, prefix=inside).start()
    visitor = server.visitor().enter("/api/v1/setup")
    items = visitor.items()
    for item in items[:5]:
        assert visitor.like(item)[0] == 201
    fail = ["nsenter", "--mount", "--target", str(server.process.pid), "mount", "-o", "remount,abort", str(data)]
    subprocess.run(fail, check=True, capture_output=True)
    for item in items[5:10]:
        status, answer = visitor.like(item)
        assert (status, answer["error"]["code"]) == (507, "disk_unwritable"), (status, answer)
    assert visitor.call("GET", "/health/live")[0] == 200
    assert set(items[:5]) == visitor.liked()
    assert visitor.call("POST", "/api/v1/frames")[0] in (400, 415, 422), "frames need no disk"
    assert "cannot be written to" in (folder / "log").read_text(), "nobody was told"
    status, numbers = visitor.call("GET", "/metrics")
    assert b'mien_database_errors_total{fault="disk_unwritable"}' in numbers, numbers
    assert b'mien_database_errors_total{fault="disk_unwritable"} 0' not in numbers, "it was not counted"
    assert server.stop()[1] < 10
    # Whoever runs the server mends the disk and starts it again.
    time.sleep(1)
    subprocess.run(["e2fsck", "-p", str(disk)], capture_output=True)
    server.start()
    visitor = visitor.again(server.port)
    assert visitor.liked() == set(items[:5])
    assert visitor.like(items[5])[0] == 201
    assert server.stop()[0] == 0
    return "507 and a line in the log; reading went on; all kept on the mended disk"


def descriptors(folder, options):
    """More connections than there are file descriptors: that is said, others wait, and get in when there is room again."""
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    server = Server(folder, before=few).start()
    visitor = server.visitor().enter("/api/v1/setup")
    item = visitor.items()[0]
    held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(120)]
    ended = time.monotonic() + 60
    while "file descriptors run out" not in (folder / "log").read_text():
        assert time.monotonic() < ended, "nobody was told"
        time.sleep(0.2)
    # The connection that was there before is served all the same.
    status, answer = visitor.call("GET", "/health/ready")
    assert (status, answer["error"]["code"]) == (503, "not_ready"), (status, answer)
    for one in held:
        one.close()
    ended = time.monotonic() + 60
    while True:
        try:
            if visitor.again().like(item)[0] == 201:
                break
        except Gone:
            pass
        assert time.monotonic() < ended, "it did not come back"
        time.sleep(0.5)
    assert server.process.poll() is None
    while "enough file descriptors again" not in (folder / "log").read_text():
        assert time.monotonic() < ended, "nobody was told that it is over"
        time.sleep(0.2)
    assert visitor.again().call("GET", "/health/ready")[0] == 200
    assert server.stop()[0] == 0
    expect_sound(folder)
    return "said, and came back by itself"


def graceful(folder, options):
    """SIGTERM while clients are slow: what is whole is answered, and the end comes within ten seconds."""
    server = Server(folder).start()
    visitor = server.visitor().enter("/api/v1/setup")
    items = visitor.items()
    half = socket.create_connection(("127.0.0.1", server.port))
    half.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                 b"Content-Length: 100\r\n\r\n{")
    silent = socket.create_connection(("127.0.0.1", server.port))
    listener = socket.create_connection(("127.0.0.1", server.port))
    listener.sendall(f"GET /api/v1/mood/events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
                     f"Cookie: {visitor.cookie}\r\n\r\n".encode())
    assert b"200" in listener.recv(200)
    writers = [Writer(visitor.again(), items[place::4], place) for place in range(4)]
    for writer in writers:
        writer.start()
    time.sleep(0.5)
    code, seconds = server.stop()
    assert code == 0, code
    assert seconds < 10, f"it took {seconds:.1f} s"
    for writer in writers:
        writer.join(60)
    for one in (half, silent, listener):
        one.close()
    expect_sound(folder)
    server.start()
    liked = visitor.again(server.port).liked()
    for writer in writers:
        writer.expect(liked)
    assert server.stop()[0] == 0
    return f"ended after {seconds:.1f} s"


def certificate(folder, options):
    """HTTPS by ourselves: the certificate is served, and another one after SIGHUP; a broken one is not taken."""
    if not shutil.which("openssl"):
        raise Skip("making certificates needs openssl")
    def make(name):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", "key.pem", "-out", "certificate.pem", "-days", "30", "-subj", f"/CN={name}", "-addext",
             "subjectAltName=IP:127.0.0.1"],
            cwd=folder, check=True, capture_output=True)
    def served():
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as plain:
            with context.wrap_socket(plain) as secure:
                secure.sendall(f"GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
                               "Connection: close\r\n\r\n".encode())
                text = b""
                while part := secure.recv(4096):
                    text += part
                assert text.startswith(b"HTTP/1.1 200"), text
                assert b"strict-transport-security" in text.lower()
                return secure.getpeercert(binary_form=True)
    make("first")
    server = Server(folder, ["--certificate", str(folder / "certificate.pem"), "--key", str(folder / "key.pem")])
    server.start()
    first = served()
    for content, fits in (("second", True), (None, False)):
        if fits:
            make(content)
        else:
            (folder / "certificate.pem").write_text("no certificate")
        before = (folder / "log").read_text().count("certificate")
        server.process.send_signal(1)
        ended = time.monotonic() + 30
        while (folder / "log").read_text().count("certificate") == before:
            assert time.monotonic() < ended, "SIGHUP did nothing"
            time.sleep(0.1)
        if fits:
            second = served()
            assert second != first, "the old certificate is served"
    assert served() == second, "a broken certificate was taken"
    assert server.stop()[0] == 0
    return "another one after SIGHUP, a broken one not"


FAULTS = {"kills": kills, "disk-full": disk_full, "read-only": read_only, "becomes-read-only": becomes_read_only,
          "descriptors": descriptors,
          "graceful": graceful, "certificate": certificate}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=FAULTS, nargs="+", default=list(FAULTS))
    options = parser.parse_args()
    passed = failed = skipped = 0
    for name in options.only:
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"mien-{name}-"))
        try:
            print(f"passed   {name}: {FAULTS[name](folder, options)}", flush=True)
            passed += 1
        except Skip as reason:
            print(f"skipped  {name}: {reason}", flush=True)
            skipped += 1
        except Exception as error:  # Every fault is tried, whatever the one before it did.
            print(f"FAILED   {name}: {type(error).__name__}: {error}", flush=True)
            log = folder / "log"
            if log.exists():
                print("         " + "\n         ".join(log.read_text().splitlines()[-5:]), flush=True)
            failed += 1
        finally:
            Server.end_all()
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


main()
