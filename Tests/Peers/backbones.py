"""Holds ResNet-18, ResNet-34 and a network of depthwise convolutions against PyTorch.

The networks are written in torch alone, with torchvision's names; their weights are random. ResNet-18 is
the shipped configuration, `Configs/resnet18.json`, without what it says of its data. For each network:

1. the answers to the same pictures agree, in float32 to 1e-4 and in float64 to 1e-9 of the largest;
2. after 20 updates in float64 so do all weights and running statistics, to 1e-8;
3. with all but the head frozen, these are the same bytes as before; with a frozen part in the middle,
   what learns agrees with PyTorch, whose normalizations there are in `eval` mode;
4. a file for 1000 classes is loaded under a new head, and it is said what was taken and what was not.

    PEERS_PYTHON Tests/Peers/backbones.py [--dnn PATH] [NETWORK…]
"""

import copy
import json

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from support import common
from support.common import ROOT, arguments_of, bench, expect, finish

ANSWERS = {"float32": 1e-4, "float64": 1e-9}
UPDATED = 1e-8
# Pictures so large that normalizations see four pixels in the last layers: with less, differences grow.
CLASSES, EXAMPLES, BATCH, UPDATES, SIDE = 5, 8, 4, 20, 48


class Bench(common.Bench):
    def train(self, configuration, out="run"):
        (self.folder / "net.json").write_text(json.dumps(configuration))
        return self.run("train", "--config", "net.json", "--out", out, "--progress", "none", "--overwrite",
                        stream="stderr")

    def predict(self, run="run"):
        answers = json.loads(self.run("predict", "--model", run, "--format", "json", "data.npz"))
        return np.array([a["values"] for a in answers])

    def arrays(self, run="run"):
        """The run's arrays with PyTorch's shapes, in the order of its layers: a dictionary each."""
        self.run("export", "--model", run, "--output", "out.safetensors", "--layout", "torch")
        layers = {}
        for name, array in load_file(self.folder / "out.safetensors").items():
            _, place, part = name.split(".")
            layers.setdefault(int(place), {})[part] = array
        return [layers[K] for K in sorted(layers)]


# The networks in torch, with torchvision's names.

class BasicBlock(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.downsample = None
        if stride != 1 or channels != filters:
            self.downsample = nn.Sequential(
                nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        return torch.relu(self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x))))) + shortcut)


class ResNet(nn.Module):
    def __init__(self, counts, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        channels = 64
        for index, count in enumerate(counts):
            blocks = []
            for k in range(count):
                blocks.append(BasicBlock(channels, 64 << index, 2 if index and not k else 1))
                channels = 64 << index
            setattr(self, f"layer{index + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        x = self.maxpool(torch.relu(self.bn1(self.conv1(x))))
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
        return self.fc(x.mean((2, 3)))


class InvertedResidual(nn.Module):
    """Wider by 1×1, depthwise 3×3, narrower by 1×1: the block of MobileNetV2, with relu."""

    def __init__(self, channels, filters, stride, widening):
        super().__init__()
        hidden = channels * widening
        wide = [nn.Sequential(nn.Conv2d(channels, hidden, 1, bias=False), nn.BatchNorm2d(hidden),
                              nn.ReLU())] if widening > 1 else []
        self.conv = nn.Sequential(
            *wide,
            nn.Sequential(nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden, bias=False),
                          nn.BatchNorm2d(hidden), nn.ReLU()),
            nn.Conv2d(hidden, filters, 1, bias=False), nn.BatchNorm2d(filters))
        self.adds = stride == 1 and channels == filters

    def forward(self, x):
        return x + self.conv(x) if self.adds else self.conv(x)


BLOCKS = [(16, 1, 1), (24, 2, 6), (24, 1, 6), (32, 2, 6), (32, 1, 6), (32, 1, 6), (64, 1, 4)]


class MobileNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        channels = 32
        blocks = [nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())]
        for filters, stride, widening in BLOCKS:
            blocks.append(InvertedResidual(channels, filters, stride, widening))
            channels = filters
        self.features = nn.Sequential(*blocks)
        self.classifier = nn.Sequential(nn.Dropout(0.0), nn.Linear(channels, classes))

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


# The same as lists of layers.

def convolution(filters, kernel, stride=1, padding=0, groups=1):
    return {"type": "convolution2D", "filters": filters, "kernel": kernel, "stride": stride,
            "padding": padding, "groups": groups, "bias": False, "activation": "linear"}


def norm(activation="linear"):
    return {"type": "batchNormalization", "activation": activation}


def head(classes):
    return [{"type": "globalAveragePool2D"}, {"type": "dense", "units": classes, "activation": "softmax"}]


def resnet_layers(counts):
    layers = [convolution(64, 7, 2, 3), norm("relu"),
              {"type": "maxPool2D", "size": 3, "stride": 2, "padding": 1}]
    channels = 64
    for index, count in enumerate(counts):
        filters = 64 << index
        for k in range(count):
            stride = 2 if index and not k else 1
            block = {"type": "residual", "activation": "relu",
                     "layers": [convolution(filters, 3, stride, 1), norm("relu"),
                                convolution(filters, 3, 1, 1), norm()]}
            if stride != 1 or channels != filters:
                block["shortcut"] = [convolution(filters, 1, stride), norm()]
            layers.append(block)
            channels = filters
    return layers + head(CLASSES)


