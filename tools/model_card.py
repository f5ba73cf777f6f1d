#!/usr/bin/env python3
"""Writes the figures of MODEL_CARD.md anew from what `mien evaluate` measured.

    for rule in majority plurality; do
      mien evaluate --data fer2013.csv --labels fer2013new.csv --split PublicTest --rule $rule \
        --json docs/model/public-test-$rule.json
    done
    tools/model_card.py

It replaces what stands between the lines <!-- figures --> and <!-- end of figures -->; --check says whether they agree.
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CARD = ROOT / "MODEL_CARD.md"
# What the server shows beside the network.
COPY = ROOT / "Sources/Networks/Resources/emotion/model-card.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"


def percent(value):
    return f"{100 * value:.2f} %"


ROWS = [
    ("faces", lambda f: str(f["count"])),
    ("accuracy", lambda f: percent(f["accuracy"])),
    ("macro recall", lambda f: percent(f["macro_recall"])),
    ("macro F1", lambda f: percent(f["macro_f1"])),
    ("expected calibration error", lambda f: percent(f["ece"])),
    ("NLL against the votes", lambda f: f"{f['nll']:.3f}"),
    ("Brier score", lambda f: f"{f['brier']:.3f}"),
    ("asserted (not *unsure*)", lambda f: percent(f["unsure"]["coverage"])),
    ("right of what is asserted", lambda f: percent(f["unsure"]["accuracy"])),
]


def tables():
    majority, plurality = (
        json.loads((ROOT / f"docs/model/public-test-{rule}.json").read_text()) for rule in ("majority", "plurality"))
    columns = [majority, majority["leak_free"], plurality, plurality["leak_free"]]
    lines = [
        "| | majority, all | majority, leak-free | plurality, all | plurality, leak-free |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [f"| {name} | " + " | ".join(text(column) for column in columns) + " |" for name, text in ROWS]
    lines += ["", "| majority, leak-free | precision | recall | F1 | faces |", "| --- | ---: | ---: | ---: | ---: |"]
    for label, figures in majority["leak_free"]["per_class"].items():
        shares = " | ".join(percent(figures[key]) for key in ("precision", "recall", "f1"))
        lines.append(f"| {label} | {shares} | {figures['support']} |")
    return "\n".join(lines) + "\n"


def main(arguments):
    card = CARD.read_text()
    before, found, rest = card.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not (found and closed):
        sys.exit(f"MODEL_CARD.md has no lines {BEGIN.strip()} and {END.strip()} around its figures: put them back.")
    written = before + BEGIN + tables() + END + after
    if arguments == ["--check"]:
        if written != card:
            sys.exit("MODEL_CARD.md does not say what docs/model/public-test-*.json say: run tools/model_card.py.")
        if not COPY.exists() or COPY.read_text() != card:
            sys.exit(f"{COPY.relative_to(ROOT)} is not the same as MODEL_CARD.md: run tools/model_card.py.")
    else:
        CARD.write_text(written)
        COPY.write_text(written)


if __name__ == "__main__":
    main(sys.argv[1:])
