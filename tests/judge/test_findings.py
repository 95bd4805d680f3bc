"""A warning about what nobody runs is an info; what the server says, and what somebody chose, stays as it is."""

import pytest

from dslint import Options
from dslint.run import check_paths, check_text
from tests.checks.hits import pod

MASTER = "node-role.kubernetes.io/master"
# tolerates the old taint alone, takes its image from a registry that is frozen, and is rejected
AGENT = pod(
    "hostNetwrok: true\nvolumes: [{name: v, hostPath: {path: /var/log/containers}}]\n"
    f"tolerations: [{{key: {MASTER}, effect: NoSchedule}}]"
).replace("registry.example/", "k8s.gcr.io/")
LOGS = "volumes: [{name: v, hostPath: {path: /var/log/containers}}]"
PLACES = {"DS109": (10, 7), "DS202": (12, 27), "DS306": (9, 41)}


def levels(found):
    told = {one.rule: one for one in found if one.rule in PLACES}
    assert {rule: tuple(one.at.start) for rule, one in told.items()} == PLACES
    return [str(told[rule].severity) for rule in PLACES]


def checked(path, text=AGENT, **options):
    return levels(check_text(text, path=path, options=Options(no_config=True, **options)).findings)


@pytest.mark.parametrize(
    "path",
    [
        "archive/agent.yaml",
        "deploy/releases/agent-0.3.yaml",
        "k8s-1.18/agent.yaml",
        "deploy/v1.10.0/agent.yaml",
        "deploy/agent copy.yaml",
        "deploy/agent.bak.yaml",
        "deploy/agent-old.yaml",
    ],
)
def test_a_warning_about_what_nobody_runs_is_an_info_and_an_error_stays(path):
    assert checked(path) == ["error", "info", "info"]


def test_a_warning_about_what_no_server_takes_is_an_info():
    old = AGENT.replace("apps/v1", "extensions/v1beta1")
    found = check_text(old, path="agent.yaml", options=Options(no_config=True)).findings
    told = {one.rule: (str(one.severity), *one.at.start) for one in found}
    assert (told["DS301"], told["DS202"]) == (("error", 1, 13), ("info", 12, 27))


def test_what_installs_flex_volumes_is_to_be_replaced_not_tended():
    assert checked("agent.yaml", AGENT.replace("{name: agent}\nspec", "{name: smb-flexvol-installer}\nspec", 1)) == [
        "error",
        "info",
        "info",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "courses/agent.yaml",
        "deploy/workshop/agent.yaml",
        "x/labs/a/agent.yaml",
        "x/docs/cookbooks/agent.yaml",
        "copies/acme__agent-examples/agent.yaml",
    ],
)
def test_a_lesson_is_for_whatever_nodes_there_are(path):
    assert checked(path) == ["error", "info", "warning"]
    root = pod("volumes: [{name: root, hostPath: {path: /}}]").replace(
        "agent:1.4}", "agent:1.4, volumeMounts: [{name: root, mountPath: /host}]}"
    )
    found = check_text(root, path=path, options=Options(no_config=True)).findings
    assert [(str(one.severity), *one.at.start) for one in found if one.rule == "DS602"] == [("warning", 9, 108)]


@pytest.mark.parametrize(
    ("path", "select", "severity"),
    [
        ("deploy/agent.yaml", (), "warning"),
        ("deploy/examples/agent.yaml", (), "info"),
        ("example/agent.yaml", (), "info"),
        ("example/agent.yaml", ("DS503",), "warning"),
    ],
    ids=["an agent", "among examples", "an example", "who asks"],
)
def test_advice_about_an_example_is_an_info_unless_somebody_asks(path, select, severity):
    found = check_text(pod(LOGS), path=path, options=Options(no_config=True, select=select)).findings
    assert [(str(one.severity), *one.at.start) for one in found if one.rule == "DS503"] == [(severity, 8, 5)]


ROOT = pod(
    "containers: [{name: agent, image: registry.example/agent:1.4, volumeMounts: [{name: v, mountPath: /host}]}]\n"
    "volumes: [{name: v, hostPath: {path: /}}]"
)


@pytest.mark.parametrize(
    ("path", "severities"),
    [("deploy/agent.yaml", ["warning"]), ("labs/agent.yaml", ["info"]), ("tests/agent.yaml", [])],
    ids=["an agent", "a lesson", "a rig"],
)
def test_what_is_there_for_a_moment_holds_no_volumes(path, severities):
    found = check_text(ROOT, path=path, options=Options(no_config=True)).findings
    assert [str(one.severity) for one in found if one.rule == "DS704"] == severities


def test_an_example_is_still_told_what_is_gone():
    assert checked("examples/agent.yaml") == ["error", "warning", "warning"]


@pytest.mark.parametrize(
    "path",
    [
        "deploy/test.yaml",
        "deploy/agent-test.yaml",
        "contest/agent.yaml",
        "tests/agent.yaml",
        "rendered/agent.yaml",
        "k8s-1.34/agent.yaml",
        "deploy/v1.10/agent.yaml",
        "agent-examples/agent.yaml",
        "acme__agent/agent-examples.yaml",
        "-",
    ],
)
def test_other_folders_and_the_names_of_files_say_nothing(path):
    assert checked(path) == ["error", "warning", "warning"]


@pytest.mark.parametrize(
    "options",
    [
        {"select": ("DS202", "DS306", "DS109")},
        {"select": ("ALL",)},
        {"severity": {"DS202": "warning", "DS306": "warning"}},
    ],
    ids=["chosen", "all", "a severity"],
)
def test_what_somebody_chose_is_as_he_wants_it(options):
    assert checked("archive/agent.yaml", **options) == ["error", "warning", "warning"]


@pytest.mark.parametrize("named", ["file", "folder", "here"])
def test_folders_above_what_somebody_names_say_nothing(tmp_path, monkeypatch, named):
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "agent.yaml").write_text(AGENT)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(folder if named == "here" else tmp_path / "elsewhere")
    path = {"file": folder / "agent.yaml", "folder": folder, "here": "."}[named]
    assert levels(check_paths([path], Options(no_config=True)).findings) == ["error", "warning", "warning"]


POLICY = """\
id: OWN1
name: no-registry
summary: a registry that is not ours
severity: warning
rationale: |
  Ours is near.
messages:
  found: not our registry
target: container
schema:
  properties:
    image: {not: {pattern: '^k8s'}}
"""


def test_rules_of_users_say_what_they_say(tmp_path):
    (tmp_path / "own.yaml").write_text(POLICY)
    options = Options(no_config=True, policies=(str(tmp_path),))
    found = check_text(AGENT, path="archive/agent.yaml", options=options).findings
    assert [(str(one.severity), *one.at.start) for one in found if one.rule == "OWN1"] == [("warning", 9, 41)]
