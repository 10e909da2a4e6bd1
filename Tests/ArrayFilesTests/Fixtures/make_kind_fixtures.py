"""Makes the fixtures of what is neither plain numbers nor read by every program, with h5py and NumPy.

    python make_kind_fixtures.py        (in this folder)

Each numeric array holds `values(count, type)` of make_fixtures.py unless said otherwise.
"""

import json
import struct
from pathlib import Path

import h5py
import numpy as np

FOLDER = Path(__file__).parent


def values(count, code):
    numbers = np.arange(count) * 3 % 97
    if code[0] in "if":
        numbers = numbers - 48
    return (numbers / 2).astype(code) if code[0] == "f" else numbers.astype(code)


# LZF and scale-offset. What scale-offset rounds is stored again as HDF5 reads it: `rounded/…`.
with h5py.File(FOLDER / "packed.h5", "w", libver="latest") as file:
    def add(name, data, **options):
        file.create_dataset(name, data=data, **{"chunks": (5, 4), **options})

    wide = np.zeros((50, 70), "i4")
    wide[::7, ::3] = values(24 * 8, "i4").reshape(8, 24)
    add("lzf/numbers", values(105, "i2").reshape(15, 7), compression="lzf")
    add("lzf/repeating", wide, compression="lzf", chunks=(50, 70))
    add("lzf/all", values(105, "f8").reshape(15, 7), compression="lzf", shuffle=True, fletcher32=True)
    for code in ("u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"):
        add(f"scale/{code}", values(105, code).reshape(15, 7), scaleoffset=0)
        add(f"scale/big {code}", values(105, code).reshape(15, 7).astype(">" + code), scaleoffset=0, compression=1)
    for code in ("f4", "f8"):
        add(f"scale/{code}", values(105, code).reshape(15, 7), scaleoffset=1)
        add(f"scale/big {code}", values(105, code).reshape(15, 7).astype(">" + code), scaleoffset=1, compression="lzf")
    add("scale/few bits", np.arange(20).reshape(5, 4) % 8, scaleoffset=5)
    add("scale/all bits", values(20, "i2").reshape(5, 4), scaleoffset=16)
    add("scale/full width", np.array([[-2**31, 2**31 - 1, 0, 7]] * 5, "i4"), scaleoffset=0)
    add("scale/constant", np.full((5, 4), 9, "u2"), scaleoffset=0)
    add("scale/filled", np.array([[7, 9, -1, 7]] * 5, "i4"), scaleoffset=0, fillvalue=7)
    partly = file.create_dataset("scale/partly", (15, 7), "f8", chunks=(5, 4), scaleoffset=1, fillvalue=-2)
    partly[5:10] = 1.5
    add("scale/rounded f4", (np.arange(20, dtype="f4") / 7).reshape(5, 4), scaleoffset=2, fillvalue=1)
    add("scale/rounded f8", (np.arange(20) / 7 - 1e3).reshape(5, 4), scaleoffset=3)
with h5py.File(FOLDER / "packed.h5", "a", libver="latest") as file:
    for code in ("f4", "f8"):
        file[f"read/rounded {code}"] = file[f"scale/rounded {code}"][...]

# What cannot be read, beside what can.
for version in ("earliest", "latest"):
    with h5py.File(FOLDER / f"kinds-{version}.h5", "w", libver=version) as file:
        file["x"] = values(6, "f4").reshape(3, 2)
        file["compound"] = np.zeros(3, [("a", "f4"), ("b", "i4")])
        file["complex"] = np.zeros(3, "c8")
        file["opaque"] = np.zeros(3, "V5")
        file.create_dataset("references", data=[file["x"].ref], dtype=h5py.ref_dtype)
        file.create_dataset("variable", (2,), h5py.vlen_dtype("i4"))
        h5py.h5d.create(file.id, b"arrays", h5py.h5t.array_create(h5py.h5t.IEEE_F32LE, (3,)), h5py.h5s.create_simple((4,)))
        bits = h5py.h5t.STD_I32LE.copy()
        bits.set_precision(17)
        h5py.h5d.create(file.id, b"bits", bits, h5py.h5s.create_simple((4,)))
        layout = h5py.VirtualLayout((3, 2), "f4")
        layout[...] = h5py.VirtualSource("kinds.h5", "x", (3, 2))
        file.create_virtual_dataset("virtual", layout)
        file.create_dataset("elsewhere", (4,), "f4", external=[("raw.bin", 0, 16)])
        for name, number in ((b"n-bit", 5), (b"szip", 4)):
            options = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            options.set_chunk((32,))
            options.set_szip(32, 8) if number == 4 else options.set_filter(5, h5py.h5z.FLAG_OPTIONAL)
            h5py.h5d.create(file.id, name, h5py.h5t.STD_I32LE, h5py.h5s.create_simple((32,)), options)
        file["outside"] = h5py.ExternalLink("far.h5", "/xx")
        file["nowhere"] = h5py.SoftLink("/not/there")
        file["round"], file["and round"] = h5py.SoftLink("/and round"), h5py.SoftLink("/round")
        file["through the outside"] = h5py.SoftLink("outside")
        # Links that lead to x, through a group and through each other.
        file["deep/er/x"] = file["x"]
        file["group"] = h5py.SoftLink("deep")
        file["deep/back"] = h5py.SoftLink("/")
        file["a"], file["b"] = h5py.SoftLink("/b/x"), h5py.SoftLink("group/er")
        file["deep/inside"] = h5py.SoftLink("./er/x")

