"""Lets system calls of the command fail, or kills it there, one call after the other.

Usage: faults.py [--dnn PATH] [--cases N] [--messages] [PART…]

A training is run under strace, once to list every call that opens, writes, syncs, renames, closes,
removes or locks something, and then again for each of those calls: the command is killed or
interrupted as it makes the call, or the call fails as on a full or broken disk. Each time the folder must be
readable, and --resume must end in the bytes of a run that was never stopped. So for a new run, one
that is resumed, one that replaces another, a sweep, and files that other commands write.

--cases takes so many of each kind, spread over all of them; 0: every one. Nothing but Python and
strace is needed; without strace it says SKIPPED.
"""

import argparse
import re
import shutil
import subprocess
import sys

from bench import CONFIGURATION, ROOT, SAME, Failed, bench, fresh, require, spread

CALLS = ["openat", "write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "rename",
         "renameat", "renameat2", "close", "mkdir", "mkdirat", "unlink", "unlinkat", "flock",
         "fchmod"]
# What a call fails with: of the errors that the sources treat alike, one. That they do can be read
# there: `grep -rn errno Sources` finds few comparisons (EINTR of write, fsync, close and flock; EINVAL
# and ENOTSUP of fsync; ENOLCK, its like and EWOULDBLOCK of flock; ENOENT of unlink); all other errors
# differ in nothing but the words of FileFailure, which have a test of their own.
ERRORS = {
    "openat": ["EIO"],
    "write": ["ENOSPC", "EINTR"],
    "pwrite64": ["ENOSPC", "EINTR"],
    "writev": ["ENOSPC"],
    "fsync": ["EIO", "EINTR", "EINVAL"],
    "fdatasync": ["EIO"],
    "ftruncate": ["EIO"],
    "rename": ["EIO"],
    "renameat": ["EIO"],
    "renameat2": ["EIO"],
    "close": ["EIO", "EINTR"],
    "mkdir": ["ENOSPC"],
    "mkdirat": ["ENOSPC"],
    "unlink": ["EIO", "ENOENT"],
    "unlinkat": ["EIO", "ENOENT"],
    "flock": ["ENOLCK", "EAGAIN", "EINTR", "EIO"],
    "fchmod": ["EPERM"],
}
# SIGINT and SIGTERM have one handler (Signals.swift): they take turns.
SIGNALS = {"KILL": (-9, 137), "INT": (0, 130, -2), "TERM": (0, 143, -15)}
STRACE = ["strace", "-f", "-qq"]
PATTERN = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")


def occurrences(words, mark, cwd, log):
    """(call, number) of each call of the words that has to do with a path that holds the mark.

    strace counts the calls of each kind from 1, and injects by that count; so does this. A closed
    descriptor has its path behind it, and standard output counts too.
    """
    traced = [*STRACE, "-y", "-s", "200", "-o", str(log),
              "-e", "trace=" + ",".join("?" + c for c in CALLS)]
    subprocess.run([*traced, *words], capture_output=True, check=True, cwd=cwd)
    counts, found = {}, []
    # Calls are counted by thread: all that count are those of the first.
    first = None
    for line in log.read_text(errors="replace").splitlines():
        thread = line.split()[0]
        first = first or thread
        match = PATTERN.match(line)
        if thread != first or not match:
            continue
        call, rest = match.groups()
        counts[call] = counts.get(call, 0) + 1
        if mark in rest or (call == "write" and rest.startswith("1<")):
            found.append((call, counts[call]))
    return found


def cases(found):
    """Every (call, number, what is injected, how the command may end)."""
    for turn, (call, number) in enumerate(found):
        for signal in ["KILL", "TERM" if turn % 2 else "INT"]:
            yield call, number, f"signal={signal}", SIGNALS[signal]
        for error in ERRORS[call]:
            yield call, number, f"error={error}", (0, 1)


def inject(b, words, prepare, call, number, what):
    """Runs the words with that one fault; None if the call was not made.

    A slow training writes rows more often than a fast one, so that the last calls of the listed run
    need not be those of another; then it is tried again.
    """
    log = b.path("injected.log")
    before = [*STRACE, "-o", str(log), "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={number}"]
    for _ in range(3):
        prepare()
        result = b.run(words, before=before)
        if re.search(r"\(INJECTED\)|--- SIG(INT|TERM)|killed by SIG", log.read_text(errors="replace")):
            return result
    return None


