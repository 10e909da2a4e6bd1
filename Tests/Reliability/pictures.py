"""Folders of pictures that are kept in a cache: killed, damaged, stale, shared, without room.

Usage: pictures.py [--dnn PATH] [--times N] [--messages] [NAME…]

Whatever happens to the cache, a training ends with the bytes of one that has none. Nothing but Python
is needed; parts that need root say SKIPPED without.
"""

import contextlib
import os
import random
import resource
import signal
import subprocess
import time

from bench import arguments_of, fresh, require, run_parts
from situations import NOBODY, disk, finished

SIDE, COUNT = 640, 40
CONFIGURATION = {
    "n": [0, 4, 1],
    "activations": ["relu", "sigmoid"],
    "initialization": {"method": "he"},
    "alpha": 0.01,
    "iterations": 40,
    "batchSize": 8,
    "logEvery": 10,
    "checkpointEvery": 5,
    "data": {
        "train": {
            "path": "pictures",
            "imageSize": [96, 96],
            "augment": {"flip": "horizontal", "shift": 0.1, "rotate": 15, "contrast": 0.2},
        },
        "validation": {"fraction": 0.2},
    },
}
RESULTS = ["model.safetensors", "history.csv"]


def picture(b, number, seed=None):
    """A picture of noise, whose file is as long as every other's."""
    noise = random.Random(number if seed is None else seed).randbytes(3 * SIDE)
    path = b.path("pictures") / "ab"[number % 2] / f"{number}.ppm"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"P6\n%d %d\n255\n" % (SIDE, SIDE) + noise * SIDE)
    return path


def prepared(b):
    """The pictures, and the run without a cache that all others must be like."""
    for number in range(COUNT):
        picture(b, number)
    b.write("net.json", CONFIGURATION)
    whole = fresh(b.path("whole"))
    b.train(whole, "--no-cache")
    require(not b.cache.exists(), "--no-cache left something")
    return whole


def kept(b):
    return sorted(b.cache.rglob("*.pictures"))


def same(b, whole, context, *more, says=None):
    """A training whose bytes must be those of the one without a cache."""
    out = fresh(b.path("run"))
    result = b.train(out, *more)
    b.require_same(whole, out, context, RESULTS)
    require(says is None or result.stderr.count(says) == 1, f"{context}: {result.stderr}")


