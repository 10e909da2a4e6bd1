"""Holds what `dnn import` makes of other tools' files against onnxruntime's answers to the same files.

PyTorch (both exporters, several operator sets), scikit-learn (skl2onnx) and graphs as Keras has them
(written with onnx.helper) are imported; then `dnn predict` answers as onnxruntime does on the same
features. Some are evaluated, trained on and exported again; what does not fit is refused by name.

    PEERS_PYTHON Tests/Peers/onnx_import.py [--dnn PATH] [--full]
"""

import io
import json
import logging
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from torch import nn

from support.common import arguments_of, bench, expect, finish

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
onnxruntime.set_default_logger_severity(3)
TOLERANCE = {"float32": 1e-5, "float64": 1e-12}
FLOAT = {np.dtype("float32"): TensorProto.FLOAT, np.dtype("float64"): TensorProto.DOUBLE}
M = 7


class Case:
    """A file, features as it takes them, and what of its answers the network gives."""

    def __init__(self, name, model, x, pictures=None, answer=lambda outputs: outputs[-1],
                 own=None, names=None):
        self.name, self.x, self.pictures, self.answer, self.own = name, x, pictures, answer, own
        self.names = names
        self.bytes = model if isinstance(model, bytes) else model.SerializeToString()

    def expected(self):
        """The answers, (m, n[L]), of onnxruntime, or of who made the file where it lacks an operator in float64."""
        graph = onnx.load_from_string(self.bytes).graph
        try:
            session = onnxruntime.InferenceSession(self.bytes)
        except onnxruntime.capi.onnxruntime_pybind11_state.NotImplemented:
            if self.own is not None:
                return self.own
            session = ReferenceEvaluator(onnx.load_from_string(self.bytes))
        constants = {tensor.name for tensor in graph.initializer}
        value = next(v for v in graph.input if v.name not in constants)
        if value.type.tensor_type.shape.dim[0].dim_value > 0:
            parts = [self.answer(session.run(None, {value.name: x[None]})) for x in self.x]
            return np.concatenate([np.reshape(p, (1, -1)) for p in parts])
        return np.reshape(self.answer(session.run(None, {value.name: self.x})), (len(self.x), -1))

    def features(self):
        """The features as dnn has them: pictures pixel by pixel."""
        return self.x.transpose(0, 2, 3, 1) if self.pictures == "NCHW" else self.x


# --- PyTorch

def settle(net):
    """Running statistics and norms that do something."""
    for module in net.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.normal_(module.running_mean)
            nn.init.uniform_(module.running_var, 0.5, 2)
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm)):
            nn.init.normal_(module.weight)
            nn.init.normal_(module.bias)
    return net.eval()


def exported(net, x, opset=None, dynamo=False, dynamic=True):
    if dynamo:
        return torch.onnx.export(net, (x[:1],), dynamo=True, opset_version=opset, verbose=False).model_proto
    file = io.BytesIO()
    axes = {"x": {0: "m"}} if dynamic else None
    torch.onnx.export(net, (x[:1],), file, dynamo=False, opset_version=opset, input_names=["x"], dynamic_axes=axes)
    return file.getvalue()


class Block(nn.Module):
    """A residual block, with a shortcut where the sizes change."""

    def __init__(self, a, b, stride=1, shortcut=True):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU(),
            nn.Conv2d(b, b, 3, 1, 1, bias=False), nn.BatchNorm2d(b))
        self.s = nn.Sequential(nn.Conv2d(a, b, 1, stride, bias=False), nn.BatchNorm2d(b)) if shortcut else nn.Identity()

    def forward(self, x):
        return torch.relu(self.f(x) + self.s(x))


class Viewed(nn.Module):
    """A network that flattens by view and sizes, and ends as it is told."""

    def __init__(self, end):
        super().__init__()
        self.c, self.d, self.end = nn.Conv2d(3, 3, 3), nn.Linear(3 * 4 * 4, 4), end

    def forward(self, x):
        x = torch.max_pool2d(torch.tanh(self.c(x)), 2)
        return self.end(self.d(x.view(x.size(0), -1)))


