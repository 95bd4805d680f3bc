import json
import os

import pytest
from jsonschema import Draft202012Validator

from dslint.config.settings import Origin
from dslint.kube.nodes.classes import NodeGroup
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.quantity import parse as amount
from dslint.resources import folder
from dslint.source.tree import parse, plain

with open(os.path.join(folder("schemas"), "config.schema.json"), encoding="utf-8") as file:
    VALIDATOR = Draft202012Validator(json.load(file))
USUAL = {
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
    "beta.kubernetes.io/os": "linux",
    "beta.kubernetes.io/arch": "amd64",
}


def test_a_pool_is_so_many_nodes_with_labels_taints_and_amounts(project):
    project.write(
        "dslint.yaml",
        """\
pools:
  - name: gpu
    count: 40
    labels: {accelerator: a100, kubernetes.io/arch: arm64}
    taints:
      - {key: nvidia.com/gpu, value: "true", effect: NoSchedule}
      - dedicated=ml:NoExecute
      - soft:PreferNoSchedule
    allocatable: {cpu: 32, memory: 256Gi}
  - name: plain
""",
    )
    labels = USUAL | {"accelerator": "a100", "kubernetes.io/arch": "arm64", "beta.kubernetes.io/arch": "arm64"}
    taints = (
        Taint("nvidia.com/gpu", "true", "NoSchedule"),
        Taint("dedicated", "ml", "NoExecute"),
        Taint("soft", "", "PreferNoSchedule"),
    )
    settings = project.settings()
    assert settings.pools == (
        NodeGroup(Node("gpu", labels, taints), "gpu", 40, {"cpu": amount("32"), "memory": amount("256Gi")}),
        NodeGroup(Node("plain", USUAL), "plain"),
    )
    assert settings.origins["pools"] == Origin(("gpu", "plain"), "dslint.yaml:1")


def test_nodes_are_a_file_beside_the_configuration_or_a_profile(project):
    project.write("deploy/dslint.yaml", "nodes: [nodes.yaml, ../all.json, profile:eks]\n")
    settings = project.settings("deploy/a.yaml")
    root = str(project.root)
    assert settings.nodes == (f"{root}/deploy/nodes.yaml", f"{root}/all.json", "profile:eks")
    assert settings.origins["nodes"] == Origin(("nodes.yaml", "../all.json", "profile:eks"), "deploy/dslint.yaml:1")


def test_one_file_needs_no_list(project):
    project.write("dslint.yaml", "nodes: profile:k3s\n")
    assert project.settings().nodes == ("profile:k3s",)


def test_the_nearest_file_that_names_nodes_or_pools_decides_about_both(project):
    project.write("base.yaml", "nodes: profile:eks\npools: [{name: a}]\nfail-on: error\n")
    project.write("dslint.yaml", "extends: base.yaml\npools: [{name: b}]\n")
    settings = project.settings()
    assert settings.nodes == ()
    assert [pool.name for pool in settings.pools] == ["b"]


def test_the_command_line_replaces_both(project):
    project.write("dslint.yaml", "nodes: profile:eks\npools: [{name: a}]\n")
    settings = project.settings(nodes=("other.yaml",))
    assert (settings.nodes, settings.pools) == (("other.yaml",), ())
    assert settings.origins["nodes"] == Origin(("other.yaml",), "--nodes")


def test_a_table_of_toml_declares_pools_too(project):
    project.write("pyproject.toml", '[[tool.dslint.pools]]\nname = "a"\ncount = 3\ntaints = ["k:NoSchedule"]\n')
    (pool,) = project.settings().pools
    assert (pool.name, pool.size, pool.node.taints) == ("a", 3, (Taint("k", "", "NoSchedule"),))


WRONG = [
    ("nodes: 3", 8, "nodes takes a list, not the number 3"),
    ("nodes: ['']", 9, "nodes is empty"),
    ("pools: {a: {}}", 8, "pools takes a list"),
    ("pools: [a]", 9, "a pool is a mapping"),
    ("pools: [{count: 1}]", 10, "pool without a name"),
    ("pools: [{name: 1}]", 16, "the name of a pool is a text"),
    ("pools: [{name: a, size: 1}]", 19, 'unknown key "size"'),
    ("pools: [{name: a, count: -1}]", 26, "count is a whole number from 0 to 1000000"),
    ("pools: [{name: a, count: yes}]", 26, "count is a whole number from 0 to 1000000"),
    ("pools: [{name: a, labels: [x]}]", 27, "labels is a mapping"),
    ("pools: [{name: a, labels: {gpu: true}}]", 33, "the value of label gpu is a text"),
    ("pools: [{name: a, labels: {a b: x}}]", 28, 'label key "a b": '),
    ("pools: [{name: a, labels: {a: x y}}]", 31, 'label value "x y": '),
    ("pools: [{name: a, taints: k}]", 27, "taints takes a list"),
    ("pools: [{name: a, taints: [1]}]", 28, "a taint is a mapping of key, value and effect, or a text such as "),
    ("pools: [{name: a, taints: [k:Never]}]", 28, "the effect of a taint is one of NoSchedule, "),
    ("pools: [{name: a, taints: [{key: k}]}]", 28, "the effect of a taint is one of NoSchedule, "),
    ("pools: [{name: a, taints: [{key: k, value: 1, effect: NoSchedule}]}]", 44, "a part of a taint is a text"),
    ("pools: [{name: a, taints: [{effect: NoSchedule}]}]", 28, 'taint ":NoSchedule": '),
    ("pools: [{name: a, taints: [{key: k, efect: NoSchedule}]}]", 37, 'unknown key "efect"; did you mean "effect"?'),
    ("pools: [{name: a, allocatable: {cpu: many}}]", 38, "cpu takes an amount such as 4, 500m or 16Gi"),
    ("pools: [{name: a, allocatable: {cpu: [1]}}]", 38, "cpu takes an amount such as 4, 500m or 16Gi"),
]


@pytest.mark.parametrize(("text", "column", "message"), WRONG, ids=[case[0] for case in WRONG])
def test_a_mistake_is_told_with_its_place(project, text, column, message):
    project.write("dslint.yaml", f"{text}\n")
    found = project.mistakes()
    assert any(one.line == 1 and one.column == column and one.message.startswith(message) for one in found), found


@pytest.mark.parametrize("text", [case[0] for case in WRONG])
def test_the_schema_refuses_it_too(text):
    # that an amount is none only dslint can tell
    assert VALIDATOR.is_valid(plain(parse(text).root)) is ("many" in text)


def test_two_pools_of_one_name_are_refused(project):
    project.write("dslint.yaml", "pools: [{name: a}, {name: a}]\n")
    (one,) = project.mistakes()
    assert (one.column, one.message) == (27, 'pool "a" stands twice')


@pytest.mark.parametrize(
    "text",
    [
        "nodes: a.yaml",
        "nodes: [profile:eks, a.yaml]",
        "pools: []",
        "pools: [{name: a, count: 0, labels: {x.example/y: '', z: a_B}, taints: [k:NoSchedule, k=v:NoExecute]}]",
        "pools: [{name: a, allocatable: {cpu: 1.5, memory: 1e3}, taints: [{key: k, value: '', effect: NoSchedule}]}]",
    ],
)
def test_both_accept(project, text):
    project.write("dslint.yaml", f"{text}\n")
    project.settings()
    assert VALIDATOR.is_valid(plain(parse(text).root))
