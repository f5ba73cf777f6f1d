#!/usr/bin/env python3
"""What eight bits would cost and gain: the network as exported, and its weights and feature maps in bytes.

    mien export --format onnx --output emotion.onnx
    python Benchmarks/quantization.py emotion.onnx fer2013.csv fer2013new.csv

Needs numpy, onnx and onnxruntime. Bytes are ONNX Runtime's (static, a scale a channel, ranges from training faces). Both sides
read the same faces of PublicTest, enlarged but not aligned, by FER+'s majority rule; time is of one face on one thread.
"""

import argparse
import csv
import pathlib
import tempfile
import time

import numpy
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

SIDE = 48
# The columns of FER+ in the order of the file, by our names; the last three are no emotion of ours.
VOTES = ["neutral", "happy", "surprise", "sad", "angry", "disgust", "fear", "contempt", "unknown", "no face"]
CALIBRATING, TIMED = 512, 400


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("faces", help="fer2013.csv")
    parser.add_argument("votes", help="fer2013new.csv")
    given = parser.parse_args()

    plain = session(given.model)
    facts = plain.get_modelmeta().custom_metadata_map
    labels, side = facts["labels"].split(","), int(facts["side"])
    calibrating, faces, truth = read(given.faces, given.votes, labels)
    print(f"{len(faces)} faces of PublicTest; ranges from {len(calibrating)} of Training")
    with tempfile.TemporaryDirectory(prefix="mien-quantization-") as folder:
        ready, small = (str(pathlib.Path(folder, name)) for name in ("ready.onnx", "bytes.onnx"))
        quant_pre_process(given.model, ready)
        quantize_static(
            ready, small, Faces([prepare(face, side) for face in calibrating]), quant_format=QuantFormat.QDQ,
            per_channel=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8)
        sides = {"32 bits": plain, "8 bits": session(small)}
        for name, network in sides.items():
            right = sum(
                int((network.run(["probabilities"], {"face": batch})[0].argmax(axis=1) == wanted).sum())
                for batch, wanted in batches(faces, truth, side))
            one = prepare(faces[0], side)[None]
            times = []
            for _ in range(TIMED):
                begin = time.perf_counter()
                network.run(None, {"face": one})
                times.append(time.perf_counter() - begin)
            print(f"{name}: {100 * right / len(faces):.2f} % right, {1000 * numpy.median(times):.2f} ms a face")


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class Faces(CalibrationDataReader):
    def __init__(self, faces):
        self.rest = iter({"face": face[None]} for face in faces)

    def get_next(self):
        return next(self.rest, None)


def read(faces, votes, labels):
    """Faces of Training for the ranges, and faces and labels of PublicTest that have a majority."""
    calibrating, tested, truth = [], [], []
    with open(faces, newline="") as left, open(votes, newline="") as right:
        right.readline()
        for face, vote in zip(csv.DictReader(left), csv.reader(right)):
            def pixels():
                return numpy.array(face["pixels"].split(), numpy.uint8).reshape(SIDE, SIDE)

            if face["Usage"] == "Training" and len(calibrating) < CALIBRATING:
                calibrating.append(pixels())
            if face["Usage"] != "PublicTest":
                continue
            counts = [int(count) if int(count) > 1 else 0 for count in vote[2:]]
            most = VOTES[int(numpy.argmax(counts))]
            if 2 * max(counts) > sum(counts) and most in labels:
                tested.append(pixels())
                truth.append(labels.index(most))
    return calibrating, tested, numpy.array(truth)


def batches(faces, truth, side, size=64):
    for start in range(0, len(faces), size):
        part = faces[start:start + size]
        yield numpy.stack([prepare(face, side) for face in part]), truth[start:start + size]


def prepare(pixels, side):
    """Enlarged bilinearly, pixel centres at halves, the border repeated; then -1 to 1."""
    position = numpy.clip((numpy.arange(side) + 0.5) * SIDE / side - 0.5, 0, SIDE - 1)
    low = position.astype(int)
    high, weight = numpy.minimum(low + 1, SIDE - 1), position - low
    grey = pixels.astype(numpy.float64)
    rows = grey[low] * (1 - weight)[:, None] + grey[high] * weight[:, None]
    enlarged = rows[:, low] * (1 - weight) + rows[:, high] * weight
    return (enlarged / 127.5 - 1).astype(numpy.float32)[None]


if __name__ == "__main__":
    main()