class Skipped(nn.Module):
    """Blocks within blocks, of dense layers."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c, self.d = (nn.Linear(6, 6) for _ in range(4))

    def inner(self, x):
        return x + torch.tanh(self.b(x))

    def forward(self, x):
        return self.d(torch.relu(x + self.c(self.inner(torch.relu(self.a(x))))))


def torch_networks():
    def mlp(*end):
        return nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 3), *end)

    yield "mlp", mlp(), (5,)
    yield "softmax", mlp(nn.Softmax(1)), (5,)
    yield "logsoftmax", mlp(nn.LogSoftmax(1)), (5,)
    yield "activations", nn.Sequential(
        nn.Linear(5, 8), nn.GELU(), nn.Linear(8, 8), nn.SiLU(), nn.Dropout(0.5), nn.Linear(8, 8), nn.LeakyReLU(0.25),
        nn.Linear(8, 6), nn.ELU(0.5), nn.Linear(6, 6), nn.Softplus(), nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 2),
        nn.Sigmoid()), (5,)
    yield "norms", nn.Sequential(
        nn.Linear(5, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 8), nn.LayerNorm(8), nn.ReLU(), nn.BatchNorm1d(8),
        nn.Linear(8, 1), nn.Sigmoid()), (5,)
    yield "skipped", Skipped(), (6,)
    yield "flattened", nn.Sequential(
        nn.Flatten(), nn.Linear(60, 7), nn.PReLU(), nn.Linear(7, 3), nn.Softmax(1)), (3, 4, 5)
    yield "cnn", nn.Sequential(
        nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 8, 3), nn.ReLU(),
        nn.Conv2d(8, 8, 3, 2, 1, groups=4, bias=False), nn.BatchNorm2d(8), nn.LeakyReLU(0.125), nn.Flatten(),
        nn.Linear(32, 10), nn.BatchNorm1d(10), nn.ReLU(), nn.Linear(10, 3), nn.Softmax(1)), (3, 12, 10)
    yield "normed first", nn.Sequential(
        nn.BatchNorm2d(3), nn.Conv2d(3, 3, 5, padding=2), nn.ELU(), nn.AvgPool2d(3, 2, 1), nn.Flatten(),
        nn.BatchNorm1d(48), nn.Linear(48, 2)), (3, 8, 7)
    yield "resnet", nn.Sequential(
        nn.Conv2d(1, 4, 3, 2, 1), nn.ReLU(), nn.MaxPool2d(3, 2, 1), Block(4, 4, shortcut=False), Block(4, 6, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 3)), (1, 20, 24)
    yield "depthwise", nn.Sequential(
        nn.Conv2d(3, 6, 3, 1, 1, groups=3), nn.SiLU(), nn.Conv2d(6, 8, 1), nn.GELU(), nn.AdaptiveAvgPool2d(1),
        nn.Flatten(), nn.Linear(8, 2), nn.Sigmoid()), (3, 6, 6)
    yield "viewed", Viewed(nn.Identity()), (3, 10, 10)
    yield "viewed softmax", Viewed(nn.Softmax(-1)), (3, 10, 10)
    yield "ceiling", nn.Sequential(
        nn.MaxPool2d(2, ceil_mode=True), nn.Conv2d(1, 2, 2), nn.Flatten(), nn.Linear(12, 2)), (1, 5, 7)


def torch_cases(full):
    torch.manual_seed(1)
    for name, net, size in torch_networks():
        settle(net)
        pictures = "NCHW" if len(size) == 3 else None
        answer = (lambda o: np.exp(o[-1])) if name == "logsoftmax" else (lambda o: o[-1])
        variants = [("float32", None, False, True), ("float64", None, False, True), ("float32", 17, True, None)]
        variants += [("float32", opset, False, opset != 11) for opset in ([9, 11, 13, 15] if full else [9, 11])]
        if name == "activations":
            variants += [("float64", 17, False, True)]
        if full:
            variants += [("float64", 18, True, None), ("float32", None, True, None)]
        for precision, opset, dynamo, dynamic in variants:
            if dynamo and opset == 17 and not full and name not in ("cnn", "activations", "resnet"):
                continue
            x = torch.randn(M, *size, dtype=getattr(torch, precision))
            network = net.double() if precision == "float64" else net.float()
            model = exported(network, x, opset if not dynamo else max(opset or 18, 18), dynamo, dynamic)
            title = f"torch {name} {precision} {'new' if dynamo else 'old'} {opset}"
            own = network(x).detach().numpy().reshape(M, -1)
            yield Case(title, model, x.numpy(), pictures, answer, own)


# --- scikit-learn

def sklearn_cases(full):
    from skl2onnx import to_onnx
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler

    rng = np.random.default_rng(1)
    x = rng.normal(3, [1, 20, 0.1, 5], (60, 4))
    z = (x - x.mean(0)) / x.std(0)
    three = np.digitize(z[:, 0], [-0.5, 0.5])
    labels = {
        "two": (z[:, 0] > 0).astype(int), "three": three, "names": np.array(["ant", "bee", "cat"])[three],
        "numbers": three * 2 + 3, "several": (z[:, :3] > 0).astype(int),
        "pair": np.array(["no", "yes"])[(z[:, 0] > 0).astype(int)],
    }
    named = ["names", "numbers", "pair"]
    values = {"value": z @ rng.normal(size=4), "values": z @ rng.normal(size=(4, 2))}

    def probabilities(outputs):
        table = outputs[1]
        if isinstance(table, list):  # ZipMap
            table = np.array([list(row.values()) for row in table])
        return table[:, 1:] if table.shape[1] == 2 else table

    scalers = [StandardScaler, MinMaxScaler, RobustScaler, MaxAbsScaler, None]
    activations = ["relu", "tanh", "logistic", "identity"]
    turn = 0
    for what, y in [*labels.items(), *values.items()]:
        for precision in ["float32", "float64"]:
            for scaler in scalers if full else [scalers[turn % 5], scalers[(turn + 2) % 5]]:
                activation = activations[turn % 4]
                turn += 1
                kind = MLPRegressor if what in values else MLPClassifier
                net = kind(hidden_layer_sizes=(6, 5), activation=activation, max_iter=30, random_state=turn)
                pipeline = make_pipeline(scaler(), net) if scaler else net
                features = x.astype(precision)
                pipeline.fit(features, y)
                options = {} if what in values else {"options": {id(net): {"zipmap": turn % 3 != 0 and precision == "float32"}}}
                try:
                    model = to_onnx(pipeline, features[:1], **options)
                except Exception as error:  # what skl2onnx cannot say is not ours to read
                    print(f"skl2onnx: {what} {precision}: {error}")
                    continue
                answer = (lambda o: o[0]) if what in values else probabilities
                title = f"sklearn {what} {scaler.__name__ if scaler else 'raw'} {activation} {precision}"
                yield Case(title, model, features[:M], None, answer, names=y if what in named else None)


# --- Graphs as Keras has them

class Graph:
    """A graph that grows node by node."""

    def __init__(self, shape, precision="float32", opset=15, batch="m"):
        self.nodes, self.constants, self.rng = [], [], np.random.default_rng(len(shape) * 100 + opset)
        self.type, self.opset, self.count = np.dtype(precision), opset, 0
        self.input = helper.make_tensor_value_info("x", FLOAT[self.type], [batch, *shape])

    def constant(self, value, dtype=None):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype or self.type), name))
        return name

    def random(self, *shape, scale=0.5):
        return self.constant(scale * self.rng.standard_normal(shape))

    def node(self, kind, *inputs, **attributes):
        self.count += 1
        name = f"t{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=f"{kind}_{self.count}", **attributes))
        return name

    def integers(self, *numbers):
        return self.constant(numbers, np.int64)

    def dense(self, x, a, b):
        return self.node("Add", self.node("MatMul", x, self.random(a, b)), self.random(b))

    def convolution(self, x, a, b, k, **attributes):
        """As tf2onnx writes a Conv2D of channels_last that it has not moved the transposes of."""
        attributes = {"kernel_shape": [k, k], "auto_pad": "SAME_UPPER", **attributes}
        if "pads" in attributes:
            del attributes["auto_pad"]
        y = self.node("Transpose", x, perm=[0, 3, 1, 2])
        y = self.node("Conv", y, self.random(b, a, k, k), self.random(b), **attributes)
        return self.node("Transpose", y, perm=[0, 2, 3, 1])

    def model(self, output):
        graph = helper.make_graph(
            self.nodes, "graph", [self.input], [helper.make_tensor_value_info(output, FLOAT[self.type], None)],
            self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8)


def keras_networks(precision):
    g = Graph([5], precision)
    x = g.node("Sub", "x", g.random(5))
    x = g.node("Mul", x, g.constant(g.rng.uniform(0.5, 2, 5)))
    x = g.node("Relu", g.dense(x, 5, 7))
    x = g.node("Add", g.node("Mul", x, g.random(7)), g.random(7))  # a folded BatchNormalization
    yield "normalized mlp", g.model(g.node("Softmax", g.dense(x, 7, 3), axis=-1)), [5], None

    g = Graph([8, 8, 3], precision)
    x = g.node("Mul", "x", g.constant(1 / 255))
    x = g.node("Relu", g.convolution(x, 3, 4, 3, strides=[2, 2]))
    x = g.node("Add", g.node("Mul", x, g.random(4)), g.random(4))
    x = g.node("Tanh", g.convolution(x, 4, 5, 3))
    x = g.node("Reshape", x, g.integers(-1, 80))
    yield "pictures of bytes", g.model(g.node("Softmax", g.dense(x, 80, 3))), [8, 8, 3], "bytes"

    g = Graph([7, 6, 3], precision)
    y = g.convolution("x", 3, 4, 3)
    y = g.node("Transpose", y, perm=[0, 3, 1, 2])
    y = g.node("MaxPool", y, kernel_shape=[2, 2], strides=[2, 2])
    y = g.node("GlobalAveragePool", y)
    y = g.node("Squeeze", y, g.integers(2, 3))
    yield "pooled", g.model(g.node("Sigmoid", g.dense(y, 4, 1))), [7, 6, 3], "NHWC"

    g = Graph([6, 6, 3], precision)
    y = g.convolution("x", 3, 3, 3)
    y = g.node("Add", g.node("Relu", y), "x")
    y = g.node("ReduceMean", y, axes=[1, 2], keepdims=0)
    yield "summed", g.model(g.dense(y, 3, 2)), [6, 6, 3], "NHWC"

    g = Graph([28, 28], precision)
    x = g.node("Reshape", "x", g.integers(-1, 784))
    yield "flattened", g.model(g.node("Softmax", g.dense(g.node("Relu", g.dense(x, 784, 6)), 6, 10))), [28, 28], None

    g = Graph([48], precision)  # a list that becomes pictures
    x = g.node("Reshape", "x", g.integers(-1, 4, 4, 3))
    x = g.node("Reshape", g.convolution(x, 3, 2, 3), g.integers(-1, 32))
    yield "list of pixels", g.model(g.dense(x, 32, 2)), [48], None

    g = Graph([9, 9, 1], precision, opset=13)  # ZeroPadding2D before a stride of 2
    y = g.node("Transpose", "x", perm=[0, 3, 1, 2])
    y = g.node("Pad", y, g.integers(0, 0, 1, 1, 0, 0, 1, 1))
    y = g.node("Conv", y, g.random(3, 1, 3, 3), g.random(3), strides=[2, 2], kernel_shape=[3, 3])
    y = g.node("Reshape", g.node("Transpose", y, perm=[0, 2, 3, 1]), g.integers(-1, 75))
    yield "padded", g.model(g.dense(y, 75, 2)), [9, 9, 1], "NHWC"


def activation_networks(precision):
    """Activations in parts, each between dense layers."""
    def gelu(g, x):
        e = g.node("Erf", g.node("Mul", x, g.constant(np.sqrt(0.5))))
        return g.node("Mul", g.node("Mul", g.constant(0.5), x), g.node("Add", e, g.constant(1)))

    def silu(g, x):
        return g.node("Mul", g.node("Sigmoid", x), x)

    def sigmoid(g, x):
        e = g.node("Exp", g.node("Neg", x))
        return g.node("Div", g.constant(1), g.node("Add", e, g.constant(1)))

    def leaky(g, x):
        return g.node("Where", g.node("Greater", x, g.constant(0)), x, g.node("Mul", x, g.constant(0.3)))

    def elu(g, x):
        e = g.node("Sub", g.node("Exp", g.node("Min", x, g.constant(0))), g.constant(1))
        return g.node("Where", g.node("Greater", x, g.constant(0)), x, g.node("Mul", g.constant(0.4), e))

    def softplus(g, x):
        return g.node("Log", g.node("Add", g.node("Exp", x), g.constant(1)))

    def relu(g, x):
        return g.node("Max", x, g.constant(0))

    def clipped(g, x):
        return g.node("Clip", x, g.constant(0))

    for part in [gelu, silu, sigmoid, leaky, elu, softplus, relu, clipped]:
        g = Graph([4], precision, opset=17)
        yield part.__name__, g.model(g.dense(part(g, g.dense("x", 4, 6)), 6, 2)), [4], None

    g = Graph([4], precision, opset=13)  # all of Gemm
    y = g.node("Gemm", "x", g.random(6, 4), g.random(1, 6), transB=1, alpha=0.5, beta=2.0)
    y = g.node("Gemm", g.node("Tanh", y), g.random(6, 3), g.constant(0.25))
    y = g.node("Gemm", g.node("Sigmoid", y), g.random(3, 3))
    y = g.node("Mul", g.node("Div", y, g.random(3)), g.constant(2))  # folded into the layer before
    yield "gemm", g.model(g.node("Identity", y)), [4], None

    g = Graph([4], precision, opset=13, batch=1)
    yield "one at a time", g.model(g.node("Relu", g.dense(g.node("Cast", "x", to=FLOAT[g.type]), 4, 3))), [4], None

    g = Graph([4], precision, opset=11)  # one minus, in front and behind
    y = g.dense(g.node("Sub", g.constant(1), "x"), 4, 3)
    yield "turned", g.model(g.node("Sub", g.constant(1), g.node("Sigmoid", y))), [4], None


def helper_cases():
    for precision in ["float32", "float64"]:
        rng = np.random.default_rng(3)
        for name, model, size, pictures in [*keras_networks(precision), *activation_networks(precision)]:
            if (name, precision) == ("gelu", "float64"):
                continue  # neither onnxruntime nor onnx's reference has Erf in float64; PyTorch's is above
            x = rng.standard_normal((M, *size)).astype(precision)
            if pictures == "bytes":
                x = rng.integers(0, 256, (M, *size)).astype(precision)
            yield Case(f"keras {name} {precision}", model, x, pictures)


# --- What is compared

def predicted(bench, name):
    rows = json.loads(bench.run("predict", "--model", name, "--format", "json", "x.npy"))
    return np.array([row.get("probabilities", row.get("values")) for row in rows])


def check(bench, case, number, largest):
    """Imports a file and holds its answers against onnxruntime's."""
    (bench.folder / "net.onnx").write_bytes(case.bytes)
    result = bench.attempt("import", "net.onnx", f"run{number}")
    if result.returncode != 0:
        expect(False, f"{case.name}: {result.stderr.strip()}")
        return None
    np.save(bench.folder / "x.npy", case.features())
    found, expected = predicted(bench, f"run{number}"), case.expected()
    if found.shape != expected.shape:
        expect(False, f"{case.name}: {found.shape} in place of {expected.shape}")
        return None
    precision = str(case.x.dtype)
    difference = np.max(np.abs(found - expected) / np.maximum(1, np.abs(expected)))
    largest[precision] = max(largest[precision], difference)
    expect(difference <= TOLERANCE[precision], f"{case.name}: differs by {difference:.2g}")
    return f"run{number}"


