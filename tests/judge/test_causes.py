"""One cause, one finding: what only follows from another is folded under it, and in JSON names it."""

import json

import pytest

from dslint import Options
from dslint.judge.causes import first_of
from dslint.render import renderer
from dslint.render.style import Style
from dslint.run import check_text
from tests.checks.hits import HEAD, pod
from tests.manifests import START

OPTIONS = Options(no_config=True)
PROBES = """image: registry.example/agent:1.4,
        livenessProbe: {exec: {command: [a], periodSeconds: 5, failureThreshold: 2}},
        readinessProbe: {exec: {command: [a], periodSeconds: 5}}"""
AFFINITY = """\
affinity:
  podAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
    - labelSelector: {matchLabels: {app: other}}
      topologyKey: ''
"""
MISPLACED = HEAD.replace("    spec:\n      containers:", "    containers:")
MOUNTING = pod("").replace("1.4}", "1.4, volumeMounts: [{name: logs, mountPath: /logs}]}")
# id: text, (rule, line, column) of the cause, those of what follows from it
FOLLOWING = {
    "containers beside the pod's spec": (MISPLACED, ("DS109", 8, 5), [("DS199", 6, 3)]),
    "containers misspelt": (HEAD.replace("containers", "contaners"), ("DS109", 9, 7), [("DS199", 8, 5)]),
    "a selector misspelt": (HEAD.replace("  selector:", "  selectors:"), ("DS109", 5, 3), [("DS102", 4, 1)]),
    "volumes beside the pod's spec": (
        MOUNTING.replace("    spec:\n", "    volumes: [{name: logs, emptyDir: {}}]\n    spec:\n"),
        ("DS109", 8, 5),
        [("DS115", 10, 91)],
    ),
    "one slip of indentation in each probe": (
        HEAD.replace("image: registry.example/agent:1.4", PROBES),
        ("DS109", 10, 46),
        [("DS109", 10, 64), ("DS109", 11, 47)],
    ),
    "a field that went with the API version": (
        HEAD.replace("apps/v1", "extensions/v1beta1").replace("spec:\n", "spec:\n  templateGeneration: 3\n", 1),
        ("DS301", 1, 13),
        [("DS109", 5, 3)],
    ),
    "a mount of a volume that is not valid": (
        MOUNTING + "      volumes: [{name: logs, hostPath: {path: ''}}]\n",
        ("DS119", 10, 47),
        [("DS115", 9, 91)],
    ),
    "images that are filled in later": (
        pod('initContainers: [{name: first, image: ""}, {name: second, image: a}]').replace(
            "registry.example/agent:1.4", '""'
        ),
        ("DS122", 9, 41),
        [("DS122", 10, 45)],
    ),
    "placeholders that YAML reads as mappings": (
        pod("hostname: {HOST}").replace("registry.example/agent:1.4", "{IMAGE}"),
        ("DS110", 9, 34),
        [("DS110", 10, 7)],
    ),
}


def found(text, options=OPTIONS):
    report = check_text(text, path="a.yaml", options=options)
    return report, {(one.rule, one.at.start.line, one.at.start.column): one for one in report.findings}


@pytest.mark.parametrize(("text", "cause", "others"), FOLLOWING.values(), ids=FOLLOWING)
def test_an_error_that_only_follows_names_its_cause(text, cause, others):
    report, findings = found(text)
    errors = {place for place, one in findings.items() if one.severity == "error"}
    assert errors == {cause, *others}
    assert findings[cause].cause is None
    assert all(findings[place].cause.key == findings[cause].key for place in others)
    data = json.loads("".join(renderer("json")(report, Style())))["findings"]
    prints = {(one["rule"], one["line"], one["column"]): one["fingerprint"] for one in data}
    causes = {(one["rule"], one["line"], one["column"]): one["cause"] for one in data if one["severity"] == "error"}
    assert causes == {cause: None} | dict.fromkeys(others, prints[cause])


def test_of_all_that_is_wrong_with_one_value_the_first_stands():
    report = check_text(pod(AFFINITY), path="a.yaml", options=OPTIONS)
    first, *others = report.findings
    assert [(one.rule, *one.at.start) for one in report.findings] == [("DS113", 14, 26)] * 3
    assert (first.cause, [one.cause.key for one in others]) == (None, [first.key] * 2)
    text = "".join(renderer("full")(report, Style()))
    assert text.count("error[") == 1
    assert "= also: 2 more errors follow from this\n" in text
    *others, last = json.loads("".join(renderer("json")(report, Style())))["findings"]
    assert (last["message"], last["cause"]) == (first.message, None)
    assert [one["cause"] for one in others] == [last["fingerprint"]] * 2


