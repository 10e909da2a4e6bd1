"""Trains on very many examples, very many features and very many layers, and watches the memory.

Usage: sizes.py [--dnn PATH] [--messages] [NAME…]

Each training runs under a limit of its time and has to end well; what it took of memory and time is
printed. `load` trains for so many steps that whatever is left behind by a step shows: the memory of
the process is read after a tenth of the steps and at the last one. Nothing but Python is needed.
"""

import array
import json
import os
import pathlib
import random
import subprocess
import sys
import time

from bench import arguments_of, require, run_parts, write_npy

COMMON = {"initialization": {"method": "he"}, "alpha": 0.01, "checkpointEvery": 0}


def examples(b, count, width):
    """Features that are uniform in -1 … 1, and a label that the first of them decides."""
    generator = random.Random(1)
    block = array.array("f", (generator.uniform(-1, 1) for _ in range(min(count * width, 10**6))))
    x = (block * (count * width // len(block)))[:count * width]
    # Blocks repeat, and so must what tells them apart: the label is the first feature's sign.
    y = array.array("B", (1 if x[i * width] > 0 else 0 for i in range(count)))
    write_npy(b.path("x.npy"), "<f4", (count, width), x)
    write_npy(b.path("y.npy"), "|u1", (count,), y)
    return {"train": {"xPath": "x.npy", "yPath": "y.npy"}}


def measured(b, configuration, out, *more, limit):
    """Runs a training; its seconds and the most memory that it held, in bytes."""
    b.write("net.json", COMMON | configuration)
    words = [b.dnn, "train", "--config", "net.json", "--out", out, "--progress", "none", *more]
    begun = time.monotonic()
    process = subprocess.Popen(words, cwd=b.folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    _, status, usage = os.wait4(process.pid, 0)
    error = process.stderr.read()
    seconds = time.monotonic() - begun
    require(status == 0, f"{out} ended with {status}: {error[-500:]}")
    require(seconds < limit, f"{out} took {seconds:.0f} s")
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    metrics = json.loads((b.path(out) / "metrics.json").read_text())["train"]
    return f"{seconds:.1f} s, at most {peak >> 20} MB, cost {metrics['cost']:.4f}", metrics


def tall(b):
    """10^6 examples of 10 features"""
    data = examples(b, 10**6, 10)
    said, metrics = measured(
        b, {"n": [10, 16, 1], "activations": ["relu", "sigmoid"], "epochs": 2, "batchSize": 256,
            "data": data, "optimizer": {"method": "adam"}}, "tall", limit=240)
    require(metrics["accuracy"] > 0.98, f"accuracy {metrics['accuracy']}")
    full, _ = measured(
        b, {"n": [10, 16, 1], "activations": ["relu", "sigmoid"], "iterations": 10, "data": data},
        "tall-full", limit=240)
    return f"{said}; full batch {full}"


def wide(b):
    """10 examples of 10^6 features"""
    data = examples(b, 10, 10**6)
    network = {"n": [0, 4, 1], "activations": ["tanh", "sigmoid"], "iterations": 20, "data": data,
               "initialization": {"method": "lecun"}}
    said, metrics = measured(b, network, "wide", limit=120)
    require(metrics["accuracy"] == 1, f"accuracy {metrics['accuracy']}")
    direct, _ = measured(b, network | {"firstLayer": "direct"}, "wide-direct", limit=120)
    return f"{said}; direct {direct}"


def deep(b):
    """1,000 layers"""
    said, metrics = measured(
        b, {"n": [2] + [8] * 999 + [1], "activations": {"hidden": "tanh", "output": "sigmoid"},
            "iterations": 20, "initialization": {"method": "xavier"}, "logEvery": 10,
            "data": {"train": {"builtin": "moons"}}}, "deep", limit=120)
    resumed, _ = measured(
        b, {"n": [2] + [8] * 999 + [1], "activations": {"hidden": "tanh", "output": "sigmoid"},
            "iterations": 25, "initialization": {"method": "xavier"}, "logEvery": 10,
            "data": {"train": {"builtin": "moons"}}}, "deep", "--resume", limit=120)
    for words in [["report", "deep"], ["evaluate", "--model", "deep"],
                  ["check", "--config", "net.json"], ["trace", "--model", "deep"],
                  ["graph", "--config", "net.json", "--output", "deep.svg"],
                  ["export", "--model", "deep", "--output", "deep.onnx"]]:
        result = b.run([b.dnn, *words])
        require(result.returncode == 0, f"{words}: {result.stderr[-500:]}")
    return f"{said}; resumed {resumed}"


def resident(process):
    """The memory that is the process's own, in bytes: of what is shared there is no growth."""
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return None


def load(b):
    """300,000 steps: memory after a tenth of them and at the last one"""
    if not pathlib.Path("/proc/self/status").exists():
        return "SKIPPED: no /proc"
    steps = 300_000
    said = []
    for name, more in {"mini-batches": {"batchSize": 32, "optimizer": {"method": "adam"},
                                        "keepProbability": 0.9}, "full batch": {}}.items():
        b.write("net.json", COMMON | more | {
            "n": [2, 16, 8, 1], "activations": {"hidden": "relu", "output": "sigmoid"},
            "iterations": steps, "logEvery": 100, "checkpointEvery": 10_000, "alpha": 0.001,
            "data": {"train": {"builtin": "moons"}, "validation": {"fraction": 0.2}}})
        process = subprocess.Popen(
            [b.dnn, "train", "--config", "net.json", "--out", name, "--progress", "none"],
            cwd=b.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        sizes = []
        while process.poll() is None:
            rows = history_rows(b.path(name) / "history.csv")
            size = resident(process.pid)
            if rows and size:
                sizes.append((rows * 100, size, len(os.listdir(f"/proc/{process.pid}/fd"))))
            time.sleep(0.02)
        require(process.returncode == 0, process.stderr.read())
        inside = [s for s in sizes if steps // 10 <= s[0] <= steps - 200]
        require(len(inside) > 10, f"only {len(inside)} measurements")
        growth = inside[-1][1] - inside[0][1]
        files = {s[2] for s in inside}
        require(growth < 1 << 20, f"{name}: the memory grew by {growth} bytes")
        require(max(files) - min(files) <= 2, f"{name}: open files {files}")
        said.append(f"{name}: {inside[0][1]} bytes at step {inside[0][0]}, "
                    f"{growth:+} at step {inside[-1][0]}")
    return "; ".join(said)


def history_rows(file):
    try:
        return file.read_bytes().count(b"\n") - 1
    except OSError:
        return 0


SIZES = [tall, wide, deep, load]


def main():
    parser = arguments_of(__doc__.splitlines()[0], SIZES)
    arguments = parser.parse_args()
    run_parts(SIZES, arguments, lambda size, b: size(b))


if __name__ == "__main__":
    main()
