"""Holds the figures of dnn against scikit-learn, on random data where they are hard to get right.

Networks with given weights answer examples whose Z is known exactly: with many equal scores, outputs that
are rounded to 0 and 1, sets of one class or without some, several labels and several values at once,
constant labels, one example alone. What `dnn evaluate --format json` and `metrics.json` say is compared
to 1e-12; what is not defined has to be null. The reference of a softmax's order is computed with 50 digits.

    PEERS_PYTHON Tests/Peers/metrics.py [--dnn PATH] [--cases N]
"""

import json
import warnings

import mpmath
import numpy as np
from sklearn import metrics

from support import common
from support.common import arguments_of, bench, expect, finish

TOLERANCE = 1e-12


def same(found, expected, name):
    """Both are not defined, or equal to 1e-12."""
    if expected is None or found is None:
        expect(found is None and expected is None, f"{name}: {found} and {expected}")
    else:
        close = abs(found - expected) <= TOLERANCE * max(1.0, abs(expected))
        expect(close, f"{name}: {found!r} and {expected!r}")


class Bench(common.Bench):
    """A folder in which dnn is run on networks that leave their inputs as they are: Z = X."""

    def judge(self, Z, y, activation, threshold=None, **keys):
        """What evaluate says of the examples, and the line of the summary that has the cost."""
        width = Z.shape[1]
        np.savez(self.folder / "data.npz", x=Z, y=y)
        np.savez(self.folder / "weights.npz", W1=np.eye(width), b1=np.zeros((width, 1)))
        configuration = {
            "n": [width, width], "activations": [activation], "iterations": 1,
            # Steps of 1e-330, which are 0: also a Z of 0 stays what it is.
            "alpha": 1e-320, "clipNorm": 1e-10,
            "precision": "float64", "initialization": {"method": "file", "path": "weights.npz"},
            "data": {"train": {"path": "data.npz", "normalize": "none"}}, **keys}
        (self.folder / "net.json").write_text(json.dumps(configuration))
        summary = self.run("train", "--config", "net.json", "--progress", "none", "--overwrite")
        options = ["--threshold", threshold] if threshold is not None else []
        report = json.loads(self.run("evaluate", "--model", "runs/net", "--format", "json", *options))
        saved = json.loads((self.folder / "runs/net/metrics.json").read_text())["train"]
        for key in ["cost", "auc", "averagePrecision", "top5Accuracy", "rmse", "mae", "r2"]:
            expect(report.get(key) == saved.get(key), f"{key}: metrics.json has {saved.get(key)}")
        return report, summary.splitlines()[0]


# The references.


def area(truth, score):
    """The area under the ROC curve; None where all examples are of one kind."""
    return metrics.roc_auc_score(truth, score) if 0 < truth.sum() < len(truth) else None


def precision(truth, score):
    """The average precision; None where no example is positive."""
    return metrics.average_precision_score(truth, score) if truth.sum() > 0 else None


def mean(values):
    """The mean of those that are defined."""
    defined = [value for value in values if value is not None]
    return float(np.mean(defined)) if defined else None


def log_odds(Z):
    """z[k] - log of the sum of exp(z[j]) over all other j, rounded once."""
    mpmath.mp.dps = 50
    result = np.empty_like(Z)
    for i, z in enumerate(Z):
        for k, value in enumerate(z):
            largest, *rest = sorted(map(mpmath.mpf, np.delete(z, k)), reverse=True)
            total = mpmath.fsum(mpmath.exp(other - largest) for other in rest)
            result[i, k] = float(mpmath.mpf(value) - largest - mpmath.log1p(total))
    return result


def sigmoid_costs(Z, Y):
    """-log of the probability of the true answer, summed over the outputs."""
    return np.logaddexp(0, np.where(Y == 1, -Z, Z)).sum(axis=1)


