"""Compares what `dnn convert` makes of arrays of every kind with h5py, NumPy and safetensors.

Numbers packed by LZF and scale-offset, text of every storage, arrays with MATLAB's axes, links, and
arrays that are neither numbers nor text: written by their own libraries, they come back exactly or
are refused by name, and no array hides another or stands in for it.

    PEERS_PYTHON Tests/Peers/array_kinds.py [--dnn PATH] [--files N]
"""

import json
import random
import struct
from collections import Counter

import h5py
import numpy as np

from support.common import Bench, arguments_of, bench, fail, finish

INTEGERS = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"]
WORDS = ["cat", "dog", "größe", "日本", "🐱 a", "x" * 30, "a b", " lead", "q\"uote", "0", "1.5", "é", "Straße"]


class Comparison(Bench):
    rng, generator = random.Random(1), np.random.default_rng(1)
    counts = Counter()

    def convert(self, path, *options):
        out = self.folder / "out.npz"
        out.unlink(missing_ok=True)
        run = self.attempt("convert", path, out, *options)
        return (dict(np.load(out)) if run.returncode == 0 else None), run.stderr.strip()

    def check(self, kind, path, x, y=None, options=()):
        """x and, where there are, y come back exactly; more axes than one fall together."""
        self.counts[kind] += 1
        found, error = self.convert(path, *options)
        if found is None:
            return fail(f"{kind} {path.name}: {error}")
        native = np.ascontiguousarray(x).reshape(len(x), -1)
        native = native.astype(native.dtype.newbyteorder("="))
        if found["x"].dtype != native.dtype or found["x"].tobytes() != native.tobytes():
            fail(f"{kind} {path.name}: x is {found['x'].dtype} {found['x'][:3]}, not {native[:3]}")
        if y is not None and not np.array_equal(found.get("y"), y):
            fail(f"{kind} {path.name}: y is {found.get('y')}, not {y}")

    def refuse(self, kind, path, name, words, options=()):
        """The array is refused under its name."""
        self.counts[kind] += 1
        found, error = self.convert(path, "--x", name, *options)
        if found is not None or name not in error or not any(word in error for word in words):
            fail(f"{kind} {path.name}: {name} gave {'an array' if found else error}, expected {words}")