def sweep_cases(b, name, prepare, words, mark, verify, count, totals):
    """Injects into one way of running the command, and verifies after each."""
    prepare()
    found = occurrences(words, mark, b.folder, b.path("strace.log"))
    require(found, f"{name}: no call was seen")
    everything = list(cases(found))
    chosen = spread(everything, count)
    missed = 0
    for call, number, what, statuses in chosen:
        context = f"{name}: {what} at {call} {number}"
        result = inject(b, words, prepare, call, number, what)
        if result is None:
            missed += 1
            continue
        b.require_clean_end(result, context, allowed=statuses)
        verify(result, context)
        kind = "killed" if "KILL" in what else "interrupted" if "signal" in what else "failing calls"
        totals[kind] = totals.get(kind, 0) + 1
    require(missed <= len(chosen) // 20, f"{name}: {missed} calls of {len(chosen)} were not made again")
    print(f"{name}: {len(chosen) - missed} of {len(everything)} injections at {len(found)} calls, "
          "nothing lost", flush=True)


def remaining(context):
    """The files that must be the same: norms are there to be looked at, and a training that cannot
    write them goes on without."""
    return SAME if "signal" in context else [n for n in SAME if n != "norms.csv"]


def trainings(b, count, totals):
    whole = fresh(b.path("whole"))
    b.train(whole)
    b.train(fresh(b.path("half")), "--set", "iterations=30")
    out = b.path("run")

    def verify(result, context):
        names = remaining(context)
        if result.returncode == 0 and out.exists() and "signal" not in context:
            b.require_same(whole, out, context, names)
        b.require_sound(whole, out, context, names)

    def half():
        fresh(out)
        shutil.copytree(b.path("half"), out)

    for name, prepare, more in [
        ("a new run", lambda: fresh(out), []), ("a run that is resumed", half, ["--resume"]),
        ("a run that replaces another", half, ["--overwrite"]),
    ]:
        sweep_cases(b, name, prepare, b.words(out, *more), str(out), verify, count, totals)


def sweeps(b, count, totals):
    whole, out = fresh(b.path("whole-sweep")), b.path("sweep")

    def words(folder):
        return [b.dnn, "sweep", "--config", str(b.path("net.json")), "--vary", "seed=1,2",
                "--out", str(folder), "--progress", "none"]

    require(b.run(words(whole)).returncode == 0, "the sweep failed")
    trials = sorted(p.parent.relative_to(whole) for p in whole.rglob("model.safetensors"))
    require(len(trials) == 2, f"two trials, but {trials}")

    def verify(result, context):
        again = b.run(words(out))
        require(again.returncode == 0, f"{context}: the same command ended with {again.stderr}")
        for trial in trials:
            b.require_same(whole / trial, out / trial, context, remaining(context))

    sweep_cases(b, "a sweep", lambda: fresh(out), words(out), str(out), verify, count, totals)


def outputs(b, count, totals):
    """Files that other commands write are the old or the new ones, and nothing lies beside them."""
    run = str(b.path("whole"))
    folder = b.path("outputs")
    if not (b.path("whole") / "model.safetensors").exists():
        b.train(b.path("whole"))
    for name, words in {
        "export": ["export", "--model", run, "--output", str(folder / "net.onnx")],
        "convert": ["convert", "builtin:flower", str(folder / "flower.npz")],
        "predict": ["predict", "--model", run, str(b.path("flower.npy")), "--output",
                    str(folder / "answers.csv"), "--format", "csv"],
        "report": ["report", run, "--output", str(folder / "page.html")],
    }.items():
        b.run([b.dnn, "convert", "builtin:flower", str(b.path("flower.npy"))])
        fresh(folder).mkdir()
        made = b.run([b.dnn, *words])
        require(made.returncode == 0, f"{name} failed: {made.stderr}")
        file = next(folder.iterdir())
        new = file.read_bytes()

        def prepare():
            fresh(folder).mkdir()
            file.write_text("the file of before")

        def verify(result, context):
            found = file.read_bytes()
            require(found in (new, b"the file of before"), f"{context}: {file.name} is half written")
            require(result.returncode != 0 or found == new, f"{context}: success without its file")
            beside = [p.name for p in folder.iterdir() if p != file]
            require(not beside or "signal" in context or "unlink" in context,
                    f"{context}: {beside} lie beside it")

        sweep_cases(b, f"dnn {name}", prepare, [b.dnn, *words], str(folder), verify, count, totals)


PARTS = {"trainings": trainings, "sweeps": sweeps, "outputs": outputs}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dnn", default=ROOT / ".build" / "release" / "dnn", help="the command")
    parser.add_argument("--cases", type=int, default=0,
                        help="injections into each way of running it; 0: at every call")
    parser.add_argument("--messages", action="store_true", help="list what the command said")
    parser.add_argument("parts", nargs="*", metavar="PART", help="of " + ", ".join(PARTS))
    arguments = parser.parse_args()
    if shutil.which("strace") is None:
        print("SKIPPED: injected faults: strace is not installed")
        return
    totals = {}
    with bench(arguments.dnn, CONFIGURATION) as b:
        try:
            for part in arguments.parts or PARTS:
                PARTS[part](b, arguments.cases, totals)
        except Failed as failure:
            sys.exit(f"FAILED: {failure}")
        print(", ".join(f"{name}: {count}" for name, count in totals.items()))
        if arguments.messages:
            for sentence, status in sorted(b.sentences.items()):
                print(f"[{status}] {sentence}")


if __name__ == "__main__":
    main()
