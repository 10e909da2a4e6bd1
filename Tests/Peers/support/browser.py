"""Opens pages in a headless Chromium and asks them things, by the DevTools protocol over pipes."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"]


def find():
    """The path of a Chromium, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """A browser that lives as long as the `with` block, with one page open."""

    def __init__(self, program):
        self.program = program
        self.number = 0
        self.events = []
        self.buffer = b""

    def __enter__(self):
        # The browser's helpers outlive it by a moment, and may write into the folder that is being removed.
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        child_in, self.out = os.pipe()
        self.inward, child_out = os.pipe()

        def take_pipes():
            # The browser reads descriptor 3 and writes 4.
            first, second = os.dup(child_in), os.dup(child_out)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.process = subprocess.Popen(
            [
                self.program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox",
                "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                "--disable-background-networking", f"--user-data-dir={self.profile.name}",
                "about:blank",
            ],
            close_fds=False, preexec_fn=take_pipes, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(child_in)
        os.close(child_out)
        targets = self.ask("Target.getTargets", session=None)["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        self.session = self.ask(
            "Target.attachToTarget", targetId=page["targetId"], flatten=True,
            session=None)["sessionId"]
        for domain in ["Page", "Runtime", "Log"]:
            self.ask(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        os.close(self.out)
        os.close(self.inward)
        self.profile.cleanup()

    def read(self):
        while b"\0" not in self.buffer:
            part = os.read(self.inward, 1 << 16)
            if not part:
                raise RuntimeError("the browser has gone")
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, session="own", **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if session == "own":
            request["sessionId"] = self.session
        os.write(self.out, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, path, width, height=900, dark=False, paper=False):
        """Opens a file as a window of this width shows it; what its console said is forgotten."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=width < 600)
        self.ask(
            "Emulation.setEmulatedMedia", media="print" if paper else "",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.events.clear()
        self.ask("Page.navigate", url=f"file://{os.path.abspath(path)}")
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.read())

    def evaluate(self, expression):
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"])[:500])
        return result["result"].get("value")

    def look(self, expression, attempts=10):
        """What an expression is of a page that may just be loading itself again."""
        for attempt in range(attempts):
            try:
                return self.evaluate(expression)
            except RuntimeError:
                if attempt == attempts - 1:
                    raise
                time.sleep(0.3)

    def move(self, x, y):
        """Moves the pointer to a place of the page."""
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def complaints(self):
        """What the page has written to the console since it was opened."""
        self.evaluate("0")
        kinds = ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"]
        return [e["params"] for e in self.events if e.get("method") in kinds]

    def screenshot(self, path, clip=None):
        """Writes the whole page, or a part of it, as a PNG."""
        options = {"format": "png", "captureBeyondViewport": True}
        if clip:
            options["clip"] = clip | {"scale": 1}
        else:
            size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
            options["clip"] = {
                "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data = self.ask("Page.captureScreenshot", **options)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
