"""Headless Chromium, driven through a pipe: what a page looks like, what it loads and what it complains about."""

import base64
import json
import os
import select
import shutil
import subprocess

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
PATIENCE = 180  # seconds after which it is taken for dead; no answer depends on it
ABSENT = "Chromium is not there; on Debian: apt-get update && apt-get install -y chromium"


def executable():
    """Return where Chromium is; without it the test is skipped, and fails where CI is to prove everything."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail(ABSENT)
    pytest.skip(ABSENT)


class Browser:
    """A process of its own with an empty profile, and one page in it; see the DevTools protocol for the methods."""

    def __init__(self, home):
        commands, self._commands = os.pipe()
        self._answers, answers = os.pipe()

        def connect():
            # Chromium reads commands from 3 and writes answers to 4
            high = [os.dup2(end, 100 + end) for end in (commands, answers)]
            for target, end in zip((3, 4), high, strict=True):
                os.dup2(end, target)

        self._process = subprocess.Popen(
            [executable(), *FLAGS, f"--user-data-dir={home / 'profile'}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(home)},
            preexec_fn=connect,  # noqa: PLW1509 - no thread is running
            pass_fds=(3, 4),
        )
        os.close(commands)
        os.close(answers)
        self._buffer = b""
        self._number = 0
        self._session = None
        self.requests = []
        self.complaints = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.send(f"{domain}.enable")
        # what workers ask for counts too, from their first request on
        self.send("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)

    def close(self):
        self._session = None
        self.send("Browser.close")
        self._process.wait(timeout=PATIENCE)
        os.close(self._answers)
        os.close(self._commands)

    def send(self, method, **params):
        """Send a command and return its answer; events on the way are noted."""
        number = self._post(method, params, self._session)
        while (answer := self._receive()).get("id") != number:
            self._note(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def _post(self, method, params, session):
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        data = json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0"
        while data:
            data = data[os.write(self._commands, data) :]
        return self._number

    def _receive(self):
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], PATIENCE)
            chunk = os.read(self._answers, 1 << 20) if ready else b""
            if not chunk:
                self._process.kill()
                pytest.fail("Chromium does not answer" if not ready else "Chromium is gone")
            self._buffer += chunk
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)

    def _note(self, event):
        method, params = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Log.entryAdded":
            self.complaints.append(params["entry"]["text"])
        elif method == "Target.attachedToTarget":
            for command in ("Network.enable", "Log.enable", "Runtime.enable", "Runtime.runIfWaitingForDebugger"):
                self._post(command, {}, params["sessionId"])
        elif method in {"Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Page.javascriptDialogOpening"}:
            self.complaints.append(json.dumps(params))

    def open(self, page, *, fragment="", width=1280, height=800, **media):
        """Load a file or an address in a window of a size; ``media`` are features such as ``scheme="dark"``."""
        address = page if isinstance(page, str) else page.as_uri()
        features = [{"name": f"prefers-color-{name}", "value": value} for name, value in media.items()]
        self.send("Emulation.setEmulatedMedia", media="", features=features)
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.requests.clear()
        self.complaints.clear()
        # a page that differs in the fragment only would not be loaded again
        self.send("Page.navigate", url="about:blank")
        self.requests.clear()
        self.send("Page.navigate", url=address + (f"#{fragment}" if fragment else ""))
        while self.run("document.readyState") != "complete" or self.run("location.href") == "about:blank":
            pass

    def run(self, script):
        """Return what an expression gives in the page; as a tool, not as the page, which must not run it."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def becomes(self, script, value):
        """Tell whether an expression comes to give a value; what an event sets off happens a little after it."""
        return any(self.run(script) == value for _ in range(5000))

    def press(self, key):
        """Press a key and let it go."""
        for kind in ("keyDown", "keyUp"):
            code = {"Tab": 9, "Escape": 27, "Enter": 13}[key]
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)

    def screenshot(self, path, *, whole=False):
        """Write what is seen, or the whole page, as PNG."""
        data = self.send("Page.captureScreenshot", captureBeyondViewport=whole, format="png")["data"]
        path.write_bytes(base64.b64decode(data))
        return path