# Fixed strings of each padding: a zero inside, behind it another character, blanks around.
with h5py.File(FOLDER / "paddings.h5", "w") as file:
    for name, padding in (("terminator", h5py.h5t.STR_NULLTERM), ("zeros", h5py.h5t.STR_NULLPAD), ("blanks", h5py.h5t.STR_SPACEPAD)):
        type = h5py.h5t.C_S1.copy()
        type.set_size(6)
        type.set_strpad(padding)
        data = h5py.h5d.create(file.id, name.encode(), type, h5py.h5s.create_simple((3,)))
        raw = b"a b    cat  dogdog" if name == "blanks" else b"a\0b\0\0\0 cat  \xc3\xbc ab\0"
        data.write(h5py.h5s.ALL, h5py.h5s.ALL, np.frombuffer(raw, "S6"), type)
    file["latin"] = np.array(["cat".encode(), "größe".encode("latin-1")])
    file.create_dataset("latin of any length", data=np.array([b"cat", b"gr\xf6\xdfe"], object), dtype=h5py.string_dtype())

# As MATLAB 7.3 stores arrays: axes in reverse, classes in attributes, its name in the user block.
square = np.arange(12.0).reshape(3, 4)
with h5py.File(FOLDER / "matlab.mat", "w", userblock_size=512) as file:
    def save(name, data, kind):
        file[name] = np.ascontiguousarray(np.asarray(data).T)
        file[name].attrs["MATLAB_class"] = np.bytes_(kind)

    save("X", square, "double")
    save("cube", np.arange(24, dtype="i2").reshape(2, 3, 4), "int16")
    save("yes", np.array([[1, 0, 1]], "u1"), "logical")
    save("word", np.frombuffer("cat".encode("utf-16le"), "u2")[None], "char")
    save("parts", np.ones((1, 2), "u8"), "cell")
    save("kinds", np.ones((1, 6), "u4"), "categorical")
    save("none", np.zeros((1, 2), "u8"), "double")
    save("complex", np.ones((2, 2), [("real", "f8"), ("imag", "f8")]), "double")
    file["none"].attrs["MATLAB_empty"] = np.uint8(1)
    file["S/data"], file["S/ir"], file["S/jc"] = np.ones(3), np.zeros(3, "u8"), np.zeros(5, "u8")
    file["S"].attrs["MATLAB_sparse"] = np.uint64(4)
    file["#refs#/a"] = np.ones((9, 9))
    file["unmarked"] = np.ascontiguousarray(square.T)
(FOLDER / "matlab-unmarked.h5").write_bytes((FOLDER / "matlab.mat").read_bytes())
with open(FOLDER / "matlab.mat", "r+b") as file:
    file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Mon Jan  1 00:00:00 2024 HDF5 schema 1.00 .".ljust(116) + bytes(8) + b"\0\2IM")
# Julia's file says so in the user block, Octave's in an attribute of each variable's group.
with h5py.File(FOLDER / "julia.jld2", "w", userblock_size=512) as file:
    file["X"] = np.ascontiguousarray(square.T)
with open(FOLDER / "julia.jld2", "r+b") as file:
    file.write(b"HDF5-based Julia Data Format, version 0.2.0")
with h5py.File(FOLDER / "octave.h5", "w") as file:
    file["X/value"] = np.ascontiguousarray(square.T)
    file["X"].attrs["OCTAVE_NEW_FORMAT"] = np.uint8(1)

np.savez(
    FOLDER / "kinds.npz", x=values(6, "f4").reshape(3, 2), objects=np.array([{"a": 1}], object),
    records=np.zeros(3, [("a", "f4"), ("b['", "i4", (2,))]), dates=np.array(["2024-01-01"], "M8[D]"), durations=np.array([5], "m8[s]"),
    complex=np.zeros(2, "c16"), raw=np.zeros(2, "V3"), wide=np.zeros(2, "f16"), text=np.array([["cat"], ["größer"]]),
    zeros=np.array(["a\0b", "a", "\0"]), latin=np.array(["größe".encode("latin-1"), b"cat"]),
    surrogate=np.array([0xD83D, 0x41], "<u4").view("<U1"), big=np.array(["größe", "x"]).astype(">U5"))
header = {
    "x": {"dtype": "F32", "shape": [3, 2], "data_offsets": [0, 24]},
    "f8": {"dtype": "F8_E4M3", "shape": [5], "data_offsets": [24, 29]},
    "y": {"dtype": "I64", "shape": [3], "data_offsets": [29, 53]},
}
text = json.dumps(header).encode()
(FOLDER / "f8.safetensors").write_bytes(
    struct.pack("<Q", len(text)) + text + values(6, "f4").tobytes() + bytes(5) + np.arange(3).astype("<i8").tobytes())
