"""Measure the time from a change in an editor to its diagnostics, over the protocol.

Usage: ``python bench/lsp.py [--changes 100]``, in an environment where dslint is installed with the extra lsp. The
times are those of the clock: run it on a quiet machine. Exit code 1 if a limit is exceeded.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
MANIFEST = Path(HERE, os.pardir, "examples", "nginx-deprecated-label.yaml")
CONTAINER = """\
        - name: c{0}
          image: registry.example/c:{0}
          env: [{{name: A, value: b}}]
          resources:
            requests: {{cpu: 10m, memory: 10Mi}}
            limits: {{memory: 10Mi}}
"""


class Editor:
    """What speaks with a server."""

    def __init__(self, folder: str) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-m", "dslint", "lsp"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        if self.server.stdin is None or self.server.stdout is None:
            raise OSError("no pipe")
        self.input, self.output = self.server.stdin, self.server.stdout
        self.say({"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}})
        while self.hear().get("id") != 1:
            pass

    def say(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.input.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.input.flush()

    def hear(self) -> dict[str, Any]:
        size = 0
        while (header := self.output.readline()).strip():
            if header.lower().startswith(b"content-length"):
                size = int(header.partition(b":")[2])
        message: dict[str, Any] = json.loads(self.output.read(size))
        return message

    def diagnostics(self, version: int) -> int:
        while True:
            message = self.hear()
            if message.get("params", {}).get("version") == version:
                return len(message["params"]["diagnostics"])

    def measure(self, uri: str, text: str, changes: int) -> tuple[int, list[float]]:
        """Open a text and type a character into its middle again and again."""
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.say({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        found, times = self.diagnostics(1), []
        at = text[: text.index("image:", len(text) // 2) + 7].count("\n")
        column = text.split("\n")[at].index("image:") + 7
        for version in range(2, changes + 2):
            place = {"line": at, "character": column}
            change = {"range": {"start": place, "end": place}, "text": "x"}
            document = {"uri": uri, "version": version}
            params = {"textDocument": document, "contentChanges": [change]}
            begin = time.perf_counter()
            self.say({"method": "textDocument/didChange", "params": params})
            self.diagnostics(version)
            times.append(time.perf_counter() - begin)
        return found, times

    def close(self) -> None:
        self.say({"id": 2, "method": "shutdown", "params": None})
        self.say({"method": "exit", "params": None})
        self.server.wait(timeout=60)


def texts() -> dict[str, tuple[str, float]]:
    """Return what is typed into, each with its limit in seconds."""
    one = MANIFEST.read_text(encoding="utf-8")
    lines = one.count("\n") + 1
    head, _, _ = one.partition("        - name:")
    large = head + "".join(CONTAINER.format(number) for number in range(5000 // 6))
    other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n" + "  k: v\n" * 5000 + "---\n"
    return {
        "200 lines, several DaemonSets": ("---\n".join([one] * (200 // lines)), 0.030),
        "5,000 lines, 138 DaemonSets": ("---\n".join([one] * (5000 // lines)), 0.150),
        "5,000 lines, one DaemonSet": (large, 0.150),
        "5,000 lines, mostly other objects": (other + one, 0.150),
    }


def main() -> int:
    """Measure and print one line per text."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--changes", type=int, default=100)
    changes = parser.parse_args().changes
    exceeded = False
    with tempfile.TemporaryDirectory() as folder:
        editor = Editor(folder)
        for number, (name, (text, limit)) in enumerate(texts().items()):
            found, times = editor.measure(Path(folder, f"{number}.yaml").as_uri(), text, changes)
            p95 = statistics.quantiles(times, n=20)[-1]
            exceeded |= p95 > limit
            print(
                f"{name:36}{found:5} diagnostics  median{statistics.median(times) * 1000:7.1f} ms"
                f"  p95{p95 * 1000:7.1f} ms  (limit {limit * 1000:.0f})"
            )
        editor.close()
    return int(exceeded)


if __name__ == "__main__":
    raise SystemExit(main())
