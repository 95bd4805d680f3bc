"""What DaemonSets take of a node, and what a change costs."""

import json

import pytest

from dslint.coverage import cover, read_daemon_sets
from dslint.coverage.changes import Changes
from dslint.coverage.cost import sizings, tightest, unrequested
from dslint.coverage.describe import headline, price, too_small, totals, without_requests
from dslint.kube.nodes.classes import NodeGroup, Nodes, Size
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.quantity import parse
from dslint.manifest.cluster import Cluster
from tests.coverage.build import covered, manifest


def requesting(**requests):
    return {"containers": [{"name": "a", "image": "b", "resources": {"requests": requests}}]}


def limited(**limits):
    return {"containers": [{"name": "a", "image": "b", "resources": {"limits": limits}}]}


def group(name, pool=None, taints=(), labels=None, **room):
    return NodeGroup(Node(name, labels or {}, taints), pool, 1, {key: parse(text) for key, text in room.items()})


def shown(share):
    return share.node.name, {one.resource: (str(one.asked), str(one.has), one.percent) for one in share.parts}


def test_of_each_pool_the_node_counts_of_which_the_largest_share_is_taken():
    nodes = [
        group("big", "mixed", cpu="8", memory="32Gi", pods="110"),
        group("small", "mixed", cpu="1", memory="4Gi", pods="29"),
        group("only", "other", cpu="2", memory="1Gi"),
        group("unknown", "dark"),
    ]
    coverage = covered(Nodes(nodes), requesting(cpu="100m", memory="256Mi"), requesting(cpu="50m", memory="256Mi"))
    assert {pool: shown(share) for pool, share in tightest(coverage).items()} == {
        "mixed": ("small", {"cpu": ("150m", "1", 15), "memory": ("512Mi", "4Gi", 13), "pods": ("2", "29", 7)}),
        "other": ("only", {"cpu": ("150m", "2", 8), "memory": ("512Mi", "1Gi", 50)}),
    }


def test_a_small_node_that_keeps_daemons_off_is_not_the_tightest():
    taint = (Taint("k", "v", "NoSchedule"),)
    nodes = [group("kept-off", "p", taint, cpu="1", memory="1Gi"), group("taken", "p", cpu="2", memory="2Gi")]
    coverage = covered(Nodes(nodes), requesting(cpu="1", memory="1Gi"))
    assert shown(tightest(coverage)["p"])[0] == "taken"


def test_a_share_is_rounded_up_so_that_more_than_a_node_has_is_never_a_hundred():
    nodes = Nodes([group("n", cpu="1000m", memory="1Gi", pods="0")])
    coverage = covered(nodes, requesting(cpu="1001m", memory="1"))
    assert shown(tightest(coverage)[None]) == ("n", {"cpu": ("1001m", "1", 101), "memory": ("1", "1Gi", 1)})


def test_a_node_that_starts_no_daemon_pods_has_no_share():
    fargate = group("far", "f", labels={"eks.amazonaws.com/compute-type": "fargate"}, cpu="1", memory="1Gi")
    assert tightest(covered(Nodes([fargate]), requesting(cpu="1"))) == {}


def test_what_is_only_reckoned_counts_and_decides_nothing():
    node = NodeGroup(Node("n", {}), "p", sizes=(Size("machine", {"cpu": parse("1")}),))
    coverage = covered(Nodes([node]), requesting(cpu="2"))
    assert shown(tightest(coverage)["p"]) == ("n", {"cpu": ("2", "1", 200)})
    assert coverage.cells[coverage.rows[0]] == ("runs",)


RANGE = {
    "apiVersion": "v1",
    "kind": "LimitRange",
    "metadata": {"name": "defaults"},
    "spec": {"limits": [{"type": "Container", "defaultRequest": {"cpu": "100m"}}]},
}
BARE = {"containers": [{"name": "a", "image": "b"}]}


