"""What the comparisons share: the command, a folder to run it in, and what was found to differ."""

import argparse
import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]

failures = []


def fail(message):
    failures.append(message)
    print(f"FAILED: {message}")


def expect(condition, message):
    if not condition:
        fail(message)


def finish(sentence):
    """Ends the script, with 1 if anything differed."""
    print(sentence)
    sys.exit(f"{len(failures)} comparisons failed" if failures else 0)


def arguments_of(description, build="release"):
    """A parser for the path of the command: that of a build, unless --dnn or DNN names another."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--dnn", type=pathlib.Path, help="the command",
        default=os.environ.get("DNN", ROOT / ".build" / build / "dnn"))
    return parser


class Bench:
    """A folder in which the command is run."""

    def __init__(self, dnn, folder):
        self.dnn, self.folder = dnn.resolve(), pathlib.Path(folder)

    def attempt(self, *words):
        """What the command left behind, whether it succeeded or not."""
        return subprocess.run([self.dnn, *map(str, words)], cwd=self.folder, capture_output=True,
                              text=True, timeout=600)

    def run(self, *words, stream="stdout"):
        """What the command printed; it must succeed."""
        result = self.attempt(*words)
        if result.returncode != 0:
            raise RuntimeError(f"dnn {' '.join(map(str, words))}: {result.stderr}")
        return getattr(result, stream)


@contextlib.contextmanager
def bench(dnn, kind=Bench):
    """A bench whose folder lives as long as the block."""
    with tempfile.TemporaryDirectory() as folder:
        yield kind(dnn, folder)
