"""Holds the layouts of weights, for every layer, against PyTorch and against formulas in NumPy.

1. Random networks of all layers with parameters are trained for some updates and exported with
   `--layout torch`: the same modules in PyTorch load them strictly, by name, and answer as `dnn predict`
   does. Exported with `--layout keras` they answer so by NumPy's formulas of Keras' layers.
2. State dicts of PyTorch under names of their own, in NPZ and in safetensors, are trained from by
   `initialization.layout`, in order and by `names`: the frozen network answers as PyTorch's does.

    PEERS_PYTHON Tests/Peers/layouts.py [--dnn PATH] [--networks N]
"""

import json

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from support import common
from support.common import arguments_of, bench, expect, finish

TOLERANCE = 1e-12
EPSILON = 1e-5
FUNCTIONS = {"linear": lambda z: z, "relu": torch.relu, "tanh": torch.tanh, "silu": torch.nn.functional.silu}


class Bench(common.Bench):
    def train(self, configuration, name):
        (self.folder / f"{name}.json").write_text(json.dumps(configuration))
        said = self.run("train", "--config", f"{name}.json", "--progress", "none", "--overwrite",
                        stream="stderr")
        return f"runs/{name}", said

    def predict(self, model):
        """The outputs, (m, n[L])."""
        answers = json.loads(self.run("predict", "--model", model, "--format", "json", "data.npz"))
        return np.array([a["values"] for a in answers])


def random_layers(rng, image):
    """A `layers` list that begins with pictures and ends with two numbers."""
    channels = image[2]

    def activation():
        return str(rng.choice(list(FUNCTIONS)))

    def norm():
        kind = str(rng.choice(["batchNormalization", "layerNormalization"]))
        return {"type": kind, "activation": activation()}

    def convolution(filters, kernel):
        groups = int(rng.choice([g for g in (1, 2, channels) if channels % g == filters % g == 0]))
        return {"type": "convolution2D", "filters": filters, "kernel": kernel, "groups": groups,
                "bias": bool(rng.integers(2)), "activation": activation()}

    layers = []
    for _ in range(rng.integers(1, 4)):
        choice = rng.integers(4)
        filters = int(rng.choice([2, 4, 6]))
        if choice == 0:
            layers.append(convolution(filters, int(rng.choice([1, 3]))))
            channels = filters
        elif choice == 1:
            layers.append(norm())
        elif choice == 2:
            layers.append({"type": "residual", "activation": activation(),
                           "layers": [convolution(channels, 3), norm()]})
        else:
            before = channels
            inner = [convolution(filters, 3)]
            channels = filters
            inner += [norm(), convolution(filters, 1)]
            channels = before
            shortcut = [convolution(filters, 1)]
            channels = filters
            layers.append({"type": "residual", "activation": activation(), "layers": inner,
                           "shortcut": shortcut})
    if rng.integers(2):
        layers.append({"type": "convolution2D", "filters": 3, "kernel": 3, "stride": 2, "padding": 1,
                       "activation": activation()})
    end = rng.integers(4)
    layers.append({"type": "globalAveragePool2D"} if end == 0 else {"type": "flatten"})
    if end > 1:
        layers += [{"type": "activation", "activation": "tanh"}, norm()]
    if end > 2:
        layers.append({"type": "residual", "layers": [norm()]})
    layers += [{"type": "dense", "units": 3, "activation": activation(), "dropout": 0.1}, norm(),
               {"type": "dense", "units": 2, "activation": "linear"}]
    return layers