def check_use(bench, case, run):
    """Evaluates, trains on and exports an imported network; every class has an example."""
    outputs, count = predicted(bench, run), len(case.x)
    loss = json.loads((bench.folder / run / "config.json").read_text())["loss"]
    if loss == "meanSquaredError":
        labels = outputs
    elif loss == "binaryCrossEntropy" and outputs.shape[1] > 1:
        labels = (outputs > 0.5).astype(int)
    else:
        labels = np.arange(count) % max(2, outputs.shape[1])
    if case.names is not None:
        labels = np.unique(case.names)[labels]
    np.savez(bench.folder / "data.npz", x=case.features(), y=labels)
    source = json.dumps({"path": "data.npz"})
    result = bench.attempt("evaluate", "--model", run, "--data", source)
    expect(result.returncode == 0, f"{case.name}: evaluate: {result.stderr.strip()}")
    result = bench.attempt(
        "train", "--config", f"{run}/config.json", "--set", f"data.train.path={bench.folder / 'data.npz'}",
        "--set", "batchSize=0", "--set", "epochs=2", "--out", f"{run}-on", "--progress", "none")
    expect(result.returncode == 0, f"{case.name}: train: {result.stderr.strip()}")
    for file in ["weights.npz", "weights.safetensors"]:
        result = bench.attempt("export", "--model", run, "--output", file)
        expect(result.returncode == 0, f"{case.name}: export: {result.stderr.strip()}")


