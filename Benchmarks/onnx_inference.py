"""The network that `mien export --format onnx` writes, in ONNX Runtime."""

import argparse

import numpy
import onnxruntime

from answering import answer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = given.threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = onnxruntime.InferenceSession(given.model, options, providers=["CPUExecutionProvider"])
    shape = session.get_inputs()[0].shape
    faces = numpy.random.default_rng(1).random((given.batch, *shape[1:]), numpy.float32) * 2 - 1
    answer(lambda: session.run(None, {"face": faces}))


if __name__ == "__main__":
    main()
