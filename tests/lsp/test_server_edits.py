"""Random edits: the server lives on, and in the end says what a fresh look at the text says."""

import random

from dslint import Options
from dslint.lsp.diagnostics import Diagnostics
from dslint.lsp.document import UTF16, Document, Places
from dslint.lsp.workspace import Workspace
from tests.lsp.manifests import MANIFEST, MISMATCHED
from tests.lsp.talk import Talk

FEW, EVERY = 300, 25
FRAGMENTS = (
    " ", "\n", "\r\n", "\r", "\t", "😀", "é", "\u2028", "\x00", "\ufeff", "\ud83d", "- ", ": ", "#", "---\n", "'", '"',
    "# dslint: ignore[DS302] x", "{", "}", "[", "]", "&a ", "*a", "!!str ", "|", ">", "%YAML 1.2\n",
    "kind: DaemonSet\n", "? ", "<<: ", "{{ .Values.x }}", "  - key: a\n", "apiVersion: apps/v1\n", "x" * 300,
)  # fmt: skip


def position(text, offset):
    """Return a position in UTF-16, by other means than the server's."""
    lines = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return {"line": len(lines) - 1, "character": sum(1 + (ord(char) > 0xFFFF) for char in lines[-1])}


def between(text, offset):
    """Tell whether an offset is inside of a line break, which no editor can point at."""
    return text[offset - 1 : offset + 1] == "\r\n"


def edit(random_, text):
    """Return a change of the protocol and the text that it makes."""
    kind = random_.randrange(20)
    if kind == 0:
        new = random_.choice(
            (MANIFEST, MISMATCHED, MANIFEST.replace("\n", "\r\n"), MANIFEST + "---\n" + MISMATCHED, "")
        )
        return {"text": new}, new
    start = random_.randint(0, len(text))
    end = min(len(text), start + random_.choice((0, 0, 1, 1, 2, 10, 60)))
    start, end = start - between(text, start), end - between(text, end)
    put = "" if kind < 6 else random_.choice(FRAGMENTS)
    change = {"range": {"start": position(text, start), "end": position(text, end)}, "text": put}
    return change, text[:start] + put + text[end:]


def shown(path, text):
    """Return what is said of a text by one who has seen no other."""
    work = Workspace(Options())
    work.open(Document(path.as_uri(), str(path), text, 1))
    return Diagnostics(Places(UTF16), work.documents).of(work.refresh([str(path)])[0])


def test_random_edits_are_survived_and_leave_nothing_behind(tmp_path, request, monkeypatch):
    monkeypatch.chdir(tmp_path)
    random_, path, text = random.Random(20), tmp_path / "agent.yaml", MANIFEST  # noqa: S311 - no secret
    with Talk(tmp_path) as talk:
        talk.open(path, text)
        for version in range(2, max(FEW, request.config.getoption("--campaign")) + 2):
            change, text = edit(random_, text)
            talk.change(path, version, change)
            if version % EVERY == 0:
                assert talk.diagnostics(path.as_uri(), version) == shown(path, text), (version, text)
        assert talk.replace(path, version + 1, MANIFEST) == shown(path, MANIFEST)
    assert talk.code == 0
    assert not [one for one in talk.every if one.get("method") == "window/logMessage" and "failed" in str(one)]
