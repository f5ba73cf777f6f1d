#!/usr/bin/env python3
"""Mien in a real browser: signs up, looks into a fake camera, likes, comes back, invites, signs out.

    python3 Tests/Browser/run.py [--mien .build/release/mien] [--weights weights] [--portrait FILE] [--screenshots DIR]
"""

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path

import clip
from browser import Browser
from flows import Visit
from order import FLOWS
from server import ROOT, Server


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument(
        "--mien", default=str(ROOT / ".build/release/mien"), help="the program, or any command that takes its place")
    options.add_argument(
        "--portrait", type=Path, help="a picture with one face, for the fake camera (default: WEIGHTS/test/astronaut.png)")
    options.add_argument(
        "--weights", type=Path, default=ROOT / "weights", help="folder of the face detection weights, given to mien as MIEN_WEIGHTS")
    options.add_argument(
        "--screenshots", type=Path, help="where the pictures go (default: a new temporary folder)")
    options.add_argument("--strict", action="store_true", help="hold times to their limits (on a machine with nothing else to do), and scan more")
    options.add_argument("--only", default="", help="only flows whose name has one of these in it (A,B,…), after the first; most go on where the one before ended")
    given = options.parse_args()

    pictures = (given.screenshots or Path(tempfile.mkdtemp(prefix="mien-screenshots-"))).resolve()
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mien-browser-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        portrait = given.portrait or given.weights / "test/astronaut.png"
        video = clip.make(portrait, place / "camera.y4m")
        server = Server(given.mien, place / "data", place / "server.log", given.weights)
        passed, failed = 0, 0
        try:
            print(f"serving at {server.origin}", flush=True)
            visit = Visit(
                server, portrait, video, pictures,
                lambda name, origin=server.origin, video=video, **how: Browser(origin, video, place / name, **how),
                lambda name, **how: Server(given.mien, place / name, place / f"{name}.log", given.weights, **how), given.strict)
            try:
                for flow in [FLOWS[0], *(flow for flow in FLOWS[1:] if any(part in flow.__name__ for part in given.only.split(",")))]:
                    began = time.monotonic()
                    try:
                        flow(visit)
                        passed += 1
                        print(f"passed  {flow.__doc__} ({time.monotonic() - began:.1f} s)", flush=True)
                    except Exception as error:
                        failed += 1
                        print(f"FAILED  {flow.__doc__}\n{_reason(error)}", flush=True)
                        visit.keep_evidence(f"failed-{flow.__name__}")
            finally:
                visit.close()
        finally:
            server.stop()
            if failed:
                print(f"the server's log:\n{server.text()[-4000:]}")
    print(f"screenshots: {pictures}")
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


def _reason(error: Exception) -> str:
    lines = "".join(traceback.format_exception(error)).splitlines()
    # The driver's own stack says nothing about the page.
    lines = [line for line in lines if not line.startswith("#") and "Stacktrace" not in line]
    return "\n".join("        " + line for line in lines[-12:])


if __name__ == "__main__":
    sys.exit(main())
