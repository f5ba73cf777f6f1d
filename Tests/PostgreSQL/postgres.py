#!/usr/bin/env python3
"""A PostgreSQL server of its own in a temporary folder, on a free port of 127.0.0.1, for as long as a command runs.

    Tests/PostgreSQL/postgres.py COMMAND…

The command finds the server's URL in MIEN_TEST_POSTGRES. Needs Debian's package postgresql, and nothing of the server that
the package may have started. PostgreSQL refuses to run as root: there it runs as the user postgres, or as nobody.
"""

import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PASSWORD = "only-for-tests"


def programs():
    """The folder of the newest server that Debian installed."""
    folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if folders:
        return folders[-1]
    found = shutil.which("initdb")
    if not found:
        sys.exit("PostgreSQL is not here: apt-get install postgresql")
    return pathlib.Path(found).parent


def unprivileged():
    """Who runs the server if we are root; else nobody else."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    sys.exit("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Postgres:
    """One server; `stop`, `kill` and `start` it as often as a test needs."""

    def __init__(self):
        self.bin = programs()
        self.user = unprivileged()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-postgres-"))
        self.port = free_port()
        self.process = None
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        password = self.folder / "password"
        password.write_text(PASSWORD + "\n")
        password.chmod(0o644)
        self._run(
            "initdb", "--pgdata", self.data, "--username", "mien", "--pwfile", password, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--no-locale", "--no-sync")

    @property
    def data(self):
        return self.folder / "data"

    def url(self, name="mien"):
        return f"postgres://mien:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def _as(self):
        if not self.user:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def _run(self, program, *arguments):
        subprocess.run(
            [str(self.bin / program), *map(str, arguments)], cwd=self.folder, check=True, stdout=subprocess.DEVNULL,
            env=self._environment(), **self._as())

    @staticmethod
    def _environment():
        return {**os.environ, "PGPASSWORD": PASSWORD, "LC_ALL": "C", "HOME": "/"}

    def start(self, durable=False):
        """Starts it and waits until it answers.

        durable: whether what was committed survives a fall of the machine. A fall of the server alone loses nothing
        either way.
        """
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder,
            "max_connections": 800, "shared_buffers": "64MB", "fsync": "on" if durable else "off",
            "synchronous_commit": "on", "log_min_messages": "fatal", "autovacuum": "off",
        }
        self._launch(settings)
        deadline = time.monotonic() + 60
        while not self.sql("SELECT 1", name="postgres", quiet=True):
            if time.monotonic() > deadline:
                sys.exit("PostgreSQL did not start:\n" + (self.folder / "log").read_text(errors="replace")[-2000:])
            if self.process.poll() is not None:
                # A process of the server that was killed still ends; until then no other may start.
                self._launch(settings)
            time.sleep(0.1)
        if self.sql("SELECT 1 FROM pg_database WHERE datname = 'mien'", name="postgres") != "1":
            self.sql("CREATE DATABASE mien", name="postgres")
        return self

    def _launch(self, settings):
        options = (f"--{key}={value}" for key, value in settings.items())
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [str(self.bin / "postgres"), "-D", str(self.data), *options], cwd=self.folder, stdout=log, stderr=log,
                env=self._environment(), start_new_session=True, **self._as())

    def sql(self, text, name="mien", quiet=False):
        """What psql prints of a statement; nothing if it fails and is to be quiet."""
        done = subprocess.run(
            ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "--command", text, self.url(name)],
            capture_output=True, text=True, env=self._environment())
        if done.returncode != 0 and not quiet:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def kill(self):
        """As if the machine lost it: no farewell to anybody."""
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        # The first is stopped first, so that it starts no other in place of one that falls.
        for number in [self.process.pid, *map(int, children.stdout.split())]:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def stop(self):
        """Ends it and all connections at once, in order."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with Postgres() as server:
        server.start()
        sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, "MIEN_TEST_POSTGRES": server.url()}).returncode)


if __name__ == "__main__":
    main()
