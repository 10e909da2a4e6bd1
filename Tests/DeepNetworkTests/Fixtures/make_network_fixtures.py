"""Writes NumPySteps, NumPyInitializers, PyTorchTrainings, PyTorchClassWeights and PyTorchLosses.npz:
dense networks worked out with NumPy and PyTorch.

    python make_network_fixtures.py

All is in float64; the files here are of NumPy 2.4.6 and PyTorch 2.15.0. The tests draw the same data
and weights, since RandomState is the same there.
"""
import math

import numpy as np
import torch
from npz import save

torch.set_default_dtype(torch.float64)

# --- Forward, cost, backward, update, with NumPy -------------------------------------------------

ACTIVATIONS = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, a: a * (1 - a)),
    "tanh": (np.tanh, lambda z, a: 1 - a * a),
    "relu": (lambda z: np.maximum(z, 0), lambda z, a: (z > 0) * 1.0),
    "leakyRelu": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z, a: np.where(z > 0, 1, 0.01)),
    "linear": (lambda z: z, lambda z, a: np.ones_like(z)),
}


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def data(r, n0, nL, m, last):
    """X and Y as the tests draw them."""
    X = r.randn(n0, m)
    Y = r.randn(nL, m)
    if last == "softmax":
        Y = np.eye(nL)[:, Y.argmax(axis=0)]
    elif last == "sigmoid":
        Y = (Y > 0) * 1.0
    return X, Y


def weights(r, n):
    """W and b of each layer as the tests draw them."""
    return [(r.randn(k, j) * 0.5, r.randn(k, 1) * 0.1) for j, k in zip(n, n[1:])]


def numpy_step(n, m, activations, alpha=0.1):
    """A[1], …, the cost, dW[1], db[1], …, and the parameters after one update."""
    r = np.random.RandomState(3)
    X, Y = data(r, n[0], n[-1], m, activations[-1])
    layers = weights(r, n)
    A, Z = [X], []
    for (W, b), g in zip(layers, activations):
        Z.append(W @ A[-1] + b)
        A.append(softmax(Z[-1]) if g == "softmax" else ACTIVATIONS[g][0](Z[-1]))
    last, out = activations[-1], A[-1]
    if last == "softmax":
        cost, dZ = -(Y * np.log(out)).sum() / m, out - Y
    elif last == "sigmoid":
        cost = -(Y * np.log(out) + (1 - Y) * np.log(1 - out)).sum() / m
        dZ = out - Y
    else:
        cost = ((out - Y) ** 2).sum() / (2 * m)
        dZ = (out - Y) * ACTIVATIONS[last][1](Z[-1], out)
    gradients = []
    for l in reversed(range(len(layers))):
        gradients = [dZ @ A[l].T / m, dZ.sum(axis=1, keepdims=True) / m] + gradients
        if l > 0:
            dA = layers[l][0].T @ dZ
            dZ = dA * ACTIVATIONS[activations[l - 1]][1](Z[l - 1], A[l])
    updated = []
    for l, (W, b) in enumerate(layers):
        updated += [W - alpha * gradients[2 * l], b - alpha * gradients[2 * l + 1]]
    return A[1:] + [cost] + gradients + updated


steps = {}
for last in ("sigmoid", "softmax", "linear", "tanh", "relu", "leakyRelu"):
    steps[f"3-2 {last}"] = numpy_step([3, 2], 4, [last])
    for hidden in ACTIVATIONS:
        steps[f"3-4-2 {hidden} {last}"] = numpy_step([3, 4, 2], 5, [hidden, last])
# A[l], the cost, dW[l] and db[l], and W[l] and b[l] after an update.
save("NumPySteps", steps)

# --- Initializers, with NumPy --------------------------------------------------------------------

initial = {}
for name, scale in {
    "normal": lambda j, k, l: 0.01,
    "normal by layer": lambda j, k, l: [0.01, 0.5][l],
    "he": lambda j, k, l: np.sqrt(2 / j),
    "xavier": lambda j, k, l: np.sqrt(2 / (j + k)),
}.items():
    r = np.random.RandomState(3)
    initial[name] = [r.randn(k, j) * scale(j, k, l) for l, (j, k) in enumerate([(5, 3), (3, 1)])]
r = np.random.RandomState(3)
initial["lecun"] = [r.randn(k, j) / np.sqrt(j) for j, k in [(5, 3), (3, 1)]]
# W[1] (3, 5) and W[2] (1, 3), seed 3.
save("NumPyInitializers", initial)

# --- Trainings, with PyTorch ---------------------------------------------------------------------

