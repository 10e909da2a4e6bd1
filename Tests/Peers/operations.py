"""Holds exported networks of all layers against onnxruntime.

Random networks of every layer and activation, for pictures and for rows of numbers, in both precisions,
are trained for a few updates, exported and run by onnxruntime on the raw features: the outputs are those
of `dnn predict`, and onnx's full checker passes.

    PEERS_PYTHON Tests/Peers/operations.py [--dnn PATH] [--networks N] [--seed S]
"""

import json

import numpy as np
import onnx
import onnxruntime

from support import common
from support.common import arguments_of, bench, expect, finish

ACTIVATIONS = ["sigmoid", "tanh", "relu", "leakyRelu", "silu", "gelu", "softplus", "linear",
               "elu", {"type": "elu", "alpha": 0.3}, {"type": "leakyRelu", "slope": 0.2}]
TOLERANCE = {"float32": 1e-5, "float64": 1e-12}


class Drawing:
    """The layers of one random network, drawn one after the other, with the picture that each gives."""

    def __init__(self, rng, shape):
        self.rng, self.shape, self.used = rng, shape, set()

    def one_of(self, choices):
        return choices[self.rng.integers(len(choices))]

    def activation(self):
        return self.one_of(ACTIVATIONS)

    def window(self):
        """Size, stride and padding of a window that fits, and the places that it leaves."""
        height, width, _ = self.shape
        size = int(self.rng.integers(1, min(4, height, width) + 1))
        stride = int(self.rng.integers(1, size + 2))
        padding = self.one_of(["same", "valid", int(self.rng.integers(0, size))])
        if padding == "same":
            places = [-(-n // stride) for n in (height, width)]
        else:
            p = 0 if padding == "valid" else padding
            places = [(n + 2 * p - size) // stride + 1 for n in (height, width)]
        return size, stride, padding, places

    def convolution(self, filters=None, keep=False):
        channels = self.shape[2]
        groups = self.one_of([g for g in range(1, channels + 1) if channels % g == 0])
        filters = filters or groups * int(self.rng.integers(1, 4))
        if filters % groups:
            groups = 1
        size, stride, padding, places = self.window()
        if keep:
            stride, padding, places = 1, "same", list(self.shape[:2])
        self.shape = (*places, filters)
        return {"type": "convolution2D", "filters": filters, "kernel": size, "stride": stride,
                "padding": padding, "groups": groups, "bias": bool(self.rng.integers(2)),
                "activation": self.activation()}

    def pool(self, kind):
        size, stride, padding, places = self.window()
        self.shape = (*places, self.shape[2])
        return {"type": kind, "size": size, "stride": stride, "padding": padding}

    def residual(self):
        """A block that keeps the shape, or one whose shortcut changes it too."""
        before = self.shape
        if self.rng.integers(2):
            layers = [self.convolution(keep=True), self.plain()]
            last = self.convolution(filters=before[2], keep=True)
            return {"type": "residual", "layers": [*layers, last], "activation": self.activation()}
        layers = [self.convolution(), {"type": "batchNormalization"}]
        after = layers[0]
        shortcut = {**after, "groups": 1, "activation": "linear"}
        return {"type": "residual", "layers": layers, "shortcut": [shortcut],
                "activation": self.activation()}

    def plain(self):
        """A layer for pictures and for numbers that keeps the shape."""
        kind = self.one_of(["batchNormalization", "layerNormalization", "dropout", "activation"])
        self.used.add(kind)
        if kind == "dropout":
            return {"type": kind, "rate": 0.3}
        return {"type": kind, "activation": self.activation()}

    def picture_layer(self):
        kind = self.one_of(["convolution2D", "convolution2D", "maxPool2D", "averagePool2D", "residual",
                            "plain"])
        self.used |= {kind} - {"plain"}
        if kind == "convolution2D":
            return self.convolution()
        if kind == "residual":
            return self.residual()
        return self.plain() if kind == "plain" else self.pool(kind)

    def row_layer(self):
        kind = self.one_of(["dense", "plain", "residual"])
        self.used |= {kind} - {"plain"}
        if kind == "plain":
            return self.plain()
        if kind == "dense":
            self.shape = int(self.rng.integers(1, 8))
            return {"type": "dense", "units": self.shape, "activation": self.activation(),
                    "keepProbability": 0.7}
        inner = [{"type": "dense", "units": 4, "activation": self.activation()},
                 {"type": "dense", "units": self.shape, "activation": "linear"}]
        return {"type": "residual", "layers": inner, "activation": self.activation()}

    def layers(self):
        drawn = []
        if not isinstance(self.shape, int):
            drawn += [self.picture_layer() for _ in range(self.rng.integers(1, 5))]
            end = self.one_of(["flatten", "globalAveragePool2D"])
            self.used.add(end)
            drawn.append({"type": end})
            self.shape = int(np.prod(self.shape)) if end == "flatten" else self.shape[2]
        drawn += [self.row_layer() for _ in range(self.rng.integers(0, 4))]
        return drawn


def draw(rng):
    """A configuration without its data, the examples and their labels, and the layers that it has."""
    is_picture = rng.integers(4) > 0
    shape = tuple(map(int, (rng.integers(1, 10), rng.integers(1, 10), rng.choice([1, 3])))) \
        if is_picture else int(rng.integers(1, 8))
    m = 12
    axes = (m, *shape) if is_picture else (m, shape)
    precision = str(rng.choice(["float32", "float64"]))
    is_raw = rng.integers(2)
    x = rng.integers(0, 256, axes).astype(np.uint8) if is_raw else rng.standard_normal(axes).astype(precision)
    drawing = Drawing(rng, shape)
    layers = drawing.layers()
    ends = [("sigmoid", 1, "binaryCrossEntropy"), ("softmax", 3, "categoricalCrossEntropy"),
            ("linear", 2, "meanSquaredError")]
    activation, units, loss = ends[rng.integers(3)]
    layers.append({"type": "dense", "units": units, "activation": activation})
    y = rng.standard_normal((m, 2)) if units == 2 else np.arange(m) % max(2, units)
    configuration = {
        "layers": layers, "loss": loss, "alpha": 0.003, "iterations": 3, "precision": precision,
        "initialization": {"method": "xavier"}, "seed": int(rng.integers(1000)),
    }
    normalize = "unit" if is_raw else str(rng.choice(["none", "standardize"]))
    return configuration, normalize, x, y, drawing.used


def compare(bench, rng, number):
    """One network by both; its precision, the largest difference, and the layers that it has."""
    configuration, normalize, x, y, used = draw(rng)
    np.savez(bench.folder / "data.npz", x=x, y=y)
    configuration["data"] = {"train": {"path": "data.npz", "normalize": normalize}}
    (bench.folder / "net.json").write_text(json.dumps(configuration))
    bench.run("train", "--config", "net.json", "--progress", "none", "--overwrite")
    bench.run("export", "--model", "runs/net", "--output", "net.onnx")
    answers = json.loads(bench.run("predict", "--model", "runs/net", "--format", "json", "data.npz"))
    expected = np.array([a.get("probabilities", a.get("values")) for a in answers])
    onnx.checker.check_model(onnx.load(bench.folder / "net.onnx"), full_check=True)
    session = onnxruntime.InferenceSession(bench.folder / "net.onnx")
    precision = configuration["precision"]
    found, = session.run(None, {"x": x.reshape(len(x), -1).astype(precision)})
    expect(found.shape == expected.shape and found.dtype == precision,
           f"network {number}: {found.shape} of {found.dtype}")
    difference = np.abs(found - expected).max() / max(1, np.abs(expected).max())
    expect(difference <= TOLERANCE[precision],
           f"network {number} differs by {difference}: {json.dumps(configuration)}")
    return precision, difference, used


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--networks", type=int, default=40)
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    largest, kinds = {"float32": 0.0, "float64": 0.0}, set()
    with bench(arguments.dnn, common.Bench) as b:
        for number in range(arguments.networks):
            precision, difference, used = compare(b, rng, number)
            largest[precision] = max(largest[precision], difference)
            kinds |= used
    print(f"layers: {', '.join(sorted(kinds))}")
    finish(f"onnxruntime {onnxruntime.__version__}: {arguments.networks} networks, largest difference "
           + ", ".join(f"{key} {value:.2g}" for key, value in largest.items()))


if __name__ == "__main__":
    main()
