"""DS215: images and selections for one architecture, held against nodes."""

import pytest

from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.manifest.cluster import Cluster
from tests.checks.hits import hits, pod

VIRTUAL = Taint("virtual-kubelet.io/provider", "azure", "NoSchedule")
NODES = Nodes(
    [
        NodeGroup(Node("x", {"kubernetes.io/arch": "amd64"})),
        NodeGroup(Node("g", {"kubernetes.io/arch": "arm64"})),
        NodeGroup(Node("unsaid", {})),
        NodeGroup(Node("burst", {"kubernetes.io/arch": "arm64"}, (VIRTUAL,))),
    ]
)


def said(fields):
    """Return message, line, column and nodes of each hit."""
    found = hits("DS215", pod(fields), cluster=Cluster(NODES, ("nodes.yaml",), ()))
    return [(hit.message, *ds.source.place(hit.field.span().start), hit.params["nodes"]) for ds, hit in found]


def image(name, more=""):
    return f"containers: [{{name: agent, image: {name}}}]\n{more}"


@pytest.mark.parametrize(
    ("name", "nodes"),
    [
        ("registry.example/agent-amd64:1.4", "g"),
        ("registry.example/amd64/agent:1.4", "g"),
        ("registry.example/agent:1.4-x86_64", "g"),
        ("registry.example/agent:1.4-arm64", "x"),
        ("registry.example/agent:1.4-AArch64", "x"),
        ("registry.example/agent:1.4", None),
        ("registry.example/agent-amd64-arm64:1.4", None),
        ("registry.example/camd64x:1.4", None),
    ],
)
def test_an_image_named_for_one_architecture_does_not_run_on_another(name, nodes):
    assert said(image(name)) == ([("found", 10, 41, nodes)] if nodes else [])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (image("registry.example/agent-amd64:1.4", "nodeSelector: {kubernetes.io/arch: amd64}"), []),
        (image("registry.example/agent-amd64:1.4", "tolerations: [{operator: Exists}]"), [("found", 10, 41, "g")]),
        ("nodeSelector: {disk: ssd}", []),
    ],
    ids=["the architecture is selected", "what no machine stands behind does not count", "another selection"],
)
def test_only_nodes_that_get_a_pod_count(fields, expected):
    assert [one for one in said(fields) if one[0] == "found"] == expected


def test_nodes_that_their_architecture_alone_leaves_out_are_named():
    assert said("nodeSelector: {kubernetes.io/arch: amd64}") == [("selection", 10, 42, "g, unsaid")]


def test_without_nodes_nothing_is_said():
    assert hits("DS215", pod(image("registry.example/agent-amd64:1.4"))) == []
