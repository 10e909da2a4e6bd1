"""Makes files that mutation starts from: tables, folders, configurations, pictures, runs.

python make_corpus.py DNN writes beside itself; it needs Pillow, NumPy, h5py and the built command.

A .tree file is a folder as bytes, see FolderOnDisk.swift.
"""

import io
import json
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy
from PIL import Image

here = pathlib.Path(__file__).parent


def picture(kind, mode="RGB", size=(3, 2)):
    image = Image.new(mode, size)
    image.putdata([(40 * i, 255 - 30 * i, 7 * i) if mode == "RGB" else 40 * i for i in range(size[0] * size[1])])
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def tree(name, entries):
    body = b"".join(path.encode() + b"\n" + content + b"\n--\n" for path, content in entries)
    (here / "tree" / f"{name}.tree").write_bytes(body)


png, grey, jpg, ppm = picture("PNG"), picture("PNG", "L"), picture("JPEG"), picture("PPM")
tree("classes", [("cat/1.png", png), ("cat/2.png", grey), ("dog/1.ppm", ppm), ("dog/2.ppm", ppm)])
tree("flat", [("a.ppm", ppm), ("b.png", png)])
tree("names", [("a b/\u00e9.png", png), ("\u00e9/, \".ppm", ppm), (".hidden/x.ppm", ppm), ("e\u0301/Thumbs.db", b"")])
tree("mixed", [("cat/1.jpg", jpg), ("dog/1.png", png), ("note.txt", b"no picture"), ("dog/inner/1.png", png)])
deep = picture("PNG", "I;16")
tree("deep", [("cat/1.png", deep), ("cat/2.pgm", b"P5 3 2 65535\n" + bytes(range(12))), ("dog/1.png", deep), ("dog/2.png", grey)])
tree("beside", [("README.md", b"# cats"), ("@eaDir/1/x", b""), ("cat/1.png", png), ("dog/__MACOSX/._1", b""), ("val/cat/1.png", png)])
tree("broken", [("cat/1.png", png[:40]), ("cat/2.png", b""), ("dog/1.png", b"<html>"), ("dog/2.png", png)])

(here / "pnm").mkdir(exist_ok=True)
for name, data in {
    "ascii.pbm": b"P1\n# a comment\n3 2\n1 0 1\n0 1 0\n",
    "ascii.pgm": b"P2 3 2 15\n0 5 10\n15 10 5\n",
    "ascii.ppm": b"P3\n1 2\n255\n0 128 255 255 128 0\n",
    "bits.pbm": b"P4\n11 2\n\xa5\x40\x5a\xa0",
    "grey.pgm": picture("PPM", "L"),
    "wide.pgm": b"P5 2 2 1000\n\x00\x01\x01\x00\x03\xe8\x00\x00",
    "colour.ppm": ppm,
    "wide.ppm": b"P6\n1 1\n65535\n\x00\x01\x80\x00\xff\xff",
}.items():
    (here / "pnm" / name).write_bytes(data)

