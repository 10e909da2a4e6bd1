"""Makes the fixtures of ArrayFilesTests with NumPy, h5py, PyTorch and safetensors.

    python make_fixtures.py        (in this folder)

Each numeric array holds `values(count, type)`; the tests make the same numbers.
"""

import gzip
import struct
from pathlib import Path

import h5py
import numpy as np
import torch
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch_file

FOLDER = Path(__file__).parent
TYPES = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8", "b1"]


def values(count, code):
    """0, 3, 6, … modulo 97; less 48 for signed types, halved for floats, odd or even for bool."""
    numbers = np.arange(count) * 3 % 97
    if code[0] in "if":
        numbers = numbers - 48
    if code[0] == "f":
        return (numbers / 2).astype(code)
    return (numbers % 2 == 1) if code == "b1" else numbers.astype(code)


for code in TYPES:
    array = values(24, code).reshape(2, 3, 4)
    for order in "<>":
        np.save(FOLDER / f"c{'be' if order == '>' else 'le'}-{code}.npy", array.astype(order + code))
np.save(FOLDER / "fortran.npy", np.asfortranarray(values(24, "f8").reshape(2, 3, 4)))
np.save(FOLDER / "scalar.npy", np.float32(2.5))
np.save(FOLDER / "empty.npy", np.zeros((0, 3), "f4"))
np.save(FOLDER / "names.npy", np.array(["cat", "größer", ""]))
np.save(FOLDER / "bytes.npy", np.array([b"non-cat", b"cat"]))
np.save(FOLDER / "complex.npy", np.zeros(3, "c8"))
np.save(FOLDER / "record.npy", np.zeros(3, [("a", "i4"), ("b", "f4")]))
for version in (2, 3):
    with open(FOLDER / f"version{version}.npy", "wb") as file:
        np.lib.format.write_array(file, values(24, "f4").reshape(2, 3, 4), version=(version, 0))

arrays = {code: values(24, code).reshape(2, 3, 4) for code in TYPES}
arrays["big"] = values(24, "f8").astype(">f8").reshape(2, 3, 4)
arrays["names"] = np.array(["cat", "dog"])
np.savez(FOLDER / "stored.npz", **arrays)
np.savez_compressed(FOLDER / "deflated.npz", **arrays)

IDX_TYPES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}
for code, number in IDX_TYPES.items():
    header = struct.pack(">HBB3I", 0, number, 3, 2, 3, 4)
    data = header + values(24, code).astype(">" + code).tobytes()
    (FOLDER / f"{code}.idx").write_bytes(data)
    if code == "u1":
        (FOLDER / "u1.idx.gz").write_bytes(gzip.compress(data, mtime=0))

tensors = {code: values(24, code).reshape(2, 3, 4) for code in TYPES}
tensors["empty"] = np.zeros((0, 3), "f4")
tensors["scalar"] = np.array(2.5, "f4")
save_file(tensors, FOLDER / "numpy.safetensors", {"format": "np", "a \"key\"\n": "größer 🐱 \x01"})
save_torch_file({"bf16": torch.tensor(values(24, "f4")).bfloat16()}, FOLDER / "torch.safetensors")


def fill(file):
    for code in TYPES:
        file[f"numbers/le-{code}"] = values(24, code).reshape(2, 3, 4)
        file.create_dataset(
            f"numbers/be-{code}", data=values(24, code).reshape(2, 3, 4).astype(">" + code)
            if code != "b1" else values(24, code).reshape(2, 3, 4))
    file["scalar"] = np.float32(2.5)
    file["empty"] = np.zeros((0, 3), "f4")
    file["list_classes"] = np.array([b"non-cat", b"cat"])
    file["deep/er/still/x"] = values(5, "i4")
    file["soft"] = h5py.SoftLink("/deep/er/still/x")
    file["group"] = h5py.SoftLink("deep/er")
    file["hard"] = file["scalar"]
    file["nowhere"] = h5py.SoftLink("/not/there")
    # Under "earliest" an external link alone makes a group new-style.
    file["outside/other file"] = h5py.ExternalLink("other.h5", "/x")
    file["text"] = ["variable", "length"]
    file["complex"] = np.zeros(3, "c16")
    file["filled"] = np.zeros(0)
    file.create_dataset("unwritten", (4, 2), "f4", fillvalue=1.5)
    file["committed type"] = np.dtype("<f8")
    file.create_dataset("of committed type", data=values(6, "f8"), dtype=file["committed type"])
    file.create_dataset("enumeration", data=[0, 2], dtype=h5py.enum_dtype({"A": 0, "B": 2}, "u1"))
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple((6,))
    h5py.h5d.create(file.id, b"compact", h5py.h5t.IEEE_F64LE, space, compact).write(
        h5py.h5s.ALL, h5py.h5s.ALL, values(6, "f8"))


