"""Holds what dnn says of trainings that look wrong against what NumPy finds in the same trainings.

Varied trainings: batches from 1 up, every optimizer, activation and loss, clipping, dropout, L2, decay,
class weights, large targets, inputs that were never scaled; networks whose units are dead or saturated by
construction, that start too large, stand still, leap or die out, and healthy ones. The weights at the row
of a remark are those of the same training ended there, the step that it tells is that to the weights one
update later. A remark must be so to its last digit, must not advise what is on, nor contradict another;
what is there to be seen at the end must have been said.

    PEERS_PYTHON Tests/Peers/diagnostics.py [--dnn PATH] [--trainings N | --whole] [--seed S] [--keep FOLDER]
"""

import collections
import json
import math
import pathlib
import re
import struct
import subprocess
import tempfile

import numpy as np

from support.common import arguments_of, fail, finish

ALL = 160
WHOLE = 2000  # training sets up to this size are looked at whole
SAMPLE = 1000

NUMBER = r"([-+.0-9e]+|inf|nan)"
DRAWN = r"1,000 examples drawn from the training set"
KINDS = {
    "dead": rf"layer (\d+): (\d+) of (\d+) ReLU units are 0 for (?:every example|all of {DRAWN}) and no longer learn",
    "saturated": rf"layer (\d+): {NUMBER} % of the (\w+) outputs(?: of {DRAWN})? are saturated, where",
    "vanishing": rf"layer (\d+): (?:over {DRAWN} )?its gradient is {NUMBER} of the last layer's: signals die out",
    "large": rf"layer (\d+): one update changes its weights by {NUMBER} % of their size",
    "small": rf"layer (\d+): one update changes its weights by only {NUMBER} of their size",
    "inputs": rf"the inputs (?:of {DRAWN} )?reach {NUMBER}: they were ",
    "same": rf"the cost(?: without L2)? stays at {NUMBER}, the entropy of the labels: the network answers the same for",
    "start": rf"the initial cost (?:of {DRAWN} )?is {NUMBER}(?: without L2)?, far above {NUMBER}, the entropy",
    "overfitting": r"the validation cost has risen since iteration (\d+) while the training cost falls",
}
REMARK = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS.items()))
Remark = collections.namedtuple("Remark", "kind groups iteration text")


# --- the network, once more

def activate(name, Z, slope):
    if name == "relu":
        return np.maximum(Z, 0)
    if name == "leakyRelu":
        return np.where(Z > 0, Z, slope * Z)
    if name == "tanh":
        return np.tanh(Z)
    if name == "sigmoid":
        return 0.5 * (1 + np.tanh(Z / 2))
    if name == "softmax":
        e = np.exp(Z - Z.max(0))
        return e / e.sum(0)
    return Z


def derivative(name, Z, A, slope):
    if name == "relu":
        return (Z > 0).astype(float)
    if name == "leakyRelu":
        return np.where(Z > 0, 1.0, slope)
    if name == "tanh":
        return 1 - A * A
    if name == "sigmoid":
        return A * (1 - A)
    return np.ones_like(Z)


class Network:
    def __init__(self, W, b, activations, slope=0.01):
        self.W, self.b, self.activations, self.slope = W, b, activations, slope

    def forward(self, X):
        """Z and A of each layer, X in front of the A."""
        Zs, As = [], [X]
        for W, b, g in zip(self.W, self.b, self.activations):
            Zs.append(W @ As[-1] + b)
            As.append(activate(g, Zs[-1], self.slope))
        return Zs, As

    def loss(self, X, Y):
        """The loss of each example."""
        Zs, As = self.forward(X)
        Z, g = Zs[-1], self.activations[-1]
        if g == "sigmoid":
            return (np.logaddexp(0, -Z) * Y + np.logaddexp(0, Z) * (1 - Y)).sum(0)
        if g == "softmax":
            top = Z.max(0)
            return -(Y * (Z - top - np.log(np.exp(Z - top).sum(0)))).sum(0)
        return ((As[-1] - Y) ** 2 / 2).sum(0)

    def gradient_sizes(self, X, Y, weights):
        """The root mean squares of dW with db beside it, as the norm of both over the root of the count of W."""
        Zs, As = self.forward(X)
        m = X.shape[1]
        g = self.activations[-1]
        dZ = (As[-1] - Y) * weights
        if g not in ("sigmoid", "softmax"):
            dZ = dZ * derivative(g, Zs[-1], As[-1], self.slope)
        sizes = []
        for l in reversed(range(len(self.W))):
            dW, db = dZ @ As[l].T / m, dZ.mean(1)
            sizes.insert(0, math.sqrt(((dW ** 2).sum() + (db ** 2).sum()) / dW.size))
            if l > 0:
                dA = self.W[l].T @ dZ
                dZ = dA * derivative(self.activations[l - 1], Zs[l - 1], As[l], self.slope)
        return sizes


