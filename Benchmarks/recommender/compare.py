#!/usr/bin/env python3
"""Compares Mien's recommender with the Python library `implicit`, in one run, and prints the tables of README.md.

    python3 compare.py --program …/mien-benchmark-recommender --movielens FOLDER [--weights FOLDER] --comoda FILE [--test FILE]

Needs numpy, scipy and implicit.
"""

import argparse
import csv
import json
import os
import subprocess

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import implicit
import numpy as np
from scipy.sparse import csr_matrix


def histories(folder):
    """Rows of each viewer in the order of time, and the number of films: the same rows as in the Swift program."""
    films = {}
    with open(os.path.join(folder, "movies.csv"), newline="", encoding="utf-8") as file:
        for film in csv.DictReader(file):
            films.setdefault(film["movieId"], len(films))
    seen = {}
    with open(os.path.join(folder, "ratings.csv"), newline="", encoding="utf-8") as file:
        for line, rating in enumerate(csv.DictReader(file)):
            if rating["movieId"] in films:
                seen.setdefault(int(rating["userId"]), []).append(
                    (int(rating["timestamp"]), line, films[rating["movieId"]])
                )
    return [[row for _, _, row in sorted(seen[viewer])] for viewer in sorted(seen)], len(films)


def evaluate(rows, score):
    """nDCG@10 of each viewer's last film among all films not seen before."""
    each = []
    for viewer, seen in enumerate(rows):
        wanted = seen[-1]
        scores = np.array(score(viewer), dtype=float)
        scores[[row for row in seen[:-1] if row != wanted]] = -np.inf
        above = int((scores > scores[wanted]).sum() + (scores[:wanted] == scores[wanted]).sum())
        each.append(1 / np.log2(above + 2) if above < 10 else 0.0)
    return np.array(each)


def fit(model, rows, films):
    viewers = np.concatenate([[k] * (len(seen) - 1) for k, seen in enumerate(rows)])
    chosen = np.concatenate([seen[:-1] for seen in rows]).astype(int)
    matrix = csr_matrix((np.ones(len(chosen), dtype=np.float32), (viewers, chosen)), shape=(len(rows), films))
    matrix.data[:] = 1
    model.fit(matrix, show_progress=False)
    return lambda viewer: model.item_factors @ model.user_factors[viewer]


def models():
    """As installed, and a few settings, of which the one that does best on the films before the last is taken."""
    common = dict(random_state=42, num_threads=1)
    als = implicit.als.AlternatingLeastSquares
    bpr = implicit.bpr.BayesianPersonalizedRanking
    return {
        "implicit ALS, as installed": [lambda: als(**common)],
        "implicit BPR, as installed": [lambda: bpr(**common)],
        "implicit ALS, tuned": [
            lambda f=f, r=r, a=a: als(factors=f, regularization=r, alpha=a, **common)
            for f in (32, 64) for r in (0.01, 1) for a in (1, 5)
        ],
        "implicit BPR, tuned": [
            lambda f=f, l=l: bpr(factors=f, learning_rate=l, **common) for f in (32, 64, 100) for l in (0.01, 0.03)
        ],
    }


def interval(values, seed=1):
    draws = np.random.default_rng(seed).integers(0, len(values), (2000, len(values)))
    return np.percentile(values[draws].mean(axis=1), [2.5, 97.5])


def new_films(ours):
    each = {figures["model"]: np.array(figures["each"]) for figures in ours}
    words = each["words"]
    print("\n| new films | nDCG@10 | better than words by (95 % interval) |\n| --- | --- | --- |")
    for name, values in each.items():
        low, high = interval(values - words)
        print(f"| {name} | {values.mean():.4f} | {low:+.4f} to {high:+.4f} |")


def movielens(program, folder, weights):
    rows, films = histories(folder)
    earlier = [seen[:-1] for seen in rows]
    command = [program, "movielens", folder] + ([weights] if weights else [])
    all_figures = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    ours = [figures for figures in all_figures if figures["task"] == "last film"]
    each = {figures["model"]: np.array(figures["each"]) for figures in ours}
    for name, candidates in models().items():
        best = candidates[0]
        if len(candidates) > 1:
            best = max(candidates, key=lambda make: evaluate(earlier, fit(make(), earlier, films)).mean())
        each[name] = evaluate(rows, fit(best(), rows, films))
    hybrid = each["hybrid"]
    print("| model | nDCG@10 | hybrid better by (95 % interval) |\n| --- | --- | --- |")
    for name, values in each.items():
        low, high = interval(hybrid - values)
        print(f"| {name} | {values.mean():.4f} | {low:+.4f} to {high:+.4f} |")
    print("\n| model | coverage | novelty | diversity | popularity |\n| --- | --- | --- | --- | --- |")
    for figures in ours:
        quality = figures["quality"]
        print(
            f"| {figures['model']} | {quality['coverage']:.1%} | {quality['novelty']:.2f} bits |"
            f" {quality['diversity']:.3f} | {quality['popularity']:.3f} |"
        )
    new_films([figures for figures in all_figures if figures["task"] == "new films"])


def comoda(program, training, test):
    command = [program, "comoda", training] + ([test] if test else [])
    report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    print(f"\n{report['ratings']} ratings, {report['tests']} predicted\n")
    print("| context | RMSE | MAE | gain (95 % interval) |\n| --- | --- | --- | --- |")
    for figures in report["rating"]:
        low, high = figures["gainInterval"]
        print(
            f"| {figures['context']} | {figures['rmse']:.4f} | {figures['mae']:.4f} |"
            f" {figures['gain']:.1%} ({low:.1%} to {high:.1%}) |"
        )
    print("\n| ranking | cases | without | with | difference (95 % interval) |\n| --- | --- | --- | --- | --- |")
    for figures in (report["ordering"], report["ranking"]):
        low, high = figures["interval"]
        print(
            f"| {figures['measure']} | {figures['cases']} | {figures['without']:.4f} | {figures['with']:.4f} |"
            f" {figures['with'] - figures['without']:+.4f} ({low:+.4f} to {high:+.4f}) |"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--movielens", help="folder with movies.csv and ratings.csv")
    parser.add_argument("--weights", help="folder of the encoder of texts; without it words alone are compared")
    parser.add_argument("--comoda", help="file of ratings with context; alone it is split five-fold")
    parser.add_argument("--test", help="a second such file, predicted from the first")
    given = parser.parse_args()
    if given.movielens:
        movielens(given.program, given.movielens, given.weights)
    if given.comoda:
        comoda(given.program, given.comoda, given.test)
