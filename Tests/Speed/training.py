"""Times mini-batch and full-batch training of dense networks: dnn against PyTorch and scikit-learn.

Each case is trained on 60,000 random examples in float32 with the same number of threads. Rounds
alternate between the peers; the best of each counts, and the ratio is what matters.

    PEERS_PYTHON Tests/Speed/training.py [--bench PATH] [--rounds N] [--threads N] [--only TEXT]
"""

import argparse
import json
import pathlib
import subprocess
import time
import warnings

import numpy as np
import torch
from sklearn.neural_network import MLPClassifier

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = 60_000

# name, n, batch size (0: full batch), optimizer, updates measured (None: an epoch), ratio aimed at
CASES = [
    ("784-128-10, batch 64", [784, 128, 10], 64, "gradientDescent", None, 2.0),
    ("784-512-256-10, batch 64", [784, 512, 256, 10], 64, "gradientDescent", None, 2.0),
    ("784-512-256-10, batch 256", [784, 512, 256, 10], 256, "gradientDescent", None, 2.0),
    ("784-512-256-10, batch 64, Adam", [784, 512, 256, 10], 64, "adam", None, 2.0),
    ("784-512-256-10, batch 256, Adam", [784, 512, 256, 10], 256, "adam", None, 2.0),
    ("784-512-256-10, full batch", [784, 512, 256, 10], 0, "gradientDescent", 10, 2.5),
    ("100 tanh layers of 64, batch 256", [64] * 101 + [10], 256, "gradientDescent", 60, 4.0),
]


class TorchPeer:
    """PyTorch with its tensors in memory and a permutation an epoch."""

    def __init__(self, n, batch, optimizer, updates):
        torch.manual_seed(1)
        activation = torch.nn.Tanh if len(n) > 50 else torch.nn.ReLU
        layers = []
        for l in range(1, len(n)):
            layers += [torch.nn.Linear(n[l - 1], n[l]), activation()]
        self.model = torch.nn.Sequential(*layers[:-1])
        make = torch.optim.Adam if optimizer == "adam" else torch.optim.SGD
        self.optimizer = make(self.model.parameters(), lr=0.001)
        self.loss = torch.nn.CrossEntropyLoss()
        self.X = torch.rand(EXAMPLES, n[0])
        self.Y = torch.randint(0, n[-1], (EXAMPLES,))
        self.batch = batch
        self.updates = updates

    def update(self, X, Y):
        self.optimizer.zero_grad(set_to_none=True)
        self.loss(self.model(X), Y).backward()
        self.optimizer.step()

    def seconds(self):
        start = time.perf_counter()
        if self.batch == 0:
            for _ in range(self.updates):
                self.update(self.X, self.Y)
        else:
            order = torch.randperm(EXAMPLES)
            parts = order.split(self.batch)
            for part in parts[:self.updates]:
                self.update(self.X[part], self.Y[part])
        return time.perf_counter() - start


def scikit_seconds(hidden, batch):
    rng = np.random.default_rng(1)
    X = rng.random((EXAMPLES, 784), dtype=np.float32)
    y = rng.integers(0, 10, EXAMPLES)
    model = MLPClassifier(hidden, solver="sgd", momentum=0, alpha=0, learning_rate_init=0.001,
                          batch_size=batch, max_iter=1, tol=0)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(X, y)
    return time.perf_counter() - start


def ours(bench, n, batch, optimizer, updates, threads):
    command = [bench, "training", "--n", ",".join(map(str, n)), "--batch", str(batch),
               "--optimizer", optimizer, "--threads", str(threads), "--json"]
    if updates is not None:
        command += ["--updates", str(updates)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(result.stdout)["rows"][0]["seconds"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bench", default=ROOT / ".build" / "release" / "dnn-bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", default="", help="measure what has this in its name")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(f"PyTorch {torch.__version__}, {arguments.threads} threads, best of {arguments.rounds}")
    print(f"{'case':34} {'dnn s':>9} {'peer s':>9} {'ratio':>6}  aim")
    for name, n, batch, optimizer, updates, aim in CASES:
        if arguments.only not in name:
            continue
        peer = TorchPeer(n, batch, optimizer, updates)
        peer.update(peer.X[:256], peer.Y[:256])
        mine, theirs = [], []
        for _ in range(arguments.rounds):
            mine.append(ours(arguments.bench, n, batch, optimizer, updates, arguments.threads))
            theirs.append(peer.seconds())
        print(f"{name:34} {min(mine):9.3f} {min(theirs):9.3f} {min(theirs) / min(mine):6.2f}  {aim}",
              flush=True)
    name = "784-128-10, batch 64, scikit-learn"
    if arguments.only not in name:
        return
    mine, theirs = [], []
    for _ in range(arguments.rounds):
        mine.append(ours(arguments.bench, [784, 128, 10], 64, "gradientDescent", None,
                         arguments.threads))
        theirs.append(scikit_seconds((128,), 64))
    print(f"{name:34} {min(mine):9.3f} {min(theirs):9.3f} "
          f"{min(theirs) / min(mine):6.2f}  2.0")


if __name__ == "__main__":
    main()
