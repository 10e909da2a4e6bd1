"""Holds what dnn exports, imports and measures against the tools that it is for.

1. Networks of every activation and loss, with every normalization, in both precisions, are trained,
   exported and run by onnxruntime on the raw features: the outputs are those of `dnn predict`, and
   onnx's full checker passes. Labels that training scaled come out as they were.
2. Weights that safetensors, PyTorch, NumPy and h5py write are trained from: the first cost is
   PyTorch's to 1e-12. The files that dnn writes are opened by safetensors, PyTorch and NumPy.
3. The figures of `dnn evaluate` are those of scikit-learn on the same predictions.

    PEERS_PYTHON Tests/Peers/interchange.py [--dnn PATH]
"""

import itertools
import json
import re
import warnings

import h5py
import numpy as np
import onnx
import onnxruntime
import torch
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
from safetensors.torch import save_file as save_torch_file
from sklearn import metrics

from support import common
from support.common import arguments_of, bench, expect, finish

SLOPE = 0.2
HIDDEN = ["sigmoid", "tanh", "relu", "leakyRelu", "silu", "elu", "gelu", "softplus", "linear"]
# The outputs that each loss is tried with, and their number.
OUTPUTS = {
    "binaryCrossEntropy": (["sigmoid"], 1),
    "categoricalCrossEntropy": (["softmax"], 3),
    "meanSquaredError": (["linear", "sigmoid", "tanh", "relu", "leakyRelu"], 2),
}
TOLERANCE = {"float32": 1e-5, "float64": 1e-12}


class Bench(common.Bench):
    def train(self, configuration, name):
        (self.folder / f"{name}.json").write_text(json.dumps(configuration))
        self.run("train", "--config", f"{name}.json", "--progress", "none", "--overwrite")
        return f"runs/{name}"

    def predict(self, model, data):
        """The outputs, (m, n[L])."""
        answers = json.loads(self.run("predict", "--model", model, "--format", "json", data))
        return np.array([a.get("probabilities", a.get("values")) for a in answers])


def make_data(rng, loss, width, normalize, precision):
    """Raw features and labels as arrays; each feature has a scale and an origin of its own."""
    m, features = 60, 5
    if normalize == "unit":
        x = rng.integers(0, 256, (m, features)).astype(np.uint8)
        z = x / 255 - 0.5
    else:
        spread = np.array([1, 0.01, 30, 2, 1]) if normalize == "standardize" else np.ones(5)
        origin = np.array([0, 1, -100, 5, 0]) if normalize == "standardize" else np.zeros(5)
        z = rng.standard_normal((m, features))
        x = (origin + spread * z).astype(precision)
    signal = z @ rng.standard_normal((features, width))
    if loss == "meanSquaredError":
        return x, signal + 0.1 * rng.standard_normal(signal.shape)
    if loss == "binaryCrossEntropy":
        return x, (signal[:, 0] + 0.3 * rng.standard_normal(m) > 0).astype(np.int64)
    return x, np.argmax(signal, axis=1)


def check_export(bench, rng):
    """Every activation and loss in onnxruntime; the number of networks and the largest difference."""
    largest = {"float32": 0.0, "float64": 0.0}
    cases = [(hidden, output, loss) for loss, (outputs, _) in OUTPUTS.items()
             for output in outputs for hidden in HIDDEN]
    count = 0
    for (hidden, output, loss), normalize, precision in itertools.product(
            cases, ["none", "unit", "standardize"], ["float32", "float64"]):
        width = OUTPUTS[loss][1]
        x, y = make_data(rng, loss, width, normalize, precision)
        np.savez(bench.folder / "data.npz", x=x, y=y)
        run = bench.train({
            "n": [5, 6, width], "activations": [hidden, output], "leakyReluSlope": SLOPE,
            "loss": loss, "alpha": 0.05, "iterations": 20, "precision": precision,
            "keepProbability": 0.8, "initialization": {"method": "xavier"},
            "data": {"train": {"path": "data.npz", "normalize": normalize}},
        }, "export")
        bench.run("export", "--model", run, "--output", "export.onnx")
        model = onnx.load(bench.folder / "export.onnx")
        onnx.checker.check_model(model, full_check=True)
        session = onnxruntime.InferenceSession(bench.folder / "export.onnx")
        found, = session.run(None, {"x": x.astype(precision)})
        expected = bench.predict(run, "data.npz")
        name = f"{hidden} {output} {loss} {normalize} {precision}"
        expect(found.shape == expected.shape == (len(x), width), f"{name}: {found.shape}")
        expect(found.dtype == precision, f"{name}: {found.dtype}")
        difference = np.abs(found - expected).max()
        largest[precision] = max(largest[precision], difference)
        expect(difference <= TOLERANCE[precision], f"{name}: differs by {difference}")
        wanted = "values" if loss == "meanSquaredError" else "probabilities"
        expect(session.get_outputs()[0].name == wanted, f"{name}: {session.get_outputs()[0].name}")
        expect(session.get_inputs()[0].name == "x", f"{name}: {session.get_inputs()[0].name}")
        count += 1
    print(f"onnxruntime {onnxruntime.__version__}: {count} networks, largest difference "
          + ", ".join(f"{key} {value:.2g}" for key, value in largest.items()))


