"""What an editor asks for: explanations, fixes, comments, other places, proposals, nodes."""

import subprocess
import sys

import pytest

from tests.lsp.manifests import FIXED, MANIFEST, MISMATCHED, applied, place
from tests.lsp.talk import LIMIT, Talk, rules

NODES = """\
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Node, metadata: {name: one, labels: {kubernetes.io/os: linux, pool: a}}}
- {apiVersion: v1, kind: Node, metadata: {name: two, labels: {kubernetes.io/os: linux, pool: b}}}
- apiVersion: v1
  kind: Node
  metadata: {name: three, labels: {kubernetes.io/os: linux, pool: c}}
  spec: {taints: [{key: dedicated, value: gpu, effect: NoSchedule}]}
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "agent.yaml"
    path.write_text(MANIFEST, encoding="utf-8")
    return path


def actions(talk, path, found, only=None):
    context = {"diagnostics": [found] if found else []} | ({"only": only} if only else {})
    at = found["range"] if found else {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    return talk.request("textDocument/codeAction", path, range=at, context=context)


def edits(action, path):
    return action["edit"]["changes"][path.as_uri()]


def test_hover_explains_what_is_found(path):
    with Talk(path.parent) as talk:
        [found] = talk.open(path)
        answer = talk.request("textDocument/hover", path, position=found["range"]["start"])
        assert answer["range"] == found["range"]
        assert answer["contents"]["kind"] == "markdown"
        assert "# DS302 deprecated-node-label" in answer["contents"]["value"]
        assert "Fix (safe): rename it to kubernetes.io/os" in answer["contents"]["value"]
        assert talk.request("textDocument/hover", path, position={"line": 0, "character": 0}) is None


def test_hover_explains_the_rule_that_a_comment_names(path):
    text = MANIFEST.replace("os: linux", "os: linux # dslint: ignore[deprecated-node-label] why not")
    with Talk(path.parent) as talk:
        assert talk.open(path, text) == []
        answer = talk.request("textDocument/hover", path, position=place(text, "deprecated-node-label"))
        assert answer["contents"]["value"].startswith("# DS302")


def test_a_fix_is_a_quick_fix_that_mends_what_it_is_about(path):
    with Talk(path.parent) as talk:
        [found] = talk.open(path)
        fix, ignore, all_of_them = actions(talk, path, found)
        assert (fix["kind"], fix["isPreferred"], fix["diagnostics"]) == ("quickfix", True, [found])
        assert fix["title"].startswith("Rename it to kubernetes.io/os")
        assert applied(MANIFEST, edits(fix, path)) == FIXED
        assert all_of_them["kind"] == "source.fixAll"
        assert ignore["kind"] == "quickfix"


def test_an_ignored_finding_says_that_a_reason_is_wanted(path):
    with Talk(path.parent) as talk:
        [found] = talk.open(path)
        [ignore] = [one for one in actions(talk, path, found) if one["title"].startswith("Ignore DS302")]
        text = applied(MANIFEST, edits(ignore, path))
        assert "beta.kubernetes.io/os: linux  # dslint: ignore[deprecated-node-label] TODO: say why\n" in text
        assert talk.replace(path, 2, text) == []


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (["quickfix"], ["quickfix", "quickfix"]),
        (["source"], ["source.fixAll"]),
        (["source.fixAll"], ["source.fixAll"]),
        (["source.fixAll.dslint"], ["source.fixAll.dslint"]),
        (["source.organizeImports"], []),
        (["refactor"], []),
    ],
    ids=["quickfix", "source", "fixAll", "own fixAll", "imports", "refactor"],
)
def test_only_the_kinds_that_are_asked_for_are_offered(path, only, kinds):
    with Talk(path.parent) as talk:
        [found] = talk.open(path)
        assert [one["kind"] for one in actions(talk, path, found, only)] == kinds


def test_all_safe_fixes_at_once_are_what_the_command_line_makes(path):
    two = MANIFEST + "---\n" + MANIFEST.replace("name: agent\n  namespace", "name: other\n  namespace")
    path.write_text(two, encoding="utf-8")
    with Talk(path.parent) as talk:
        assert rules(talk.open(path)).count("DS302") == 2
        [action] = actions(talk, path, None, ["source.fixAll"])
        assert action["title"] == "Fix all 2 problems that are safe to fix"
        text = applied(two, edits(action, path))
    subprocess.run(
        [sys.executable, "-m", "dslint", "check", "--fix", "-q", str(path)],
        capture_output=True,
        check=False,
        timeout=LIMIT,
    )
    assert path.read_text(encoding="utf-8") == text


def test_an_unsafe_fix_says_so_and_is_not_among_all_of_them(path):
    with Talk(path.parent) as talk:
        [found] = [one for one in talk.open(path, MISMATCHED) if one["code"] == "DS101"]
        fix, *_ = actions(talk, path, found, ["quickfix"])
        assert "unsafe" in fix["title"]
        assert "isPreferred" not in fix
        assert applied(MISMATCHED, edits(fix, path)) == FIXED
        assert actions(talk, path, found, ["source.fixAll"]) == []


def test_an_editor_that_can_gets_edits_of_a_version(path):
    capabilities = {"workspace": {"workspaceEdit": {"documentChanges": True}}}
    with Talk(path.parent, capabilities=capabilities) as talk:
        [found] = talk.open(path, version=7)
        fix, *_ = actions(talk, path, found)
        [change] = fix["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": path.as_uri(), "version": 7}


def test_actions_are_about_the_text_of_now(path):
    with Talk(path.parent) as talk:
        [found] = talk.open(path)
        talk.change(path, 2, {"text": "# one more line\n" + MANIFEST})
        lower = {side: {**at, "line": at["line"] + 1} for side, at in found["range"].items()}
        fix, *_ = actions(talk, path, {**found, "range": lower})
        assert applied("# one more line\n" + MANIFEST, edits(fix, path)) == "# one more line\n" + FIXED


def test_in_json_no_comment_is_offered(path):
    text = '{"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "a"}, "spec": {}}'
    with Talk(path.parent) as talk:
        found = talk.open(path, text)
        assert found
        assert not [one for one in actions(talk, path, found[0]) if one["title"].startswith("Ignore")]


def test_definition_leads_from_the_label_to_the_selector_and_back(path):
    with Talk(path.parent) as talk:
        [found] = [one for one in talk.open(path, MISMATCHED) if one["code"] == "DS101"]
        [there] = talk.request("textDocument/definition", path, position=found["range"]["start"])
        assert there == {"uri": path.as_uri(), "range": found["relatedInformation"][0]["location"]["range"]}
        back = talk.request("textDocument/definition", path, position=there["range"]["start"])
        assert back == [{"uri": path.as_uri(), "range": found["range"]}]
        assert talk.request("textDocument/definition", path, position={"line": 0, "character": 0}) == []


PORT = FIXED.replace(
    "        image:", "        ports:\n        - {containerPort: 80, hostPort: 8080}\n        image:", 1
)


def test_rules_about_a_run_see_the_other_files_of_the_workspace_open_or_not(tmp_path):
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(PORT, encoding="utf-8")
    other = PORT.replace("agent", "other")
    two.write_text(other, encoding="utf-8")
    with Talk(tmp_path, root=tmp_path) as talk:
        assert "DS702" in rules([*talk.open(one), *talk.open(two)])
        [found] = [one for _, all_ in talk.published.values() for one in all_ if one["code"] == "DS702"]
        at, uri = (
            found["relatedInformation"][0]["location"],
            next(uri for uri, (_, all_) in talk.published.items() if found in all_),
        )
        here = next(path for path in (one, two) if path.as_uri() == uri)
        assert talk.request("textDocument/definition", here, position=found["range"]["start"]) == [at]
        there = next(path for path in (one, two) if path is not here)
        assert at["uri"] == there.as_uri()
        # what changes there changes what is said here
        talk.change(there, 2, {"text": there.read_text(encoding="utf-8").replace("8080", "9090")})
        talk.diagnostics(there.as_uri(), 2)
        while "DS702" in rules(talk.published[here.as_uri()][1]):
            talk.again(here)


def test_a_file_of_no_workspace_is_checked_alone(tmp_path):
    (tmp_path / "one.yaml").write_text(PORT, encoding="utf-8")
    two = tmp_path / "two.yaml"
    two.write_text(PORT.replace("agent", "other"), encoding="utf-8")
    with Talk(tmp_path) as talk:
        assert "DS702" not in rules(talk.open(two))


def test_what_is_excluded_has_no_diagnostics(tmp_path, path):
    (tmp_path / "dslint.yaml").write_text("exclude: [agent.yaml]\n", encoding="utf-8")
    with Talk(tmp_path, root=tmp_path) as talk:
        assert talk.open(path) == []


def test_a_document_that_is_not_on_the_disk_yet_is_one_of_the_workspace(tmp_path):
    (tmp_path / "one.yaml").write_text(PORT, encoding="utf-8")
    with Talk(tmp_path, root=tmp_path) as talk:
        talk.open(tmp_path / "zwei.yaml", PORT.replace("agent", "other"))
        assert [one["code"] for _, all_ in talk.published.values() for one in all_ if one["code"] == "DS702"]


def test_a_baseline_counts(tmp_path, path):
    subprocess.run(
        [sys.executable, "-m", "dslint", "check", "-q", "--write-baseline", "known.json", "."],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        timeout=LIMIT,
    )
    (tmp_path / "dslint.yaml").write_text("baseline: known.json\n", encoding="utf-8")
    for root in (None, tmp_path):
        with Talk(tmp_path, root=root) as talk:
            assert talk.open(path) == []
            more = MANIFEST.replace("beta.kubernetes.io/os: linux", "beta.kubernetes.io/arch: arm64")
            assert rules(talk.replace(path, 2, more)) == ["DS302"]


def test_a_lens_tells_how_many_nodes_there_are_and_which_are_missed(tmp_path, path):
    (tmp_path / "nodes.yaml").write_text(NODES, encoding="utf-8")
    (tmp_path / "dslint.yaml").write_text("nodes: [nodes.yaml]\n", encoding="utf-8")
    with Talk(tmp_path, root=tmp_path) as talk:
        talk.open(path, FIXED)
        [lens] = talk.request("textDocument/codeLens", path)
        assert lens["command"]["title"] == "runs on 2 of 3 nodes"
        assert lens["range"]["start"] == {"line": 0, "character": 0}
        command = {key: lens["command"][key] for key in ("command", "arguments")}
        assert command["command"] in talk.capabilities["executeCommandProvider"]["commands"]
        text = talk.ask("workspace/executeCommand", command)
        assert "runs on 2 of 3 nodes" in text
        assert "three" in text
        assert "dedicated=gpu:NoSchedule" in text
        assert [one["params"]["message"] for one in talk.every if one.get("method") == "window/showMessage"] == [text]


def test_without_nodes_there_is_no_lens(path):
    with Talk(path.parent) as talk:
        talk.open(path)
        assert talk.request("textDocument/codeLens", path) == []
