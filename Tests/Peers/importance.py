"""Holds the importance of columns, calibration and residuals against scikit-learn and NumPy.

Networks of random weights answer random tables of numbers and texts. `dnn evaluate --importance` has to
give what `permutation_importance` gives of a NumPy network over the raw columns, with `random_state` the
seed; `calibration` what `calibration_curve` gives, and `residuals` what NumPy gives, all to 1e-12.

    PEERS_PYTHON Tests/Peers/importance.py [--dnn PATH] [--cases N]
"""

import json

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.inspection import permutation_importance

from support import common
from support.common import arguments_of, bench, expect, finish

TOLERANCE = 1e-12
COLORS = np.array(["amber", "blue", "cyan", "dun"])


def same(found, expected, name):
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    equal = found.shape == expected.shape and np.all(
        np.abs(found - expected) <= TOLERANCE * np.maximum(1, np.abs(expected)))
    expect(equal, f"{name}: {found} and {expected}")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Network:
    """The network over the columns of the table, as an estimator of scikit-learn."""

    def __init__(self, columns, weights, activation, restore=(0, 1)):
        self.texts = [column for column, values in enumerate(columns.T) if isinstance(values[0], str)]
        self.categories = {c: sorted(set(columns[:, c])) for c in self.texts}
        self.weights, self.activation, self.restore = weights, activation, restore
        X = self.features(columns)
        self.mean, deviation = X.mean(axis=0), X.std(axis=0)
        self.deviation = np.where(deviation == 0, 1, deviation)

    def features(self, columns):
        parts = []
        for column, values in enumerate(columns.T):
            if column in self.texts:
                parts += [(values == text).astype(float) for text in self.categories[column]]
            else:
                parts.append(values.astype(float))
        return np.stack(parts, axis=1)

    def outputs(self, columns):
        X = (self.features(columns) - self.mean) / self.deviation
        W1, b1, W2, b2 = self.weights
        Z = np.tanh(X @ W1.T + b1.T) @ W2.T + b2.T
        return {"sigmoid": sigmoid, "softmax": softmax, "linear": lambda z: z}[self.activation](Z)

    def fit(self, *_):
        return self

    def score(self, columns, y):
        A = self.outputs(columns)
        if self.activation == "linear":
            return metrics.r2_score(y, A * self.restore[1] + self.restore[0])
        answers = A.argmax(axis=1) if A.shape[1] > 1 else (A[:, 0] > 0.5).astype(int)
        return metrics.accuracy_score(y, answers)


def draw(rng, m, kind):
    """A table, its network and its labels."""
    columns = [rng.standard_normal(m).round(3) * 10.0 ** rng.integers(-2, 4) for _ in range(rng.integers(1, 4))]
    for _ in range(rng.integers(0, 3)):
        columns.insert(rng.integers(len(columns) + 1), COLORS[rng.integers(len(COLORS), size=m)])
    columns = np.array([list(map(lambda v: v.item(), column)) for column in columns], dtype=object).T
    outputs = {"sigmoid": 1, "softmax": 3, "linear": 1}[kind]
    probe = Network(columns, None, kind)
    width = len(probe.mean)
    weights = [rng.standard_normal((5, width)), rng.standard_normal((5, 1)),
               rng.standard_normal((outputs, 5)), rng.standard_normal((outputs, 1))]
    network = Network(columns, weights, kind)
    A = network.outputs(columns)
    if kind == "linear":
        y = (1000 * (A[:, 0] + 0.3 * rng.standard_normal(m))).round(2)
        network.restore = (y.mean(), y.std())
    elif kind == "sigmoid":
        y = (rng.random(m) < A[:, 0]).astype(int)
        y[:2] = [0, 1]
    else:
        y = np.array([rng.choice(3, p=p) for p in A])
        y[:3] = [0, 1, 2]
    return columns, network, y


