"""Puts the command into situations that it did not choose, and looks at what is left.

Usage: situations.py [--dnn PATH] [--times N] [--messages] [NAME…]

Signals at any moment, too little memory, a disk of every size that is too small, folders that are
read-only, removed or files, two trainings at once, an output that nobody reads, clocks that jump.
Nothing but Python is needed; parts that need root, a C compiler or a Linux say SKIPPED without.
"""

import array
import contextlib
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

from bench import CONFIGURATION, Failed, Skipped, arguments_of, fresh, require, run_parts, write_npy

HERE = pathlib.Path(__file__).resolve().parent
NOBODY = 65534


def longer(b, iterations=40_000):
    """A configuration that trains for a second or two, with many checkpoints."""
    write_longer(b, iterations)
    whole = fresh(b.path("whole"))
    begun = time.monotonic()
    b.train(whole, config="long.json")
    return whole, time.monotonic() - begun


def write_longer(b, iterations):
    b.write("long.json", CONFIGURATION | {"iterations": iterations, "checkpointEvery": 500,
                                          "logEvery": 100, "earlyStopping": {"patience": 10**6}})


def started(b, out, *more, config="long.json"):
    return subprocess.Popen(b.words(out, *more, config=config), stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=b.folder)


def wait_for(file, process):
    for _ in range(2000):
        if file.exists() or process.poll() is not None:
            break
        time.sleep(0.005)
    if not file.exists():
        raise Failed(f"{file.name} did not appear: {process.communicate()[1][-500:]}")


def finished(b, process):
    """The result of a started process, as of one that was run."""
    out, err = process.communicate(timeout=120)
    result = subprocess.CompletedProcess(process.args, process.returncode, out, err)
    b.note(result)
    return result


def signals(b, times):
    """SIGINT and SIGTERM at any moment: saved, and the same bytes in the end"""
    whole, duration = longer(b)
    count = 0
    while count < times:
        out = fresh(b.path("run"))
        for _ in range(1000):
            process = started(b, out, "--resume")
            if count < times:
                time.sleep(random.uniform(0.05, max(duration * 0.7, 0.1)))
                if process.poll() is None:
                    number = random.choice([signal.SIGINT, signal.SIGTERM])
                    process.send_signal(number)
                    count += 1
            result = finished(b, process)
            if result.returncode == 0:
                break
            caught = (128 + number, -number)
            require(result.returncode in caught, f"ended with {result.returncode}: {result.stderr}")
            if result.returncode > 0 and "stopped after" in result.stderr:
                require("go on with: dnn train" in result.stderr, f"no advice: {result.stderr}")
                require("model.safetensors holds the weights" in result.stderr, result.stderr)
                shown = b.run([b.dnn, "evaluate", "--model", str(out), "--split", "validation"])
                require(shown.returncode == 0, f"what it left: {shown.stderr}")
        b.require_same(whole, out, f"after {count} signals")
    return f"{count} signals"


