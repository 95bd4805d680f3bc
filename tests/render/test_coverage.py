import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dslint.coverage import cover, load_daemon_sets, read_daemon_sets
from dslint.coverage.report import CoverageReport
from dslint.inventory import load
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.manifest.cluster import Cluster
from dslint.render import coverage_json, coverage_markdown, coverage_summary, coverage_text
from dslint.render.style import Style
from dslint.resources import folder
from tests.checkout import ROOT
from tests.coverage.build import covered, explained
from tests.kube.nodes.strategies import node_groups, pods

with open(f"{folder('schemas')}/coverage.schema.json", encoding="utf-8") as file:
    SCHEMA = json.load(file)
VALIDATOR = Draft202012Validator(SCHEMA)

# what the example does not have: clashes, preferences, a choice of terms, pools, nodes without anything
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
PORT = {"ports": [{"containerPort": 80, "hostPort": 9100}]}
AGENT = {
    "affinity": {
        "nodeAffinity": {
            REQUIRED: {
                "nodeSelectorTerms": [
                    {"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd"]}]},
                    {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n1"]}]},
                ]
            },
            PREFERRED: [{"weight": 5, "preference": {"matchExpressions": [{"key": "disk", "operator": "Exists"}]}}],
        },
        "podAntiAffinity": {
            REQUIRED: [{"topologyKey": "disk", "labelSelector": {"matchLabels": {"app": "elsewhere"}}}]
        },
    },
    "containers": [{"name": "a", "image": "b", "resources": {"requests": {"cpu": "1500m"}}, **PORT}],
}
ODD = Nodes(
    [
        *load(["profile:k3s"]).nodes.groups,
        NodeGroup(Node("n1", {})),
        NodeGroup(Node("spot", {"disk": "ssd"}, (Taint("soft", "", "PreferNoSchedule"),)), "spot", 40),
        NodeGroup(Node("h\x1b[31md", {"disk": "hdd"}, (Taint("a|b", "<i>", "NoExecute"),))),
    ]
)


@pytest.fixture
def example(monkeypatch):
    monkeypatch.chdir(ROOT)
    found = load_daemon_sets(["examples/coverage/daemonsets.yaml"])
    inventory = load(["examples/coverage/nodes.yaml"])
    return cover(found.daemon_sets, Cluster(inventory.nodes, inventory.sources))


@pytest.fixture
def odd():
    return covered(ODD, AGENT, {"containers": [{"name": "a", "image": "b", **PORT}]}, sources=["odd.yaml"])


def text(render, coverage, style=None, **more):
    return "".join(render(CoverageReport(coverage, **more), style or Style()))


def test_text(example, golden):
    golden("coverage.txt", text(coverage_text.render, example))


def test_text_of_what_is_odd(odd, golden):
    golden("coverage_odd.txt", text(coverage_text.render, odd))


def test_text_in_colour(example, golden):
    golden("coverage_color.txt", text(coverage_text.render, example, Style(color=True)))


def test_text_on_a_narrow_terminal(example, golden):
    golden("coverage_narrow.txt", text(coverage_text.render, example, Style(width=100, terminal=True)))


def test_markdown(example, golden):
    golden("coverage.md", text(coverage_markdown.render, example))


def test_markdown_of_what_is_odd(odd, golden):
    golden("coverage_odd.md", text(coverage_markdown.render, odd))


def test_one_cell_explained(example, golden):
    golden("coverage_cell.txt", text(coverage_text.render, explained(example, node="gpu-1", daemon_set="gpu-plugin")))


def test_one_daemon_set_explained(odd, golden):
    golden("coverage_explained.txt", text(coverage_text.render, explained(odd, daemon_set="a")))


def test_json(example, golden):
    golden("coverage.json", text(coverage_json.render, example))


def test_in_json_the_scheduler_stands_apart(odd):
    row = json.loads(text(coverage_json.render, odd))["daemonSets"][0]
    spot = next(node for node in row["nodes"] if node["name"] == "spot")
    assert (spot["shouldRun"], spot["canRun"], spot["reasons"]) == (True, None, [])
    soft = {"key": "soft", "value": "", "effect": "PreferNoSchedule"}
    assert spot["scheduler"]["preference"] == {"score": 5, "of": 5, "avoided": [soft]}
    assert [(fact["kind"], fact["certain"]) for fact in spot["pending"]] == [
        ("host-port", False),
        ("pod-anti-affinity", False),
    ]


def test_json_explains_with_every_condition(odd):
    found = json.loads(text(coverage_json.render, explained(odd, node="n1", daemon_set="a")))
    assert VALIDATOR.is_valid(found)
    (node,) = found["daemonSets"][0]["nodes"]
    assert [(one["kind"], one["met"], one["depth"]) for one in node["conditions"]] == [
        ("node-affinity", False, 0),
        ("node-affinity", False, 1),
        ("node-affinity", True, 0),
        ("node-affinity", True, 1),
    ]


