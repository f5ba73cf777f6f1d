#!/usr/bin/env python3
"""Packs Mien for Debian, and looks whether the package holds what it needs: the program runs out of it, elsewhere and as nobody.

    Tests/Package/run.py              unpacks it into a folder; the machine stays as it is
    Tests/Package/run.py --install    as root: installs, starts, removes and purges it; for a machine that may be thrown away

Needs a built .build/release and the weights. Every wait is bounded, all traffic stays on 127.0.0.1, and what needs a program that is not
here is skipped with words.
"""

import argparse
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOBODY = 65534
START_SECONDS = 60
# Of 10; a unit that shuts nothing has 9.6.
MOST_EXPOSURE = 2.0
MARK = "<!-- out of the package -->"


def output(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == 0, f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout


def packed(folder):
    output(str(ROOT / "scripts/package-deb"), "--no-build", str(folder))
    [file] = folder.glob("mien_*.deb")
    return file


def is_described(file):
    """The package says what it needs, and all in it belongs to root."""
    fields = dict(line.split(": ", 1) for line in output("dpkg-deb", "--field", str(file)).splitlines() if line[:1].isalpha())
    assert fields["Package"] == "mien" and fields["Version"] in file.name, fields
    assert {"adduser", "libdnnl2", "libturbojpeg0", "libsodium23", "libpq5"} <= set(fields["Depends"].split(", ")), fields["Depends"]
    for line in output("dpkg-deb", "--contents", str(file)).splitlines():
        mode, owner = line.split()[:2]
        assert owner == "root/root" and (mode[8] != "w" or mode[0] == "l"), line
    control = file.parent / "control"
    output("dpkg-deb", "--control", str(file), str(control))
    assert (control / "conffiles").read_text() == "/etc/mien/mien.json\n"


def runs_elsewhere(file):
    """Unpacked into another folder it serves its own page, as nobody, with no library of Swift but its own."""
    tree = file.parent / "tree"
    output("dpkg-deb", "--extract", str(file), str(tree))
    [page] = tree.glob("usr/lib/mien/mien_*.resources/page/index.html")
    page.write_text(page.read_text() + MARK)
    data = file.parent / "data"
    data.mkdir(mode=0o700)
    settings = tree / "etc/mien/mien.json"
    settings.chmod(0o644)
    who = {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
    if who:
        os.chown(data, NOBODY, NOBODY)
        output("chmod", "a+rX", str(file.parent), str(tree / "etc/mien"))
    # As in the unit, but for the port.
    log = file.parent / "log"
    process = subprocess.Popen(
        [tree / "usr/bin/mien", "serve", "--config", settings, "--port", "0"], stdout=subprocess.PIPE, stderr=log.open("w"),
        text=True, cwd="/", env={"MIEN_DATA_DIR": str(data), "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}, **who)
    try:
        line = process.stdout.readline()
        assert "listens on" in line, line + log.read_text()
        origin = "http://127.0.0.1:" + line.rsplit(":", 1)[1].strip()
        answers(origin)
        with urllib.request.urlopen(origin, timeout=START_SECONDS) as answer:
            assert MARK in answer.read().decode(), "the page is not the one in the package"
        libraries = {line.split()[-1] for line in pathlib.Path(f"/proc/{process.pid}/maps").read_text().splitlines() if "libswift" in line}
        assert libraries and all(library.startswith(str(tree)) for library in libraries), libraries
    finally:
        process.terminate()
        assert process.wait(30) == 0


def answers(origin):
    with urllib.request.urlopen(origin + "/health/ready", timeout=START_SECONDS) as answer:
        assert answer.status == 200


def is_hardened(file):
    """systemd's own judgement of the unit."""
    if not shutil.which("systemd-analyze"):
        return print("skipped systemd-analyze is not here", flush=True)
    said = output("systemd-analyze", "security", "--offline=true", str(ROOT / "packaging/mien.service"))
    exposure = float(said.rsplit("mien.service: ", 1)[1].split()[0])
    assert exposure <= MOST_EXPOSURE, said
    print(f"        exposure {exposure} of 10", flush=True)


def is_installed_and_purged(file):
    """`dpkg -i` gives a service with a user of its own, `dpkg -r` keeps the data, and `dpkg --purge` leaves nothing."""
    output("dpkg", "-i", str(file))
    try:
        assert output("stat", "-c", "%U %a", "/var/lib/mien").split() == ["mien", "700"]
        assert output("stat", "-c", "%U %G %a", "/etc/mien/mien.json").split() == ["root", "mien", "640"]
        with contextlib.ExitStack() as stack:
            if not pathlib.Path("/run/systemd/system").is_dir():  # a container: nobody starts services
                process = subprocess.Popen(
                    ["runuser", "-u", "mien", "--", "mien", "serve", "--config", "/etc/mien/mien.json"], cwd="/",
                    env={"MIEN_DATA_DIR": "/var/lib/mien", "PATH": os.environ["PATH"]}, stdout=subprocess.DEVNULL)
                stack.callback(process.wait, 30)
                stack.callback(subprocess.run, ["pkill", "-TERM", "-u", "mien", "mien"])
            waits_for("http://127.0.0.1:8484")
        output("dpkg", "-r", "mien")
        assert pathlib.Path("/var/lib/mien/mien.sqlite").is_file() and not shutil.which("mien")
    finally:
        output("dpkg", "--purge", "mien")
    left = [path for path in ["/var/lib/mien", "/etc/mien", "/usr/lib/mien", "/lib/systemd/system/mien.service"] if os.path.exists(path)]
    assert not left and subprocess.run(["getent", "passwd", "mien"], stdout=subprocess.DEVNULL).returncode != 0, left


def waits_for(origin):
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            return answers(origin)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", action="store_true", help="install it for good, and purge it")
    options = parser.parse_args()
    if options.install and os.geteuid() != 0:
        raise SystemExit("dpkg installs for root alone: run this with sudo, on a machine that may be thrown away.")
    if not shutil.which("dpkg-deb"):
        return print("skipped dpkg-deb is not here: packages are made on Debian and its relatives")
    failed = 0
    with tempfile.TemporaryDirectory(prefix="mien-package-") as folder:
        file = packed(pathlib.Path(folder))
        print(f"        {file.name}: {file.stat().st_size / 2**20:.1f} MiB", flush=True)
        for test in [is_described, is_hardened, runs_elsewhere] + [is_installed_and_purged] * options.install:
            try:
                test(file)
                print(f"passed  {test.__doc__}", flush=True)
            except (AssertionError, OSError, subprocess.SubprocessError) as error:
                failed += 1
                print(f"FAILED  {test.__doc__}\n        {error}", flush=True)
    sys.exit(1 if failed else 0)


main()