for name, options in {
    "earliest": {"libver": "earliest"},
    "v108": {"libver": ("v108", "v108")},
    "latest": {"libver": "latest"},
    "userblock": {"libver": "earliest", "userblock_size": 1024},
}.items():
    with h5py.File(FOLDER / f"{name}.h5", "w", **options) as file:
        fill(file)
# More than one heap of strings, strings that were never written, and chunks of them.
with h5py.File(FOLDER / "strings.h5", "w") as file:
    text = h5py.string_dtype()
    long = file.create_dataset("long", (200,), text)
    for i in range(0, 200, 50):
        long[i:i + 50] = [f"{k} " + "größer" * (k % 7) for k in range(i, i + 50)]
        file[f"between/{i}"] = f"a heap ends here {i}"
        file.flush()
    file.create_dataset("unwritten", (3,), text)
    file.create_dataset("packed", data=["a", "", "bc", "a"], dtype=text, chunks=(3,), compression=9)
for name in ("earliest", "latest"):
    with h5py.File(FOLDER / f"many-{name}.h5", "w", libver=name) as file:
        for i in range(300):
            file[f"array {i:03}"] = np.uint8(i % 251)

# The kinds of chunk index, by the largest shape (None: without limit) and the chunk.
CHUNKS = {
    "single": ((5, 7, 3), (5, 7, 3)),
    "fixed": ((5, 7, 3), (2, 3, 2)),
    "growing to a limit": ((9, 8, 5), (2, 3, 2)),
    "extensible": ((None, 7, 3), (1, 3, 2)),
    "extensible in the middle": ((5, None, 3), (2, 1, 2)),
    "extensible with limits": ((11, 9, None), (2, 3, 2)),
    "tree": ((None, None, 3), (2, 3, 2)),
}
FILTERS = {
    "plain": {},
    "deflate": {"compression": 9},
    "all": {"compression": 4, "shuffle": True, "fletcher32": True},
}
for name in ("earliest", "latest"):
    with h5py.File(FOLDER / f"chunks-{name}.h5", "w", libver=name) as file:
        for kind, (most, chunk) in CHUNKS.items():
            for filters, options in FILTERS.items():
                file.create_dataset(
                    f"{kind}/{filters}", data=values(105, "i2").reshape(5, 7, 3),
                    maxshape=most, chunks=chunk, **options)
        early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        early.set_chunk((2, 3, 2))
        early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        space = h5py.h5s.create_simple((5, 7, 3))
        h5py.h5d.create(file.id, b"implicit", h5py.h5t.STD_I16LE, space, early).write(
            h5py.h5s.ALL, h5py.h5s.ALL, values(105, "i2").reshape(5, 7, 3))
        file.create_dataset("unwritten", (6, 4), "f4", chunks=(2, 2), fillvalue=1.5)
        partly = file.create_dataset(
            "partly", (6, 4), ">f4", chunks=(2, 2), fillvalue=-2, compression=1)
        partly[2:4, 2:4] = 7
        shrunk = file.create_dataset(
            "shrunk", data=values(105, "i2"), maxshape=(None,), chunks=(4,))
        shrunk.resize((10,))
        file.create_dataset("nothing", (0, 3), "f4", maxshape=(None, 3), chunks=(2, 2))
        file.create_dataset("lzf", data=values(10, "i2"), compression="lzf")
        file.create_dataset("number of bits", data=values(10, "i2"), scaleoffset=0)
        file.create_dataset("classes", data=np.array([b"a", b"bc"] * 9), chunks=(4,))
