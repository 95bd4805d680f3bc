"""Argo CD: an Application with several sources, and what an ApplicationSet makes of the elements of a list."""

import pytest

from tests.rendering.fleet import APPLICATION, found, run
from tests.rendering.made import write

SOURCES = f"""{APPLICATION}\
  sources:
  - repoURL: https://git.example/fleet.git
    ref: files
  - repoURL: https://git.example/fleet.git
    path: charts/agent
    helm:
      valueFiles: [%s]
"""
SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: agents, namespace: argocd}
spec:
  goTemplate: %s
  generators:
  - list:
      elements:
      - {cluster: one, tag: latest}
      - {cluster: two, tag: "1.4"}
  template:
    metadata: {name: "agent-%s"}
    spec:
      destination: {namespace: logging, server: https://kubernetes.default.svc}
      source:
        repoURL: https://git.example/fleet.git
        path: charts/agent
        helm:
          values: |
            tag: "%s"
"""
FAST = SET % ("false", "{{cluster}}", "{{ tag }}")
GO = SET % ("true", "{{.cluster}}", "{{ .tag }}")


def reasons(report):
    return [(one["path"], one["line"], one["reason"]) for one in report["notChecked"]]


def test_a_file_of_another_source_is_looked_for_from_the_top_of_the_tree(fleet, run_dslint):
    write(fleet, {"apps/agent.yaml": SOURCES % "$files/env/prod.yaml", "env/prod.yaml": "tag: latest\n"})
    report = run(run_dslint, fleet, "apps/agent.yaml")
    assert found(report) == [
        ("charts/agent/templates/a.yaml:15", "logging/agent", ["charts/agent/values.yaml:1", "env/prod.yaml:1"])
    ]
    assert reasons(report) == []


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("$files/env/none.yaml", "source 2: the values file $files/env/none.yaml is not in this tree"),
        ("$files/../../env.yaml", "source 2: the values file $files/../../env.yaml is not in this tree"),
        ("$other/env/prod.yaml", "source 2: the values file $other/env/prod.yaml is not in this tree"),
    ],
)
def test_a_file_that_is_not_there_is_a_reason(fleet, run_dslint, file, why):
    write(fleet, {"apps/agent.yaml": SOURCES % file, "env/prod.yaml": "tag: latest\n"})
    ((path, line, reason),) = reasons(run(run_dslint, fleet, "apps/agent.yaml"))
    assert (path, line) == ("apps/agent.yaml", 1)
    assert f"the chart of this Application, since {why};" in reason


def test_of_several_charts_those_that_are_here_are_rendered_and_the_others_named(fleet, run_dslint):
    more = "  - {repoURL: https://charts.example, chart: other, targetRevision: 1.0.0}\n"
    text = (SOURCES % "$files/env/prod.yaml") + more
    write(fleet, {"apps/agent.yaml": text, "env/prod.yaml": "tag: latest\n"})
    report = run(run_dslint, fleet, "apps/agent.yaml")
    assert [one[0] for one in found(report)] == ["charts/agent/templates/a.yaml:15"]
    ((_, line, reason),) = reasons(report)
    assert line == 1
    assert "since source 3: the chart other is not in this tree;" in reason


@pytest.mark.parametrize("text", [FAST, GO], ids=["plain parameters", "Go templates"])
def test_each_element_of_a_list_is_an_environment(fleet, run_dslint, text):
    write(fleet, {"apps.yaml": text})
    report = run(run_dslint, fleet, "apps.yaml")
    # of what is filled in no place can be told
    assert found(report) == [("charts/agent/templates/a.yaml:15", "logging/agent-one", ["charts/agent/values.yaml:1"])]
    assert [one["message"] for one in report["findings"][0]["related"] if one["role"] == "rendered"] == [
        "rendered: Application agent-one in apps.yaml"
    ]
    assert reasons(report) == []


LEFT = {
    "another generator": (FAST.replace("  - list:\n      elements:", "  - git:\n      files:"), "its generator git"),
    "a function": (GO.replace("{{ .tag }}", "{{ .tag | upper }}"), "its template is more than parameters"),
    "what no element sets": (FAST.replace("{{ tag }}", "{{ tags }}"), "its template is more than parameters"),
    "no text": (FAST.replace('"1.4"', "1.4"), "the parameter tag is no text"),
    "a patch": (FAST + "  templatePatch: |\n    a: b\n", "its applications are patched"),
    "elements of text": (
        FAST.replace("      elements:", "      elementsYaml: x\n      elements:"), "its list is more than elements",
    ),
    "a chart elsewhere": (FAST.replace("path: charts/agent", "path: charts/other"), "is not in this tree"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "why"), LEFT.values(), ids=LEFT)
def test_what_is_not_made_of_texts_alone_is_a_reason(fleet, run_dslint, text, why):
    write(fleet, {"apps.yaml": text})
    report = run(run_dslint, fleet, "apps.yaml")
    ((path, line, reason),) = reasons(report)
    assert (path, line, report["findings"]) == ("apps.yaml", 1, [])
    assert reason.startswith("the chart of this ApplicationSet, since ")
    assert why in reason
