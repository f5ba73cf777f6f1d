#!/usr/bin/env python3
"""The exported network in ONNX Runtime against Mien: the same probabilities for 100 pictures of 48 x 48.

    python3 Tests/Export/compare.py [--mien .build/release/mien] [--model FILE]

Needs numpy, onnxruntime and pillow.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import onnxruntime
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PICTURES = 100
SIDE = 48
TOLERANCE = 1e-4


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mien", default=str(ROOT / ".build/release/mien"), help="the program")
    options.add_argument("--model", help="a checkpoint, instead of the one built in")
    given = options.parse_args()
    model = ["--model", str(Path(given.model).resolve())] if given.model else []

    with tempfile.TemporaryDirectory(prefix="mien-export-") as folder:
        pictures = [picture(number) for number in range(PICTURES)]
        names = []
        for number, pixels in enumerate(pictures):
            names.append(f"{number}.png")
            Image.fromarray(pixels).save(Path(folder, names[-1]))

        def mien(*arguments: str) -> str:
            command = [str(Path(given.mien).resolve()), *arguments, *model]
            return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout

        mien("export", "--format", "onnx", "--output", "emotion.onnx")
        session = onnxruntime.InferenceSession(str(Path(folder, "emotion.onnx")), providers=["CPUExecutionProvider"])
        facts = session.get_modelmeta().custom_metadata_map
        labels = facts["labels"].split(",")
        faces = numpy.stack([prepare(pixels, int(facts["side"])) for pixels in pictures])
        theirs = session.run(["probabilities"], {"face": faces})[0]
        alone = session.run(["probabilities"], {"face": faces[:1]})[0]

        def read(names: list[str]) -> numpy.ndarray:
            lines = mien("predict", "--aligned", "--precision", "float32", "--json", *names).splitlines()
            faces = [json.loads(line)["faces"][0]["probabilities"] for line in lines]
            return numpy.array([[face[label] for label in labels] for face in faces])

        ours = read(names)
        # What Mien exports as safetensors, it reads again as the same network.
        mien("export", "--format", "safetensors", "--output", "again.safetensors")
        model = ["--model", "again.safetensors"]
        again = read(names[:10])

    differences = numpy.abs(ours - theirs).max(axis=1)
    checks = {f"picture {number}": difference for number, difference in enumerate(differences)}
    checks["one picture alone"] = numpy.abs(alone[0] - theirs[0]).max()
    checks["exported weights read again"] = numpy.abs(again - ours[:10]).max()
    failures = {name: difference for name, difference in checks.items() if not difference <= TOLERANCE}
    for name, difference in failures.items():
        print(f"FAILED  {name}: {difference:.2e} apart")
    tops = ours.max(axis=1)
    print(f"largest difference {differences.max():.2e}; confidences from {tops.min():.2f} to {tops.max():.2f}")
    print(f"{len(checks) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


def picture(number: int) -> numpy.ndarray:
    """Noise, a slope of light, or coarse blotches, always the same for a number."""
    random = numpy.random.default_rng(number)
    if number % 3 == 0:
        return random.integers(0, 256, (SIDE, SIDE), dtype=numpy.uint8)
    if number % 3 == 1:
        down, right = random.uniform(-3, 3, 2)
        y, x = numpy.mgrid[0:SIDE, 0:SIDE]
        return numpy.clip(128 + down * (y - SIDE / 2) + right * (x - SIDE / 2), 0, 255).astype(numpy.uint8)
    small = Image.fromarray(random.integers(0, 256, (6, 6), dtype=numpy.uint8))
    return numpy.asarray(small.resize((SIDE, SIDE), Image.Resampling.BICUBIC))


def prepare(pixels: numpy.ndarray, side: int) -> numpy.ndarray:
    """What the network reads: enlarged bilinearly, pixel centres at halves, the border repeated; then -1 to 1."""
    position = numpy.clip((numpy.arange(side) + 0.5) * SIDE / side - 0.5, 0, SIDE - 1)
    low = position.astype(int)
    high, weight = numpy.minimum(low + 1, SIDE - 1), position - low
    grey = pixels.astype(numpy.float64)
    rows = grey[low] * (1 - weight)[:, None] + grey[high] * weight[:, None]
    enlarged = rows[:, low] * (1 - weight) + rows[:, high] * weight
    return (enlarged / 127.5 - 1).astype(numpy.float32)[None]


if __name__ == "__main__":
    sys.exit(main())
