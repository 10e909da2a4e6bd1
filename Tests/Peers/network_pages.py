"""Holds the pages that run a network in a browser against `dnn predict`, and looks at them.

    PEERS_PYTHON Tests/Peers/network_pages.py [--dnn PATH] [--networks N] [--seed S] [--output FOLDER]

A table, two features, values, color pictures and a convolutional network of grey pictures are trained and
exported as pages, which a headless Chromium opens wide, narrow and as a telephone, light and dark: what
`window.dnn.predict` answers to raw features is what the command says, nothing is written to the console, nothing
leaves the window. Random networks of all layers answer as the command does too. With --output the screenshots stay
there, to be looked at. Without Chromium it says that it was skipped.
"""

import base64
import csv
import json
import pathlib
import random
import time

import numpy as np
from PIL import Image

from operations import draw
from reports import HE, LOOK, RUNS, hostile
from support import browser
from support.common import arguments_of, bench, expect, finish

TOLERANCE = 1e-5
# Height, width and channels.
PICTURES = {"convolutional": (20, 20, 1), "cats": (64, 64, 3)}
WINDOWS = {
    f"{name}-{light}": {"width": width, "dark": light == "dark"}
    for name, width in {"wide": 1280, "tablet": 768, "phone": 390}.items()
    for light in ["light", "dark"]
}

CONVOLUTIONAL = {
    "layers": [
        {"type": "convolution2D", "filters": 8, "kernel": 3, "padding": "same", "activation": "linear"},
        {"type": "batchNormalization", "activation": "relu"},
        {"type": "maxPool2D", "size": 2},
        {"type": "residual", "activation": "relu", "layers": [
            {"type": "convolution2D", "filters": 8, "kernel": 3, "padding": "same", "activation": "gelu"},
            {"type": "convolution2D", "filters": 8, "kernel": 3, "padding": "same", "activation": "linear"}]},
        {"type": "averagePool2D", "size": 2},
        {"type": "flatten"},
        {"type": "dense", "units": 10, "activation": "softmax"}],
    "alpha": 0.003, "epochs": 3, "batchSize": 64, "optimizer": {"method": "adam"}, **HE,
    "data": {"train": {"builtin": "digits", "examples": 1000},
             "test": {"builtin": "digits", "examples": 200}}}


def table(folder):
    """Flats with their rents: numbers and categories, whose names would like to be markup."""
    source = random.Random(3)
    districts = ["</script><script>alert(1)</script>", "river & hills", "a very long name of a district"]
    lines = ["area,rooms,district,<b>heating</b>,dear"]
    for _ in range(200):
        area, rooms = source.uniform(20, 160), source.randint(1, 6)
        district, heating = source.randrange(3), source.choice(["gas", "oil"])
        dear = "yes" if area + 25 * district + source.gauss(0, 8) > 110 else "no"
        lines.append(f"{area:.1f},{rooms},{districts[district]},{heating},{dear}")
    (folder / "flats.csv").write_text("\n".join(lines) + "\n")
    return {"n": [0, 12, 6, 1], "activations": ["silu", "tanh", "sigmoid"], "alpha": 0.1, "iterations": 500,
            **HE, "name": "<script>alert(2)",
            "data": {"train": {"path": str(folder / "flats.csv"), "y": "dear", "normalize": "standardize",
                               "categories": True},
                     "validation": {"fraction": 0.2}}}


def answers(b, model, data):
    told = json.loads(b.run("predict", "--model", model, "--format", "json", data))
    return np.array([each.get("probabilities", each.get("values")) for each in told])


def differ(window, page, features, expected):
    """The largest difference of the page's answers, in parts of the largest or of 1."""
    window.open(page, 1280)
    found = np.array(window.evaluate(
        f"{json.dumps(features.reshape(len(features), -1).tolist())}.map(window.dnn.predict)"))
    expect(found.shape == expected.shape, f"{page.name}: {found.shape} in place of {expected.shape}")
    return np.abs(found - expected).max() / max(1, np.abs(expected).max())


def export(b, name, configuration):
    (b.folder / f"{name}.json").write_text(json.dumps(configuration))
    b.run("train", "--config", f"{name}.json", "--out", name, "--progress", "none", "--overwrite")
    b.run("export", "--model", name, "--output", f"{name}.html")
    return b.folder / f"{name}.html"


