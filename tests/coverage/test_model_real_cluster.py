"""What was seen on a real cluster of 1.37.2, each in the smallest form: by coverage, and by ``dslint check``."""

import json

import pytest

from dslint import Options
from dslint.coverage import cover, read_daemon_sets
from dslint.coverage.query import Query
from dslint.coverage.report import CoverageReport
from dslint.coverage.row import PENDING, REFUSED, RUNS
from dslint.coverage.run import cover_paths
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.values.quantity import parse
from dslint.manifest.cluster import Cluster
from dslint.render import coverage_text
from dslint.render.style import Style
from dslint.run import check_paths
from tests.coverage.build import manifest

ROOM = {"cpu": "4", "memory": "8Gi", "pods": "110"}


def node(name, labels=None, taints=(), features=()):
    status = {"allocatable": ROOM, "nodeInfo": {"kubeletVersion": "v1.37.2"}, "declaredFeatures": list(features)}
    spec = {"taints": [{"key": key, "effect": "NoSchedule"} for key in taints]}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels or {}}} | {
        "spec": spec,
        "status": status,
    }


def pod(**spec):
    return {"containers": [{"name": "c", "image": "registry.example/c:1"}], **spec}


GPU = "nvidia.com/gpu"
NODES = [
    node("a", {"zone": "z1"}, features=["RestartAllContainersOnContainerExits"]),
    node("b", {"zone": "z2"}),
    node("c", {"zone": "z2"}),
    node("gpu", {"zone": "z1"}, [GPU]),
]
RUNTIME = {
    "apiVersion": "node.k8s.io/v1",
    "kind": "RuntimeClass",
    "metadata": {"name": "gvisor"},
    "handler": "runsc",
    "scheduling": {"nodeSelector": {"zone": "z1"}, "tolerations": [{"key": GPU, "operator": "Exists"}]},
}
SPACE = {
    "apiVersion": "v1",
    "kind": "Namespace",
    "metadata": {"name": "ops", "annotations": {"scheduler.alpha.kubernetes.io/node-selector": "zone=z1"}},
}
RESTARTS = {"action": "RestartAllContainers", "exitCodes": {"operator": "In", "values": [1]}}
FIRST = {"name": "f", "image": "registry.example/f:1", "restartPolicy": "Never", "restartPolicyRules": [RESTARTS]}
WITH_GPU = {"containers": [{"name": "c", "image": "registry.example/c:1", "resources": {"limits": {GPU: "1"}}}]}
REPRODUCTIONS = {
    "a RuntimeClass with a node selector and a toleration": (
        pod(runtimeClassName="gvisor"),
        RUNTIME,
        "runtime-class-selector",
        2,
        "/spec/template/spec/runtimeClassName",
    ),
    "the annotation of a namespace": (pod(), SPACE, "namespace-node-selector", 2, "/metadata/namespace"),
    "a feature that kubelets do not declare": (
        pod(initContainers=[FIRST]),
        None,
        "required-feature",
        2,
        "/spec/template/spec/initContainers/0/restartPolicyRules/0/action",
    ),
    "a GPU, on nodes without": (WITH_GPU, None, "insufficient-resource", 3, "/spec/template/spec/containers"),
}


def both(folder, spec, *objects):
    """Return the row of coverage, and what DS229 says, of a DaemonSet beside some objects."""
    made = [manifest(spec, "agent", "ops"), *objects]
    (folder / "set.json").write_text("\n---\n".join(json.dumps(one, indent=1) for one in made), encoding="utf-8")
    (folder / "nodes.json").write_text(json.dumps({"kind": "List", "items": NODES}), encoding="utf-8")
    (folder / "dslint.yaml").write_text("nodes: nodes.json\nnamespace-node-selectors: true\n", encoding="utf-8")
    path = str(folder / "set.json")
    (row,) = cover_paths([path], query=Query()).coverage.rows
    report = check_paths([path], Options(select=("DS229",)))
    return row, [one for one in report.findings if one.rule == "DS229"]


@pytest.mark.parametrize(("spec", "thing", "kind", "pending", "pointer"), REPRODUCTIONS.values(), ids=REPRODUCTIONS)
def test_desired_stays_and_what_is_pending_for_ever_is_told_by_both(tmp_path, spec, thing, kind, pending, pointer):
    row, findings = both(tmp_path, spec, *([thing] if thing else []))
    assert row.reach.desired == 3  # the tainted node is not added by what pods get later
    groups = row.nodes.groups
    facts = [[one.kind for one in row.neighbour.note(index).pending] for index in range(len(groups))]
    assert facts.count([kind]) == pending
    assert [row.cell(index) for index in range(4)].count(PENDING) == pending
    (finding,) = findings
    assert finding.message.startswith(f"the pod stays Pending on {pending} of 3 nodes: ")
    assert (finding.at.pointer, finding.at.start.line > 1, finding.at.start.column > 1) == (pointer, True, True)


@pytest.mark.parametrize("name", list(REPRODUCTIONS)[:2])
def test_where_the_set_does_not_hold_the_object_both_are_silent(tmp_path, name):
    row, findings = both(tmp_path, REPRODUCTIONS[name][0])
    assert row.reach.desired == 3
    assert [row.neighbour.note(index).can_run for index in range(3)] == [True] * 3
    assert findings == []


def covered(sets, *objects, cpu="4"):
    """Return the coverage of DaemonSets by name on one node."""
    made = [*(manifest(spec, name, "ops") for name, spec in sets.items()), *objects]
    found = read_daemon_sets("\n---\n".join(map(json.dumps, made)), "set.json")
    one = NodeGroup(Node("n", {}), allocatable={"cpu": parse(cpu), "pods": parse("9")})
    return cover(found.daemon_sets, Cluster(Nodes([one])), found.objects)


