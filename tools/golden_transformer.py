#!/usr/bin/env python3
"""Golden file of a transformer's layers for training, from an independent implementation: PyTorch in double precision.

    pip install torch==2.13.0 safetensors numpy     (the CPU build will do)
    python3 tools/golden_transformer.py

writes Tests/TensorsTests/Golden/transformer.safetensors: for each layer in a small network its output, the loss and all
gradients. Weights and inputs are not in it: both sides make them from SplitMix64 seeded with the tensor's name.
"""

import numpy as np
import torch
import torch.nn.functional as F

from golden_network import ROOT, Store, cross_entropy, targets, tensor, write

LENGTHS = [3, 5, 1, 4]
CHANNELS, HEADS, RANK, SCALE = 8, 2, 3, 2.0


def frozen(name, shape):
    return tensor(name, shape)


def linear(store, x, name, out):
    """The low-rank change written out: W + scale · B A."""
    a, b = store.get(name + ".lora_a", (RANK, x.shape[1])), store.get(name + ".lora_b", (out, RANK))
    weight = frozen(name + ".weight", (out, x.shape[1])) + SCALE * b @ a
    return x @ weight.T + frozen(name + ".bias", (out,))


def norm(x, name):
    return F.layer_norm(x, x.shape[1:], frozen(name + ".gamma", (x.shape[1],)), frozen(name + ".beta", (x.shape[1],)), 1e-12)


def attention(q, k, v):
    """Each sequence by itself."""
    split = lambda t: t.view(1, t.shape[0], HEADS, -1).transpose(1, 2)
    parts = zip(q.split(LENGTHS), k.split(LENGTHS), v.split(LENGTHS))
    return torch.cat([
        F.scaled_dot_product_attention(split(a), split(b), split(c)).transpose(1, 2).reshape(a.shape) for a, b, c in parts
    ])


def block(store, x, name):
    """A layer of BERT as its paper has it."""
    parts = [linear(store, x, f"{name}.{part}", CHANNELS) for part in ("query", "key", "value")]
    x = norm(linear(store, attention(*parts), name + ".mixed", CHANNELS) + x, name + ".first")
    wide = F.gelu(linear(store, x, name + ".wide", 2 * CHANNELS))
    return norm(linear(store, wide, name + ".narrow", CHANNELS) + x, name + ".second")


def layers(golden):
    def case(name, function):
        store = Store()
        x = tensor(name + ".x", (sum(LENGTHS), CHANNELS)).requires_grad_()
        y = function(store, x, name)
        means = torch.stack([part.mean(0) for part in y.split(LENGTHS)])
        logits = means @ store.get(name + ".last.weight", (3, y.shape[1])).T + store.get(name + ".last.bias", (3,))
        loss = cross_entropy(logits, targets(name + ".targets", len(LENGTHS), 3), 0.1)
        loss.backward()
        golden[name + ":y"] = y.detach().to(torch.float32).numpy()
        golden[name + ":loss"] = np.array([loss.item()], np.float32)
        golden[name + ":x"] = x.grad.to(torch.float32).numpy()
        for parameter, value in store.parameters.items():
            golden[name + ":" + parameter[len(name) + 1:]] = value.grad.to(torch.float32).numpy()

    case("linear", lambda s, x, n: linear(s, x, n, 2 * CHANNELS))
    case("gelu", lambda s, x, n: F.gelu(linear(s, x, n, 2 * CHANNELS)))
    case("norm", lambda s, x, n: norm(linear(s, x, n, CHANNELS) + x, n))
    case("attention", lambda s, x, n: attention(x, linear(s, x, n, CHANNELS), x))
    case("block", block)


if __name__ == "__main__":
    write(ROOT / "Tests/TensorsTests/Golden/transformer.safetensors", layers)
