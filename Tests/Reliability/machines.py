"""Runs the command on machines that are unlike the developer's, as far as one can pretend them.

Usage: machines.py [--dnn PATH] [--messages] [NAME…]

Each must end in the bytes that this machine gives; without fused multiply-add, in nearly the same
numbers. What cannot be pretended here says SKIPPED.
"""

import os
import platform
import pty
import resource
import shutil
import struct
import subprocess
import tempfile
import threading

from bench import ROOT, SAME, Skipped, arguments_of, fresh, require, run_parts

LANGUAGES = {"tr_TR": "UTF-8", "de_DE": "UTF-8", "ar_EG": "UTF-8"}


def whole(b):
    folder = fresh(b.path("whole"))
    b.train(folder)
    return folder


def need(tool):
    path = shutil.which(tool)
    if path is None:
        raise Skipped(f"{tool} is not installed")
    return path


def without_threads(words):
    place = words.index("--threads")
    return words[:place] + words[place + 2:]


def one_core(b):
    """one core (taskset)"""
    expected = whole(b)
    out = fresh(b.path("run"))
    result = b.run(without_threads(b.words(out)), before=[need("taskset"), "-c", "0"])
    require(result.returncode == 0, result.stderr)
    b.require_same(expected, out, "one core")


def many_threads(b):
    """--threads 64, and a number that no machine has"""
    expected = whole(b)
    for threads in ["64", "1000000"]:
        out = fresh(b.path("run"))
        b.train(out, "--threads", threads)
        b.require_same(expected, out, f"--threads {threads}")
    for threads in ["0", "-1", "many", "99999999999999999999"]:
        result = b.run(b.words(out, "--overwrite", "--threads", threads))
        require(result.returncode == 64, f"--threads {threads}: {result.returncode}")


def no_proc(b):
    """no /proc and no /sys"""
    unshare = need("unshare")
    expected = whole(b)
    out = fresh(b.path("run"))
    hide = "mount -t tmpfs none /proc && mount -t tmpfs none /sys && exec \"$@\""
    before = [unshare, "--mount", "sh", "-c", hide, "sh"]
    if b.run(["true"], before=before).returncode != 0:
        raise Skipped("no name space of mounts can be made")
    for words in [b.words(out), without_threads(b.words(out, "--overwrite")),
                  [b.dnn, "--version"], [b.dnn, "report", str(out)]]:
        result = b.run(words, before=before)
        require(result.returncode == 0, f"{words[1]}: {result.returncode} {result.stderr}")
    b.require_same(expected, out, "no /proc")


def processors(b):
    """AVX2 only and no AVX (DNN_KERNELS, and emulated processors)"""
    if platform.machine() not in ("x86_64", "AMD64"):
        raise Skipped("only x86-64 has levels")
    expected = whole(b)
    for level in ["avx512", "avx2", "baseline"]:
        out = fresh(b.path("run"))
        b.train(out, env=os.environ | {"DNN_KERNELS": level})
        near(b, expected, out, level == "baseline", level)
    emulator = shutil.which("qemu-x86_64")
    if emulator is None:
        return "emulation SKIPPED: qemu-x86_64 is not installed"
    for processor, level in [("Haswell", "avx2"), ("Nehalem", "baseline")]:
        out = fresh(b.path("run"))
        result = b.run(b.words(out), before=[emulator, "-cpu", processor])
        require(result.returncode == 0, f"{processor}: {result.stderr}")
        near(b, expected, out, level == "baseline", processor)


def near(b, expected, out, is_rounded, context):
    if not is_rounded:
        return b.require_same(expected, out, context)
    first, last = [(f / "history.csv").read_text().split() for f in (expected, out)]
    require(len(first) == len(last), f"{context}: other rows")
    for row, other in zip(first[1:], last[1:]):
        for a, c in zip(row.split(","), other.split(",")):
            require(abs(float(a) - float(c)) <= 1e-4 * max(1, abs(float(a))), f"{context}: {row} {other}")


def languages(b):
    """tr_TR, de_DE and ar_EG, whose numbers and letters are others"""
    expected = whole(b)
    commands = {
        "check": ["check", "--config", "net.json"], "evaluate": ["evaluate", "--model", "whole"],
        "train": ["train", "--config", "net.json", "--out", "run", "--overwrite", "--set",
                  "optimizer.method=ADAM"],
        "dual": ["train", "--config", "net.json", "--out", "dual", "--overwrite", "--set",
                 "batchSize=0", "--set", "optimizer.method=momentum", "--progress", "lines",
                 "--set", "keepProbability=1"],
        "memory": ["check", "--config", "net.json", "--set", "n=[0,90000000,90000,1]", "--set",
                   "activations=[\"relu\",\"relu\",\"sigmoid\"]", "--set", "keepProbability=1"],
        "graph": ["graph", "a*b/3", "--at", "a=1.5,b=2.25"],
        "gradcheck": ["gradcheck", "--config", "net.json"],
        "init": ["init", "points.csv"], "trace": ["trace", "--model", "whole"],
        "sweep": ["sweep", "--config", "net.json", "--vary", "alpha=0.01,0.1"],
    }
    b.path("points.csv").write_text("İ,ı,Class\n1.5,2.5,I\n3,4,i\n")
    said = {}
    with tempfile.TemporaryDirectory() as home:
        made = [n for n, e in LANGUAGES.items() if shutil.which("localedef") and subprocess.run(
            ["localedef", "-i", n, "-f", e, f"{home}/{n}.{e}"], capture_output=True).returncode == 0]
        names = ["C"] + [f"{n}.{e}" for n, e in LANGUAGES.items()]
        for language in names:
            environment = os.environ | {"LC_ALL": language, "LANG": language, "LOCPATH": home}
            for name, words in commands.items():
                result = b.run([b.dnn, *words], env=environment)
                # Times differ, and only a locale of UTF-8 has a line of dots.
                text = "".join(l for l in (result.stdout + result.stderr).splitlines(True)
                               if "seconds" not in l and " s " not in l and "/s" not in l)
                said.setdefault(name, (result.returncode, text))
                require(said[name] == (result.returncode, text),
                        f"{name} in {language}:\n{text}\ninstead of\n{said[name]}")
            out = fresh(b.path("run"))
            b.train(out, env=environment)
            b.require_same(expected, out, language)
    missing = [n for n in LANGUAGES if n not in made]
    return f"C library without {', '.join(missing)}" if missing else None