def check_far_features(bench, rng):
    """Standardized features far from 0: what the runtime is given in the file's own type is right."""
    count, wide, largest = 0, 0, 0.0
    for distance in 10.0 ** np.arange(1, 9):
        for kind in ("float64", "int64", "float32"):
            # Steep networks are the ones that suffer from rounding.
            m, spread = 200, rng.uniform(1, 300, 3)
            z = rng.standard_normal((m, 3))
            x = (spread * z + np.array([0, 0, distance * spread[2]])).astype(kind)
            y = (z[:, 2] + 0.5 * z[:, 1] > 0).astype(np.int64)
            np.savez(bench.folder / "far.npz", x=x, y=y)
            run = bench.train({
                "n": [3, 8, 1], "activations": ["tanh", "sigmoid"], "alpha": 0.05, "iterations": 300,
                "optimizer": {"method": "adam"}, "initialization": {"method": "xavier"},
                "data": {"train": {"path": "far.npz", "normalize": "standardize"}},
            }, "far")
            said = bench.run("export", "--model", run, "--output", "far.onnx", stream="stderr")
            onnx.checker.check_model(onnx.load(bench.folder / "far.onnx"), full_check=True)
            session = onnxruntime.InferenceSession(bench.folder / "far.onnx")
            kind_of_input = session.get_inputs()[0].type
            is_wide = kind_of_input == "tensor(double)"
            found, = session.run(None, {"x": x.astype("float64" if is_wide else "float32")})
            difference = np.abs(found - bench.predict(run, "far.npz")).max()
            name = f"features {distance:g} deviations from 0, {kind}"
            expect(difference <= 1e-3, f"{name}, {kind_of_input}: differs by {difference}")
            expect(("feature 2" in said) == is_wide, f"{name}: {said}")
            expect(is_wide or kind == "float32" or distance < 1e5, f"{name}: {kind_of_input}")
            count, wide, largest = count + 1, wide + is_wide, max(largest, difference)
    print(f"onnxruntime, features far from 0: {count} networks, {wide} with a float64 input, "
          f"largest difference {largest:.2g}")


