"""Two processes that take turns.

Each reads a number of steps from its standard input and answers with their times in seconds as a line of JSON; when
its input ends it says how much memory it had at most, in bytes.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
WARM_UP = 3

# PyTorch frees and takes its feature maps anew in every step. As installed, glibc gives such memory back to the system
# each time and the step drowns in page faults; told to keep it, PyTorch is up to a third faster.
KEEP_MEMORY = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 30),
    "MALLOC_TOP_PAD_": str(256 << 20),
}


def ours(program, *arguments):
    return [program, *arguments], {}


def theirs(script, *arguments):
    return [sys.executable, str(HERE / script), *arguments], KEEP_MEMORY


def call(*command):
    subprocess.run(command, check=True)


@dataclass
class Side:
    seconds: float  # median of the steps
    peak: int  # bytes


class Worker:
    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
        self.times = []

    def steps(self, count):
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        return json.loads(self.answer())

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.process.args[0]} ended early: what it said is above.")
        return line

    def end(self):
        self.process.stdin.close()
        peak = int(self.answer())
        self.process.wait()
        return Side(statistics.median(self.times), peak)


class Comparison:
    def __init__(self, mine, other):
        self.workers = [Worker(*mine), Worker(*other)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self.workers:
            if worker.process.poll() is None:
                worker.process.kill()

    def run(self, rounds, steps):
        """Both sides, ours first."""
        for worker in self.workers:
            worker.steps(WARM_UP)
        for _ in range(rounds):
            for worker in self.workers:
                worker.times += worker.steps(steps)
        return [worker.end() for worker in self.workers]
