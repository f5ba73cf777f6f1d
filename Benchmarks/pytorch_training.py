"""Mien's training step in PyTorch eager, as fast as its manual knows to make it: channels last, fused AdamW."""

import argparse

import torch
from torch import nn

from answering import answer

STAGES = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
CLASSES = 7


def unit(inputs, outputs, kernel, stride=1, groups=1, relu6=True):
    # Padding of 1 on both sides where Mien pads as TensorFlow does: as many multiplications, and PyTorch is spared the
    # copy that uneven padding would cost it.
    layers = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01),
    ]
    return nn.Sequential(*layers, *([nn.ReLU6(inplace=True)] if relu6 else []))


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        hidden = inputs * expansion
        self.layers = nn.Sequential(
            *([unit(inputs, hidden, 1)] if expansion > 1 else []),
            unit(hidden, hidden, 3, stride, groups=hidden),
            unit(hidden, outputs, 1, relu6=False))
        self.has_shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.layers(x) if self.has_shortcut else self.layers(x)


class MobileNetV2(nn.Module):
    def __init__(self):
        super().__init__()
        layers, channels = [unit(1, 32, 3, 2)], 32
        for expansion, outputs, repeats, stride in STAGES:
            for repeat in range(repeats):
                layers.append(InvertedResidual(channels, outputs, stride if repeat == 0 else 1, expansion))
                channels = outputs
        self.features = nn.Sequential(*layers, unit(channels, 1280, 1))
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, CLASSES))

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def main():
    parser = argparse.ArgumentParser()
    for name, default in {"side": 96, "batch": 64, "threads": 2}.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    network = MobileNetV2().to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.01, fused=True)
    loss = nn.CrossEntropyLoss(label_smoothing=0.1)
    faces = torch.rand(options.batch, 1, options.side, options.side) * 2 - 1
    faces = faces.contiguous(memory_format=torch.channels_last)
    targets = nn.functional.one_hot(torch.arange(options.batch) % CLASSES, CLASSES).float()

    def step():
        optimizer.zero_grad(set_to_none=True)
        value = loss(network(faces), targets)
        value.backward()
        optimizer.step()
        return value.item()

    answer(step)


if __name__ == "__main__":
    main()
