"""What the programs beside this file share: trainings of a moment, and what has to be left of them."""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Mini-batches with every kind of state that a checkpoint must hold.
CONFIGURATION = {
    "n": [0, 8, 1],
    "activations": ["tanh", "sigmoid"],
    "initialization": {"method": "he"},
    "alpha": 0.01,
    "iterations": 60,
    "batchSize": 8,
    "optimizer": {"method": "adam"},
    "keepProbability": 0.8,
    "earlyStopping": {"patience": 50},
    "logEvery": 10,
    "checkpointEvery": 20,
    "data": {
        "train": {"builtin": "moons", "examples": 40},
        "validation": {"fraction": 0.2},
    },
}

# The files of a run that hold nothing of time: equal runs leave equal bytes.
SAME = ["model.safetensors", "history.csv", "norms.csv", "config.json"]


class Failed(Exception):
    """Something was lost; the text says what."""


class Skipped(Exception):
    """The machine cannot show this; the text says why."""


def require(condition, text):
    if not condition:
        raise Failed(text)


def last_line(text):
    lines = [line for line in text.splitlines() if line.startswith("error: ")]
    return lines[-1] if lines else text.strip()[-200:]


def write_npy(path, kind, shape, values):
    """The values, in C order, as a file of NumPy's format."""
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode())
        values.tofile(file)


class Bench:
    """A folder in which the command is run."""

    def __init__(self, dnn, folder):
        self.dnn = str(pathlib.Path(dnn).resolve())
        self.folder = pathlib.Path(folder)
        # Pictures are kept here, and never where the user's are.
        self.cache = self.folder / "cache"
        os.environ["DNN_CACHE"] = str(self.cache)
        # Every sentence that the command ended with, to be read by a person.
        self.sentences = {}

    def path(self, name):
        return self.folder / name

    def write(self, name, configuration):
        self.path(name).write_text(json.dumps(configuration))

    def words(self, out, *more, config="net.json"):
        return [self.dnn, "train", "--config", str(self.path(config)), "--out", str(out),
                "--progress", "none", "--threads", "1", *more]

    def run(self, words, before=(), **options):
        """Runs the words after those of `before`, and holds the command against its promises."""
        options = {"timeout": 300, "cwd": self.folder} | options
        result = subprocess.run(
            [*before, *words], stdin=subprocess.DEVNULL, stdout=options.pop("stdout", subprocess.PIPE),
            stderr=subprocess.PIPE, text=True, errors="replace", **options)
        self.note(result)
        return result

    def note(self, result):
        sentence = last_line(result.stderr).replace(str(self.folder), "…")
        if result.returncode in (1, 64):
            self.sentences.setdefault(sentence, result.returncode)

    def train(self, out, *more, config="net.json", **options):
        """A training that must succeed."""
        result = self.run(self.words(out, *more, config=config), **options)
        require(result.returncode == 0, f"training ended with {result.returncode}: {result.stderr}")
        return result

    def require_clean_end(self, result, context, allowed=(0, 1)):
        """A result or a sentence: never a crash, never silence."""
        require(result.returncode in allowed,
                f"{context}: ended with {result.returncode}: {result.stderr[-500:]}")
        if result.returncode == 1:
            require("error: " in result.stderr, f"{context}: no error was told: {result.stderr}")

    def require_same(self, whole, out, context, names=SAME):
        for name in names:
            require((out / name).exists(), f"{context}: {name} is missing")
            require((whole / name).read_bytes() == (out / name).read_bytes(),
                    f"{context}: {name} differs from that of a run never stopped")

    def require_sound(self, whole, out, context, names=SAME):
        """The folder can be read as it is, and resuming it ends as if nothing had happened."""
        if out.exists():
            shown = self.run([self.dnn, "report", str(out), "--output", str(self.path("page.html"))])
            self.require_clean_end(shown, f"{context}: dnn report")
        result = self.run(self.words(out, "--resume"))
        require(result.returncode == 0, f"{context}: --resume ended with {result.returncode}: "
                f"{result.stderr[-500:]}")
        self.require_same(whole, out, context, names)
        left = [f.name for f in out.iterdir() if f.name.endswith(".tmp")]
        require(not left, f"{context}: {left} are left")


@contextlib.contextmanager
def bench(dnn, configuration=None, **options):
    with tempfile.TemporaryDirectory(**options) as folder:
        made = Bench(dnn, pathlib.Path(folder).resolve())
        made.write("net.json", configuration or CONFIGURATION)
        yield made


def fresh(folder):
    """The path, with nothing there."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def spread(items, count):
    """So many of the items, from the first to the last."""
    items = list(items)
    if count <= 0 or count >= len(items):
        return items
    return [items[i * len(items) // count] for i in range(count)]


def arguments_of(description, parts):
    """A parser with what the programs have in common; the names are those of the parts."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--dnn", default=ROOT / ".build" / "release" / "dnn", help="the command")
    parser.add_argument("--messages", action="store_true", help="list what the command said")
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="of " + ", ".join(part.__name__ for part in parts))
    return parser


def run_parts(parts, arguments, call):
    """Calls each part that was asked for with a bench of its own, and ends with 1 if one failed."""
    failed = False
    for part in parts:
        if arguments.names and part.__name__ not in arguments.names:
            continue
        title = f"{part.__name__}: {part.__doc__}"
        with bench(arguments.dnn) as b:
            try:
                print(f"{title}: {call(part, b)}", flush=True)
            except Skipped as missing:
                print(f"SKIPPED: {title}: {missing}", flush=True)
            except Failed as failure:
                failed = True
                print(f"FAILED: {title}: {failure}", flush=True)
            if arguments.messages:
                for sentence, status in sorted(b.sentences.items()):
                    print(f"  [{status}] {sentence}")
    sys.exit(1 if failed else 0)