def memory(b, times):
    """too little memory: a sentence, and what was saved before is whole"""
    b.write("net.json", CONFIGURATION | {"n": [0, 2000, 1000, 1], "activations": {
        "hidden": "relu", "output": "sigmoid"}, "iterations": 3})
    whole = fresh(b.path("whole"))
    b.train(whole)
    refused = 0
    # The program alone takes 67 MB: what is less ends it before it begins.
    limits = [(80 + 496 * k // times) << 20 for k in range(times)]
    for limit in limits:
        out = fresh(b.path("run"))
        context = f"{limit >> 20} MB of memory"
        result = b.run(b.words(out), preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_AS, (limit, limit)))
        # 127: it could not even be loaded.
        b.require_clean_end(result, context, allowed=(0, 1, 127))
        refused += result.returncode != 0
        b.require_sound(whole, out, context)
    require(0 < refused < len(limits), f"{refused} of {len(limits)} limits were too small")
    return f"{len(limits)} limits, {refused} of them too small"


@contextlib.contextmanager
def disk(folder, size):
    """A file system in memory of so many bytes."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        raise Skipped("no file system can be mounted")
    try:
        yield lambda size: subprocess.run(
            ["mount", "-o", f"remount,size={size}", str(folder)], check=True)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def full_disk(b, times):
    """a disk that is full after so many kilobytes: a sentence, and the same bytes once there is room"""
    whole = fresh(b.path("whole"))
    b.train(whole)
    full = 0
    for pages in range(1, times + 1):
        with disk(b.path("disk"), pages * 4096) as resize:
            out = b.path("disk") / "run"
            context = f"a disk of {pages * 4} kB"
            result = b.run(b.words(out))
            b.require_clean_end(result, context)
            if result.returncode == 1:
                full += 1
                require("the disk is full" in result.stderr, f"{context}: {result.stderr}")
            resize(1 << 22)
            b.require_sound(whole, out, context)
    return f"{times} sizes, {full} of them too small"


def file_sizes(b, times):
    """files that may not be larger than so many kilobytes: a sentence, and the same bytes without limit"""
    whole = fresh(b.path("whole"))
    b.train(whole)
    refused = 0
    for k in range(times):
        limit, out, context = 2048 * k, fresh(b.path("run")), f"files of {2 * k} kB"
        result = b.run(b.words(out), preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (limit, limit)))
        b.require_clean_end(result, context)
        if result.returncode == 1:
            refused += 1
            require("ulimit -f" in result.stderr, f"{context}: {result.stderr}")
            left = [f.name for f in out.iterdir() if f.name.endswith(".tmp")]
            require(not left, f"{context}: {left} are left")
        b.require_sound(whole, out, context)
    return f"{times} limits, {refused} of them too small"


def read_only(b, times):
    """a folder that may not be written"""
    if os.geteuid() != 0:
        demote = None
    else:
        def demote():
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        # A copy that everyone may run: the build may lie where nobody may look.
        os.chmod(b.folder, 0o755)
    closed = b.path("closed")
    closed.mkdir()
    closed.chmod(0o555)
    whole = fresh(b.path("whole"))
    b.train(whole)
    shutil.copytree(whole, b.path("run"))
    b.path("run").chmod(0o555)
    try:
        probe = b.run([b.dnn, "--version"], preexec_fn=demote)
    except PermissionError:
        raise Skipped("another user may not run the command")
    require(probe.returncode == 0, probe.stderr)
    cases = {
        "a new run": b.words(closed / "run"),
        "--overwrite": b.words(b.path("run"), "--overwrite"),
        "report": [b.dnn, "report", str(b.path("run"))],
        "export": [b.dnn, "export", "--model", str(whole), "--output", str(closed / "x.onnx")],
        "convert": [b.dnn, "convert", "builtin:flower", str(closed / "x.npz")],
        "pictures": [b.dnn, "convert", "builtin:cats", f"{closed}/x/"],
    }
    for name, words in cases.items():
        result = b.run(words, preexec_fn=demote)
        require(result.returncode == 1, f"{name}: {result.returncode} {result.stderr}")
        require("permission denied" in result.stderr and str(b.folder) in result.stderr,
                f"{name}: {result.stderr}")
    shown = b.run([b.dnn, "evaluate", "--model", str(b.path("run"))], preexec_fn=demote)
    require(shown.returncode == 0, f"evaluate: {shown.stderr}")
    require(not list(closed.iterdir()), "something was written")
    b.require_same(whole, b.path("run"), "read-only")
    b.path("run").chmod(0o755)
    return f"{len(cases)} commands"


def removed(b, times):
    """the run's folder is removed in mid-run"""
    # So many that none is over before its folder is gone.
    write_longer(b, 10**7)
    for k in range(times):
        out = fresh(b.path("run"))
        process = started(b, out)
        wait_for(out / "checkpoint.safetensors", process)
        time.sleep(0.02 * k)
        moved = b.path("elsewhere")
        if k % 2:
            out.rename(fresh(moved))
        else:
            shutil.rmtree(out, ignore_errors=True)
        result = finished(b, process)
        require(result.returncode == 1 and str(out) in result.stderr and "gone" in result.stderr,
                f"ended with {result.returncode}: {result.stderr}")
    return f"{times} removals"


def misplaced(b, times):
    """files where folders should be, and folders where files should be"""
    whole = fresh(b.path("whole"))
    b.train(whole)
    b.path("file").write_text("mine")
    cases = {"--out is a file": b.words(b.path("file")),
             "--out in a file": b.words(b.path("file") / "run"),
             "the configuration is a folder": [b.dnn, "train", "--config", str(whole)],
             "the output is a folder": [b.dnn, "export", "--model", str(whole), "--output",
                                        str(b.path("folder.onnx"))]}
    b.path("folder.onnx").mkdir()
    for name in ["config.json", "history.csv", "checkpoint.safetensors", "model.safetensors",
                 "metrics.json", ".lock"]:
        run = b.path(f"with-{name}")
        shutil.copytree(whole, run)
        (run / name).unlink()
        (run / name).mkdir()
        words = b.words(run, "--resume", "--set", "iterations=80")
        cases[f"{name} is a folder"] = words
    for name, words in cases.items():
        result = b.run(words)
        require(result.returncode == 1 and "error: " in result.stderr,
                f"{name}: ended with {result.returncode}: {result.stderr}")
    require(b.path("file").read_text() == "mine", "the file was written")
    return f"{len(cases)} cases"


def cut_short(b, times):
    """a data file that is cut short or replaced in mid-run"""
    b.run([b.dnn, "convert", "builtin:cats", "data.npy"])
    count = b.path("data.npy").stat().st_size // 12288
    write_npy(b.path("labels.npy"), "|u1", (count,), array.array("B", (i % 2 for i in range(count))))
    plain = {k: v for k, v in CONFIGURATION.items() if k != "earlyStopping"}
    b.write("long.json", plain | {
        "iterations": 10**6, "logEvery": 10**5,
        "data": {"train": {"xPath": "data.npy", "yPath": "labels.npy"}}})
    ended = []
    for k in range(3):
        shutil.copy(b.path("data.npy"), b.path("whole.npy"))
        process = started(b, fresh(b.path("run")))
        wait_for(b.path("run") / "checkpoint.safetensors", process)
        if k == 0:
            os.truncate(b.path("data.npy"), 100_000)
        elif k == 1:
            b.path("data.npy").unlink()
        else:
            b.path("whole.npy").rename(b.path("data.npy"))
        time.sleep(0.5)
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        result = finished(b, process)
        require(result.returncode in (1, 143), f"ended with {result.returncode}: {result.stderr}")
        require(result.returncode == 143 or "cut short" in result.stderr, result.stderr)
        ended.append(result.returncode)
        if b.path("whole.npy").exists():
            b.path("whole.npy").rename(b.path("data.npy"))
    return f"{len(ended)} times, ended with {ended}"


def two_at_once(b, times):
    """two trainings into one folder: the second is refused, the first goes on"""
    whole, _ = longer(b)
    out = fresh(b.path("run"))
    first = started(b, out)
    wait_for(out / "config.json", first)
    for more in [[], ["--resume"], ["--overwrite"]]:
        second = b.run(b.words(out, *more, config="long.json"))
        require(second.returncode == 1, f"{more}: ended with {second.returncode}")
        require("another training is writing into" in second.stderr or not more,
                f"{more}: {second.stderr}")
    result = finished(b, first)
    require(result.returncode == 0, result.stderr)
    b.require_same(whole, out, "two at once")
    return "3 refused"


def outputs(b, times):
    """standard output closed, full, or read by nobody"""
    whole = fresh(b.path("whole"))
    b.train(whole)
    quoted = f"'{b.dnn}'"
    train = " ".join(b.words("run", "--overwrite"))
    commands = {
        "train": train, "evaluate": f"{quoted} evaluate --model whole",
        "predict": f"{quoted} predict --model whole flower.npy --format json",
        "check": f"{quoted} check --config net.json", "schema": f"{quoted} schema",
        "help": f"{quoted} help train", "graph": f"{quoted} graph 'a*b' --at a=1,b=2",
    }
    b.run([b.dnn, "convert", "builtin:flower", "flower.npy"])
    for name, line in commands.items():
        for how, status in [(">&-", (1,)), (">/dev/full", (1,)), ("| head -c 1 >/dev/null", (0,)),
                            (">&- 2>&-", (1,)), ("2>&-", (0,)), ("<&-", (0,))]:
            result = b.run(["sh", "-c", f"{line} {how}"])
            require(result.returncode in status,
                    f"{name} {how}: ended with {result.returncode}: {result.stderr}")
            if "&-" not in how and status == (1,):
                require("standard output" in result.stderr, f"{name} {how}: {result.stderr}")
        # bash tells how the first of a pipe ended: by SIGPIPE or well, but with nothing to say.
        if shutil.which("bash"):
            pipe = b.run(["bash", "-c", f"{line} | true; exit ${{PIPESTATUS[0]}}"])
            require(pipe.returncode in (0, 141) and "error" not in pipe.stderr,
                    f"{name} | true: ended with {pipe.returncode}: {pipe.stderr}")
    b.require_same(whole, b.path("run"), "without an output")
    return f"{7 * len(commands)} runs"


def clocks(b, times):
    """clocks that jump to and fro"""
    compiler = next((c for c in ["cc", "clang", "gcc"] if shutil.which(c)), None)
    if compiler is None or not sys.platform.startswith("linux"):
        raise Skipped("no C compiler")
    whole, _ = longer(b, 4000)
    runs = 0
    for name, options in {"day": [], "every": ["-DEVERY_CLOCK"]}.items():
        library = b.path(f"{name}.so")
        subprocess.run([compiler, "-shared", "-fPIC", *options, "-o", str(library),
                        str(HERE / "clock.c")], check=True)
        environment = os.environ | {"LD_PRELOAD": str(library)}
        seen = subprocess.run(["date", "+%s"], env=environment, capture_output=True)
        require(seen.returncode == 0, "the library cannot be loaded")
        runs += jumping(b, whole, environment, timed=name == "day")
    return f"{runs} runs"


def jumping(b, whole, environment, timed):
    """Trains while clocks jump; `timed`: what a run says that it took must be true all the same."""
    out = b.path("run")
    modes = ["none", "lines", "bar"]
    for mode in modes:
        for more in [["--overwrite"], ["--resume", "--set", "iterations=5000"]]:
            words = b.words(out, *more, config="long.json")
            words[words.index("none")] = mode
            begun = time.monotonic()
            result = b.run(words, env=environment)
            took = time.monotonic() - begun
            require(result.returncode == 0, f"{mode}: {result.returncode} {result.stderr}")
            if more == ["--overwrite"]:
                b.require_same(whole, out, mode)
                said = json.loads((out / "metrics.json").read_text())["seconds"]
                require(not timed or 0 < said <= took, f"{said} s of training in {took} s")
    swept = b.run([b.dnn, "sweep", "--config", "net.json", "--vary", "seed=1,2", "--jobs", "2",
                   "--out", str(fresh(b.path("sweep")))], env=environment)
    require(swept.returncode == 0, swept.stderr)
    return 2 * len(modes) + 1


SITUATIONS = [signals, memory, full_disk, file_sizes, read_only, removed, misplaced, cut_short,
              two_at_once, outputs, clocks]


def main():
    parser = arguments_of(__doc__.splitlines()[0], SITUATIONS)
    parser.add_argument("--times", type=int, default=20, help="how often, where that is a choice")
    arguments = parser.parse_args()
    run_parts(SITUATIONS, arguments, lambda situation, b: situation(b, arguments.times))


if __name__ == "__main__":
    main()
