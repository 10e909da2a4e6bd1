"""Trains Configs/my-table.json on real tables and holds it against scikit-learn.

The tables lie in ../shared/data/tabular beside the checkout; without them nothing is compared, and a
line says so. Both sides see the same stratified hold-out of a fifth, for several seeds: on
breast_cancer.csv 97 % or more must be right on average, on diabetes.csv R² must be at least that of
MLPRegressor with as many units, the same learning rate, batch and epochs.

    PEERS_PYTHON Tests/Peers/tabular.py [--dnn PATH]
"""

import json
import warnings

import numpy as np
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler

from support.common import ROOT, arguments_of, bench, expect, finish

TABLES = ROOT.parent / "shared" / "data" / "tabular"
SEEDS = range(1, 6)
EPOCHS = 100


def train(b, table, seed, settings):
    """The metrics of a run on the table."""
    settings = [f"data.train.path={table}", f"seed={seed}", f"data.validation.seed={seed}", *settings]
    b.run("train", "--config", ROOT / "Configs" / "my-table.json", "--out", "run", "--overwrite",
          "--progress", "none", *(word for setting in settings for word in ("--set", setting)))
    return json.loads((b.folder / "run" / "metrics.json").read_text())["validation"]


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
    arguments = arguments_of(__doc__).parse_args()
    if not TABLES.is_dir():
        print(f"SKIPPED: no tables in {TABLES}")
        return
    warnings.filterwarnings("ignore")
    with bench(arguments.dnn) as b:
        accuracies = [train(b, TABLES / "breast_cancer.csv", seed, [])["accuracy"]
                      for seed in SEEDS]
        regression = ['activations={"hidden":"relu","output":"linear"}', "l2=200",
                      f"epochs={EPOCHS}"]
        ours = [train(b, TABLES / "diabetes.csv", seed, regression)["r2"]
                for seed in SEEDS]
    theirs = [scikit_r2(TABLES / "diabetes.csv", seed) for seed in SEEDS]
    print("breast_cancer.csv: accuracies", " ".join(f"{a:.3f}" for a in accuracies),
          f"mean {np.mean(accuracies):.3f}")
    expect(np.mean(accuracies) >= 0.97, "breast_cancer.csv: less than 97 % are right")
    expect(np.mean(ours) >= np.mean(theirs), "diabetes.csv: R² is below scikit-learn's")
    finish(f"diabetes.csv: R² {' '.join(f'{r:.3f}' for r in ours)} mean {np.mean(ours):.3f} "
           f"scikit-learn {' '.join(f'{r:.3f}' for r in theirs)} mean {np.mean(theirs):.3f}")


if __name__ == "__main__":
    main()
