"""DaemonSets whose every pod is refused: desired stays what it was, and nothing runs."""

import json

import pytest

from dslint.coverage import cover, read_daemon_sets
from dslint.coverage.report import CoverageReport
from dslint.coverage.row import REFUSED, RUNS
from dslint.coverage.totals import of_row
from dslint.inventory import load
from dslint.kube.apiserver.podsecurity.policy import Policy
from dslint.manifest.cluster import Cluster
from dslint.render import coverage_text
from dslint.render.style import Style
from tests.coverage.build import manifest

OS = "kubernetes.io/os"
NODES = load(["profile:k3s"]).nodes  # three nodes of four cores


def thing(kind, name="it", namespace="ops", **fields):
    metadata = {"name": name, **({"namespace": namespace} if namespace else {}), **fields.pop("metadata", {})}
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata, **fields}


def limits(**row):
    return thing("LimitRange", spec={"limits": [{"type": "Container", **row}]})


def pod(cpu=None, **spec):
    resources = {"resources": {"requests": {"cpu": cpu}}} if cpu else {}
    return {"containers": [{"name": "c", "image": "i", **resources}], **spec}


def around(spec, *objects, pod_security=None, beside=None, **more):
    sets = [manifest(spec, "agent", "ops"), *([manifest(beside, "other", "else")] if beside else [])]
    text = "\n---\n".join(json.dumps(one, indent=1) for one in [*sets, *objects])
    found = read_daemon_sets(text, "set.json")
    return cover(found.daemon_sets, Cluster(NODES, pod_security=pod_security), found.objects, **more)


RUNTIME = thing("RuntimeClass", "gvisor", None, handler="runsc", scheduling={"nodeSelector": {OS: "windows"}})
CLASS = thing("PriorityClass", "mine", None, value=1)
SPACE = thing("Namespace", "ops", None, metadata={"labels": {"pod-security.kubernetes.io/enforce": "baseline"}})
LEVEL = 'pods violate PodSecurity "baseline:latest": host namespaces (hostNetwork=true)'


@pytest.mark.parametrize(
    ("spec", "objects", "kind", "message", "by"),
    [
        (
            pod("500m"),
            [limits(default={"cpu": "200m"})],
            "limit-range",
            "LimitRange it gives container c a cpu limit of 200m, below its request of 500m",
            ("LimitRange", "it"),
        ),
        (
            pod(),
            [thing("ResourceQuota", spec={"hard": {"pods": "0"}})],
            "resource-quota",
            "ResourceQuota it has 0 of pods, one pod takes 1",
            ("ResourceQuota", "it"),
        ),
        (
            pod(runtimeClassName="gvisor", nodeSelector={OS: "linux"}),
            [RUNTIME],
            "node-selector-conflict",
            f"RuntimeClass gvisor selects {OS}=windows, the template {OS}=linux",
            ("RuntimeClass", "gvisor"),
        ),
        (pod(hostNetwork=True), [SPACE], "pod-security", LEVEL, ("Namespace", "ops")),
        (
            pod(runtimeClassName="gvizor"),
            [RUNTIME],
            "runtime-class",
            "there is no RuntimeClass gvizor in the input; did you mean gvisor?",
            None,
        ),
        (
            pod(priorityClassName="mime"),
            [CLASS],
            "priority-class",
            "there is no PriorityClass mime in the input; did you mean mine?",
            None,
        ),
    ],
    ids=["limit range", "quota", "conflict", "Pod Security", "missing RuntimeClass", "missing PriorityClass"],
)
def test_every_pod_is_refused_with_reason_kind_and_the_place_of_the_object(spec, objects, kind, message, by):
    (row,) = around(spec, *objects).rows
    (one,) = row.refused
    assert (one.kind, one.message, one.by) == (kind, message, by)
    text = row.ds.source.text
    if by is None:
        assert one.by_place is None
    else:  # the name of the object
        start = one.by_place.start
        assert text.splitlines()[start.line - 1][start.column - 1 :].startswith(f'"{by[1]}"')
        assert str(one) == f"{message} (set.json:{start.line}:{start.column})"
    note = row.neighbour.note(0)
    assert (note.can_run, note.pending) == (False, ())


def test_desired_stays_full_and_nothing_runs():
    quota = thing("ResourceQuota", spec={"hard": {"pods": "0"}})
    whole, none = around(pod()), around(pod(), quota)
    assert [one.rows[0].reach.desired for one in (whole, none)] == [3, 3]
    assert set(whole.cells[whole.rows[0]]) == {RUNS}
    assert set(none.cells[none.rows[0]]) == {REFUSED}
    bill = of_row(none, none.rows[0])
    assert (bill.pods, bill.running, bill.tally.refused, bill.tally.wanted, bill.tally.missed) == (3, 0, 3, 3, 0)


@pytest.mark.parametrize(
    ("spec", "objects"),
    [
        (pod("500m"), [limits(default={"cpu": "200m"}) | {"metadata": {"name": "it", "namespace": "else"}}]),
        (pod(runtimeClassName="gvizor"), []),
        (pod(priorityClassName="mime"), []),
        (pod(priorityClassName="system-node-critical"), [CLASS]),
        (pod(hostNetwork=True), []),
        (pod(), [SPACE]),
    ],
    ids=[
        "a limit range of another namespace",
        "nothing says which runtime classes there are",
        "nothing says which priority classes there are",
        "a class that every cluster has",
        "nothing says what the namespace enforces",
        "pods that keep to the level",
    ],
)
def test_where_the_set_does_not_hold_the_object_nothing_is_refused(spec, objects):
    (row,) = around(spec, *objects).rows
    assert row.refused == ()
    assert row.neighbour.note(0).can_run is not False


def test_the_level_of_namespaces_that_say_nothing_counts_too():
    (row,) = around(pod(hostNetwork=True), pod_security=Policy("baseline")).rows
    (one,) = row.refused
    assert (one.message, one.by, one.by_place) == (LEVEL, None, None)


def test_pods_that_are_refused_take_no_room_from_others():
    critical = pod("3", hostNetwork=True, priorityClassName="system-node-critical")
    for objects, runs in (([], False), ([SPACE], True)):
        beside = around(critical, *objects, beside=pod("2")).rows[1].neighbour
        assert [beside.note(index).can_run for index in range(3)] == [runs] * 3


@pytest.mark.parametrize(
    ("objects", "word"), [([], "makes"), ([thing("ResourceQuota", spec={"hard": {"pods": "0"}})], "wants")]
)
def test_of_a_cell_without_conditions_it_is_not_said_that_a_refused_pod_runs(objects, word):
    whole = around(pod(), *objects, explain=True)
    text = "".join(coverage_text.render(CoverageReport(whole), Style()))
    assert f"  there is no condition: the controller {word} a pod on every node without taints\n" in text
    assert ("every pod is refused" in text) == (word == "wants")
