"""A large text is judged document by document, and what is said of it is the same."""

import random

import pytest

from dslint import Options
from dslint.lsp.diagnostics import Diagnostics
from dslint.lsp.document import UTF16, Document, Places
from dslint.lsp.pieces import LARGE
from dslint.lsp.workspace import Workspace
from tests.lsp.manifests import MANIFEST, MISMATCHED

PORT = MANIFEST.replace(
    "        image:", "        ports:\n        - {containerPort: 80, hostPort: 8080}\n        image:", 1
)
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: x, namespace: agents}
spec: {selector: {app: agnt}, ports: [{port: 1}]}
"""
IGNORED = MANIFEST.replace("os: linux", "os: linux # dslint: ignore[DS302, DS301] why")


def large(*more):
    """Return a text of many documents, each with another name."""
    texts = [MANIFEST, MISMATCHED, PORT, SERVICE, IGNORED, "# nothing\n", "a: [\n", *more]
    parts = []
    while sum(map(len, parts)) < LARGE * 1.2:
        parts += [text.replace("name: agent\n  name", f"name: agent-{len(parts)}\n  name") for text in texts]
    return "---\n".join(parts)


class Editor:
    """A document, and what is said of it."""

    def __init__(self, folder, text):
        self.path = folder / "agent.yaml"
        self.work = Workspace(Options())
        self.show = Diagnostics(Places(UTF16), self.work.documents)
        self.type(text)

    def type(self, text):
        self.text = text
        self.work.open(Document(self.path.as_uri(), str(self.path), text, 1))
        return self.show.of(self.work.refresh([str(self.path)])[0])

    @property
    def live(self):
        return self.work.project(str(self.path)).live


def test_a_change_judges_the_document_that_it_is_in_and_no_other(tmp_path, monkeypatch):
    editor = Editor(tmp_path, large())
    judged = []
    judge = type(editor.live).judge
    monkeypatch.setattr(type(editor.live), "judge", lambda self, loaded: (judged.append(loaded), judge(self, loaded)))
    at = editor.text.index("beta.", len(editor.text) // 2)
    editor.type(editor.text[:at] + editor.text[at + 5 :])
    assert len(judged) == 1
    assert len(judged[0].source.text) < 1000
    assert editor.live.quick == {str(editor.path)}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_what_is_said_after_changes_is_what_a_fresh_look_says(tmp_path, newline):
    random_ = random.Random(7)  # noqa: S311 - no secret
    editor = Editor(tmp_path, large("kind: DaemonSet\n  x: 1\n").replace("\n", newline))
    for _ in range(8):
        text = editor.text
        at = random_.randrange(len(text))
        put = random_.choice(("\n", "# x\n", "x", "---\n", "", "  ", "\n---\n" + MANIFEST, '"', "😀"))
        found = editor.type(text[:at] + put + text[at + random_.choice((0, 1, 40)) :])
        assert editor.live.quick
        assert found == Editor(tmp_path, editor.text).type(editor.text)
        editor.work.settle()
        assert not editor.live.quick
        assert editor.type(editor.text) == found


def test_what_is_asked_is_answered_of_the_whole(tmp_path):
    editor = Editor(tmp_path, large())
    editor.type("# one more line\n" + editor.text)
    told = editor.work.told(editor.work.documents[str(editor.path)], whole=True)
    assert not editor.live.quick
    assert told.project.text(str(editor.path)).fix(next(one for one in told.findings if one.rule == "DS302"))


def test_a_text_that_shrinks_is_judged_as_a_whole_again(tmp_path):
    editor = Editor(tmp_path, large())
    editor.type(editor.text + "\n")
    assert editor.live.quick
    assert [one["code"] for one in editor.type(MANIFEST)] == ["DS302"]
    assert not editor.live.quick


def test_a_list_in_json_is_judged_as_a_whole(tmp_path):
    item = '{"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "a"}}'
    editor = Editor(tmp_path, f'{{"apiVersion": "v1", "kind": "List", "items": [{", ".join([item] * 600)}]}}')
    assert len(editor.text) > LARGE
    found = editor.type(editor.text + "\n")
    assert not editor.live.quick
    assert len(found) >= 600
