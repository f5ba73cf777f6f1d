"""The other end of comparison.py: times steps as told on standard input."""

import json
import pathlib
import sys
import time


def answer(step):
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            started = time.perf_counter()
            step()
            times.append(time.perf_counter() - started)
        print(json.dumps(times), flush=True)
    print(peak_memory(), flush=True)


def peak_memory():
    """The largest resident memory so far, in bytes (Linux's VmHWM)."""
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
