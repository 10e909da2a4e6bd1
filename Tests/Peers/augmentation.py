"""Replays the augmentation of a training in NumPy: which numbers are drawn, and what becomes of the pictures.

The variants that `dnn convert --augment` writes are those of this page to within one grey level, and the
costs of a training are those of a logistic regression written here that takes the same pictures.

    PEERS_PYTHON Tests/Peers/augmentation.py [--dnn PATH]
"""

import csv
import json
import shutil

import numpy as np
from PIL import Image

from support.common import arguments_of, bench, expect, finish

PICTURES = 40  # of each class

SETTINGS = [
    {"flip": "horizontal"},
    {"flip": "both", "shift": 0.3},
    {"rotate": 180},
    {"zoom": 0.5},
    {"brightness": 0.7, "contrast": 0.9},
    {"flip": "horizontal", "shift": 0.1, "rotate": 15, "zoom": 0.1, "brightness": 0.2,
     "contrast": 0.2},
]


def change(picture, augment, random):
    """A picture (height, width, channels) of bytes as one draw of eight numbers changes it."""
    u = random.rand(8)
    flip = augment.get("flip")

    def drawn(index, key):
        return (2 * u[index] - 1) * augment.get(key, 0)

    height, width, _ = picture.shape
    fx = -1 if flip in ("horizontal", "both") and u[0] < 0.5 else 1
    fy = -1 if flip in ("vertical", "both") and u[1] < 0.5 else 1
    down, right = drawn(2, "shift") * height, drawn(3, "shift") * width
    angle = np.deg2rad(drawn(4, "rotate"))
    zoom = 1 + drawn(5, "zoom")
    brightness, contrast = 1 + drawn(6, "brightness"), 1 + drawn(7, "contrast")

    cy, cx = (height - 1) / 2, (width - 1) / 2
    y, x = np.mgrid[0:height, 0:width].astype(float)
    y, x = y - cy - down, x - cx - right
    # Back: turned clockwise, made smaller, mirrored.
    x, y = np.cos(angle) * x - np.sin(angle) * y, np.sin(angle) * x + np.cos(angle) * y
    x = np.clip(fx * x / zoom + cx, 0, width - 1)
    y = np.clip(fy * y / zoom + cy, 0, height - 1)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    wx, wy = (x - left)[..., None], (y - top)[..., None]
    beyond, below = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    A = picture.astype(float)
    sample = ((1 - wy) * ((1 - wx) * A[top, left] + wx * A[top, beyond])
              + wy * ((1 - wx) * A[below, left] + wx * A[below, beyond]))
    value = contrast * brightness * sample + (1 - contrast) * brightness * A.mean()
    return np.clip(np.floor(value + 0.5), 0, 255)


def write_pictures(b):
    """A folder of some of the built-in pictures."""
    b.run("convert", "builtin:cats", "all/", "--image-size", "23x30")
    for folder in sorted((b.folder / "all").iterdir()):
        (b.folder / "few" / folder.name).mkdir(parents=True)
        for file in sorted(folder.iterdir())[:PICTURES]:
            shutil.copy(file, b.folder / "few" / folder.name)
    b.run("convert", "few", "plain/")


def compare_pictures(b):
    """The largest difference, in grey levels, between the command's variants and those of here."""
    configuration = {
        "n": [0, 1], "activations": ["sigmoid"], "alpha": 0.1, "iterations": 1, "seed": 7,
        "data": {"train": {"path": "few"}},
    }
    originals = sorted((b.folder / "plain").glob("*/*.png"), key=lambda file: file.stem)
    pictures = [np.asarray(Image.open(file).convert("RGB")) for file in originals]
    for number, augment in enumerate(SETTINGS):
        configuration["data"]["train"]["augment"] = augment
        (b.folder / "net.json").write_text(json.dumps(configuration))
        b.run("convert", "few", f"changed-{number}/", "--augment", "2", "--config", "net.json")
        third = np.random.RandomState(7 + 2)
        worst, other, total = 0, 0, 0
        for variant in range(2):
            seeds = third.randint(0, 2**32, len(pictures), dtype=np.uint32)
            for file, picture, seed in zip(originals, pictures, seeds):
                expected = change(picture, augment, np.random.RandomState(seed))
                name = f"{file.stem}-{variant + 1}.png"
                found = Image.open(b.folder / f"changed-{number}" / file.parent.name / name)
                difference = np.abs(np.asarray(found.convert("RGB"), float) - expected)
                worst = max(worst, difference.max())
                other, total = other + (difference > 0).sum(), total + difference.size
        expect(worst <= 1, f"{augment}: {worst} grey levels")
        print(f"{json.dumps(augment)}: {len(pictures) * 2} pictures, at most {worst:.0f} grey level, "
              f"{other / total:.2%} of the samples not equal")


def compare_training(b):
    """The costs of updates that take augmented pictures."""
    augment, seed, batch, epochs, alpha = SETTINGS[-1], 5, 64, 3, 0.02
    configuration = {
        "n": [0, 1], "activations": ["sigmoid"], "alpha": alpha, "epochs": epochs, "seed": seed,
        "batchSize": batch, "logEvery": 1, "precision": "float64",
        "initialization": {"method": "zeros"},
        "data": {"train": {"path": "few", "imageSize": [12, 12], "augment": augment}},
    }
    (b.folder / "net.json").write_text(json.dumps(configuration))
    b.run("train", "--config", "net.json", "--out", "run", "--progress", "none")
    with open(b.folder / "run" / "history.csv") as file:
        costs = [float(row["cost"]) for row in csv.DictReader(file)]
    b.run("convert", "few", "data.npz", "--image-size", "12x12")
    data = np.load(b.folder / "data.npz")
    pictures, Y = data["x"].reshape(-1, 12, 12, 3), data["y"]
    if Y.dtype.kind in "US":
        Y = np.unique(Y, return_inverse=True)[1]
    first, third = np.random.RandomState(seed), np.random.RandomState(seed + 2)
    w, bias, found = np.zeros(12 * 12 * 3), 0.0, []
    for _ in range(epochs):
        order = first.permutation(len(Y))
        for start in range(0, len(Y), batch):
            indices = order[start:start + batch]
            seeds = third.randint(0, 2**32, len(indices), dtype=np.uint32)
            X = np.array([change(pictures[i], augment, np.random.RandomState(s)).ravel()
                          for i, s in zip(indices, seeds)]) / 255
            y = Y[indices]
            a = 1 / (1 + np.exp(-(X @ w + bias)))
            found.append(-np.mean(y * np.log(a) + (1 - y) * np.log(1 - a)))
            w -= alpha * X.T @ (a - y) / len(y)
            bias -= alpha * np.mean(a - y)
    worst = np.abs(np.array(costs[:len(found)]) - found).max()
    expect(len(costs) == len(found) + 1, f"{len(costs)} rows for {len(found)} updates")
    expect(worst < 1e-4, f"a cost differs by {worst}")
    print(f"{len(found)} updates: costs differ by at most {worst:.1e}")


def main():
    arguments = arguments_of(__doc__).parse_args()
    with bench(arguments.dnn) as b:
        write_pictures(b)
        compare_pictures(b)
        compare_training(b)
    finish("augmented pictures are those that NumPy draws")


if __name__ == "__main__":
    main()