def shipped_layers():
    """Those of the shipped configuration, all of them trained."""
    layers = json.loads((ROOT / "Configs" / "resnet18.json").read_text())["layers"]
    for layer in layers:
        layer.pop("trainable", None)
    return layers[:-1] + head(CLASSES)[1:]


def mobile_layers():
    layers, channels = [convolution(32, 3, 2, 1), norm("relu")], 32
    for filters, stride, widening in BLOCKS:
        hidden = channels * widening
        inner = [convolution(hidden, 1), norm("relu")] if widening > 1 else []
        inner += [convolution(hidden, 3, stride, 1, groups=hidden), norm("relu"),
                  convolution(filters, 1), norm()]
        adds = stride == 1 and channels == filters
        layers += [{"type": "residual", "layers": inner}] if adds else inner
        channels = filters
    return layers + head(CLASSES)


def randomize(net):
    """Other numbers than those that a new network has, statistics included."""
    with torch.no_grad():
        for name, array in net.state_dict().items():
            if name.endswith("num_batches_tracked"):
                array.fill_(7)
            elif array.dim() == 1:
                array.copy_(torch.empty_like(array).uniform_(0.5, 1.5))
    return net


def stems(net):
    """The state of each module with arrays, in their order: (stem, {part: array})."""
    found = {}
    for name, array in net.state_dict().items():
        stem, part = name.rsplit(".", 1)
        if part != "num_batches_tracked":
            found.setdefault(stem, {})[part] = array
    return list(found.items())


def save(net, folder, name):
    state = {key: value.contiguous() for key, value in net.state_dict().items()}
    if name.endswith(".npz"):
        np.savez(folder / name, **{key: value.numpy() for key, value in state.items()})
    else:
        save_file(state, folder / name)


def configuration(layers, file, **others):
    return {"layers": layers, "alpha": 0.01, "iterations": UPDATES, "batchSize": BATCH,
            "precision": "float64", "seed": 3,
            "initialization": {"method": "file", "path": file, "layout": "torch"},
            "data": {"train": {"path": "data.npz", "normalize": "none"}}} | others


def frozen(layers, places):
    return [layer | {"trainable": False} if place in places else layer
            for place, layer in enumerate(layers)]


def difference(found, expected):
    found, expected = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    return np.abs(found - expected).max() / max(1, np.abs(expected).max())


def check_answers(b, net, layers, x, name):
    """The largest differences of the answers in both precisions."""
    answers = copy.deepcopy(layers)
    answers[-1]["activation"] = "linear"
    answers = frozen(answers, range(len(layers) - 1))
    worst = {}
    for (precision, tolerance), file in zip(ANSWERS.items(), ("torch.npz", "torch.safetensors")):
        own = copy.deepcopy(net).to(getattr(torch, precision)).eval()
        save(own, b.folder, file)
        # The head learns, by nothing that changes a number.
        said = b.train(configuration(answers, file, precision=precision, alpha=1e-30, iterations=1,
                                     loss="meanSquaredError"))
        expect("the arrays were taken in order: those of" in said and "not taken: num_batches" in said,
               f"{name}, {file}: {said}")
        with torch.no_grad():
            expected = own(torch.tensor(x, dtype=getattr(torch, precision)).permute(0, 3, 1, 2))
        worst[precision] = difference(b.predict(), expected.numpy())
        expect(worst[precision] <= tolerance, f"{name}, {precision}: answers differ by {worst[precision]:.3g}")
    return worst


def train_in_torch(net, x, y, optimizer, still=()):
    """20 updates on the same mini-batches; modules named in `still` neither learn nor count."""
    net.train()
    for name, module in net.named_modules():
        if name in still:
            module.eval()
            module.requires_grad_(False)
    optimizer = optimizer([p for p in net.parameters() if p.requires_grad])
    random, order = np.random.RandomState(3), []
    for _ in range(UPDATES):
        if not order:
            permutation = random.permutation(EXAMPLES)
            order = [permutation[k:k + BATCH] for k in range(0, EXAMPLES, BATCH)]
        chosen = order.pop(0)
        optimizer.zero_grad()
        logits = net(torch.tensor(x[chosen]).permute(0, 3, 1, 2))
        nn.functional.cross_entropy(logits, torch.tensor(y[chosen])).backward()
        optimizer.step()


def compare(ours, net, name):
    """The largest difference of the arrays of a run and of a module."""
    theirs = stems(net)
    expect(len(ours) == len(theirs), f"{name}: {len(ours)} layers with arrays, {len(theirs)} in PyTorch")
    worst = 0.0
    for mine, (stem, other) in zip(ours, theirs):
        for part, array in other.items():
            found = difference(mine[part].numpy(), array.numpy())
            worst = max(worst, found)
            expect(found <= UPDATED, f"{name}: {stem}.{part} differs by {found:.3g}")
    return worst