def check_scaled_labels(bench, rng):
    """Labels of any size that training scaled: the graph answers with the real ones, as predict does,
    and mean and deviation are NumPy's."""
    largest = {"float32": 0.0, "float64": 0.0}
    for normalize, precision in itertools.product(["none", "standardize"], ["float32", "float64"]):
        x, y = make_data(rng, "meanSquaredError", 2, normalize, precision)
        y = y * [1e5, 1e-4] + [4e5, 0]
        np.savez(bench.folder / "data.npz", x=x, y=y)
        run = bench.train({
            "n": [5, 6, 2], "activations": ["tanh", "linear"], "alpha": 0.05, "iterations": 200,
            "precision": precision, "initialization": {"method": "xavier"},
            "data": {"train": {"path": "data.npz", "normalize": normalize,
                               "normalizeLabels": "standardize"}},
        }, "scaled")
        bench.run("export", "--model", run, "--output", "scaled.onnx")
        onnx.checker.check_model(onnx.load(bench.folder / "scaled.onnx"), full_check=True)
        session = onnxruntime.InferenceSession(bench.folder / "scaled.onnx")
        found, = session.run(None, {"x": x.astype(precision)})
        expected = bench.predict(run, "data.npz")
        name = f"scaled labels, {normalize} {precision}"
        difference = (np.abs(found - expected) / y.std(axis=0)).max()
        largest[precision] = max(largest[precision], difference)
        expect(difference <= TOLERANCE[precision], f"{name}: differs by {difference} deviations")
        expect(found.dtype == precision, f"{name}: {found.dtype}")
        with safe_open(bench.folder / run / "model.safetensors", "numpy") as file:
            texts = file.metadata()
        for key, wanted in [("labels.mean", y.mean(axis=0)), ("labels.deviation", y.std(axis=0))]:
            numbers = np.array(texts[key].split(" "), dtype=float)
            expect(np.allclose(numbers, wanted, rtol=1e-13), f"{name}: {key} {numbers}, {wanted}")
        figures = json.loads(bench.run("evaluate", "--model", run, "--format", "json"))
        rmse = np.sqrt(((expected - y) ** 2).mean(axis=0)).mean()
        r2 = metrics.r2_score(y, expected)
        expect(np.isclose(figures["rmse"], rmse, rtol=1e-6), f"{name}: rmse {figures['rmse']}, {rmse}")
        expect(np.isclose(figures["r2"], r2, atol=1e-6), f"{name}: r2 {figures['r2']}, {r2}")
        cost = (((expected - y) / y.std(axis=0)) ** 2).sum() / (2 * len(y))
        expect(np.isclose(figures["cost"], cost, rtol=1e-4), f"{name}: cost {figures['cost']}, {cost}")
    print("scaled labels: largest difference in deviations "
          + ", ".join(f"{key} {value:.2g}" for key, value in largest.items()))


def check_onnx_metadata(bench):
    """Class names and the version travel with an exported network."""
    run = bench.train({
        "n": [0, 3, 1], "activations": ["relu", "sigmoid"], "alpha": 0.01, "iterations": 2,
        "data": {"train": {"builtin": "cats", "examples": 10, "imageSize": [8, 8]}},
    }, "cats")
    bench.run("export", "--model", run, "--output", "cats.onnx")
    model = onnx.load(bench.folder / "cats.onnx")
    texts = {entry.key: entry.value for entry in model.metadata_props}
    expect(json.loads(texts["classes"]) == ["non-cat", "cat"], f"classes {texts['classes']}")
    expect(texts["image"] == "8x8x3", f"image {texts['image']}")
    version = bench.run("--version").split()[1]
    expect(texts["version"] == version == model.producer_version, f"version {texts['version']}")
    expect(model.producer_name == "dnn", model.producer_name)
    expect(model.opset_import[0].version >= 21, f"opset {model.opset_import[0].version}")


def torch_network(weights, activations):
    """The layers as torch.nn.Linear in float64, and the function that they compute."""
    functions = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu,
                 "linear": lambda z: z}
    linears = []
    for W, b in weights:
        linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        linear.load_state_dict({"weight": torch.tensor(W), "bias": torch.tensor(b)})
        linears.append(linear)

    def forward(x):
        for linear, activation in zip(linears, activations):
            x = functions[activation](linear(x))
        return x
    return linears, forward


