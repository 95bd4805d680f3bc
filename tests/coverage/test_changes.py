"""What changes between two coverages, and which pods stay that would not be made again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.coverage import cover, read_daemon_sets
from dslint.coverage.changes import ADDED, CHANGED, LEFT, REMOVED, SAME, Changes
from dslint.coverage.whatif import what_if
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.manifest.cluster import Cluster
from tests.coverage.build import covered, manifest

NODES = (
    NodeGroup(Node("w1", {"disk": "ssd"}), "workers", 2),
    NodeGroup(Node("w2", {"disk": "hdd"}), "workers"),
    NodeGroup(Node("gpu", {}, (Taint("gpu", "", "NoSchedule"),)), "gpu"),
)
FLEET = Nodes(NODES)
SSD = {"nodeSelector": {"disk": "ssd"}}
ALL = {"tolerations": [{"operator": "Exists"}]}


def told(changes):
    """Return each DaemonSet with its status and its moves."""
    return [
        (row.row.title, row.status, [(move.kind, move.at.node.name, move.pods) for move in row.moves])
        for row in changes.rows
    ]


def both(before, after, nodes=FLEET):
    def cover_all(specs):
        return cover(read_daemon_sets("\n".join(map(json.dumps, specs)), "a.json").daemon_sets, Cluster(nodes))

    return Changes(cover_all(before), cover_all(after), "then")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, (SAME, [])),
        ({}, ALL, (CHANGED, [(ADDED, "gpu", 1)])),
        (ALL, {}, (CHANGED, [(REMOVED, "gpu", 1)])),
        ({}, SSD, (CHANGED, [(REMOVED, "w2", 1)])),
        (SSD, {"nodeSelector": {"disk": "hdd"}}, (CHANGED, [(REMOVED, "w1", 2), (ADDED, "w2", 1)])),
        ({}, {"priorityClassName": "x"}, (CHANGED, [])),
    ],
)
def test_another_template_moves_pods(before, after, expected):
    assert told(both([manifest(before)], [manifest(after)])) == [("agent", *expected)]


def test_without_a_rolling_update_pods_stay_on_nodes_with_a_new_taint():
    before, after = manifest(ALL), manifest({})
    for one in (before, after):
        one["spec"]["updateStrategy"] = {"type": "OnDelete"}
    assert told(both([before], [after])) == [("agent", CHANGED, [(LEFT, "gpu", 1)])]


def test_daemon_sets_come_and_go_by_namespace_and_name():
    before = [manifest({}, "a"), manifest({}, "b"), manifest({}, "a", "x")]
    after = [manifest({}, "a", "y"), manifest({}, "b"), manifest({}, "a")]
    assert told(both(before, after)) == [
        ("y/a", ADDED, [(ADDED, "w1", 2), (ADDED, "w2", 1)]),
        ("b", SAME, []),
        ("a", SAME, []),
        ("x/a", REMOVED, [(REMOVED, "w1", 2), (REMOVED, "w2", 1)]),
    ]


def after_what_if(*changes, spec=None):
    before = covered(FLEET, spec or {})
    nodes = what_if(FLEET, changes)
    return Changes(before, cover([row.ds for row in before.rows], Cluster(nodes)), "the nodes as they are")


@pytest.mark.parametrize(
    ("changes", "moves"),
    [
        (["taint a:NoSchedule on pool/workers"], [(LEFT, "w1", 2), (LEFT, "w2", 1)]),
        (["taint a:NoExecute on node/w1"], [(REMOVED, "w1", 2)]),
        (["taint a:PreferNoSchedule on all"], []),
        (["untaint gpu on all"], [(ADDED, "gpu", 1)]),
        (["label x=y on all"], []),
        (["add 4 like w2"], [(ADDED, "w2-added-1", 4)]),
        (["add 4 like gpu"], []),
        (["remove node/w1"], [(REMOVED, "w1", 2)]),
        (["remove pool/gpu"], []),
    ],
)
def test_other_nodes_move_pods(changes, moves):
    assert told(after_what_if(*changes)) == [("a", SAME, moves)]


def test_a_label_that_is_selected_moves_pods():
    changes = after_what_if("label disk=ssd on node/w2", "unlabel disk on node/w1", spec=SSD)
    assert told(changes) == [("a", SAME, [(REMOVED, "w1", 2), (ADDED, "w2", 1)])]
    (row,) = changes.rows
    assert [obstacle.message for obstacle in row.obstacles(row.moves[0])] == ["node label disk=ssd is missing"]
    assert row.obstacles(row.moves[1]) == []


def test_the_size_of_a_pool_moves_pods():
    def at(size):
        return covered(Nodes([NODES[0]._replace(size=size)]), {})

    assert told(Changes(at(2), at(5), "")) == [("a", SAME, [(ADDED, "w1", 3)])]
    assert told(Changes(at(5), at(2), "")) == [("a", SAME, [(REMOVED, "w1", 3)])]


def test_moves_of_one_kind_and_pool_with_the_same_reasons_are_told_together():
    changes = after_what_if("taint a:NoExecute on pool/workers", "untaint gpu on all")
    (row,) = changes.rows
    assert [(one.kind, one.pool, one.pods) for one in row.by_pool()] == [
        (ADDED, "gpu", 1),
        (REMOVED, "workers", 3),
    ]


INVERSE = st.sampled_from(
    [
        ("taint {k}:{e} on {s}", "untaint {k}:{e} on {s}"),
        ("label {k}=x on {s}", "unlabel {k} on {s}"),
        ("add 3 like w2", "remove node/w2-added-1"),
    ]
)


@given(
    st.lists(INVERSE, max_size=4),
    st.sampled_from(["all", "node/w1", "pool/workers"]),
    st.sampled_from(["NoSchedule", "NoExecute"]),
    st.sampled_from([{}, SSD, ALL]),
)
def test_what_if_and_then_the_inverse_is_unchanged(pairs, selector, effect, spec):
    filled = [
        tuple(text.format(k=f"k{number}", e=effect, s=selector) for text in pair) for number, pair in enumerate(pairs)
    ]
    there = [one for one, _ in filled]
    back = [other.replace("-added-1", f"-added-{number}") for number, (_, other) in _numbered(filled)]
    changes = after_what_if(*there, *back, spec=spec)
    assert changes.is_nothing()
    assert told(changes) == [("a", SAME, [])]


def _numbered(filled):
    """Return the pairs in the opposite order, each with how many nodes were added up to it."""
    added, out = 0, []
    for pair in filled:
        added += pair[0].startswith("add")
        out.append((added, pair))
    return out[::-1]