def examples(b, name, configuration):
    """Raw features of built-in examples, and the file that predict takes."""
    given = f"builtin:{configuration['data']['train']['builtin']}"
    b.run("convert", given, f"{name}.npy", "--normalize", "none")
    features = np.load(b.folder / f"{name}.npy")[:20]
    np.save(b.folder / f"{name}.npy", features)
    return features, f"{name}.npy"


def columns_as_features(window, page, table):
    """The rows of a table as raw features: numbers, and one of each category that is 1."""
    window.open(page, 1280)
    columns = window.evaluate("JSON.parse(document.getElementById('model').textContent).asks.columns")
    with open(table, newline="") as file:
        rows = list(csv.DictReader(file))[:20]

    def features(row):
        for column in columns:
            text = row[column["name"]]
            categories = column.get("categories")
            yield from [float(text)] if categories is None else [float(each == text) for each in categories]

    return np.array([list(features(row)) for row in rows])


def resizes(b, window, page, shape):
    """Whether a picked picture is resized to the bytes that the program makes of it."""
    height, width, channels = shape
    for size in [(31, 90), (140, 57), (9, 12)]:
        noise = np.random.default_rng(4).integers(0, 256, (*size, 3)).astype(np.uint8)
        Image.fromarray(noise).save(b.folder / "noise.png")
        b.run("convert", "noise.png", "noise.npy", "--image-size", f"{height}x{width}", "--normalize", "none")
        expected = Image.open(b.folder / "noise.png").convert("L" if channels == 1 else "RGB")
        expected = np.asarray(expected.resize((width, height), Image.BILINEAR)).reshape(-1)
        if channels == 3:
            expect(np.array_equal(np.load(b.folder / "noise.npy").reshape(-1), expected),
                   "the program resizes otherwise than Pillow")
        window.open(page, 1280)
        pick(window, (b.folder / "noise.png").read_bytes())
        expect(answered(window), f"{page.name}: no answer to a picture")
        seen = np.array(window.evaluate("""(() => {
          const seen = document.querySelector(".seen");
          return [...seen.getContext("2d").getImageData(0, 0, seen.width, seen.height).data];
        })()""")).reshape(-1, 4)[:, :channels].reshape(-1)
        expect(np.array_equal(seen, expected), f"{page.name}: a picture of {size} is resized otherwise")


def takes_hands(b, window, png):
    """Clicks on the plane, drops a picture, draws with the keyboard."""
    window.open(b.folder / "flower.html", 1280)
    x, y, width = window.evaluate("""(() => {
      const box = document.querySelector(".plane").getBoundingClientRect();
      return [box.left, box.top, box.width];
    })()""")
    press = {"button": "left", "buttons": 1, "clickCount": 1}
    window.ask("Input.dispatchMouseEvent", type="mousePressed", x=x + width / 4, y=y + width / 4, **press)
    asked = window.evaluate("""(() => {
      const sliders = [...document.querySelectorAll("input[type=range]")];
      return sliders.map(each => (each.valueAsNumber - each.min) / (each.max - each.min));
    })()""")
    expect(np.allclose(asked, [0.25, 0.75], atol=0.02), f"a click on the plane asks at {asked}")
    window.open(b.folder / "cats.html", 1280)
    pick(window, png, dropped=True)
    expect(answered(window), "a dropped picture is not answered")
    window.open(b.folder / "convolutional.html", 1280)
    window.evaluate("document.querySelector('.sheet').focus()")
    for key in [" ", "ArrowUp", "ArrowUp", "ArrowLeft"]:
        window.ask("Input.dispatchKeyEvent", type="keyDown", key=key)
    expect(answered(window), "what is drawn with the keyboard is not answered")


def runs_added_scripts(window, page):
    """Whether a script that is added to a page has the network."""
    added = page.with_name("added.html")
    added.write_text(page.read_text() + """<script>
      const model = window.dnn.predict([1, 2]);
      document.body.dataset.told = JSON.stringify(model);
    </script>""")
    window.open(added, 1280)
    told = json.loads(window.evaluate("document.body.dataset.told"))
    return len(told) == 1 and not window.complaints()


