import json
import os

import pytest
from jsonschema import Draft202012Validator

from dslint.config.settings import Origin
from dslint.kube.nodes.classes import NodeGroup
from dslint.kube.nodes.placement import Node
from dslint.kube.values.quantity import parse as amount
from dslint.manifest.cluster import Cluster
from dslint.manifest.daemonset import ObjectName
from dslint.resources import folder

with open(os.path.join(folder("schemas"), "config.schema.json"), encoding="utf-8") as file:
    VALIDATOR = Draft202012Validator(json.load(file))
FLEET = (
    NodeGroup(Node("w1", {"kubernetes.io/os": "linux"}), "workers"),
    NodeGroup(Node("w2", {"kubernetes.io/os": "linux", "zone": "b"}), "workers"),
    NodeGroup(Node("win", {"kubernetes.io/os": "windows"}), "win"),
)

UNKNOWN = 'unknown key "excpt"; did you mean "except"?'


def wanted(project, text, name="agent", namespace=None):
    project.write("dslint.yaml", text)
    from dslint.kube.nodes.classes import Nodes

    cluster = Cluster(Nodes(FLEET), (), project.settings().intents)
    expectation = cluster.expectation(ObjectName("apps/v1", "DaemonSet", namespace, name))
    return (
        None if expectation is None else [group.name for group, on in zip(FLEET, expectation.nodes, strict=True) if on]
    )


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("{daemonset: agent, on: all}", ["w1", "w2", "win"]),
        ("{daemonset: agent, on: linux}", ["w1", "w2"]),
        ("{daemonset: agent, on: [windows, zone=b]}", ["w2", "win"]),
        ("{daemonset: agent, on: workers, except: zone=b}", ["w1"]),
        ("{daemonset: agent, on: all, except: [pool/workers]}", ["win"]),
        ("{daemonset: agent, on: 'zone in (a, b)'}", ["w2"]),
        ("{daemonset: 'ag*', on: node/win}", ["win"]),
        ("{daemonset: '*/agent', on: node/win}", ["win"]),
        ("{daemonset: other, on: all}", None),
        ("{daemonset: logging/agent, on: all}", None),
    ],
)
def test_an_entry_says_where_a_daemon_set_is_meant_to_run(project, entry, names):
    assert wanted(project, f"coverage: [{entry}]\n") == names


@pytest.mark.parametrize(("namespace", "names"), [("logging", ["win"]), ("other", None), (None, None)])
def test_a_namespace_can_be_named(project, namespace, names):
    text = "coverage: [{daemonset: 'log*/agent', on: windows}]\n"
    assert wanted(project, text, namespace=namespace) == names


def test_entries_about_one_daemon_set_add_up(project):
    text = "coverage: [{daemonset: agent, on: windows}, {daemonset: 'a*', on: zone=b}, {daemonset: x, on: all}]\n"
    assert wanted(project, text) == ["w2", "win"]


def test_an_entry_keeps_its_place_and_reason(project):
    project.write("dslint.yaml", "coverage:\n  - daemonset: agent\n    on: all\n    reason: logs\n")
    settings = project.settings()
    intent = settings.intents[0]
    assert intent.reason == "logs"
    assert (*intent.at.start, intent.at.source.path) == (2, 5, "dslint.yaml")
    assert intent.at.source.text[slice(*intent.at.span)] == "daemonset: agent"
    assert settings.origins["coverage"] == Origin(("agent",), "dslint.yaml:1")


def test_toml_says_the_same(project):
    text = '[[tool.dslint.coverage]]\ndaemonset = "agent"\non = ["windows"]\n'
    project.write("pyproject.toml", text)
    assert project.settings().intents[0].on[0].text == "windows"


