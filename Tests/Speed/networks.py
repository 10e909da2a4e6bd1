"""Times convolutional networks as a whole: dnn against PyTorch, an update of a training and inference.

    PEERS_PYTHON Tests/Speed/networks.py [--threads N] [--rounds R] [--clock wall|cpu] [--only TEXT]

Needs torch and a release build (swift build -c release --product dnn-bench). The networks are a small
residual one, and that of Configs/cat-convolution.json, on random pictures. The two take turns: in each round
each one measures eight updates, or the answers to 1,024 pictures in batches of 64, after a first batch that
does not count. Of the rounds the best counts, of PyTorch also the better of its two memory formats. The ratio
is PyTorch's time over ours: above 1 we are faster. On a machine that does other things too, --threads 1
--clock cpu takes the time of the calling thread.
"""

import json
import sys

from turns import ROOT, Turns, options_of

options = options_of(__doc__, threads=2, rounds=3)
sys.path.insert(0, str(ROOT / "Tests" / "Peers"))

import torch
from torch import nn

from backbones import BasicBlock

torch.set_num_threads(options.threads)
UPDATES = 8


def resnet():
    """A stem of 32 channels, then two blocks each of 32, 64 and 128."""
    sizes = [(32, 32, 1), (32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1)]
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
        *(BasicBlock(*size) for size in sizes),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10))


def cats():
    """The network of Configs/cat-convolution.json."""
    layers, channels, side = [], 3, 64
    for layer in json.loads((ROOT / "Configs/cat-convolution.json").read_text())["layers"]:
        if layer["type"] == "convolution2D":
            layers += [nn.Conv2d(channels, layer["filters"], layer["kernel"], padding="same"), nn.ReLU()]
            channels = layer["filters"]
        elif layer["type"] == "maxPool2D":
            layers.append(nn.MaxPool2d(layer["size"]))
            side //= layer["size"]
        elif layer["type"] == "flatten":
            layers.append(nn.Flatten())
        else:
            layers.append(nn.Linear(channels * side * side, layer["units"]))
    return nn.Sequential(*layers)


def training(turns, network, batch, side, loss, classes, optimizer, memory_format):
    """The seconds of an update, as a function."""
    net = network().to(memory_format=memory_format).train()
    updates = optimizer(net.parameters())
    x = torch.rand(batch * (1 + UPDATES), 3, side, side).to(memory_format=memory_format)
    y = torch.randint(0, classes, (len(x),)) if classes > 1 else torch.rand(len(x), 1).round()

    def seconds():
        for index, chosen in enumerate(torch.randperm(len(x)).split(batch)):
            if index == 1:
                start = turns.now()
            updates.zero_grad(set_to_none=True)
            loss(net(x[chosen]), y[chosen]).backward()
            updates.step()
        return (turns.now() - start) / UPDATES

    return seconds


def inference(turns, network, batch, side, count, memory_format):
    """The seconds of all answers, as a function."""
    net = network().to(memory_format=memory_format).eval()
    batches = [torch.rand(batch, 3, side, side).to(memory_format=memory_format) for _ in range(count)]

    def seconds():
        with torch.inference_mode():
            net(batches[0])
            start = turns.now()
            for x in batches:
                net(x)
            return turns.now() - start

    return seconds


def momentum(parameters):
    return torch.optim.SGD(parameters, lr=0.001, momentum=0.9)


def adam(parameters):
    return torch.optim.Adam(parameters, lr=0.001)


# name, the function of the peer and its arguments before the memory format, ratio aimed at
CASES = [
    ("train resnet 64x32x32x3", training, (resnet, 64, 32, nn.CrossEntropyLoss(), 10, momentum), 1.5),
    ("infer resnet 1024x32x32x3", inference, (resnet, 64, 32, 16), 1.3),
    ("train cat-convolution 32x64x64x3", training, (cats, 32, 64, nn.BCEWithLogitsLoss(), 1, adam), 2.0),
]


def main():
    turns = Turns("networks", options)
    print(f"PyTorch {torch.__version__}, {options.threads} threads, best of {options.rounds}")
    for name, peer, arguments, aim in CASES:
        if options.only not in name:
            continue
        forms = (torch.contiguous_format, torch.channels_last)
        own, *peers = turns.measure(name, [peer(turns, *arguments, form) for form in forms])
        print(f"{name:34}{own * 1e3:10.2f} ms   PyTorch x{min(peers) / own:6.2f}   (default "
              f"{peers[0] * 1e3:.2f} ms, channels last {peers[1] * 1e3:.2f} ms)   aim {aim}", flush=True)


main()
