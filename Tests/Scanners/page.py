#!/usr/bin/env python3
"""Lets wapiti look for holes in a running server's page and API: injected script, SQL, commands and files, headers, redirections.

    Tests/Scanners/page.py [--minutes 3]

Needs a built .build/release/mien (or the one that MIEN_BINARY names), the weights, and wapiti (scripts/bootstrap --scanners, or Debian's package). The server is one
of its own, over data of its own, on 127.0.0.1; somebody is signed in there. It begins at the page and at every address of the API's description.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "Faults"))

from server import ROOT, Server  # noqa: E402

# Those that ask machines of others (nikto's list, the listeners of ssrf, xxe and log4shell) are left out: nothing leaves this machine. What they
# look for has tests of its own in Tests/FetchingTests and Tests/RecommendationsTests.
MODULES = [
    "cookieflags", "crlf", "csp", "csrf", "exec", "file", "http_headers", "methods", "permanentxss", "redirect", "sql", "timesql", "xss",
    "backup", "buster", "htaccess", "shellshock", "upload",
]
# Findings that are explained in docs/security.md: (category, what its text has in it).
EXPLAINED = [
    # Over plain HTTP on loopback there is no wire, and Safari drops such a cookie; over HTTPS it is there.
    ("Secure Flag cookie", "mien"),
    ("HTTP Strict Transport Security (HSTS)", "Strict-Transport-Security"),
    ("HTTP Secure Headers", "Strict-Transport-Security"),
    ("Unencrypted Channels", ""),
    # The policy says frame-ancestors 'none', which browsers put before this header.
    ("HTTP Secure Headers", "X-Frame-Options"),
]


def wapiti():
    named = os.environ.get("WAPITI")
    for path in [named, ROOT / ".venv-scanners/bin/wapiti", shutil.which("wapiti")]:
        if path and pathlib.Path(path).exists():
            return str(path)
    sys.exit("wapiti is not here; scripts/bootstrap --scanners installs it")


def addresses(document, base):
    """Every address that is asked for by GET, with something in place of what is in braces and of each parameter."""
    found = [base + "/", base + "/openid?code=a&state=b"]
    for path, methods in document["paths"].items():
        operation = methods.get("get")
        if operation is None or path == "/api/v1/mood/events":
            continue
        names = [one["name"] for one in operation.get("parameters", []) if one.get("in") == "query"]
        query = "&".join(f"{name}=1" for name in names)
        found.append(base + path.replace("{id}", "1").replace("{item}", "1") + (f"?{query}" if query else ""))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=int, default=3)
    options = parser.parse_args()
    program = wapiti()
    listed = subprocess.run([program, "--list-modules"], capture_output=True, text=True, check=True).stdout
    known = {line.split()[0] for line in listed.splitlines() if line.startswith("\t") and not line.startswith("\t\t")}
    modules = [name for name in MODULES if name in known]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-scan-"))
    server = Server(folder)
    try:
        server.start()
        base = f"http://127.0.0.1:{server.port}"
        visitor = server.visitor().enter("/api/v1/setup")
        _, document = visitor.call("GET", "/api/v1/openapi.json")
        report = folder / "report.json"
        starts = [part for one in addresses(document, base) for part in ("-s", one)]
        subprocess.run(
            [program, "-u", base + "/", *starts, "--scope", "folder", "-H", f"Cookie: {visitor.cookie}", "-m", ",".join(modules),
             "-f", "json", "-o", str(report), "--flush-session", "--max-scan-time", str(options.minutes * 60),
             "--max-attack-time", str(max(20, options.minutes * 60 // max(1, len(modules)) * 2)), "--store-session", str(folder / "session"),
             "--no-bugreport", "-v", "0"],
            check=True, stdout=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder)})
        status, _ = visitor.call("GET", "/api/v1/me")
        assert status == 200, f"the session is gone: {status}"
        found = json.loads(report.read_text())
        failed = 0
        for kind in ("vulnerabilities", "anomalies"):
            for category, ones in found.get(kind, {}).items():
                for one in ones:
                    is_explained = any(category == name and text in str(one) for name, text in EXPLAINED)
                    failed += not is_explained
                    print(f"{'explained' if is_explained else 'FOUND'}  {category}: {one['method']} {one['path']}: {one['info']}")
        print(f"{len(modules)} modules, {len(starts) // 2} addresses, {failed} findings that are not explained")
        sys.exit(1 if failed else 0)
    finally:
        Server.end_all()
        shutil.rmtree(folder, ignore_errors=True)


main()