@pytest.mark.parametrize(
    ("text", "line", "column", "stretch", "message"),
    [
        ("coverage: all\n", 1, 11, "all", "coverage takes a list"),
        ("coverage: [all]\n", 1, 12, "all", "an entry of coverage is a mapping of daemonset, on, except and reason"),
        ("coverage: [{on: all}]\n", 1, 13, "on", "entry of coverage without daemonset"),
        ("coverage: [{daemonset: a}]\n", 1, 13, "daemonset", "entry of coverage without on"),
        ("coverage: [{daemonset: a, on: all, excpt: x}]\n", 1, 36, "excpt", UNKNOWN),
        ("coverage: [{daemonset: a/b/c, on: all}]\n", 1, 24, "a/b/c", '"a/b/c" is neither name nor namespace/name'),
        ("coverage: [{daemonset: 1, on: all}]\n", 1, 24, "1", "daemonset takes a text"),
        ("coverage: [{daemonset: a, on: []}]\n", 1, 31, "[]", "on names no nodes"),
        ("coverage: [{daemonset: a, on: {b: c}}]\n", 1, 31, "{b: c}", "on takes a text"),
        ("coverage: [{daemonset: a, on: Linux}]\n", 1, 31, "Linux", '"Linux" in on; did you mean linux?'),
        (
            "coverage: [{daemonset: a, on: all, except: 'b in c'}]\n", 1, 50, "c",
            '"b in c" in except: ( belongs here, not c',
        ),
        ("coverage: [{daemonset: a, on: all, reason: ''}]\n", 1, 44, "''", "reason takes a text"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_entry_has_its_place(project, text, line, column, stretch, message):
    project.write("dslint.yaml", text)
    assert [tuple(one) for one in project.mistakes()] == [(line, column, stretch, message)]


@pytest.mark.parametrize(
    "config",
    [
        {"coverage": [{"daemonset": "kube-system/agent-*", "on": "all"}]},
        {"coverage": [{"daemonset": "a", "on": ["linux", "x=y"], "except": "pool/a", "reason": "because"}]},
        {"coverage": [], "budget": {}},
        {"budget": {"node": {"cpu": "500m", "memory": "1Gi"}, "pools": {"gpu": {"cpu": 1}}}},
    ],
)
def test_the_schema_takes_what_is_read(project, config):
    project.write("dslint.yaml", json.dumps(config))
    project.settings()
    assert VALIDATOR.is_valid(config)


@pytest.mark.parametrize(
    "config",
    [
        {"coverage": "all"},
        {"coverage": [{"daemonset": "a"}]},
        {"coverage": [{"daemonset": "a/b/c", "on": "all"}]},
        {"coverage": [{"daemonset": "a", "on": []}]},
        {"coverage": [{"daemonset": "a", "on": "all", "else": 1}]},
        {"budget": {"nodes": {}}},
        {"budget": {"node": {"disk": "1"}}},
        {"budget": {"pools": []}},
    ],
)
def test_the_schema_refuses_what_is_refused(project, config):
    project.write("dslint.yaml", json.dumps(config))
    assert project.mistakes()
    assert not VALIDATOR.is_valid(config)


def test_a_budget_is_for_every_node_or_for_those_of_a_pool(project):
    project.write("dslint.yaml", "budget:\n  node: {cpu: 500m, memory: 1Gi}\n  pools:\n    gpu:\n      cpu: 2\n")
    settings = project.settings()
    every, gpu = settings.budgets
    assert (every.pool, every.limits) == (None, {"cpu": amount("500m"), "memory": amount("1Gi")})
    assert (gpu.pool, gpu.limits) == ("gpu", {"cpu": amount("2")})
    assert (*gpu.at["cpu"].start, gpu.at["cpu"].source.text[slice(*gpu.at["cpu"].span)]) == (5, 7, "cpu: 2")
    assert settings.origins["budget"] == Origin(("node", "gpu"), "dslint.yaml:1")


@pytest.mark.parametrize(
    ("text", "line", "column", "stretch", "message"),
    [
        ("budget: 5\n", 1, 9, "5", "budget is a mapping of node and pools"),
        ("budget: {nodes: {}}\n", 1, 10, "nodes", 'unknown key "nodes"; did you mean "node"?'),
        ("budget: {node: 5}\n", 1, 16, "5", "a budget is a mapping of cpu and memory"),
        ("budget: {node: {cpus: 5}}\n", 1, 17, "cpus", 'unknown key "cpus"; did you mean "cpu"?'),
        ("budget: {pools: {a: {cpu: much}}}\n", 1, 27, "much", "cpu takes an amount such as 500m or 1Gi"),
        ("budget: {pools: [a]}\n", 1, 17, "[a]", "pools is a mapping of pools to amounts"),
    ],
)
def test_a_mistake_in_a_budget_has_its_place(project, text, line, column, stretch, message):
    project.write("dslint.yaml", text)
    assert [tuple(one) for one in project.mistakes()] == [(line, column, stretch, message)]
