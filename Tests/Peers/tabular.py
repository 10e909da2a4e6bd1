"""Trains Configs/my-table.json on real tables and holds it against scikit-learn.

The tables lie in ../shared/data/tabular beside the checkout; without them nothing is compared, and a
line says so. Both sides see the same stratified hold-out of a fifth, for several seeds: on
breast_cancer.csv 97 % or more must be right on average, on diabetes.csv R² must be at least that of
MLPRegressor with as many units, the same learning rate, batch and epochs.

    PEERS_PYTHON Tests/Peers/tabular.py [--dnn PATH]
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLES = ROOT.parent / "shared" / "data" / "tabular"
SEEDS = range(1, 6)
EPOCHS = 100


def train(dnn, folder, table, seed, settings):
    """The metrics of a run on the table."""
    command = [dnn, "train", "--config", ROOT / "Configs" / "my-table.json", "--out", folder,
               "--overwrite", "--progress", "none", "--set", f"data.train.path={table}",
               "--set", f"seed={seed}",
               "--set", f"data.validation.seed={seed}"]
    for setting in settings:
        command += ["--set", setting]
    subprocess.run(command, check=True, capture_output=True)
    return json.loads((pathlib.Path(folder) / "metrics.json").read_text())["validation"]


def scikit_r2(table, seed):
    """R² of scikit-learn on the examples that dnn sets aside for the same seed."""
    rows = np.loadtxt(table, delimiter=",", skiprows=1)
    X, y = rows[:, :-1], rows[:, -1]
    order = np.arange(len(y))
    np.random.RandomState(seed).shuffle(order)
    count = int(0.2 * len(y) + 0.5)
    held, kept = np.sort(order[:count]), np.sort(order[count:])
    scaler = StandardScaler().fit(X[kept])
    model = MLPRegressor(hidden_layer_sizes=(16,), learning_rate_init=0.01, batch_size=32,
                         max_iter=EPOCHS, random_state=seed)
    model.fit(scaler.transform(X[kept]), y[kept])
    return model.score(scaler.transform(X[held]), y[held])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dnn", default=ROOT / ".build" / "release" / "dnn")
    arguments = parser.parse_args()
    if not TABLES.is_dir():
        print(f"SKIPPED: no tables in {TABLES}")
        return
    warnings.filterwarnings("ignore")
    with tempfile.TemporaryDirectory() as folder:
        accuracies = [train(arguments.dnn, folder, TABLES / "breast_cancer.csv", seed, [])["accuracy"]
                      for seed in SEEDS]
        regression = ['activations={"hidden":"relu","output":"linear"}', "l2=200",
                      f"epochs={EPOCHS}"]
        ours = [train(arguments.dnn, folder, TABLES / "diabetes.csv", seed, regression)["r2"]
                for seed in SEEDS]
    theirs = [scikit_r2(TABLES / "diabetes.csv", seed) for seed in SEEDS]
    print("breast_cancer.csv: accuracies", " ".join(f"{a:.3f}" for a in accuracies),
          f"mean {np.mean(accuracies):.3f}")
    print("diabetes.csv: R²", " ".join(f"{r:.3f}" for r in ours), f"mean {np.mean(ours):.3f}",
          "scikit-learn", " ".join(f"{r:.3f}" for r in theirs), f"mean {np.mean(theirs):.3f}")
    sys.exit(0 if np.mean(accuracies) >= 0.97 and np.mean(ours) >= np.mean(theirs) else 1)


if __name__ == "__main__":
    main()
