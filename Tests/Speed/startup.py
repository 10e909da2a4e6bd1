"""Times what a prediction costs as a process.

1. `dnn predict` of one 64×64 picture with the cat network, and a Python process that only imports
   PyTorch, or onnxruntime.
2. `dnn predict` over the 10,000 digits of MNIST, and a Python process that runs the exported file
   over them in onnxruntime and writes the same JSON.

Runs of both sides alternate. The machine has to be idle: the medians are what counts.

    PEERS_PYTHON Tests/Speed/startup.py [--dnn PATH] [--runs N]
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIGITS = ROOT.parent / "shared" / "data" / "mnist-10k"

ONNX_PREDICTION = """
import gzip, json, sys
import numpy as np
import onnxruntime
with gzip.open(sys.argv[2]) as file:
    data = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784)
session = onnxruntime.InferenceSession(sys.argv[1])
outputs, = session.run(None, {"x": data.astype(np.float32)})
labels = outputs.argmax(axis=1).tolist()
with open(sys.argv[3], "w") as file:
    json.dump([{"index": i, "probabilities": p, "label": l}
               for i, (p, l) in enumerate(zip(outputs.tolist(), labels))], file)
"""


def seconds(command, folder):
    """The wall time of a process and the processor time that it took."""
    start = time.perf_counter()
    with open(os.devnull, "w") as nothing:
        process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=nothing,
                                   stderr=nothing)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime


def compare(commands, folder, runs):
    """Prints wall and processor time of each command, run in turn."""
    times = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(seconds(command, folder))
    for name, pairs in times.items():
        walls, processors = zip(*pairs)
        print(f"{name:32} wall {statistics.median(walls) * 1e3:8.1f} ms (best "
              f"{min(walls) * 1e3:.1f}), processor {statistics.median(processors) * 1e3:8.1f} ms")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dnn", default=ROOT / ".build" / "release" / "dnn", type=pathlib.Path)
    parser.add_argument("--runs", default=20, type=int)
    arguments = parser.parse_args()
    dnn = arguments.dnn.resolve()

    def run(*words):
        subprocess.run([str(word) for word in words], cwd=folder, check=True, capture_output=True)

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        train = [dnn, "train", "--progress", "none", "--config"]
        run(*train, ROOT / "Configs" / "cat.json", "--set", "iterations=20")
        run(dnn, "convert", "builtin:cats", "pictures/")
        picture = min((folder / "pictures" / "cat").iterdir())
        python = sys.executable
        compare({
            "dnn, one picture": [dnn, "predict", "--model", "runs/cat", picture],
            "dnn --version": [dnn, "--version"],
            "python: import torch": [python, "-c", "import torch"],
            "python: import onnxruntime": [python, "-c", "import onnxruntime"],
        }, folder, arguments.runs)
        if not DIGITS.is_dir():
            print(f"SKIPPED: no digits in {DIGITS}")
            return
        images = DIGITS / "t10k-images-idx3-ubyte.gz"
        labels = DIGITS / "t10k-labels-idx1-ubyte.gz"
        (folder / "mnist.json").write_text(
            '{"n": [784, 64, 32, 10], "activations": {"hidden": "relu", "output": "softmax"},'
            ' "alpha": 0.001, "epochs": 1, "batchSize": 64, "optimizer": {"method": "adam"},'
            ' "initialization": {"method": "he"}, "data": {"train": '
            f'{{"xPath": "{images}", "yPath": "{labels}"}}}}}}')
        run(*train, "mnist.json")
        run(dnn, "export", "--model", "runs/mnist", "--output", "mnist.onnx")
        (folder / "predict.py").write_text(ONNX_PREDICTION)
        compare({
            "dnn, 10,000 digits": [dnn, "predict", "--model", "runs/mnist", "--format", "json",
                                   "--output", "dnn.json", images],
            "onnxruntime, 10,000 digits": [python, "predict.py", "mnist.onnx", images, "onnx.json"],
        }, folder, arguments.runs)


main()
