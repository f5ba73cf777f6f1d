#!/usr/bin/env python3
"""Holds a running server against its own description (OpenAPI): schemathesis makes requests, right and wrong, and compares the answers.

    Tests/Scanners/api.py [--examples 20] [--seed 1] [-- OPTION …]

Needs a built .build/release/mien (or the one that MIEN_BINARY names), the weights, and schemathesis (scripts/bootstrap --scanners). The
server is one of its own, over data of its own, on 127.0.0.1; somebody is signed in there as administrator. What follows `--` goes to schemathesis.
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

PROGRAM = os.environ.get("SCHEMATHESIS", ROOT / ".venv-scanners/bin/schemathesis")
# How the description and a scanner's idea of one differ, each with its reason in docs/security.md.
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "unsupported_method",
]


def operations(document):
    """The ids to leave out, whatever they are called."""
    left = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if (method.upper(), path) in {
                ("DELETE", "/api/v1/session"), ("DELETE", "/api/v1/me"), ("GET", "/api/v1/mood/events"),
            }:
                left.append(operation["operationId"])
    return left


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--examples", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("more", nargs="*")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-scan-"))
    server = Server(folder)
    try:
        server.start()
        visitor = server.visitor().enter("/api/v1/setup")
        status, document = visitor.call("GET", "/api/v1/openapi.json")
        assert status == 200, status
        left_out = [part for name in operations(document) for part in ("--exclude-operation-id", name)]
        command = [
            str(PROGRAM), "run", f"http://127.0.0.1:{server.port}/api/v1/openapi.json", "--header", f"Cookie: {visitor.cookie}",
            "--header", f"X-CSRF-Token: {visitor.token}", "--max-examples", str(options.examples), "--seed", str(options.seed),
            "--phases", "examples,coverage,fuzzing", "--checks", ",".join(CHECKS), "--continue-on-failure", "--no-color",
            "--warnings", "off", "--generation-with-security-parameters", "false", "--generation-database", "none", "--request-timeout", "60", "--suppress-health-check", "all",
            *left_out, *options.more]
        result = subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONUNBUFFERED": "1"}, check=False)
        status, _ = visitor.call("GET", "/api/v1/me")
        assert status == 200, f"the session is gone: {status}"
        log = (folder / "log").read_text()
        if "request failed" in log:
            print("\n".join(line for line in log.splitlines() if "request failed" in line))
            sys.exit(1)
        sys.exit(result.returncode)
    finally:
        Server.end_all()
        shutil.rmtree(folder, ignore_errors=True)


main()
