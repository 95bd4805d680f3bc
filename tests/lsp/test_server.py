"""The server as an editor without a single capability sees it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lsp.manifests import FIXED, MANIFEST, MISMATCHED
from tests.lsp.talk import LIMIT, Talk, rules


@pytest.fixture
def manifest(tmp_path):
    path = tmp_path / "agent.yaml"
    path.write_text(MANIFEST, encoding="utf-8")
    return path


def test_diagnostics_come_at_once_and_without_being_asked_for(manifest):
    with Talk(manifest.parent) as talk:
        found = talk.open(manifest)
        assert [message["method"] for message in talk.every if "method" in message] == [
            "textDocument/publishDiagnostics"
        ]
    assert found == [
        {
            "range": {"start": {"line": 15, "character": 8}, "end": {"line": 15, "character": 29}},
            "severity": 2,
            "code": "DS302",
            "source": "dslint",
            "message": "node label beta.kubernetes.io/os is deprecated",
            "tags": [2],
            "data": found[0]["data"],
        }
    ]
    assert talk.code == 0


def test_what_is_typed_counts_and_not_what_is_on_the_disk(manifest):
    with Talk(manifest.parent) as talk:
        talk.open(manifest)
        assert talk.replace(manifest, 2, FIXED) == []
        assert rules(talk.replace(manifest, 3, MANIFEST)) == ["DS302"]


def test_a_text_that_is_emptied_leaves_nothing_behind(manifest):
    with Talk(manifest.parent) as talk:
        assert "DS806" in rules(talk.open(manifest, f"{FIXED}---\n{MISMATCHED}"))
        assert talk.replace(manifest, 2, "") == []


def test_a_document_that_is_closed_has_no_diagnostics(manifest):
    with Talk(manifest.parent) as talk:
        talk.open(manifest)
        talk.tell("textDocument/didClose", {"textDocument": {"uri": manifest.as_uri()}})
        assert talk.again(manifest) == []


def test_of_changes_in_a_row_the_last_counts(manifest):
    with Talk(manifest.parent) as talk:
        talk.open(manifest)
        for version in range(2, 40):
            talk.change(manifest, version, {"text": FIXED if version % 2 else MANIFEST})
        assert talk.diagnostics(manifest.as_uri(), 39) == []


# what stands in front of the label, in the units of each encoding
WIDE = "😀é"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    ("encodings", "chosen", "width"),
    [
        (None, "utf-16", 3),
        (["utf-16"], "utf-16", 3),
        (["utf-8", "utf-16"], "utf-8", 6),
        (["utf-32", "utf-16"], "utf-32", 2),
        (["utf-9"], "utf-16", 3),
    ],
    ids=["none", "utf-16", "utf-8", "utf-32", "unknown"],
)
def test_columns_are_in_the_units_of_the_editor(tmp_path, encodings, chosen, width, newline):
    text = MANIFEST.replace(
        "        beta.kubernetes.io/os: linux", f'        {{"x\t{WIDE}": "", beta.kubernetes.io/os: linux}}'
    ).replace("\n", newline)
    path = tmp_path / "agent.yaml"
    capabilities = {"general": {"positionEncodings": encodings}} if encodings else {}
    with Talk(tmp_path, capabilities=capabilities) as talk:
        assert talk.capabilities["positionEncoding"] == chosen
        found = [one for one in talk.open(path, text) if one["code"] == "DS302"]
        start = len('        {"x\t') + width + len('": "", ')
        end = start + len("beta.kubernetes.io/os")
        assert [one["range"] for one in found] == [
            {"start": {"line": 15, "character": start}, "end": {"line": 15, "character": end}}
        ]
        # and the other way round: an edit at that place
        talk.change(path, 2, {"range": {**found[0]["range"], "end": found[0]["range"]["start"]}, "text": "x"})
        assert "DS302" not in rules(talk.diagnostics(path.as_uri(), 2))
        place = {"start": {"line": 15, "character": start}, "end": {"line": 15, "character": start + 1}}
        talk.change(path, 3, {"range": place, "text": ""})
        assert [one for one in talk.diagnostics(path.as_uri(), 3) if one["code"] == "DS302"] == found


@pytest.mark.parametrize("break_", ["\u2028", "\u0085"], ids=["LS", "NEL"])
def test_what_ends_no_line_in_editors_ends_none_here(manifest, break_):
    text = FIXED.replace("  name: agent\n", f'  name: agent\n  annotations: {{"x": "a{break_}b"}}\n', 1)
    with Talk(manifest.parent) as talk:
        assert talk.open(manifest, text) == []
        at = {"line": 16, "character": 8}
        talk.change(manifest, 2, {"range": {"start": at, "end": at}, "text": "beta."})
        assert [one["range"]["start"] for one in talk.diagnostics(manifest.as_uri(), 2)] == [at]


def test_a_byte_order_mark_is_a_character_of_the_first_line(manifest):
    with Talk(manifest.parent) as talk:
        found = talk.open(manifest, "\ufeff{" + '"kind": "DaemonSet", "apiVersion": "apps/v1"}')
        assert found
        plain = talk.replace(manifest, 2, '{"kind": "DaemonSet", "apiVersion": "apps/v1"}')
        assert [one["range"]["start"]["character"] for one in found] == [
            one["range"]["start"]["character"] + 1 for one in plain
        ]


def test_positions_beyond_the_text_are_its_end(manifest):
    with Talk(manifest.parent) as talk:
        talk.open(manifest, "")
        end = {"line": 99, "character": 99}
        talk.change(manifest, 2, {"range": {"start": end, "end": end}, "text": MANIFEST})
        assert rules(talk.diagnostics(manifest.as_uri(), 2)) == ["DS302"]
        long = {"start": {"line": 15, "character": 8}, "end": {"line": 15, "character": 9999}}
        talk.change(manifest, 3, {"range": long, "text": "kubernetes.io/os: linux"})
        assert talk.diagnostics(manifest.as_uri(), 3) == []


def test_nothing_but_messages_is_written_to_standard_output(manifest):
    (manifest.parent / "dslint.yaml").write_text("nodes: [nodes.yaml]\nbogus: 1\n", encoding="utf-8")
    with Talk(manifest.parent) as talk:  # it fails on any byte that is none
        talk.open(manifest)
        talk.open(manifest.parent / "broken.yaml", "kind: DaemonSet\n  a: [\n")
        talk.tell("textDocument/didChange", {"nonsense": True})
        talk.tell("no/such", None)
        talk.replace(manifest, 2, "\0\ud800")


def test_a_wrong_configuration_is_told_where_it_is_wrong_and_read_again_when_saved(tmp_path, manifest):
    config = tmp_path / "dslint.yaml"
    config.write_text("ignor: [DS302]\n", encoding="utf-8")
    with Talk(tmp_path, root=tmp_path) as talk:
        [found] = talk.open(manifest)
        assert found["code"] == "not-checked"
        assert 'unknown key "ignor"' in found["message"]
        [place] = found["relatedInformation"]
        assert place["location"] == {
            "uri": config.as_uri(),
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 5}},
        }
        [there] = talk.open(config)
        assert there["range"] == place["location"]["range"]
        config.write_text("ignore: [DS302]\n", encoding="utf-8")
        talk.tell("textDocument/didSave", {"textDocument": {"uri": config.as_uri()}})
        assert talk.again(manifest) == []


def test_what_is_watched_is_read_again(tmp_path, manifest):
    with Talk(tmp_path, root=tmp_path) as talk:
        assert rules(talk.open(manifest)) == ["DS302"]
        config = tmp_path / "dslint.yaml"
        config.write_text("ignore: [DS302]\n", encoding="utf-8")
        talk.tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": config.as_uri(), "type": 1}]})
        assert talk.again(manifest) == []


def test_policies_are_read_again(tmp_path, manifest):
    folder = tmp_path / "policies"
    folder.mkdir()
    rule = """\