def runs(coverage):
    return [row.neighbour.note(0).can_run for row in coverage.rows]


def why(coverage, number=0):
    return [one.message for one in coverage.rows[number].neighbour.note(0).pending]


def port(kind="containers", address=None, **more):
    one = {"name": "p", "image": "i", "ports": [{"containerPort": 80, "hostPort": 80}], **more}
    if address:
        one["ports"][0]["hostIP"] = address
    return {**pod(), kind: [one]}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (port(address="10.0.0.1"), port(), None),
        (port(address="10.0.0.1"), port(address="10.0.0.2"), True),
        (port("initContainers"), port(), True),
        (port("initContainers", restartPolicy="Always"), port(), None),
    ],
    ids=[
        "an address clashes with the wildcard",
        "two addresses do not",
        "that of an ordinary init container is ignored",
        "that of a sidecar counts",
    ],
)
def test_a_host_port_clashes_as_the_scheduler_sees_it(one, other, expected):
    coverage = covered({"a": one, "b": other})
    assert runs(coverage) == [expected] * 2
    if expected is None:
        assert why(coverage) == ["ops/b asks for host port 80/TCP too, and one of the two gets it"]


def cpu(amount, **spec):
    return pod(**spec) | {"containers": [{"name": "c", "image": "i", "resources": {"requests": {"cpu": amount}}}]}


def priority(name, value, **more):
    return {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name}} | {
        "value": value,
        **more,
    }


def test_of_equal_priorities_nobody_can_say_which_runs():
    coverage = covered({"a": cpu("3"), "b": cpu("3")})
    assert runs(coverage) == [None, None]
    assert why(coverage) == ["requests 3 of cpu; ops/b leaves 1 of 4, and whoever is first gets it"]


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_of_distinct_priorities_the_outcome_is_the_same_in_any_order(order):
    sets = {"a": cpu("3", priorityClassName="system-node-critical"), "b": cpu("3")}
    coverage = covered({name: sets[name] for name in order})
    assert dict(zip(order, runs(coverage), strict=True)) == {"a": True, "b": False}


def test_a_class_that_is_the_default_lets_who_names_none_evict():
    classes = [priority("usual", 5, globalDefault=True), priority("low", 1)]
    coverage = covered({"a": cpu("3"), "b": cpu("3", priorityClassName="low")}, *classes)
    assert runs(coverage) == [True, False]
    assert coverage.rows[0].neighbour.note(0).evicts == ("ops/b",)
    assert why(coverage, 1) == ["requests 3 of cpu; ops/a, of a higher priority, leaves 1 of 4"]


def test_who_runs_by_evicting_is_told_apart_from_who_stays_pending():
    coverage = covered({"a": cpu("3", priorityClassName="system-node-critical"), "b": cpu("3")})
    text = "".join(coverage_text.render(CoverageReport(coverage), Style()))
    assert "  ops/a on no pool\n    runs by evicting pods of a lower priority: ops/b\n" in text
    assert "Pods that stay Pending:\n  ops/b on no pool: requests 3 of cpu; ops/a, of a higher" in text
    assert [coverage.cells[row] for row in coverage.rows] == [(RUNS,), (PENDING,)]


def test_of_a_resource_claim_that_is_missing_no_condition_says_so():
    coverage = covered({"a": pod(resourceClaims=[{"name": "one", "resourceClaimName": "shared"}])})
    assert runs(coverage) == [None]
    assert why(coverage) == [
        "the resource claim of shared decides; where it is missing no condition of the pod says so"
    ]


def limits(**row):
    metadata = {"name": "it", "namespace": "ops"}
    spec = {"limits": [{"type": "Container", **row}]}
    return {"apiVersion": "v1", "kind": "LimitRange", "metadata": metadata, "spec": spec}


@pytest.mark.parametrize(
    ("spec", "row", "state", "message"),
    [
        (pod(), {"max": {"cpu": "5"}}, PENDING, "requests 5 of cpu, the node has 4"),
        (pod(), {"max": {"cpu": "3"}}, RUNS, None),
        (
            cpu("2"),
            {"max": {"cpu": "1"}},
            REFUSED,
            "LimitRange it gives container c a cpu limit of 1, below its request of 2",
        ),
        (
            cpu("2"),
            {"default": {"cpu": "1"}},
            REFUSED,
            "LimitRange it gives container c a cpu limit of 1, below its request of 2",
        ),
        (cpu("2"), {"default": {"cpu": "3"}}, RUNS, None),
    ],
    ids=[
        "only max is the request of containers without",
        "only max, of which the node has more",
        "only max below the request",
        "a default limit below the request",
        "a default limit above the request",
    ],
)
def test_a_limit_range_gives_what_is_not_said(spec, row, state, message):
    coverage = covered({"a": spec}, limits(**row))
    (one,) = coverage.rows
    assert coverage.cells[one] == (state,)
    told = [*(it.message for it in one.refused), *why(coverage)]
    assert told == ([message] if message else [])


def test_a_quota_for_a_class_hits_who_gets_the_class_by_default():
    metadata = {"name": "none", "namespace": "ops"}
    scope = {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "In", "values": ["usual"]}]}
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": metadata}
    quota["spec"] = {"hard": {"pods": "0"}, "scopeSelector": scope}
    for default, state in ((True, REFUSED), (False, RUNS)):
        coverage = covered({"a": pod()}, priority("usual", 5, globalDefault=default), quota)
        assert coverage.cells[coverage.rows[0]] == (state,)