def check_refusals(bench):
    """What no layer stands for is named, and leaves nothing behind."""
    lstm = nn.Sequential()
    lstm.forward = nn.LSTM(3, 4, batch_first=True).forward
    cases = {
        "dilations": (nn.Sequential(nn.Conv2d(1, 2, 3, dilation=2), nn.Flatten()), (1, 6, 6), "Conv"),
        "mish": (nn.Sequential(nn.Linear(3, 3), nn.Mish()), (3,), "no activation here"),
        "tanh gelu": (nn.Sequential(nn.Linear(3, 3), nn.GELU("tanh"), nn.Linear(3, 1)), (3,), "gelu"),
        "oblong": (nn.Sequential(nn.Conv2d(1, 2, (3, 1)), nn.Flatten()), (1, 6, 6), "square"),
        "instance": (nn.Sequential(nn.InstanceNorm2d(2), nn.Flatten(), nn.Linear(8, 1)), (2, 2, 2), "InstanceNorm"),
    }
    for name, (net, size, word) in cases.items():
        (bench.folder / "net.onnx").write_bytes(exported(net.eval(), torch.randn(1, *size)))
        result = bench.attempt("import", "net.onnx", "refused")
        expect(result.returncode == 1 and word in result.stderr and not (bench.folder / "refused").exists(),
               f"refusal of {name}: {result.stderr.strip()}")


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--full", action="store_true", help="more operator sets and scalers")
    options = parser.parse_args()
    largest, count = {"float32": 0.0, "float64": 0.0}, 0
    with bench(options.dnn) as b:
        for case in [*torch_cases(options.full), *sklearn_cases(options.full), *helper_cases()]:
            run = check(b, case, count, largest)
            count += 1
            if run and (options.full or count % 5 == 0):
                check_use(b, case, run)
        check_refusals(b)
    expect(count >= 60, f"{count} files only")
    finish(f"{count} files imported; answers differ by at most {largest['float32']:.1e} in float32 and "
           f"{largest['float64']:.1e} in float64")


if __name__ == "__main__":
    main()
