"""Reads the event files of `dnn train --tensorboard` with TensorBoard's own reader.

    python3 Tests/Peers/event_files.py [--dnn PATH]

Scalars must be those of history.csv and norms.csv, histograms those of the weights; a run that was killed and
resumed must have the same records as one that never stopped, none twice. Without the package tensorboard it says
that it was skipped.
"""

import csv
import json
import signal
import subprocess
import time

import numpy as np

from support.common import arguments_of, bench, expect, finish

try:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
except ImportError:
    EventAccumulator = None

SCALARS = {"cost": "cost/train", "validation_cost": "cost/validation", "alpha": "alpha", "epoch": "epoch",
           "train_accuracy": "accuracy/train", "validation_accuracy": "accuracy/validation"}

CLASSES = {
    "n": [400, 24, 10], "activations": {"hidden": "relu", "output": "softmax"}, "alpha": 0.002, "epochs": 12,
    "batchSize": 32, "optimizer": {"method": "adam"}, "alphaDecay": {"method": "exponential", "rate": 0.9},
    "initialization": {"method": "he"}, "keepProbability": 0.9, "logEvery": 7, "checkpointEvery": "epoch",
    "data": {"train": {"builtin": "digits", "examples": 1000}, "validation": {"fraction": 0.2}}}
VALUES = {
    "n": [4, 8, 1], "activations": ["tanh", "linear"], "alpha": 0.05, "iterations": 500, "logEvery": "epoch",
    "checkpointEvery": 100, "initialization": {"method": "xavier"}, "precision": "float64",
    "data": {"train": {"builtin": "houses"}}}


def rows_of(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def records(run):
    """Every scalar and histogram of a run's events as TensorBoard has them, without the times."""
    reader = EventAccumulator(str(run), size_guidance={"scalars": 0, "histograms": 0})
    reader.Reload()
    tags = reader.Tags()
    scalars = {tag: [(e.step, e.value) for e in reader.Scalars(tag)] for tag in tags["scalars"]}
    histograms = {tag: [(e.step, e.histogram_value) for e in reader.Histograms(tag)]
                  for tag in tags["histograms"]}
    return scalars, histograms


def compare_scalars(name, run, scalars):
    history = rows_of(run / "history.csv")
    for column, tag in SCALARS.items():
        if column not in history[0]:
            expect(tag not in scalars, f"{name}: {tag} is not in the history")
            continue
        expected = [(int(row["iteration"]), float(np.float32(row[column]))) for row in history if row[column]]
        expect(scalars.get(tag) == expected, f"{name}: {tag} is not the history's {column}")
    norms = rows_of(run / "norms.csv")
    for column in list(norms[0])[1:]:
        told = scalars.get(f"norms/{column}", [])
        expect([step for step, _ in told] == [int(row["iteration"]) for row in norms],
               f"{name}: norms/{column} has other steps than norms.csv")
        expect(np.allclose([value for _, value in told], [float(row[column]) for row in norms], rtol=1e-5),
               f"{name}: norms/{column} has other values than norms.csv")
    return len(history)


def compare_histograms(name, b, run, histograms, steps):
    from safetensors.numpy import load_file
    weights = load_file(run / "model.safetensors")
    expect({f"weights/{tensor}" for tensor in weights} == set(histograms), f"{name}: not the tensors' names")
    for tensor, values in weights.items():
        told = histograms[f"weights/{tensor}"]
        expect([step for step, _ in told] == steps, f"{name}: {tensor} at {[step for step, _ in told]}")
        last = told[-1][1]
        values = values.astype(np.float64).ravel()
        same = (last.num == values.size and last.min == values.min() and last.max == values.max()
                and np.isclose(last.sum, values.sum(), atol=1e-9) and np.isclose(last.sum_squares, values @ values))
        expect(same, f"{name}: the histogram of {tensor} is not that of the weights")
        edges = np.concatenate([[-np.inf], last.bucket_limit[:-1], [np.inf]])
        if len(last.bucket) > 1:
            # An edge belongs to the bucket below it, and where exactly it lies is a matter of rounding.
            counts = np.histogram(-values, -edges[::-1])[0][::-1]
            expect(np.abs(np.cumsum(counts) - np.cumsum(last.bucket)).max() <= 1,
                   f"{name}: {tensor} has other buckets")


def killed(b, name, *options):
    """A run that is killed twice on its way and resumed; how often it was really killed."""
    kills = 0
    words = [b.dnn, "train", "--config", f"{name}.json", "--out", f"{name}-killed", "--progress", "none",
             "--tensorboard", *options]
    for attempt in range(2):
        process = subprocess.Popen(words + (["--resume"] if attempt else []), cwd=b.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        checkpoint, seen = b.folder / f"{name}-killed" / "checkpoint.safetensors", set()
        deadline = time.monotonic() + 60
        while process.poll() is None and len(seen) < 3 and time.monotonic() < deadline:
            if checkpoint.exists():
                seen.add(checkpoint.stat().st_mtime_ns)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
    # The flag is not needed again: what has events gets more.
    b.run(*[word for word in words[1:] if word != "--tensorboard"], "--resume")
    return kills


def main():
    arguments = arguments_of(__doc__).parse_args()
    if EventAccumulator is None:
        print("SKIPPED: the event files were not read, there is no Python package tensorboard")
        return
    count = 0
    with bench(arguments.dnn) as b:
        for name, configuration, steps in [("classes", CLASSES, [25 * epoch for epoch in range(1, 13)]),
                                           ("values", VALUES, [100, 200, 300, 400, 500])]:
            (b.folder / f"{name}.json").write_text(json.dumps(configuration))
            b.run("train", "--config", f"{name}.json", "--out", name, "--progress", "none", "--tensorboard")
            scalars, histograms = records(b.folder / name)
            count += compare_scalars(name, b.folder / name, scalars)
            compare_histograms(name, b, b.folder / name, histograms, steps)
            kills = killed(b, name)
            print(f"{name}: killed {kills} times and resumed")
            again = records(b.folder / f"{name}-killed")
            expect(again == (scalars, histograms), f"{name}: a killed run has other records")
            # One that is begun without events gets all of its rows when it goes on with them.
            b.run("train", "--config", f"{name}.json", "--out", f"{name}-late", "--progress", "none")
            b.run("train", "--config", f"{name}.json", "--out", f"{name}-late", "--progress", "none",
                  "--resume", "--tensorboard", "--set", "epochs=14" if "epochs" in configuration else
                  "iterations=600")
            late, _ = records(b.folder / f"{name}-late")
            compare_scalars(f"{name}, late", b.folder / f"{name}-late", late)
    finish(f"{count} rows of histories are those that TensorBoard reads")


if __name__ == "__main__":
    main()
