"""``dslint coverage CHART``: environments stand side by side, and as alternatives they are never added up."""

import json
import re

import pytest

from tests.checkout import ROOT
from tests.rendering.made import BASE, CHART, HEAD, write

NODES = str(ROOT / "examples" / "coverage" / "nodes.yaml")  # four workers, and six that are tainted
TEMPLATE = (
    HEAD
    + """\
      tolerations: {{ toJson .Values.tolerations }}
      containers:
      - name: agent
        image: registry.example/agent:1.4
        ports: [{containerPort: 9100, hostPort: 9100}]
        resources: {requests: {cpu: {{ .Values.cpu }}, memory: 1Gi}}
"""
)
PLAIN = BASE.replace("name: agent\nspec", "name: other\nspec").replace("beta.kubernetes.io/os: linux", "x: y")


@pytest.fixture
def charts(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    files = {"Chart.yaml": CHART, "values.yaml": "cpu: 1\ntolerations: []\n", "templates/agent.yaml": TEMPLATE}
    write(tmp_path / "agent", files)
    write(tmp_path / "agent", {"ci/all-values.yaml": "tolerations: [{operator: Exists}]\n"})
    write(tmp_path / "agent", {"ci/big-values.yaml": "cpu: 3\n"})
    return tmp_path


def coverage(dslint_json, folder, *paths):
    return dslint_json(folder, "coverage", *paths, "--nodes", NODES, "--no-config")


def test_each_environment_has_its_own_totals(charts, dslint_json):
    report = coverage(dslint_json, charts, "agent")
    assert [(one["environment"], one["desired"], one["missed"], one["requests"]) for one in report["environments"]] == [
        ("agent/ci/all-values.yaml", 10, 0, {"cpu": "10", "memory": "10Gi"}),
        ("agent/ci/big-values.yaml", 4, 6, {"cpu": "12", "memory": "4Gi"}),
    ]


def test_what_is_added_up_is_the_worst_environment_alone(charts, dslint_json):
    report = coverage(dslint_json, charts, "agent")
    summary = report["summary"]
    assert (summary["environment"], summary["daemonSets"], summary["desired"]) == ("agent/ci/big-values.yaml", 1, 4)
    assert sum(pool["desired"] for pool in report["pools"]) == 4
    assert {(node["name"], node["requests"]["cpu"]) for node in report["nodes"]} >= {("worker-1", "3"), ("cp-1", "0")}
    assert len(report["daemonSets"]) == 2


def test_environments_do_not_take_room_or_ports_from_each_other(charts, dslint_json):
    for one in coverage(dslint_json, charts, "agent")["daemonSets"]:
        assert {node["canRun"] for node in one["nodes"] if node["shouldRun"]} == {True}


def test_what_is_rendered_once_and_plain_manifests_count_in_every_environment(charts, dslint_json):
    write(charts, {"plain/other.yaml": PLAIN.replace("      nodeSelector:\n        x: y\n", "")})
    report = coverage(dslint_json, charts, "agent", "plain")
    assert [(one["daemonSets"], one["desired"]) for one in report["environments"]] == [(2, 14), (2, 8)]


def test_charts_that_are_no_alternatives_are_added_up(charts, dslint_json):
    for path in (charts / "agent" / "ci").iterdir():
        path.unlink()
    write(charts / "second", {path: (charts / "agent" / path).read_text() for path in ("Chart.yaml", "values.yaml")})
    write(charts / "second", {"templates/x.yaml": TEMPLATE.replace("name: agent\nspec", "name: second\nspec")})
    report = coverage(dslint_json, charts, "agent", "second")
    assert report["summary"]["desired"] == 8
    assert "environment" not in report["summary"]
    assert "environments" not in report
    # both ask for one host port: that is told, since they do run side by side
    assert {node["canRun"] for one in report["daemonSets"] for node in one["nodes"] if node["shouldRun"]} == {None}


def test_overlays_of_one_base_are_alternatives_whatever_they_call_it(tmp_path, dslint_json, renderers):  # noqa: ARG001
    base = BASE.replace("        beta.kubernetes.io/os: linux", "        kubernetes.io/os: linux")
    write(tmp_path, {"base/kustomization.yaml": "resources: [agent.yaml]\n", "base/agent.yaml": base})
    for name in ("test", "prod"):
        text = f"namePrefix: {name}-\nresources: [../../base]\n"
        write(tmp_path, {f"overlays/{name}/kustomization.yaml": text})
    report = coverage(dslint_json, tmp_path, "overlays/test", "overlays/prod")
    assert [(one["environment"], one["desired"]) for one in report["environments"]] == [
        ("overlays/test", 4),
        ("overlays/prod", 4),
    ]
    assert report["summary"]["desired"] == 4


def test_people_are_told_which_environment_is_added_up(charts, run_dslint):
    done = run_dslint(charts, "coverage", "agent", "--nodes", NODES, "--no-config")
    assert "\nDAEMONSET  agent/ci/all-values.yaml  agent/ci/big-values.yaml\n" in done.out
    assert "\npods       10                        4\n" in done.out
    assert "\nIn agent/ci/big-values.yaml, the worst of 2 environments:\nPOOL " in done.out
    assert done.err.endswith(" in the worst of 2 environments, agent/ci/big-values.yaml.\n")
    page = run_dslint(charts, "coverage", "agent", "--nodes", NODES, "--no-config", "--output-format", "html").out
    assert "added up is agent/ci/big-values.yaml, the worst of 2 environments" in re.sub("<[^>]*>", "", page)


def test_an_environment_stands_in_every_row_of_the_tables(charts, run_dslint):
    run_dslint(charts, "coverage", "agent", "--nodes", NODES, "--no-config", "--report", "jsonl=t/")
    rows = [json.loads(line) for line in (charts / "t/daemonsets.jsonl").read_text().splitlines()]
    assert [(row["environment"], row["desired"]) for row in rows] == [
        ("agent/ci/all-values.yaml", 10),
        ("agent/ci/big-values.yaml", 4),
    ]
    nodes = [json.loads(line) for line in (charts / "t/nodes.jsonl").read_text().splitlines()]
    assert {row["requests_cpu_millicores"] for row in nodes if row["pool"] == "worker" and row["os"] == "linux"} == {
        3000
    }
