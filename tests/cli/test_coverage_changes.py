"""``dslint coverage`` held against a revision, other manifests, other nodes, and what is meant."""

import json
import os
import subprocess

import pytest
from jsonschema import Draft202012Validator

from dslint.resources import folder
from tests.cli.manifests import GOOD

with open(os.path.join(folder("schemas"), "coverage.schema.json"), encoding="utf-8") as file:
    VALIDATOR = Draft202012Validator(json.load(file))
NODES = """\
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Node, metadata: {name: n1, labels: {kubernetes.io/os: linux}}}
- apiVersion: v1
  kind: Node
  metadata: {name: n2, labels: {kubernetes.io/os: linux}}
  spec: {taints: [{key: dedicated, value: db, effect: NoSchedule}]}
"""
TOLERANT = GOOD.replace("      containers:", "      tolerations: [{operator: Exists}]\n      containers:")
INTENT = "nodes: nodes.yaml\ncoverage:\n  - daemonset: agent\n    on: linux\n    reason: logs\n"
JSON = ("--output-format", "json")


@pytest.fixture
def here(tree):
    (tree / ".git").rmdir()
    (tree / "nodes.yaml").write_text(NODES)
    (tree / "deploy").mkdir()
    (tree / "deploy" / "agent.yaml").write_text(TOLERANT)
    return tree


def git(tree, *arguments):
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *settings, *arguments], cwd=tree, capture_output=True, check=True, timeout=120)
    return done.stdout.decode()


def committed(tree):
    git(tree, "init", "-q")
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "one")


def changes(done):
    data = json.loads(done.out)
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []
    return {
        row["object"]["name"]: (row["status"], [(node["name"], node["change"]) for node in row["nodes"]])
        for row in data["changes"]["daemonSets"]
    }


def test_a_revision_is_what_changes_are_shown_against(here, dslint):
    committed(here)
    (here / "deploy" / "agent.yaml").write_text(GOOD)
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", "--since", "HEAD", "-q")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "0 pods added, 1 removed against HEAD.\n"
        "\n"
        "monitoring/agent  deploy/agent.yaml:1:1\n"
        "  -1 removed on n2\n"
        "      deploy/agent.yaml:12:5: taint dedicated=db:NoSchedule is not tolerated\n"
        "        add to spec.template.spec.tolerations:\n"
        "          - key: dedicated\n"
        "            operator: Equal\n"
        "            value: db\n"
        "            effect: NoSchedule\n"
        "\n"
        "            BEFORE  AFTER  DIFFERENCE\n"
        "DaemonSets       1      1\n"
        "nodes            2      2\n"
        "pods             2      1          -1\n"
        "missed           0      1          +1\n"
    )


def test_a_file_that_was_renamed_has_the_same_daemon_set(here, dslint):
    committed(here)
    (here / "deploy" / "agent.yaml").rename(here / "deploy" / "other.yaml")
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", "--since", "HEAD", "-q")
    assert done.out.startswith("Nothing changes against HEAD.\n")


def test_what_is_new_and_what_is_gone(here, dslint):
    committed(here)
    (here / "deploy" / "agent.yaml").unlink()
    (here / "deploy" / "new.yaml").write_text(GOOD.replace("name: agent\n  namespace", "name: new\n  namespace"))
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", "--since", "HEAD", *JSON)
    assert changes(done) == {
        "new": ("added", [("n1", "added")]),
        "agent": ("removed", [("n1", "removed"), ("n2", "removed")]),
    }
    paths = {row["object"]["name"]: row["path"] for row in json.loads(done.out)["changes"]["daemonSets"]}
    assert paths == {"new": "deploy/new.yaml", "agent": "HEAD:deploy/agent.yaml"}


