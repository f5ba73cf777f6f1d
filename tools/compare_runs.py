#!/usr/bin/env python3
"""Says how much the seed matters: mean and spread of the figures of several runs of one recipe.

    for seed in 1 2 3; do
      mien evaluate --data fer2013.csv --labels fer2013new.csv --split PublicTest \
        --model runs/seed-$seed/weights.safetensors --robustness-rows 0 --report reports/seed-$seed
    done
    tools/compare_runs.py reports/seed-*

Each folder holds the `report.json` of `mien evaluate --report`. The spread is the sample's standard deviation over the runs;
the interval is the mean of the runs' 95 % bootstrap intervals, which is what the choice of faces alone does.
"""

import json
import pathlib
import statistics
import sys

FIGURES = {
    "accuracy": ("accuracy", 100),
    "macro recall": ("macro_recall", 100),
    "macro F1": ("macro_f1", 100),
    "expected calibration error": ("ece", 100),
    "NLL against the votes": ("nll", 1),
    "Brier score": ("brier", 1),
}


def main(folders):
    reports = []
    for folder in folders:
        path = pathlib.Path(folder) / "report.json"
        try:
            reports.append(json.loads(path.read_text()))
        except (OSError, ValueError) as error:
            sys.exit(f"{path}: {error}: make it with mien evaluate --report {folder}")
    if len(reports) < 2:
        sys.exit("Name the reports of two or more runs.")
    kinds = [("all faces", lambda r: r["evaluation"], "intervals")]
    if all(r["evaluation"].get("leak_free") for r in reports):
        kinds.append(("leak-free", lambda r: r["evaluation"]["leak_free"], "leak_free_intervals"))
    for name, figures, intervals in kinds:
        print(f"\n| {name}, {figures(reports[0])['count']} faces | runs | mean ± spread | 95 % interval |")
        print("| --- | --- | ---: | ---: |")
        for title, (key, factor) in FIGURES.items():
            values = [factor * figures(r)[key] for r in reports]
            bounds = [
                statistics.mean(factor * r[intervals][key][end] for r in reports) for end in (0, 1)
            ]
            digits, unit = (2, " %") if factor == 100 else (3, "")
            runs = ", ".join(f"{v:.{digits}f}" for v in values)
            mean, spread = statistics.mean(values), statistics.stdev(values)
            print(
                f"| {title} | {runs} | {mean:.{digits}f} ± {spread:.{digits}f}{unit} "
                f"| {bounds[0]:.{digits}f}–{bounds[1]:.{digits}f} |"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