class Net(torch.nn.Module):
    """The same layers in PyTorch, those with parameters in a list, depth first."""

    def __init__(self, description, image):
        super().__init__()
        self.description = description
        self.layers = torch.nn.ModuleList()
        self.steps, _ = self.build(description, image)
        self.double()

    def build(self, description, image):
        """The steps, each a function of A_prev, and what goes out: (h, w, c), or (n,)."""
        steps = []
        for layer in description:
            step, image = self.step(layer, image)
            steps.append(step)
        return steps, image

    def step(self, layer, image):
        g = FUNCTIONS[layer.get("activation", "linear")]
        kind = layer["type"]
        if kind == "residual":
            inner, out = self.build(layer["layers"], image)
            bypass, _ = self.build(layer.get("shortcut", []), image)
            return lambda a: g(self.run(inner, a) + self.run(bypass, a)), out
        if kind == "activation":
            return g, image
        if kind == "flatten":
            return lambda a: a.flatten(1), (int(np.prod(image)),)
        if kind == "globalAveragePool2D":
            return lambda a: a.mean((2, 3)), (image[2],)
        module, out = self.module(layer, image)
        self.layers.append(module)
        if kind == "layerNormalization" and len(image) == 3:
            return lambda a: g(module(a.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)), out
        return lambda a: g(module(a)), out

    def module(self, layer, image):
        if layer["type"] == "convolution2D":
            kernel, stride = layer["kernel"], layer.get("stride", 1)
            padding = layer.get("padding", kernel // 2)
            size = tuple((n + 2 * padding - kernel) // stride + 1 for n in image[:2])
            return torch.nn.Conv2d(
                image[2], layer["filters"], kernel, stride, padding, groups=layer.get("groups", 1),
                bias=layer.get("bias", True)), size + (layer["filters"],)
        if layer["type"] == "dense":
            return torch.nn.Linear(int(np.prod(image)), layer["units"]), (layer["units"],)
        if layer["type"] == "layerNormalization":
            return torch.nn.LayerNorm(image[-1]), image
        norm = torch.nn.BatchNorm2d if len(image) == 3 else torch.nn.BatchNorm1d
        return norm(image[-1]), image

    @staticmethod
    def run(steps, a):
        for step in steps:
            a = step(a)
        return a

    def answers(self, x):
        self.eval()
        with torch.no_grad():
            return self.run(self.steps, torch.tensor(x).permute(0, 3, 1, 2)).numpy()


class KerasFormulas:
    """The answers by formulas of Keras' layers, in NumPy, from arrays in Keras' layout."""

    def __init__(self, arrays):
        self.arrays, self.K = arrays, 0

    def run(self, description, a):
        for layer in description:
            a = self.layer(layer, a)
        return a

    def layer(self, layer, a):
        kind = layer["type"]
        if kind == "residual":
            f = self.run(layer["layers"], a)
            z = f + self.run(layer.get("shortcut", []), a)
        elif kind == "flatten":
            z = a.reshape(len(a), -1)
        elif kind == "globalAveragePool2D":
            z = a.mean((1, 2))
        elif kind == "activation":
            z = a
        else:
            z = getattr(self, kind)(layer, a)
            self.K += 1
        return FUNCTIONS[layer.get("activation", "linear")](torch.tensor(z)).numpy()

    def array(self, name):
        return self.arrays[f"layers.{self.K}.{name}"]

    def convolution2D(self, layer, a):
        kernel, stride = self.array("kernel"), layer.get("stride", 1)
        padding, size = layer.get("padding", len(kernel) // 2), len(kernel)
        a = np.pad(a, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(a, (size, size), (1, 2))
        windows = windows[:, ::stride, ::stride]
        groups = layer.get("groups", 1)
        parts = [np.einsum("nyxcij,ijcf->nyxf", part, filters) for part, filters in zip(
            np.split(windows, groups, 3), np.split(kernel, groups, 3))]
        z = np.concatenate(parts, 3)
        return z + self.array("bias") if layer.get("bias", True) else z

    def dense(self, layer, a):
        return a @ self.array("kernel") + self.array("bias")

    def batchNormalization(self, layer, a):
        deviation = np.sqrt(self.array("moving_variance") + EPSILON)
        return (a - self.array("moving_mean")) / deviation * self.array("gamma") + self.array("beta")

    def layerNormalization(self, layer, a):
        mean, variance = a.mean(-1, keepdims=True), a.var(-1, keepdims=True)
        return (a - mean) / np.sqrt(variance + EPSILON) * self.array("gamma") + self.array("beta")


def difference(found, expected):
    return np.abs(found - expected).max() / max(1, np.abs(expected).max())


def configuration(layers, **others):
    return {"layers": layers, "loss": "meanSquaredError", "alpha": 0.01, "iterations": 4,
            "precision": "float64", "batchSize": 8, "initialization": {"method": "he"},
            "data": {"train": {"path": "data.npz"}}} | others


def check_exports(bench, layers, image, x, name):
    """Exports of a trained network; the largest difference."""
    run, _ = bench.train(configuration(layers), "network")
    expected = bench.predict(run)
    bench.run("export", "--model", run, "--output", "torch.safetensors", "--layout", "torch")
    net = Net(layers, image)
    net.load_state_dict(load_file(bench.folder / "torch.safetensors"), strict=True)
    bench.run("export", "--model", run, "--output", "keras.npz", "--layout", "keras")
    keras = KerasFormulas(np.load(bench.folder / "keras.npz"))
    differences = [difference(net.answers(x), expected),
                   difference(keras.run(layers, x), expected)]
    for tool, found in zip(["torch", "keras"], differences):
        expect(found <= TOLERANCE, f"{name}, exported for {tool}: differs by {found}")
    return max(differences)


def model_names(layers, prefix=lambda name, k: f"{name}{k}", numbers=""):
    """The names of our model file, in the order of PyTorch's modules: a list of (part, name)."""
    names = []
    for k, layer in enumerate(layers, 1):
        place = f"{numbers}{k}"
        if layer["type"] == "residual":
            for part, number in (("layers", f"{place}."), ("shortcut", f"{place}.shortcut.")):
                names += model_names(layer.get(part, []), numbers=number)
            continue
        first, _, rest = place.partition(".")
        rest = f".{rest}" if rest else ""
        parts = {"convolution2D": ["W", "b"], "dense": ["W", "b"]}.get(layer["type"], [])
        if layer["type"].endswith("Normalization"):
            parts = ["gamma", "beta"]
        found = dict(zip(["weight", "bias"], [f"{part}{first}{rest}" for part in parts]))
        if layer["type"] == "batchNormalization":
            found |= {"running_mean": f"state{first}{rest}.mean",
                      "running_var": f"state{first}{rest}.variance"}
        if found:
            names.append(found)
    return names


def check_imports(bench, rng, layers, image, x, name):
    """Weights that PyTorch made; the largest difference."""
    net = Net(layers, image)
    with torch.no_grad():
        for array in net.state_dict().values():
            if array.dtype == torch.float64:
                array.copy_(torch.tensor(rng.uniform(0.2, 1, array.shape)))
    expected, largest = net.answers(x), 0
    state = {key.replace("layers.", "features."): value for key, value in net.state_dict().items()}
    np.savez(bench.folder / "state.npz", **{key: value.numpy() for key, value in state.items()})
    save_file(state, bench.folder / "state.safetensors")
    # The last layer learns, by nothing that changes a number.
    frozen = [layer | {"trainable": False} for layer in layers[:-1]] + layers[-1:]
    names = {ours: f"features.{K}.{part}" for K, found in enumerate(model_names(layers))
             for part, ours in found.items() if f"features.{K}.{part}" in state}
    for file, given in (("state.npz", {}), ("state.safetensors", {"names": names})):
        initialization = {"method": "file", "path": file, "layout": "torch"} | given
        run, said = bench.train(
            configuration(frozen, alpha=1e-40, iterations=1, initialization=initialization), "given")
        found = difference(bench.predict(run), expected)
        largest = max(largest, found)
        expect(found <= TOLERANCE, f"{name}, {file} of PyTorch: differs by {found}")
        expect(("taken in order" in said) == (not given), f"{name}, {file}: {said}")
    return largest


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--networks", type=int, default=60, help="how many of them")
    arguments = parser.parse_args()
    rng = np.random.default_rng(22)
    torch.manual_seed(22)
    largest = [0.0, 0.0]
    with bench(arguments.dnn, Bench) as folder:
        for index in range(arguments.networks):
            image = (int(rng.integers(4, 7)), int(rng.integers(4, 7)), int(rng.choice([1, 3])))
            layers = random_layers(rng, image)
            x = rng.standard_normal((24, *image))
            np.savez(folder.folder / "data.npz", x=x, y=rng.standard_normal((24, 2)))
            name = f"network {index}: {json.dumps(layers)}"
            largest[0] = max(largest[0], check_exports(folder, layers, image, x, name))
            largest[1] = max(largest[1], check_imports(folder, rng, layers, image, x, name))
    print(f"layouts of {arguments.networks} networks: exports within {largest[0]:.2g} of PyTorch and "
          f"of Keras' formulas, weights of PyTorch within {largest[1]:.2g}")
    finish("layouts compared")


if __name__ == "__main__":
    main()