tables = {
    "header": "size,rooms,price\n1.5,3,2.25\n2,4,3.5\n1,2,1e0\n",
    "bare": "1,2,0\n3,4,1\n5,6,0\n7,8,1\n",
    "text": "colour,weight,class\r\nred,1,cat\r\n\"dark, blue\",2,dog\r\n\"a \"\"b\"\"\",3,cat\r\nred,.5,dog\r\n",
    "missing": "a,b,c\n1,,0\nNA,2,1\nnan,inf,0\n-0,1e999,1\n",
    "uneven": "a,b\n1,2,3\n4\n\n5,6\n",
    "quotes": "\"a\nb\",c\n\"1\",\"0\"\n\" 2 \",1\n",
    "bom": "\ufeffx;y\n1;2\n",
    "indexed": "0,1,2,y\n0.1,0.2,0.3,1\n0.3,0.2,0.1,0\n",
    "commas": "x;z;y\n-0,5;1,25;0\n2,75;-3;1\n1.234,5;0,001;0\n",
    "signs": "price,share,gap\n\"$1,234.50\",5 %,\u2212 3\n\"$7\",\u221212.5 %,\u22127\n\"$12,000\",0 %,4\n",
    "groups": "a\tb\n1 234\t1\n12\u00a0345\t0\n7\t1\n",
    "comment": "# made in May\nsep=|\n\nu|v|y|\n1|2|0|\n3|4|1|\n",
    "blanks": "# a b y\n 1.5  2\t0\n3 4e1 1 \n",
    "years": "sep=;\r\n2019;2020;label\r\n1.5;2.5;0\r\n2.5;0.5;1\r\n0.5;4.25;1\r\n",
    "days": "day,at,y\n2024-01-31,10:30,1\n2024-02-01,9:05:07,0\n",
}
for name, text in tables.items():
    (here / "csv" / f"{name}.csv").write_bytes(text.encode())
words = "gr\u00f6\u00dfe,y\n1,gr\u00fcn\n2,rot\n3,gr\u00fcn\n"
for name, data in {
    "utf16": words.encode("utf-16"), "utf16-big": b"\xfe\xff" + words.encode("utf-16-be"),
    "windows": words.encode("cp1252"), "mixed": words.encode() + words.encode("cp1252"),
    "nul": b"a,b\n1,2\n\0,3\n", "json": b'[{"a": 1, "b": 2}]',
}.items():
    (here / "csv" / f"{name}.csv").write_bytes(data)

(here / "json" / "full.json").write_text("""{
  "name": "full", "L": 3, "n": [4, 3, 2, 1], "activations": ["relu", "leakyRelu", "sigmoid"],
  "leakyReluSlope": 0.1, "alpha": 0.5, "epochs": 5, "batchSize": 2, "clipNorm": 1,
  "classWeights": [1, 2.5], "optimizer": {"method": "adam", "beta1": 0.5, "epsilon": 1e-9},
  "alphaDecay": {"method": "step", "rate": 0.5, "every": 2}, "l2": 0.1,
  "keepProbability": [0.5, 1], "loss": "binaryCrossEntropy",
  "initialization": {"method": "normal", "scale": [0.1, 0.2, 0.3]}, "seed": 4294967295,
  "precision": "float64", "logEvery": 1, "checkpointEvery": 0,
  "earlyStopping": {"patience": 3, "minDelta": 0.001}, "firstLayer": "direct",
  "data": {
    "train": {"path": "a.csv", "y": -1, "categories": true, "normalize": "standardize",
      "labels": "binary", "classes": ["no", "\\u00fc\\ud83d\\ude00"]},
    "validation": {"fraction": 0.25},
    "test": {"builtin": "parity", "bits": 4, "examples": 7, "seed": 2, "noise": 0.5}
  }
}
""")
(here / "json" / "pictures.json").write_text("""{
  "n": [12, 2], "activations": {"hidden": "tanh", "output": "softmax"}, "alpha": 1,
  "iterations": 9, "initialization": {"method": "file", "path": "w.npz", "layout": "keras",
  "names": {"W1": "kernel", "b1": "bias"}}, "alphaDecay": {"method": "cosine", "minimum": 0},
  "data": {"train": {"xPath": "x.idx", "yPath": "y.idx", "imageSize": [2, 2], "channels": 3,
    "pixelOrder": "planar", "x": "a/b", "labels": "oneHot"}}
}
""")
(here / "json" / "layers.json").write_text("""{
  "layers": [
    {"type": "convolution2D", "filters": 4, "kernel": 3, "stride": 2, "padding": "same", "bias": false,
      "activation": {"type": "elu", "alpha": 0.5}},
    {"type": "batchNormalization", "momentum": 0.5, "epsilon": 1e-3},
    {"type": "residual", "activation": "silu", "layers": [
      {"type": "convolution2D", "filters": 8, "kernel": 3, "groups": 4, "padding": "same",
        "activation": "gelu", "keepProbability": 0.5},
      {"type": "layerNormalization", "epsilon": 1e-6, "activation": "softplus"}],
      "shortcut": [{"type": "convolution2D", "filters": 8, "kernel": 1, "activation": "linear"}]},
    {"type": "maxPool2D", "size": 3, "stride": 1, "padding": 1},
    {"type": "averagePool2D", "size": 2, "padding": "same"},
    {"type": "activation", "activation": {"type": "leakyRelu", "slope": 0.2}},
    {"type": "globalAveragePool2D"}, {"type": "flatten"}, {"type": "dropout", "rate": 0.25},
    {"type": "dense", "units": 3, "activation": "softmax"}
  ],
  "loss": {"type": "categoricalCrossEntropy", "labelSmoothing": 0.1}, "alpha": 0.001, "epochs": 5,
  "batchSize": 8, "warmup": 20, "optimizer": {"method": "adamW", "beta2": 0.99, "weightDecay": 0.1},
  "alphaDecay": {"method": "plateau", "patience": 2, "factor": 0.5, "minimum": 1e-5},
  "initialization": {"method": "he"},
  "data": {"train": {"path": "pictures", "imageSize": [9, 8], "channels": 3},
    "validation": {"fold": 2, "folds": 5, "seed": 3}}
}
""")
(here / "json" / "values.json").write_text("""{
  "n": [5, 4, 3, 1], "activations": ["gelu", {"type": "elu", "alpha": 2}, "linear"], "alpha": 0.1,
  "iterations": 90, "warmup": 9, "optimizer": {"method": "momentum", "beta": 0.8, "nesterov": true},
  "loss": {"type": "huber", "delta": 2}, "dropout": 0.1, "initialization": {"method": "lecun"},
  "data": {"train": {"path": "t.csv", "normalizeLabels": "standardize"}}
}
""")

