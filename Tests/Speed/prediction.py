"""Compares one prediction in process with NumPy, in the same run.

    PEERS_PYTHON Tests/Speed/prediction.py [--rounds R]

Needs numpy and a release build (swift build -c release --product dnn-bench). Both make their matrix of an
array of numbers, ask the network and read the answer, on one thread; of the rounds the best counts.
"""

import argparse
import json
import os
import pathlib
import subprocess
import time

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=3)
options = parser.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy

bench = pathlib.Path(__file__).parents[2] / ".build/release/dnn-bench"


def numpy_us(n):
    random = numpy.random.RandomState(1)
    W = [random.randn(b, a).astype("float32") for a, b in zip(n, n[1:])]
    b = [numpy.zeros((size, 1), "float32") for size in n[1:]]
    x = random.rand(n[0]).astype("float32")

    def predict():
        a = x.reshape(n[0], 1)
        for l in range(len(W) - 1):
            a = numpy.maximum(W[l] @ a + b[l], 0)
        return (1 / (1 + numpy.exp(-(W[-1] @ a + b[-1])))).ravel().tolist()

    best = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(500):
            predict()
        best = min(best, (time.perf_counter() - start) / 500)
    return best * 1e6


def main():
    best = {}
    for _ in range(options.rounds):
        found = json.loads(subprocess.check_output([bench, "prediction", "--json"]))
        for row in found["rows"]:
            name = row.pop("name")
            if name.startswith("map"):
                row = {"us": row["Matrix.map us"], "peer us": row["Array.map us"]}
            else:
                n = [int(size) for size in name.split("-")]
                row = {"us": row["all us"], "floor us": row["reading W1 us"], "peer us": numpy_us(n)}
            known = best.setdefault(name, row)
            best[name] = {key: min(known[key], row[key]) for key in row}
    for name, row in best.items():
        figures = ", ".join(f"{key} {value:.2f}" for key, value in row.items())
        print(f"{name}: {figures}, ratio {row['peer us'] / row['us']:.2f}")


main()