def check_classes(report, truth, answers, scores, name):
    """The figures of classes; `scores` has a column for each that is ranked."""
    classes = 2 if scores.shape[1] == 1 else scores.shape[1]
    labels = range(classes)
    same(report["accuracy"], metrics.accuracy_score(truth, answers), f"{name}: accuracy")
    expect(report["confusionMatrix"] == metrics.confusion_matrix(truth, answers, labels=labels).tolist(),
           f"{name}: confusion matrix")
    options = {"labels": labels, "zero_division": 0}
    each = metrics.precision_recall_fscore_support(truth, answers, **options)
    for k, row in enumerate(report["classes"]):
        for figure, values in zip(["precision", "recall", "f1", "examples"], each):
            same(row[figure], values[k], f"{name}: class {k}: {figure}")
    macro = metrics.precision_recall_fscore_support(truth, answers, average="macro", **options)
    weighted = metrics.precision_recall_fscore_support(truth, answers, average="weighted", **options)
    overall = [values[1] for values in each] if classes == 2 else macro
    for place, figure in enumerate(["precision", "recall", "f1"]):
        same(report[figure], overall[place], f"{name}: {figure}")
        same(report["averages"]["macro"][figure], macro[place], f"{name}: macro {figure}")
        same(report["averages"]["weighted"][figure], weighted[place], f"{name}: weighted {figure}")
    ranked = [1] if classes == 2 else labels
    areas = [area(truth == k, scores[:, place]) for place, k in enumerate(ranked)]
    precisions = [precision(truth == k, scores[:, place]) for place, k in enumerate(ranked)]
    same(report["auc"], mean(areas), f"{name}: auc")
    same(report["averagePrecision"], mean(precisions), f"{name}: average precision")
    if classes > 2:
        for k, row in enumerate(report["classes"]):
            same(row["auc"], areas[k], f"{name}: class {k}: auc")
            same(row["averagePrecision"], precisions[k], f"{name}: class {k}: average precision")
    expect(("top5Accuracy" in report) == (classes > 10), f"{name}: top-5 of {classes} classes")


# The cases.


def scores(rng, shape):
    """Z with ties, with outputs that are rounded to 0 and 1, or neither."""
    kind = rng.integers(4)
    Z = rng.standard_normal(shape)
    if kind == 0:
        return np.round(2 * Z) / 2
    if kind == 1:
        return np.round(50 * Z)
    if kind == 2:
        return np.round(Z) * rng.choice([1.0, 300.0], size=(shape[0], 1))
    return Z


def two_classes(bench, rng, m, name):
    Z = scores(rng, (m, 1))
    y = (Z[:, 0] + 2 * rng.standard_normal(m) > 0).astype(int)
    if rng.random() < 0.2:
        y[:] = rng.integers(2)
    threshold = rng.choice([None, 0.25, 0.9])
    with_weights = {"classWeights": [1.0, 4.0]} if 0 < y.sum() < m else {}
    report, cost = bench.judge(Z, y, "sigmoid", threshold, **with_weights)
    # The same function of the same Z, in double: 1 / (1 + exp(-z)) decides nothing near a threshold here.
    answers = (Z[:, 0] > np.log((threshold or 0.5) / (1 - (threshold or 0.5)))).astype(int)
    check_classes(report, y, answers, Z, name)
    losses = sigmoid_costs(Z, y[:, None])
    same(report["cost"], losses.mean(), f"{name}: cost")
    if with_weights:
        weights = np.where(y == 1, 4.0, 1.0)
        same(float(cost.split()[1]), (weights * losses).sum() / weights.sum(), f"{name}: minimized cost")
        expect(cost.endswith("(with class weights)"), f"{name}: {cost}")
    if 0 < y.sum() < m:
        false, true, _ = metrics.roc_curve(y, Z[:, 0])
        same(np.abs(np.subtract(report["roc"]["falsePositiveRate"], false)).max(), 0, f"{name}: curve")
        same(np.abs(np.subtract(report["roc"]["truePositiveRate"], true)).max(), 0, f"{name}: curve")
    else:
        expect("roc" not in report, f"{name}: a curve of one class")


