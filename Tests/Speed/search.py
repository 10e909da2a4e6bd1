"""What searching costs and finds: random draws and successive halving beside a full grid.

    Tests/Speed/search.py .build/release/dnn [digits] [cat]

Of each configuration of Configs a grid of alpha and the size of the first layer is trained whole, then a
third as many combinations are drawn (--random), then as many as the grid has, with --halving. Said are
the trials, the updates and the best validation cost of each, and the deviation of the grid's best over
seeds: a search is within the noise where it is not worse by more than twice that.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEEDS = "1,2,3"
SETTINGS = {
    "digits": (
        ["alpha=0.0003,0.001,0.002,0.005,0.01,0.03", "n[1]=16,32,64,128"],
        ["alpha=log:0.0003..0.03", "n[1]=logInteger:16..128"],
        SEEDS,
    ),
    "cat": (
        ["alpha=0.0005,0.001,0.0025,0.005,0.01,0.02", "n[1]=4,8,16,32"],
        ["alpha=log:0.0005..0.02", "n[1]=logInteger:4..32"],
        "1",
    ),
}


def sweep(dnn, name, folder, vary, options=()):
    """The rows of a sweep, and the updates that it made."""
    words = [dnn, "sweep", "--config", ROOT / "Configs" / f"{name}.json", "--out", folder]
    words += ["--set", 'data.validation={"fraction":0.2}', "--jobs", "2", "--progress", "none"]
    for text in vary:
        words += ["--vary", text]
    subprocess.run([*map(str, words), *options], check=True, capture_output=True)
    rows = json.loads((folder / "comparison.json").read_text())["rows"]
    return rows, sum(trial["iterations"] for row in rows for trial in row["trials"])


def told(rows, updates, whole, trials):
    best = rows[0]
    words = ", ".join(f"{key} {value}" for key, value in best["settings"].items())
    cost = best["validation"]["cost"]["mean"]
    print(f"{trials:6} trials {updates:9} updates {updates / whole:7.1%}  best {cost:.5f} ({words})")
    return cost


def compare(dnn, name, work):
    grid, ranges, seeds = SETTINGS[name]
    print(name)
    repeat = [f"seed={seeds}"]
    rows, whole = sweep(dnn, name, work / "grid", grid + repeat)
    count = len(rows)
    trials = sum(len(row["trials"]) for row in rows)
    print("  grid   ", end="")
    best = told(rows, whole, whole, trials)
    settings = [f"{key}={value}" for key, value in rows[0]["settings"].items()]
    repeated, _ = sweep(dnn, name, work / "seeds", settings + ["seed=1,2,3,4,5"])
    noise = repeated[0]["validation"]["cost"]["deviation"]
    print(f"  deviation of the grid's best over 5 seeds: {noise:.5f}")
    status = 0
    for kind, options in {
        "random": ["--random", str(count // 3)],
        "halving": ["--random", str(count), "--halving"],
    }.items():
        rows, updates = sweep(dnn, name, work / kind, ranges + repeat, options)
        print(f"  {kind:7}", end="")
        cost = told(rows, updates, whole, sum(len(row["trials"]) for row in rows))
        if cost > best + 2 * noise or updates > whole / 3:
            print("  FAILED: worse than the noise, or more than a third of the updates")
            status = 1
    return status


def main():
    dnn, *names = sys.argv[1:] or [ROOT / ".build/release/dnn"]
    with tempfile.TemporaryDirectory() as folder:
        statuses = []
        for name in names or SETTINGS:
            work = pathlib.Path(folder) / name
            work.mkdir()
            statuses.append(compare(pathlib.Path(dnn).resolve(), name, work))
    sys.exit(max(statuses))


if __name__ == "__main__":
    main()
