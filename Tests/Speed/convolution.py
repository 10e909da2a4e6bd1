"""Times convolution layers: dnn against PyTorch, forward and backward, on the same shapes.

    PEERS_PYTHON Tests/Speed/convolution.py [--threads N] [--rounds R] [--clock wall|cpu]

Needs torch and a release build (swift build -c release --product dnn-bench). The two take turns: in
each round each one measures a shape for --seconds and keeps its best time; of the rounds the best
counts, of PyTorch also the better of its two memory formats. The ratio is PyTorch's time over ours:
above 1 we are faster. On a machine that does other things too, --threads 1 --clock cpu takes the time of
the calling thread.
"""

from turns import Turns, geometric_mean, options_of

options = options_of(__doc__, threads=2)

import torch

torch.set_num_threads(options.threads)

# Examples, height, width and channels; kernel, filters, stride and padding. Of the first five the
# geometric mean is told.
MEAN = [
    "64x32x32x3 k3 f32 s1 p1",
    "64x32x32x16 k3 f32 s1 p1",
    "64x32x32x32 k3 f32 s1 p1",
    "64x16x16x64 k3 f64 s1 p1",
    "64x8x8x128 k3 f128 s1 p1",
]
SHAPES = MEAN + [
    "64x64x64x3 k3 f16 s1 p1",
    "64x16x16x32 k3 f64 s1 p1",
    "64x32x32x16 k5 f32 s1 p2",
    "64x32x32x32 k3 f64 s2 p1",
    "64x32x32x64 k1 f64 s1 p0",
    "1x32x32x16 k3 f32 s1 p1",
]


def peer(mode, shape, memory_format):
    """A pass of PyTorch over the layer, with dX, dW and db where it trains."""
    sizes, kernel, filters, stride, padding = shape.split()
    m, height, width, channels = map(int, sizes.split("x"))
    kernel, filters, stride, padding = (int(text[1:]) for text in (kernel, filters, stride, padding))
    layer = torch.nn.Conv2d(channels, filters, kernel, stride=stride, padding=padding)
    layer = layer.to(memory_format=memory_format)
    x = torch.rand(m, channels, height, width).to(memory_format=memory_format)
    if mode == "infer":

        def infer():
            with torch.inference_mode():
                layer(x)

        return infer
    x.requires_grad_(True)
    gradient = torch.rand_like(layer(x))

    def train():
        x.grad = None
        layer.zero_grad(set_to_none=True)
        layer(x).backward(gradient)

    return train


def main():
    turns = Turns("convolution", options)
    print(f"PyTorch {torch.__version__}, {options.threads} threads, best of {options.rounds}")
    for mode in ("train", "infer"):
        ratios = []
        for shape in SHAPES:
            name = f"{mode} {shape}"
            if options.only not in name:
                continue
            forms = (torch.contiguous_format, torch.channels_last)
            own, *peers = turns.measure_calls(name, [peer(mode, shape, form) for form in forms])
            ratio = min(peers) / own
            ratios += [ratio] if shape in MEAN else []
            print(f"{name:34}{own * 1e6:10.0f} us   PyTorch x{ratio:6.2f}"
                  f"   (default {peers[0] * 1e6:.0f} us, channels last {peers[1] * 1e6:.0f} us)",
                  flush=True)
        if len(ratios) == len(MEAN):
            print(f"{mode}, geometric mean of the first {len(MEAN)}: {geometric_mean(ratios):.2f}",
                  flush=True)


main()