expressions = {
    "course": "3*(a+b*c)\na=5,b=3,c=2",
    "neuron": "sigmoid(w1*x1 + w2*x2 + b)\nw1=0.5,x1=1,w2=-1,x2=2,b=0.1",
    "kinks": "max(a, b) + relu(a - b) * abs(-a)\na=1,b=1",
    "powers": "-a^2^b / sqrt(exp(log(a)))\na=2,b=3",
    "activations": "gelu(x) * elu(-y) - softplus(leakyRelu(y) + silu(x))\nx=0.5,y=-2",
    "functions": "sin(x) + cos(x) * tanh(2.5e-1) - .5\nx=1e-3",
}
overrides = {
    "numbers": "alpha=0.01\nn[1]=5\nseed=7",
    "words": "optimizer.method=momentum\nprecision=float64\nname=a run",
    "objects": 'data={"train":{"builtin":"parity","bits":3}}\nearlyStopping.patience=3',
    "kinds": 'loss={"type":"meanAbsoluteError"}\nactivations=["silu",{"type":"elu","alpha":0.5}]\nwarmup=5',
    "lists": "n=[4,8,1],[4,16,1]\nkeepProbability=[0.5]\nalpha=0.01,0.001",
    "nested": 'data.train.classes=["a","b"]\ndata.validation.fraction=0.5',
}
for kind, texts in [("expression", expressions), ("override", overrides)]:
    (here / kind).mkdir(exist_ok=True)
    for name, text in texts.items():
        (here / kind / f"{name}.txt").write_text(text)

(here / "arrays").mkdir(exist_ok=True)
W1, W2 = numpy.arange(6, dtype="f4").reshape(3, 2) / 8, numpy.ones((1, 3), "f4")
weights = {"W1": W1, "b1": numpy.zeros((3, 1), "f4"), "W2": W2, "b2": numpy.zeros((1, 1), "f4")}
kernels = {"dense/kernel": W1.T, "dense/bias": numpy.zeros(3), "dense_1/kernel": W2.T,
           "dense_1/bias": numpy.zeros(1)}
