"""A client that speaks the bare protocol: it sees every byte that the server writes."""

import json
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

LIMIT = 120


class Talk:
    """A server, started in a folder, and what is said with it."""

    def __init__(self, folder, *arguments, capabilities=None, root=None, env=None, options=None):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dslint", "lsp", *arguments],
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.published = {}
        self.every = []
        self.requests = []
        self._number = 0
        self._answers = {}
        self._heard = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.stderr = []
        threading.Thread(target=lambda: self.stderr.extend(self.process.stderr), daemon=True).start()
        params = {"processId": None, "rootUri": root and Path(root).as_uri(), "capabilities": capabilities or {}}
        params |= {"initializationOptions": options} if options is not None else {}
        self.capabilities = self.ask("initialize", params)["capabilities"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with suppress(OSError):
            self.ask("shutdown", None)
            self.tell("exit", None)
        try:
            self.code = self.process.wait(timeout=LIMIT)
        finally:
            self.process.kill()

    def _listen(self):
        out = self.process.stdout
        while header := out.readline():
            size = None
            while header.strip():
                name, _, value = header.partition(b":")
                assert name.lower() in {b"content-length", b"content-type"}, f"not of the protocol: {header!r}"
                size = int(value) if name.lower() == b"content-length" else size
                header = out.readline()
            self._heard.put(json.loads(out.read(size)))
        self._heard.put(None)

    def _hear(self, limit=LIMIT):
        message = self._heard.get(timeout=limit)
        assert message is not None, b"".join(self.stderr).decode()
        self.every.append(message)
        if message.get("method") == "textDocument/publishDiagnostics":
            said = message["params"]
            self.published[said["uri"]] = said.get("version"), said["diagnostics"]
        elif "method" in message and "id" in message:
            self.requests.append(message)
            self._say({"id": message["id"], "result": None})
        elif "id" in message:
            self._answers[message["id"]] = message
        return message

    def _say(self, message):
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def tell(self, method, params):
        self._say({"method": method, "params": params})

    def begin(self, method, params):
        self._number += 1
        self._say({"id": self._number, "method": method, "params": params})
        return self._number

    def answer(self, number):
        while number not in self._answers:
            self._hear()
        return self._answers.pop(number)

    def ask(self, method, params):
        answer = self.answer(self.begin(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, path, text=None, version=1):
        """Open a document and return what is published of it."""
        text = Path(path).read_bytes().decode() if text is None else text
        uri = Path(path).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return self.diagnostics(uri, version)

    def change(self, path, version, *changes):
        document = {"uri": Path(path).as_uri(), "version": version}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    def replace(self, path, version, text):
        self.change(path, version, {"text": text})
        return self.diagnostics(Path(path).as_uri(), version)

    def diagnostics(self, uri, version):
        while self.published.get(uri, (None, None))[0] != version:
            self._hear()
        return self.published[uri][1]

    def again(self, path):
        """Wait for the next thing that is published of a document and return it."""
        while True:
            said = self._hear().get("params") or {}
            if "diagnostics" in said and said["uri"] == Path(path).as_uri():
                return said["diagnostics"]

    def request(self, method, path, **params):
        return self.ask(method, {"textDocument": {"uri": Path(path).as_uri()}, **params})


def rules(diagnostics):
    return [one["code"] for one in diagnostics]
