"""`run live`: JPEG frames of 640x480 to seven probabilities, ours beside the usual Python stack, each on one core."""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import clip
from comparison import HERE, Worker, call, ours, theirs

NEEDED = {"same": 1.4, "full": None, "tracking": 2.0}  # frames a second, ours to theirs
MEMORY = 0.5  # at most, ours to theirs
HEAP = 128 * 1024  # bytes that a followed frame takes from the heap, at most: a frame of its own would take seven times that


def on_one_core(command):
    """The command bound to the last core this process may use."""
    return ["taskset", "--cpu-list", str(max(os.sched_getaffinity(0))), *command]


def said(*command):
    return json.loads(subprocess.run(on_one_core(command), check=True, stdout=subprocess.PIPE, text=True).stdout)


class LiveWorker(Worker):
    def __init__(self, side):
        command, _ = side
        super().__init__(on_one_core(command), {"OMP_NUM_THREADS": "1"})

    def end(self):
        self.process.stdin.close()
        peak, summary = int(self.answer()), json.loads(self.answer())
        self.process.wait()
        rates = [len(times) / sum(times) for times in self.times]
        return {"frames_per_second": statistics.median(rates), "rounds": rates, "peak_memory_bytes": peak, **summary}


def live(program, options):
    with tempfile.TemporaryDirectory(prefix="mien-benchmark-") as folder:
        model, frames = str(pathlib.Path(folder, "emotion.onnx")), pathlib.Path(folder, "frames")
        frames.mkdir()
        rate = clip.from_video(options.clip, frames) if options.clip else clip.synthetic(frames)
        call(program, "onnx", "--side", "112", "--output", model)
        shown = ["--frames", str(frames), "--weights", options.weights]
        sides = {mode: ours(program, "live", *shown, "--rate", str(rate), "--mode", mode) for mode in NEEDED}
        sides["python"] = theirs("live_stack.py", "--frames", str(frames), "--model", model)
        count = len(list(frames.iterdir()))
        workers = {name: LiveWorker(side) for name, side in sides.items()}
        try:
            for worker in workers.values():
                worker.steps(30)
            for _ in range(options.rounds):
                for worker in workers.values():
                    worker.times.append(worker.steps(count))
            result = {name: worker.end() for name, worker in workers.items()}
        finally:
            for worker in workers.values():
                if worker.process.poll() is None:
                    worker.process.kill()
        stages = said(program, "stages", *shown)
        heap = said(program, "allocations", *shown, "--rate", str(rate), "--mode", "tracking")
    return {"clip": options.clip or "synthetic", "frames": count, "rate": rate, "sides": result,
            "stages": stages, "heap": heap, **said(sys.executable, str(HERE / "limits.py"))}


def passed(result):
    sides = result["sides"]
    python = sides["python"]
    return result["heap"]["bytes"] <= HEAP and all(
        sides[mode]["frames_per_second"] >= (needed or 0) * python["frames_per_second"]
        and sides[mode]["peak_memory_bytes"] <= MEMORY * python["peak_memory_bytes"] for mode, needed in NEEDED.items())


def text(result):
    sides, python = result["sides"], result["sides"]["python"]
    lines = [f"{result['frames']} frames of 640x480 at {result['rate']} a second ({result['clip']})", ""]
    titles = {"same": "Mien, the same work", "full": "Mien, with closer looks", "tracking": "Mien, faces followed",
              "python": "Python stack"}
    lines.append(f"{'':30}{'frames/s':>10}{'ratio':>8}{'needed':>8}{'peak':>10}{'ratio':>8}{'needed':>8}")
    for name, side in sides.items():
        line = f"{titles[name]:30}{side['frames_per_second']:10.0f}"
        peak = f"{side['peak_memory_bytes'] / 2**20:6.0f} MiB"
        if name in NEEDED:
            line += f"{side['frames_per_second'] / python['frames_per_second']:8.2f}{NEEDED[name] or '':>8}{peak}"
            line += f"{side['peak_memory_bytes'] / python['peak_memory_bytes']:8.2f}{MEMORY:8.2f}"
        else:
            line += f"{'':16}{peak}"
        lines.append(line)
    heap = result["heap"]
    taken = (f"a followed frame takes {heap['bytes'] / 1024:.0f} KiB from the heap in {heap['allocations']:.0f} pieces "
             f"(at most {HEAP / 1024:.0f} KiB are wanted), libjpeg's and oneDNN's included")
    return "\n".join([*lines, "", taken, "", *stage_lines(result)])


def stage_lines(result):
    """Where a frame's milliseconds go, and what the machine would need for the same arithmetic or memory alone."""
    stages, python = result["stages"], result["sides"]["python"]
    rates = {"operations": result["operations_per_second"], "bytes": result["bytes_per_second"]}
    faces = stages["faces"]
    work = {
        "decode": ("bytes", stages["jpeg_bytes"] + stages["pixel_bytes"]),
        "detect": ("operations", stages["detector_operations"]),
        "align": ("bytes", faces * 3 * 230 * 230),
        "network": ("operations", faces * stages["network_operations"]),
    }
    whole = 1 / result["sides"]["same"]["frames_per_second"]
    yield (f"a core: {rates['operations'] / 1e9:.0f} GFLOP/s in a product of matrices, "
           f"{rates['bytes'] / 1e9:.1f} GB/s in a copy (read and written)")
    yield ""
    yield (f"{'ms a frame':12}{'Mien':>8}{'share':>8}{'Python':>8}   {'the work':24}{'limit, ms':>10}"
           f"{'times the limit':>18}")
    for name, (unit, amount) in work.items():
        limit = amount / rates[unit]
        words = f"{amount / 1e6:.1f} M {'FLOP' if unit == 'operations' else 'bytes'}"
        yield (f"{name:12}{stages[name] * 1e3:8.2f}{stages[name] / whole:8.0%}{python[name] * 1e3:8.2f}   {words:24}"
               f"{limit * 1e3:10.3f}{stages[name] / limit:18.1f}")
    rest = max(0.0, whole - sum(stages[name] for name in work))
    yield f"{'rest':12}{rest * 1e3:8.2f}{rest / whole:8.0%}"
