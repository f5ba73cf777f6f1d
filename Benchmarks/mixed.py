"""`run mixed`: what people do at once, for minutes: frames, lists, likes and sign-ins, over HTTP.

Each viewer sends five JPEG frames a second, asks for a list every three seconds, likes or unlikes something every two,
and signs in anew every minute. With `--replicas` all of it goes through HAProxy to two servers over one PostgreSQL;
without, to one over SQLite. In the end what was acknowledged has to be there."""

import asyncio
import collections
import importlib.util
import json
import os
import pathlib
import random
import sys
import tempfile
import time

import clip
from load import RATE
from load_server import Server
from machine import ROOT

VIEWERS = 20
EVERY = {"list": 3, "like": 2, "sign in": 60}  # seconds between one viewer's
DRIFT = 0.05  # of memory, from the second eighth of the time to the end
GRACE = 3  # seconds for which a session that a newer one followed still serves what is under way
SERVED = {200, 201, 204}
NOBODY = (None, None)


class OneServer:
    """One `mien serve` over SQLite."""

    name = "SQLite, one server"

    def __init__(self, program, folder, weights):
        self.server = Server(program, folder, weights)
        self.port = self.server.port

    def invite(self, number):
        return self.server.invite(number)

    def memory(self):
        return self.server.memory()

    def processes(self):
        return [(self.server.process, self.server.log)]

    def stop(self):
        self.server.stop()


class Replicated:
    """HAProxy, two `mien serve`, one PostgreSQL; as the tests of replicas start them."""

    name = "PostgreSQL, two servers behind HAProxy"

    def __init__(self, program, folder, weights):
        os.environ["MIEN_BINARY"] = program
        path = ROOT / "Tests/Replicas/run.py"
        spec = importlib.util.spec_from_file_location("replicas", path)
        module = importlib.util.module_from_spec(spec)
        sys.path.append(str(path.parent))
        spec.loader.exec_module(module)
        self.replicas = module.Replicas(pathlib.Path(folder))
        try:
            self.replicas.start()
            self.port = self.replicas.proxy_port
            self.owner = self.replicas.visitor().enter("/api/v1/setup")
        except BaseException:
            self.replicas.end()
            raise

    def invite(self, number):
        _, said = self.owner.call("POST", "/api/v1/invitations", {})
        visitor = self.replicas.visitor()
        account = {**account_of(number), "invitation": said["code"]}
        status, me = visitor.call("POST", "/api/v1/accounts", account)
        assert status == 201, (status, me)
        return visitor.headers["Set-Cookie"].split(";")[0], me["csrf_token"]

    def memory(self):
        return sum(resident(server.process.pid) for server in self.replicas.servers)

    def processes(self):
        return [(server.process, server.folder / "log") for server in self.replicas.servers]

    def stop(self):
        self.replicas.end()


def account_of(number):
    return {"name": f"viewer {number}", "password": "a load of frames, 5 a second"}