TORCH = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leakyRelu": lambda z: torch.nn.functional.leaky_relu(z, 0.01),
    "linear": lambda z: z,
    "softmax": lambda z: torch.softmax(z, dim=0),
}


def example_weights(Y, classes):
    """The weight of each example of the training set; their mean is 1."""
    w = np.asarray(classes)[Y.argmax(axis=0)]
    return torch.tensor(w / w.mean())


def loss(a, y, last, w):
    """The mean over the examples of the loss times its weight."""
    if last == "softmax":
        each = -(y * torch.log(a)).sum(dim=0)
    elif last == "sigmoid":
        each = torch.nn.functional.binary_cross_entropy(a, y, reduction="none").sum(dim=0)
    else:
        each = ((a - y) ** 2).sum(dim=0) / 2
    return each.mean() if w is None else (each * w).mean()


def alpha_at(alpha, decay, t, T, epoch):
    kind = decay[0]
    if kind == "inverse":
        return alpha / (1 + decay[1] * epoch)
    if kind == "exponential":
        return alpha * decay[1] ** epoch
    if kind == "step":
        return alpha * decay[1] ** (epoch // decay[2])
    if kind == "cosine":
        return decay[1] + 0.5 * (alpha - decay[1]) * (1 + math.cos(math.pi * t / T))
    return alpha


def torch_training(
    hidden="tanh", last="softmax", optimizer=None, alpha=0.1, iterations=7, batch=0, l2=0.0,
    clip=0.0, classes=None, keep=1.0, decay=("none",), n=(4, 5, 3), m=9
):
    """The cost before each update and the parameters after the last."""
    r = np.random.RandomState(7)
    X, Y = data(r, n[0], n[-1], m, last)
    layers = [[torch.tensor(p, requires_grad=True) for p in layer] for layer in weights(r, n)]
    parameters = [p for layer in layers for p in layer]
    optimizer = (optimizer or (lambda p: torch.optim.SGD(p, lr=alpha)))(parameters)
    dropout = np.random.RandomState(8)
    if classes == "balanced":
        counts = Y.sum(axis=1)
        classes = m / (len(counts) * counts)
    w = None if classes is None else example_weights(Y, classes)
    batch = batch or m
    epoch, position, order, costs = 0, 0, np.arange(m), []
    for t in range(iterations):
        if position == 0 and batch < m:
            order = r.permutation(m)
        index = order[position : position + batch]
        x, y = torch.tensor(X[:, index]), torch.tensor(Y[:, index])
        a = x
        for l, ((W, b), g) in enumerate(zip(layers, [hidden] * (len(n) - 2) + [last])):
            a = TORCH[g](W @ a + b)
            if l < len(n) - 2 and keep < 1:
                a = a * torch.tensor((dropout.rand(*a.shape) < keep) * 1.0) / keep
        cost = loss(a, y, last, None if w is None else w[index])
        cost = cost + l2 / (2 * len(index)) * sum((W**2).sum() for W, _ in layers)
        costs.append(cost.item())
        optimizer.zero_grad()
        cost.backward()
        if clip:
            torch.nn.utils.clip_grad_norm_(parameters, clip)
        for group in optimizer.param_groups:
            group["lr"] = alpha_at(alpha, decay, t, iterations, epoch)
        optimizer.step()
        position += batch
        if position >= m:
            position, epoch = 0, epoch + 1
    return [costs] + [p.detach().numpy() for p in parameters]


momentum = lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)
rmsprop = lambda p: torch.optim.RMSprop(p, lr=0.01)
adam = lambda p: torch.optim.Adam(p, lr=0.01)


def adamW(weight_decay=0.01, **settings):
    """PyTorch's, of which the weight decay touches W alone."""
    def optimizer(parameters):
        W, b = parameters[::2], parameters[1::2]
        groups = [{"params": W, "weight_decay": weight_decay}, {"params": b, "weight_decay": 0}]
        return torch.optim.AdamW(groups, lr=0.01, **settings)
    return optimizer