examples = {"x": numpy.arange(12, dtype="u1").reshape(4, 3), "y": numpy.array([0, 1, 0, 1])}
for name, arrays in {"weights": weights, "kernels": kernels, "examples": examples}.items():
    numpy.savez_compressed(here / "arrays" / f"{name}.npz", **arrays)
    with h5py.File(here / "arrays" / f"{name}.h5", "w", track_order=False) as file:
        for key, value in arrays.items():
            file.create_dataset(key, data=value, track_times=False)

# Labels of text, MATLAB's axes, and chunks packed by every filter in a file without checksums each.
texts = {"x": examples["x"], "y": numpy.array(["cat", "d\u00f6g", "cat", "d\u00f6g"])}
numpy.savez_compressed(here / "arrays" / "texts.npz", **texts)
with h5py.File(here / "arrays" / "texts.h5", "w", track_order=False) as file:
    file.create_dataset("x", data=texts["x"], track_times=False)
    file.create_dataset("y", data=numpy.char.encode(texts["y"], "utf-8"), track_times=False)
    file["z"], file["far"] = h5py.SoftLink("/x"), h5py.ExternalLink("far.h5", "/x")
with h5py.File(here / "arrays" / "matlab.mat", "w", userblock_size=512) as file:
    for key, value in examples.items():
        file.create_dataset(key, data=numpy.atleast_2d(value.T), track_times=False)
        file[key].attrs["MATLAB_class"] = numpy.bytes_("double")
with open(here / "arrays" / "matlab.mat", "r+b") as file:
    file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\0\2IM")
(here / "packed").mkdir(exist_ok=True)
(here / "lzf").mkdir(exist_ok=True)
numbers = numpy.arange(60).reshape(12, 5) * 7 % 31
packings = {
    "lzf": ("i4", {"compression": "lzf"}), "all": ("i2", {"compression": "lzf", "shuffle": True, "fletcher32": True}),
    "integers": ("i4", {"scaleoffset": 0}), "filled": ("u2", {"scaleoffset": 0, "fillvalue": 7}), "bits": ("u1", {"scaleoffset": 5}),
    "floats": ("f4", {"scaleoffset": 2}), "doubles": (">f8", {"scaleoffset": 1, "fillvalue": 3}), "both": ("i8", {"scaleoffset": 0, "compression": "lzf"}),
}
for name, (code, options) in packings.items():
    path = here / "packed" / f"{name}.h5"
    with h5py.File(path, "w", libver="earliest", track_order=False) as file:
        file.create_dataset("x", data=numbers.astype(code), chunks=(5, 4), track_times=False, **options)
        if name in ("lzf", "all"):
            _, chunk = file["x"].id.read_direct_chunk((0, 0))
            (here / "lzf" / f"{name}.lzf").write_bytes(chunk)


# Runs of the command: of eight examples, so that mutated ones are trained in a moment.
parity = {"builtin": "parity", "bits": 3}
common = {"alpha": 0.1, "iterations": 8, "logEvery": 2, "checkpointEvery": 4,
          "initialization": {"method": "xavier"}, "data": {"train": parity}}