def write_weights(folder, weights, linears):
    """Files of the same weights as each tool writes them, with what dnn is told of them."""
    W = {f"W{l}": w for l, (w, _) in enumerate(weights, 1)}
    b = {f"b{l}": c for l, (_, c) in enumerate(weights, 1)}
    columns = {key: c[:, None] for key, c in b.items()}
    save_file({**W, **columns}, folder / "own.safetensors")
    np.savez(folder / "numpy.npz", **W, **columns)
    np.savez_compressed(folder / "vectors.npz", **W, **b)
    stack = torch.nn.ModuleList(linears)
    state = {f"layers.{key}": value for key, value in stack.state_dict().items()}
    save_torch_file(state, folder / "torch.safetensors")
    renamed = {f"fc{key.replace('.', '_')}": value for key, value in stack.state_dict().items()}
    save_torch_file(renamed, folder / "renamed.safetensors")
    names = {}
    with h5py.File(folder / "keras.h5", "w") as file:
        for l, (w, c) in enumerate(weights, 1):
            group = f"layers/dense_{l}/vars"
            file.create_dataset(f"{group}/0", data=w.T, compression="gzip")
            file[f"{group}/1"] = c
            names.update({f"W{l}": f"{group}/0", f"b{l}": f"{group}/1"})
    torch_names = {key: f"fc{l - 1}_{part}" for l in range(1, len(weights) + 1)
                   for key, part in [(f"W{l}", "weight"), (f"b{l}", "bias")]}
    return [
        {"path": "own.safetensors"}, {"path": "numpy.npz"}, {"path": "vectors.npz"},
        {"path": "torch.safetensors"}, {"path": "torch.safetensors", "layout": "torch"},
        {"path": "renamed.safetensors", "names": torch_names, "layout": "torch"},
        {"path": "keras.h5", "names": names}, {"path": "keras.h5", "names": names, "layout": "keras"},
    ]


def check_weights(bench, rng):
    """The first cost from weights of other tools is PyTorch's."""
    sizes, activations = [4, 7, 3, 1], ["tanh", "relu", "sigmoid"]
    weights = [(rng.standard_normal((o, i)) / np.sqrt(i), rng.standard_normal(o))
               for i, o in zip(sizes, sizes[1:])]
    worst, count = 0.0, 0
    for halves in [False, True]:
        if halves:
            # Numbers that float16 and bfloat16 hold exactly.
            weights = [tuple(np.round(np.clip(part * 16, -127, 127)) / 16 for part in layer)
                       for layer in weights]
        run, difference, files = check_first_cost(bench, rng, sizes, activations, weights, halves)
        worst, count = max(worst, difference), count + files
    print(f"weights of other tools: {count} files, first cost within {worst:.2g} of PyTorch's")
    check_written(bench, run, sizes, activations)


def check_first_cost(bench, rng, sizes, activations, weights, halves):
    """Trains from every file of the weights; a run, the largest difference, the number of files."""
    linears, forward = torch_network(weights, activations)
    x = rng.standard_normal((50, 4))
    y = (rng.random(50) < 0.5).astype(np.int64)
    np.savez(bench.folder / "data.npz", x=x, y=y)
    with torch.no_grad():
        expected = torch.nn.functional.binary_cross_entropy(
            forward(torch.tensor(x))[:, 0], torch.tensor(y, dtype=torch.float64)).item()
    worst = 0.0
    sources = write_halves(bench.folder, weights) if halves else \
        write_weights(bench.folder, weights, linears)
    for source in sources:
        run = bench.train({
            "n": sizes, "activations": activations, "alpha": 0.1, "iterations": 1,
            "precision": "float64", "initialization": {"method": "file", **source},
            "data": {"train": {"path": "data.npz"}},
        }, "weights")
        history = (bench.folder / run / "history.csv").read_text().splitlines()
        column = history[0].split(",").index("cost")
        difference = abs(float(history[1].split(",")[column]) - expected)
        worst = max(worst, difference)
        expect(difference <= 1e-12, f"{source}: first cost differs by {difference}")
    return run, worst, len(sources)


def write_halves(folder, weights):
    """Files of the same weights in the short types."""
    sources = []
    for kind in [torch.float16, torch.bfloat16, torch.float32]:
        name = f"{str(kind).removeprefix('torch.')}.safetensors"
        save_torch_file({f"layers.{l}.{part}": torch.tensor(array, dtype=kind)
                         for l, layer in enumerate(weights)
                         for part, array in zip(["weight", "bias"], layer)}, folder / name)
        sources.append({"path": name})
    return sources


