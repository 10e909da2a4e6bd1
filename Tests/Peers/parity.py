"""Trains random networks with dnn and with PyTorch from the same weights and compares the results.

Everything that a configuration can ask of a training is varied: depth, activations, losses,
optimizers, learning-rate decay, L2, clipping, class weights, mini-batches (replayed with NumPy's
permutations) and dropout (replayed with its masks). In float64 the weights must agree to 1e-10.

    PEERS_PYTHON Tests/Peers/parity.py [--dnn PATH] [--networks N] [--seed S]
"""

import json
import math

import numpy as np
import torch
from safetensors.numpy import load_file

from support.common import arguments_of, bench, expect, finish

TOLERANCE = 1e-10
HIDDEN = ["sigmoid", "tanh", "relu", "leakyRelu", "linear"]
OUTPUTS = {"binaryCrossEntropy": ["sigmoid"], "categoricalCrossEntropy": ["softmax"],
           "meanSquaredError": ["linear", "sigmoid", "tanh", "relu", "leakyRelu"]}


def draw_configuration(rng, number):
    """A random configuration, as the file would hold it, without its data and weights."""
    loss = list(OUTPUTS)[number % 3]
    depth = int(rng.integers(1, 6))
    n = [int(k) for k in rng.integers(1, 9, depth + 1)]
    if loss == "categoricalCrossEntropy":
        n[-1] = max(2, n[-1])
    activations = [str(rng.choice(HIDDEN)) for _ in range(depth - 1)]
    activations.append(str(rng.choice(OUTPUTS[loss])))
    m = int(rng.integers(1, 40))
    configuration = {
        "n": n, "activations": activations, "leakyReluSlope": float(rng.choice([0.0, 0.01, 0.3])),
        "alpha": float(rng.choice([0.01, 0.05])), "loss": loss, "seed": int(rng.integers(0, 1000)),
        "precision": "float64", "logEvery": int(rng.integers(1, 50)),
        "optimizer": [
            {"method": "gradientDescent"}, {"method": "momentum", "beta": 0.8},
            {"method": "rmsprop", "beta": 0.95, "epsilon": 1e-4},
            {"method": "adam", "beta1": 0.85, "beta2": 0.99, "epsilon": 1e-4},
        ][number % 4],
        "alphaDecay": [
            {"method": "none"}, {"method": "inverse", "rate": 0.1},
            {"method": "exponential", "rate": 0.97}, {"method": "step", "rate": 0.5, "every": 3},
            {"method": "cosine", "minimum": 0.001},
        ][number % 5],
        "firstLayer": "auto",
    }
    if rng.random() < 0.7:
        configuration["batchSize"] = int(rng.integers(1, m + 1))
    if rng.random() < 0.5:
        configuration["epochs"] = int(rng.integers(1, 12))
    else:
        configuration["iterations"] = int(rng.integers(1, 60))
    if rng.random() < 0.5:
        configuration["l2"] = float(rng.choice([0.01, 0.5]))
    if rng.random() < 0.3:
        configuration["clipNorm"] = float(rng.choice([0.05, 0.5]))
    if depth > 1 and rng.random() < 0.4:
        configuration["keepProbability"] = [float(p) for p in rng.choice([0.5, 0.8, 1.0], depth - 1)]
    classes = 2 if n[-1] == 1 else n[-1]
    if loss != "meanSquaredError" and (n[-1] == 1 or loss == "categoricalCrossEntropy"):
        if rng.random() < 0.5:
            configuration["classWeights"] = [float(w) for w in rng.choice([0.5, 1.0, 3.0], classes)]
    return configuration, m


def draw_data(rng, configuration, m):
    """x (m, n[0]) and y as the file holds it, and Y (n[L], m) as the network sees it."""
    n = configuration["n"]
    x = rng.standard_normal((m, n[0]))
    if configuration["loss"] == "categoricalCrossEntropy":
        y = rng.integers(0, n[-1], m)
        return x, y, np.eye(n[-1])[y].T
    if configuration["loss"] == "binaryCrossEntropy":
        y = rng.integers(0, 2, (m, n[-1]))
        return x, (y[:, 0] if n[-1] == 1 else y), y.T.astype(float)
    y = rng.random((m, n[-1]))
    return x, y, y.T


