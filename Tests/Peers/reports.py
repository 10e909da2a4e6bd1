"""Opens every kind of report in a browser and looks at it as a person would.

    python3 Tests/Peers/reports.py [--dnn PATH] [--output FOLDER]

Trains small networks, opens their pages in a headless Chromium, wide and narrow, light and dark and
on paper, and refuses: anything in the console, anything wider than the window, texts over each other, charts and
pictures without a description, a pointer over a curve that tells no values, a page that is too
large. With --output the screenshots stay there, to be looked at. Nothing but Python and Chromium is
needed; without Chromium it says that it was skipped.
"""

import json
import pathlib
import random
import sys

from support import browser
from support.common import ROOT, arguments_of, bench, expect, finish

LARGEST_PAGE = 600_000
# The width of A4 in CSS pixels is 794.
WINDOWS = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "dark": True},
    "phone": {"width": 390},
    "paper": {"width": 794, "paper": True},
}

BINARY = {"activations": {"hidden": "relu", "output": "sigmoid"}}
HE = {"initialization": {"method": "he"}}


def builtin(name, test=False, **more):
    sources = {"train": {"builtin": name, **more}}
    if test:
        sources["test"] = {"builtin": name, **more}
    return {"data": sources}


RUNS = {
    # 12288 inputs, with pictures.
    "cats": json.loads((ROOT / "Configs" / "cat.json").read_text()),
    "logistic": {"n": [12288, 1], "activations": ["sigmoid"], "alpha": 0.005, "iterations": 300,
                 **builtin("cats", test=True, examples=200)},
    "flower": {"n": [2, 4, 1], "activations": ["tanh", "sigmoid"], "alpha": 1.2,
               "iterations": 5000, **builtin("flower")},
    "spirals": {"n": [2, 32, 32, 1], "alpha": 0.01, "iterations": 1000,
                "optimizer": {"method": "adam"}, "logEvery": 10, **BINARY, **HE,
                "data": {"train": {"builtin": "spirals"}, "validation": {"fraction": 0.2},
                         "test": {"builtin": "spirals"}}},
    # 10,000 test examples of ten classes.
    "digits": {"n": [400, 64, 32, 10], "activations": {"hidden": "relu", "output": "softmax"},
               "alpha": 0.002, "epochs": 10, "batchSize": 64, "logEvery": 20,
               "optimizer": {"method": "adam"}, **HE,
               "data": {"train": {"builtin": "digits", "examples": 3000},
                        "test": {"builtin": "digits", "examples": 10000}}},
    "houses": json.loads((ROOT / "Configs" / "houses.json").read_text()),
    "deep": {"n": [2] + [10] * 99 + [1], "alpha": 0.01, "iterations": 200, "logEvery": 5, **BINARY,
             **HE, **builtin("moons", test=True)},
    "diverged": {"n": [4, 8, 1], "activations": ["relu", "linear"], "alpha": 300,
                 "iterations": 200, "logEvery": 1, **HE, **builtin("houses")},
}

LOOK = """
(() => {
  const problems = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width)
    problems.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${width}`);
  const shown = element => {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    // What is wider than its place may lie in a box that scrolls.
    const scroll = element.closest(".scroll");
    return style.visibility !== "hidden" && box.width > 0 && box.height > 0
      && (!scroll || getComputedStyle(scroll).overflowX === "visible")
      && !element.closest("[hidden], details:not([open]) > :not(summary)") && element.offsetParent !== null;
  };
  // Texts as they lie on the page: of each text the box around its letters.
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest("script, style, svg, pre") || !shown(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    // Of a text that is cut off only the rest is seen.
    const cutter = [parent, parent.parentElement]
      .find(element => getComputedStyle(element).overflowX === "hidden");
    const place = cutter && cutter.getBoundingClientRect();
    for (const whole of range.getClientRects()) {
      const box = cutter ? { left: Math.max(whole.left, place.left), top: whole.top,
        right: Math.min(whole.right, place.right), bottom: whole.bottom } : whole;
      if (box.right - box.left < 2) continue;
      if (box.left < -1 || box.right > width + 1) problems.push(`"${node.data}" leaves the window`);
      texts.push({ text: node.data, parent, box });
    }
  }
  for (let i = 0; i < texts.length; i++) for (let j = i + 1; j < texts.length; j++) {
    const a = texts[i], b = texts[j];
    if (a.parent === b.parent) continue;
    const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    if (across > 1 && down > 3) problems.push(`"${a.text}" lies over "${b.text}"`);
  }
  for (const frame of document.querySelectorAll(".frame"))
    if (frame.getAttribute("role") !== "img" || !frame.getAttribute("aria-label"))
      problems.push("a chart has no description");
  for (const picture of document.images)
    if (!picture.alt || !picture.complete || !picture.naturalWidth)
      problems.push(`a picture is not shown or has no description: ${picture.alt}`);
  const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
  if (new Set(ids).size !== ids.length) problems.push("an id occurs twice");
  return problems.slice(0, 10);
})()
"""


