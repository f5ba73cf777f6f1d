#!/usr/bin/env python3
"""Two servers of Mien over one PostgreSQL behind HAProxy, all real: what is shared, and what falls.

    Tests/Replicas/run.py [--kills 10] [--seed 1] [--only NAME …]

Needs a built .build/release/mien (or the one that MIEN_BINARY names), the weights, and Debian's packages postgresql and haproxy.
Every wait is bounded, and all traffic stays on 127.0.0.1.
"""

import argparse
import http.client
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent / "Faults"), str(HERE.parent / "PostgreSQL")]

from postgres import PASSWORD, Postgres, free_port  # noqa: E402
from server import BINARY, NAME, ROOT, Gone, Server, Visitor  # noqa: E402

PORTRAIT = ROOT / "weights/test/astronaut.png"


class Replicas:
    """A server of PostgreSQL, two of Mien, and HAProxy."""

    def __init__(self, folder):
        self.folder = folder
        self.database = Postgres().start()
        ports = [free_port() for _ in range(2)]
        self.proxy_port = free_port()
        self.servers = [self._server(number, port) for number, port in enumerate(ports)]
        places = {"MIEN_PROXY": self.proxy_port, "MIEN_FIRST": ports[0], "MIEN_SECOND": ports[1]}
        self.proxy = subprocess.Popen(
            ["haproxy", "-db", "-q", "-f", str(ROOT / "packaging/haproxy.cfg")],
            env={**os.environ, **{key: f"127.0.0.1:{port}" for key, port in places.items()}})

    def _server(self, number, port):
        folder = self.folder / f"replica-{number}"
        folder.mkdir()
        return Server(
            folder, ["--port", str(port), "--database", self.database.url(), "--trusted-proxy", "127.0.0.1"])

    def start(self):
        """Both at once, so that both find the tables missing."""
        starting = [threading.Thread(target=server.start) for server in self.servers]
        for thread in starting:
            thread.start()
        for thread in starting:
            thread.join(120)
        assert all(server.port for server in self.servers), "a server did not start"
        until(lambda: Visitor(self.proxy_port).call("GET", "/health/ready")[0] == 200, "the proxy does not answer")

    def visitor(self, place=None):
        return Visitor(self.proxy_port if place is None else self.servers[place].port)

    def end(self):
        Server.end_all()
        self.proxy.kill()
        self.proxy.wait()
        self.database.remove()


def until(is_so, problem, seconds=30):
    deadline = time.monotonic() + seconds
    while True:
        try:
            if is_so():
                return
        except (Gone, OSError):
            pass
        assert time.monotonic() < deadline, problem
        time.sleep(0.1)


class Liker(threading.Thread):
    """Likes and unlikes items of its own, whatever falls, and keeps what was acknowledged."""

    def __init__(self, visitor, items, seed):
        super().__init__(daemon=True)
        self.visitor, self.items = visitor, items
        self.random = random.Random(seed)
        self.known, self.unsure, self.statuses = {}, set(), {}
        self.ends = threading.Event()

    def run(self):
        while not self.ends.is_set():
            item = self.random.choice(self.items)
            likes = not self.known.get(item, False)
            try:
                status, _ = (self.visitor.like if likes else self.visitor.unlike)(item)
            except Gone:
                status = 0
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if status in (201, 204):
                self.known[item] = likes
                self.unsure.discard(item)
            else:
                # Nothing was promised: it may be kept or not.
                self.unsure.add(item)
                time.sleep(0.05)

    @property
    def count(self):
        return self.statuses.get(201, 0) + self.statuses.get(204, 0)

    def expect(self, liked, allowed):
        assert set(self.statuses) <= set(allowed) | {201, 204}, self.statuses
        for item, state in self.known.items():
            assert item in self.unsure or (item in liked) == state, (item, state)


def start_likers(visitor, port, seed, count=4):
    items = visitor.items()
    liked = visitor.liked()
    likers = [Liker(visitor.again(port), items[place::count], seed + place) for place in range(count)]
    for liker in likers:
        liker.known = {item: item in liked for item in liker.items}
        liker.start()
    return likers


def end_likers(likers):
    for liker in likers:
        liker.ends.set()
    for liker in likers:
        liker.join(60)
        assert not liker.is_alive(), "a liker hangs"
    return sum(liker.count for liker in likers)


# MARK: - What is shared


