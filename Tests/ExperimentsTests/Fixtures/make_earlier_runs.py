"""Trains the small runs of an earlier version whose folders are kept as fixtures.

    python3 make_earlier_runs.py DNN

They were made by dnn 0.1.0 as it was before splits had a seed of their own and checkpoints kept the
best row of every run with a validation set. A folder that is here stays as it is.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent / "runs"

COMMON = {
    "n": [0, 3, 1], "activations": ["tanh", "sigmoid"], "alpha": 0.5, "iterations": 20,
    "logEvery": 5, "seed": 5, "initialization": {"method": "he"},
    "data": {"train": {"builtin": "moons", "examples": 40}, "validation": {"fraction": 0.25}},
}

RUNS = {
    "split": {},
    "watched": {"earlyStopping": {"patience": 50}},
    "stopped": {"earlyStopping": {"patience": 2}, "alpha": 30, "iterations": 400},
    "delta": {"earlyStopping": {"patience": 50, "minDelta": 0.01}},
    "diverged": {"activations": ["relu", "linear"], "alpha": 50, "iterations": 400},
}

with tempfile.TemporaryDirectory() as bench:
    bench = pathlib.Path(bench)
    for name, changes in RUNS.items():
        (bench / f"{name}.json").write_text(json.dumps(COMMON | changes))
        subprocess.run([sys.argv[1], "train", "--config", f"{name}.json", "--progress", "none"],
                       cwd=bench, check=name != "diverged")
        run = bench / "runs" / name
        for extra in ["report.html", ".lock"]:
            (run / extra).unlink(missing_ok=True)
        shutil.copytree(run, FOLDER / name)
