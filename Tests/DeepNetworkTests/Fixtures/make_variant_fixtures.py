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
M = 3


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


def same(x, size, stride, value=0.0):
    """Pictures padded to ⌈n / stride⌉ windows, the odd row and column behind, as Keras does."""
    zeros = []
    for n in (x.shape[3], x.shape[2]):
        total = max(0, (-(-n // stride) - 1) * stride + size - n)
        zeros += [total // 2, total - total // 2]
    return F.pad(x, zeros, value=value)


def pool(function, size, stride, padding=0):
    """A pooling of pictures of 5 by 4 pixels."""
    def apply(x):
        x = pictures(x, 5, 4)
        if padding != "same":
            return columns(function(x, size, stride, padding))
        lowest = -torch.inf if function is F.max_pool2d else 0.0
        return columns(function(same(x, size, stride, lowest), size, stride))

    return passes(60, [], apply)


def convolution(filters, kernel, stride, padding, groups=1, bias=True):
    """A convolution of pictures of 5 by 4 pixels with 6 channels."""
    def apply(x, W, b=None):
        W = W.reshape(filters, kernel, kernel, -1).permute(0, 3, 1, 2)
        x = pictures(x, 5, 4)
        if padding == "same":
            x = same(x, kernel, stride)
        zeros = 0 if padding == "same" else padding
        b = None if b is None else b[:, 0]
        return columns(torch.tanh(F.conv2d(x, W, b, stride, zeros, groups=groups)))

    shapes = [(filters, kernel * kernel * 6 // groups)] + [(filters, 1)] * bias
    return passes(120, shapes, apply)


def shortcut(x, W, b):
    """tanh(W1 x + b1), then W2 and b2, beside W3 and b3, and a sigmoid."""
    W1, W2, W3 = W[:12].reshape(4, 3), W[12:20].reshape(2, 4), W[20:].reshape(2, 3)
    b1, b2, b3 = b[:4], b[4:6], b[6:]
    return torch.sigmoid(W2 @ torch.tanh(W1 @ x + b1) + b2 + W3 @ x + b3)


save("PyTorchVariants", {
    "layer normalization": passes(7, [(7, 1)] * 2, layer_normalization),
    "layer normalization of pictures": passes(24, [(4, 1)] * 2, pixel_normalization),
    "global means": passes(24, [], lambda x: pictures(x, 2, 3).mean(dim=(2, 3)).T),
    "sigmoid": passes(4, [], torch.sigmoid),
    "softmax": passes(4, [], lambda x: torch.softmax(x, dim=0)),
    "shortcut": passes(3, [(26, 1), (8, 1)], shortcut),
    "largest with padding": pool(F.max_pool2d, 3, 2, 1),
    "largest, same": pool(F.max_pool2d, 2, 1, "same"),
    "largest, same with a stride": pool(F.max_pool2d, 4, 3, "same"),
    "means with padding": pool(F.avg_pool2d, 3, 2, 1),
    "means, same": pool(F.avg_pool2d, 2, 1, "same"),
    "means, same with a stride": pool(F.avg_pool2d, 4, 3, "same"),
    "convolution, same, an even kernel": convolution(5, 2, 1, "same"),
    "convolution, same with a stride": convolution(5, 3, 2, "same"),
    "convolution, same, wide steps": convolution(5, 2, 3, "same"),
    "convolution without bias": convolution(5, 3, 2, 1, bias=False),
    "convolution of groups": convolution(9, 3, 2, 1, groups=3),
    "convolution of groups, same": convolution(4, 2, 1, "same", groups=2, bias=False),
    "depthwise convolution": convolution(6, 3, 1, 1, groups=6),
    "depthwise convolution, same with a stride": convolution(6, 4, 3, "same", groups=6),
    "depthwise convolution, two filters a channel": convolution(12, 3, 2, 0, groups=6),
})