def paths(b):
    """paths with blanks, accents, emoji, quotes and line ends"""
    expected = whole(b)
    for name in ["with blanks", "größer/αβγ", "🐈 cats", "it's \"quoted\"", "-dash", "a\nb", "%20",
                 "$HOME", "e\u0301"]:
        folder = b.path(name)
        folder.mkdir(parents=True)
        shutil.copy(b.path("net.json"), folder / "net.json")
        words = [b.dnn, "train", "--config", f"./{name}/net.json", "--out", f"./{name}/run",
                 "--progress", "none"]
        result = b.run(words)
        require(result.returncode == 0, f"{name!r}: {result.stderr}")
        b.require_same(expected, folder / "run", repr(name), [n for n in SAME if n != "config.json"])
        for more in [["evaluate", "--model", f"./{name}/run"], ["report", f"./{name}/run"]]:
            result = b.run([b.dnn, *more])
            require(result.returncode == 0, f"{name!r} {more[0]}: {result.stderr}")
            require("\x1b" not in result.stderr, repr(name))


def bare(b):
    """no environment at all: no TERM, HOME, PATH or LANG; standard input closed"""
    expected = whole(b)
    out = fresh(b.path("run"))
    b.train(out, env={})
    b.require_same(expected, out, "without an environment")
    result = b.run(["sh", "-c", "exec \"$@\" <&-", "sh", *b.words(out, "--overwrite")], env={})
    require(result.returncode == 0, result.stderr)
    b.require_same(expected, out, "standard input closed")


def terminal(columns, words, folder, environment):
    """What the words write to a terminal of so many columns, and how they end."""
    import fcntl
    import termios

    mine, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 10, columns, 0, 0))
    process = subprocess.Popen(words, cwd=folder, env=environment, stdin=theirs, stdout=theirs,
                               stderr=theirs)
    os.close(theirs)
    pieces = []

    def read():
        try:
            while piece := os.read(mine, 65536):
                pieces.append(piece)
        except OSError:
            pass

    reader = threading.Thread(target=read)
    reader.start()
    status = process.wait(timeout=120)
    reader.join(timeout=10)
    os.close(mine)
    return status, b"".join(pieces).decode(errors="replace")


def narrow(b):
    """terminals of 20, 1 and 1,000 columns, dumb ones, and none named"""
    whole(b)
    b.run([b.dnn, "convert", "builtin:cats", "pictures/"])
    words = [b.dnn, "train", "--config", "net.json", "--out", "run", "--overwrite"]
    for columns in [20, 1, 1000]:
        for kind in ["xterm-256color", "dumb", None]:
            environment = {k: v for k, v in os.environ.items() if k not in ("TERM", "COLUMNS")}
            environment |= {"LANG": "C.UTF-8"} | ({"TERM": kind} if kind else {})
            for command in [words, [b.dnn, "help", "train"], [b.dnn, "--help"],
                            [b.dnn, "evaluate", "--model", "whole"],
                            [b.dnn, "check", "--config", "net.json"]]:
                status, text = terminal(columns, command, b.folder, environment)
                context = f"{columns} columns, TERM {kind}, {command[1]}"
                require(status == 0, f"{context}: {status} {text[-300:]}")
                if kind != "xterm-256color":
                    require("\x1b" not in text, f"{context}: escapes in {text!r}")
                    continue
                if command is words and columns == 20:
                    # What is drawn over must fit, or it leaves pieces behind.
                    for line in text.split("\r"):
                        drawn = line.split("\x1b[K")[0]
                        if "\x1b[K" in line and "\n" not in drawn:
                            require(len(drawn) <= columns, f"{context}: {drawn!r}")


def little_memory(b):
    """256 MB of memory"""
    expected = whole(b)
    out = fresh(b.path("run"))

    def limit():
        resource.setrlimit(resource.RLIMIT_DATA, (256 << 20, 256 << 20))

    for words in [b.words(out), [b.dnn, "report", str(out)], [b.dnn, "evaluate", "--model", str(out)],
                  [b.dnn, "check", "--config", "net.json"]]:
        result = b.run(words, preexec_fn=limit)
        require(result.returncode == 0, f"{words[1]}: {result.returncode} {result.stderr}")
    b.require_same(expected, out, "256 MB")
    pictures = b.run([b.dnn, "train", "--config", str(ROOT / "Configs" / "cat.json"), "--out", "cats",
                      "--set", "iterations=10"], preexec_fn=limit)
    require(pictures.returncode == 0, f"cat.json: {pictures.stderr}")


MACHINES = [one_core, many_threads, no_proc, processors, languages, paths, bare, narrow,
            little_memory]


def the_same(machine, b):
    remark = machine(b)
    return f"the same ({remark})" if remark else "the same"


def main():
    parser = arguments_of(__doc__.splitlines()[0], MACHINES)
    arguments = parser.parse_args()
    run_parts(MACHINES, arguments, the_same)


if __name__ == "__main__":
    main()
