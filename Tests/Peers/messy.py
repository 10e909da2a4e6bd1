"""Trains what `dnn init` proposes for messy tables, untouched, and holds it against scikit-learn.

Three tables are drawn: passengers as of the Titanic (names, tickets, cabins, gaps), houses (prices with gaps
and postcodes) and customers that leave (ids, dates, a copy, a leak); and breast_cancer.csv and diabetes.csv
are taken where they are. For each seed a fifth of the rows is held out; `dnn init` looks at the others,
`dnn train` trains with its configuration as it is, and `dnn evaluate` judges by the rows held out.
scikit-learn has the same rows, and a person who knows which columns to take: SimpleImputer, OneHotEncoder,
StandardScaler and a default MLPClassifier or MLPRegressor; the latter learns little of labels far from 1, so
that it also has labels that are scaled. dnn must not be worse than scikit-learn's mean by more than its noise:
two standard errors of that mean, its standard deviation over the seeds times 2 / sqrt(seeds).

    PEERS_PYTHON Tests/Peers/messy.py [--dnn PATH] [--seeds N]
"""

import csv
import json
import warnings

import numpy as np
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.impute import SimpleImputer
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from support.common import ROOT, arguments_of, bench, expect, finish

TABLES = ROOT.parent / "shared" / "data" / "tabular"


def with_gaps(rng, values, share):
    """The values as text, some of them empty."""
    return ["" if rng.random() < share else str(value) for value in values]


class Messy:
    """A table with its label, and the columns that a person would take."""

    def __init__(self, columns, label, numbers, texts, left_out=()):
        self.names, self.rows = list(columns), list(zip(*columns.values()))
        self.label, self.numbers, self.texts, self.left_out = label, numbers, texts, left_out
        values = {row[self.names.index(label)] for row in self.rows}
        self.has_classes = len(values) < 3

    def column(self, name, rows):
        return [self.rows[row][self.names.index(name)] for row in rows]


def passengers(rng, m=891):
    sex = rng.choice(["male", "female"], m, p=[0.65, 0.35])
    kind = rng.choice([1, 2, 3], m, p=[0.24, 0.21, 0.55])
    age = np.clip(rng.normal(38 - 5 * kind, 13), 0.5, 80).round(1)
    siblings, parents = rng.poisson(0.5, m), rng.poisson(0.4, m)
    fare = (rng.lognormal(4.4 - 0.75 * kind, 0.5) * (1 + 0.3 * (siblings + parents))).round(4)
    port = rng.choice(["S", "C", "Q"], m, p=[0.72, 0.19, 0.09])
    odds = (2.4 * (sex == "female") - 0.9 * (kind - 2) - 0.035 * (age - 30) + 1.4 * (age < 10)
            - 0.5 * np.maximum(0, siblings + parents - 2) + 0.4 * (port == "C")
            - 0.8 * (sex == "female") * (kind == 3) - 0.9)
    survived = (rng.random(m) < 1 / (1 + np.exp(-2 * odds))).astype(int)
    surnames = [f"{a}{b}" for a in ["Brad", "Cum", "Heik", "Fut", "All", "Mor", "McCar", "Pal"]
                for b in ["ley", "ings", "inen", "relle", "en", "an", "thy", "sson"]]
    names = [f"{rng.choice(surnames)}, {'Mr' if s == 'male' else 'Mrs'}. {chr(65 + i % 26)}{i}"
             for i, s in enumerate(sex)]
    tickets = [f"{rng.choice(['A/5', 'PC', 'STON/O2.', ''])} {n}".strip()
               for n in rng.integers(2000, 400000, m)]
    cabins = [f"{'ABC'[k - 1]}{rng.integers(1, 140)}" if k < 3 and rng.random() < 0.5 else ""
              for k in kind]
    return Messy({
        "PassengerId": range(1, m + 1), "Survived": survived, "Pclass": kind, "Name": names, "Sex": sex,
        "Age": with_gaps(rng, age, 0.2), "SibSp": siblings, "Parch": parents, "Ticket": tickets,
        "Fare": fare, "Cabin": cabins, "Embarked": with_gaps(rng, port, 0.003),
    }, "Survived", ["Age", "SibSp", "Parch", "Fare", "Pclass"], ["Sex", "Embarked"],
        ["PassengerId", "Name", "Ticket", "Cabin"])


