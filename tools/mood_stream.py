#!/usr/bin/env python3
"""Makes streams of per-frame emotion distributions with known true changes, as a camera and a network give them.

    python3 tools/mood_stream.py --seed 7 --rate 12            # one stream as JSON, on standard output
    python3 tools/mood_stream.py --golden                      # writes Tests/EmotionsTests/Golden/mood-stream.json

What a stream has: expressions of 4 to 16 seconds, each more or less clear and easily taken for one other emotion; onsets of
0.3 s; noise that lasts (0.35 s) and noise of the frame; moments of 0.1 to 0.45 s, as of a blink or a word, that look
like another emotion; gaps of 0.2 to 3 s without a face; frames that come unevenly, 3 to 30 a second.

Tests/EmotionsTests/MoodStream.swift makes the same streams from the same seeds; the golden file holds both to it.
No package is needed.
"""

import argparse
import json
import math
from pathlib import Path

EMOTIONS = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]
# What each is most easily taken for.
NEIGHBOUR = {"angry": "disgust", "disgust": "angry", "fear": "surprise", "happy": "neutral", "neutral": "sad",
             "sad": "neutral", "surprise": "fear"}
GOLDEN = Path(__file__).resolve().parent.parent / "Tests" / "EmotionsTests" / "Golden" / "mood-stream.json"
MASK = (1 << 64) - 1


class Generator:
    """SplitMix64 (Steele, Lea & Flood 2014)."""

    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def uniform(self, low=0.0, high=1.0):
        return low + (high - low) * ((self.next() >> 11) * 2.0**-53)

    def normal(self):
        radius = math.sqrt(-2 * math.log(1 - self.uniform()))
        return radius * math.cos(2 * math.pi * self.uniform())

    def exponential(self, mean):
        return -mean * math.log(1 - self.uniform())


def expressions(generator, seconds):
    """The truth: (start, emotion, clearness, clearness of what it is taken for), one after the other."""
    result = []
    start = 0.0
    current = 4
    while start < seconds:
        result.append((start, current, generator.uniform(2.4, 4.6), generator.uniform(0.0, 0.5)))
        start += min(16.0, 4.0 + generator.exponential(4.0))
        others = [e for e in range(7) if e != current]
        back = generator.uniform() < 0.4
        other = others[int(generator.uniform() * 6)]
        current = 4 if back and current != 4 else other
    return result


def episodes(generator, seconds, every, shortest, longest):
    """Times that come about `every` seconds and last a while: (start, end, a number in 0..<1)."""
    result = []
    start = generator.exponential(every)
    while start < seconds:
        end = start + generator.uniform(shortest, longest)
        result.append((start, end, generator.uniform()))
        start = end + generator.exponential(every)
    return result


def logits(expression):
    _, emotion, clear, share = expression
    values = [0.0] * 7
    values[EMOTIONS.index(NEIGHBOUR[EMOTIONS[emotion]])] = clear * share
    values[emotion] = clear
    return values


def stream(seed, rate=None, seconds=60.0):
    """Frames and true changes of one recording; the rate is drawn from 3 to 30 frames a second where not given."""
    generator = Generator(seed)
    drawn = math.exp(generator.uniform(math.log(3.0), math.log(30.0)))
    rate = rate or drawn
    truth = expressions(generator, seconds)
    moments = episodes(generator, seconds, 8.0, 0.1, 0.45)
    gaps = episodes(generator, seconds, 20.0, 0.2, 3.0)
    drift = [0.7 * generator.normal() for _ in EMOTIONS]
    frames = []
    time = 0.0
    while time < seconds:
        place = max(i for i, expression in enumerate(truth) if expression[0] <= time)
        now = logits(truth[place])
        before = logits(truth[place - 1]) if place else now
        onset = min(1.0, (time - truth[place][0]) / 0.3)
        values = [b + onset * (n - b) for b, n in zip(before, now)]
        for start, end, which in moments:
            if start <= time < end:
                values[int(which * 7)] += truth[place][2] + 1
        values = [v + d + 0.5 * generator.normal() for v, d in zip(values, drift)]
        seen = not any(start <= time < end for start, end, _ in gaps)
        most = max(values)
        weights = [math.exp(v - most) for v in values]
        frames.append({"time": time, "truth": EMOTIONS[truth[place][1]],
                       "probabilities": [w / sum(weights) for w in weights] if seen else None})
        step = generator.uniform(0.7, 1.3) / rate
        kept = math.exp(-step / 0.35)
        drift = [kept * d + 0.7 * math.sqrt(1 - kept * kept) * generator.normal() for d in drift]
        time += step
    return {"seed": seed, "rate": rate, "seconds": seconds, "changes": [e[0] for e in truth], "frames": frames}


def written(recording):
    """The stream as JSON, a frame a line, times in milliseconds' thousandths and probabilities in ten-thousandths."""
    head = {k: recording[k] for k in ("seed", "rate", "seconds")}
    head["changes"] = [round(t, 6) for t in recording["changes"]]
    lines = [json.dumps({"time": round(f["time"], 6), "truth": f["truth"], "probabilities":
                         f["probabilities"] and [round(p, 4) for p in f["probabilities"]]})
             for f in recording["frames"]]
    return json.dumps(head)[:-1] + ', "frames": [\n' + ",\n".join(lines) + "\n]}\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--rate", type=float, help="frames a second; 3 to 30, drawn from the seed, where not given")
    arguments.add_argument("--seconds", type=float, default=60.0)
    arguments.add_argument("--golden", action="store_true", help="write the file that the tests read")
    given = arguments.parse_args()
    if given.golden:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(written(stream(20260427, 8.0, 40.0)))
        print(f"wrote {GOLDEN}")
    else:
        print(written(stream(given.seed, given.rate, given.seconds)), end="")


if __name__ == "__main__":
    main()
