"""Trains on random tables with gaps, categories and numbers that are categories, and holds what the model
makes of later tables against scikit-learn.

Means, medians, one-hot features, the features beside numbers with gaps and their scaling must be those of
SimpleImputer, MissingIndicator, OneHotEncoder and StandardScaler to 1e-12: a network of one linear unit
answers with its weights times the features. The later tables have their columns in another order, gaps
where training had none, unseen categories, and columns that nobody asked for.

    PEERS_PYTHON Tests/Peers/contract.py [--dnn PATH] [--tables N] [--seed S]
"""

import csv
import json
import random

import numpy as np
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from support.common import arguments_of, bench, expect, finish

TOLERANCE = 1e-12


def draw(r):
    """Names, kinds and the rows of a table to train on and of a later one; None is a gap."""
    method = r.choice(["mean", "median", "category"])
    kinds = [r.choice(["number", "number", "text", "code"]) for _ in range(r.randint(2, 6))]
    names = [f"{kind}{i}" for i, kind in enumerate(kinds)]
    texts = {name: [f"{r.choice('abcz')}{i}" for i in range(r.randint(2, 6))] for name in names}
    share = {name: r.choice([0, 0.1, 0.4]) for name in names}

    def value(name, kind, is_later):
        may_lack = kind == "number" or method == "category"
        gap = max(share[name], 0.2 if is_later else 0)
        if may_lack and r.random() < gap:
            return None
        if kind == "number":
            return round(r.gauss(10, 100), r.choice([0, 2, 6]))
        if is_later and r.random() < 0.1:
            return "unseen" if kind == "text" else "99999"
        return r.choice(texts[name]) if kind == "text" else r.choice(["01067", "1067", "80331"])

    def rows(count, is_later):
        return [{name: value(name, kind, is_later) for name, kind in zip(names, kinds)}
                for _ in range(count)]

    train = rows(r.randint(20, 60), False)
    for name, kind in zip(names, kinds):  # Two values at least, so that there is something to fill with.
        train[0][name], train[1][name] = (1.5, 4.25) if kind == "number" else ("01067", "1067")
    return method, names, kinds, train, rows(30, True)


def write(path, names, rows, r, extra):
    order = names + ["y"] + (["other"] if extra else [])
    if extra:
        r.shuffle(order)
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(order)
        for row in rows:
            gap = r.choice(["", "NA", "?", "null"])
            fields = dict(row, y=round(r.gauss(0, 1), 3), other="free text")
            out.writerow([gap if fields[name] is None else fields[name] for name in order])


def features(method, names, kinds, train, later):
    """What scikit-learn makes of the later table."""
    fitted, made = [], []
    for name, kind in zip(names, kinds):
        a, b = ([[row[name]] for row in rows] for rows in (train, later))
        if kind == "number":
            a, b = (np.array([[np.nan if v is None else v for v in row] for row in x]) for x in (a, b))
            imputer = SimpleImputer(strategy="median" if method == "median" else "mean").fit(a)
            parts = [(imputer.transform(a), imputer.transform(b))]
            if method == "category" and np.isnan(a).any():
                mark = MissingIndicator(features="all").fit(a)
                parts.append((mark.transform(a).astype(float), mark.transform(b).astype(float)))
        else:
            a, b = (np.array([["" if v is None else v for v in row] for row in x]) for x in (a, b))
            encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(a)
            parts = [(encoder.transform(a), encoder.transform(b))]
        fitted += [part[0] for part in parts]
        made += [part[1] for part in parts]
    scaler = StandardScaler().fit(np.hstack(fitted))
    return scaler.transform(np.hstack(made))


def tensors(path):
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    return {name: np.frombuffer(data[8 + length:][slice(*entry["data_offsets"])]).reshape(entry["shape"])
            for name, entry in header.items() if name != "__metadata__"}


def compare(b, seed):
    r = random.Random(seed)
    method, names, kinds, train, later = draw(r)
    write(b.folder / "train.csv", names, train, r, False)
    write(b.folder / "later.csv", names, later, r, True)
    encoded = [name for name, kind in zip(names, kinds) if kind != "number"]
    source = {"path": "train.csv", "missing": method, "normalize": "standardize"}
    if encoded:
        source |= {"categories": encoded, "unseen": "other"}
    config = {"n": [0, 1], "activations": ["linear"], "alpha": 0.001, "iterations": 1, "precision": "float64",
              "initialization": {"method": "normal", "scale": 1}, "seed": seed, "data": {"train": source}}
    (b.folder / "config.json").write_text(json.dumps(config))
    b.run("train", "--config", "config.json", "--out", "run", "--overwrite", "--progress", "none")
    answers = json.loads(b.run("predict", "--model", "run", "later.csv", "--format", "json"))
    ours = np.array([answer["values"][0] for answer in answers])
    weights = tensors(b.folder / "run" / "model.safetensors")
    X = features(method, names, kinds, train, later)
    if not (X.shape[1],) == weights["W1"].shape[1:]:
        expect(False, f"seed {seed}: {weights['W1'].shape[1]} features, scikit-learn {X.shape[1]}")
        return 0
    theirs = X @ weights["W1"][0] + weights["b1"].ravel()[0]
    error = np.max(np.abs(ours - theirs) / np.maximum(1, np.abs(X) @ np.abs(weights["W1"][0])))
    expect(error <= TOLERANCE, f"seed {seed}: {method} of {kinds}: off by {error:.1e}")
    return error


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--tables", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with bench(arguments.dnn) as b:
        errors = [compare(b, arguments.seed + i) for i in range(arguments.tables)]
    finish(f"{len(errors)} tables: features as scikit-learn makes them, off by {max(errors):.1e} at most")


if __name__ == "__main__":
    main()
