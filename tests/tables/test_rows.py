"""What stands in the tables is what the other formats say."""

import json
from collections import Counter

import pytest
from jsonschema import Draft202012Validator

from dslint.config import Options
from dslint.coverage.query import Query
from dslint.coverage.run import cover_paths
from dslint.render import renderer
from dslint.render.style import Style
from dslint.run import check_paths
from dslint.tables.columns import TABLES
from tests.checkout import ROOT
from tests.tables.build import CLUSTERS, dicts, of_cluster, of_run

NAMES = ("prod-eu", "prod-us", "edge")


def coverage_json(name):
    options = Options(no_config=True, nodes=(str(CLUSTERS / name / "nodes.yaml"),))
    report = cover_paths([str(CLUSTERS / name / "agents.yaml")], options)
    return json.loads("".join(renderer("coverage_json")(report, Style())))


@pytest.mark.parametrize("name", NAMES)
def test_every_row_fits_the_schema(name):
    schema = json.loads((ROOT / "schemas" / "tables.schema.json").read_text(encoding="utf-8"))
    found = of_cluster(name)
    for table in TABLES:
        check = Draft202012Validator({"$ref": f"#/$defs/{table.name}", "$defs": schema["$defs"]})
        rows = json.loads(json.dumps(dicts(found, table.name)))
        assert rows
        for row in rows:
            check.validate(row)
            assert set(row) == {column.name for column in table.columns}


@pytest.mark.parametrize("name", NAMES)
def test_findings_are_those_of_json(name):
    path, nodes = str(CLUSTERS / name / "agents.yaml"), str(CLUSTERS / name / "nodes.yaml")
    report = check_paths([path], Options(no_config=True, nodes=(nodes,)))
    theirs = json.loads("".join(renderer("json")(report, Style())))["findings"]
    ours = dicts(of_cluster(name), "findings")
    same = (
        "rule",
        "severity",
        "message",
        "path",
        "line",
        "column",
        "pointer",
        "document",
        "fingerprint",
        "identity",
        "cause",
    )
    assert [[row[key] for key in same] for row in ours] == [[one[key] for key in same] for one in theirs]
    assert [row["end_line"] for row in ours] == [one["endLine"] for one in theirs]
    assert [row["daemonset"] for row in ours] == [one["object"]["name"] for one in theirs]
    assert [row["fix"] for row in ours] == [one["fix"] and one["fix"]["safety"] for one in theirs]


@pytest.mark.parametrize("name", NAMES)
def test_placement_is_that_of_coverage(name):
    theirs = [
        (
            (ds["object"]["name"], node["name"]),
            node["shouldRun"],
            node["shouldContinueRunning"],
            node["canRun"],
            [one["message"] for one in node["reasons"] or node["pending"] or ds["refused"]],
        )
        for ds in coverage_json(name)["daemonSets"]
        for node in ds["nodes"]
    ]
    rows = dicts(of_cluster(name), "placement")
    keys = ("should_run", "should_continue_running", "can_run", "reasons")
    assert [((row["daemonset"], row["node"]), *(row[key] for key in keys)) for row in rows] == theirs


@pytest.mark.parametrize("name", NAMES)
def test_daemon_sets_count_as_coverage_does(name):
    words = {"never_starts": "neverStarts", "not_selected": "notSelected"}
    keys = ("desired", "running", "missed", "never_starts", "refused", "pending", "not_selected")
    theirs = [[ds["summary"][words.get(key, key)] for key in keys] for ds in coverage_json(name)["daemonSets"]]
    found = of_cluster(name)
    assert [[row[key] for key in keys] for row in dicts(found, "daemonsets")] == theirs
    states = Counter((row["daemonset"], row["state"]) for row in dicts(found, "placement"))
    for row in dicts(of_cluster(name), "daemonsets"):
        for state in ("missed", "never_starts", "refused", "pending", "not_selected"):
            assert states[row["daemonset"], state] == row[state]


