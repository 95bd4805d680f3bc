"""DS010: lists of a patch that take the place of those of its base; rows are what is found, by line and column."""

import pytest

from dslint import Options
from dslint.run import check_text

HEAD = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  template:
    spec:
      $setElementOrder/containers: [{name: agent}]
"""
TERMS = "requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: []}]}"
ROWS = {
    "tolerations": ("tolerations: [{key: a}]", [(8, 7, "tolerations")]),
    "terms": (f"affinity: {{nodeAffinity: {{{TERMS}}}}}", [(8, 82, "nodeSelectorTerms")]),
    "envFrom of an init container": ("initContainers: [{name: a, envFrom: [{}]}]", [(8, 34, "envFrom")]),
    "one of several that tolerates everything": ("tolerations: [{key: a}, {operator: Exists}]", []),
    "everything of one effect": ("tolerations: [{operator: Exists, effect: NoSchedule}]", [(8, 7, "tolerations")]),
    "a list that is emptied": ("tolerations: []", []),
    "a list that is dropped": ("tolerations: null", []),
    "a list that says itself that it replaces": ("tolerations: [{$patch: replace}, {key: a}]", []),
    "preferred terms and lists with a key": (
        "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1}]}}",
        [],
    ),
}


def found(text):
    findings = check_text(text, options=Options(no_config=True, select=("DS010",))).findings
    return [(*one.at.start, one.message.split()[3]) for one in findings if one.rule == "DS010"]


@pytest.mark.parametrize(("line", "expected"), ROWS.values(), ids=ROWS)
def test_what_takes_the_place_of_the_list_of_the_base(line, expected):
    assert found(f"{HEAD}      {line}\n") == expected


def test_a_whole_manifest_replaces_nothing():
    own = "      containers: [{name: agent, image: r.example/agent:1.4}]\n      tolerations: [{key: a}]\n"
    whole = HEAD.replace("      $setElementOrder/containers: [{name: agent}]\n", own)
    assert found(whole) == []


def test_the_help_says_how_to_add_to_the_list():
    (one,) = check_text(f"{HEAD}      tolerations: [{{key: a}}]\n", options=Options(select=("DS010",))).findings
    assert one.severity == "info"
    assert one.help.endswith("(op add, path /spec/template/spec/tolerations/-)")
