"""Writes PyTorchLayers.npz: trainings of networks with layers beside the dense one, worked out with
PyTorch in float64.

    python make_layer_fixtures.py

The file here is of NumPy 2.4.6 and PyTorch 2.15.0. The tests draw the same data and weights, since
NumPy's RandomState is the same there. Examples are columns there and rows here; a picture's feature
(y · width + x) · channels + c is its element (y, x, c).
"""
import numpy as np
import torch
from npz import save
from torch import nn

torch.set_default_dtype(torch.float64)


class Pictures(nn.Module):
    """A module over (m, channels, height, width) between rows of interleaved pictures."""

    def __init__(self, height, width, channels, inner):
        super().__init__()
        self.shape, self.inner = (height, width, channels), inner

    def forward(self, x):
        pictures = x.reshape(len(x), *self.shape).permute(0, 3, 1, 2)
        return self.inner(pictures).permute(0, 2, 3, 1).reshape(len(x), -1)


class Residual(nn.Module):
    def __init__(self, inner, activation):
        super().__init__()
        self.inner, self.activation = inner, activation

    def forward(self, x):
        return self.activation(self.inner(x) + x)


class Dropout(nn.Module):
    """Dropout whose mask is drawn with NumPy, as the tests draw it."""

    def __init__(self, units, keep):
        super().__init__()
        self.units, self.keep = units, keep

    def draw(self, m, r):
        self.mask = torch.tensor((r.rand(self.units, m) < self.keep).T / self.keep)

    def forward(self, x):
        return x * self.mask if self.training else x


def randomize(network, r):
    """Gives every parameter the numbers that the tests draw, in the order of the layers."""
    for module in network.modules():
        if isinstance(module, nn.Linear):
            module.weight.data = torch.tensor(r.randn(*module.weight.shape) * 0.5)
            module.bias.data = torch.tensor(r.randn(*module.bias.shape) * 0.1)
        elif isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.weight.data = torch.tensor(1 + r.randn(*module.weight.shape) * 0.2)
            module.bias.data = torch.tensor(r.randn(*module.bias.shape) * 0.1)


def training(network, n0, nL, m, optimizer, batch=None, iterations=20):
    """The costs before each update, all parameters and running statistics after the last, and the
    outputs in inference."""
    r = np.random.RandomState(7)
    X, Y = r.randn(n0, m), r.randn(nL, m)
    randomize(network, r)
    x, y = torch.tensor(X.T), torch.tensor(Y.T)
    optimizer = optimizer(network.parameters())
    costs, order, position = [], np.arange(m), 0
    masks = np.random.RandomState(8)
    batch = batch or m
    for _ in range(iterations):
        if position == 0 and batch < m:
            order = r.permutation(m)
        index = order[position : position + batch]
        for module in network.modules():
            if isinstance(module, Dropout):
                module.draw(len(index), masks)
        cost = ((network(x[index]) - y[index]) ** 2).sum(dim=1).mean() / 2
        costs.append(cost.item())
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        position = (position + batch) if position + batch < m else 0
    values = []
    for module in network.modules():
        if isinstance(module, nn.Linear):
            values += [module.weight, module.bias]
        elif isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            values += [module.weight, module.bias, module.running_mean, module.running_var]
    network.eval()
    return [costs] + [v.detach().numpy() for v in values] + [network(x).detach().numpy().T]


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.1, momentum=0.9)


# Adam is not for a bias in front of a normalization: its gradient is rounding alone, made large.
def adam(parameters):
    return torch.optim.Adam(parameters, lr=0.05)


def rows(**settings):
    return nn.Sequential(
        nn.Linear(3, 5), nn.BatchNorm1d(5, **settings), nn.ReLU(), nn.Linear(5, 2))


def pictures():
    return nn.Sequential(
        Pictures(3, 2, 4, nn.BatchNorm2d(4)), nn.Tanh(), nn.Linear(24, 2))


def residual():
    inner = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.BatchNorm1d(6), nn.Linear(6, 4))
    return nn.Sequential(
        nn.Linear(3, 4), nn.Tanh(), Residual(inner, nn.ReLU()), nn.Linear(4, 2))


def nested():
    inner = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), Residual(
        nn.Sequential(nn.BatchNorm1d(4), nn.LeakyReLU(0.01)), nn.Identity()))
    return nn.Sequential(Residual(inner, nn.Sigmoid()), nn.Linear(4, 2))


def dropout():
    return nn.Sequential(
        nn.Linear(3, 6), nn.Tanh(), Dropout(6, 0.7), nn.Linear(6, 5), nn.ReLU(), Dropout(5, 0.5),
        nn.Linear(5, 2))


# The cost before each of 20 updates; then of each layer in turn its parameters and running statistics
# after the last; then A[L] of all examples in inference.
save("PyTorchLayers", {
    "units": training(rows(), 3, 2, 9, sgd),
    "units, mini-batches": training(rows(), 3, 2, 11, sgd, batch=4),
    "units, momentum and epsilon": training(rows(momentum=0.3, eps=1e-2), 3, 2, 9, sgd),
    "pictures": training(pictures(), 24, 2, 7, sgd),
    "pictures, batches of one": training(pictures(), 24, 2, 7, adam, batch=1),
    "residual": training(residual(), 3, 2, 9, sgd),
    "residual, mini-batches": training(residual(), 3, 2, 11, adam, batch=4),
    "residual in residual": training(nested(), 4, 2, 9, sgd),
    "dropout": training(dropout(), 3, 2, 9, sgd),
    "dropout, mini-batches": training(dropout(), 3, 2, 11, adam, batch=4),
})
