"""Kills the command at random moments, fills its disk, and compares what is there in the end.

Usage: interruption.py [--dnn PATH] [--times N] [--seed S] [--messages] [NAME…]

Nothing but Python is needed. The second part mounts a small file system in memory, for which it
must be root; else it is skipped.
"""

import random
import subprocess
import time

from bench import arguments_of, fresh, require, run_parts
from situations import disk

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
    "augmented": {
        "data": {"train": PICTURES["train"]
                 | {"augment": {"flip": "both", "shift": 0.1, "rotate": 20, "contrast": 0.2}}},
        "batchSize": 16,
        "iterations": 400,
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


def has_ended(name, status, error):
    """Whether a run has come to the end that it is to have."""
    if name != "diverging":
        return status == 0
    return status == 1 and ("training diverged" in error or "nothing has changed" in error)


def kills(b, times):
    """SIGKILL at random moments of every kind of training: the bytes of a run never stopped"""
    share = -(-times // len(CONFIGURATIONS))
    return "; ".join(f"{name}: {share} over {kill_often(b, share, name)} runs"
                     for name in CONFIGURATIONS)


def kill_often(b, times, name):
    """Kills one configuration's run so many times; returns over how many runs."""
    b.write("net.json", COMMON | CONFIGURATIONS[name])
    whole = fresh(b.path("whole"))
    begun = time.monotonic()
    result = b.run(b.words(whole))
    require(has_ended(name, result.returncode, result.stderr),
            f"{name}: ended with {result.returncode}: {result.stderr}")
    duration = time.monotonic() - begun
    killed = runs = 0
    while killed < times:
        out = fresh(b.path("run"))
        runs += 1
        status, error = None, ""
        while not has_ended(name, status, error):
            process = subprocess.Popen(b.words(out, "--resume"), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE, cwd=b.folder)
            if killed < times:
                time.sleep(random.uniform(0, duration * 0.6))
                if process.poll() is None:
                    process.kill()
                    killed += 1
            error = process.communicate()[1].decode()
            status = process.returncode
            require(status <= 0 or has_ended(name, status, error), f"{name}: resuming failed: {error}")
        b.require_same(whole, out, f"{name}, after {killed} kills")
    return runs


SEARCH = ["--vary", "alpha=log:0.003..3", "--vary", "n[1]=logInteger:4..32", "--vary", "seed=1,2",
          "--random", "12", "--halving", "--progress", "none", "--jobs", "2",
          "--set", "iterations=2400"]


def searches(b, times):
    """SIGKILL at random moments of a search by halving: the table and the models of one never stopped"""
    b.write("net.json", COMMON | CONFIGURATIONS["momentum"] | {"earlyStopping": {"patience": 1000}})

    def words(out):
        return [b.dnn, "sweep", "--config", b.path("net.json"), *SEARCH, "--out", out]

    times = -(-times // 5)
    whole = fresh(b.path("whole-search"))
    begun = time.monotonic()
    table = subprocess.run(words(whole), check=True, capture_output=True, cwd=b.folder).stdout
    duration = time.monotonic() - begun
    killed = runs = 0
    while killed < times:
        out = fresh(b.path("search"))
        runs += 1
        while True:
            process = subprocess.Popen(words(out), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       cwd=b.folder)
            if killed < times:
                time.sleep(random.uniform(0, duration * 0.5))
                if process.poll() is None:
                    process.kill()
                    killed += 1
            said, error = process.communicate()
            require(process.returncode in (0, -9), f"the search failed: {error.decode()}")
            if process.returncode == 0:
                break
        require(said == table, f"another table after {killed} kills:\n{said.decode()}")
        for file in [p for p in whole.glob("*/model.safetensors")] + [whole / "comparison.csv"]:
            same = out / file.relative_to(whole)
            require(file.read_bytes() == same.read_bytes(), f"{same} differs after {killed} kills")
    return f"{killed} kills over {runs} searches"


def full_disk(b, times):
    """a disk that fills up while a run goes on: what is there stays, and once there is room it goes on"""
    b.write("net.json", COMMON | CONFIGURATIONS["adam"])
    whole = fresh(b.path("whole"))
    b.train(whole)
    with disk(b.path("disk"), 512 << 10):
        out, ballast = b.path("disk") / "run", b.path("disk") / "ballast"
        b.train(out, "--set", "iterations=500")
        before = {f.name: f.read_bytes() for f in out.iterdir()}
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(1024))
            except OSError:
                pass
        result = b.run(b.words(out, "--resume"))
        require(result.returncode == 1 and "the disk is full" in result.stderr,
                f"a full disk ended with {result.returncode}: {result.stderr}")
        for name in ["model.safetensors", "checkpoint.safetensors", "metrics.json", "history.csv"]:
            require((out / name).read_bytes() == before[name], f"the full disk changed {name}")
        ballast.unlink()
        b.train(out, "--resume")
        b.require_same(whole, out, "after space was made", ["model.safetensors"])
    return "sound"


PARTS = [kills, searches, full_disk]


def main():
    parser = arguments_of(__doc__.splitlines()[0], PARTS)
    parser.add_argument("--times", type=int, default=50, help="how often to kill it, in all")
    parser.add_argument("--seed", type=int, help="of the moments to kill at")
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.randrange(1 << 32)
    print(f"seed {seed}")
    random.seed(seed)
    run_parts(PARTS, arguments, lambda part, b: part(b, arguments.times))


if __name__ == "__main__":
    main()