def packed(c):
    """LZF and scale-offset, with fill values, parts that were never written and other filters."""
    rng, generator = c.rng, c.generator
    path = c.folder / "packed.h5"
    shape = rng.choice([(1,), (7,), (1000,), (64, 33), (5, 4, 3), (12, 16, 3)])
    isFloat = rng.random() < 0.4
    code = rng.choice(["f4", "f8"] if isFloat else INTEGERS)
    width = 8 * np.dtype(code).itemsize
    options = {"chunks": tuple(rng.randint(1, length) for length in shape)}
    kind = rng.choice(["lzf", "scale", "both"])
    if kind != "scale":
        options |= {"compression": "lzf"}
    if kind != "lzf":
        options |= {"scaleoffset": rng.randint(0, 6) if isFloat else rng.choice([0, 0, rng.randint(1, width)])}
    options |= {"shuffle": rng.random() < 0.3}
    if kind == "lzf":
        options |= {"fletcher32": rng.random() < 0.3}
    if isFloat:
        truth = generator.normal(rng.choice([0, 1e5, -3]), rng.choice([1e-3, 1, 1e4]), shape).astype(code)
    else:
        span = rng.choice([0, 1, 5, 200, 2 ** (width - 1) - 1])
        low = 0 if code[0] == "u" else rng.choice([0, -min(span, 100), -2 ** (width - 1)])
        truth = generator.integers(low, min(low + span, int(np.iinfo(code).max)), shape, code, endpoint=True)
    if rng.random() < 0.4:
        options |= {"fillvalue": truth.flat[0] if rng.random() < 0.5 else np.array(77, code)}
    big = rng.random() < 0.3
    with h5py.File(path, "w", libver=rng.choice(["earliest", "latest"])) as file:
        data = file.create_dataset("x", shape, code if not big else ">" + code, **options)
        if rng.random() < 0.7:
            data[...] = truth
        else:
            data[: max(1, shape[0] // 2)] = truth[: max(1, shape[0] // 2)]
    # Read again: what was just written is still as it was before the filters.
    with h5py.File(path) as file:
        truth = file["x"][...]
    c.check("packed", path, truth, options=("--x", "x"))


def text(c):
    """Labels of text, in every way that NumPy and h5py store it."""
    rng = c.rng
    count = rng.randint(1, 40)
    ascii = rng.random() < 0.4
    words = [w for w in WORDS if not ascii or w.isascii()]
    labels = np.array([rng.choice(words) for _ in range(count)])
    x = c.generator.normal(size=(count, 3))
    kind = rng.choice(["U", ">U", "S", "npy", "fixed", "padded", "blanks", "vlen"])
    if kind in ("U", ">U", "S"):
        stored = np.char.encode(labels, "utf-8") if kind == "S" else labels.astype(labels.dtype.newbyteorder(kind[0]) if kind == ">U" else labels.dtype)
        path = c.folder / "text.npz"
        rng.choice([np.savez, np.savez_compressed])(path, x=x, y=stored.reshape(rng.choice([(count,), (count, 1)])), other=np.arange(count))
    elif kind == "npy":
        np.save(c.folder / "X.npy", x), np.save(c.folder / "y.npy", labels)
        config = {"xPath": str(c.folder / "X.npy"), "yPath": str(c.folder / "y.npy")}
        (c.folder / "config.json").write_text(json.dumps({
            "n": [0, len(set(labels))], "activations": ["softmax"], "alpha": 1, "iterations": 1, "data": {"train": config}}))
        run = c.attempt("check", "--config", "config.json")
        c.counts["text in a file of its own"] += 1
        texts, counts = np.unique(labels, return_counts=True)
        said = (run.stdout + run.stderr).split("classes: ")[-1]
        if run.returncode or not all(f"{t} {n}" in said for t, n in list(zip(texts, counts))[:12]):
            fail(f"text in a file of its own: {run.stderr}")
        return
    else:
        path = c.folder / "text.h5"
        with h5py.File(path, "w", libver=rng.choice(["earliest", "latest"])) as file:
            file["x"], file["other"] = x, np.arange(count)
            options = rng.choice([{}, {"chunks": (max(1, count // 3),), "compression": 1}])
            if kind == "vlen":
                file.create_dataset("y", data=labels.astype(object), dtype=h5py.string_dtype("ascii" if ascii else "utf-8"), **options)
            elif kind == "padded":
                file.create_dataset("y", data=np.char.encode(labels, "utf-8"), **options)
            else:
                encoded = np.char.encode(labels, "utf-8")
                size = encoded.dtype.itemsize + 1
                type = h5py.h5t.C_S1.copy()
                type.set_size(size)
                type.set_strpad(h5py.h5t.STR_SPACEPAD if kind == "blanks" else h5py.h5t.STR_NULLTERM)
                data = h5py.h5d.create(file.id, b"y", type, h5py.h5s.create_simple((count,)))
                raw = b"".join(bytes(t).ljust(size, b" " if kind == "blanks" else b"\0") for t in encoded)
                data.write(h5py.h5s.ALL, h5py.h5s.ALL, np.frombuffer(raw, f"S{size}"), type)
    c.check(f"text as {kind}", path, x, labels)


def odd_arrays(c):
    """Arrays of other kinds: they hide no other, and are refused under their own name."""
    rng = c.rng
    x, y = c.generator.normal(size=(6, 3)), np.arange(6) % 2
    options = ("--y", "y")
    if rng.random() < 0.4:
        path = c.folder / "odd.npz"
        other, words = rng.choice([
            (np.array([{"a": 1}], object), ["Python objects"]), (np.zeros(3, [("a", "f4"), ("b[", "i4", (2,))]), ["records"]),
            (np.array(["2024-01-01"], "M8[D]"), ["dates"]), (np.array([5], "m8[s]"), ["durations"]), (np.zeros(2, "c16"), ["complex"]),
            (np.zeros(2, "V3"), ["raw bytes"]), (np.zeros(2, "f16"), ["wide floats"]), (np.array(["a", "b"]), ["text"]),
        ])
        np.savez(path, x=x, y=y, other=other)
    elif rng.random() < 0.3:
        path = c.folder / "odd.safetensors"
        kind = rng.choice(["F8_E4M3", "F8_E5M2", "C64", "F4", "NEW"])
        head = {"x": {"dtype": "F64", "shape": [6, 3], "data_offsets": [0, 144]}, "other": {"dtype": kind, "shape": [5], "data_offsets": [144, 149]},
                "y": {"dtype": "I64", "shape": [6], "data_offsets": [149, 197]}}
        head = json.dumps(head).encode()
        path.write_bytes(struct.pack("<Q", len(head)) + head + x.tobytes() + bytes(5) + y.astype("i8").tobytes())
        words = [kind]
    else:
        path = c.folder / "odd.h5"
        with h5py.File(path, "w", libver=rng.choice(["earliest", "latest"])) as file:
            file["x"], file["y"] = x, y
            kind = rng.choice(["compound", "complex", "opaque", "reference", "vlen", "array", "text", "external", "nowhere", "loop",
                               "storage", "virtual", "bits", "packed", "float8"])
            words = {"compound": ["compound"], "complex": ["complex"], "opaque": ["opaque"], "reference": ["references"], "vlen": ["variable-length"],
                     "array": ["arrays"], "text": ["text"], "external": ["far.h5"], "nowhere": ["which is not in the file"], "loop": ["which is not in the file"],
                     "storage": ["another file"], "virtual": ["virtual"], "bits": ["bits"], "packed": ["N-bit", "SZIP"], "float8": ["not IEEE"]}[kind]
            if kind == "compound":
                file["other"] = np.zeros(3, [("a", "f4"), ("b", "i4")])
            elif kind == "complex":
                file["other"] = np.zeros(3, "c8")
            elif kind == "opaque":
                file["other"] = np.zeros(3, "V5")
            elif kind == "reference":
                file.create_dataset("other", data=[file["x"].ref], dtype=h5py.ref_dtype)
            elif kind == "vlen":
                file.create_dataset("other", (2,), h5py.vlen_dtype("i4"))[0] = np.arange(3)
            elif kind == "array":
                h5py.h5d.create(file.id, b"other", h5py.h5t.array_create(h5py.h5t.IEEE_F32LE, (3,)), h5py.h5s.create_simple((4,)))
            elif kind == "text":
                file["other"] = ["a", "b"]
            elif kind == "external":
                file["other"] = h5py.ExternalLink("far.h5", "/xx")
            elif kind == "nowhere":
                file["other"] = h5py.SoftLink("/not/there")
            elif kind == "loop":
                file["other"], file["back"] = h5py.SoftLink("/back"), h5py.SoftLink("/other")
            elif kind == "storage":
                file.create_dataset("other", (4,), "f4", external=[(str(c.folder / "raw.bin"), 0, 16)])
            elif kind == "virtual":
                layout = h5py.VirtualLayout((6, 3), "f8")
                layout[...] = h5py.VirtualSource(path, "x", (6, 3))
                file.create_virtual_dataset("other", layout)
            elif kind == "bits":
                type = h5py.h5t.STD_I32LE.copy()
                type.set_precision(17)
                h5py.h5d.create(file.id, b"other", type, h5py.h5s.create_simple((4,)))
            elif kind == "packed":
                list = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
                list.set_chunk((32,))
                list.set_filter(5, h5py.h5z.FLAG_OPTIONAL) if rng.random() < 0.5 or not h5py.h5z.filter_avail(4) else list.set_szip(32, 8)
                h5py.h5d.create(file.id, b"other", h5py.h5t.STD_I32LE, h5py.h5s.create_simple((32,)), list)
            else:
                type = h5py.h5t.IEEE_F16LE.copy()
                type.set_fields(7, 3, 4, 0, 3), type.set_precision(8), type.set_size(1)
                h5py.h5d.create(file.id, b"other", type, h5py.h5s.create_simple((4,)))
    c.check("beside odd arrays", path, x, y, options)
    c.refuse("odd arrays", path, "other", words)


def links(c):
    """Links inside the file, through groups and other links, lead to the array they name."""
    rng = c.rng
    path = c.folder / "links.h5"
    x, decoy = c.generator.normal(size=(6, 3)), c.generator.normal(size=(6, 2))
    with h5py.File(path, "w", libver=rng.choice(["earliest", "latest"])) as file:
        file["deep/er/x"], file["decoy"] = x, decoy
        kind = rng.choice(["soft", "relative", "group", "chain", "hard", "hard group", "root"])
        name = "x"
        if kind == "soft":
            file["x"] = h5py.SoftLink("/deep/er/x")
        elif kind == "relative":
            file["deep/x"], name = h5py.SoftLink("./er/x"), "deep/x"
        elif kind == "group":
            file["g"], name = h5py.SoftLink("deep"), "g/er/x"
        elif kind == "chain":
            file["a"], file["b"], file["x"] = h5py.SoftLink("/b/er"), h5py.SoftLink("/deep"), h5py.SoftLink("a/x")
        elif kind == "hard":
            file["x"] = file["deep/er/x"]
        elif kind == "hard group":
            file["g"], name = file["deep"], "g/er/x"
        else:
            file["deep/up"], name = h5py.SoftLink("/"), "deep/up/deep/er/x"
    c.check(f"a link ({kind})", path, x, options=("--x", name))


def matlab(c):
    """Arrays as MATLAB 7.3 stores them: axes in reverse, classes in attributes."""
    rng = c.rng
    path = c.folder / "matlab.mat"
    marked = rng.random() < 0.7
    shape = rng.choice([(4, 4), (7, 3), (5, 1), (3, 4, 5), (2, 3, 4, 5)])
    code = rng.choice([*INTEGERS, "f4", "f8", "logical"])
    x = c.generator.integers(0, 2, shape).astype(bool) if code == "logical" else c.generator.integers(0, 100, shape).astype(code)
    options = rng.choice([{}, {"compression": 3, "chunks": tuple(max(1, n // 2) for n in shape[::-1])}])
    with h5py.File(path, "w", userblock_size=512 if marked else 0) as file:
        stored = np.ascontiguousarray(x.T.astype("u1") if code == "logical" else x.T)
        file.create_dataset("X", data=stored, **options)
        names = {"f4": "single", "f8": "double", "logical": "logical"}
        file["X"].attrs["MATLAB_class"] = np.bytes_(names.get(code, np.dtype(code).name if code != "logical" else ""))
        for name, type, kind in (("word", "u2", "char"), ("parts", "u8", "cell"), ("kinds", "u4", "categorical"), ("none", "u8", "double")):
            file[name] = np.ones((1, 3), type)
            file[name].attrs["MATLAB_class"] = np.bytes_(kind)
        file["none"].attrs["MATLAB_empty"] = np.uint8(1)
        file["S/data"], file["#refs#/a"] = np.ones(3), np.ones((9, 9))
        file["S"].attrs["MATLAB_sparse"] = np.uint64(4)
    if marked:
        with open(path, "r+b") as file:
            file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\0\2IM")
    c.check("MATLAB", path, x, options=("--x", "X"))
    name, words = rng.choice([("word", ["char"]), ("parts", ["cell"]), ("kinds", ["categorical"]), ("none", ["empty"]), ("S/data", ["sparse"])])
    c.refuse("MATLAB's other arrays", path, name, words)


def main():
    parser = arguments_of(__doc__, build="debug")
    parser.add_argument("--files", type=int, default=40, help="of each kind")
    arguments = parser.parse_args()
    with bench(arguments.dnn, Comparison) as comparison:
        for kind in (packed, text, odd_arrays, links, matlab):
            for _ in range(arguments.files):
                kind(comparison)
    finish(f"{comparison.counts.total()} arrays of {len(comparison.counts)} kinds compared")


if __name__ == "__main__":
    main()