def resident(pid):
    """Bytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


class Tallies:
    """What was asked, by kind: how long it took, and how it was answered."""

    def __init__(self):
        self.latencies = collections.defaultdict(list)
        self.statuses = collections.defaultdict(collections.Counter)

    def add(self, kind, status, seconds):
        self.statuses[kind][status] += 1
        if status in SERVED:
            self.latencies[kind].append(seconds)

    def summary(self):
        def at(kind, share):
            ordered = sorted(self.latencies[kind])
            return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None

        return {kind: {"statuses": dict(statuses), "p50": at(kind, 0.5), "p99": at(kind, 0.99), "most": at(kind, 1)}
                for kind, statuses in self.statuses.items()}


class Connection:
    """One connection that is kept, as long as the server keeps it."""

    def __init__(self, port):
        self.port, self.reader, self.writer = port, None, None

    async def ask(self, method, path, body=b"", media="application/json", cookie=None, token=None):
        """Status, headers and body of the answer; 0 if there was none."""
        head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Content-Length: {len(body)}"]
        head += [f"Content-Type: {media}"] if body else []
        head += [f"Cookie: {cookie}", f"X-CSRF-Token: {token}"] if cookie else []
        try:
            if self.writer is not None and self.reader.at_eof():  # closed by the server while nothing was asked
                self.close()
            if self.writer is None:
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            self.writer.write(("\r\n".join(head) + "\r\n\r\n").encode() + body)
            lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict((name.lower(), value) for name, _, value in (line.partition(": ") for line in lines[1:]))
            text = await self.reader.readexactly(int(headers.get("content-length", 0)))
        except (OSError, EOFError, ValueError) as error:
            self.close()
            return 0, {}, repr(error).encode()
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(lines[0].split()[1]), headers, text

    def close(self):
        if self.writer is not None:
            self.writer.close()
            self.reader = self.writer = None


class Viewer:
    def __init__(self, target, number, frames, tallies):
        self.port, self.number, self.frames, self.tallies = target.port, number, frames, tallies
        self.session = target.invite(number)
        self.random = random.Random(number)
        self.likes, self.unsure, self.items = {}, set(), []
        self.trouble = None

    async def _timed(self, kind, connection, *what, due=None, session=None, **how):
        began = time.monotonic()
        cookie, token = session or self.session
        status, headers, text = await connection.ask(*what, cookie=cookie, token=token, **how)
        self.tallies.add(kind, status, time.monotonic() - (due or began))
        if status not in SERVED | {503}:
            self.trouble = f"{what[0]} {what[1]} was answered with {status}: {text[:200]!r}"
        return status, headers, text

    async def live(self, end):
        self.items = [item["id"] for item in json.loads(
            (await self._timed("catalogue", Connection(self.port), "GET", "/api/v1/catalogue?limit=100"))[2])["items"]]
        loops = {"list": self._list, "like": self._like, "sign in": self._sign_in}
        await asyncio.gather(self._watch(end), *(self._repeat(kind, does, end) for kind, does in loops.items()))

    async def _watch(self, end):
        connection, at = Connection(self.port), 7 * self.number
        due = time.monotonic() + self.random.random() / RATE
        while due < end:
            await asyncio.sleep(max(0, due - time.monotonic()))
            at += 1
            frame = self.frames[at % len(self.frames)]
            await self._timed("frame", connection, "POST", "/api/v1/frames", due=due, body=frame, media="image/jpeg")
            due = max(due + 1 / RATE, time.monotonic())
        connection.close()

    async def _repeat(self, kind, does, end):
        connection = Connection(self.port)
        while True:
            pause = EVERY[kind] * self.random.uniform(0.5, 1.5)
            if time.monotonic() + pause > end:
                return connection.close()
            await asyncio.sleep(pause)
            await does(connection)

    async def _list(self, connection):
        emotion = self.random.choice(["happy", "sad", "neutral", "angry"])
        await self._timed("list", connection, "GET", f"/api/v1/recommendations?emotion={emotion}&confidence=0.8&limit=24")

    async def _like(self, connection):
        item = self.random.choice(self.items)
        likes = not self.likes.get(item, False)
        if likes:
            said = json.dumps({"item_id": item, "kind": "like"}).encode()
            status, _, _ = await self._timed("like", connection, "POST", "/api/v1/feedback", body=said)
        else:
            status, _, _ = await self._timed("like", connection, "DELETE", f"/api/v1/feedback/{item}?kind=like")
        if status in SERVED:
            self.likes[item] = likes
            self.unsure.discard(item)
        else:
            self.unsure.add(item)

    async def _sign_in(self, connection):
        said = json.dumps(account_of(self.number)).encode()
        status, headers, text = await self._timed("sign in", connection, "POST", "/api/v1/session", session=NOBODY, body=said)
        if status not in SERVED:
            return
        before = self.session
        self.session = headers["set-cookie"].split(";")[0], json.loads(text)["csrf_token"]
        await asyncio.sleep(GRACE)
        await self._timed("sign out", connection, "DELETE", "/api/v1/session", session=before)

    async def lost(self):
        """How many acknowledged likes are not as they were acknowledged."""
        connection = Connection(self.port)
        status, headers, text = await self._timed("likes", connection, "GET", "/api/v1/feedback")
        connection.close()
        if status not in SERVED:
            raise SystemExit(f"what viewer {self.number} likes was answered with {status}: {headers} {text[:200]!r}")
        kept = {one["item_id"] for one in json.loads(text)["interactions"] if one["kind"] == "like"}
        return sum((item in kept) != likes for item, likes in self.likes.items() if item not in self.unsure)


def mixed(program, options):
    with tempfile.TemporaryDirectory(prefix="mien-mixed-") as folder:
        pictures = pathlib.Path(folder, "frames")
        pictures.mkdir()
        rate = clip.from_video(options.clip, pictures) if options.clip else clip.synthetic(pictures)
        frames = [path.read_bytes() for path in sorted(pictures.iterdir())][::max(1, rate // RATE)]
        target = (Replicated if options.replicas else OneServer)(program, folder, options.weights)
        try:
            return asyncio.run(measure(target, frames, options))
        finally:
            target.stop()


async def measure(target, frames, options):
    tallies, memory = Tallies(), []
    count = (options.viewers or [VIEWERS])[0]
    viewers = [Viewer(target, number, frames, tallies) for number in range(count)]
    begin = time.monotonic()
    end = begin + 60 * options.minutes

    async def weigh():
        while time.monotonic() < end:
            for process, log in target.processes():
                if process.poll() is not None:
                    words = log.read_text(errors="replace")[-3000:]
                    raise SystemExit(f"after {time.monotonic() - begin:.0f} s a server ended with {process.returncode}:\n{words}")
            memory.append((time.monotonic() - begin, target.memory()))
            await asyncio.sleep(2)

    await asyncio.gather(weigh(), *(viewer.live(end) for viewer in viewers))
    lost = sum([await viewer.lost() for viewer in viewers])
    # By then the server has read what its items mean, and let the encoder go.
    first = max(bytes for at, bytes in memory if 7 * options.minutes <= at <= 15 * options.minutes)
    return {
        "target": target.name, "viewers": count, "minutes": options.minutes, "requests": tallies.summary(),
        "lost": lost, "acknowledged": sum(len(viewer.likes) for viewer in viewers), "memory_early": first,
        "memory_most": max(bytes for _, bytes in memory), "memory_last": memory[-1][1],
        "trouble": [viewer.trouble for viewer in viewers if viewer.trouble][:5]}


def passed(result):
    answered = all(set(one["statuses"]) <= SERVED | {503} for one in result["requests"].values())
    return answered and result["lost"] == 0 and result["memory_last"] <= (1 + DRIFT) * result["memory_early"]


def text(result):
    lines = [f"{result['target']}: {result['viewers']} viewers for {result['minutes']:g} minutes", "",
             "              answers     p50      p99     most   503   other"]
    for kind, one in result["requests"].items():
        served = sum(n for status, n in one["statuses"].items() if status in SERVED)
        other = sum(n for status, n in one["statuses"].items() if status not in SERVED | {503})
        times = "".join(f"{one[name] * 1e3:6.0f} ms" if one[name] is not None else "       —" for name in ("p50", "p99", "most"))
        lines.append(f"{kind:12}{served:9}{times}{one['statuses'].get(503, 0):6}{other:8}")
    first, most, last = (result[f"memory_{name}"] / 2**20 for name in ("early", "most", "last"))
    return "\n".join([*lines, "", *result["trouble"], f"{result['lost']} of {result['acknowledged']} acknowledged likes are lost",
                      f"memory early on {first:.1f} MiB, in the end {last:.1f} ({last / first - 1:+.1%}), at most {most:.1f}"])
