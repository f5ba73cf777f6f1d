#!/usr/bin/env python3
"""Golden file of the recurrent layers for training, from an independent implementation: PyTorch in double precision.

    pip install torch==2.13.0 safetensors numpy     (the CPU build will do)
    python3 tools/golden_recurrent.py

writes Tests/TensorsTests/Golden/recurrent.safetensors: for each network its states, the loss and all gradients. Weights
and inputs are not in it: both sides make them from SplitMix64 seeded with the tensor's name.
"""

import numpy as np
import torch

from golden_network import ROOT, Store, tensor, write

LENGTHS = [3, 5, 1, 4]
CHANNELS, HIDDEN = 6, 5
SMALLEST_VARIANCE = 4e-4


def lstm(store, x, name):
    """torch.nn.LSTM over each sequence by itself; its second bias is zero."""
    layer = torch.nn.LSTM(x.shape[1], HIDDEN).double()
    weights = {
        "weight_ih_l0": store.get(name + ".input", (4 * HIDDEN, x.shape[1])),
        "weight_hh_l0": store.get(name + ".hidden", (4 * HIDDEN, HIDDEN)),
        "bias_ih_l0": store.get(name + ".bias", (4 * HIDDEN,)),
        "bias_hh_l0": torch.zeros(4 * HIDDEN, dtype=torch.float64),
    }
    return torch.cat([torch.func.functional_call(layer, weights, (part[:, None],))[0][:, 0] for part in x.split(LENGTHS)])


def gaussian(outputs, targets):
    means, variances = torch.tanh(outputs[:, :2]), outputs[:, 2:].exp() + SMALLEST_VARIANCE
    return torch.nn.functional.gaussian_nll_loss(means, targets, variances, reduction="none").sum(1).mean()


def layers(golden):
    def case(name, network, pool):
        store = Store()
        x = tensor(name + ".x", (sum(LENGTHS), CHANNELS)).requires_grad_()
        y = network(store, x, name)
        pooled = torch.stack([pool(part) for part in y.split(LENGTHS)])
        outputs = pooled @ store.get(name + ".last.weight", (4, HIDDEN)).T + store.get(name + ".last.bias", (4,))
        loss = gaussian(outputs, tensor(name + ".targets", (len(LENGTHS), 2)))
        loss.backward()
        golden[name + ":y"] = y.detach().to(torch.float32).numpy()
        golden[name + ":loss"] = np.array([loss.item()], np.float32)
        golden[name + ":x"] = x.grad.to(torch.float32).numpy()
        for parameter, value in store.parameters.items():
            golden[name + ":" + parameter[len(name) + 1:]] = value.grad.to(torch.float32).numpy()

    case("lstmLast", lambda s, x, n: lstm(s, x, n + ".lstm"), lambda part: part[-1])
    case("lstmMean", lambda s, x, n: lstm(s, x, n + ".lstm"), lambda part: part.mean(0))
    case("lstmTwice", lambda s, x, n: lstm(s, lstm(s, x, n + ".lstm"), n + ".second"), lambda part: part[-1])


if __name__ == "__main__":
    write(ROOT / "Tests/TensorsTests/Golden/recurrent.safetensors", layers)
