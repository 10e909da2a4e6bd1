"""Times an epoch of ResNet-18 on 1,000 pictures of 64×64 in batches of 32: dnn against PyTorch.

    PEERS_PYTHON Tests/Speed/finetuning.py [--threads N] [--rounds R] [--pictures N] [--dnn PATH]

Needs torch and a release build (swift build -c release --product dnn). Once with all but the head frozen,
once with all trained; the layers are those of Configs/resnet18.json, the weights random. The two take turns,
of the rounds the best counts, of PyTorch also the better of its two memory formats. The time of dnn is what a
second epoch adds to the seconds that its run says, which have the first weights and the first cost as well. The
ratio is PyTorch's time over ours: above 1 we are faster. A third run augments every picture; its time is given
over that of the run without, and so is the processor time, which says more where the machine is not idle.
"""

import argparse
import json
import math
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--pictures", type=int, default=1000)
parser.add_argument("--dnn", type=lambda text: pathlib.Path(text).resolve(), default=ROOT / ".build/release/dnn")
options = parser.parse_args()

os.environ["OMP_NUM_THREADS"] = str(options.threads)
sys.path.insert(0, str(ROOT / "Tests" / "Peers"))

import numpy as np
import torch
from torch import nn

from backbones import ResNet

torch.set_num_threads(options.threads)
EXAMPLES, SIDE, BATCH, CLASSES = options.pictures, 64, 32, 10


# The strengths of `dnn convert --augment`.
AUGMENTATION = {"flip": "horizontal", "shift": 0.1, "rotate": 15, "zoom": 0.1, "brightness": 0.2, "contrast": 0.2}


def our_seconds(folder, isFrozen, isAugmented):
    """Seconds that an epoch adds to a training, and to the processor's for the whole command."""
    one, two = (run_seconds(folder, isFrozen, isAugmented, epochs) for epochs in (1, 2))
    return two - one


def run_seconds(folder, isFrozen, isAugmented, epochs):
    """Seconds of the training, and of the processor for the whole command."""
    configuration = json.loads((ROOT / "Configs" / "resnet18.json").read_text())
    layers = configuration["layers"]
    layers[-1] |= {"units": CLASSES, "activation": "softmax"}
    if not isFrozen:
        for layer in layers:
            layer.pop("trainable", None)
    net = {"layers": layers, "alpha": 0.01, "epochs": epochs, "batchSize": BATCH, "checkpointEvery": 0,
           "logEvery": "epoch", "initialization": {"method": "he"}, "data": {"train": {"path": "data.npz"}}}
    if isAugmented:
        net["data"]["train"]["augment"] = AUGMENTATION
    (folder / "net.json").write_text(json.dumps(net))
    command = [options.dnn, "train", "--config", "net.json", "--out", "run", "--overwrite", "--progress",
               "none", "--threads", str(options.threads)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    if result.returncode:
        sys.exit(result.stderr)
    return np.array([json.loads((folder / "run" / "metrics.json").read_text())["seconds"], after - before])


def peer_seconds(x, y, isFrozen, memory_format):
    net = ResNet([2, 2, 2, 2], CLASSES).to(memory_format=memory_format)
    net.train()
    if isFrozen:
        net.eval()
        net.requires_grad_(False)
        net.fc.requires_grad_(True)
    optimizer = torch.optim.SGD([p for p in net.parameters() if p.requires_grad], lr=0.01)
    x = x.to(memory_format=memory_format)
    start = time.perf_counter()
    order = torch.randperm(EXAMPLES)
    for begin in range(0, EXAMPLES, BATCH):
        chosen = order[begin:begin + BATCH]
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x[chosen]), y[chosen]).backward()
        optimizer.step()
    return time.perf_counter() - start


def main():
    if not options.dnn.exists():
        sys.exit("error: build first: swift build -c release --product dnn")
    rng = np.random.default_rng(1)
    x = rng.integers(0, 256, (EXAMPLES, SIDE, SIDE, 3), dtype=np.uint8)
    y = rng.integers(0, CLASSES, EXAMPLES)
    pictures = torch.tensor(x.astype(np.float32) / 255).permute(0, 3, 1, 2).contiguous()
    print(f"PyTorch {torch.__version__}, {options.threads} threads, {EXAMPLES} pictures, "
          f"best of {options.rounds}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        np.savez(folder / "data.npz", x=x, y=y)
        for isFrozen in (True, False):
            times = [math.inf] * 3
            plain, augmented = np.full((2, 2), math.inf)
            for _ in range(options.rounds):
                plain = np.minimum(plain, our_seconds(folder, isFrozen, isAugmented=False))
                augmented = np.minimum(augmented, our_seconds(folder, isFrozen, isAugmented=True))
                times[0] = plain[0]
                for i, form in enumerate((torch.contiguous_format, torch.channels_last), 1):
                    times[i] = min(times[i], peer_seconds(pictures, torch.tensor(y), isFrozen, form))
            print(f"{'the head alone' if isFrozen else 'all layers':16}{times[0]:7.2f} s   PyTorch "
                  f"x{min(times[1:]) / times[0]:5.2f}   (default {times[1]:.2f} s, channels last "
                  f"{times[2]:.2f} s)   augmented x{augmented[0] / plain[0]:.2f}, processor "
                  f"{plain[1]:.2f} s, augmented x{augmented[1] / plain[1]:.2f}", flush=True)


main()