def sessions(replicas, options):
    """Who signs in on one server is signed in on the other, and signs out of both."""
    first = replicas.visitor(0).enter("/api/v1/setup")
    second = first.again(replicas.servers[1].port)
    status, me = second.call("GET", "/api/v1/me")
    assert status == 200 and me["csrf_token"] == first.token, (status, me)
    item = first.items()[0]
    assert first.like(item)[0] == 201 and second.liked() == {item}
    assert second.unlike(item)[0] == 204 and first.liked() == set()
    assert second.call("DELETE", "/api/v1/session")[0] in (200, 204)
    assert first.call("GET", "/api/v1/feedback")[0] == 401
    return "a session, a like and its end count on both"


def throttle(replicas, options):
    """Five wrong passwords, wherever they are given, are five."""
    wrong = {"name": "nobody here", "password": "not the password"}
    statuses = [replicas.visitor(number % 2).call("POST", "/api/v1/session", wrong)[0] for number in range(7)]
    assert statuses == [401] * 5 + [429] * 2, statuses
    replicas.database.sql("DELETE FROM throttles")
    return "the sixth waits on both"


class Listener(threading.Thread):
    """Keeps the mood events of one server."""

    def __init__(self, visitor):
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
        self.connection.request("GET", "/api/v1/mood/events", headers={"Cookie": visitor.cookie})
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200, self.answer.status
        self.events = []

    def run(self):
        try:
            for line in self.answer:
                if line.startswith(b"data: "):
                    self.events.append(json.loads(line[6:]))
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass


def jpeg(folder):
    target = folder / "frame.jpg"
    subprocess.run(["ffmpeg", "-loglevel", "error", "-y", "-i", str(PORTRAIT), str(target)], check=True)
    return target.read_bytes()


