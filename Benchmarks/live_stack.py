"""The usual Python stack on JPEG frames: OpenCV decodes, MediaPipe finds the face, ONNX Runtime runs the network that
`mien export --format onnx` writes."""

import argparse
import json
import os
import pathlib
import time

os.environ.setdefault("GLOG_minloglevel", "2")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import cv2
import numpy
import onnxruntime
from mediapipe.python.solutions.face_detection import FaceDetection

from answering import answer


class Stack:
    def __init__(self, frames, model):
        cv2.setNumThreads(1)
        self.frames = [path.read_bytes() for path in sorted(pathlib.Path(frames).glob("*.jpg"))]
        self.detector = FaceDetection(model_selection=0, min_detection_confidence=0.5)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.side = self.session.get_inputs()[0].shape[-1]
        self.times = dict.fromkeys(["decode", "detect", "align", "network"], 0.0)
        self.next = self.faces = 0

    def step(self):
        data = self.frames[self.next % len(self.frames)]
        self.next += 1
        started = time.perf_counter()
        frame = cv2.imdecode(numpy.frombuffer(data, numpy.uint8), cv2.IMREAD_COLOR)
        decoded = time.perf_counter()
        found = self.detector.process(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)).detections or []
        detected = time.perf_counter()
        faces = [self.crop(frame, detection.location_data.relative_bounding_box) for detection in found]
        faces = [face for face in faces if face is not None]
        cropped = time.perf_counter()
        for face in faces:
            logits = self.session.run(None, {"face": face})[0][0]
            odds = numpy.exp(logits - logits.max())
            odds /= odds.sum()
        self.faces += len(faces)
        ends = [started, decoded, detected, cropped, time.perf_counter()]
        for name, begin, end in zip(self.times, ends, ends[1:]):
            self.times[name] += end - begin

    def crop(self, frame, box):
        """The box in grey at the network's size, -1...1."""
        height, width = frame.shape[:2]
        left, top = max(0, int(box.xmin * width)), max(0, int(box.ymin * height))
        part = frame[top:int((box.ymin + box.height) * height), left:int((box.xmin + box.width) * width)]
        if part.size == 0:
            return None
        grey = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY)
        small = cv2.resize(grey, (self.side, self.side), interpolation=cv2.INTER_AREA)
        return (small.astype(numpy.float32) / 127.5 - 1)[None, None]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--frames", required=True)
    parser.add_argument("--model", required=True)
    given = parser.parse_args()
    stack = Stack(given.frames, given.model)
    answer(stack.step)
    print(json.dumps({"frames": stack.next, "faces": stack.faces,
                      **{name: total / stack.next for name, total in stack.times.items()}}), flush=True)


if __name__ == "__main__":
    main()
