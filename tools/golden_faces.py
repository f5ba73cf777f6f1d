#!/usr/bin/env python3
"""Writes what the original face detectors say of a few pictures: Tests/FacesTests/Golden/faces.json.

    python3 -m venv .venv && .venv/bin/pip install ai-edge-litert==2.3.0 numpy==2.4.6 pillow==13.0.0
    python3 tools/fetch_weights.py
    .venv/bin/python tools/golden_faces.py

The networks are run by LiteRT from the untouched .tflite files. Letterbox, anchors, decoding and non-maximum
suppression are written here once more, in numpy, from MediaPipe's description, and share no line with the Swift
code they check. The pictures are drawn by integer formulas that Tests/FacesTests/DrawnPictures.swift repeats, and the
public-domain portrait that fetch_weights.py puts into weights/test/ (its pixels are not written).
"""

import argparse
import base64
import json
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image

REPOSITORY = Path(__file__).resolve().parent.parent
NETWORKS = {
    "short_range": {
        "file": "face_detection_short_range.tflite", "side": 128, "grids": [(16, 2), (8, 6)], "threshold": 0.5},
    "full_range": {
        "file": "face_detection_full_range_sparse.tflite", "side": 192, "grids": [(48, 1)], "threshold": 0.6},
}
BOX_STEP = 8  # of the boxes every eighth is written; of the logits all


def noise(side):
    y, x, c = np.mgrid[:side, :side, :3]
    return ((x * 73856093 ^ y * 19349663 ^ c * 83492791) >> 7) & 255


def gradient(side):
    y, x, c = np.mgrid[:side, :side, :3]
    return np.choose(c, [x * 255 // side, y * 255 // side, (x + y) * 255 // (2 * side)])


def cartoon(side):
    """A drawn face in the middle: each part an ellipse in percent of the side (centre, radii), the last on top."""
    parts = [
        (50, 50, 30, 40, (60, 40, 30)), (50, 55, 26, 34, (224, 180, 150)),
        (39, 49, 6, 3, (250, 250, 250)), (61, 49, 6, 3, (250, 250, 250)),
        (39, 49, 3, 3, (40, 30, 20)), (61, 49, 3, 3, (40, 30, 20)),
        (39, 43, 7, 1, (60, 40, 30)), (61, 43, 7, 1, (60, 40, 30)),
        (50, 60, 3, 4, (200, 150, 120)), (50, 73, 10, 3, (170, 60, 60)),
    ]
    picture = np.empty((side, side, 3), np.int64)
    picture[:] = (90, 120, 150)
    y, x = np.mgrid[:side, :side]
    for cx, cy, rx, ry, color in parts:
        dx = (200 * x + 100 - 2 * cx * side) * ry
        dy = (200 * y + 100 - 2 * cy * side) * rx
        picture[dx * dx + dy * dy <= (2 * side * rx * ry) ** 2] = color
    return picture


def area_weights(source, target):
    """Rows of weights: bilinear when enlarging, the mean of the covered area when shrinking."""
    scale = source / target
    weights = np.zeros((target, source))
    for i in range(target):
        middle = (i + 0.5) * scale
        half = max(scale, 1) / 2
        for s in range(-1, source + 1):
            overlap = min(middle + half, s + 1) - max(middle - half, s)
            if overlap > 0:
                weights[i, min(max(s, 0), source - 1)] += overlap / (2 * half)
    return weights


def letterbox(picture, side):
    """The network's input, and how to get from its fractions back to pixels of the picture."""
    height, width = picture.shape[:2]
    scale = side / max(width, height)
    w, h = max(1, int(width * scale + 0.5)), max(1, int(height * scale + 0.5))
    resized = np.einsum("ys,sxc->yxc", area_weights(height, h), picture.astype(float))
    resized = np.einsum("xs,ysc->yxc", area_weights(width, w), resized)
    square = np.zeros((side, side, 3))
    left, top = (side - w) // 2, (side - h) // 2
    square[top:top + h, left:left + w] = np.floor(resized + 0.5 + 1e-9)

    def back(x, y):
        return (x * side - left) * width / w, (y * side - top) * height / h

    return (square / 127.5 - 1).astype(np.float32), back


def run(interpreter, tensor):
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], tensor[None])
    interpreter.invoke()
    outputs = [interpreter.get_tensor(o["index"])[0] for o in interpreter.get_output_details()]
    return (next(o for o in outputs if o.shape[1] == 1)[:, 0], next(o for o in outputs if o.shape[1] == 16))


def anchors(grids):
    rows = [
        ((column + 0.5) / cells, (row + 0.5) / cells)
        for cells, count in grids for row in range(cells) for column in range(cells) for _ in range(count)]
    return np.array(rows)


def decode(logits, boxes, network):
    """Candidates: score, then x and y of the box's corners and of the six points, as fractions of the square."""
    score = 1 / (1 + np.exp(-np.clip(logits.astype(float), -100, 100)))
    chosen = score >= network["threshold"]
    values = boxes[chosen].astype(float) / network["side"]
    centers = anchors(network["grids"])[chosen]
    points = values.reshape(-1, 8, 2).copy()
    size = points[:, 1].copy()
    points += centers[:, None]
    center = points[:, 0].copy()
    points[:, 0], points[:, 1] = center - size / 2, center + size / 2
    return score[chosen], points


def overlap(a, b):
    size = np.minimum(a[1], b[1]) - np.maximum(a[0], b[0])
    if (size <= 0).any():
        return 0
    common = size.prod()
    return common / ((a[1] - a[0]).prod() + (b[1] - b[0]).prod() - common)


def suppress(score, points):
    """MediaPipe's weighted non-maximum suppression."""
    order = list(np.argsort(-score, kind="stable"))
    faces = []
    while order:
        best = order[0]
        same = [i for i in order if overlap(points[i], points[best]) > 0.3]
        faces.append((score[best], np.average(points[same], axis=0, weights=score[same])))
        order = [i for i in order if i not in same]
    return faces


def faces_of(picture, network, interpreter):
    tensor, back = letterbox(picture, network["side"])
    found = []
    for score, points in suppress(*decode(*run(interpreter, tensor), network)):
        places = [round(float(v), 3) for x, y in points for v in back(x, y)]
        found.append({"score": round(float(score), 5), "corners": places[:4], "points": places[4:]})
    return found


def packed(values):
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, default=REPOSITORY / "weights")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "Tests/FacesTests/Golden/faces.json")
    arguments = parser.parse_args()

    portrait = np.array(Image.open(arguments.weights / "test/astronaut.png").convert("RGB"))
    pictures = {
        "portrait": portrait, "wide": portrait[:320], "narrow": portrait[:, 90:390],
        "small": portrait[:250, 110:360], "cartoon": cartoon(300), "noise": noise(200), "gradient": gradient(200)}
    golden = {"step": BOX_STEP, "raw": {}, "faces": {}}
    for name, network in NETWORKS.items():
        interpreter = Interpreter(str(arguments.weights / network["file"]), num_threads=1)
        interpreter.allocate_tensors()
        side = network["side"]
        golden["raw"][name] = {}
        for drawn in (noise, gradient, cartoon):
            logits, boxes = run(interpreter, letterbox(drawn(side), side)[0])
            golden["raw"][name][drawn.__name__] = {"logits": packed(logits), "boxes": packed(boxes[::BOX_STEP])}
        golden["faces"][name] = {title: faces_of(p, network, interpreter) for title, p in pictures.items()}
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(golden, indent=1) + "\n")
    for name, found in golden["faces"].items():
        print(name, {title: [f["score"] for f in faces] for title, faces in found.items()})


if __name__ == "__main__":
    main()