# The cost before each update, then W[1], b[1], W[2], b[2] after the last.
save(
    "PyTorchTrainings",
    {
        "gradient descent": torch_training(),
        "momentum": torch_training(optimizer=momentum),
        "momentum 0.5": torch_training(
            optimizer=lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.5)),
        "nesterov": torch_training(
            optimizer=lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True)),
        "nesterov l2": torch_training(
            optimizer=lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.5, nesterov=True),
            batch=4, l2=0.7),
        "rmsprop": torch_training(optimizer=rmsprop, alpha=0.01),
        "rmsprop 0.9": torch_training(
            optimizer=lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-3),
            alpha=0.01),
        "adam": torch_training(optimizer=adam, alpha=0.01),
        "adam 0.8 0.95": torch_training(
            optimizer=lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.95), eps=1e-4),
            alpha=0.01),
        "adamW": torch_training(optimizer=adamW(), alpha=0.01),
        "adamW 0.8 0.95 0.5": torch_training(
            optimizer=adamW(betas=(0.8, 0.95), eps=1e-4, weight_decay=0.5), alpha=0.01, batch=4),
        "adamW l2": torch_training(optimizer=adamW(weight_decay=0.5), alpha=0.01, l2=0.7),
        "sigmoid outputs": torch_training(hidden="leakyRelu", last="sigmoid"),
        "values": torch_training(hidden="relu", last="linear"),
        "l2": torch_training(l2=0.7),
        "momentum l2": torch_training(optimizer=momentum, l2=0.7, last="linear"),
        "rmsprop l2": torch_training(optimizer=rmsprop, alpha=0.01, l2=0.7),
        "adam l2": torch_training(optimizer=adam, alpha=0.01, l2=0.7),
        "clip": torch_training(clip=0.05),
        "clip nothing": torch_training(clip=100),
        "clip mini-batches": torch_training(clip=0.1, batch=4, optimizer=momentum),
        "class weights": torch_training(classes=[1, 2.5, 0.5]),
        "balanced": torch_training(classes="balanced"),
        "balanced mini-batches": torch_training(classes="balanced", batch=4),
        "mini-batches": torch_training(batch=4),
        "mini-batches l2 adam": torch_training(
            batch=4, l2=0.7, optimizer=adam, alpha=0.01),
        "batches of one": torch_training(batch=1, iterations=12),
        "dropout": torch_training(keep=0.6),
        "dropout mini-batches": torch_training(keep=0.6, batch=4, hidden="relu"),
        "inverse": torch_training(batch=4, decay=("inverse", 0.5)),
        "exponential": torch_training(batch=4, decay=("exponential", 0.5)),
        "step": torch_training(decay=("step", 0.5, 3)),
        "cosine": torch_training(decay=("cosine", 0.02)),
    },
)

# --- Class weights, with PyTorch's own loss ------------------------------------------------------


def cross_entropy(weight):
    z = torch.tensor(np.random.RandomState(5).randn(3, 6), requires_grad=True)
    labels = torch.tensor([0, 1, 2, 1, 1, 0])
    cost = torch.nn.functional.cross_entropy(z.T, labels, weight=torch.tensor(weight))
    cost.backward()
    return [cost.item(), z.grad.numpy() * 6]


# The cost of cross_entropy with these weights, and m times dZ.
save(
    "PyTorchClassWeights",
    {"1 1 1": cross_entropy([1.0, 1, 1]), "1 2.5 0.5": cross_entropy([1, 2.5, 0.5])},
)

# --- Losses, with PyTorch's own ------------------------------------------------------------------


def outputs_and_labels(kind):
    """Outputs or Z, and labels, (4, 6), as the tests draw them."""
    r = np.random.RandomState(6)
    x, y = 2 * r.randn(4, 6), r.randn(4, 6)
    if kind == "oneHot":
        y = np.eye(4)[:, y.argmax(axis=0)]
    elif kind == "binary":
        y = (y > 0) * 1.0
    return torch.tensor(x, requires_grad=True), torch.tensor(y)


def total(function, kind="values"):
    """The cost of 6 examples, and the gradient of their sum."""
    x, y = outputs_and_labels(kind)
    sum_ = function(x, y)
    sum_.backward()
    return [sum_.item() / 6, x.grad.numpy()]


def smoothed_classes(s):
    return total(lambda z, y: torch.nn.functional.cross_entropy(
        z.T, y.argmax(dim=0), label_smoothing=s, reduction="sum"), "oneHot")


def smoothed_answers(s):
    return total(lambda z, y: torch.nn.functional.binary_cross_entropy_with_logits(
        z, y * (1 - s) + s / 2, reduction="sum"), "binary")


save(
    "PyTorchLosses",
    {
        "huber": total(torch.nn.HuberLoss(reduction="sum")),
        "huber 0.3": total(torch.nn.HuberLoss(delta=0.3, reduction="sum")),
        "huber 2.5": total(torch.nn.HuberLoss(delta=2.5, reduction="sum")),
        "absolute error": total(torch.nn.L1Loss(reduction="sum")),
        "smoothed classes": smoothed_classes(0.1),
        "smoothed classes 0.6": smoothed_classes(0.6),
        "smoothed answers": smoothed_answers(0.1),
    },
)