def send_frame(visitor, frame):
    headers = {"Cookie": visitor.cookie, "X-CSRF-Token": visitor.token, "Content-Type": "image/jpeg"}
    connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
    connection.request("POST", "/api/v1/frames", frame, headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    assert answer.status == 200, (answer.status, text)
    return json.loads(text)


def mood(replicas, options):
    """A mood read on one server is heard on the other, which goes on with it when the first falls."""
    frame = jpeg(replicas.folder)
    first = replicas.visitor(0).enter("/api/v1/session")
    second = first.again(replicas.servers[1].port)
    listener = Listener(second)
    listener.start()
    time.sleep(1.5)
    shown = None
    for _ in range(10):
        shown = send_frame(first, frame)
        time.sleep(0.1)
    until(lambda: listener.events, "the other server tells nothing of the mood")
    assert listener.events[0]["state"]["state"] == shown["state"]["state"], (listener.events, shown)
    columns = replicas.database.sql("SELECT reading_json FROM live_moods")
    assert len(columns) < 1000 and len(json.loads(columns)["mood"]["distribution"]) == 7, columns
    replicas.servers[0].kill()
    again = send_frame(second, frame)
    for key in ("state", "label"):
        assert again["state"].get(key) == shown["state"].get(key), (shown["state"], again["state"])
    replicas.servers[0].start()
    second.call("DELETE", "/api/v1/session")
    until(lambda: replicas.database.sql("SELECT COUNT(*) FROM live_moods") == "0", "a mood stays after signing out")
    return "heard elsewhere, and carried on"


# MARK: - What falls


def killed_servers(replicas, options):
    """kill -9 of one server after the other while people like things through the proxy."""
    visitor = replicas.visitor().enter("/api/v1/session")
    likers = start_likers(visitor, replicas.proxy_port, options.seed)
    for server in replicas.servers:
        time.sleep(1)
        server.kill()
        time.sleep(2)
        assert visitor.again().call("GET", "/api/v1/me")[0] == 200, "somebody has to sign in again"
        server.start()
        time.sleep(2)
    count = end_likers(likers)
    liked = visitor.again().liked()
    for liker in likers:
        # 0 and 502: what was under way on the server that fell. 503: no server answered yet.
        liker.expect(liked, {0, 502, 503})
    failures = {key: sum(liker.statuses.get(key, 0) for liker in likers) for key in (0, 502, 503)}
    assert count > 50, count
    return f"{count} acknowledged writes, none lost; unanswered {failures}"


def killed_database(replicas, options):
    """kill -9 of PostgreSQL during writes, again and again."""
    visitor = replicas.visitor().enter("/api/v1/session")
    chance = random.Random(options.seed)
    likers = start_likers(visitor, replicas.proxy_port, options.seed)
    for _ in range(options.kills):
        time.sleep(chance.uniform(0.05, 0.5))
        replicas.database.kill()
        replicas.database.start()
        until(lambda: visitor.again().call("GET", "/api/v1/me")[0] == 200, "it does not recover")
    count = end_likers(likers)
    liked = visitor.again().liked()
    for liker in likers:
        liker.expect(liked, {0, 500, 502, 503})
        assert liker.statuses.get(500, 0) == 0, liker.statuses
    check = subprocess.run(
        [str(replicas.database.bin / "pg_amcheck"), "--install-missing", "--host", "127.0.0.1", "--username", "mien",
         "--port", str(replicas.database.port), "--database", "mien"],
        capture_output=True, text=True, env={**os.environ, "PGPASSWORD": PASSWORD})
    assert check.returncode == 0, check.stdout + check.stderr
    return f"{options.kills} kills, {count} acknowledged writes, none lost; pg_amcheck finds nothing"


def database_gone(replicas, options):
    """PostgreSQL stops: a sentence and 503 until it is back, and then all goes on by itself."""
    visitor = replicas.visitor(0).enter("/api/v1/session")
    replicas.database.stop()
    status, answer = visitor.call("GET", "/api/v1/me")
    assert status == 503 and answer["error"]["code"] == "database_unavailable", (status, answer)
    assert "database does not answer" in answer["error"]["message"], answer
    assert visitor.headers["Retry-After"] == "5"
    assert visitor.call("POST", "/api/v1/session", NAME)[0] == 503
    assert visitor.call("GET", "/health/ready")[0] == 503
    assert visitor.call("GET", "/health/live")[0] == 200
    doctor = run_mien(replicas, "doctor", "--port", "0", check=False)
    assert doctor.returncode != 0 and "cannot be reached" in doctor.stdout + doctor.stderr, doctor
    replicas.database.start()
    until(lambda: visitor.call("GET", "/api/v1/me")[0] == 200, "it does not recover")
    assert visitor.call("GET", "/health/ready")[0] == 200
    doctor = run_mien(replicas, "doctor", "--port", "0", check=False)
    assert "answers: PostgreSQL" in doctor.stdout, doctor.stdout
    for text in (doctor.stdout, *(p.read_text() for p in replicas.folder.glob("*/log"))):
        assert PASSWORD not in text, "a password is told"
    return "503 with a sentence, then all goes on"


def run_mien(replicas, *arguments, check=True):
    environment = {
        "HOME": str(replicas.folder), "PATH": os.environ["PATH"], "MIEN_DATABASE": replicas.database.url(),
        "MIEN_DATA_DIR": str(replicas.folder / "replica-0/data"), "MIEN_WEIGHTS": str(ROOT / "weights"),
    }
    return subprocess.run(
        [str(BINARY), *arguments], env=environment, check=check, capture_output=True, text=True, timeout=120)


def backup(replicas, options):
    """The command that `mien backup` names makes a backup, and the one that `mien restore` names puts it back."""
    visitor = replicas.visitor(0).enter("/api/v1/session")
    item = visitor.items()[7]
    visitor.like(item)
    environment = {**os.environ, "PGPASSWORD": PASSWORD}
    told = run_mien(replicas, "backup", "x.backup", check=False).stderr
    command = told[told.index("pg_dump"):told.index(", and keep")]
    subprocess.run(command, shell=True, check=True, cwd=replicas.folder, env=environment)
    visitor.unlike(item)
    told = run_mien(replicas, "restore", "mien.dump", check=False).stderr
    command = told[told.index("pg_restore"):told.index(", while")]
    for server in replicas.servers:
        assert server.stop()[0] == 0
    subprocess.run(command, shell=True, check=True, cwd=replicas.folder, env=environment)
    for server in replicas.servers:
        server.start()
    assert item in visitor.again().liked()
    return "pg_dump and pg_restore as the program says them"


TESTS = [sessions, throttle, mood, killed_servers, database_gone, killed_database, backup]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", help=", ".join(test.__name__ for test in TESTS))
    options = parser.parse_args()
    if not BINARY.exists():
        sys.exit(f"{BINARY} is not there: swift build -c release")
    if not shutil.which("haproxy"):
        sys.exit("HAProxy is not here: apt-get install haproxy")
    failed = 0
    with tempfile.TemporaryDirectory(prefix="mien-replicas-") as folder:
        replicas = Replicas(pathlib.Path(folder))
        try:
            replicas.start()
            for test in TESTS:
                if options.only and test.__name__ not in options.only and test is not sessions:
                    continue
                began = time.monotonic()
                try:
                    print(f"passed  {test.__name__}: {test(replicas, options)} ({time.monotonic() - began:.1f} s)", flush=True)
                except Exception as error:  # one fault does not hide the next
                    failed += 1
                    print(f"FAILED  {test.__name__}: {type(error).__name__}: {error}", flush=True)
        finally:
            if failed:
                for log in pathlib.Path(folder).glob("*/log"):
                    print(f"--- {log.parent.name}\n{log.read_text(errors='replace')[-2000:]}")
            replicas.end()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
