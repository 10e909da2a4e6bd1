"""Compares `dnn convert FILE OUT.npy --x NAME --normalize none` with NumPy, for hundreds of files.

HDF5, NPY, NPZ, IDX and safetensors files over all their settings are written by h5py, NumPy and
safetensors, and bfloat16 by PyTorch; every value and the number type must come back exactly.

    PEERS_PYTHON Tests/Peers/array_files.py [--dnn PATH]
"""

import gzip
import itertools
import random
import struct
from collections import Counter

import h5py
import numpy as np
import torch
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch_file

from support.common import Bench, arguments_of, bench, fail, finish

TYPES = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8", "b1"]
SHAPES = [(1,), (7,), (1000,), (3, 5), (64, 33), (5, 4, 3), (2, 3, 4, 5), (12, 16, 16, 3)]
LIBRARY_VERSIONS = ["earliest", "v108", "v110", "v112", "v114", "latest"]
FILTERS = [
    {}, {"compression": 1}, {"compression": 9, "shuffle": True}, {"shuffle": True},
    {"fletcher32": True}, {"compression": 6, "shuffle": True, "fletcher32": True},
]


class Comparison(Bench):
    counts = Counter()

    def check(self, kind, path, name, truth):
        """Converts one array and compares: examples are rows, so axes behind the first fall
        together."""
        out = self.folder / "out.npy"
        out.unlink(missing_ok=True)
        options = ["--x", name] if name else []
        run = self.attempt("convert", path, out, *options, "--normalize", "none")
        self.counts[kind] += 1
        if run.returncode:
            return fail(f"{kind} {path.name} {name}: {run.stderr.strip()}")
        found = np.load(out)
        expected = np.ascontiguousarray(truth).reshape(len(truth), -1)
        expected = expected.astype(expected.dtype.newbyteorder("="))
        if found.dtype != expected.dtype or found.tobytes() != expected.tobytes() or (
                found.reshape(len(found), -1).shape != expected.shape):
            fail(f"{kind} {path.name} {name}: {found.dtype} {found.shape} differs from "
                 f"{expected.dtype} {expected.shape}")


def values(generator, shape, code, big=False):
    """Random bits of a type, so also infinities, NaN and the smallest numbers."""
    dtype = np.dtype(code)
    if code == "b1":
        array = generator.integers(0, 2, shape).astype(bool)
    else:
        count = int(np.prod(shape)) * dtype.itemsize
        array = np.frombuffer(generator.bytes(count), dtype).reshape(shape)
        if generator.random() < 0.5:  # something that compresses
            array = np.zeros(shape, dtype) + generator.integers(0, 3, shape).astype(dtype)
    return array.astype(dtype.newbyteorder(">")) if big else array


def chunked_options(rng, shape):
    """A layout for a dataset: contiguous, or chunks with one of the kinds of growth."""
    kind = rng.choice(["contiguous", "auto", "fixed", "one", "two", "limit"])
    if kind == "contiguous":
        return {}
    if kind == "auto":
        return {"chunks": True, **rng.choice(FILTERS)}
    chunks = tuple(rng.randint(1, length) for length in shape)
    most = list(shape)
    axes = rng.sample(range(len(shape)), k=min(len(shape), {"one": 1, "two": 2}.get(kind, 0)))
    for axis in axes:
        most[axis] = None
    if kind == "limit":
        most = [length + rng.randint(0, 9) for length in shape]
    return {"chunks": chunks, "maxshape": tuple(most), **rng.choice(FILTERS)}


def hdf5(comparison, rng, generator):
    for number in range(240):
        version = rng.choice(LIBRARY_VERSIONS)
        path = comparison.folder / f"random{number}.h5"
        block = rng.choice([0, 0, 0, 512, 4096])
        with h5py.File(path, "w", libver=(version, "latest"), userblock_size=block) as file:
            for padding in range(rng.choice([0, 1, 9, 40])):
                file[f"group/other{padding}"] = padding
            shape, code = rng.choice(SHAPES), rng.choice(TYPES)
            truth = values(generator, shape, code, big=rng.random() < 0.3 and code != "b1")
            name = rng.choice(["x", "group/x", "a/b/c/d/x"])
            file.create_dataset(
                name, data=truth, track_order=rng.random() < 0.2, **chunked_options(rng, shape))
        comparison.check("HDF5", path, name, truth)


