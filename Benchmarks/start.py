"""`run start`: how long `mien serve` takes from its start to its first answer, over an empty folder and over one that was
used before.

Both matter: a household's server starts after a power cut, a replica when another one falls. What is timed is what a
supervisor sees, from exec to the first 200 of /health/live; the networks are loaded by then."""

import http.client
import os
import pathlib
import socket
import statistics
import subprocess
import tempfile
import time

MOST = 1.0  # seconds, of the median
PATIENCE = 60
PAUSE = 0.002


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def is_alive(port):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def measure(program, folder, weights):
    """Seconds until the first answer of a server over a folder, which is stopped then."""
    port = free_port()
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), "--data-dir", str(folder), "--weights", weights]
    with open(pathlib.Path(folder).parent / "serve.log", "ab") as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder)})
        try:
            while not is_alive(port):
                took = time.perf_counter() - began
                if process.poll() is not None or took > PATIENCE:
                    raise SystemExit(f"mien serve did not start:\n{pathlib.Path(log.name).read_text()}")
                time.sleep(PAUSE)
            return time.perf_counter() - began
        finally:
            process.terminate()
            process.wait(PATIENCE)


def start(program, options):
    times = {"fresh": [], "existing": []}
    # The first one brings the program and the weights into the system's memory; it is not counted.
    for number in range(options.rounds + 1):
        with tempfile.TemporaryDirectory(prefix="mien-start-") as folder:
            for state in times:
                took = measure(program, pathlib.Path(folder, "data"), options.weights)
                if number > 0:
                    times[state].append(round(took, 3))
    medians = {state: statistics.median(values) for state, values in times.items()}
    return {"seconds": times, "median": medians, "needed": MOST}


def passed(result):
    return all(median < MOST for median in result["median"].values())


def text(result):
    lines = ["| data folder | median | fastest | slowest | needed |", "| --- | --- | --- | --- | --- |"]
    for state, values in result["seconds"].items():
        lines.append(
            f"| {state} | {result['median'][state]:.2f} s | {min(values):.2f} s | {max(values):.2f} s | < {MOST:g} s |")
    return "\n".join(lines)
