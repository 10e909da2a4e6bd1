"""Times the reading of pictures: JPEG decoding beside Pillow, and the start of a training on 6,000 of them.

    PEERS_PYTHON Tests/Speed/pictures.py [--rounds R] [--pictures N] [--dnn PATH] [decoding] [start]

Needs Pillow and a release build (swift build -c release --product dnn). The pictures are of 256×256, drawn
with amplitudes that fall as 1/f, as those of photographs do. `decoding` is processor time a picture, what 400
take less what 100 take of the same, from the file to an array on disk, without the system's part; the two take
turns, of the rounds the best counts, and the ratio is Pillow's time over ours. `start` trains a small network for an epoch, so that
each picture is met, on pictures resized to 224×224, first with an empty cache, then with what it kept: the
seconds until the first update is done, those of the processor until then (all threads; Linux), and the most
memory that was resident.
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import numpy as np
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--pictures", type=int, default=6000, help="of the start")
parser.add_argument("--dnn", type=lambda text: pathlib.Path(text).resolve(), default=ROOT / ".build/release/dnn")
parser.add_argument("names", nargs="*", metavar="NAME", help="decoding, start")
options = parser.parse_args()

SIDE, SMALLER = 256, 224
# Quality and sampling of the color differences, as Pillow takes them: 2 halves both directions.
KINDS = {"quality 75, 4:2:0": (75, 2), "quality 90, 4:2:0": (90, 2), "quality 95, 4:4:4": (95, 0)}


def drawn(count, rng):
    """Pictures whose channels have most in common."""
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(SIDE), np.fft.fftfreq(SIDE)))
    frequency[0, 0] = 1
    for _ in range(count):
        planes = [np.fft.ifft2(np.fft.fft2(rng.normal(size=(SIDE, SIDE))) / frequency**power).real
                  for power in (1, 1.3, 1.3, 1.3)]
        light, *colors = [plane / plane.std() for plane in planes]
        pixels = np.stack([light + color / 2 for color in colors], axis=-1)
        yield Image.fromarray(np.clip(128 + 48 * pixels, 0, 255).astype(np.uint8))


def write(folder, count, quality, subsampling):
    """A folder of two classes; after 60 the pictures repeat, as files of their own."""
    distinct = list(drawn(min(count, 60), np.random.default_rng(1)))
    for number in range(count):
        path = folder / "ab"[number % 2] / f"{number}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        if number < len(distinct):
            distinct[number].save(path, quality=quality, subsampling=subsampling)
        else:
            shutil.copyfile(folder / "ab"[number % 2] / f"{number % len(distinct)}.jpg", path)


def dnn(folder, *words):
    """Runs the command; returns the processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    result = subprocess.run([options.dnn, *map(str, words)], cwd=folder, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    if result.returncode:
        sys.exit(result.stderr)
    return after - before


def pillow(folder):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    files = sorted(folder.rglob("*.jpg"))
    pixels = np.empty((len(files), SIDE, SIDE, 3), np.uint8)
    for index, file in enumerate(files):
        with Image.open(file) as picture:
            pixels[index] = np.asarray(picture.convert("RGB"))
    np.save(folder / "pillow.npy", pixels)
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


def decoding(folder):
    counts = (100, 400)
    for name, (quality, subsampling) in KINDS.items():
        sets = [folder / f"{name} {count}" for count in counts]
        for place, count in zip(sets, counts):
            write(place, count, quality, subsampling)
        size = sum(file.stat().st_size for file in sets[1].rglob("*.jpg")) / counts[1]
        times = np.full((2, 2), np.inf)
        for _ in range(options.rounds):
            for i, place in enumerate(sets):
                times[0, i] = min(times[0, i], dnn(folder, "convert", place, "ours.npy"))
                times[1, i] = min(times[1, i], pillow(place))
        ours, peer = (times[:, 1] - times[:, 0]) / (counts[1] - counts[0]) * 1e3
        print(f"{name}, {size / 1024:3.0f} KiB a picture: {ours:.3f} ms   Pillow {peer:.3f} ms   "
              f"x{peer / ours:.2f}", flush=True)


def processor_seconds(process):
    """What a process that runs has taken; 0 where the system has no /proc."""
    file = pathlib.Path(f"/proc/{process.pid}/stat")
    fields = file.read_text().rpartition(")")[2].split() if file.exists() else []
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def first_update(folder, name):
    """Trains an epoch, and prints what it took until the first update, and the most memory."""
    words = [options.dnn, "train", "--config", "net.json", "--out", "run", "--overwrite", "--progress", "lines",
             "--threads", "2"]
    environment = os.environ | {"DNN_CACHE": str(folder / "cache")}
    start = time.perf_counter()
    process = subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    seconds, processor, said = None, 0, []
    for line in process.stderr:
        said.append(line)
        # The row of iteration 1 has the cost behind the first update.
        if seconds is None and line.startswith("iteration 1 "):
            seconds, processor = time.perf_counter() - start, processor_seconds(process)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or seconds is None:
        sys.exit("".join(said))
    print(f"{name}: first update after {seconds:.2f} s, {processor:.2f} s of the processor; at most "
          f"{usage.ru_maxrss / 1024:.0f} MB resident", flush=True)


def start(folder):
    write(folder / "pictures", options.pictures, 90, 2)
    net = {"n": [0, 4, 1], "activations": ["relu", "sigmoid"], "initialization": {"method": "he"}, "alpha": 0.001,
           "epochs": 1, "batchSize": 32, "logEvery": 1, "checkpointEvery": 0,
           "data": {"train": {"path": "pictures", "imageSize": [SMALLER, SMALLER]}}}
    (folder / "net.json").write_text(json.dumps(net))
    print(f"{options.pictures} JPEG of {SIDE}x{SIDE} as {SMALLER}x{SMALLER}, two threads", flush=True)
    first_update(folder, "the first start")
    for _ in range(options.rounds):
        first_update(folder, "a later start")


PARTS = [decoding, start]


def main():
    if not options.dnn.exists():
        sys.exit("error: build first: swift build -c release --product dnn")
    for part in PARTS:
        if not options.names or part.__name__ in options.names:
            with tempfile.TemporaryDirectory() as folder:
                part(pathlib.Path(folder))


main()
