"""What an update of one DaemonSet does on nodes that are ready or not, with or without room."""

import json

import pytest

from dslint.coverage import cover, read_daemon_sets
from dslint.manifest.cluster import Cluster
from dslint.rollout.model import Duration, Rollout
from tests.rollout.build import PORT, SURGE, TIMED, daemon_set, node, nodes

ANTI = {
    "podAntiAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "a"}}}
        ]
    }
}


def rows(where, *sets):
    text = "\n".join(map(json.dumps, sets))
    return cover(read_daemon_sets(text, "ds.json").daemon_sets, Cluster(where)).rows


def rollout(where, *sets):
    return Rollout(rows(where, *sets)[0], None, compared=False)


def batches(one):
    return [(batch.pods, batch.times) for batch in one.course.batches]


def kinds(one):
    return [(fact.why.kind, fact.size) for fact in one.obstacles]


def test_without_anything_to_compare_every_pod_is_replaced():
    one = rollout(nodes(7), daemon_set())
    assert (one.status, one.rolls, batches(one), one.is_blocked) == ("assumed", True, [(2, 3), (1, 1)], False)
    assert (one.replaced, one.left, one.waiting) == (7, 0, 0)


@pytest.mark.parametrize("dead", [1, 2, 3])
@pytest.mark.parametrize("allowed", [1, 2, 3])
@pytest.mark.parametrize("status", ["Unknown", "False"])
def test_nodes_that_are_not_ready_spend_the_budget(dead, allowed, status):
    where = nodes(6, *(node(f"dead{number}", status) for number in range(dead)))
    one = rollout(where, daemon_set({"rollingUpdate": {"maxUnavailable": allowed}}))
    assert one.is_blocked is (dead >= allowed)
    assert one.replaced == (0 if dead >= allowed else 6)
    assert one.course.down == max(dead, allowed)
    assert kinds(one) == [("budget-spent", 6)] * (dead >= allowed) + [("not-ready-nodes", dead)]


def test_the_taint_of_a_node_that_is_not_ready_says_so_where_there_is_no_condition():
    taint = {"key": "node.kubernetes.io/unreachable", "effect": "NoExecute"}
    lost = {**node("x", taints=[taint]), "status": {}}
    one = rollout(nodes(3, lost), daemon_set({"rollingUpdate": {"maxUnavailable": 1}}))
    assert kinds(one) == [("budget-spent", 3), ("not-ready-nodes", 1)]


def test_a_dead_node_that_is_not_tolerated_leaves_desired_and_percentages_shrink():
    taint = {"key": "node.kubernetes.io/unreachable", "effect": "NoSchedule"}
    where = nodes(6, *(node(f"d{number}", "Unknown", taints=[taint]) for number in range(2)))
    one = rollout(where, daemon_set({"rollingUpdate": {"maxUnavailable": "20%"}}, tolerations=[]))
    assert (one.desired, one.counts.max_unavailable) == (6, 2)  # of 8 nodes 20 % would be 2 too, of 11 they are 3
    assert one.is_blocked  # their pods are still there, and going for ever


def test_with_surge_all_nodes_that_are_ready_finish():
    one = rollout(nodes(5, node("dead", "Unknown")), daemon_set(SURGE))
    assert (batches(one), one.replaced, one.is_blocked, one.waiting) == ([(3, 1), (2, 1), (1, 1)], 5, False, 1)
    assert one.course.beside == 2


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        pytest.param({"ports": PORT}, "surge-host-port", id="the old pod has the port"),
        pytest.param({"affinity": ANTI}, "surge-anti-affinity", id="it keeps off its own kind"),
        pytest.param({"cpu": "3"}, "surge-room", id="two do not fit on a node"),
    ],
)
def test_a_surge_that_has_no_place_beside_the_old_pod_sticks(given, kind):
    one = rollout(nodes(5), daemon_set(SURGE, **given))
    assert kinds(one) == [("budget-spent", 3), (kind, 5)]
    assert (one.replaced, one.waiting, one.left) == (0, 2, 5)
    assert one.is_blocked
    assert one.duration is None
    assert not rollout(nodes(5), daemon_set(None, **given)).is_blocked  # where the old pod goes first there is room


def test_room_for_a_surge_is_what_all_daemonsets_leave():
    other = daemon_set(name="b", cpu="2")
    assert not rollout(nodes(3), daemon_set(SURGE, cpu="1"), other).is_blocked
    assert kinds(rollout(nodes(3), daemon_set(SURGE, cpu="1500m"), other))[1] == ("surge-room", 3)


def test_a_surge_that_moves_to_another_port_has_place():
    old = rows(nodes(3), daemon_set(SURGE, ports=PORT))[0]
    new = rows(nodes(3), daemon_set(SURGE, ports=[{"containerPort": 81, "hostPort": 81}]))[0]
    assert not Rollout(new, old, compared=True).is_blocked


def test_pods_that_stay_pending_stop_it_when_the_budget_is_spent_on_them():
    where = nodes(4, *(node(f"small{number}", cpu="1") for number in range(2)))
    old, new = rows(where, daemon_set(cpu="1"))[0], rows(where, daemon_set(cpu="2"))[0]
    one = Rollout(new, old, compared=True)
    assert (one.is_blocked, one.replaced, one.waiting, one.left) == (True, 4, 2, 0)
    assert kinds(one) == [("insufficient-resource", 2)]


