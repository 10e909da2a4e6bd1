"""What the programs of this folder that take turns with `dnn-bench` share: options, clock and requests."""

import argparse
import math
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def options_of(description, threads, rounds=5):
    """The options of the command line; libraries that are imported later keep to as many threads."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=pathlib.Path, default=ROOT / ".build/release/dnn-bench")
    parser.add_argument("--threads", type=int, default=threads)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--seconds", type=float, default=0.2)
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    parser.add_argument("--only", default="", help="measure what has this in its name")
    options = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    return options


class Turns:
    """A suite of `dnn-bench` that is asked for one case after the other."""

    def __init__(self, suite, options):
        if not options.bench.exists():
            sys.exit("error: build first: swift build -c release --product dnn-bench")
        self.options = options
        self.now = time.perf_counter if options.clock == "wall" else time.thread_time
        self.process = subprocess.Popen(
            [options.bench, suite, "--requests", "--seconds", str(options.seconds), "--clock", options.clock],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def our_seconds(self, name):
        self.process.stdin.write(f"{self.options.threads} {name}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def best_seconds(self, body):
        """The seconds of one call: of bursts of about a millisecond the best, as dnn-bench counts."""
        body()
        once = self.burst(body, 1)
        calls = max(1, min(100_000, int(1e-3 / max(once, 1e-9))))
        best, spent, bursts = once, 0.0, 0
        while bursts < 5 or spent < self.options.seconds:
            seconds = self.burst(body, calls)
            best, spent, bursts = min(best, seconds / calls), spent + seconds, bursts + 1
        return best

    def burst(self, body, calls):
        start = self.now()
        for _ in range(calls):
            body()
        return self.now() - start

    def measure(self, name, peers):
        """The best time of our case and of each peer, functions that return their seconds, in turns."""
        times = [math.inf] * (1 + len(peers))
        for _ in range(self.options.rounds):
            found = [self.our_seconds(name)] + [peer() for peer in peers]
            times = [min(pair) for pair in zip(times, found)]
        return times

    def measure_calls(self, name, bodies):
        """The same for bodies of which one call counts."""
        return self.measure(name, [lambda body=body: self.best_seconds(body) for body in bodies])


def geometric_mean(numbers):
    return math.exp(sum(map(math.log, numbers)) / len(numbers))