def started(b, out):
    return subprocess.Popen(b.words(out, "--resume"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, cwd=b.folder)


def half_kept(b):
    """The bytes of a file of the cache that is being written."""
    for file in b.cache.rglob("*.tmp"):
        with contextlib.suppress(FileNotFoundError):
            return file.stat().st_size
    return 0


def wait_until_half_kept(b, process, size):
    while process.poll() is None and half_kept(b) < size:
        time.sleep(0.0005)


def killed(b, times):
    """killed at any moment, also while pictures are read"""
    whole = prepared(b)
    begun = time.monotonic()
    same(b, whole, "the first", says="are kept as they were read")
    duration = time.monotonic() - begun
    [file] = kept(b)
    sound = file.read_bytes()
    halves = 0
    for k in range(times):
        out = fresh(b.path("run"))
        if k % 3:
            fresh(b.cache)
        for attempt in range(4):
            process = started(b, out)
            if k % 3 and attempt < 3:
                # While it is written, from its first byte to its last.
                wait_until_half_kept(b, process, random.randint(1, len(sound)))
            else:
                time.sleep(random.uniform(0, duration))
            process.kill()
            process.communicate()
            halves += half_kept(b) > 0
        b.train(out, "--resume")
        b.require_same(whole, out, f"killed {k}", RESULTS)
        require([file.read_bytes() for file in kept(b)] == [sound], f"killed {k}: {kept(b)}")
        left = list(b.cache.rglob("*.tmp"))
        require(not left or k % 3 == 0, f"killed {k}: {left} are left")
    require(halves >= times, f"only {halves} of {4 * times} kills met pictures half kept")
    return f"{4 * times} kills, {halves} of them with pictures half kept"


def damaged(b, times):
    """bytes of the cache are changed, cut off or added"""
    whole = prepared(b)
    same(b, whole, "the first", says="are kept as they were read")
    [file] = kept(b)
    sound = file.read_bytes()
    for k in range(times):
        content = bytearray(sound)
        place = random.randrange(len(sound))
        if k % 4 == 3:
            content = content[:place] if k % 8 == 3 else content + b"x"
        else:
            content[place] ^= 1 << random.randrange(8)
        # In place, as a failing program would: with the times of before, as far as it can set them.
        times_before = file.stat()
        with open(file, "r+b") as stream:
            stream.write(content)
            stream.truncate(len(content))
        os.utime(file, ns=(times_before.st_atime_ns, times_before.st_mtime_ns))
        same(b, whole, f"byte {place}", says="was damaged, and is made anew")
        require(file.read_bytes() == sound, f"byte {place}: it was not made anew")
    same(b, whole, "the last", says="as they were read before")
    return f"{times} damages"


def stale(b, times):
    """pictures are replaced, added and removed"""
    prepared(b)
    for k in range(times):
        path = picture(b, k % COUNT, seed=1000 + k)
        if k % 3 == 1:
            path.unlink()
        if k % 3 == 2:
            picture(b, COUNT + k)
        whole = fresh(b.path("whole"))
        b.train(whole, "--no-cache")
        same(b, whole, f"change {k}", says="are kept as they were read")
        same(b, whole, f"change {k} again", says="as they were read before")
        require(len(kept(b)) == 1, f"old sets stay: {kept(b)}")
    return f"{times} changes"


def shared(b, times):
    """trainings that begin at once"""
    whole = prepared(b)
    for k in range(times):
        fresh(b.cache)
        outs = [fresh(b.path(f"run{i}")) for i in range(4)]
        processes = [subprocess.Popen(b.words(out), stdin=subprocess.DEVNULL, text=True,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=b.folder)
                     for out in outs]
        if k % 2:
            # The one that reads may be the one that is killed: then another reads.
            time.sleep(random.uniform(0.02, 0.2))
            processes[0].send_signal(signal.SIGKILL)
        for i, (out, process) in enumerate(zip(outs, processes)):
            result = finished(b, process)
            if result.returncode == 0:
                b.require_same(whole, out, f"run {i} of four", RESULTS)
            else:
                require(i == 0 and k % 2, f"run {i}: {result.stderr}")
        require(len(kept(b)) == 1, f"{kept(b)}")
    return f"{times} times four"


def full_disk(b, times):
    """a disk that is full after so many kilobytes: read into memory, and said"""
    whole = prepared(b)
    short = 0
    for k in range(times):
        size = (64 << 10) + k * ((2 << 20) // times)
        with disk(b.path("disk"), size) as resize:
            os.environ["DNN_CACHE"] = str(b.path("disk") / "cache")
            try:
                out = fresh(b.path("run"))
                result = b.train(out)
                b.require_same(whole, out, f"{size} bytes", RESULTS)
                if "the disk is full" in result.stderr:
                    short += 1
                    require(result.stderr.count("not kept for the next time") == 1, result.stderr)
                    left = list(b.path("disk").rglob("*.tmp"))
                    require(not left, f"{left} are left")
                    resize(8 << 20)
                    same(b, whole, "once there is room", says="are kept as they were read")
            finally:
                os.environ["DNN_CACHE"] = str(b.cache)
    require(0 < short < times, f"{short} of {times} disks were too small")
    return f"{times} sizes, {short} of them too small"


def cut_off(b, times):
    """a file of the cache that may not become as long as it must: read into memory, and said"""
    whole = prepared(b)
    same(b, whole, "without a limit", says="are kept as they were read")
    [file] = kept(b)
    # The run's own files have to fit.
    own = max(file.stat().st_size for file in whole.iterdir())
    size = file.stat().st_size
    require(own < size, f"the run needs {own} bytes, the cache {size}")
    for k in range(times):
        limit = own + (size - own) * k // times
        fresh(b.cache)
        out = fresh(b.path("run"))
        result = b.train(out, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (limit, limit)))
        b.require_same(whole, out, f"files of {limit} bytes", RESULTS)
        require(result.stderr.count("not kept for the next time") == 1, result.stderr)
        left = kept(b) + list(b.cache.rglob("*.tmp"))
        require(not left, f"{left} are left")
    same(b, whole, "again without a limit", says="are kept as they were read")
    return f"{times} lengths"


def closed(b, times):
    """a cache that cannot be written: read into memory, and said"""
    whole = prepared(b)
    b.cache.write_text("a file")
    same(b, whole, "a file in its place", says="not kept for the next time")
    b.cache.unlink()
    b.cache.mkdir()
    b.cache.chmod(0o555)
    if os.geteuid() == 0:
        def demote():
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        b.folder.chmod(0o777)
        result = b.run(b.words(b.path("other")), preexec_fn=demote)
        require(result.returncode == 0 and "not kept for the next time" in result.stderr,
                f"{result.returncode}: {result.stderr}")
        b.require_same(whole, b.path("other"), "a closed folder", RESULTS)
    else:
        same(b, whole, "a closed folder", says="not kept for the next time")
    b.cache.chmod(0o755)
    return "a file and a closed folder"


PARTS = [killed, damaged, stale, shared, full_disk, cut_off, closed]


def main():
    parser = arguments_of(__doc__.splitlines()[0], PARTS)
    parser.add_argument("--times", type=int, default=8, help="repetitions of each part")
    arguments = parser.parse_args()
    run_parts(PARTS, arguments, lambda part, b: part(b, arguments.times))


if __name__ == "__main__":
    main()
