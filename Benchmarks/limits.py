"""What one core of this machine can do at most, measured: multiplying, and moving memory. Prints both as JSON."""

import json
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import time

import numpy


def best(step, seconds=1.0):
    """The least time of a step, over a second."""
    least, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        started = time.perf_counter()
        step()
        least = min(least, time.perf_counter() - started)
    return least


def operations_per_second():
    """In single precision: a product of matrices that stay in the cache. A sum and a product are two operations."""
    size = 768
    a, b = (numpy.random.default_rng(seed).random((size, size), numpy.float32) for seed in (1, 2))
    out = numpy.empty_like(a)
    return 2 * size**3 / best(lambda: numpy.matmul(a, b, out=out))


def bytes_per_second():
    """Read and written: a copy far larger than the cache."""
    source = numpy.ones(1 << 24, numpy.float32)
    target = numpy.zeros_like(source)
    return 2 * source.nbytes / best(lambda: numpy.copyto(target, source))


if __name__ == "__main__":
    print(json.dumps({"operations_per_second": operations_per_second(), "bytes_per_second": bytes_per_second()}))