def test_what_a_daemon_set_is_made_of_is_told():
    exporter, _, gpu = dicts(of_cluster("prod-eu"), "daemonsets")
    assert (exporter["roles"], exporter["images"]) == (["metrics"], ["registry.example/node-exporter:1.9.1"])
    assert (exporter["host_network"], exporter["privileged"]) == (True, False)
    assert (gpu["privileged"], gpu["priority_class"]) == (True, "system-node-critical")
    assert (gpu["requests_cpu_millicores"], gpu["requests_memory_bytes"]) == (50, 40 << 20)


def test_nodes_are_told_with_what_the_agents_take():
    first, _, gpu = dicts(of_cluster("prod-eu"), "nodes")
    assert (first["node"], first["pool"], first["kubelet_version"]) == ("eu-1", "general", "v1.36.2")
    assert (first["allocatable_cpu_millicores"], first["allocatable_memory_bytes"]) == (3920, 14 << 30)
    assert (first["requests_cpu_millicores"], first["requests_memory_bytes"]) == (350, 264 << 20)
    assert gpu["taints"] == ["nvidia.com/gpu=present:NoSchedule"]
    assert "nvidia.com/gpu.present=true" in gpu["labels"]


def test_a_role_that_the_configuration_states_counts(tmp_path):
    (tmp_path / "dslint.yaml").write_text("roles: {monitoring/node-exporter: [debug]}\n")
    (tmp_path / "agents.yaml").write_text((CLUSTERS / "edge" / "agents.yaml").read_text())
    coverage = cover_paths([str(tmp_path)], Options(), Query(bare=True)).coverage
    from dslint.tables.rows import tables

    assert [row["roles"] for row in dicts(tables(None, coverage), "daemonsets")] == [["debug"], ["log-shipper"]]


def test_without_nodes_there_is_no_placement():
    found = of_run(CLUSTERS / "edge" / "agents.yaml")
    assert [len(dicts(found, name)) for name in ("placement", "nodes", "daemonsets")] == [0, 0, 2]
    assert [row["nodes"] for row in dicts(of_run(CLUSTERS / "edge" / "agents.yaml"), "daemonsets")] == [0, 0]


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        pytest.param(
            "desiredNumberScheduled: 7, numberReady: 5, updatedNumberScheduled: 6, observedGeneration: 2",
            (7, 5, 6),
            id="counted",
        ),
        pytest.param("desiredNumberScheduled: 7, observedGeneration: 2", (7, 0, 0), id="what is zero is left out"),
        pytest.param("desiredNumberScheduled: 0, numberReady: 0", (None, None, None), id="not counted by a controller"),
        pytest.param("desiredNumberScheduled: many, observedGeneration: 2", (None, None, None), id="no numbers"),
        pytest.param("", (None, None, None), id="empty"),
    ],
)
def test_what_the_controller_counts_of_a_daemon_set_is_kept(status, counts, tmp_path):
    text = (CLUSTERS / "edge" / "agents.yaml").read_text(encoding="utf-8").split("---\n")[0]
    (tmp_path / "live.yaml").write_text(f"{text}status: {{{status}}}\n")
    (row,) = dicts(of_run(tmp_path), "daemonsets")
    assert (row["status_desired"], row["status_ready"], row["status_updated"]) == counts


def test_a_pool_stands_for_its_nodes(tmp_path):
    (tmp_path / "dslint.yaml").write_text("pools: [{name: spot, count: 40, taints: ['spot=true:NoSchedule']}]\n")
    (tmp_path / "agents.yaml").write_text((CLUSTERS / "prod-us" / "agents.yaml").read_text())
    from dslint.tables.rows import tables

    found = tables(None, cover_paths([str(tmp_path)], Options()).coverage)
    assert {(row["node"], row["pool"], row["count"]) for row in dicts(found, "placement")} == {("spot", "spot", 40)}
    assert [row["desired"] for row in dicts(tables(None, cover_paths([str(tmp_path)]).coverage), "daemonsets")] == [
        40,
        0,
        0,
    ]


def test_a_cluster_that_was_asked_is_named():
    coverage = cover_paths([str(CLUSTERS / "edge")], Options(nodes=(str(CLUSTERS / "edge" / "nodes.yaml"),))).coverage
    coverage.cluster.sources = ("cluster prod",)
    from dslint.tables.rows import tables

    assert {row["cluster"] for row in dicts(tables(None, coverage), "nodes")} == {"prod"}
