"""Compares the kernels with NumPy and PyTorch on the same shapes in the same run.

    PEERS_PYTHON Tests/Speed/kernels.py [--threads N] [--rounds R] [--clock wall|cpu]

Needs numpy and torch, and a release build (swift build -c release --product dnn-bench). The three take
turns: in each round each one measures a shape for --seconds and keeps its best time; of the rounds the
best counts. The ratio is the peer's time over ours: above 1 we are faster.
"""

from turns import Turns, geometric_mean, options_of

options = options_of(__doc__, threads=1)

import numpy
import torch

torch.set_num_threads(options.threads)

# Of these the geometric mean is told.
SHAPES = [
    "gemm f32 2048x2048x2048 NN",
    "gemm f32 512x784x128 NN",
    "gemm f32 512x784x1024 NN",
    "gemm f32 256x512x128 NN",
    "gemm f32 64x64x256 NN",
    "gemm f32 20x12288x209 NN",
    "gemm f32 7x12288x209 NN",
    "gradient f32 20x209x12288",
    "gradient f32 512x128x784",
]
OTHERS = [
    "gemm f64 2048x2048x2048 NN",
    "gemm f32 20x12288x209 NT",
    "gemm f32 7x12288x209 NT",
    "gemm f32 128x784x64 NT",
    "gradient f32 128x64x784",
    "gemm f32 64x128x64 NN",
    "gemm f32 128x64x64 TN",
    "gemm f32 20x209x209 NN",
    "gemm f32 7x20x209 NN",
    "gemm f32 5x7x209 NN",
    "gemm f32 1x5x209 NN",
    "gemm f32 10x64x64 NN",
    "gemm f32 7x209x20 NT",
    "gemm f32 5x209x7 NT",
    "gemm f32 1x209x5 NT",
    "gemm f32 20x7x209 TN",
    "gemm f32 128x784x1 NN",
    "gemm f32 512x784x1 NN",
    "gemm f32 20x12288x1 NN",
    "gemm f32 4096x4096x1 NN",
    "gemm f32 1x12288x209 NN",
]
FUNCTIONS = [
    f"{label} {number} 1000000"
    for label in ("sigmoid", "tanh", "exp", "log", "log1p", "relu")
    for number in ("f32", "f64")
]


def product(name):
    """The bodies of NumPy and PyTorch for a product."""
    kind, number, shape, *order = name.split()
    m, k, n = map(int, shape.split("x"))
    transpose_a, transpose_b = (letter == "T" for letter in (order[0] if order else "NN"))
    dtype = numpy.float32 if number == "f32" else numpy.float64
    generator = numpy.random.default_rng(1)
    a = generator.standard_normal((k, m) if transpose_a else (m, k)).astype(dtype)
    b = generator.standard_normal((n, k) if transpose_b else (k, n)).astype(dtype)
    c = numpy.empty((m, n), dtype)
    a = a.T if transpose_a else a
    b = b.T if transpose_b else b
    tensors = [torch.from_numpy(array) for array in (a, b, c)]
    return (
        lambda: numpy.matmul(a, b, out=c),
        lambda: torch.matmul(tensors[0], tensors[1], out=tensors[2]),
    )


def function(name):
    """The bodies of NumPy and PyTorch for an elementwise function."""
    label, number, count = name.split()
    dtype = numpy.float32 if number == "f32" else numpy.float64
    x = numpy.random.default_rng(1).uniform(-2, 2, int(count)).astype(dtype)
    if label.startswith("log"):
        x = numpy.abs(x)
    out = numpy.empty_like(x)
    tensor, tensor_out = torch.from_numpy(x), torch.from_numpy(out)
    if label == "sigmoid":
        def numpy_body():
            numpy.negative(x, out=out)
            numpy.exp(out, out=out)
            numpy.add(out, 1, out=out)
            numpy.reciprocal(out, out=out)
    elif label == "relu":
        def numpy_body():
            numpy.maximum(x, 0, out=out)

        return numpy_body, lambda: torch.clamp(tensor, min=0, out=tensor_out)
    else:
        def numpy_body():
            getattr(numpy, label)(x, out=out)
    return numpy_body, lambda: getattr(torch, label)(tensor, out=tensor_out)


def main():
    turns = Turns("kernels", options)
    ratios = []
    for name in SHAPES + OTHERS + FUNCTIONS:
        if options.only not in name:
            continue
        bodies = function(name) if name in FUNCTIONS else product(name)
        own, *peers = turns.measure_calls(name, bodies)
        found = [peer / own for peer in peers]
        ratios += [found] if name in SHAPES else []
        print(f"{name:34}{own * 1e6:12.2f} us   NumPy x{found[0]:6.2f}   PyTorch x{found[1]:6.2f}",
              flush=True)
    if len(ratios) == len(SHAPES):
        means = [geometric_mean(column) for column in zip(*ratios)]
        print(f"geometric mean of the first {len(SHAPES)}: NumPy x{means[0]:.2f}, PyTorch x{means[1]:.2f}")


main()