class Bench(common.Bench):
    """A folder in which networks of given weights are judged."""

    def judge(self, columns, network, y, seed, repeats):
        names = [f"c{index}" for index in range(columns.shape[1])]
        lines = [",".join(names + ["y"])]
        lines += [",".join([*map(str, row), str(label)]) for row, label in zip(columns, y)]
        (self.folder / "data.csv").write_text("\n".join(lines) + "\n")
        W1, b1, W2, b2 = network.weights
        np.savez(self.folder / "weights.npz", W1=W1, b1=b1, W2=W2, b2=b2)
        source = {"path": "data.csv", "normalize": "standardize", "categories": True}
        if network.activation == "linear":
            source["normalizeLabels"] = "standardize"
        configuration = {
            "n": [0, 5, W2.shape[0]], "activations": ["tanh", network.activation], "iterations": 1,
            "alpha": 1e-320, "clipNorm": 1e-10, "precision": "float64",
            "initialization": {"method": "file", "path": "weights.npz"}, "data": {"train": source}}
        (self.folder / "net.json").write_text(json.dumps(configuration))
        self.run("train", "--config", "net.json", "--progress", "none", "--overwrite")
        return json.loads(self.run(
            "evaluate", "--model", "runs/net", "--format", "json", "--importance", "--seed", seed,
            "--repeats", repeats))


def check_calibration(found, network, columns, y, name):
    A = network.outputs(columns)
    if A.shape[1] == 1:
        probabilities, truth = A[:, 0], y
    else:
        probabilities, truth = A.max(axis=1), (A.argmax(axis=1) == y).astype(int)
    shares, means = calibration_curve(truth, probabilities, n_bins=10)
    same(found["share"], shares, f"{name}: shares")
    same(found["probability"], means, f"{name}: mean probabilities")
    counts = np.array(found["examples"])
    expect(counts.sum() == len(y), f"{name}: examples of the bins")
    same(found["expectedError"], (counts * np.abs(shares - means)).sum() / len(y), f"{name}: error")


def check_residuals(found, network, columns, y, name):
    residuals = y - (network.outputs(columns)[:, 0] * network.restore[1] + network.restore[0])
    expected = {"mean": residuals.mean(), "deviation": residuals.std()}
    keys = ["minimum", "lowerQuartile", "median", "upperQuartile", "maximum"]
    expected |= dict(zip(keys, np.quantile(residuals, [0, 0.25, 0.5, 0.75, 1])))
    scale = np.abs(residuals).max()
    for key, value in expected.items():
        same(found[0][key] / scale, value / scale, f"{name}: {key} of the residuals")


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--cases", default=15, type=int, help="of each of the three kinds")
    arguments = parser.parse_args()
    rng = np.random.default_rng(24)
    with bench(arguments.dnn, Bench) as b:
        for kind in ["sigmoid", "softmax", "linear"]:
            for number in range(arguments.cases):
                m = int(rng.choice([5, 30, 200, 1500]))
                name = f"{kind} {number} ({m} examples)"
                columns, network, y = draw(rng, m, kind)
                seed, repeats = int(rng.integers(2**32)), int(rng.integers(1, 7))
                report = b.judge(columns, network, y, seed, repeats)
                expected = permutation_importance(
                    network, columns, y, n_repeats=repeats, random_state=seed)
                found = report["importance"]["columns"]
                expect([row["column"] for row in found] == [f"c{i}" for i in range(columns.shape[1])],
                       f"{name}: columns")
                same([row["falls"] for row in found], expected.importances, f"{name}: falls")
                same([row["mean"] for row in found], expected.importances_mean, f"{name}: means")
                same([row["deviation"] for row in found], expected.importances_std, f"{name}: deviations")
                same(report["importance"]["score"], network.score(columns, y), f"{name}: score")
                if kind == "linear":
                    check_residuals(report["residuals"], network, columns, y, name)
                else:
                    check_calibration(report["calibration"], network, columns, y, name)
    finish(f"scikit-learn: importance, calibration and residuals of {3 * arguments.cases} tables "
           f"compared to {TOLERANCE:g}")


main()