two = {"n": [3, 2, 1], "activations": ["tanh", "sigmoid"]}
runs = {
    "plain": common | two,
    "dual": common | {"n": [3, 2, 1], "activations": ["relu", "sigmoid"], "firstLayer": "dual",
                      "optimizer": {"method": "momentum"}, "precision": "float64"},
    "adam": common | two | {
        "batchSize": 3, "optimizer": {"method": "adam"}, "keepProbability": 0.8,
        "data": {"train": parity | {"classes": ["even", "<b>odd"]},
                 "validation": {"fraction": 0.4}}, "earlyStopping": {"patience": 9}},
    "classes": common | {"n": [3, 2], "activations": ["softmax"],
                         "data": {"train": parity, "test": parity}},
    "values": common | {"n": [3, 1], "activations": ["linear"], "loss": "meanSquaredError",
                        "data": {"train": parity | {"labels": "values"}}},
    "diverged": common | {"n": [3, 1], "activations": ["linear"], "alpha": 1e4, "iterations": 900,
                          "data": {"train": parity | {"labels": "values"}}},
}
dnn = pathlib.Path(sys.argv[1]).resolve()
for kind in ["rows", "runs", "checkpoints", "onnx"]:
    (here / kind).mkdir(exist_ok=True)
with tempfile.TemporaryDirectory() as scratch:
    scratch = pathlib.Path(scratch)
    for name, configuration in runs.items():
        (scratch / "net.json").write_text(json.dumps(configuration))
        out = scratch / name
        subprocess.run([dnn, "train", "--config", scratch / "net.json", "--out", out,
                        "--progress", "none"], check=name != "diverged", capture_output=True)
        for rows in ["history", "norms"]:
            (here / "rows" / f"{name}-{rows}.csv").write_bytes((out / f"{rows}.csv").read_bytes())
        checkpoint = (out / "checkpoint.safetensors").read_bytes()
        (here / "checkpoints" / f"{name}.safetensors").write_bytes(checkpoint)
        files = ["config.json", "history.csv", "norms.csv", "metrics.json",
                 "checkpoint.safetensors", "model.safetensors"]
        present = [(f, (out / f).read_bytes()) for f in files if (out / f).exists()]
        body = b"".join(f.encode() + b"\n" + content + b"\n--\n" for f, content in present)
        (here / "runs" / f"{name}.tree").write_bytes(body)
    # A feature far from 0, whose input is float64.
    (scratch / "far.csv").write_text("a,b,c,y\n" + "".join(f"{1.7e9 + i},{i % 3},{i % 5},{i % 2}\n" for i in range(9)))
    (scratch / "far.json").write_text(json.dumps(common | {
        "n": [3, 2, 1], "activations": ["relu", "sigmoid"],
        "data": {"train": {"path": "far.csv", "normalize": "standardize"}}}))
    subprocess.run([dnn, "train", "--config", scratch / "far.json", "--out", scratch / "far", "--progress", "none"],
                   check=True, capture_output=True)
    # Pictures of three pixels, through every layer.
    numpy.savez(scratch / "pictures.npz", x=numpy.arange(27.).reshape(9, 1, 3, 1) % 7, y=numpy.arange(9) % 3)
    pools = [{"type": kind, "size": 2, "stride": 1, "padding": 1} for kind in ["maxPool2D", "averagePool2D"]]
    block = {"type": "residual", "activation": "elu", "layers": [
        {"type": "convolution2D", "filters": 2, "kernel": 3, "activation": "softplus"}, {"type": "layerNormalization"}]}
    for precision in ["float32", "float64"]:
        (scratch / "pictures.json").write_text(json.dumps(common | {
            "layers": [{"type": "convolution2D", "filters": 2, "kernel": 2, "activation": "gelu"},
                       {"type": "batchNormalization", "activation": "leakyRelu"}, block, *pools,
                       {"type": "globalAveragePool2D"}, {"type": "dense", "units": 3, "activation": "softmax"}],
            "precision": precision, "data": {"train": {"path": "pictures.npz"}}}))
        subprocess.run([dnn, "train", "--config", scratch / "pictures.json", "--out", scratch / precision,
                        "--progress", "none"], check=True, capture_output=True)
    for name in ["plain", "classes", "values", "far", "float32", "float64"]:
        model = here / "onnx" / f"{name}.onnx"
        subprocess.run([dnn, "export", "--model", scratch / name, "--output", model], check=True)
