"""Pods that want others near or away: what the DaemonSets of the set decide, and what stays open."""

import pytest

from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.values.quantity import parse
from tests.coverage.build import covered
from tests.growth import MOST, calls

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
HOST = "kubernetes.io/hostname"
CRITICAL, CLUSTER = "system-node-critical", "system-cluster-critical"
GATES = [{"name": "example.com/wait"}]


def term(app, key=HOST):
    return {"topologyKey": key, "labelSelector": {"matchLabels": {"app": app}}}


def pod(away=(), near=(), priority=None, cpu=None, **spec):
    """Return a pod with required terms, each an app and a topology key."""
    affinity = {
        name: {REQUIRED: [term(*one) for one in terms]}
        for name, terms in (("podAntiAffinity", away), ("podAffinity", near))
        if terms
    }
    container = {"name": "c", "image": "i", **({"resources": {"requests": {"cpu": cpu}}} if cpu else {})}
    classes = {"priorityClassName": priority} if priority else {}
    return {"containers": [container], **({"affinity": affinity} if affinity else {}), **classes, **spec}


def nodes(*zones, cpu="2"):
    """Return nodes n0, n1 … in some zones; ``None`` is without the label."""
    return Nodes(
        NodeGroup(
            Node(f"n{number}", {HOST: f"n{number}", **({"zone": zone} if zone else {})}),
            allocatable={"cpu": parse(cpu), "pods": parse("9")},
        )
        for number, zone in enumerate(zones)
    )


def told(coverage):
    """Return for each DaemonSet what is said of its pod on each node."""
    groups = range(len(coverage.nodes.groups))
    notes = [[row.neighbour.note(index) for index in groups] for row in coverage.rows]
    return [[(note.can_run, *(one.message for one in note.pending)) for note in some] for some in notes]


def can(coverage):
    return [[one[0] for one in some] for some in told(coverage)]


AWAY = "required pod anti-affinity over {}"
MINE = "and the priority class mine decides, which is not known"
OWN = "1 other pod of its own may be there, and whoever is first runs"
NEAR = "required pod affinity over {} depends on other pods"


@pytest.mark.parametrize(
    ("zones", "pods", "expected"),
    [
        ("ab", [pod([("a",)])], [[(True,), (True,)]]),
        ("ab", [pod([("a", "zone")])], [[(True,), (True,)]]),
        (
            "aab",
            [pod([("a", "zone")])],
            [[(None, f"{AWAY.format('zone')} lets one pod into a, {OWN}")] * 2 + [(True,)]],
        ),
        ("a", [pod([("elsewhere",)])], [[(None, f"{AWAY.format(HOST)} depends on other pods")]]),
        ([None], [pod([("elsewhere", "zone")])], [[(True,)]]),
        (
            "a",
            [pod([("b",)]), pod()],
            [
                [(None, f"{AWAY.format(HOST)} keeps it and b apart, and whoever is first runs")],
                [(None, f"{AWAY.format(HOST)} keeps it and a apart, and whoever is first runs")],
            ],
        ),
        (
            "a",
            [pod([("b",)], priority=CRITICAL), pod()],
            [[(True,)], [(False, f"{AWAY.format(HOST)} keeps it and a apart, and a has a higher priority")]],
        ),
        (
            "a",
            [pod([("b",)]), pod(priority=CRITICAL)],
            [[(False, f"{AWAY.format(HOST)} keeps it and b apart, and b has a higher priority")], [(True,)]],
        ),
        (
            "aa",
            [pod([("b", "zone")]), pod(priority=CRITICAL, nodeSelector={HOST: "n0"})],
            [
                [(None, f"{AWAY.format('zone')} keeps it and b apart, and whoever is first runs")] * 2,
                [(None, f"{AWAY.format('zone')} keeps it and a apart, and whoever is first runs"), (True,)],
            ],
        ),
        (
            "a",
            [pod([("b",)], priority="mine"), pod()],
            [
                [(None, f"{AWAY.format(HOST)} keeps it and b apart, {MINE}")],
                [(None, f"{AWAY.format(HOST)} keeps it and a apart, {MINE}")],
            ],
        ),
        ("a", [pod([("b",)]), pod(schedulingGates=GATES, priority=CRITICAL)], [[(True,)], None]),
        (
            "a",
            [pod([("b",)]), pod(schedulerName="mine", priority=CRITICAL)],
            [[(None, f"{AWAY.format(HOST)} keeps it and b apart, and b, of a higher priority, may run there")], None],
        ),
        (
            "a",
            [pod([("b",)]), pod(priority=CRITICAL, cpu="3")],
            [[(None, f"{AWAY.format(HOST)} keeps it and b apart, and b, of a higher priority, may run there")], None],
        ),
    ],
    ids=[
        "a host of its own",
        "a zone of its own",
        "two of one zone",
        "pods that are not in the set",
        "nodes without the label",
        "two that do not bear each other",
        "the one that does not bear it is of higher priority",
        "the other is of higher priority",
        "nobody is evicted from another node",
        "a class that is not known",
        "one that a gate holds back keeps nobody off",
        "one of another scheduler may",
        "one without room may",
    ],
)
def test_pods_that_want_others_away_run_as_the_set_decides(zones, pods, expected):
    found = told(covered(nodes(*zones), *pods))
    assert [one for one, known in zip(found, expected, strict=True) if known] == [one for one in expected if one]