def test_only_a_template_that_changed_rolls():
    where = nodes(3)
    old = rows(where, daemon_set())[0]
    same = Rollout(rows(where, daemon_set({"rollingUpdate": {"maxUnavailable": 1}}))[0], old, compared=True)
    assert (same.status, same.rolls, same.course.length, same.duration) == ("unchanged", False, 0, None)
    assert Rollout(rows(where, daemon_set(image="j"))[0], old, compared=True).status == "changed"
    assert Rollout(old, None, compared=True).status == "new"


def test_on_delete_nothing_goes_by_itself():
    one = rollout(nodes(3), daemon_set({"type": "OnDelete"}))
    assert (one.rolls, one.is_blocked, one.course.length) == (False, False, 0)


def test_nodes_come_and_go_with_the_selection():
    where = nodes(0, *(node(f"a{number}", zone="a") for number in range(3)), node("b", zone="b"), node("c", zone="c"))
    expressions = [{"key": "zone", "operator": "NotIn", "values": ["c"]}]
    terms = {"nodeSelectorTerms": [{"matchExpressions": expressions}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}
    old = rows(where, daemon_set(nodeSelector={"zone": "a"}))[0]
    new = rows(where, daemon_set(affinity=affinity))[0]
    wider, narrower = Rollout(new, old, compared=True), Rollout(old, new, compared=True)
    assert (wider.course.added, wider.course.removed, batches(wider)) == (1, 0, [(1, 1), (2, 1)])
    assert (narrower.course.added, narrower.course.removed, batches(narrower)) == (0, 1, [(2, 1), (1, 1)])


@pytest.mark.parametrize(
    ("strategy", "least", "graceful"),
    [
        pytest.param(None, 4 * (20 + 10 + 5), 4 * (20 + 10 + 60), id="each batch waits for old pods to end"),
        pytest.param(SURGE, 4 * (20 + 10) + 5, 4 * (20 + 10) + 60, id="with surge only the last does"),
    ],
)
def test_it_takes_at_least_what_probes_hooks_and_min_ready_seconds_take(strategy, least, graceful):
    hook = {"preStop": {"sleep": {"seconds": 5}}}
    pod = {"containers": [{"name": "c", **TIMED, "lifecycle": hook}], "terminationGracePeriodSeconds": 60}
    one = rollout(nodes(7), daemon_set(strategy, ready_after=10, **pod))
    assert one.duration == Duration(least, graceful)


def test_virtual_nodes_never_start_a_pod():
    fargate = node("f", **{"eks.amazonaws.com/compute-type": "fargate"})
    one = rollout(nodes(3, fargate), daemon_set({"rollingUpdate": {"maxUnavailable": 1}}))
    assert kinds(one) == [("budget-spent", 3), ("virtual-node", 1)]


def test_new_pods_that_are_refused_lose_one_old_pod_for_each_unit_of_the_budget():
    limits = {"spec": {"limits": [{"type": "Container", "default": {"cpu": "1"}}]}}
    objects = [{"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "usual"}, **limits}]
    where, text = nodes(5), json.dumps
    for strategy, old in ((None, 3), (SURGE, 5)):
        sets = [daemon_set(strategy, cpu=cpu) for cpu in (None, "2")]
        found = [read_daemon_sets("\n---\n".join(map(text, [one, *objects])), "ds.yaml") for one in sets]
        before, after = (cover(one.daemon_sets, Cluster(where), one.objects).rows[0] for one in found)
        one = Rollout(after, before, compared=True)
        assert (one.is_blocked, one.replaced, one.left) == (True, 0, old)
        assert ("refused-pods", 5) in kinds(one)


@pytest.mark.parametrize(
    ("strategy", "dead", "lost"),
    [
        ({"maxUnavailable": 2}, 0, 2),
        ({"maxUnavailable": "50%"}, 0, 3),
        ({"maxUnavailable": 3}, 2, 1),
        ({"maxUnavailable": 2}, 2, 0),
        ({"maxSurge": 2, "maxUnavailable": 0}, 0, 0),
        ({"maxSurge": 2, "maxUnavailable": 0}, 2, 0),
    ],
    ids=["two", "half", "what dead nodes leave", "dead nodes leave nothing", "a surge", "a surge beside dead nodes"],
)
def test_a_template_that_never_gets_ready_costs_what_the_budget_has_left(strategy, dead, lost):
    where = nodes(6, *(node(f"dead{number}", "Unknown") for number in range(dead)))
    assert rollout(where, daemon_set({"rollingUpdate": strategy})).lost == lost


def test_what_does_not_roll_loses_nothing():
    assert rollout(nodes(3), daemon_set({"type": "OnDelete"})).lost == 0


def test_one_pod_gets_and_leaves_and_two_get_and_leave():
    beside = daemon_set(name="b", cpu="1")
    one = rollout(nodes(2), daemon_set({"rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}, cpu="3"))
    assert [fact.why.message for fact in one.obstacles] == [
        "1 new pod beside old ones never gets available, and maxSurge allows 1: no other pod is replaced",
        "requests 3 of cpu, and 1 pod of DaemonSets with the old one leaves 1000m",
    ]
    two = rollout(nodes(3), daemon_set(SURGE, cpu="2"), beside)
    assert [fact.why.message for fact in two.obstacles] == [
        "2 new pods beside old ones never get available, and maxSurge allows 2: no other pod is replaced",
        "requests 2 of cpu, and 2 pods of DaemonSets with the old one leave 1000m",
    ]
