"""Entries of a configuration that are about nothing in a run: exceptions, DS009."""

from textwrap import indent

import pytest

from dslint import Options
from dslint.run import check_paths
from tests.manifests import MONITORING

AGENT = (
    MONITORING
    + """\
      nodeSelector: {beta.kubernetes.io/os: linux}
      containers:
        - {name: agent, image: registry.example/agent:1.4}
"""
)
# of the two the second matches nothing
TWO = """\
exceptions:
  - rules: [DS302]
    reason: mended with the next release
  - reason: gone since
    rules: [DS101, DS201]
    names: [agent*]
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    folder = tmp_path / "deploy"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "agent.yaml").write_text(AGENT)
    (folder / "dslint.yaml").write_text(TWO)
    return folder


def unmatched(*paths, **options):
    report = check_paths(paths or (".",), Options(**options))
    return [
        (str(one.at), one.at.end.column, one.severity, one.message) for one in report.findings if one.rule == "DS009"
    ]


SECOND = ("dslint.yaml:5:5", 26, "warning", "no finding matches the exception for DS101, DS201")


@pytest.mark.parametrize("paths", [(), ("..",), ("agent.yaml", ".")], ids=["the folder", "around it", "a file as well"])
def test_an_exception_that_matches_nothing_is_told_at_its_rules(paths):
    assert [(place.rpartition("/")[2], *rest) for place, *rest in unmatched(*paths)] == [SECOND]


def test_it_fails_the_run_and_has_no_fix():
    (found,) = (one for one in check_paths(["."]).findings if one.rule == "DS009")
    assert (found.fails, found.fix, found.help) == (True, None, "remove the exception")


SILENT = [
    pytest.param(("agent.yaml",), {}, id="a run over one file, as of a hook"),
    pytest.param((), {"suppressions": False}, id="--no-suppressions"),
    pytest.param((), {"select": ("DS101",)}, id="a rule of it was not selected"),
    pytest.param((), {"ignore": ("DS201",)}, id="a rule of it was ignored"),
    pytest.param((), {"kubernetes_version": "1.30"}, id="another version than the configuration names"),
    pytest.param((), {"nodes": ("profile:k3s",)}, id="other nodes than the configuration names"),
    pytest.param((), {"exclude": ("agent.yaml",)}, id="fewer files than the configuration names"),
    pytest.param((), {"no_config": True}, id="without the configuration"),
]


@pytest.mark.parametrize(("paths", "options"), SILENT)
def test_a_run_that_looks_at_less_says_nothing(paths, options):
    assert unmatched(*paths, **options) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("kind: DaemonSet\nspec: [\n", id="what cannot be read"),
        pytest.param(AGENT.replace("agent, n", "agent-2, n").replace("- {name", "- 7 #"), id="what no server can read"),
        pytest.param("kind: DaemonSet\nmetadata:\n  name: {{ .Release.Name }}\n", id="a template"),
        pytest.param("kind: DaemonSet\n$patch: replace\nmetadata: {name: agent}\n", id="a patch"),
        pytest.param(f"kind: ConfigMap\ndata:\n  x: |\n{indent(AGENT, '    ')}", id="inside another object"),
    ],
)
def test_what_was_not_wholly_looked_at_may_be_what_an_exception_means(here, text):
    (here / "x.yaml").write_text(text)
    assert unmatched() == []
    # elsewhere it is not
    (here / "dslint.yaml").write_text(TWO + "    paths: [agent.yaml]\n")
    assert len(unmatched()) == 1


def test_a_part_of_another_name_is_not_what_an_exception_means(here):
    (here / "x.yaml").write_text("kind: DaemonSet\n$patch: replace\nmetadata: {name: other}\nspec: {}\n")
    assert len(unmatched()) == 1


def test_a_value_that_is_filled_in_later_may_be_what_an_exception_means(here):
    (here / "dslint.yaml").write_text(f"filled-later: ['${{*}}']\n{TWO}")
    (here / "x.yaml").write_text(AGENT.replace("agent, n", "x, n").replace("linux}", "linux, a: '${*} b'}"))
    assert len(unmatched()) == 1
    (here / "x.yaml").write_text(AGENT.replace("labels: {app: agent}", "labels: {app: '${APP}'}"))
    assert unmatched() == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("  - {rules: [DS302], reason: again}\n", id="another exception of the same"),
        pytest.param("per-file-ignores: {'*.yaml': [DS302]}\n", id="per-file-ignores"),
    ],
)
def test_an_exception_counts_as_matching_beside_others(here, other):
    (here / "dslint.yaml").write_text(f"{TWO.partition('  - reason')[0]}{other}")
    assert unmatched() == []


def test_an_exception_counts_as_matching_beside_a_comment(here):
    (here / "agent.yaml").write_text(AGENT.replace("linux}", "linux} # dslint: ignore[DS302] mended soon"))
    assert unmatched() == [SECOND]


def test_an_exception_for_a_rule_about_the_whole_run_matches_what_that_says(here):
    text = AGENT.replace("agent:1.4}", "agent:1.4, ports: [{containerPort: 80, hostPort: 80}]}")
    (here / "agent.yaml").write_text(f"{text}---\n{text.replace('agent, n', 'other, n')}")
    (here / "dslint.yaml").write_text("exceptions: [{rules: [DS702], reason: two of a kind}]\n")
    assert unmatched() == []
    (here / "agent.yaml").write_text(text)
    assert [place for place, *_ in unmatched()] == ["dslint.yaml:1:15"]


def test_an_exception_that_two_configurations_share_matches_where_one_of_them_does(here):
    for name, text in (("a", AGENT), ("b", AGENT.replace("beta.", ""))):
        (here / name).mkdir()
        (here / name / "dslint.yaml").write_text("extends: ../dslint.yaml\n")
        (here / name / "agent.yaml").write_text(text)
    (here / "agent.yaml").unlink()
    assert unmatched() == [SECOND]
    assert unmatched("a") == []


def test_a_rule_that_nothing_silences_says_nothing_of_its_exception(here):
    (here / "dslint.yaml").write_text(f"unsuppressible: [DS101]\n{TWO}")
    assert unmatched() == []


def test_exceptions_of_a_folder_without_any_daemonset_match_nothing(here):
    (here / "agent.yaml").unlink()
    assert [place for place, *_ in unmatched()] == ["dslint.yaml:2:5", "dslint.yaml:5:5"]
