#!/usr/bin/env python3
"""How long a million rows take to import, how much memory, and how long another program waits meanwhile.

    python3 Benchmarks/importing.py [--rows 1000000] [--binary .build/release/mien] [--json FILE]

It imports a table of rows that are all different twice, the second time with nothing new, into a database of SQLite in a folder that it
makes and removes. Meanwhile a thread of its own reads, and one writes, every tenth of a second, as a server would.
"""

import argparse
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
TAGS = ["calm", "piano", "rock", "energetic", "jazz", "melancholic", "electronic", "dreamy"]


def write_table(path, rows):
    random.seed(1)
    with path.open("w") as table:
        table.write("title,creator,kind,year,minutes,tags\n")
        for row in range(rows):
            tags = ";".join(random.sample(TAGS, 2))
            table.write(f"Piece number {row},Maker {row % 40_000},music,{1950 + row % 70},{1 + row % 9},{tags}\n")


class Waiter(threading.Thread):
    """Asks the database again and again, and notes its longest wait."""

    def __init__(self, database, statement):
        super().__init__(daemon=True)
        self.database, self.statement = database, statement
        self.longest, self.times, self.over = 0.0, 0, threading.Event()

    def run(self):
        connection = sqlite3.connect(self.database, timeout=600, isolation_level=None)
        while not self.over.wait(0.1):
            began = time.monotonic()
            connection.execute(self.statement).fetchall()
            self.longest = max(self.longest, time.monotonic() - began)
            self.times += 1
        connection.close()


def run(binary, arguments):
    """The seconds that a command took, and the most memory it had, in megabytes."""
    began = time.monotonic()
    process = subprocess.Popen([binary, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    words = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(arguments)}: {words[-1000:]}")
    return time.monotonic() - began, usage.ru_maxrss / 1024, words.strip()


def measured(binary, folder, table, name):
    database = folder / "data/mien.sqlite"
    # What a write locks is what matters, and not what it writes.
    reader = Waiter(database, "SELECT COUNT(*) FROM accounts")
    writer = Waiter(database, "UPDATE catalogue_changes SET number = number")
    for thread in (reader, writer):
        thread.start()
    seconds, megabytes, words = run(binary, ["catalogue", "import", str(table), "--data-dir", str(folder / "data")])
    for thread in (reader, writer):
        thread.over.set()
        thread.join()
    result = {
        "seconds": round(seconds, 1), "megabytes": round(megabytes), "longest_read_wait": round(reader.longest, 2),
        "longest_write_wait": round(writer.longest, 2), "reads": reader.times, "writes": writer.times}
    print(
        f"{name}: {seconds:.1f} s, {megabytes:.0f} MB; the longest wait to write {writer.longest:.2f} s, to read "
        f"{reader.longest:.2f} s ({' '.join(words.split())[:120]})", flush=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--binary", default=str(ROOT / ".build/release/mien"))
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mien-importing-") as name:
        folder = pathlib.Path(name)
        table = folder / "rows.csv"
        write_table(table, options.rows)
        print(f"{options.rows} rows, {table.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} processors", flush=True)
        # Makes the database.
        run(options.binary, ["catalogue", "list", "--data-dir", str(folder / "data")])
        results = {
            "rows": options.rows, "first": measured(options.binary, folder, table, "the first time"),
            "again": measured(options.binary, folder, table, "again, with nothing new")}
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")


main()