@pytest.mark.parametrize(
    ("spec", "objects", "never", "by_range"),
    [
        (requesting(cpu="1m", memory="1Mi"), [], (), ()),
        (requesting(cpu="1m"), [], ("memory",), ()),
        (BARE, [], ("cpu", "memory"), ()),
        (limited(cpu="1", memory="1Gi"), [], (), ()),
        (requesting(cpu="0", memory="1Mi"), [], ("cpu",), ()),
        (BARE, [RANGE], ("memory",), ("cpu",)),
        (requesting(cpu="1m", memory="1Mi"), [RANGE], (), ()),
    ],
    ids=["both", "one", "none", "limits are requests", "zero", "a LimitRange", "a LimitRange for nothing"],
)
def test_what_no_manifest_requests_is_told_apart_from_what_a_limit_range_gives(spec, objects, never, by_range):
    text = "\n---\n".join(json.dumps(one) for one in [manifest(spec), *objects])
    found = read_daemon_sets(text, "a.json")
    coverage = cover(found.daemon_sets, Cluster(Nodes([group("n")])), found.objects)
    assert unrequested(coverage.rows[0]) == (never, by_range)
    said = dict(without_requests(coverage))
    assert [head.partition(",")[0].split(" ")[0] for head in said] == ["no"] * bool(never) + ["requests"] * bool(
        by_range
    )
    assert list(said.values()) == [f"agent ({', '.join(some)})" for some in (never, by_range) if some]


def test_nothing_is_said_of_a_daemon_set_without_pods():
    assert list(without_requests(covered(Nodes([group("n")]), {**BARE, "nodeSelector": {"a": "b"}}))) == []


def both(before, after, nodes):
    def of(specs):
        text = "\n".join(json.dumps(manifest(spec, name)) for name, spec in specs.items())
        return cover(read_daemon_sets(text, "a.json").daemon_sets, Cluster(nodes))

    return Changes(of(before), of(after), "main")


def test_a_change_is_told_with_its_price():
    nodes = Nodes([group("a", "p", cpu="2", memory="4Gi"), group("b", "p", cpu="2", memory="4Gi")])
    old, new = requesting(cpu="100m", memory="1Gi"), requesting(cpu="100m", memory="2Gi")
    changes = both({"one": old}, {"one": new, "two": requesting(cpu="50m")}, nodes)
    assert headline(changes) == "2 pods added, 0 removed against main: +0.1 cpu, +2,048Mi memory."
    assert [(one.row.title, price(one.price)) for one in changes.affected] == [
        ("one", "+2,048Mi memory"),
        ("two", "+0.1 cpu"),
    ]
    assert list(totals(changes))[-2:] == [
        ("cpu % of the tightest node", "5", "8", "+3"),
        ("memory % of the tightest node", "25", "50", "+25"),
    ]


def test_a_change_of_requests_alone_is_a_change():
    nodes = Nodes([group("a"), group("b")])
    changes = both({"one": requesting(memory="2Gi")}, {"one": requesting(memory="1Gi")}, nodes)
    assert not changes.is_nothing()
    assert headline(changes) == "0 pods added, 0 removed against main: -2,048Mi memory."
    same = both({"one": requesting(memory="1024Mi")}, {"one": requesting(memory="1Gi")}, nodes)
    assert same.is_nothing()
    assert headline(same) == "Nothing changes against main."


def test_a_daemon_set_that_goes_gives_back_what_it_had():
    changes = both({"one": requesting(cpu="1"), "two": BARE}, {"two": BARE}, Nodes([group("a"), group("b")]))
    assert (changes.price.pods, price(changes.price)) == (-2, "-2 cpu")


def described(*machines, pool="p"):
    sizes = tuple(Size(name, {"cpu": parse(cpu), "memory": parse("4Gi")}) for name, cpu in machines)
    return NodeGroup(Node(f"{pool}-node", {}), pool, sizes=sizes)


NOTHING_FITS = "room for its DaemonSets, so that no node is made"


@pytest.mark.parametrize(
    ("machines", "words"),
    [
        (
            [("small", "1"), ("large", "4"), ("huge", "8")],
            ["1 of 3 instance types are too small for its DaemonSets; the smallest with room is large"],
        ),
        ([("small", "1")], [f"none of its instance types has {NOTHING_FITS}"]),
        ([("", "1")], [f"no node has {NOTHING_FITS}"]),
        ([("large", "4")], []),
    ],
    ids=["some", "all", "without a name", "none"],
)
def test_machines_that_are_too_small_are_counted(machines, words):
    coverage = covered(Nodes([described(*machines)]), requesting(cpu="1"), requesting(cpu="500m"))
    assert list(too_small(coverage)) == [f"p: {one}" for one in words]
    assert sizings(coverage)["p"].of == len(machines)
