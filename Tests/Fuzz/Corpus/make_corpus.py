"""Makes files that mutation starts from: tables, picture folders, configurations, PNM pictures.

python make_corpus.py writes beside itself; it needs Pillow.

A .tree file is a folder as bytes, see FolderOnDisk.swift.
"""

import io
import pathlib

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
}
for name, text in tables.items():
    (here / "csv" / f"{name}.csv").write_bytes(text.encode())

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