def test_a_link_and_a_patch_are_read_as_they_were(here, dslint):
    (here / "deploy" / "agent.yaml").rename(here / "real.txt")
    (here / "deploy" / "agent.yaml").symlink_to("../real.txt")
    (here / "deploy" / "patch.yaml").write_text(GOOD.replace("name: agent", "name: patched", 1))
    (here / "deploy" / "kustomization.yaml").write_text("patches: [{path: patch.yaml}]\n")
    (here / "deploy" / ".hidden").mkdir()
    (here / "deploy" / ".hidden" / "a.yaml").write_text(GOOD.replace("name: agent", "name: hidden", 1))
    committed(here)
    for name in ("agent.yaml", "patch.yaml", "kustomization.yaml"):
        (here / "deploy" / name).unlink()
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", "--since", "HEAD", *JSON)
    assert changes(done) == {"agent": ("removed", [("n1", "removed"), ("n2", "removed")])}
    assert "HEAD:deploy/patch.yaml: skipped, listed as a patch in" in done.err


def test_a_repository_runs_no_program_when_a_revision_is_read(here, dslint):
    (here / ".gitattributes").write_text("*.yaml filter=evil diff=evil\n")
    committed(here)
    evil = f"touch {here}/evil"
    for name in ("core.fsmonitor", "filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "core.pager"):
        git(here, "config", name, evil)
    (here / "hooks").mkdir()
    hook = here / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\n{evil}\n")
    hook.chmod(0o755)
    git(here, "config", "core.hooksPath", str(here / "hooks"))
    before = sorted(os.listdir(here))
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", "--since", "HEAD", "-q")
    assert done.out.startswith("Nothing changes against HEAD.\n")
    assert sorted(os.listdir(here)) == before


@pytest.mark.parametrize("name", ["nowhere", "--help", "-x", "HEAD:deploy/agent.yaml", ""])
def test_a_revision_that_is_none_is_told(here, dslint, name):
    committed(here)
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", f"--since={name}")
    assert done.code == 2
    assert f'no revision "{name}" in' in done.err


def test_without_a_repository_there_is_no_revision(here, dslint):
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", "--since", "HEAD")
    assert done.code == 2
    assert "git rev-parse failed" in done.err
    assert here


def test_other_manifests_and_other_nodes(here, dslint):
    (here / "old.yaml").write_text(GOOD)
    (here / "old-nodes.yaml").write_text(NODES.partition("- apiVersion")[0])
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", "--against", "old.yaml", *JSON)
    assert changes(done) == {"agent": ("changed", [("n2", "added")])}
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", "--against-nodes", "old-nodes.yaml", *JSON)
    assert changes(done) == {"agent": ("same", [("n2", "added")])}
    both = ("--against", "old.yaml", "--against-nodes", "old-nodes.yaml", "--what-if", "remove node/n1")
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", *both, *JSON)
    assert changes(done) == {"agent": ("changed", [("n2", "added"), ("n1", "removed")])}
    assert json.loads(done.out)["changes"]["against"] == "old.yaml and the nodes of old-nodes.yaml"


def test_what_if_is_shown_as_a_comment(here, dslint):
    (here / "deploy" / "agent.yaml").write_text(GOOD)
    what_if = ("--what-if", "taint a|b=x:NoExecute on all")
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", *what_if)
    assert done.code == 2
    assert "error: --what-if:1:7: no key of a taint" in done.err
    what_if = ("--what-if", "taint a=b:NoExecute on node/n1", "--output-format", "markdown")
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", *what_if)
    assert done.out == (
        "**0 pods added, 1 removed against the nodes as they are.**\n"
        "\n"
        "1 node changed: n1\n"
        "\n"
        "|  | before | after | difference |\n"
        "| --- | --- | --- | --- |\n"
        "| DaemonSets | 1 | 1 |  |\n"
        "| nodes | 2 | 2 |  |\n"
        "| pods | 1 | 0 | -1 |\n"
        "| missed | 1 | 2 | +1 |\n"
        "\n"
        "| DaemonSet |  | added | removed | not made again | runs on |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| monitoring/agent |  |  | 1 |  | 0 of 2 |\n"
        "\n"
        "<details><summary>monitoring/agent</summary>\n"
        "\n"
        "- 1 pod removed on n1\n"
        "  - deploy/agent.yaml:12:5: taint a=b:NoExecute is not tolerated\n"
        "    Add to `spec.template.spec.tolerations`:\n"
        "\n"
        "    ```yaml\n"
        "    - key: a\n"
        "      operator: Equal\n"
        "      value: b\n"
        "      effect: NoExecute\n"
        "    ```\n"
        "\n"
        "</details>\n"
    )


def test_coverage_below_what_is_meant_ends_with_1(here, dslint):
    (here / "dslint.yaml").write_text(INTENT)
    assert dslint("coverage", "deploy").code == 0
    (here / "deploy" / "agent.yaml").write_text(GOOD)
    done = dslint("coverage", "deploy", "-q")
    assert done.code == 1
    assert done.out.endswith(
        "\nAgainst what is meant:\n  monitoring/agent misses 1 node: n2\n    dslint.yaml:3:5: logs\n"
    )
    done = dslint("coverage", "deploy", "-q", "--output-format", "markdown")
    assert done.code == 1
    assert done.out.endswith(
        "\n**Against what is meant:**\n\n- monitoring/agent misses 1 node: n2 (dslint.yaml:3, logs)\n"
    )
    data = json.loads(dslint("coverage", "deploy", *JSON).out)
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []
    (row,) = data["intent"]["daemonSets"]
    assert (row["missed"], row["unwanted"]) == (["n2"], [])
    assert row["intents"] == [{"path": "dslint.yaml", "line": 3, "column": 5, "reason": "logs"}]


def test_pods_that_are_too_many_do_not_fail(here, dslint):
    (here / "dslint.yaml").write_text(INTENT.replace("on: linux", "on: node/n1"))
    done = dslint("coverage", "deploy", "-q")
    assert done.code == 0
    assert "monitoring/agent runs on, unwanted, 1 node: n2\n" in done.out


def test_a_change_that_takes_a_daemon_set_away_falls_below_what_is_meant(here, dslint):
    (here / "dslint.yaml").write_text(INTENT)
    committed(here)
    (here / "deploy" / "agent.yaml").unlink()
    done = dslint("coverage", "deploy", "--since", "HEAD", "-q")
    assert done.code == 1
    assert "monitoring/agent is gone, and is meant to run on 2 nodes\n" in done.out
    data = json.loads(dslint("coverage", "deploy", "--since", "HEAD", *JSON).out)
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []
    assert [(gone["path"], gone["nodes"]) for gone in data["intent"]["gone"]] == [("HEAD:deploy/agent.yaml", 2)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--since", "HEAD", "--against", "deploy"], "--since and --against exclude each other"),
        (["--what-if", "remove all", "--node", "n1"], "--node and --daemonset explain what is, not what changes"),
        (["--what-if", "remove all", "--output-format", "html"], "HTML shows no changes"),
        (["--against", "-", "--against-nodes", "-"], "standard input can be read once only"),
        (["--against", "nowhere"], "cannot read nowhere"),
    ],
)
def test_what_cannot_be_meant_is_told(here, dslint, arguments, message):
    committed(here)
    done = dslint("coverage", "deploy", "--nodes", "nodes.yaml", *arguments)
    assert done.code == 2
    assert f"error: {message}" in done.err