def houses(rng, m=1200):
    places = np.array([f"{n:05d}" for n in rng.integers(1000, 99999, 25)])
    worth = rng.normal(0, 0.3, len(places))
    place = rng.integers(len(places), size=m)
    area = np.clip(rng.lognormal(4.75, 0.4, m), 30, 500).round()
    rooms = np.clip((area / 32 + rng.normal(0, 0.8, m)).round(), 1, 12).astype(int)
    year = rng.integers(1900, 2024, m)
    plot = np.where(rng.random(m) < 0.3, 0, (area * rng.lognormal(1.2, 0.5, m)).round())
    condition = rng.choice(["poor", "fair", "good", "new"], m, p=[0.1, 0.4, 0.4, 0.1])
    heating = rng.choice(["gas", "oil", "heat pump", "district"], m)
    factor = {"poor": -0.25, "fair": 0, "good": 0.12, "new": 0.3}
    price = np.exp(8.9 + 0.85 * np.log(area) + worth[place] + 0.0015 * (year - 1960)
                   + np.array([factor[c] for c in condition]) + 0.05 * np.log1p(plot) / 5
                   + 0.06 * (heating == "heat pump") + rng.normal(0, 0.12, m))
    return Messy({
        "id": [f"H-{n:06d}" for n in rng.permutation(10**6)[:m]], "postcode": places[place],
        "area_m2": area, "rooms": rooms, "year_built": with_gaps(rng, year, 0.15),
        "plot_m2": with_gaps(rng, plot, 0.1), "condition": with_gaps(rng, condition, 0.08),
        "heating": with_gaps(rng, heating, 0.05), "country": ["NL"] * m,
        "listed": [f"{rng.integers(1, 29):02d}.{rng.integers(1, 13):02d}.{rng.integers(2019, 2025)}"
                   for _ in range(m)],
        "price": (price / 500).round() * 500,
    }, "price", ["area_m2", "rooms", "year_built", "plot_m2"], ["postcode", "condition", "heating"],
        ["id", "country", "listed"])


def customers(rng, m=2000):
    months = rng.integers(1, 72, m)
    contract = rng.choice(["monthly", "one year", "two years"], m, p=[0.55, 0.25, 0.2])
    plan = rng.choice(["basic", "plus", "family", "business"], m)
    charge = (20 + 25 * rng.random(m) + 15 * (plan != "basic")).round(2)
    calls = rng.poisson(1.2, m)
    age = rng.integers(18, 90, m)
    paperless = rng.choice(["yes", "no"], m)
    odds = (1.6 * (contract == "monthly") - 1.2 * (contract == "two years") - 0.035 * (months - 24)
            + 0.55 * calls + 0.03 * (charge - 45) + 0.8 * (plan == "business") * (calls > 1)
            + 0.0006 * (age - 50) ** 2 - 2)
    churn = np.where(rng.random(m) < 1 / (1 + np.exp(-odds)), "yes", "no")
    signup = np.array("2024-06-30", dtype="datetime64[D]") - (months * 30 + rng.integers(0, 30, m))
    left = [str(day + int(rng.integers(30, 400))) if c == "yes" else "" for day, c in zip(signup, churn)]
    return Messy({
        "customer_id": rng.permutation(10**6)[:m] + 10**6, "signup": signup.astype(str), "age": age,
        "months": with_gaps(rng, months, 0.05), "contract": contract, "plan": with_gaps(rng, plan, 0.06),
        "plan_code": 0, "monthly_charge": with_gaps(rng, charge, 0.08), "support_calls": calls,
        "paperless": paperless, "churn": churn, "left_on": left, "region": 0,
    } | {"plan_code": [{"monthly": 11, "one year": 12, "two years": 13}[c] for c in contract],
         "region": with_gaps(rng, rng.choice(["north", "east", "south", "west"], m), 0.3)},
        "churn", ["age", "months", "monthly_charge", "support_calls"],
        ["contract", "plan", "paperless", "region"], ["customer_id", "signup", "plan_code", "left_on"])


