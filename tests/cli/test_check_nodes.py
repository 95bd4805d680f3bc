"""``dslint check`` with nodes: from the command line, from a configuration, and not at all."""

import json
import subprocess
import sys

import pytest

from tests.cli.manifests import GOOD
from tests.cli.process import environment
from tests.manifests import LEFT_OUT

NODES = """\
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Node, metadata: {name: n1, labels: {kubernetes.io/os: windows}}}
- {apiVersion: v1, kind: Service, metadata: {name: s}}
"""


@pytest.fixture
def here(tree):
    (tree / "good.yaml").write_text(GOOD)
    (tree / "nodes.yaml").write_text(NODES)
    return tree


def rules(done):
    return [finding["rule"] for finding in json.loads(done.out)["findings"]]


JSON = ("--output-format", "json")


@pytest.mark.usefixtures("here")
def test_nodes_of_a_file_are_what_a_daemon_set_is_held_against(dslint):
    assert dslint("check", "good.yaml").code == 0
    done = dslint("check", "good.yaml", "--nodes", "nodes.yaml", *JSON)
    assert (done.code, rules(done)) == (1, ["DS222"])
    assert "note: nodes.yaml: skipped what is no Node: 1 Service\n" in done.err


@pytest.mark.usefixtures("here")
def test_nodes_come_from_standard_input_or_a_profile(process, dslint):
    done = process("check", "good.yaml", "--nodes", "-", *JSON, stdin=NODES)
    assert (done.code, rules(done)) == (1, ["DS222"])
    assert dslint("check", "good.yaml", "--nodes", "profile:eks").code == 0


def test_standard_input_is_read_once_for_two_configurations(here, process):
    for name in ("a", "b"):
        (here / name).mkdir()
        (here / name / "dslint.yaml").write_text("fail-on: warning\n")
        (here / name / "x.yaml").write_text(GOOD.replace("name: agent\n  name", f"name: {name}\n  name"))
    done = process("check", "a", "b", "--nodes", "-", *JSON, stdin=NODES)
    assert rules(done) == ["DS222", "DS222"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-", "--nodes", "-"], "standard input can be read once only"),
        (["good.yaml", "--nodes", "nowhere.yaml"], "cannot read nowhere.yaml"),
        (["good.yaml", "--nodes", "good.yaml"], "good.yaml holds no Node, only 1 DaemonSet"),
        (["good.yaml", "--nodes", "profile:ekz"], 'unknown profile "ekz"; did you mean profile:eks?'),
    ],
)
def test_nodes_that_are_none_end_the_run(dslint, arguments, message):
    done = dslint("check", *arguments)
    assert (done.code, done.out) == (2, "")
    assert f"error: {message}" in done.err


def test_a_mistake_in_the_nodes_of_a_configuration_has_its_place(here, dslint):
    (here / "dslint.yaml").write_text("nodes: broken.yaml\n")
    (here / "broken.yaml").write_text("apiVersion: v1\nkind: Node\nmetadata: {name: 5}\n")
    done = dslint("check", "good.yaml")
    assert (done.code, done.out) == (2, "")
    assert "error: broken.yaml:3:18: a name is a text" in done.err