def train(b, name, configuration, *more):
    """The report of a run, which only a diverging one may end with an error."""
    (b.folder / f"{name}.json").write_text(json.dumps(configuration))
    result = b.attempt(
        "train", "--config", f"{name}.json", "--out", name, "--progress", "none", *more)
    if result.returncode != (1 if name == "diverged" else 0):
        sys.exit(f"{name}: training ended with {result.returncode}: {result.stderr}")
    return b.folder / name / "report.html"


def hostile(folder):
    """A table whose every name would like to be markup."""
    draw = random.Random(1)
    lines = ['"<img src=x onerror=alert(1)>","a ""quoted"" feature",class']
    for i in range(120):
        name = ["<script>alert(1)</script>", "a very long name of a class that says much & more"][i % 2]
        lines.append(f"{draw.gauss(i % 2, 0.7)},{draw.gauss(0, 1)},{name}")
    (folder / "table.csv").write_text("\n".join(lines) + "\n")
    return {"n": [0, 8, 2], "activations": ["tanh", "softmax"], "alpha": 0.3, "iterations": 300,
            **HE, "data": {"train": {"path": str(folder / "table.csv")}}}


def pages(b):
    """Every kind of page by name."""
    result = {name: train(b, name, run) for name, run in RUNS.items()}
    result["hostile"] = train(b, "hostile", hostile(b.folder))
    rates = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 1.2, 1.5, 2, 3]
    for rate in rates:
        train(b, f"alpha {rate}", RUNS["flower"] | {"iterations": 1000}, "--set", f"alpha={rate}")
    runs = [f"alpha {rate}" for rate in rates]
    b.run("sweep", "--config", "spirals.json", "--vary", "alpha=0.001,0.01,0.1", "--vary",
          "seed=1,2", "--progress", "none", "--out", "swept")
    result["sweep"] = b.folder / "swept" / "report.html"
    for page, words in {
        "few.html": ["report", *runs[:3]], "many.html": ["report", *runs],
        "trace.html": ["trace", "--model", "flower"],
        "graph.svg": ["graph", "3*(a+b*c)", "--at", "a=5,b=3,c=2", "--format", "svg"],
        "network.svg": ["graph", "--config", "spirals.json", "--format", "svg"],
    }.items():
        b.run(*words, "--output", page)
        result[page.partition(".")[0]] = b.folder / page
    return result


def hovers(window):
    """Whether the pointer over the first curve is told values."""
    place = window.evaluate("""(() => {
      const plot = [...document.querySelectorAll("figure[data-hover] .plot")]
        .find(plot => plot.offsetParent);
      plot.scrollIntoView({ block: "center" });
      const box = plot.getBoundingClientRect();
      return [box.left + box.width * 0.6, box.top + box.height / 2];
    })()""")
    window.move(*place)
    told = window.evaluate(
        "[...document.querySelectorAll('.tip:not([hidden])')].map(tip => tip.innerText).join()")
    return "iteration" in told and any(letter.isdigit() for letter in told)


def switches(window):
    """Whether the switch of the cost shows the other scale, and only that."""
    return window.evaluate("""(() => {
      const figure = document.querySelector("#chart-cost");
      const shown = kind => figure.querySelector(".frame." + kind).offsetParent !== null;
      return ["linear", "log"].every(kind => {
        figure.querySelector(`label[for=cost-${kind}]`).click();
        return shown(kind) && !shown(kind === "log" ? "linear" : "log");
      });
    })()""")


def look(window, name, page, output):
    problems = []
    if page.stat().st_size > LARGEST_PAGE:
        problems.append(f"{page.stat().st_size} bytes")
    is_drawing = page.suffix == ".svg"
    for kind, form in WINDOWS.items():
        window.open(page, **form)
        found = ([] if is_drawing else window.evaluate(LOOK)) + window.complaints()
        if is_drawing and not window.evaluate("document.documentElement.textContent.length"):
            found.append("the drawing is empty")
        problems += [f"{kind}: {problem}" for problem in found]
        ground = window.evaluate(
            "document.body && getComputedStyle(document.body).backgroundColor")
        if ground and (ground == "rgb(255, 255, 255)") == form.get("dark", False):
            problems.append(f"{kind}: the ground is {ground}")
        if output:
            window.screenshot(output / f"{name}-{kind}.png")
    window.open(page, 1280)
    has_curves = window.evaluate("document.querySelector('#chart-cost') !== null")
    if name not in ["trace", "graph", "network"] and not has_curves:
        problems.append("there is no curve of the cost")
    if has_curves and not hovers(window):
        problems.append("the pointer over a curve is told nothing")
    if has_curves and not switches(window):
        problems.append("the switch between linear and logarithmic does not switch")
    return problems


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--output", type=pathlib.Path, help="where the screenshots go")
    arguments = parser.parse_args()
    program = browser.find()
    if not program:
        print("SKIPPED: the reports were not looked at, there is no Chromium")
        return
    if arguments.output:
        arguments.output.mkdir(parents=True, exist_ok=True)
    with bench(arguments.dnn) as b:
        made = pages(b)
        with browser.Browser(program) as window:
            for name, page in made.items():
                problems = look(window, name, page, arguments.output)
                print(f"{name}: {page.stat().st_size / 1000:.0f} kB")
                expect(not problems, f"{name}: {'; '.join(map(str, problems))}")
    finish(f"{len(made)} pages looked at")


if __name__ == "__main__":
    main()