def test_standard_input_has_no_revision(here, dslint):
    committed(here)
    done = dslint("coverage", "deploy", "-", "--nodes", "nodes.yaml", "--since", "HEAD")
    assert done.code == 2
    assert "standard input has no earlier revision" in done.err


def test_the_table_tells_what_is_meant(here, dslint):
    (here / "dslint.yaml").write_text(INTENT.replace("on: linux", "on: node/n1"))
    done = dslint("coverage", "deploy", "-q")
    assert "monitoring/agent   2 of 2       0         1    0       0  runs      unwanted\n" in done.out
    (here / "deploy" / "agent.yaml").write_text(GOOD)
    done = dslint("coverage", "deploy", "-q", "--output-format", "markdown")
    assert "| monitoring/agent | 1 of 2 | 0 | 0 | runs | spared | 0 | 0 |\n" in done.out


def test_a_cell_that_is_explained_is_not_judged(here, dslint):
    (here / "dslint.yaml").write_text(INTENT)
    (here / "deploy" / "agent.yaml").write_text(GOOD)
    done = dslint("coverage", "deploy", "--node", "n2")
    assert (done.code, "meant" in done.out) == (0, False)


ABSENT = (
    'nodes: nodes.yaml\ncoverage:\n  - {daemonset: monitoring/agnet, on: all, reason: "a<b"}\n'
    "  - {daemonset: monitoring/agent, on: node/n1}\n"
)