def several_classes(bench, rng, m, name):
    classes = int(rng.choice([2, 3, 5, 12]))
    Z = scores(rng, (m, classes))
    y = (Z + 2 * rng.standard_normal(Z.shape)).argmax(axis=1)
    if rng.random() < 0.3:
        y = np.minimum(y, 1)
    if rng.random() < 0.1:
        y[:] = 1
    odds = log_odds(Z)
    report, _ = bench.judge(Z, y, "softmax")
    check_classes(report, y, Z.argmax(axis=1), odds[:, 1:] if classes == 2 else odds, name)
    costs = np.logaddexp(0, -odds[np.arange(m), y])
    same(report["cost"], costs.mean(), f"{name}: cost")
    if classes > 10:
        expected = metrics.top_k_accuracy_score(y, Z, k=5, labels=range(classes))
        same(report["top5Accuracy"], expected, f"{name}: top-5 accuracy")


def several_labels(bench, rng, m, name):
    width = int(rng.integers(2, 5))
    Z = scores(rng, (m, width))
    Y = (Z + 2 * rng.standard_normal(Z.shape) > 0).astype(int)
    if rng.random() < 0.5:
        Y[:, 0] = rng.integers(2)
    threshold = rng.choice([None, 0.25, 0.9])
    report, _ = bench.judge(Z, Y, "sigmoid", threshold)
    answers = (Z > np.log((threshold or 0.5) / (1 - (threshold or 0.5)))).astype(int)
    same(report["accuracy"], (answers == Y).mean(), f"{name}: accuracy")
    same(report["cost"], sigmoid_costs(Z, Y).mean(), f"{name}: cost")
    each = metrics.precision_recall_fscore_support(Y, answers, zero_division=0)
    for place, figure in enumerate(["precision", "recall", "f1"]):
        same(report[figure], each[place].mean(), f"{name}: {figure}")
        for k, row in enumerate(report["outputs"]):
            same(row[figure], each[place][k], f"{name}: output {k}: {figure}")
    for figure, measure in [("auc", area), ("averagePrecision", precision)]:
        values = [measure(Y[:, k], Z[:, k]) for k in range(width)]
        same(report[figure], mean(values), f"{name}: {figure}")
        for k, row in enumerate(report["outputs"]):
            same(row[figure], values[k], f"{name}: output {k}: {figure}")


def values(bench, rng, m, name):
    width = int(rng.integers(1, 4))
    A = rng.standard_normal((m, width)) * 10.0 ** rng.integers(-3, 4, size=width)
    Y = A + 0.3 * rng.standard_normal(A.shape) * 10.0 ** rng.integers(-3, 4, size=width)
    if rng.random() < 0.3:
        Y[:, 0] = 7
    if rng.random() < 0.2:
        Y = A.copy()
    report, _ = bench.judge(A, Y, "linear", loss="meanSquaredError")
    expected = {
        "rmse": metrics.root_mean_squared_error(Y, A, multioutput="raw_values"),
        "mae": metrics.mean_absolute_error(Y, A, multioutput="raw_values"),
        "r2": metrics.r2_score(Y, A, multioutput="raw_values") if m > 1 else [None] * width,
    }
    for figure, each in expected.items():
        same(report[figure], mean(each), f"{name}: {figure}")
        expect(len(report["outputs"]) == width, f"{name}: {len(report['outputs'])} outputs")
        for k, row in enumerate(report["outputs"]):
            same(row[figure], each[k], f"{name}: output {k}: {figure}")
    same(report["cost"], 0.5 * ((A - Y) ** 2).sum(axis=1).mean(), f"{name}: cost")


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--cases", default=25, type=int, help="of each of the four kinds")
    arguments = parser.parse_args()
    # What scikit-learn finds not defined is none of the values that are compared.
    warnings.filterwarnings("ignore", category=UserWarning)
    rng = np.random.default_rng(19)
    with bench(arguments.dnn, Bench) as b:
        for kind in [two_classes, several_classes, several_labels, values]:
            for number in range(arguments.cases):
                m = int(rng.choice([1, 2, 3, 10, 40, 150]))
                kind(b, rng, m, f"{kind.__name__.replace('_', ' ')} {number} ({m} examples)")
    finish(f"scikit-learn: the figures of {4 * arguments.cases} sets compared to {TOLERANCE:g}")


main()