def test_of_a_key_that_is_missing_the_first_error_is_the_cause_of_the_others():
    report = check_text(pod(AFFINITY.replace("      topologyKey: ''\n", "")), path="a.yaml", options=OPTIONS)
    first, *others = json.loads("".join(renderer("json")(report, Style())))["findings"]
    assert [(one["rule"], one["line"], one["column"]) for one in (first, *others)] == [("DS113", 13, 13)] * 3
    assert first["message"] == "podAffinity.topologyKey is missing"
    assert (first["cause"], [one["cause"] for one in others]) == (None, [first["fingerprint"]] * 2)


def test_what_follows_from_what_follows_is_told_of_the_first():
    probe = (
        "          exec:\n            command: [a]\n            initialDelaySeconds: 3\n            periodSeconds: 9\n"
    )
    text = f"{START}      containers:\n      - name: a\n        image: a\n        livenessProbe:\n{probe}"
    report, findings = found(f"{text}        readinessProbe:\n{probe}")
    first, *others = [one for one in findings.values() if one.severity == "error"]
    assert [(one.rule, *one.at.start) for one in (first, *others)] == [
        ("DS109", 15, 13), ("DS109", 16, 13), ("DS109", 20, 13), ("DS109", 21, 13),
    ]  # fmt: skip
    assert (first.cause, {one.cause.key for one in others}) == (None, {first.key})
    text = "".join(renderer("full")(report, Style()))
    assert f"= also: {len(others)} more errors follow from this" in text
    assert text.count("error[") == 1


@pytest.mark.parametrize(
    ("causes", "first"),
    [
        ([None, 0, 1], [None, 0, 0]),
        ([2, None, 1], [1, None, 1]),
        ([1, 0], [None, 0]),
        ([1, 2, 1], [1, None, 1]),
    ],
    ids=["a chain", "backwards", "a circle", "a way into a circle"],
)
def test_a_chain_of_causes_has_one_beginning(causes, first):
    assert [first_of(causes, number) for number in range(len(causes))] == first


def test_what_is_to_be_filled_in_is_told_once_whatever_rule_tells_it():
    text = pod("hostname: ${HOST}").replace("name: agent, image", "name: <name>, image")
    text = text.replace("{name: agent}", "{name: agent, namespace: $NAMESPACE}")
    _, findings = found(text)
    first, *others = findings.values()
    assert [(one.message_key, *one.at.start) for one in findings.values()] == [
        ("placeholder", 3, 36),
        ("placeholder", 9, 27),
        ("placeholder", 10, 17),
    ]
    assert (first.cause, [one.cause.key for one in others]) == (None, [first.key] * 2)


def test_values_with_the_same_mistake_stand_for_themselves():
    text = pod("hostname: Not_Valid\nsubdomain: Not_Valid")
    _, findings = found(text)
    assert [one.cause for one in findings.values()] == [None, None]


def test_people_see_the_cause_and_how_many_more_there_are():
    report, _ = found(MISPLACED)
    text = "".join(renderer("full")(report, Style()))
    assert text.count("error[") == 1
    assert "= also: 1 more error follows from this, in line 6\n" in text
    line = "".join(renderer("concise")(report, Style()))
    assert line.endswith("(DaemonSet agent) (and 1 error that follows from it)\n")
    assert report.failing == 2


def test_what_stands_for_itself_has_no_cause():
    text = MISPLACED.replace("name: agent, image", "name: Agent, image") + "  minReadySeconds: -1\n"
    _, findings = found(text)
    assert [rule for (rule, _, _), one in findings.items() if one.cause is not None] == ["DS199"]
    assert {rule for rule, _, _ in findings} == {"DS109", "DS199"}


def test_a_cause_that_is_ignored_leaves_what_follows_to_stand_for_itself():
    report, findings = found(MISPLACED, Options(no_config=True, ignore=("DS109",)))
    assert [one.cause for one in findings.values()] == [None]
    assert "also:" not in "".join(renderer("full")(report, Style()))


LABEL = pod("nodeSelector: {beta.kubernetes.io/os: linux}")
SYNTAX = pod("hostname: Not_Valid")


@pytest.mark.parametrize(
    ("text", "options", "rules"),
    [
        pytest.param(LABEL, {}, ["DS302"], id="a warning of the server under its own rule"),
        pytest.param(LABEL, {"ignore": ("DS302",)}, [], id="ignored, no other rule tells it"),
        pytest.param(LABEL, {"select": ("DS399",)}, ["DS399"], id="not selected, the general rule tells it"),
        pytest.param(LABEL, {"ignore": ("DS3",)}, [], id="a whole block ignored"),
        pytest.param(SYNTAX, {}, ["DS111"], id="an error of the server under its own rule"),
        pytest.param(SYNTAX, {"ignore": ("DS111",)}, [], id="an error that is ignored"),
        pytest.param(SYNTAX, {"select": ("DS199",)}, ["DS199"], id="an error that is left to the general rule"),
    ],
)
def test_ignoring_a_rule_covers_the_same_fact_under_the_general_one(text, options, rules):
    report = check_text(text, path="a.yaml", options=Options(no_config=True, **options))
    assert [one.rule for one in report.findings] == rules
