"""Writes random tables from known values and compares what `dnn convert FILE OUT.npz` makes of them.

Python's csv module and codecs write them: names with and without numbers, delimiters, quotes, line
ends, codings, gzip, decimal signs, thousands, currency and percent. Every table must come back with
its values and labels, or be refused; where two readings are possible the other one may come, if it is
said. Needs NumPy alone.

    PEERS_PYTHON Tests/Peers/tables.py [--dnn PATH] [--tables N] [--seed S]
"""

import codecs
import csv
import gzip
import io
import os
import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import numpy as np

from support.common import arguments_of, bench, expect, fail, finish

NAMES = ["a", "b", "length, cm", "größe", "x;y", "2019", "2020", "0", "1", "17", "say \"hi\"", "id", "T °C",
         "e", "price $", "a|b", "new york", "Preis/€", "feature 3", "v_1", "Höhe", "日本"]
TEXTS = [["cat", "dog", "fox"], ["yes", "no"], ["Müller", "Möller"], ["a,b", "a;b"], ["S", "M", "L"],
         ["1-2", "3+", "<1"], ["New York", "Rio"]]
# What says that the table could be understood otherwise.
WARNINGS = ["\"decimal\"", "\"header\"", "\"delimiter\""]


def numbers(r, count):
    """Decimals of one width or of several, as pandas and spreadsheets print them."""
    size, places = r.choice([1, 1, 2, 3, 4, 6]), r.choice([0, 0, 1, 2, 3, 6])
    same, signs = r.random() < 0.5, r.choice([0, 0.4])
    return [Decimal(r.randrange(10 ** size)).scaleb(0)
            + Decimal(r.randrange(10 ** places)).scaleb(-places) if same or r.random() < 0.8
            else Decimal(r.randrange(10 ** r.randint(1, size))) for _ in range(count)], signs


def spell(value, style):
    """A number in the notation of its column."""
    whole, _, places = f"{abs(value):f}".partition(".")
    if style["groups"]:
        whole = f"{int(whole):,}".replace(",", style["groups"])
    text = whole + (style["decimal"] + places if places else "")
    minus = style["minus"] if value < 0 else ""
    return minus + style["before"] + text + style["behind"]


def column_style(r, decimal):
    sign = r.choice([("", "")] * 6 + [("$", ""), ("", " €"), ("", " %"), ("", "%"), ("€", "")])
    other = "," if decimal == "." else "."
    return dict(decimal=decimal, before=sign[0], behind=sign[1], minus=r.choice(["-"] * 9 + ["\u2212"]),
                groups=r.choice([""] * 6 + [other, " ", "\u00a0", "\u202f", "'"]))


def draw(seed, folder):
    """A file, with the x and y that it holds; nil where the coding lacks a character."""
    r = random.Random(seed)
    rows, width = r.randint(2, 30), r.randint(1, 5)
    decimal = r.choice([".", ".", ","])
    columns, styles = [], []
    for _ in range(width + 1):
        values, signs = numbers(r, rows)
        columns.append([-v if r.random() < signs else v for v in values])
        styles.append(column_style(r, decimal))
    fields = [[spell(v, s) for v in c] for c, s in zip(columns, styles)]
    label = [float(v) for v in columns[-1]]
    if r.random() < 0.5:
        texts = r.choice(TEXTS)
        label = fields[-1] = [r.choice(texts) for _ in range(rows)]
    delimiter = r.choice([",", ",", ",", ";", ";", "\t", "|", " "])
    lines = list(zip(*fields))
    if r.random() < 0.7:
        lines.insert(0, tuple(r.sample(NAMES, width + 1)))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=r.choice(["\n", "\n", "\r\n", "\r"]),
                        quoting=r.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer.writerows(lines)
    text = ("sep=" + delimiter + "\n" if r.random() < 0.1 else "") + out.getvalue()
    if r.random() < 0.2:
        text = text.rstrip("\r\n")
    coding = r.choice(["utf-8"] * 5 + ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
    try:
        data = text.encode(coding)
    except UnicodeEncodeError:
        return None
    if coding == "utf-16-be":
        data = codecs.BOM_UTF16_BE + data
    if r.random() < 0.1:
        data = gzip.compress(data, mtime=0)
    path = folder / f"{seed}.csv"
    path.write_bytes(data)
    x = np.array([[float(v) for v in c] for c in columns[:-1]]).T
    return path, x, label, text


def same_labels(found, label):
    """Text labels are written as text, or as the places of the sorted texts."""
    if isinstance(label[0], str) and found.dtype.kind != "U":
        return np.array_equal(found, np.unique(label, return_inverse=True)[1])
    return np.array_equal(found, np.array(label))


def check(b, seed):
    """`read`, `refused`, `said` or, where no file can be drawn, nothing; and what was wrong."""
    drawn = draw(seed, b.folder)
    if drawn is None:
        return None, None
    path, x, label, text = drawn
    out = b.folder / f"{seed}.npz"
    run = b.attempt("convert", path, out)
    path.unlink()
    if run.returncode == 1 and run.stderr.startswith("error: "):
        return "refused", None
    if run.returncode:
        return "wrong", f"table {seed}: exit {run.returncode}: {run.stderr}"
    with np.load(out) as arrays:
        found = dict(arrays)
    out.unlink()
    if np.array_equal(found["x"], x) and same_labels(found["y"], label):
        return "read", None
    if any(w in run.stderr for w in WARNINGS):
        return "said", None
    return "wrong", f"table {seed}: {found['x'][:3]} {found['y'][:3]} of\n{text[:400]}\n{run.stderr}"


def main():
    parser = arguments_of(__doc__, build="debug")
    parser.add_argument("--tables", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    seeds = range(arguments.seed, arguments.seed + arguments.tables)
    with bench(arguments.dnn) as b, ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda seed: check(b, seed), seeds))
    counts = {k: sum(r[0] == k for r in results) for k in ("read", "refused", "said", "wrong")}
    for _, failure in results:
        if failure:
            fail(failure)
    # A reader that refuses all is right too, but of no use.
    expect(counts["read"] > 0.7 * sum(counts.values()), f"only {counts['read']} tables were read")
    finish("random tables: " + ", ".join(f"{v} {k}" for k, v in counts.items()))


if __name__ == "__main__":
    main()