def real(name, label):
    """A table of numbers alone, all of which are taken."""
    rows = list(csv.reader((TABLES / name).open()))
    names = rows[0]
    columns = {n: [row[i] for row in rows[1:]] for i, n in enumerate(names)}
    return Messy(columns, label, [n for n in names if n != label], [])


def write(path, names, rows):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(rows)


def ours(b, table, kept, held):
    """The figure of what init proposes, and the columns that it leaves out."""
    write(b.folder / "kept.csv", table.names, [table.rows[row] for row in kept])
    write(b.folder / "held.csv", table.names, [table.rows[row] for row in held])
    text = b.run("init", "kept.csv")
    (b.folder / "net.json").write_text(text)
    b.run("train", "--config", "net.json", "--out", "run", "--overwrite", "--progress", "none")
    report = json.loads(b.run("evaluate", "--model", "run", "--data", "held.csv", "--format", "json"))
    source = json.loads(text)["data"]["train"]
    expect(source["y"] == table.label, f"the label is {source['y']}, and not {table.label}")
    for name in table.left_out:
        expect(name in source.get("ignore", []), f"{name} is not left out")
    for name in table.numbers + table.texts:
        expect(name not in source.get("ignore", []), f"{name} is left out")
    return report["accuracy" if table.has_classes else "r2"]


def theirs(table, kept, held, seed, scales_labels):
    """The figure of scikit-learn's pipeline."""
    def frame(rows):
        columns = [[float(v) if v != "" else np.nan for v in table.column(name, rows)] for name in table.numbers]
        columns += [[str(v) if v != "" else np.nan for v in table.column(name, rows)] for name in table.texts]
        return np.array(columns, dtype=object).T

    count = len(table.numbers)
    numbers, texts = list(range(count)), list(range(count, count + len(table.texts)))
    columns = ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
        ("texts", make_pipeline(SimpleImputer(strategy="most_frequent"),
                                OneHotEncoder(handle_unknown="ignore")), texts)], sparse_threshold=0)
    network = (MLPClassifier if table.has_classes else MLPRegressor)(random_state=seed)
    if scales_labels:
        network = TransformedTargetRegressor(network, transformer=StandardScaler())
    model = make_pipeline(columns, network)
    y = [table.column(table.label, rows) for rows in (kept, held)]
    y = [np.array(labels) if table.has_classes else np.array(labels, float) for labels in y]
    model.fit(frame(kept), y[0])
    return model.score(frame(held), y[1])


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--seeds", default=5, type=int, help="splits of each table")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    tables = {"passengers": passengers, "houses": houses, "customers": customers}
    if TABLES.is_dir():
        tables["breast_cancer.csv"] = lambda rng: real("breast_cancer.csv", "benign")
        tables["diabetes.csv"] = lambda rng: real("diabetes.csv", "progression")
    else:
        print(f"SKIPPED: no tables in {TABLES}")
    print(f"{'table':18} {'figure':9} {'dnn init':>9} {'sklearn':>9} {'noise':>7}")
    root = np.sqrt(arguments.seeds)
    with bench(arguments.dnn) as b:
        for number, (name, draw) in enumerate(tables.items()):
            table = draw(np.random.default_rng(number))
            kinds = [False] if table.has_classes else [False, True]
            figures = []
            for seed in range(arguments.seeds):
                order = np.random.RandomState(seed).permutation(len(table.rows))
                held, kept = np.split(order, [len(order) // 5])
                held, kept = np.sort(held), np.sort(kept)
                figures.append([ours(b, table, kept, held)]
                               + [theirs(table, kept, held, seed, scales) for scales in kinds])
            (mine, *others), (_, *spreads) = np.mean(figures, axis=0), np.std(figures, axis=0, ddof=1)
            figure = "accuracy" if table.has_classes else "R²"
            for scales, other, spread in zip(kinds, others, spreads):
                noise = 2 * spread / root
                remark = "  (labels scaled)" if scales else ""
                print(f"{name:18} {figure:9} {mine:9.4f} {other:9.4f} {noise:7.4f}{remark}", flush=True)
                expect(mine >= other - noise,
                       f"{name}: dnn is worse than scikit-learn{remark} by more than its noise")
    finish(f"scikit-learn's default pipeline: {len(tables)} tables, {arguments.seeds} splits each")


if __name__ == "__main__":
    main()
