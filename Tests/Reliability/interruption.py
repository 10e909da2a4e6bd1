"""Kills the command at random moments, fills its disk, and compares the model in the end.

Usage: interruption.py --dnn PATH [--times N] [--seed S]

Nothing but Python is needed. The second part mounts a small file system in memory, for which it
must be root; else it is skipped.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

POINTS = {"train": {"builtin": "moons"}, "validation": {"fraction": 0.2}}
PICTURES = {"train": {"builtin": "cats", "examples": 60, "imageSize": [24, 24]}}

COMMON = {
    "n": [0, 16, 8, 1],
    "activations": {"hidden": "relu", "output": "sigmoid"},
    "initialization": {"method": "he"},
    "alpha": 0.02,
    "iterations": 1500,
    "logEvery": 40,
    "checkpointEvery": 25,
}

CONFIGURATIONS = {
    "direct": {"data": POINTS, "firstLayer": "direct"},
    "dual": {"data": PICTURES, "firstLayer": "dual", "optimizer": {"method": "momentum"}},
    "adam": {
        "data": POINTS,
        "batchSize": 32,
        "optimizer": {"method": "adam"},
        "keepProbability": 0.8,
    },
    "momentum": {
        "data": POINTS,
        "batchSize": 64,
        "optimizer": {"method": "momentum"},
        "earlyStopping": {"patience": 20, "minDelta": 1e-6},
    },
    "watched": {
        "data": POINTS,
        "batchSize": 16,
        "logEvery": "epoch",
        "checkpointEvery": "epoch",
        "earlyStopping": {"patience": 200, "minDelta": 0.01, "monitor": "f1"},
    },
    # The cost grows slowly until it is no number: what is left is that of a run never stopped.
    "diverging": {
        "data": {"train": {"builtin": "houses", "normalize": "standardize"},
                 "validation": {"fraction": 0.2}},
        "n": [0, 1],
        "activations": ["linear"],
        "alpha": 1.053,
        "logEvery": 10,
        "checkpointEvery": 40,
        "iterations": 100000,
    },
}

ROOT = pathlib.Path(__file__).resolve().parents[2]


def command(dnn, folder, out, *more):
    return [
        dnn, "train", "--config", str(folder / "net.json"), "--out", str(out),
        "--progress", "none", "--threads", "1", *more,
    ]


def has_ended(name, status, error):
    """Whether a run has come to the end that it is to have."""
    if name != "diverging":
        return status == 0
    return status == 1 and ("training diverged" in error or "nothing has changed" in error)


def finish(arguments, name=""):
    result = subprocess.run(arguments, capture_output=True, text=True)
    if not has_ended(name, result.returncode, result.stderr):
        sys.exit(f"{' '.join(arguments)}\nended with {result.returncode}: {result.stderr}")


def same(first, second):
    """The names of the files in which two runs differ."""
    names = ["model.safetensors", "history.csv", "norms.csv"]
    return [n for n in names if (first / n).read_bytes() != (second / n).read_bytes()]


def kill_often(dnn, times, name, configuration):
    """Kills one configuration's run so many times; true if the files end up the same."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "net.json").write_text(json.dumps(COMMON | configuration))
        begun = time.monotonic()
        finish(command(dnn, folder, folder / "whole"), name)
        duration = time.monotonic() - begun
        kills = runs = 0
        while kills < times:
            out = folder / f"run{runs}"
            runs += 1
            for attempt in range(1000):
                process = subprocess.Popen(
                    command(dnn, folder, out, "--resume"),
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                if kills < times:
                    time.sleep(random.uniform(0, duration * 0.6))
                    if process.poll() is None:
                        process.kill()
                        kills += 1
                error = process.communicate()[1].decode()
                if has_ended(name, process.returncode, error):
                    break
                if process.returncode > 0:
                    print(f"{name}: resuming failed: {error}")
                    return False
            different = same(folder / "whole", out)
            if different:
                print(f"{name}: after {kills} kills {', '.join(different)} differ")
                return False
            shutil.rmtree(out)
        print(f"{name}: {kills} kills over {runs} runs, the same bytes")
        return True


def fill_disk(dnn):
    """Lets the disk fill up while a run goes on; None where no disk can be mounted."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        disk = folder / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
            return None
        try:
            return fill(dnn, folder, disk)
        finally:
            subprocess.run(["umount", str(disk)], check=True)


def fill(dnn, folder, disk):
    configuration = COMMON | CONFIGURATIONS["adam"]
    (folder / "net.json").write_text(json.dumps(configuration))
    finish(command(dnn, folder, folder / "whole"))
    out = disk / "run"
    finish(command(dnn, folder, out, "--set", "iterations=500"))
    before = {f.name: f.read_bytes() for f in out.iterdir()}
    ballast = disk / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1024))
        except OSError:
            pass
    result = subprocess.run(
        command(dnn, folder, out, "--resume"), capture_output=True, text=True)
    print("full disk:", result.stderr.strip().splitlines()[-1:])
    if result.returncode != 1 or "the disk is full" not in result.stderr:
        print(f"a full disk ended with {result.returncode}: {result.stderr}")
        return False
    for name in ["model.safetensors", "checkpoint.safetensors", "metrics.json", "history.csv"]:
        if (out / name).read_bytes() != before[name]:
            print(f"the full disk changed {name}")
            return False
    ballast.unlink()
    finish(command(dnn, folder, out, "--resume"))
    if (out / "model.safetensors").read_bytes() != (
        folder / "whole" / "model.safetensors"
    ).read_bytes():
        print("after space was made the model is another")
        return False
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dnn", default=ROOT / ".build" / "release" / "dnn",
                        help="the command to interrupt")
    parser.add_argument("--times", type=int, default=50, help="how often to kill it, in all")
    parser.add_argument("--seed", type=int, default=None, help="of the moments to kill at")
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.randrange(1 << 32)
    print(f"seed {seed}")
    random.seed(seed)
    dnn = str(pathlib.Path(arguments.dnn).resolve())
    share = -(-arguments.times // len(CONFIGURATIONS))
    results = [kill_often(dnn, share, *item) for item in CONFIGURATIONS.items()]
    full = fill_disk(dnn)
    print({None: "full disk: skipped, no tmpfs can be mounted", True: "full disk: sound"}.get(
        full, "full disk: failed"))
    sys.exit(0 if all(results) and full is not False else 1)


if __name__ == "__main__":
    main()
