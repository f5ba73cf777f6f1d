#!/usr/bin/env python3
"""The plain baseline beside `mien text evaluate`: bags of word and character n-grams and logistic regression.

    pip install scikit-learn==1.9.1
    python3 tools/words_baseline.py goemotions docs/model/words-baseline.json

The folder holds goemotions-ekman-train.tsv and -dev.tsv. One binary regression an emotion; its strength (C) and the
thresholds are chosen on 8 % of the training texts, the regressions are then fitted on the other 92 %, as Mien's are.
"""

import json
import pathlib
import random
import sys

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

EMOTIONS = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]
NAMES = dict(anger="angry", disgust="disgust", fear="fear", joy="happy", neutral="neutral", sadness="sad", surprise="surprise")


def read(folder, part):
    labels = [EMOTIONS.index(NAMES[name]) for name in (folder / "labels.txt").read_text().split()]
    texts, truth = [], []
    for line in (folder / f"goemotions-ekman-{part}.tsv").read_text().split("\n"):
        fields = line.split("\t")
        if len(fields) >= 2:
            texts.append(fields[0])
            row = np.zeros(len(EMOTIONS), int)
            row[[labels[int(number)] for number in fields[1].split(",")]] = 1
            truth.append(row)
    return texts, np.array(truth)


def f1(truth, named):
    hits = (truth & named).sum(0)
    return 2 * hits / np.maximum(1, truth.sum(0) + named.sum(0))


def thresholds(truth, probabilities, reach=4):
    """The best of every hundredth, by the mean of F1 over its neighbours: as TextCalibration does it."""
    scores = np.array([f1(truth, (probabilities > k / 100).astype(int)) for k in range(100)])
    smooth = np.array([scores[max(0, k - reach):k + reach + 1].mean(0) for k in range(100)])
    return smooth.argmax(0) / 100


def main():
    folder = pathlib.Path(sys.argv[1])
    texts, truth = read(folder, "train")
    dev_texts, dev_truth = read(folder, "dev")
    order = list(range(len(texts)))
    random.Random(1).shuffle(order)
    held, rest = order[:int(0.08 * len(order))], order[int(0.08 * len(order)):]
    bags = [
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\w+|[^\w\s]"),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, max_features=200_000),
    ]
    x = hstack([bag.fit_transform([texts[i] for i in rest]) for bag in bags]).tocsr()
    x_held = hstack([bag.transform([texts[i] for i in held]) for bag in bags]).tocsr()
    x_dev = hstack([bag.transform(dev_texts) for bag in bags]).tocsr()

    best = None
    for strength in (1, 4):
        models = [
            LogisticRegression(C=strength, solver="liblinear", max_iter=200).fit(x, truth[rest][:, k])
            for k in range(len(EMOTIONS))
        ]
        held_p = np.stack([model.predict_proba(x_held)[:, 1] for model in models], 1)
        cut = thresholds(truth[held], held_p)
        score = f1(truth[held], (held_p > cut).astype(int)).mean()
        if best is None or score > best[0]:
            best = (score, strength, cut, np.stack([model.predict_proba(x_dev)[:, 1] for model in models], 1))
    _, strength, cut, p = best
    scores = f1(dev_truth, (p > cut).astype(int))
    generator = np.random.default_rng(1)
    draws = []
    for _ in range(1000):
        rows = generator.integers(0, len(p), len(p))
        draws.append(f1(dev_truth[rows], (p[rows] > cut).astype(int)).mean())
    result = {
        "model": f"tf-idf of word 1-2-grams and character 2-5-grams, logistic regression, C = {strength}",
        "data": "goemotions-ekman-dev.tsv", "texts": len(p), "macro_f1": float(scores.mean()),
        "macro_f1_interval": [float(v) for v in np.quantile(draws, [0.025, 0.975])],
        "accuracy": float(dev_truth[np.arange(len(p)), p.argmax(1)].mean()),
        "emotions": [{"emotion": e, "f1": float(s), "threshold": float(t)} for e, s, t in zip(EMOTIONS, scores, cut)],
        "seed": 1, "command": "python3 tools/words_baseline.py goemotions docs/model/words-baseline.json",
    }
    pathlib.Path(sys.argv[2]).write_text(json.dumps(result, indent=2) + "\n")
    print(f"macro F1 {result['macro_f1']:.3f}")


if __name__ == "__main__":
    main()