@given(st.lists(pods, max_size=2), st.lists(node_groups, max_size=5), st.booleans())
def test_json_has_one_entry_for_each_node_and_follows_its_schema(specs, given_members, explain):
    coverage = covered(Nodes(given_members), *specs)
    coverage.explain = explain
    found = json.loads(text(coverage_json.render, coverage))
    assert list(VALIDATOR.iter_errors(found)) == []
    assert [node["name"] for node in found["nodes"]] == [group.name for group in given_members]
    assert [node["count"] for node in found["nodes"]] == [group.size for group in given_members]
    for row, told in zip(coverage.rows, found["daemonSets"], strict=True):
        assert [node["name"] for node in told["nodes"]] == [group.name for group in given_members]
        for index, node in enumerate(told["nodes"]):
            verdict = row.reach.verdict(index)
            assert (node["shouldRun"], node["shouldContinueRunning"]) == verdict[:2]
            assert [reason["kind"] for reason in node["reasons"]] == [reason.kind for reason in verdict.reasons]
        assert told["summary"]["desired"] == row.reach.desired
        for key, state in (("missed", "missed"), ("notSelected", "notSelected"), ("neverStarts", "neverStarts")):
            alike = [index for index, node in enumerate(told["nodes"]) if node["state"] == state]
            assert told["summary"][key] == sum(given_members[index].size for index in alike)


def test_the_schema_is_one_and_knows_every_key(example, odd):
    Draft202012Validator.check_schema(SCHEMA)
    assert VALIDATOR.is_valid(json.loads(text(coverage_json.render, example)))

    def unknown(value, schema, at):
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        schema = next((one for one in schema.get("anyOf", ()) if one != {"type": "null"}), schema)
        if isinstance(value, list):
            return [found for item in value for found in unknown(item, schema["items"], at)]
        if not isinstance(value, dict) or "additionalProperties" in schema:
            return []
        if "$ref" in schema:
            return unknown(value, schema, at)
        extra = [f"{at}/{key}" for key in value if key not in schema["properties"]]
        known = [(key, one) for key, one in value.items() if key in schema["properties"]]
        return extra + [found for key, one in known for found in unknown(one, schema["properties"][key], f"{at}/{key}")]

    for one in (example, odd, explained(odd, node="n1")):
        assert unknown(json.loads(text(coverage_json.render, one)), SCHEMA, "") == []


@pytest.mark.parametrize("render", [coverage_text.render, coverage_markdown.render, coverage_json.render])
def test_nothing_of_the_users_moves_a_cursor(odd, render):
    for one in (odd, explained(odd, node="h\x1b[31md")):
        assert "\x1b" not in text(render, one)


def test_groups_that_do_not_fit_in_words_are_shown_by_signs_and_in_several_tables():
    taints = [(Taint("k", str(number), "NoSchedule"),) for number in range(30)]
    nodes = Nodes(NodeGroup(Node(f"n{number}", {}, one)) for number, one in enumerate(taints))
    coverage = covered(nodes, {"tolerations": [{"key": "k", "value": "7"}]})
    lines = text(coverage_text.render, coverage, Style(width=60)).splitlines()
    start = lines.index("x missed, + runs")
    assert lines[start + 1] == "DAEMONSET  RUNS ON  MISSED  1 2 3 4 5 6 7 8 9 10 11 12 13 14"
    assert lines[start + 2] == "a          1 of 30      29  x x x x x x x + x x  x  x  x  x"
    assert lines[start + 4] == "DAEMONSET  RUNS ON  MISSED  15 16 17 18 19 20 21 22 23 24 25"
    assert [line.split()[:2] for line in lines[:3]] == [["#", "GROUP"], ["1", "no"], ["2", "no"]]
    assert max(map(len, lines[start : start + 9])) <= 60


def test_without_daemon_sets_there_is_no_table():
    coverage = covered(ODD)
    assert text(coverage_text.render, coverage) == ""
    assert text(coverage_markdown.render, coverage) == "**0 DaemonSets on 45 nodes: nothing to run.**\n"
    assert json.loads(text(coverage_json.render, coverage))["daemonSets"] == []
    nothing = covered(Nodes([]), {})
    assert text(coverage_text.render, nothing, Style(terminal=True)).startswith("DAEMONSET")
    assert text(coverage_summary.render, coverage) == "0 DaemonSets on 45 nodes: nothing to run.\n"


def test_the_summary_counts_pods(example):
    assert text(coverage_summary.render, example, notes=["a\x07b"]) == (
        "note: a\\x07b\n3 DaemonSets on 10 nodes: 16 pods, 4 missed, 10 not selected.\n"
    )


def test_a_manifest_in_many_places_has_a_place_for_each_reason():
    found = read_daemon_sets(
        "kind: DaemonSet\nspec:\n  template:\n    spec:\n      nodeSelector:\n        a: b\n", "x.yaml"
    )
    coverage = cover(found.daemon_sets, Cluster(Nodes([NodeGroup(Node("n", {}))])))
    assert "    x.yaml:6:9: node label a=b is missing\n" in text(coverage_text.render, coverage, details=True)