@pytest.mark.parametrize(
    ("zones", "pods", "expected"),
    [
        ("a", [pod(near=[("elsewhere", "zone")])], [[(None, NEAR.format("zone"))]]),
        ("ab", [pod(near=[("b",)]), pod()], [[(True,)] * 2, [(True,)] * 2]),
        (
            "aab",
            [pod(near=[("b", "zone")]), pod(nodeSelector={HOST: "n0"})],
            [[(True,), (True,), (None, NEAR.format("zone"))], None],
        ),
        ("a", [pod(near=[("b",)]), pod(cpu="3")], [[(None, NEAR.format(HOST))], None]),
        ("a", [pod(near=[("b",)]), pod(schedulingGates=GATES)], [[(None, NEAR.format(HOST))], None]),
        ("a", [pod(near=[("b",)]), pod(near=[("a",)])], [[(None, NEAR.format(HOST))]] * 2),
        ("aa", [pod(near=[("a", "zone")])], [[(True,)] * 2]),
        ("ab", [pod(near=[("a", "zone")])], [[(None, NEAR.format("zone"))] * 2]),
        (
            [None],
            [pod(near=[("a", "zone")])],
            [[(False, "required pod affinity needs the node label zone, which is missing")]],
        ),
        ("a", [pod(near=[("b",), ("c",)]), pod(), pod()], [[(None, *[NEAR.format(HOST)] * 2)], None, None]),
    ],
    ids=[
        "pods that are not in the set",
        "one that runs beside it",
        "one that runs in its zone",
        "one that has no room",
        "one that a gate holds back",
        "two that wait for each other",
        "itself, in one zone",
        "itself, in several zones",
        "nodes without the label",
        "two terms, which one pod has to meet",
    ],
)
def test_pods_that_want_others_near_run_where_these_surely_do(zones, pods, expected):
    found = told(covered(nodes(*zones), *pods))
    assert [one for one, known in zip(found, expected, strict=True) if known] == [one for one in expected if one]


def spread(**more):
    one = {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}, **more}
    return pod(topologySpreadConstraints=[one])


@pytest.mark.parametrize(
    ("pods", "expected"),
    [
        ([spread()], [[True] * 3]),
        ([spread(), pod()], [[True] * 3] * 2),
        ([spread(minDomains=2)], [[True] * 3]),
        ([spread(minDomains=2), pod()], [[None] * 3, [True] * 3]),
        ([spread(minDomains=2, maxSkew=2), pod()], [[True] * 3] * 2),
        ([spread(nodeAffinityPolicy="Ignore")], [[None] * 3]),
    ],
    ids=[
        "one node is even",
        "others count where it counts itself",
        "more domains, and nobody beside it",
        "more domains, and one beside it",
        "more domains, and room for one beside it",
        "every node counts",
    ],
)
def test_a_pod_for_one_node_is_spread_unless_more_than_this_node_counts(pods, expected):
    assert can(covered(nodes(*"aab"), *pods)) == expected


def test_whom_a_gate_or_a_label_holds_back_takes_no_room():
    big, small = pod(priority=CRITICAL, cpu="2"), pod(cpu="1")
    assert can(covered(nodes("a"), big, small)) == [[True], [False]]
    assert can(covered(nodes("a"), big | {"schedulingGates": GATES}, small)) == [[False], [True]]


def test_whoever_may_not_come_takes_room_only_maybe():
    big, small = pod(priority=CRITICAL, cpu="2", schedulerName="mine"), pod(cpu="1")
    (_, ((sure, text),)) = told(covered(nodes("a"), big, small))
    assert sure is None
    assert text == "requests 1 of cpu; a leaves 0 of 2, and it is not known whether that one runs"


def test_twice_as_many_that_keep_themselves_apart_are_about_twice_the_work():
    def work(count):
        return covered(Nodes(nodes(*"ab" * count).groups), *(pod([(name,)]) for name in "abcdefgh"))

    few, many = (calls(can, work(count)) for count in (100, 200))
    assert many <= MOST * few