def learning_rate(configuration, iteration, iterations, epoch):
    alpha = configuration["alpha"]
    decay = configuration["alphaDecay"]
    match decay["method"]:
        case "inverse":
            return alpha / (1 + decay["rate"] * epoch)
        case "exponential":
            return alpha * decay["rate"] ** epoch
        case "step":
            return alpha * decay["rate"] ** (epoch // decay["every"])
        case "cosine":
            low = decay["minimum"]
            return low + (alpha - low) / 2 * (1 + math.cos(math.pi * iteration / iterations))
    return alpha


def make_optimizer(configuration, parameters):
    optimizer, alpha = configuration["optimizer"], configuration["alpha"]
    match optimizer["method"]:
        case "momentum":
            return torch.optim.SGD(parameters, lr=alpha, momentum=optimizer["beta"])
        case "rmsprop":
            return torch.optim.RMSprop(
                parameters, lr=alpha, alpha=optimizer["beta"], eps=optimizer["epsilon"])
        case "adam":
            return torch.optim.Adam(
                parameters, lr=alpha, betas=(optimizer["beta1"], optimizer["beta2"]),
                eps=optimizer["epsilon"])
    return torch.optim.SGD(parameters, lr=alpha)


def activate(name, z, slope):
    match name:
        case "sigmoid":
            return torch.sigmoid(z)
        case "tanh":
            return torch.tanh(z)
        case "relu":
            return torch.relu(z)
        case "leakyRelu":
            return torch.where(z > 0, z, slope * z)
        case "softmax":
            return torch.softmax(z, dim=0)
    return z


def cost_of(configuration, z, Y, weights):
    """The weighted losses of the examples, summed and divided by their number."""
    loss = configuration["loss"]
    if loss == "binaryCrossEntropy":
        each = torch.nn.functional.binary_cross_entropy_with_logits(z, Y, reduction="none").sum(0)
    elif loss == "categoricalCrossEntropy":
        each = -(Y * torch.log_softmax(z, dim=0)).sum(0)
    else:
        a = activate(configuration["activations"][-1], z, configuration["leakyReluSlope"])
        each = ((a - Y) ** 2 / 2).sum(0)
    return (each * weights).mean()


def train(configuration, x, Y, W, b):
    """The weights that PyTorch ends with."""
    m, L = x.shape[0], len(W)
    n = configuration["n"]
    W = [torch.tensor(w, requires_grad=True) for w in W]
    b = [torch.tensor(v, requires_grad=True) for v in b]
    X, Y = torch.tensor(x.T), torch.tensor(Y)
    all_weights = torch.ones(m, dtype=torch.float64)
    if "classWeights" in configuration:
        classes = Y[0].long() if n[-1] == 1 else Y.argmax(0)
        all_weights = torch.tensor(configuration["classWeights"], dtype=torch.float64)[classes]
        all_weights = all_weights / all_weights.mean()
    size = configuration.get("batchSize", 0)
    size = m if size == 0 else min(size, m)
    per_epoch = -(-m // size)
    iterations = configuration.get("iterations", configuration.get("epochs", 0) * per_epoch)
    keep = configuration.get("keepProbability", [1.0] * (L - 1))
    order_random = np.random.RandomState(configuration["seed"])
    mask_random = np.random.RandomState(configuration["seed"] + 1)
    optimizer = make_optimizer(configuration, [p for pair in zip(W, b) for p in pair])
    order = np.arange(m)
    for iteration in range(iterations):
        epoch, part = divmod(iteration, per_epoch)
        if part == 0 and size < m:
            order = order_random.permutation(m)
        chosen = order[part * size:(part + 1) * size]
        a, labels = X[:, chosen], Y[:, chosen]
        weights = all_weights[chosen]
        for l in range(L):
            z = W[l] @ a + b[l]
            if l == L - 1:
                break
            a = activate(configuration["activations"][l], z, configuration["leakyReluSlope"])
            if keep[l] < 1:
                mask = mask_random.rand(n[l + 1], len(chosen)) < keep[l]
                a = a * torch.tensor(mask) / keep[l]
        cost = cost_of(configuration, z, labels, weights)
        cost = cost + configuration.get("l2", 0) / (2 * len(chosen)) * sum((w ** 2).sum() for w in W)
        optimizer.zero_grad()
        cost.backward()
        if "clipNorm" in configuration:
            torch.nn.utils.clip_grad_norm_([*W, *b], configuration["clipNorm"])
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(configuration, iteration, iterations, epoch)
        optimizer.step()
    return [w.detach().numpy() for w in W], [v.detach().numpy() for v in b]


def compare(b, rng, number):
    """The largest relative difference of a weight, and the configuration."""
    configuration, m = draw_configuration(rng, number)
    n = configuration["n"]
    x, y, Y = draw_data(rng, configuration, m)
    W = [rng.standard_normal((n[l + 1], n[l])) * math.sqrt(1 / n[l]) for l in range(len(n) - 1)]
    biases = [rng.standard_normal((k, 1)) * 0.1 for k in n[1:]]
    np.savez(b.folder / "data.npz", x=x, y=y)
    np.savez(b.folder / "weights.npz", **{f"W{l}": w for l, w in enumerate(W, 1)},
             **{f"b{l}": v for l, v in enumerate(biases, 1)})
    configuration["data"] = {"train": {"path": "data.npz", "x": "x", "y": "y"}}
    configuration["initialization"] = {"method": "file", "path": "weights.npz"}
    (b.folder / "parity.json").write_text(json.dumps(configuration))
    b.run("train", "--config", "parity.json", "--out", "run", "--overwrite", "--progress", "none")
    ours = load_file(b.folder / "run" / "model.safetensors")
    theirs_W, theirs_b = train(configuration, x, Y, W, biases)
    worst = 0.0
    for l in range(len(W)):
        for mine, other in ((ours[f"W{l + 1}"], theirs_W[l]), (ours[f"b{l + 1}"], theirs_b[l])):
            worst = max(worst, float(np.max(np.abs(mine - other) / np.maximum(1, np.abs(other)))))
    return worst, configuration


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--networks", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    rng = np.random.default_rng(arguments.seed)
    worst = 0.0
    with bench(arguments.dnn) as b:
        for number in range(arguments.networks):
            difference, configuration = compare(b, rng, number)
            worst = max(worst, difference)
            expect(difference <= TOLERANCE, f"network {number}: weights differ by {difference:.3g}\n"
                   f"  {json.dumps(configuration)}")
    finish(f"parity with PyTorch {torch.__version__}: {arguments.networks} networks, "
           f"largest difference {worst:.3g}")


if __name__ == "__main__":
    main()
