#!/usr/bin/env python3
"""Golden files of the network, its layers and Adam, from an independent implementation: PyTorch in double precision.

    pip install torch==2.13.0 safetensors numpy     (the CPU build will do)
    python3 tools/golden_network.py

writes Tests/TensorsTests/Golden/layers.safetensors and Tests/NetworksTests/Golden/mobilenet_v2.safetensors. Weights
and inputs are not in the files: both sides make them from SplitMix64 seeded with the tensor's name.
"""

import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

ROOT = pathlib.Path(__file__).resolve().parent.parent
MASK = (1 << 64) - 1
EPSILON = 1e-3


def uniform(name, count):
    """`count` float32 numbers in 0..<1: SplitMix64 (its top 24 bits), seeded with the name's 64-bit FNV-1a."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & MASK
    z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-24)


def tensor(name, shape):
    """Values fit for the kind of tensor that the name's ending tells."""
    u = uniform(name, int(np.prod(shape)))
    kind = name.rsplit(".", 1)[-1]
    if kind == "weight":
        bound = np.sqrt(np.float32(6) / np.float32(np.prod(shape[1:])))
        u = (u * np.float32(2) - np.float32(1)) * bound
    elif kind in ("gamma", "variance"):
        u = u + np.float32(0.5)
    elif kind in ("beta", "mean", "bias"):
        u = u - np.float32(0.5)
    else:
        u = u * np.float32(2) - np.float32(1)
    return torch.from_numpy(u.reshape(shape).astype(np.float64))


class Store:
    """Parameters made on demand, in the shapes that Mien uses (OHWI)."""

    def __init__(self, make=tensor):
        self.parameters = {}
        self.make = make

    def get(self, name, shape):
        if name not in self.parameters:
            self.parameters[name] = self.make(name, shape).requires_grad_()
        return self.parameters[name]


def nchw(x):
    return x.permute(0, 3, 1, 2)