def read_weights(path, L):
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    def tensor(name):
        entry = header[name]
        kind = {"F64": np.float64, "F32": np.float32}[entry["dtype"]]
        first, last = entry["data_offsets"]
        return np.frombuffer(data[8 + size + first:8 + size + last], kind).reshape(entry["shape"]).astype(float)
    return [tensor(f"W{l}") for l in range(1, L + 1)], [tensor(f"b{l}") for l in range(1, L + 1)]


def entropy(Y, weights, binary):
    p = (Y * weights).sum(1) / weights.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.nan_to_num(-p * np.log(p)) + (np.nan_to_num(-(1 - p) * np.log(1 - p)) if binary else 0)
    return float(terms.sum())


# --- a training

class Training:
    """A configuration with its data, run by dnn as often as it takes."""

    def __init__(self, dnn, folder, number, family, keys, X, y, must=(), healthy=False, weights=None, validation=None):
        self.dnn, self.folder, self.number, self.family = dnn, folder, number, family
        self.must, self.healthy = list(must), healthy
        folder.mkdir(parents=True, exist_ok=True)
        self.x, self.y = X, y
        np.savez(folder / "d.npz", x=X, y=y)
        source = {"path": "d.npz", "x": "x", "y": "y", "normalize": keys.pop("normalize", "none")}
        self.normalize = source["normalize"]
        keys["data"] = {"train": source}
        if validation is not None:
            np.savez(folder / "v.npz", x=validation[0], y=validation[1])
            keys["data"]["validation"] = {**source, "path": "v.npz"}
        if weights is not None:
            np.savez(folder / "w.npz", **weights)
            keys["initialization"] = {"method": "file", "path": "w.npz"}
        self.given = weights
        self.config = {"precision": "float64", "firstLayer": "direct", "checkpointEvery": 0, **keys}
        (folder / "t.json").write_text(json.dumps({"name": "t", **self.config}))
        self.n, self.activations = keys["n"], keys["activations"]
        self.L = len(self.n) - 1
        self.networks = {}
        # Examples as columns, scaled as dnn scales them.
        scaled = X.astype(float)
        if self.normalize == "standardize":
            deviation = scaled.std(0)
            scaled = (scaled - scaled.mean(0)) / np.where(deviation > 0, deviation, 1)
        self.X = scaled.T
        last = self.activations[-1]
        if last == "softmax":
            self.Y = np.eye(self.n[-1])[y].T
        else:
            self.Y = (y[:, None] if y.ndim == 1 else y).astype(float).T
        self.m = self.X.shape[1]
        self.loss_weights = np.ones(self.m)
        if "classWeights" in keys:
            classes = (self.Y[0] > 0.5).astype(int) if self.Y.shape[0] == 1 else self.Y.argmax(0)
            given = keys["classWeights"]
            if given == "balanced":
                given = [self.m / max(1, (classes == k).sum()) for k in range(max(2, self.Y.shape[0]))]
            self.loss_weights = np.array(given, float)[classes]
            self.loss_weights /= self.loss_weights.mean()

    def run(self, *arguments, out="run"):
        result = subprocess.run(
            [self.dnn, "train", "--config", "t.json", "--out", out, "--overwrite", *map(str, arguments)],
            cwd=self.folder, capture_output=True, text=True)
        return result

    def train(self):
        result = self.run("--progress", "lines")
        self.diverged = result.returncode != 0
        if self.diverged and "training diverged" not in result.stderr:
            raise RuntimeError(f"{self.name}: {result.stderr}")
        self.remarks, self.rows, iteration = [], [], 0
        for line in result.stderr.splitlines():
            if row := re.match(r"iteration (\d+) ", line):
                iteration = int(row[1])
            elif found := REMARK.search(line):
                kind = found.lastgroup
                groups = re.search(KINDS[kind], line).groups()
                self.remarks.append(Remark(kind, groups, iteration, line))
            elif re.search(r"; try |no longer learn|of their size", line):
                raise RuntimeError(f"{self.name}: a remark of no known kind: {line}")
        history = (self.folder / "run" / "history.csv").read_text().splitlines()
        names = history[0].split(",")
        self.rows = [dict(zip(names, map(float, row.split(",")))) for row in history[1:]]

    @property
    def name(self):
        return f"training {self.number} ({self.family})"

    def initial(self):
        if self.given is not None:
            return ([self.given[f"W{l + 1}"] for l in range(self.L)], [self.given[f"b{l + 1}"] for l in range(self.L)])
        random = np.random.RandomState(self.config.get("seed", 1))
        how = self.config.get("initialization", {"method": "normal", "scale": 0.01})
        W = []
        for rows, columns in zip(self.n[1:], self.n):
            if how["method"] == "zeros":
                W.append(np.zeros((rows, columns)))
                continue
            factor = {"normal": how.get("scale", 0.01), "he": math.sqrt(2 / columns),
                      "xavier": math.sqrt(2 / (rows + columns)), "lecun": math.sqrt(1 / columns)}[how["method"]]
            W.append(random.randn(rows, columns) * factor)
        return W, [np.zeros((rows, 1)) for rows in self.n[1:]]

    def network(self, iteration):
        """The network after so many updates."""
        if iteration not in self.networks:
            if iteration == 0:
                W, b = self.initial()
            else:
                arguments = ["--set", f"iterations={iteration}"] + (["--unset", "epochs"] if "epochs" in self.config else [])
                result = self.run("--progress", "none", *arguments, out="part")
                if result.returncode != 0:
                    raise RuntimeError(f"{self.name}: {result.stderr}")
                W, b = read_weights(self.folder / "part" / "model.safetensors", self.L)
            self.networks[iteration] = Network(W, b, self.activations, self.config.get("leakyReluSlope", 0.01))
        return self.networks[iteration]

    @property
    def is_full_batch(self):
        return self.config.get("batchSize", 0) in (0,) or self.config["batchSize"] >= self.m

    @property
    def has_dropout(self):
        keep = self.config.get("keepProbability", 1)
        return min(keep if isinstance(keep, list) else [keep]) < 1 or "dropout" in self.config

    def looked_at(self, remark):
        """The indices of the examples that a remark is about."""
        if "drawn from" not in remark.text:
            return np.arange(self.m)
        random = np.random.RandomState(1)
        starts = [part * self.m // SAMPLE for part in range(SAMPLE + 1)]
        return np.array([first + int(random.rand() * (last - first)) for first, last in zip(starts, starts[1:])])

    # --- what is there to be seen

    def dead(self, network, indices):
        _, As = network.forward(self.X[:, indices])
        return {l + 1: int((A == 0).all(1).sum()) for l, A in enumerate(As[1:-1]) if self.activations[l] == "relu"}

    def saturated(self, network, indices):
        _, As = network.forward(self.X[:, indices])
        shares = {}
        for l, A in enumerate(As[1:-1]):
            if self.activations[l] in ("tanh", "sigmoid"):
                centred = A if self.activations[l] == "tanh" else 2 * A - 1
                shares[l + 1] = float((np.abs(centred) > 0.99).mean())
        return shares

    @property
    def uniform(self):
        last = self.activations[-1]
        if last not in ("sigmoid", "softmax"):
            return None
        return self.n[-1] * math.log(2) if last == "sigmoid" else math.log(self.n[-1])


def digits(found, expected, count=3):
    """Whether a printed number is the expected one, rounded to some digits, give or take rounding."""
    found = float(found)
    return abs(found - expected) <= 0.51 * 10.0 ** (math.floor(math.log10(abs(expected))) - count + 1) if expected else found == 0


# --- is it so?

def check(training, remark):
    """Why a remark is false; None where it is true."""
    k, groups = remark.iteration, remark.groups
    indices = training.looked_at(remark)
    if "drawn from" in remark.text and training.m <= WHOLE:
        return "a sample of a small set"
    if "drawn from" not in remark.text and training.m > WHOLE and not training.is_full_batch \
            and remark.kind not in ("large", "small", "overfitting"):
        return "a large set was not looked at whole"
    if remark.kind in ("dead", "saturated", "vanishing", "same"):
        network = training.network(k)
    if remark.kind == "dead":
        layer, dead, count = map(int, groups)
        found = training.dead(network, indices)[layer]
        if found != dead or count != training.n[layer]:
            return f"{found} of {training.n[layer]} are 0"
        return None if 4 * dead >= count else "fewer than a quarter"
    if remark.kind == "saturated":
        share = training.saturated(network, indices)[int(groups[0])]
        return None if digits(groups[1], 100 * share) or share < 1 and groups[1] == "99.9" else f"{share}"
    if remark.kind == "vanishing":
        sizes = network.gradient_sizes(training.X[:, indices], training.Y[:, indices], training.loss_weights[indices])
        ratio = sizes[int(groups[0]) - 1] / sizes[-1]
        if training.has_dropout:  # the gradient was one with units left out
            return None if ratio < 1e-3 else f"{ratio} without dropout"
        return None if digits(groups[1], ratio) and ratio < 1e-4 else f"{ratio}"
    if remark.kind in ("large", "small"):
        layer = int(groups[0]) - 1
        before, after = training.network(k).W[layer], training.network(k + 1).W[layer]
        step = np.linalg.norm(after - before) / np.linalg.norm(before)
        told = float(groups[1]) / (100 if remark.kind == "large" else 1)
        if abs(told - step) > 6e-3 * step + 1e-16:
            return f"it was {step}"
        return None if (step > 0.5 if remark.kind == "large" else step < 1e-9) else f"{step} is neither"
    if remark.kind == "inputs":
        X = training.X[:, indices]
        largest = float(np.abs(X).max())
        if training.normalize == "standardize":
            return "they were standardized"
        return None if digits(groups[0], largest) and largest > 20 else f"{largest}"
    if remark.kind == "same":
        last = training.activations[-1]
        whole = entropy(training.Y, training.loss_weights, last == "sigmoid")
        answers = network.forward(training.X[:, indices])[1][-1]
        spread = float((answers.max(1) - answers.min(1)).max())
        if not digits(groups[0], whole):
            return f"the entropy is {whole}"
        if spread > 0.02:
            return f"answers differ by {spread}"
        rows = [row for row in training.rows if row["iteration"] <= k][-5:]
        l2 = training.config.get("l2", 0)
        if not l2 and any(abs(row["cost"] - whole) > 2.1e-3 * whole for row in rows):
            return f"costs {[row['cost'] for row in rows]}"
        return None if len(rows) == 5 else "too few rows"
    if remark.kind == "start":
        network = training.network(0)
        losses = network.loss(training.X[:, indices], training.Y[:, indices])
        weights = training.loss_weights[indices] if training.is_full_batch else 1
        cost = float((losses * weights).mean())
        whole = entropy(training.Y, training.loss_weights, training.activations[-1] == "sigmoid")
        if not training.has_dropout and not digits(groups[0], cost):
            return f"the cost is {cost}"
        if not digits(groups[1], whole):
            return f"the entropy is {whole}"
        return None if cost > 4 * training.uniform and k == 0 else "not far above"
    if remark.kind == "overfitting":
        rows = [row for row in training.rows if row["iteration"] <= k]
        lowest = min(rows, key=lambda row: row["validation_cost"])
        if int(lowest["iteration"]) != int(groups[0]):
            return f"the lowest is at {lowest['iteration']}"
        if not rows[-1]["validation_cost"] > 1.1 * lowest["validation_cost"]:
            return "it has hardly risen"
        now, then = training.network(k), training.network(int(groups[0]))
        costs = [float(n.loss(training.X, training.Y).mean()) for n in (then, now)]
        return None if costs[1] < costs[0] else f"the training cost went from {costs[0]} to {costs[1]}"


def check_advice(training, remarks):
    """Advice of what is on, and advice against advice."""
    config = training.config
    advice = [(remark, remark.text.split("; try ")[1] if "; try " in remark.text else "") for remark in remarks]
    every = " ".join(text for _, text in advice)
    if "larger alpha" in every and "smaller alpha" in every:
        yield "a larger alpha and a smaller one"
    on = {"clipNorm": config.get("clipNorm", 0) > 0 or config.get("optimizer", {}).get("method") in ("adam", "rmsprop"),
          "l2": config.get("l2", 0) > 0, "keepProbability": training.has_dropout or training.L == 1,
          "earlyStopping": "earlyStopping" in config, "normalize": training.normalize == "standardize",
          "initialization he": config.get("initialization", {}).get("method") == "he",
          "initialization xavier": config.get("initialization", {}).get("method") == "xavier"}
    for remark, text in advice:
        for key, is_on in on.items():
            if is_on and re.search(rf"\b{key}\b", text):
                yield f"{key} is on, or of no use: {remark.text}"
    dead = {int(remark.groups[0]): remark.iteration for remark in remarks if remark.kind in ("dead", "saturated")}
    for remark in remarks:
        if remark.kind in ("vanishing", "small") and any(
                layer >= int(remark.groups[0]) and at <= remark.iteration for layer, at in dead.items()):
            yield f"explained by a layer that is dead or saturated: {remark.text}"


def missing(training):
    """What is there to be seen and was not said."""
    said = {(remark.kind, int(remark.groups[0])) if remark.kind in ("dead", "saturated") else remark.kind
            for remark in training.remarks}
    for kind in training.must:
        if kind not in said and not any(isinstance(s, tuple) and s[0] == kind for s in said):
            yield f"{kind} was not said"
    every = np.arange(training.m)
    if not training.diverged and len(training.rows) >= 12:
        # The middle row and the last but one; what is so at both has lasted.
        places = [int(training.rows[len(training.rows) // 2]["iteration"]), int(training.rows[-2]["iteration"])]
        networks = [training.network(place) for place in places]
        for layer in training.dead(networks[0], every):
            counts = [training.dead(network, every)[layer] for network in networks]
            if min(counts) * 4 >= training.n[layer] and ("dead", layer) not in said:
                yield f"{min(counts)} of {training.n[layer]} units of layer {layer} are dead"
        for layer in training.saturated(networks[0], every):
            share = min(training.saturated(network, every)[layer] for network in networks)
            if share > 0.95 and ("saturated", layer) not in said:
                yield f"{share} of layer {layer} are saturated"
    X = training.X
    if training.normalize == "none" and np.abs(X).max() > 20 and np.sqrt((X * X).mean(1)).max() > 5 \
            and "inputs" not in said:
        yield f"the inputs reach {np.abs(X).max()}"
    if training.uniform and training.given is None and not training.has_dropout:
        cost = float(training.network(0).loss(X, training.Y).mean())
        if cost > 12 * training.uniform and "start" not in said:
            yield f"the initial cost is {cost}"


# --- the trainings

def classes(rng, m, n, count=2, noise=0.5):
    X = rng.standard_normal((m, n))
    scores = X @ rng.standard_normal((n, count)) + noise * rng.standard_normal((m, count))
    return X, (scores.argmax(1) if count > 2 else (scores[:, 0] > 0).astype(int))


def optimizer(rng, index):
    return [{"method": "gradientDescent"}, {"method": "momentum"}, {"method": "rmsprop"}, {"method": "adam"}][index % 4]


def alpha_of(method, batch):
    return {"gradientDescent": 0.05, "momentum": 0.01, "rmsprop": 0.002, "adam": 0.002}[method] * (0.5 if batch == 1 else 1)


BATCHES = [1, 0, 2, 8, 32, 64, 0]
HIDDEN = ["relu", "tanh", "leakyRelu", "sigmoid", "linear"]


def healthy(rng, i, make):
    """Small networks on well-scaled data, of every activation and optimizer."""
    batch = BATCHES[i % len(BATCHES)]
    method = optimizer(rng, i // 2)
    hidden = HIDDEN[i % len(HIDDEN)]
    outputs = [2, 3, 1][i % 3]
    m = int(rng.integers(80, 400))
    X, y = classes(rng, m, 6, max(2, outputs))
    if outputs == 1:
        y = X @ rng.standard_normal(6) + 0.3 * rng.standard_normal(m)
    last = {2: "sigmoid", 3: "softmax", 1: "linear"}[outputs]
    init = "he" if hidden in ("relu", "leakyRelu") else "xavier"
    keys = dict(n=[6, 12, 8, 3 if outputs == 3 else 1], activations=[hidden, hidden, last], optimizer=method,
                alpha=alpha_of(method["method"], batch), initialization={"method": init}, batchSize=batch,
                iterations=300, logEvery=[1, 5, 20][i % 3])
    if i % 4 == 1:
        keys["l2"] = 0.1
    if i % 5 == 2:
        keys["keepProbability"] = 0.8
    if i % 6 == 3:
        keys["clipNorm"] = 1.0
    if i % 7 == 4:
        keys["alphaDecay"] = {"method": "inverse", "rate": 0.01}
    if i % 4 == 2 and outputs != 1:
        keys["classWeights"] = "balanced"
    return make(keys, X, y, healthy=True)


def dead(rng, i, make):
    """Units that are 0 for all examples."""
    batch = [1, 0, 16, 4, 64][i % 5]
    m = [150, 2500, 300][i % 3]
    X, y = classes(rng, m, 5)
    h = 8
    count = int(rng.integers(2, h + 1))
    b = np.where(np.arange(h) < count, -60.0, 0.2)[:, None]
    weights = dict(W1=rng.standard_normal((h, 5)), b1=b, W2=rng.standard_normal((1, h)) * 0.3, b2=np.zeros((1, 1)))
    keys = dict(n=[5, h, 1], activations=["relu", "sigmoid"], alpha=[0.02, 1.0][i % 2], batchSize=batch, iterations=200,
                logEvery=[1, 7][i % 2])
    if i % 3 == 1:
        keys["keepProbability"] = 0.7
    return make(keys, X, y, must=["dead"], weights=weights)


def sparse(rng, i, make):
    """Units that answer to few examples: 0 for most batches, and alive."""
    batch = [1, 2, 4, 1][i % 4]
    m = [300, 3000][i % 2]
    X, y = classes(rng, m, 4)
    h = 12
    W = rng.standard_normal((h, 4))
    weights = dict(W1=W, b1=-1.6 * np.linalg.norm(W, axis=1, keepdims=True), W2=rng.standard_normal((1, h)) * 0.3,
                   b2=np.zeros((1, 1)))
    return make(dict(n=[4, h, 1], activations=["relu", "sigmoid"], alpha=0.005, batchSize=batch, iterations=400,
                     logEvery=[1, 3][i % 2]), X, y, healthy=True, weights=weights)


def saturated(rng, i, make):
    """Sigmoid and tanh of weights far too large."""
    batch = [0, 1, 8, 64][i % 4]
    X, y = classes(rng, [200, 2600][i % 2], 5)
    hidden = ["tanh", "sigmoid"][i % 2]
    keys = dict(n=[5, 10, 1], activations=[hidden, "sigmoid"], alpha=0.01, batchSize=batch, iterations=120, logEvery=5,
                initialization={"method": "normal", "scale": [80, 150][i % 2]})
    if i % 3 == 2:
        keys["keepProbability"] = 0.8
    return make(keys, X, y, must=["saturated"])


def unscaled(rng, i, make):
    """Inputs of hundreds; standardized every third time."""
    batch = [1, 0, 8, 70][i % 4]
    X, y = classes(rng, [120, 2200, 400][i % 3], 4)
    X = X * [1, 300, 12, 1] + [0, 500, 0, 0]
    is_scaled = i % 3 == 2
    keys = dict(n=[4, 6, 1], activations=["tanh", "sigmoid"], alpha=0.001, batchSize=batch, iterations=100, logEvery=5,
                initialization={"method": "xavier"}, normalize="standardize" if is_scaled else "none")
    return make(keys, X, y, must=[] if is_scaled else ["inputs"])


def loud(rng, i, make):
    """Weights with which the first cost is hundreds of times that of guessing."""
    batch = [0, 1, 16, 128][i % 4]
    count = [2, 3][i % 2]
    X, y = classes(rng, [150, 2300][(i // 2) % 2], 3, count)
    keys = dict(n=[3, 20, 20, 1 if count == 2 else 3], activations=["relu", "relu", "sigmoid" if count == 2 else "softmax"],
                alpha=1e-4, batchSize=batch, iterations=60, logEvery=4, initialization={"method": "normal", "scale": 10})
    if i % 3 == 1:
        keys["l2"] = 0.01
    if i % 4 == 2:
        keys["classWeights"] = "balanced"
    return make(keys, X, y, must=["start"])


def prices(rng, i, make):
    """Values of hundreds of thousands, with and without what makes them bearable."""
    m = 200
    X = rng.standard_normal((m, 3))
    y = 200000 + 50000 * X[:, 0] + 20000 * X[:, 1] + 5000 * rng.standard_normal(m)
    method = optimizer(rng, i)
    keys = dict(n=[3, 16, 8, 1], activations=["relu", "relu", "linear"], alpha=[0.01, 1e-7, 0.01, 0.01][i % 4],
                optimizer=method, batchSize=[0, 1, 32][i % 3], iterations=200, logEvery=[1, 10][i % 2],
                initialization={"method": "he"})
    if i % 2 == 0:
        keys["clipNorm"] = 1.0
    return make(keys, X, y)


def leaping(rng, i, make):
    """Updates that go on changing the weights by more than half."""
    m, n = 50, 3
    X = np.sign(rng.standard_normal((m, n)))
    X = np.concatenate([X, -X])
    y = np.zeros(2 * m)
    weights = dict(W1=rng.standard_normal((1, n)), b1=np.zeros((1, 1)))
    alpha = 1.6 / float(np.linalg.eigvalsh(X.T @ X / len(X)).max())
    keys = dict(n=[n, 1], activations=["linear"], alpha=alpha, iterations=30, logEvery=1)
    if i % 3 == 1:
        keys["clipNorm"] = 1e9
    if i % 3 == 2:
        keys.update(optimizer={"method": "rmsprop"}, alpha=1.0)
    return make(keys, X, y, must=[] if i % 3 == 2 else ["large"], weights=weights)


def still(rng, i, make):
    """Steps so small that nothing moves."""
    batch = [0, 1, 16][i % 3]
    X, y = classes(rng, 200, 5)
    method = optimizer(rng, i)
    alpha = {"gradientDescent": 1e-12, "momentum": 1e-13, "rmsprop": 1e-13, "adam": 1e-12}[method["method"]]
    return make(dict(n=[5, 8, 1], activations=[["tanh", "relu"][i % 2], "sigmoid"], alpha=alpha, optimizer=method,
                     batchSize=batch, iterations=60, logEvery=1, initialization={"method": "he"}), X, y, must=["small"])


def silent(rng, i, make):
    """Networks that answer the same for everyone."""
    count = [2, 3, 4][i % 3]
    m = 240
    X = rng.standard_normal((m, 4))
    outputs = 1 if count == 2 else count
    last = "softmax" if count == 3 else "sigmoid"
    y = np.arange(m) % count
    keys = dict(n=[4, 6, 3 if count == 3 else outputs if count == 2 else 2], activations=["tanh", last],
                alpha=[0.01, 1e-6][i % 2], iterations=60, logEvery=1, batchSize=[0, 0, 240][i % 3])
    if count == 2:
        y = (np.arange(m) % 4 == 0).astype(int)
        if i % 2:
            keys["classWeights"] = "balanced"
    if count == 4:
        y = np.stack([np.arange(m) % 2, (np.arange(m) % 3 == 0).astype(int)], 1)
    weights = dict(W1=np.zeros((6, 4)), b1=np.zeros((6, 1)), W2=np.zeros((keys["n"][2], 6)), b2=np.zeros((keys["n"][2], 1)))
    for row in range(keys["n"][2]):
        labels = (y == row) if count == 3 else (y == 1 if y.ndim == 1 else y[:, row] == 1)
        share = float(np.mean(labels))
        share = 0.5 if "classWeights" in keys else share
        weights["b2"][row, 0] = math.log(share) if count == 3 else math.log(share / (1 - share))
    return make(keys, X, y, must=["same"], weights=weights)


def fading(rng, i, make):
    """Many layers of sigmoid whose gradients die out."""
    batch = [0, 1, 70][i % 3]
    X, y = classes(rng, [200, 2400][i % 2], 4)
    L = 8
    return make(dict(n=[4] + [5] * (L - 1) + [1], activations=["sigmoid"] * L, alpha=0.01, batchSize=batch, iterations=60,
                     logEvery=3, initialization={"method": "normal", "scale": 0.3}), X, y, must=["vanishing"])


def overfit(rng, i, make):
    """Few examples of noise learnt by heart."""
    X = rng.standard_normal((40, 20))
    y = (rng.random(40) > 0.5).astype(int)
    validation = rng.standard_normal((60, 20)), (rng.random(60) > 0.5).astype(int)
    keys = dict(n=[20, 16, 1], activations=["tanh", "sigmoid"], alpha=0.5, batchSize=[0, 8, 4][i % 3], iterations=400,
                logEvery=10, initialization={"method": "xavier"})
    if i % 2:
        keys["l2"] = 0.01
    return make(keys, X, y, must=["overfitting"], validation=validation)


def hard(rng, i, make):
    """Labels that nothing tells, a cost near their entropy, answers that differ."""
    batch = [1, 16, 0][i % 3]
    X, y = classes(rng, 300, 3, noise=[3, 8][i % 2])
    return make(dict(n=[3, 8, 1], activations=[["tanh", "relu"][i % 2], "sigmoid"], alpha=0.05, batchSize=batch,
                     iterations=500, logEvery=10, initialization={"method": "he"}), X, y)


def wild(rng, i, make):
    """Whatever comes: sizes, steps and scales by chance."""
    batch = int(rng.choice([0, 1, 2, 5, 16, 50]))
    count = int(rng.choice([1, 2, 3]))
    n = int(rng.integers(2, 8))
    X, y = classes(rng, int(rng.integers(30, 2400)), n, max(2, count), 1.0)
    X = X * float(rng.choice([0.1, 1, 1, 5, 40]))
    if count == 1:
        y = (X[:, 0] * float(rng.choice([1, 1000]))).astype(float)
    hidden = [str(rng.choice(HIDDEN)) for _ in range(int(rng.integers(1, 4)))]
    last = {1: "linear", 2: "sigmoid", 3: "softmax"}[count]
    keys = dict(n=[n] + [int(rng.integers(2, 20)) for _ in hidden] + [3 if count == 3 else 1], activations=hidden + [last],
                alpha=float(10.0 ** rng.uniform(-5, 0.7)), batchSize=batch, optimizer=optimizer(rng, int(rng.integers(4))),
                iterations=int(rng.integers(60, 400)), logEvery=int(rng.choice([1, 2, 10])),
                initialization={"method": str(rng.choice(["he", "xavier", "lecun"]))} if rng.random() < 0.7
                else {"method": "normal", "scale": float(10.0 ** rng.uniform(-2, 1))},
                normalize=str(rng.choice(["none", "none", "standardize"])), seed=int(rng.integers(1, 100)))
    if rng.random() < 0.3:
        keys["clipNorm"] = float(rng.choice([0.1, 1, 10]))
    if rng.random() < 0.3:
        keys["l2"] = float(rng.choice([0.01, 1]))
    if rng.random() < 0.2:
        keys["alphaDecay"] = {"method": "exponential", "rate": 0.95}
    if rng.random() < 0.2:
        keys["keepProbability"] = 0.6
    if rng.random() < 0.2 and count > 1:
        keys["classWeights"] = "balanced"
    return make(keys, X, y)


FAMILIES = [healthy, dead, wild, sparse, saturated, unscaled, wild, loud, prices, healthy, leaping, still, wild, silent,
            fading, overfit, hard, wild]


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--trainings", type=int, default=54)
    parser.add_argument("--whole", action="store_true", help=f"{ALL} trainings")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="a family")
    parser.add_argument("--keep", type=pathlib.Path, help="where the trainings' files are left")
    arguments = parser.parse_args()
    count = ALL if arguments.whole else arguments.trainings
    said, wrong, seen = collections.Counter(), collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as temporary:
        base = arguments.keep or pathlib.Path(temporary)
        for number in range(count):
            family = FAMILIES[number % len(FAMILIES)]
            index = seen[family.__name__]
            seen[family.__name__] += 1
            if arguments.only and family.__name__ != arguments.only:
                continue
            rng = np.random.default_rng([arguments.seed, number])

            def make(keys, X, y, **options):
                return Training(arguments.dnn.resolve(), base / f"t{number}", number, family.__name__, keys, X, y, **options)

            training = family(rng, index, make)
            training.train()
            wrong["trainings"] += 1
            for remark in training.remarks:
                said[remark.kind] += 1
                reason = check(training, remark)
                if reason:
                    wrong["false"] += 1
                    fail(f"{training.name}, iteration {remark.iteration}: {remark.text}\n  false: {reason}")
            for problem in check_advice(training, training.remarks):
                wrong["false"] += 1
                fail(f"{training.name}: advice: {problem}")
            for problem in missing(training):
                wrong["missing"] += 1
                texts = "".join(f"\n  said: {remark.text}" for remark in training.remarks)
                fail(f"{training.name}: missing: {problem}{texts}")
            if training.healthy:
                for remark in training.remarks:
                    wrong["healthy"] += 1
                    fail(f"{training.name} is healthy, iteration {remark.iteration}: {remark.text}")
    kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(said.items()))
    finish(f"diagnostics: {wrong['trainings']} trainings, {sum(said.values())} remarks ({kinds}), "
           f"{wrong['false']} false, {wrong['missing']} missing, {wrong['healthy']} of healthy ones")


if __name__ == "__main__":
    main()