def check_updates(b, net, layers, x, y, name, momentum):
    """Trained as a whole, and with the middle frozen; the largest difference."""
    method = {"method": "momentum", "beta": 0.9} if momentum else {"method": "gradientDescent"}
    alpha = 0.0002 if momentum else 0.001

    def optimizer(parameters):
        return torch.optim.SGD(parameters, lr=alpha, momentum=0.9 if momentum else 0)

    save(net, b.folder, "torch.safetensors")
    whole = copy.deepcopy(net)
    b.train(configuration(layers, "torch.safetensors", alpha=alpha, optimizer=method))
    train_in_torch(whole, x, y, optimizer)
    worst = compare(b.arrays(), whole, f"{name}, all trained")
    # The first two layers and the head learn.
    part, middle = copy.deepcopy(net), range(2, len(layers) - 1)
    b.train(configuration(frozen(layers, middle), "torch.safetensors", alpha=alpha, optimizer=method))
    names = [stem for stem, _ in stems(net)][2:-1]
    train_in_torch(part, x, y, optimizer, still=names)
    return max(worst, compare(b.arrays(), part, f"{name}, the middle frozen"))


def check_frozen(b, net, layers, name):
    """All but the head frozen: these are the same bytes."""
    for precision in ANSWERS:
        own = copy.deepcopy(net).to(getattr(torch, precision))
        save(own, b.folder, "torch.safetensors")
        b.train(configuration(frozen(layers, range(len(layers) - 1)), "torch.safetensors",
                              precision=precision, optimizer={"method": "adam"}, l2=0.1))
        ours, theirs = b.arrays(), stems(own)
        for mine, (stem, other) in zip(ours[:-1], theirs[:-1]):
            for part, array in other.items():
                expect(mine[part].numpy().tobytes() == array.numpy().tobytes(),
                       f"{name}, {precision}: frozen {stem}.{part} has changed")
        expect(not torch.equal(ours[-1]["weight"], theirs[-1][1]["weight"]),
               f"{name}, {precision}: the head has not learned")


def check_head(b, net, layers, last, name):
    """A file for 1000 classes under a head for fewer."""
    body = len(stems(net)) - 1
    for file in ("thousand.npz", "thousand.safetensors"):
        save(net, b.folder, file)
        partial = configuration(frozen(layers, range(len(layers) - 1)), file, iterations=1)
        error = b.attempt("check", "--config", "net.json") if write(b, partial) else None
        expect(error.returncode == 1 and last in error.stderr, f"{name}, {file}, not partial: {error.stderr}")
        partial["initialization"]["partial"] = True
        said = b.train(partial)
        for words in (f"those of {body} layers", f'not taken: "{last}", num_batches_tracked',
                      f"start afresh: layer {len(layers)} (dense)\n"):
            expect(words in said, f"{name}, {file}: not said: {words}\n{said}")
        for mine, (stem, other) in zip(b.arrays()[:-1], stems(net)[:-1]):
            for part, array in other.items():
                expect(torch.equal(mine[part], array), f"{name}, {file}: {stem}.{part} is another")


def write(b, configuration):
    return (b.folder / "net.json").write_text(json.dumps(configuration))


NETWORKS = {
    "resnet18": (lambda classes: ResNet([2, 2, 2, 2], classes), shipped_layers, "fc"),
    "resnet34": (lambda classes: ResNet([3, 4, 6, 3], classes), lambda: resnet_layers([3, 4, 6, 3]), "fc"),
    "mobilenet": (MobileNet, mobile_layers, "classifier.1"),
}


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("networks", nargs="*", default=list(NETWORKS), help=", ".join(NETWORKS))
    arguments = parser.parse_args()
    torch.manual_seed(23)
    rng = np.random.default_rng(23)
    x, y = rng.standard_normal((EXAMPLES, SIDE, SIDE, 3)), rng.integers(0, CLASSES, EXAMPLES)
    expect(shipped_layers()[3]["layers"][0]["filters"] == 64, "resnet18.json is another network")
    with bench(arguments.dnn, Bench) as b:
        for name in arguments.networks:
            make, layers, last = NETWORKS[name]
            net, layers = randomize(make(CLASSES).double()), layers()
            np.savez(b.folder / "data.npz", x=x, y=y)
            updated = check_updates(b, net, layers, x, y, name, momentum=name != "resnet18")
            if name != "resnet34":
                check_frozen(b, net, layers, name)
                check_head(b, randomize(make(1000).double()), layers, last, name)
            np.savez(b.folder / "data.npz", x=x, y=rng.standard_normal((EXAMPLES, CLASSES)))
            answers = check_answers(b, net, layers, x, name)
            print(f"{name}: answers within {answers['float32']:.2g} (float32) and {answers['float64']:.2g} "
                  f"(float64), {UPDATES} updates within {updated:.2g}", flush=True)
    finish("backbones compared")


if __name__ == "__main__":
    main()