def same(x, kernel, stride):
    """TensorFlow's "same": what is odd goes to the bottom and the right."""
    pads = []
    for size in (x.shape[3], x.shape[2]):
        total = max(0, ((size + stride - 1) // stride - 1) * stride + kernel - size)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads)


def unit(store, x, name, out, kernel, stride=1, groups=1, relu6=True, residual=None, training=True):
    weight = store.get(name + ".weight", (out, kernel, kernel, x.shape[1] // groups))
    y = F.conv2d(same(x, kernel, stride), weight.permute(0, 3, 1, 2), stride=stride, groups=groups)
    gamma, beta = store.get(name + ".gamma", (out,)), store.get(name + ".beta", (out,))
    if training:
        mean, variance = y.mean((0, 2, 3)), y.var((0, 2, 3), unbiased=False)
    else:
        mean, variance = tensor(name + ".mean", (out,)), tensor(name + ".variance", (out,))
    shape = (1, -1, 1, 1)
    y = (y - mean.view(shape)) / torch.sqrt(variance + EPSILON).view(shape) * gamma.view(shape) + beta.view(shape)
    if residual is not None:
        y = y + residual
    return torch.clamp(y, 0, 6) if relu6 else y


def mobilenet(store, x, training, classes=7):
    """Written from the paper's table 2, not from Mien's code."""
    x = unit(store, x, "stem", 32, 3, 2, training=training)
    index = 0
    for t, c, n, s in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
                       (6, 320, 1, 1)]:
        for repeat in range(n):
            stride, name, hidden = s if repeat == 0 else 1, f"block.{index}", x.shape[1] * t
            y = x
            if t != 1:
                y = unit(store, y, name + ".expand", hidden, 1, training=training)
            y = unit(store, y, name + ".depthwise", hidden, 3, stride, hidden, training=training)
            shortcut = x if stride == 1 and x.shape[1] == c else None
            x = unit(store, y, name + ".project", c, 1, relu6=False, residual=shortcut, training=training)
            index += 1
    x = unit(store, x, "head", 1280, 1, training=training)
    x = x.mean((2, 3))
    return x @ store.get("classifier.weight", (classes, 1280)).T + store.get("classifier.bias", (classes,))


def targets(name, batch, classes):
    t = torch.from_numpy(uniform(name, batch * classes).reshape(batch, classes).astype(np.float64))
    return t / t.sum(1, keepdim=True)


def cross_entropy(logits, target, smoothing):
    target = (1 - smoothing) * target + smoothing / logits.shape[1]
    return -(target * torch.log_softmax(logits, 1)).sum(1).mean()


def sample(x, limit=384):
    """At most `limit` values, evenly spread, and the largest magnitude, to which errors are compared."""
    flat = x.detach().reshape(-1)
    step = max(1, -(-flat.numel() // limit))
    return flat[::step].to(torch.float32).numpy(), float(flat.abs().max())


def network_tensor(name, shape):
    """The network's weights. ReLU6 has kinks, and where single precision cannot tell on which side of one an activation
    lies, its gradient is anybody's guess: among millions of activations some always lie there. So batch norm keeps
    whole channels away from the kinks: of eight, one always below 0, one always above 6, six in between. (Channels
    with activations on both sides are in the layers' golden file.)"""
    values = tensor(name, shape)
    if "project" not in name and name.endswith(".gamma"):
        return (values - 0.5) * 0.2 + 0.1
    if "project" not in name and name.endswith(".beta"):
        return torch.tensor([(-4.0, 10.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0)[c % 8] for c in range(shape[0])], dtype=values.dtype)
    return values


def network(golden, batch=8, side=64):
    store = Store(network_tensor)
    x = tensor("input", (batch, side, side, 1))
    logits = mobilenet(store, nchw(x), training=True)
    loss = cross_entropy(logits, targets("targets", batch, 7), 0.1)
    loss.backward()
    golden["train.logits"] = logits.detach().to(torch.float32).numpy()
    golden["train.loss"] = np.array([loss.item()], np.float32)
    for name, parameter in store.parameters.items():
        values, largest = sample(parameter.grad)
        golden["gradient." + name] = values
        golden["largest." + name] = np.array([largest], np.float32)
    with torch.no_grad():
        golden["eval.logits"] = mobilenet(Store(), nchw(x), training=False).to(torch.float32).numpy()


def layers(golden):
    def case(name, shape, function):
        store = Store()
        x = tensor(name + ".x", shape).requires_grad_()
        y = function(store, nchw(x), name)
        y = y if y.dim() == 4 else y[:, :, None, None]
        flat = y.permute(0, 2, 3, 1)
        # The scalar whose gradient is taken: a classifier on the mean, so that it is a whole small network.
        features = y.mean((2, 3))
        logits = features @ store.get(name + ".last.weight", (3, features.shape[1])).T + store.get(
            name + ".last.bias", (3,))
        loss = cross_entropy(logits, targets(name + ".targets", shape[0], 3), 0.1)
        loss.backward()
        golden[name + ":y"] = flat.detach().to(torch.float32).numpy()
        golden[name + ":loss"] = np.array([loss.item()], np.float32)
        golden[name + ":x"] = x.grad.to(torch.float32).numpy()
        for parameter, value in store.parameters.items():
            golden[name + ":" + parameter[len(name) + 1:]] = value.grad.to(torch.float32).numpy()

    def convolution(out, kernel, stride=1, groups=1):
        return lambda s, x, n: F.conv2d(
            same(x, kernel, stride), s.get(n + ".weight", (out, kernel, kernel, x.shape[1] // groups)).permute(0, 3, 1, 2),
            stride=stride, groups=groups)

    case("convolution3x3stride2", (2, 9, 8, 3), convolution(8, 3, 2))
    case("convolution1x1", (2, 5, 5, 16), convolution(24, 1))
    case("depthwise3x3", (2, 7, 6, 16), convolution(16, 3, 1, 16))
    case("depthwise3x3stride2", (2, 8, 8, 24), convolution(24, 3, 2, 24))
    case("unitRelu6", (3, 6, 6, 8), lambda s, x, n: unit(s, x, n, 16, 3, 2))
    case("unitLinear", (3, 6, 6, 8), lambda s, x, n: unit(s, x, n, 16, 1, relu6=False))
    case("unitResidual", (3, 6, 6, 8), lambda s, x, n: unit(s, x, n, 8, 1, relu6=False, residual=x))
    case("averagePool", (2, 4, 3, 8), lambda s, x, n: x.mean((2, 3)))

    w = torch.nn.Parameter(tensor("adam.weight", (4, 5)))
    optimizer = torch.optim.AdamW([w], lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1)
    for step in range(5):
        w.grad = tensor(f"adam.gradient{step}", (4, 5))
        optimizer.step()
    golden["adam:weight"] = w.detach().to(torch.float32).numpy()


def write(path, fill):
    golden = {}
    fill(golden)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(value) for name, value in golden.items()}, path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    write(ROOT / "Tests/TensorsTests/Golden/layers.safetensors", layers)
    write(ROOT / "Tests/NetworksTests/Golden/mobilenet_v2.safetensors", network)
