"""Writes PyTorchVariants.npz: single layers, there and back, worked out with PyTorch in float64.

    python make_variant_fixtures.py

The file here is of NumPy 2.4.6 and PyTorch 2.15.0. The tests draw A_prev, the parameters and dA in
this order, since NumPy's RandomState is the same there. Examples are columns there and rows here; a
picture's feature (y · width + x) · channels + c is its element (y, x, c).
"""
import numpy as np
import torch
from npz import save
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
M = 5


def pictures(x, height, width):
    """(n, m) as (m, channels, height, width)."""
    return x.T.reshape(x.shape[1], height, width, -1).permute(0, 3, 1, 2)


def columns(x):
    """(m, channels, height, width) as (n, m)."""
    return x.permute(0, 2, 3, 1).reshape(len(x), -1).T


def passes(n, shapes, function):
    """A, dA_prev and the gradients, divided by m, of parameters of these shapes."""
    r = np.random.RandomState(13)
    drawn = [torch.tensor(r.randn(*shape), requires_grad=True) for shape in [(n, M)] + shapes]
    a = function(*drawn)
    a.backward(torch.tensor(r.randn(*a.shape)))
    values = [a.detach(), drawn[0].grad] + [p.grad / M for p in drawn[1:]]
    return [v.numpy() for v in values]


def layer_normalization(x, W, b):
    return torch.tanh(F.layer_norm(x.T, [len(x)], W[:, 0], b[:, 0], eps=1e-5)).T


def pixel_normalization(x, W, b):
    pixels = x.T.reshape(-1, len(W))
    return F.layer_norm(pixels, [len(W)], W[:, 0], b[:, 0], eps=1e-3).reshape(M, -1).T


save("PyTorchVariants", {
    "layer normalization": passes(7, [(7, 1)] * 2, layer_normalization),
    "layer normalization of pictures": passes(24, [(4, 1)] * 2, pixel_normalization),
})