def pick(window, png, dropped=False):
    window.evaluate(f"""(() => {{
      const bytes = Uint8Array.from(atob("{base64.b64encode(png).decode()}"), each => each.charCodeAt(0));
      const files = new DataTransfer();
      files.items.add(new File([bytes], "picture.png", {{ type: "image/png" }}));
      if ({json.dumps(dropped)}) {{
        document.dispatchEvent(new DragEvent("drop", {{ dataTransfer: files, cancelable: true }}));
        return;
      }}
      const picker = document.querySelector("#picture");
      picker.files = files.files;
      picker.dispatchEvent(new Event("change"));
    }})()""")


def answered(window):
    """Whether the page answers, which it may take some time to."""
    for _ in range(100):
        if window.evaluate("document.querySelector('#answer').childElementCount > 0"):
            return window.evaluate("document.querySelectorAll('.layer:not([hidden])').length > 0")
        time.sleep(0.02)
    return False


DRAW = """(() => {
  const sheet = document.querySelector(".sheet");
  sheet.scrollIntoView({ block: "center" });
  const box = sheet.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 5, box.height * 0.6];
})()"""


def touch(window, name, png):
    """What a person does first; whether the page answers."""
    if name == "convolutional":
        x, y, length = window.evaluate(DRAW)
        press = {"button": "left", "buttons": 1, "clickCount": 1}
        window.ask("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, **press)
        for step in range(1, 11):
            window.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y + length * step / 10, **press)
        window.ask("Input.dispatchMouseEvent", type="mouseReleased", x=x, y=y, button="left")
    if name == "cats":
        pick(window, png)
    return answered(window)


def look(window, name, page, png, output):
    for kind, form in WINDOWS.items():
        window.open(page, **form)
        expect(touch(window, name, png), f"{name} {kind}: the page answers nothing")
        problems = window.evaluate(LOOK) + window.complaints()
        expect(not problems, f"{name} {kind}: {problems}")
        unnamed = window.evaluate("""[...document.querySelectorAll("input, select, textarea, canvas")]
          .filter(each => !each.labels?.length && !each.ariaLabel).length""")
        expect(unnamed == 0, f"{name} {kind}: {unnamed} controls without a name")
        if output:
            window.screenshot(output / f"{name}-{kind}.png")


def random_network(b, window, rng, number):
    configuration, normalize, x, y, _ = draw(rng)
    np.savez(b.folder / "data.npz", x=x, y=y)
    configuration["data"] = {"train": {"path": "data.npz", "normalize": normalize}}
    page = export(b, "random", configuration)
    difference = differ(window, page, x, answers(b, "random", "data.npz"))
    expect(difference <= TOLERANCE, f"network {number} differs by {difference}: {configuration}")
    expect(not window.complaints(), f"network {number}: {window.complaints()}")
    return difference


def main():
    parser = arguments_of(__doc__)
    parser.add_argument("--networks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--output", type=pathlib.Path, help="where the screenshots go")
    arguments = parser.parse_args()
    program = browser.find()
    if not program:
        print("SKIPPED: the pages of networks were not opened, there is no Chromium")
        return
    if arguments.output:
        arguments.output.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(arguments.seed)
    with bench(arguments.dnn) as b, browser.Browser(program) as window:
        runs = {
            "convolutional": CONVOLUTIONAL, "flower": RUNS["flower"], "houses": RUNS["houses"],
            "cats": RUNS["logistic"], "table": table(b.folder), "hostile": hostile(b.folder)}
        b.run("convert", "builtin:cats", "pictures/", "--normalize", "none")
        png = next((b.folder / "pictures" / "cat").glob("*.png")).read_bytes()
        for name, configuration in runs.items():
            page = export(b, name, configuration)
            source = configuration["data"]["train"]
            if "path" in source:
                data = source["path"]
                features = columns_as_features(window, page, data)
            else:
                features, data = examples(b, name, configuration)
            difference = differ(window, page, features, answers(b, name, data)[:len(features)])
            expect(difference <= TOLERANCE, f"{name}: the page differs by {difference}")
            print(f"{name}: {page.stat().st_size / 1000:.0f} kB, largest difference {difference:.2g}")
            look(window, name, page, png, arguments.output)
            if name in PICTURES:
                resizes(b, window, page, PICTURES[name])
        takes_hands(b, window, png)
        expect(runs_added_scripts(window, b.folder / "flower.html"), "an added script does not run")
        largest = max(random_network(b, window, rng, number) for number in range(arguments.networks))
    finish(f"{len(runs)} pages looked at; {arguments.networks} random networks, largest difference "
           f"{largest:.2g}")


if __name__ == "__main__":
    main()
