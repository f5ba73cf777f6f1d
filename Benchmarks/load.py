"""`run load`: how many viewers a server bears, each sending five JPEG frames a second over HTTP, and whether its memory
stays as it was.

A viewer is a person with an account, a session and a connection that is kept. Frames are due at a fixed rate, whatever
the server does; latency counts from when a frame is due to when its answer is there. Only the standard library is used,
and a frame costs this process a tenth of a millisecond, so that little is taken from the server on the same cores."""

import asyncio
import pathlib
import tempfile
import time
from dataclasses import dataclass, field

import clip
from load_server import Server

RATE = 5  # frames a second of a viewer
P99 = 0.25  # seconds
SURELY = 40  # viewers that are needed
SHARE = 0.99  # of the frames due, answered
DRIFT = 0.05  # of memory, over a soak
STEPS = [10, 20, 40, 60, 80, 100, 120, 140, 160, 200, 240]


@dataclass
class Tally:
    latencies: list = field(default_factory=list)
    due: int = 0
    skipped: int = 0  # not sent, because the frame before was not answered yet
    refused: int = 0  # 503
    failed: int = 0  # anything else

    def percentile(self, share):
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")


class Viewer:
    def __init__(self, port, cookie, token, frames, number):
        self.port, self.frames, self.next = port, frames, 7 * number
        self.head = (
            f"POST /api/v1/frames HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nX-CSRF-Token: {token}\r\n"
            "Content-Type: image/jpeg\r\nContent-Length: ")
        self.reader = self.writer = None

    async def send(self):
        """The next frame; returns the status of the answer."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        frame = self.frames[self.next % len(self.frames)]
        self.next += 1
        self.writer.write(f"{self.head}{len(frame)}\r\n\r\n".encode() + frame)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        await self.reader.readexactly(length)
        if b"connection: close" in head:
            await self.close()
        return int(head.split(b" ", 2)[1])

    async def close(self):
        if self.writer is not None:
            self.writer.close()
            self.reader = self.writer = None

    async def watch(self, start, end, tally):
        """Sends a frame when one is due, unless the last is still being read; the newest wins."""
        due = start
        while due < end:
            await asyncio.sleep(max(0, due - time.monotonic()))
            tally.due += 1
            await self._frame(due, tally)
            due += 1 / RATE
            while due < time.monotonic() - 1 / RATE and due < end:
                tally.due, tally.skipped, due = tally.due + 1, tally.skipped + 1, due + 1 / RATE

    async def _frame(self, due, tally):
        try:
            status = await self.send()
        except (OSError, EOFError, IndexError, ValueError):
            await self.close()
            status = 0
        if status == 200:
            tally.latencies.append(time.monotonic() - due)
        elif status == 503:
            tally.refused += 1
        else:
            tally.failed += 1


async def trial(viewers, seconds):
    """All viewers at once, their frames spread over the time between two."""
    tally, begin = Tally(), time.monotonic() + 0.2
    starts = [begin + place / len(viewers) / RATE for place in range(len(viewers))]
    await asyncio.gather(*(v.watch(s, s + seconds, tally) for v, s in zip(viewers, starts)))
    return tally


async def soak(server, viewers, count):
    """`count` frames as fast as they are answered; memory after the first thousand, at most, and in the end."""
    done, statuses, memory = 0, {}, []

    async def work(viewer):
        nonlocal done
        while done < count:
            done += 1
            at = done
            status = await viewer.send()
            statuses[status] = statuses.get(status, 0) + 1
            if at % 1000 == 0:
                memory.append(server.memory())

    started = time.monotonic()
    await asyncio.gather(*(work(viewer) for viewer in viewers))
    memory.append(server.memory())
    return {"frames": count, "frames_per_second": count / (time.monotonic() - started), "statuses": statuses,
            "memory_first": memory[0], "memory_most": max(memory), "memory_last": memory[-1],
            "memory_each_thousand": memory}


def load(program, options):
    with tempfile.TemporaryDirectory(prefix="mien-load-") as folder:
        pictures = pathlib.Path(folder, "frames")
        pictures.mkdir()
        rate = clip.from_video(options.clip, pictures) if options.clip else clip.synthetic(pictures)
        frames = [path.read_bytes() for path in sorted(pictures.iterdir())][::max(1, rate // RATE)]
        server = Server(program, folder, options.weights)
        try:
            return asyncio.run(measure(server, frames, options))
        finally:
            server.stop()


async def measure(server, frames, options):
    viewers = []

    def grow(count):
        while len(viewers) < count:
            viewers.append(Viewer(server.port, *server.invite(len(viewers)), frames, len(viewers)))

    result = {"clip": options.clip or "synthetic", "trials": []}
    server.settle()
    if options.soak:
        grow(8)
        await trial(viewers, 2)
        return {**result, "soak": await soak(server, viewers, options.soak)}
    grow(4)
    await trial(viewers, 2)
    for count in options.viewers or STEPS:
        grow(count)
        before = server.status()
        tally = await trial(viewers[:count], options.seconds)
        after = server.status()
        result["trials"].append({
            "viewers": count, "due": tally.due, "answered": len(tally.latencies), "p50": tally.percentile(0.5),
            "p99": tally.percentile(0.99), "most": tally.percentile(1), "skipped": tally.skipped,
            "refused": tally.refused, "failed": tally.failed, "memory": server.memory(),
            "server": {name: after[name] - before[name] for name in after}})
        if not options.viewers and len(result["trials"]) > 1 and not any(map(bears, result["trials"][-2:])):
            break
    for viewer in viewers:
        await viewer.close()
    return result


def bears(trial):
    return trial["p99"] <= P99 and trial["answered"] >= SHARE * trial["due"]


def passed(result):
    if "soak" in result:
        kept = result["soak"]
        steady = abs(kept["memory_last"] / kept["memory_first"] - 1) <= DRIFT
        return steady and set(kept["statuses"]) == {200}
    tried = result["trials"]
    return all(map(bears, (t for t in tried if t["viewers"] <= SURELY))) and not any(t["failed"] for t in tried)


def text(result):
    if "soak" in result:
        kept = result["soak"]
        first, most, last = (kept[name] / 2**20 for name in ("memory_first", "memory_most", "memory_last"))
        return (f"{kept['frames']} frames, {kept['frames_per_second']:.0f} a second, answers {kept['statuses']}\n"
                f"memory after the first thousand {first:.1f} MiB, at most {most:.1f} MiB, in the end {last:.1f} MiB "
                f"({last / first - 1:+.1%}; at most ±{DRIFT:.0%})")
    lines = [f"viewers at {RATE} frames/s ({result['clip']}); latency from when a frame is due", "",
             "viewers   answered      p50      p99     most   skipped   503   failed   memory"]
    for t in result["trials"]:
        lines.append(
            f"{t['viewers']:7}{t['answered'] / t['due']:11.1%}{t['p50'] * 1e3:6.0f} ms{t['p99'] * 1e3:6.0f} ms"
            f"{t['most'] * 1e3:6.0f} ms{t['skipped']:10}{t['refused']:6}{t['failed']:9}{t['memory'] / 2**20:5.0f} MiB"
            + ("" if bears(t) else "   too many"))
    most = max((t["viewers"] for t in result["trials"] if bears(t)), default=0)
    return "\n".join([*lines, "", f"it bears {most} viewers of those tried ({SURELY} are needed): p99 of at most "
                      f"{P99 * 1e3:.0f} ms, {SHARE:.0%} of the frames answered"])
