"""Compares the kernels with NumPy and PyTorch on the same shapes in the same run.

    PEERS_PYTHON Tests/Speed/kernels.py [--threads N] [--rounds R] [--clock wall|cpu]

Needs numpy and torch, and a release build (swift build -c release --product dnn-bench). The three take
turns: in each round each one measures a shape for --seconds and keeps its best time; of the rounds the
best counts. The ratio is the peer's time over ours: above 1 we are faster.
"""

import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--seconds", type=float, default=0.2)
parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
parser.add_argument("--only", default="")
parser.add_argument("--json", action="store_true")
options = parser.parse_args()

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(options.threads)

import numpy
import torch

torch.set_num_threads(options.threads)

# The shapes of the table in the kernels' issue; those in brackets there are not part of the mean.
SHAPES = [
    "gemm f32 2048x2048x2048 NN",
    "gemm f32 512x784x128 NN",
    "gemm f32 512x784x1024 NN",
    "gemm f32 256x512x128 NN",
    "gemm f32 64x64x256 NN",
    "gemm f32 20x12288x209 NN",
    "gemm f32 7x12288x209 NN",
    "gradient f32 20x209x12288",
    "gradient f32 512x128x784",
]
OTHERS = [
    "gemm f64 2048x2048x2048 NN",
    "gemm f32 20x12288x209 NT",
    "gemm f32 7x12288x209 NT",
    "gemm f32 128x784x64 NT",
    "gradient f32 128x64x784",
    "gemm f32 64x128x64 NN",
    "gemm f32 128x64x64 TN",
    "gemm f32 20x209x209 NN",
    "gemm f32 7x20x209 NN",
    "gemm f32 5x7x209 NN",
    "gemm f32 7x209x20 NT",
    "gemm f32 512x784x1 NN",
]
FUNCTIONS = ["sigmoid f32 1000000", "tanh f32 1000000", "exp f32 1000000", "log f32 1000000"]


def clock():
    return time.thread_time() if options.clock == "cpu" else time.perf_counter()


def best_seconds(body):
    body()
    start = clock()
    body()
    once = max(clock() - start, 1e-9)
    calls = max(1, min(100_000, int(1e-3 / once)))
    best, spent, bursts = once, 0.0, 0
    while bursts < 5 or spent < options.seconds:
        start = clock()
        for _ in range(calls):
            body()
        burst = clock() - start
        best, spent, bursts = min(best, burst / calls), spent + burst, bursts + 1
    return best


def product(name):
    """The bodies of NumPy and PyTorch for a product."""
    kind, number, shape, *order = name.split()
    m, k, n = map(int, shape.split("x"))
    transpose_a, transpose_b = (letter == "T" for letter in (order[0] if order else "NN"))
    dtype = numpy.float32 if number == "f32" else numpy.float64
    generator = numpy.random.default_rng(1)
    a = generator.standard_normal((k, m) if transpose_a else (m, k)).astype(dtype)
    b = generator.standard_normal((n, k) if transpose_b else (k, n)).astype(dtype)
    c = numpy.empty((m, n), dtype)
    a = a.T if transpose_a else a
    b = b.T if transpose_b else b
    tensors = [torch.from_numpy(array) for array in (a, b, c)]
    return (
        lambda: numpy.matmul(a, b, out=c),
        lambda: torch.matmul(tensors[0], tensors[1], out=tensors[2]),
    )


def function(name):
    """The bodies of NumPy and PyTorch for an elementwise function."""
    label, _, count = name.split()
    x = numpy.random.default_rng(1).uniform(-2, 2, int(count)).astype(numpy.float32)
    if label == "log":
        x = numpy.abs(x)
    out = numpy.empty_like(x)
    tensor, tensor_out = torch.from_numpy(x), torch.from_numpy(out)
    if label == "sigmoid":
        def numpy_body():
            numpy.negative(x, out=out)
            numpy.exp(out, out=out)
            numpy.add(out, 1, out=out)
            numpy.reciprocal(out, out=out)
    else:
        def numpy_body():
            getattr(numpy, label)(x, out=out)
    return numpy_body, lambda: getattr(torch, label)(tensor, out=tensor_out)


def main():
    bench = pathlib.Path(__file__).resolve().parents[2] / ".build/release/dnn-bench"
    if not bench.exists():
        sys.exit("error: build first: swift build -c release --product dnn-bench")
    ours = subprocess.Popen(
        [bench, "kernels", "--requests", "--seconds", str(options.seconds), "--clock",
         options.clock],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )

    def our_seconds(name):
        ours.stdin.write(f"{options.threads} {name}\n")
        ours.stdin.flush()
        return float(ours.stdout.readline())

    rows = []
    for name in SHAPES + OTHERS + FUNCTIONS:
        if options.only not in name:
            continue
        bodies = function(name) if name in FUNCTIONS else product(name)
        times = [math.inf] * 3
        for _ in range(options.rounds):
            times[0] = min(times[0], our_seconds(name))
            times[1] = min(times[1], best_seconds(bodies[0]))
            times[2] = min(times[2], best_seconds(bodies[1]))
        row = {
            "name": name, "threads": options.threads, "microseconds": times[0] * 1e6,
            "numpy": times[1] / times[0], "torch": times[2] / times[0],
        }
        rows.append(row)
        if not options.json:
            print(f"{name:34}{times[0] * 1e6:12.2f} us   NumPy x{row['numpy']:6.2f}"
                  f"   PyTorch x{row['torch']:6.2f}", flush=True)
    ours.stdin.close()
    mean = {}
    for peer in ("numpy", "torch"):
        ratios = [row[peer] for row in rows if row["name"] in SHAPES]
        if ratios:
            mean[peer] = math.exp(sum(map(math.log, ratios)) / len(ratios))
    if options.json:
        print(json.dumps({"rows": rows, "geometric mean of the table": mean}, indent=2))
    else:
        print("geometric mean of the table: "
              + ", ".join(f"{peer} x{value:.2f}" for peer, value in mean.items()))


main()
