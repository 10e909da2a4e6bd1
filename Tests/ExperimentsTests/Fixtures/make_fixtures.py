"""Trains the small networks whose model files are kept as fixtures.

    python3 make_fixtures.py DNN

They were made by dnn 0.1.0. A file that is here stays as it is: it has to be readable for ever.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent / "models"

TABLE = """size,kind,price
1.5,flat,100.5
2,house,220
0.75,flat,55
3,"hut, wooden",130
"""

NETWORKS = {
    "binary": {
        "n": [0, 3, 1], "activations": ["leakyRelu", "sigmoid"], "leakyReluSlope": 0.2,
        "alpha": 0.1, "iterations": 20, "data": {"train": {"builtin": "flower"}}},
    "pictures": {
        "n": [0, 2, 1], "activations": ["relu", "sigmoid"], "alpha": 0.01, "iterations": 5,
        "data": {"train": {"builtin": "cats", "examples": 10, "imageSize": [3, 4]}}},
    "classes": {
        "n": [0, 4, 10], "activations": ["tanh", "softmax"], "alpha": 0.1, "iterations": 5,
        "precision": "float64", "initialization": {"method": "he"},
        "data": {"train": {"builtin": "digits", "examples": 40, "imageSize": [4, 4]}}},
    "table": {
        "n": [0, 2, 1], "activations": ["tanh", "linear"], "alpha": 0.1, "iterations": 10,
        "data": {"train": {"path": "table.csv", "normalize": "standardize", "categories": True}}},
}

with tempfile.TemporaryDirectory() as bench:
    bench = pathlib.Path(bench)
    (bench / "table.csv").write_text(TABLE)
    for name, configuration in NETWORKS.items():
        (bench / f"{name}.json").write_text(json.dumps(configuration))
        subprocess.run([sys.argv[1], "train", "--config", f"{name}.json", "--progress", "none"],
                       cwd=bench, check=True)
        FOLDER.mkdir(exist_ok=True)
        model = bench / "runs" / name / "model.safetensors"
        (FOLDER / f"{name}.safetensors").write_bytes(model.read_bytes())
