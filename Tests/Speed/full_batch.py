"""Times full-batch training of the cat networks: dnn against PyTorch and NumPy.

The training loops are timed inside each program; `--process` times whole processes too, from
reading the HDF5 file to the written result. Data have the shape of the course's cat pictures
(209 × 12288); where its file is at hand it can be named.

    PEERS_PYTHON Tests/Speed/full_batch.py [--bench PATH] [--dnn PATH] [--rounds N] [--h5 FILE]
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOUR, TWO = [12288, 20, 7, 5, 1], [12288, 7, 1]
ITERATIONS = 2500


def torch_seconds(x, y, n, iterations, threads):
    """The seconds of PyTorch's training loop in float32."""
    import torch
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    layers = []
    for l in range(1, len(n)):
        layers += [torch.nn.Linear(n[l - 1], n[l]), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0075)
    X, Y = torch.tensor(x), torch.tensor(y).reshape(-1, 1)
    loss = torch.nn.BCEWithLogitsLoss()
    start = time.perf_counter()
    for _ in range(iterations):
        optimizer.zero_grad(set_to_none=True)
        loss(model(X), Y).backward()
        optimizer.step()
    return time.perf_counter() - start


def numpy_seconds(x, y, n, iterations):
    """The seconds of the textbook's loop in NumPy, in the number type of x."""
    import numpy as np
    rng = np.random.RandomState(1)
    L = len(n) - 1
    W = [(rng.randn(n[l + 1], n[l]) / np.sqrt(n[l])).astype(x.dtype) for l in range(L)]
    b = [np.zeros((k, 1), x.dtype) for k in n[1:]]
    X, Y, m = np.ascontiguousarray(x.T), y.reshape(1, -1).astype(x.dtype), x.shape[0]
    start = time.perf_counter()
    for _ in range(iterations):
        A = [X]
        for l in range(L):
            Z = W[l] @ A[-1] + b[l]
            A.append(1 / (1 + np.exp(-Z)) if l == L - 1 else np.maximum(0, Z))
        np.mean(Y * np.log(A[-1]) + (1 - Y) * np.log(1 - A[-1]))
        dZ = A[-1] - Y
        for l in reversed(range(L)):
            dW, db = dZ @ A[l].T / m, dZ.mean(axis=1, keepdims=True)
            if l > 0:
                dZ = (W[l].T @ dZ) * (A[l] > 0)
            W[l] -= 0.0075 * dW
            b[l] -= 0.0075 * db
    return time.perf_counter() - start


def peer_process(h5):
    """What the whole-process comparison runs: read, train the four-layer network, write."""
    import h5py
    import numpy as np
    import torch
    with h5py.File(h5) as file:
        x = (file["train_set_x"][:].reshape(-1, FOUR[0]) / 255).astype(np.float32)
        y = file["train_set_y"][:].astype(np.float32)
    torch_seconds(x, y, FOUR, ITERATIONS, torch.get_num_threads())


def best(*runs, rounds):
    """The smallest result of each run, taken in turns."""
    results = [[run() for run in runs] for _ in range(rounds)]
    return [min(column) for column in zip(*results)]


def wall_seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bench", default=ROOT / ".build" / "release" / "dnn-bench")
    parser.add_argument("--dnn", default=ROOT / ".build" / "release" / "dnn")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--h5", type=pathlib.Path)
    parser.add_argument("--peer-process", type=pathlib.Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer_process:
        return peer_process(arguments.peer_process)

    import numpy as np
    rng = np.random.default_rng(1)
    x = rng.random((209, FOUR[0]), dtype=np.float32)
    y = rng.integers(0, 2, 209).astype(np.float32)

    def ours(n, precision="float32", form="auto"):
        command = [arguments.bench, "full-batch", "--n", ",".join(map(str, n)), "--m", "209",
                   "--iterations", str(ITERATIONS), "--precision", precision, "--first-layer", form,
                   "--threads", str(arguments.threads), "--json"]
        result = subprocess.run(command, check=True, capture_output=True, text=True)
        return json.loads(result.stdout)["rows"][0]["seconds"]

    def torch_peer(n):
        return torch_seconds(x, y, n, ITERATIONS, arguments.threads)

    cases = [
        ("12288-20-7-5-1 float32, PyTorch", lambda: ours(FOUR), lambda: torch_peer(FOUR), 100),
        ("12288-20-7-5-1 float64, NumPy", lambda: ours(FOUR, "float64"),
         lambda: numpy_seconds(x.astype(np.float64), y, FOUR, ITERATIONS), 60),
        ("12288-7-1 float32, PyTorch", lambda: ours(TWO), lambda: torch_peer(TWO), 100),
        ("direct, 12288-20-7-5-1, PyTorch", lambda: ours(FOUR, form="direct"),
         lambda: torch_peer(FOUR), 2),
    ]
    print(f"{ITERATIONS} iterations, {arguments.threads} threads, best of {arguments.rounds}")
    print(f"{'case':36} {'dnn s':>9} {'peer s':>9} {'ratio':>7}  aim")
    for name, run, peer, aim in cases:
        mine, theirs = best(run, peer, rounds=arguments.rounds)
        print(f"{name:36} {mine:9.4f} {theirs:9.3f} {theirs / mine:7.1f}  {aim}", flush=True)

    if arguments.h5 is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        configuration = pathlib.Path(folder) / "cat.json"
        configuration.write_text(json.dumps({
            "n": FOUR, "activations": {"hidden": "relu", "output": "sigmoid"}, "alpha": 0.0075,
            "iterations": ITERATIONS, "initialization": {"method": "lecun"},
            "data": {"train": {"path": str(arguments.h5.resolve()), "x": "train_set_x",
                               "y": "train_set_y"}}}))
        command = [arguments.dnn, "train", "--config", configuration, "--out",
                   pathlib.Path(folder) / "run", "--overwrite", "--progress", "none",
                   "--threads", str(arguments.threads)]
        peer = [sys.executable, __file__, "--peer-process", arguments.h5.resolve()]
        mine, theirs = best(lambda: wall_seconds(command), lambda: wall_seconds(peer),
                            rounds=arguments.rounds)
    print(f"{'whole process, PyTorch':36} {mine:9.4f} {theirs:9.3f} {theirs / mine:7.1f}  60")


if __name__ == "__main__":
    main()