def large_hdf5(comparison, generator):
    """Indexes of several levels, pages and super blocks; groups whose links fill a deep heap."""
    layouts = {
        "fixed": dict(chunks=(1,)),
        "extensible": dict(chunks=(1,), maxshape=(None,)),
        "wide": dict(chunks=(7, 1), maxshape=(None, 3)),
        "tree": dict(chunks=(1, 1), maxshape=(None, None)),
        "filtered": dict(chunks=(3,), maxshape=(None,), compression=1),
    }
    for version, (layout, options) in itertools.product(("earliest", "latest"), layouts.items()):
        shape = (20000, 3) if len(options["chunks"]) == 2 else (60000,)
        truth = values(generator, shape, "u1")
        path = comparison.folder / f"large-{version}-{layout}.h5"
        with h5py.File(path, "w", libver=version) as file:
            file.create_dataset("x", data=truth, **options)
        comparison.check("HDF5, many chunks", path, "x", truth)
    for version in ("earliest", "latest"):
        path = comparison.folder / f"links-{version}.h5"
        with h5py.File(path, "w", libver=version) as file:
            group = file.create_group("group")
            for number in range(5000):
                group[f"a name of some length, number {number}"] = [np.uint16(number)]
        for number in (0, 1, 2500, 4999):
            comparison.check(
                "HDF5, many links", path, f"group/a name of some length, number {number}",
                np.array([number], "u2"))


def numpy_files(comparison, rng, generator):
    path = comparison.folder / "x.npy"
    for code, shape, big in itertools.product(TYPES, SHAPES[::2], (False, True)):
        truth = values(generator, shape, code, big)
        ordered = np.asfortranarray(truth) if rng.random() < 0.5 else truth
        with open(path, "wb") as file:
            np.lib.format.write_array(file, ordered, version=rng.choice([(1, 0), (2, 0), (3, 0)]))
        comparison.check("NPY", path, None, truth)
    path = comparison.folder / "x.npz"
    for number in range(40):
        arrays = {
            name: values(generator, rng.choice(SHAPES), rng.choice(TYPES)) for name in "abx"}
        (np.savez if number % 2 else np.savez_compressed)(path, **arrays)
        name = rng.choice("abx")
        comparison.check("NPZ", path, name, arrays[name])


def idx(comparison, generator):
    numbers = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}
    for code, shape, packed in itertools.product(numbers, SHAPES[::2], (False, True)):
        truth = values(generator, shape, code)
        data = struct.pack(f">HBB{len(shape)}I", 0, numbers[code], len(shape), *shape)
        data += truth.astype(truth.dtype.newbyteorder(">")).tobytes()
        path = comparison.folder / "x.idx"
        path.write_bytes(gzip.compress(data) if packed else data)
        comparison.check("IDX", path, None, truth)


def safetensors(comparison, rng, generator):
    path = comparison.folder / "x.safetensors"
    for _ in range(40):
        arrays = {
            f"layer.{i}": values(generator, rng.choice(SHAPES), rng.choice(TYPES))
            for i in range(rng.randint(1, 12))}
        save_file(arrays, path, metadata={"format": "np"})
        name = rng.choice(list(arrays))
        comparison.check("safetensors", path, name, arrays[name])
    tensor = torch.randn(30, 4).bfloat16()
    save_torch_file({"x": tensor}, path)
    comparison.check("safetensors", path, "x", tensor.float().numpy())


def main():
    arguments = arguments_of(__doc__, build="debug").parse_args()
    rng, generator = random.Random(1), np.random.default_rng(1)
    with bench(arguments.dnn, Comparison) as comparison:
        hdf5(comparison, rng, generator)
        large_hdf5(comparison, generator)
        numpy_files(comparison, rng, generator)
        idx(comparison, generator)
        safetensors(comparison, rng, generator)
    for kind, count in comparison.counts.items():
        print(f"{kind}: {count} arrays compared")
    finish(f"{comparison.counts.total()} arrays compared")


if __name__ == "__main__":
    main()