id: ACME001
name: image-from-elsewhere
summary: image that does not come from our registry
severity: error
rationale: An agent runs on every node.
messages:
  found: {text: "image {value} does not come from our registry", help: mirror it}
target: container
schema: {properties: {image: {pattern: ^REGISTRY}}}
"""
    policy = folder / "image-from-elsewhere.yaml"
    policy.write_text(rule.replace("REGISTRY", "registry"), encoding="utf-8")
    (tmp_path / "dslint.yaml").write_text("policies: [policies]\nignore: [DS302]\n", encoding="utf-8")
    with Talk(tmp_path, root=tmp_path) as talk:
        assert talk.open(manifest) == []
        policy.write_text(rule.replace("REGISTRY", "other"), encoding="utf-8")
        talk.tell("textDocument/didSave", {"textDocument": {"uri": policy.as_uri()}})
        assert rules(talk.again(manifest)) == ["ACME001"]


def test_a_request_that_is_cancelled_is_not_answered(manifest):
    text = "---\n".join([MANIFEST] * 300)
    with Talk(manifest.parent) as talk:
        document = {"uri": manifest.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        talk.tell("textDocument/didOpen", {"textDocument": document})  # takes a while
        where = {"textDocument": {"uri": manifest.as_uri()}, "position": {"line": 15, "character": 9}}
        number = talk.begin("textDocument/hover", where)
        talk.tell("$/cancelRequest", {"id": number})
        assert talk.answer(number)["error"]["code"] == -32800
        assert len(talk.diagnostics(manifest.as_uri(), 1)) >= 300


def test_a_document_that_is_no_file_is_checked_too(tmp_path):
    with Talk(tmp_path) as talk:
        document = {"uri": "untitled:Untitled-1", "languageId": "yaml", "version": 1, "text": MANIFEST}
        talk.tell("textDocument/didOpen", {"textDocument": document})
        assert rules(talk.diagnostics("untitled:Untitled-1", 1)) == ["DS302"]


def test_without_the_extra_it_says_what_to_install(tmp_path):
    (tmp_path / "pygls.py").write_text("raise ModuleNotFoundError('no', name='pygls')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "dslint", "lsp"],
        env={"PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[2]}", "PATH": ""},
        input="",
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'daemonset-lint[lsp]'" in done.stderr


def test_the_command_line_never_imports_the_protocol():
    code = "import sys, dslint.cli, dslint.__main__; print([m for m in sys.modules if m[:5] in ('pygls', 'lspro')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=LIMIT)
    assert json.loads(done.stdout) == []