@pytest.mark.parametrize("paths", [(), (".",), ("deploy", ".")], ids=["no path", "the folder", "two folders"])
def test_an_entry_that_is_about_no_daemonset_fails_where_the_whole_folder_is_covered(here, dslint, paths):
    (here / "dslint.yaml").write_text(ABSENT)
    done = dslint("coverage", *paths, "-q")
    assert done.code == 1
    assert done.out.endswith(
        "  no DaemonSet is called monitoring/agnet; did you mean agent?\n    dslint.yaml:3:6: a<b\n"
    )
    data = json.loads(dslint("coverage", *paths, *JSON).out)
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []
    assert data["intent"]["unmatched"] == [
        {
            "daemonSet": "monitoring/agnet",
            "message": "no DaemonSet is called monitoring/agnet; did you mean agent?",
            "path": "dslint.yaml",
            "line": 3,
            "column": 6,
            "reason": "a<b",
        }
    ]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("markdown", "- no DaemonSet is called monitoring/agnet; did you mean agent? (dslint.yaml:3, a\\<b)\n"),
        (
            "html",
            "dslint.yaml:3:6</code> no DaemonSet is called monitoring/agnet; did you mean agent?: a&lt;b</li>\n",
        ),
    ],
)
def test_each_format_shows_an_entry_that_is_about_no_daemonset(here, dslint, form, text):
    (here / "dslint.yaml").write_text(ABSENT)
    done = dslint("coverage", "-q", "--output-format", form)
    assert done.code == 1
    assert text in done.out


def test_a_narrower_path_leaves_an_entry_that_is_about_no_daemonset_at_a_note(here, dslint):
    (here / "dslint.yaml").write_text(ABSENT)
    done = dslint("coverage", "deploy")
    assert done.code == 0
    assert "no DaemonSet is called" not in done.out
    assert "note: dslint.yaml:3: no DaemonSet is called monitoring/agnet; did you mean agent?\n" in done.err


def test_an_entry_fails_in_a_folder_without_any_daemonset(here, dslint):
    (here / "dslint.yaml").write_text(INTENT)
    (here / "deploy" / "agent.yaml").unlink()
    done = dslint("coverage")
    assert done.code == 1
    assert done.out == ("\nAgainst what is meant:\n  no DaemonSet is called agent\n    dslint.yaml:3:5: logs\n")


def test_what_was_not_covered_excuses_no_entry_but_the_name_of_a_part_does(here, dslint):
    (here / "dslint.yaml").write_text(ABSENT.replace("agnet", "other"))
    (here / "templates").mkdir()
    (here / "Chart.yaml").write_text("name: x\n")
    part = here / "templates" / "ds.yaml"
    part.write_text("kind: DaemonSet\nmetadata: {namespace: monitoring, name: '{{ .Release.Name }}'}\n")
    assert dslint("coverage").code == 1
    part.write_text("kind: DaemonSet\nmetadata: {namespace: monitoring, name: other}\nspec: {x: '{{ .Values.x }}'}\n")
    done = dslint("coverage")
    assert done.code == 0
    assert "note: templates/ds.yaml: skipped" in done.err


def test_an_entry_whose_daemonset_is_gone_is_told_once(here, dslint):
    (here / "dslint.yaml").write_text(INTENT)
    committed(here)
    (here / "deploy" / "agent.yaml").unlink()
    done = dslint("coverage", "--since", "HEAD", "-q")
    assert done.code == 1
    assert done.out.endswith(
        "\nAgainst what is meant:\n"
        "  monitoring/agent is gone, and is meant to run on 2 nodes\n    dslint.yaml:3:5: logs\n"
    )