@pytest.mark.usefixtures("here")
def test_without_nodes_nothing_of_them_is_imported(tree):
    code = (
        "import sys; from dslint import check_text; check_text(open('good.yaml').read());"
        "print([name for name in sys.modules if name.startswith(('dslint.inventory', 'dslint.coverage', "
        "'dslint.kube.nodes.classes', 'dslint.kube.nodes.reach', 'dslint.checks.nodes', "
        "'dslint.checks.between', 'dslint.manifest.cluster'"
        "))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tree,
        env=environment(),
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    assert done.stdout == "[]\n"


def test_a_rule_about_all_daemon_sets_that_fails_is_told_and_the_others_speak(here, dslint, monkeypatch):
    from dslint.checks import between

    text = GOOD + "          ports: [{containerPort: 80, hostPort: 80}]\n"
    (here / "good.yaml").write_text(text + "---\n" + text.replace("agent", "other"))
    assert rules(dslint("check", "good.yaml", "--ignore", ",".join(LEFT_OUT), *JSON)) == ["DS702"]

    def broken(*_):
        raise RuntimeError("oops")

    monkeypatch.setattr(between, "host_port_clash", broken)
    done = dslint("check", "good.yaml", "--ignore", ",".join(LEFT_OUT), *JSON)
    assert (done.code, rules(done)) == (2, ["DS007"])
    monkeypatch.setattr(between, "claims", broken)
    done = dslint("check", "good.yaml", "--ignore", ",".join(LEFT_OUT), *JSON)
    assert (done.code, rules(done)) == (2, ["DS007", "DS007"])


UNKNOWN = (
    ("on: [all, worker]", 4, 15, "there is no pool worker; did you mean workers?"),
    ("on: pool/gpu", 4, 9, "there is no pool gpu"),
    ("on: windwos", 4, 9, "there is no pool windwos; did you mean windows?"),
    ("on: all\n    except: node/nobody", 5, 13, "there is no node nobody"),
    ("on: all\nbudget: {pools: {gpu: {cpu: 1}}}", 5, 18, "there is no pool gpu"),
)


@pytest.mark.parametrize(
    ("said", "line", "column", "message"), UNKNOWN, ids=[row[0].split("\n")[-1] for row in UNKNOWN]
)
@pytest.mark.parametrize("command", ["check", "coverage"])
def test_a_pool_or_node_that_there_is_not_is_an_error(here, dslint, command, said, line, column, message):
    (here / "dslint.yaml").write_text(f"pools: [{{name: workers}}]\ncoverage:\n  - daemonset: agent\n    {said}\n")
    done = dslint(command, "good.yaml")
    assert (done.code, done.out) == (2, "")
    assert f"error: dslint.yaml:{line}:{column}: {message}\n" in done.err


def test_where_nothing_resembles_an_unknown_pool_the_known_ones_are_named(here, dslint):
    (here / "dslint.yaml").write_text("pools: [{name: workers}]\ncoverage:\n  - {daemonset: agent, on: xx}\n")
    assert "= help: known: workers\n" in dslint("check", "good.yaml").err


def test_a_pool_that_what_if_removes_is_known(here, dslint):
    text = "pools: [{name: workers}]\ncoverage:\n  - {daemonset: agent, on: workers}\n"
    (here / "dslint.yaml").write_text(text)
    assert dslint("coverage", "good.yaml", "--what-if", "remove pool/workers").code != 2


def test_a_selection_that_no_node_has_is_noted(here, dslint):
    (here / "dslint.yaml").write_text(
        "pools: [{name: workers}]\ncoverage:\n  - {daemonset: agent, on: all, except: gpu=yes}\n"
    )
    for command in ("check", "coverage"):
        done = dslint(command, "good.yaml")
        assert done.code == 0
        assert "note: dslint.yaml:3: gpu=yes names no node\n" in done.err


def test_an_intent_for_a_daemonset_that_is_not_there_is_noted_by_coverage(here, dslint):
    (here / "dslint.yaml").write_text(
        "pools: [{name: workers}]\ncoverage:\n  - {daemonset: agnet, on: all}\n  - {daemonset: 'a*', on: windows}\n"
    )
    done = dslint("coverage", "good.yaml")
    assert "note: dslint.yaml:3: no DaemonSet is called agnet; did you mean agent?\n" in done.err
    assert "note: dslint.yaml:4: windows names no node\n" in done.err
    assert "no DaemonSet is called" not in dslint("check", "good.yaml").err


MISSPELT = (
    "pools: [{name: workers}]\ncoverage:\n  - {daemonset: monitoring/agnet, on: all}\n  - {daemonset: agent, on: all}\n"
)


@pytest.mark.parametrize("paths", [(), (".",)], ids=["no path", "the folder"])
def test_an_intent_that_is_about_no_daemonset_is_an_error_where_the_whole_folder_is_checked(here, dslint, paths):
    (here / "dslint.yaml").write_text(MISSPELT)
    done = dslint("check", *paths, *JSON)
    (found,) = (one for one in json.loads(done.out)["findings"] if one["rule"] == "DS008")
    assert (done.code, found["severity"], found["message"]) == (
        1,
        "error",
        "no DaemonSet is called monitoring/agnet; did you mean agent?",
    )
    assert (found["path"], found["line"], found["column"], found["endColumn"]) == ("dslint.yaml", 3, 6, 33)


def test_a_run_over_single_files_leaves_an_intent_at_a_note(here, dslint):
    (here / "dslint.yaml").write_text(MISSPELT)
    done = dslint("check", "good.yaml")
    assert done.code == 0
    assert "note: dslint.yaml: coverage names 1 DaemonSet that this run has not looked at\n" in done.err


def test_what_was_not_checked_may_have_the_name_of_an_intent(here, dslint):
    (here / "dslint.yaml").write_text(MISSPELT.replace("agnet", "other"))
    (here / "templates").mkdir()
    (here / "Chart.yaml").write_text("name: x\n")
    (here / "templates" / "ds.yaml").write_text("kind: DaemonSet\nmetadata: {name: '{{ .Release.Name }}'}\n")
    done = dslint("check")
    assert done.code == 0
    assert "coverage names 1 DaemonSet that this run has not looked at\n" in done.err


def places(done):
    return [(one["path"], one["line"], one["column"]) for one in json.loads(done.out)["findings"]]


@pytest.mark.parametrize("nodes", ["pools: [{name: workers}]\n", ""], ids=["nodes", "no nodes"])
def test_an_intent_counts_in_a_folder_without_any_daemonset(tmp_path, monkeypatch, dslint, nodes):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dslint.yaml").write_text(f"{nodes}coverage: [{{daemonset: agent, on: all}}]\n")
    done = dslint("check", *JSON)
    assert (done.code, rules(done)) == (1, ["DS008"])
    assert places(done) == [("dslint.yaml", 2 if nodes else 1, 13)]


def test_an_intent_of_a_folder_below_counts_where_nothing_there_is_a_daemonset(here, dslint):
    (here / "team").mkdir()
    (here / "team" / "dslint.yaml").write_text("coverage:\n  - daemonset: absent\n    on: all\n")
    done = dslint("check", ".", *JSON)
    assert (done.code, rules(done), places(done)) == (1, ["DS008"], [("team/dslint.yaml", 2, 5)])


def test_a_run_over_a_file_without_a_daemonset_says_nothing_of_intents(here, dslint):
    (here / "dslint.yaml").write_text(MISSPELT)
    (here / "other.yaml").write_text("kind: Service\n")
    done = dslint("check", "other.yaml")
    assert (done.code, done.out) == (0, "")
    assert "coverage" not in done.err


def test_an_unknown_pool_ends_a_run_over_a_folder_without_any_daemonset(tmp_path, monkeypatch, dslint):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dslint.yaml").write_text("pools: [{name: workers}]\ncoverage: [{daemonset: agent, on: worker}]\n")
    done = dslint("check")
    assert (done.code, done.out) == (2, "")
    assert "error: dslint.yaml:2:35: there is no pool worker; did you mean workers?\n" in done.err
