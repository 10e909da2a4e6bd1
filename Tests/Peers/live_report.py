"""Watches the page of a training, and of a sweep, in a browser while they go on.

    python3 Tests/Peers/live_report.py [--dnn PATH] [--seconds S] [--output FOLDER]

The page must load itself again with the reader's place and choices kept, go on with the training, and stand still
when it has ended; of a training that was killed it must say so. Nothing may be in the console. With --output the
screenshots of the looks stay there. Without Chromium it says that it was skipped.
"""

import json
import pathlib
import re
import signal
import subprocess
import time

from support import browser
from support.common import arguments_of, bench, expect, finish

SPIRALS = {
    "n": [2, 48, 48, 1], "activations": {"hidden": "tanh", "output": "sigmoid"}, "alpha": 0.002,
    "batchSize": 64, "optimizer": {"method": "adam"}, "initialization": {"method": "xavier"},
    "logEvery": "epoch", "checkpointEvery": 500, "iterations": 100000,
    "data": {"train": {"builtin": "spirals", "examples": 2000}, "validation": {"fraction": 0.2}}}

# A page of which only the beginning is there yet has no footer, and no state: the look is taken again.
STATE = """(document.querySelector("footer").isConnected && {
  opened: performance.timeOrigin, place: Math.round(scrollY),
  isLinear: document.querySelector("#cost-linear")?.checked ?? null,
  isOpen: document.querySelector("details")?.open ?? null,
  news: document.querySelector(".news")?.innerText ?? null,
  warning: document.querySelector("p.warning")?.innerText ?? null,
  figures: [...document.querySelectorAll(".figures div")].map(each => each.innerText),
})"""


def start(b, *words):
    return subprocess.Popen([b.dnn, *words, "--progress", "none"], cwd=b.folder, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def wait_for(condition, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def iterations(state):
    """The iterations that a page tells to be done."""
    text = next((figure for figure in state["figures"] if figure.startswith("iterations")), "")
    number = re.search(r"iterations\s+([\d\u202f,.]+)", text)
    return int(re.sub(r"\D", "", number.group(1))) if number else -1


def look(window, output, name):
    state = window.look(STATE)
    if output:
        window.screenshot(output / f"live-{name}.png")
    print(f"{name}: {state['news'] or state['warning']} {[f.replace(chr(10), ' ') for f in state['figures']]}")
    return state


def training(b, window, seconds, output):
    """Three looks at a training, and one when it has ended."""
    page = b.folder / "run" / "report.html"
    process = start(b, "train", "--config", "spirals.json", "--out", "run")
    expect(wait_for(page.exists, 30), "there is no page while the training goes on")
    window.open(page, 1000, 700)
    window.look("document.querySelector('label[for=cost-linear]').click();"
                "document.querySelector('details > summary').click(); scrollTo(0, 400)")
    looks = []
    for number in range(3):
        time.sleep(seconds / 4)
        # A page is written seldom where that takes long: on a busy machine the next one may be late.
        last = iterations(looks[-1]) if looks else 0
        wait_for(lambda: iterations(window.look(STATE)) > last, 60)
        looks.append(look(window, output, f"training-{number + 1}"))
    expect(process.poll() is None, "the training ended too early to be watched")
    for before, after in zip(looks, looks[1:]):
        expect(after["opened"] > before["opened"], "the page has not been loaded again")
        expect(iterations(after) > iterations(before) > 0, "the page does not go on")
    for state in looks:
        expect(state["place"] == 400, f"the place is not kept: {state['place']}")
        expect(state["isLinear"] and state["isOpen"], "the choices are not kept")
        expect(state["news"] and "Written" in state["news"], "the page does not say when it was written")
        expect(any("time left" in figure for figure in state["figures"]), "no time left")
    process.send_signal(signal.SIGINT)
    process.wait()
    time.sleep(8)
    stopped = look(window, output, "training-stopped")
    expect(stopped["news"] is None and "was stopped after" in (stopped["warning"] or ""),
           "a training that was stopped is not told")
    made = iterations(stopped)
    result = b.attempt("train", "--config", "spirals.json", "--out", "run", "--resume", "--progress", "none",
                       "--set", f"iterations={made + 20000}")
    expect(result.returncode == 0, result.stderr)
    window.open(page, 1000, 700)
    ended = look(window, output, "training-ended")
    expect(ended["news"] is None and "data-written" not in page.read_text(), "the last page is still a live one")


def killed(b, window, output):
    page = b.folder / "killed" / "report.html"
    process = start(b, "train", "--config", "spirals.json", "--out", "killed")
    expect(wait_for(page.exists, 30), "there is no page while the training goes on")
    process.kill()
    process.wait()
    # Half an hour ago.
    text = page.read_text()
    written = int(re.search(r'data-written="(\d+)"', text).group(1))
    page.write_text(text.replace(f'data-written="{written}"', f'data-written="{written - 1800000}"'))
    window.open(page, 1000, 700)
    time.sleep(1)
    state = look(window, output, "killed")
    expect("No news since" in (state["news"] or ""), f"a dead training is not told: {state['news']}")


def sweep(b, window, output):
    page = b.folder / "swept" / "report.html"
    process = start(b, "sweep", "--config", "spirals.json", "--vary", "seed=1,2", "--vary", "alpha=0.001,0.002,0.004",
                    "--set", "iterations=12000", "--out", "swept")
    expect(wait_for(page.exists, 30), "there is no page while the sweep goes on")
    window.open(page, 1000, 700)
    looks = []
    for number in range(3):
        time.sleep(4)
        looks.append(look(window, output, f"sweep-{number + 1}"))
    expect(any(state["news"] for state in looks), "the page of a sweep does not say when it was written")
    expect(process.wait() == 0, "the sweep failed")
    time.sleep(8)
    ended = look(window, output, "sweep-ended")
    expect(ended["news"] is None, "the page of a sweep that has ended is still a live one")


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--seconds", type=float, default=16, help="how long the training is watched")
    parser.add_argument("--output", type=pathlib.Path, help="where the screenshots go")
    arguments = parser.parse_args()
    program = browser.find()
    if not program:
        print("SKIPPED: no page was watched, there is no Chromium")
        return
    if arguments.output:
        arguments.output.mkdir(parents=True, exist_ok=True)
    with bench(arguments.dnn) as b:
        configuration = SPIRALS | {"iterations": 10_000_000}
        (b.folder / "spirals.json").write_text(json.dumps(configuration))
        for watch in [lambda window: training(b, window, arguments.seconds, arguments.output),
                      lambda window: killed(b, window, arguments.output),
                      lambda window: sweep(b, window, arguments.output)]:
            with browser.Browser(program) as window:
                watch(window)
                complaints = window.complaints()
                expect(not complaints, f"the console says {complaints[:3]}")
    finish("a training, a killed one and a sweep watched")


if __name__ == "__main__":
    main()
