"""Writes PyTorchPictures.npz: trainings of convolutional networks in PyTorch.

    python make_picture_fixtures.py

All is in float64; the file here is of NumPy 2.4.6 and PyTorch 2.15.0. The tests draw the same pictures,
labels and weights, since RandomState is the same there.
"""
import numpy as np
import torch
from npz import save
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
ACTIVATIONS = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leakyRelu": lambda z: F.leaky_relu(z, 0.01),
    "sigmoid": torch.sigmoid,
    "linear": lambda z: z,
}
PICTURE, M, UPDATES = (6, 7, 2), 5, 20


def convolution(filters, kernel, stride, zeros, activation):
    """The layer's parameters, as the tests draw them, and its function on (m, c, h, w)."""

    def make(r, shape):
        c = shape[1]
        W = r.randn(filters, kernel * kernel * c) * 0.5
        b = r.randn(filters, 1) * 0.1

        def apply(x, W, b):
            W = W.reshape(filters, kernel, kernel, c).permute(0, 3, 1, 2)
            z = F.conv2d(x, W, b[:, 0], stride=stride, padding=zeros)
            return ACTIVATIONS[activation](z)

        return [W, b], apply

    return make


def pooling(function, size, stride):
    return lambda r, shape: ([], lambda x: function(x, size, stride=stride))


def dense(units, activation):
    """A dense layer on pictures whose channels lie interleaved, row by row."""

    def make(r, shape):
        n = int(np.prod(shape[1:]))
        W = r.randn(units, n) * 0.5
        b = r.randn(units, 1) * 0.1

        def apply(x, W, b):
            a = x.permute(0, 2, 3, 1).reshape(len(x), -1) if x.dim() == 4 else x
            z = a @ W.T + b[:, 0]
            return z if activation == "softmax" else ACTIVATIONS[activation](z)

        return [W, b], apply

    return make


def cost_of(a, Y, last):
    """The mean over the examples of the loss of A, (m, n), or of Z before a softmax."""
    if last == "softmax":
        return -(Y * torch.log_softmax(a, dim=1)).sum() / len(a)
    if last == "sigmoid":
        return -(Y * torch.log(a) + (1 - Y) * torch.log(1 - a)).sum() / len(a)
    return ((a - Y) ** 2).sum() / (2 * len(a))


def training(*makers, last, outputs, optimizer=lambda p: torch.optim.SGD(p, lr=0.1), batch=M):
    """The costs before the updates, and the parameters after the last."""
    r = np.random.RandomState(11)
    h, w, c = PICTURE
    X = r.randn(h * w * c, M)
    Y = r.randn(outputs, M)
    if last == "softmax":
        Y = np.eye(outputs)[:, Y.argmax(axis=0)]
    elif last == "sigmoid":
        Y = (Y > 0) * 1.0
    x = torch.tensor(X.T.reshape(M, h, w, c)).permute(0, 3, 1, 2)
    layers, shape = [], x
    for make in makers:
        values, apply = make(r, shape.shape)
        parameters = [torch.tensor(v, requires_grad=True) for v in values]
        layers.append((parameters, apply))
        with torch.no_grad():
            shape = apply(shape, *parameters)
    parameters = [p for layer, _ in layers for p in layer]
    optimizer = optimizer(parameters)
    costs, order, position = [], np.arange(M), 0
    for _ in range(UPDATES):
        if position == 0 and batch < M:
            order = r.permutation(M)
        index = order[position : position + batch]
        a = x[index]
        for layer, apply in layers:
            a = apply(a, *layer)
        if a.dim() == 4:
            a = a.permute(0, 2, 3, 1).reshape(len(a), -1)
        cost = cost_of(a, torch.tensor(Y[:, index].T), last)
        costs.append(cost.item())
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        position = (position + batch) % M if position + batch < M else 0
    return [costs] + [p.detach().numpy() for p in parameters]


# The cost before each of 20 updates, then the W and b of each layer that has them.
save("PyTorchPictures", {
    "same and valid": training(
        convolution(3, 3, 1, 1, "tanh"), convolution(2, 2, 1, 0, "leakyRelu"),
        dense(3, "softmax"), last="softmax", outputs=3),
    "strides and zeros": training(
        convolution(3, 3, 2, 2, "tanh"), convolution(4, 2, 3, 1, "sigmoid"), dense(1, "sigmoid"),
        last="sigmoid", outputs=1, optimizer=lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)),
    "a convolution at the end": training(
        convolution(2, 3, 1, 1, "relu"), convolution(1, 1, 1, 0, "sigmoid"), last="sigmoid",
        outputs=42),
    "largest": training(
        convolution(3, 3, 1, 1, "relu"), pooling(F.max_pool2d, 2, 2), dense(3, "softmax"),
        last="softmax", outputs=3),
    "largest of windows that overlap": training(
        pooling(F.max_pool2d, 2, 1), convolution(3, 2, 1, 1, "relu"), pooling(F.max_pool2d, 3, 2),
        dense(2, "linear"), last="linear", outputs=2, batch=2,
        optimizer=lambda p: torch.optim.Adam(p, lr=0.01)),
    "means": training(
        convolution(3, 3, 1, 1, "tanh"), pooling(F.avg_pool2d, 2, 2), dense(3, "softmax"),
        last="softmax", outputs=3),
    "means of windows that overlap": training(
        convolution(3, 3, 1, 1, "tanh"), pooling(F.avg_pool2d, 3, 1), convolution(2, 2, 2, 0, "tanh"),
        dense(1, "sigmoid"), last="sigmoid", outputs=1, batch=2,
        optimizer=lambda p: torch.optim.Adam(p, lr=0.01)),
})
