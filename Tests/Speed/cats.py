"""What two networks reach on the built-in cats as PNG files: the one that init proposes, and a dense one.

    python3 Tests/Speed/cats.py [--seeds N] [--dnn PATH]

Needs Python and a release build. `dnn convert builtin:cats` writes the 1,200 pictures, of which a fifth is kept for
validation; the test set are the 300 of {"builtin": "cats"}. The dense network, 12288-32-16-1 over 50 epochs, is the
one that init proposed before it had convolutions. Printed are the means over the seeds 1 to N, and the processor
time of the whole command.
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--seeds", type=int, default=5)
parser.add_argument("--dnn", type=lambda text: pathlib.Path(text).resolve(), default=ROOT / ".build/release/dnn")
options = parser.parse_args()


def dnn(folder, *words):
    environment = os.environ | {"DNN_CACHE": str(folder / "cache")}
    return subprocess.run([options.dnn, *words], cwd=folder, env=environment, check=True, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        dnn(folder, "convert", "builtin:cats", "cats/")
        small = json.loads(dnn(folder, "init", "cats"))
        small["data"]["test"] = {"builtin": "cats"}
        dense = small | {"n": [0, 32, 16, 1], "activations": {"hidden": "relu", "output": "sigmoid"}, "alpha": 0.001,
                         "epochs": 50}
        del dense["layers"]
        for name, net in (("convolutions", small), ("dense", dense)):
            (folder / "net.json").write_text(json.dumps(net))
            tests, validations = [], []
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            for seed in range(1, options.seeds + 1):
                dnn(folder, "train", "--config", "net.json", "--out", "run", "--overwrite", "--set", f"seed={seed}")
                metrics = json.loads((folder / "run" / "metrics.json").read_text())
                tests.append(metrics["test"]["accuracy"])
                validations.append(metrics["validation"]["accuracy"])
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = (after.ru_utime - before.ru_utime) / options.seeds
            print(f"{name:13} test {sum(tests) / len(tests):.3f}   validation "
                  f"{sum(validations) / len(validations):.3f}   {seconds:.1f} s", flush=True)


main()