def check_written(bench, run, sizes, activations):
    """Files that dnn writes, as safetensors, PyTorch and NumPy read them."""
    x = np.load(bench.folder / "data.npz")["x"]
    own = load_file(bench.folder / run / "model.safetensors")
    shapes = {key: value.shape for key, value in own.items()}
    wanted = {}
    for l in range(1, len(sizes)):
        wanted.update({f"W{l}": (sizes[l], sizes[l - 1]), f"b{l}": (sizes[l], 1)})
    expect(shapes == wanted, f"model.safetensors has {shapes}")
    with safe_open(bench.folder / run / "model.safetensors", "numpy") as file:
        text = file.metadata()
    for key in ["version", "n", "activations", "normalization", "seed", "trainingData", "features"]:
        expect(key in text, f"no metadata {key}")
    checkpoint = load_file(bench.folder / run / "checkpoint.safetensors")
    expect(all(np.array_equal(checkpoint[key], own[key]) for key in own), "checkpoint differs")
    for layout, extension in itertools.product(["torch", "keras", None], ["safetensors", "npz"]):
        name = f"written.{extension}"
        bench.run("export", "--model", run, "--output", name, *(["--layout", layout] if layout else []))
        arrays = dict(np.load(bench.folder / name)) if extension == "npz" else load_file(bench.folder / name)
        for l in range(1, len(sizes)):
            W, b = own[f"W{l}"], own[f"b{l}"]
            if layout is None:
                same = np.array_equal(arrays[f"W{l}"], W) and np.array_equal(arrays[f"b{l}"], b)
            else:
                kernel = arrays[f"layers.{l - 1}.{'weight' if layout == 'torch' else 'kernel'}"]
                same = np.array_equal(kernel if layout == "torch" else kernel.T, W)
                same = same and np.array_equal(arrays[f"layers.{l - 1}.bias"], b[:, 0])
            expect(same, f"{layout} {extension}: layer {l} differs")
    # As PyTorch's own users would: strict, by name.
    bench.run("export", "--model", run, "--output", "torch.safetensors", "--layout", "torch")
    net = torch.nn.Module()
    net.layers = torch.nn.ModuleList(
        [torch.nn.Linear(i, o, dtype=torch.float64) for i, o in zip(sizes, sizes[1:])])
    from safetensors.torch import load_file as load_torch_file
    net.load_state_dict(load_torch_file(bench.folder / "torch.safetensors"), strict=True)
    weights = [(layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in net.layers]
    _, forward = torch_network(weights, activations)
    with torch.no_grad():
        difference = np.abs(forward(torch.tensor(x)).numpy() - bench.predict(run, "data.npz")).max()
    expect(difference <= 1e-12, f"PyTorch with the exported weights differs by {difference}")
    print(f"written files: read by safetensors, NumPy and PyTorch (outputs within {difference:.2g})")


def close(found, expected):
    """Equal but for the order of sums."""
    return abs(found - expected) <= 4e-15 * max(1.0, abs(expected))


def check_classes(report, table, truth, probabilities, threshold, name):
    """A classifier's figures by scikit-learn, in JSON and in the table."""
    classes = max(2, probabilities.shape[1])
    if probabilities.shape[1] == 1:
        predicted = (probabilities[:, 0] > threshold).astype(int)
    else:
        predicted = probabilities.argmax(axis=1)
    labels = range(classes)
    expect(report["accuracy"] == metrics.accuracy_score(truth, predicted), f"{name}: accuracy")
    expect(report["confusionMatrix"] == metrics.confusion_matrix(truth, predicted, labels=labels).tolist(),
           f"{name}: confusion matrix")
    options = {"labels": labels, "zero_division": 0}
    per_class = metrics.precision_recall_fscore_support(truth, predicted, **options)
    for k, row in enumerate(report["classes"]):
        found = [row["precision"], row["recall"], row["f1"], row["examples"]]
        expect(found == [figures[k] for figures in per_class], f"{name}: class {k}: {found}")
        printed = [f"{figures[k]:.6f}" for figures in per_class[:3]] + [str(per_class[3][k])]
        # Of more than two classes two figures of the ranking stand before the count.
        lines = [words[-6:-3] + words[-1:] if classes > 2 else words[-4:] for words in map(str.split, table)]
        expect(printed in lines, f"{name}: no {printed}")
    for averaging in ["macro", "weighted"]:
        expected = metrics.precision_recall_fscore_support(truth, predicted, average=averaging, **options)
        found = report["averages"][averaging]
        for key, value in zip(["precision", "recall", "f1"], expected):
            expect(close(found[key], value), f"{name}: {averaging} {key}: {found[key]} and {value}")
        printed = f"{averaging} average " + " ".join(f"{value:.6f}" for value in expected[:3])
        expect(any(" ".join(line.split()).startswith(printed) for line in table), f"{name}: no {printed}")
    log_loss = metrics.log_loss(truth, probabilities[:, 0] if classes == 2 else probabilities, labels=labels)
    expect(abs(report["cost"] - log_loss) <= 1e-12 * max(1, log_loss), f"{name}: cost {report['cost']}, {log_loss}")
    if classes == 2:
        score = probabilities[:, -1]
        area = metrics.roc_auc_score(truth, score)
        expect(close(report["rocAUC"], area), f"{name}: AUC {report['rocAUC']} and {area}")
        expect(f"ROC AUC: {area:.6f}" in table, f"{name}: no ROC AUC: {area:.6f}")
        false, true, thresholds = metrics.roc_curve(truth, score)
        curve = report["roc"]
        expect(curve["falsePositiveRate"] == false.tolist(), f"{name}: false positives")
        expect(curve["truePositiveRate"] == true.tolist(), f"{name}: true positives")
        expect(curve["thresholds"][1:] == thresholds[1:].tolist(), f"{name}: thresholds")
    of_truth = probabilities[np.arange(len(truth)), truth] if classes > 2 else \
        np.where(truth == 1, probabilities[:, 0], 1 - probabilities[:, 0])
    wrong = [k for k in np.argsort(of_truth, kind="stable") if predicted[k] != truth[k]][:10]
    expect([row["index"] for row in report["mostWrong"]] == wrong, f"{name}: most wrong")


def check_values(report, table, truth, values, name):
    """The figures of values by scikit-learn."""
    expected = {
        "rmse": np.sqrt(metrics.mean_squared_error(truth, values, multioutput="raw_values")).mean(),
        "mae": metrics.mean_absolute_error(truth, values), "r2": metrics.r2_score(truth, values),
    }
    for key, value in expected.items():
        expect(close(report[key], value), f"{name}: {key}: {report[key]} and {value}")
        title = "R²" if key == "r2" else key
        line = rf"^{title}:? +{re.escape(f'{value:#.10g}')}"
        expect(any(re.match(line, row) for row in table), f"{name}: no {line} in {table}")
    distance = np.sqrt(((truth - values) ** 2).sum(axis=1))
    wrong = np.argsort(-distance, kind="stable")[:10].tolist()
    expect([row["index"] for row in report["mostWrong"]] == wrong, f"{name}: most wrong")


def check_evaluation(bench, rng):
    """`dnn evaluate` and scikit-learn on the same predictions."""
    count = 0
    for loss, (outputs, width) in OUTPUTS.items():
        for iterations, threshold in [(1, None), (40, None), (40, 0.31), (3, 0.5)]:
            if loss != "binaryCrossEntropy":
                threshold = None
            x, y = make_data(rng, loss, width, "none", "float64")
            np.savez(bench.folder / "data.npz", x=x, y=y)
            run = bench.train({
                "n": [5, 6, width], "activations": ["tanh", outputs[0]], "alpha": 0.3,
                "iterations": iterations, "precision": "float64", "seed": count + 1,
                "initialization": {"method": "xavier"}, "data": {"train": {"path": "data.npz"}},
            }, "evaluate")
            options = ["--model", run] + (["--threshold", threshold] if threshold else [])
            report = json.loads(bench.run("evaluate", *options, "--format", "json"))
            table = bench.run("evaluate", *options).splitlines()
            found = bench.predict(run, "data.npz")
            name = f"{loss} after {iterations}, threshold {threshold}"
            if loss == "meanSquaredError":
                check_values(report, table, y, found, name)
            else:
                check_classes(report, table, y, found, threshold or 0.5, name)
            count += 1
    print(f"scikit-learn: the figures of {count} evaluations")


def main():
    arguments = arguments_of(__doc__).parse_args()
    warnings.filterwarnings("error", category=RuntimeWarning)
    rng = np.random.default_rng(7)
    with bench(arguments.dnn, Bench) as b:
        check_export(b, rng)
        check_far_features(b, np.random.default_rng(11))
        check_scaled_labels(b, np.random.default_rng(12))
        check_onnx_metadata(b)
        check_weights(b, rng)
        check_evaluation(b, rng)
    finish("all that is exchanged with other tools compared")


main()
