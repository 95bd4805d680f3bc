"""What admission makes of pods: priority, requests and the labels of nodes that they ask for."""

import pytest

from dslint.kube.apiserver.admission import (
    NAMESPACE,
    RUNTIME_CLASS,
    Added,
    Priority,
    added_selectors,
    admitted,
    priority_of,
)
from dslint.kube.apiserver.requests import pod_requests

CLASSES = {
    "high": {"value": 1000},
    "polite": {"value": 500, "preemptionPolicy": "Never"},
    "odd": {"value": "many"},
}
DEFAULTS = {**CLASSES, "usual": {"value": 10, "globalDefault": True}, "lower": {"value": 5, "globalDefault": True}}


@pytest.mark.parametrize(
    ("pod", "classes", "priority"),
    [
        ({}, CLASSES, Priority(0, preempts=True)),
        ({}, DEFAULTS, Priority(5, preempts=True)),
        ({"priorityClassName": "high"}, CLASSES, Priority(1000, preempts=True)),
        ({"priorityClassName": "polite"}, CLASSES, Priority(500, preempts=False)),
        ({"priorityClassName": "system-node-critical"}, {}, Priority(2_000_001_000, preempts=True)),
        ({"priorityClassName": "elsewhere"}, CLASSES, Priority(None, preempts=True)),
        ({"priorityClassName": "odd"}, CLASSES, Priority(None, preempts=True)),
        ({"preemptionPolicy": "Never"}, {}, Priority(0, preempts=False)),
    ],
    ids=[
        "no class",
        "the lower of two global defaults",
        "a class of the set",
        "a class that evicts nobody",
        "a class of every cluster",
        "a class from elsewhere",
        "a class whose value is none",
        "the pod's own policy",
    ],
)
def test_the_priority_is_that_of_the_class(pod, classes, priority):
    assert priority_of(pod, classes) == priority


def limits(**row):
    return {"spec": {"limits": [{"type": "Container", **row}]}}


def requested(pod, runtime=None, *ranges):
    return {name: str(amount) for name, amount in pod_requests(admitted(pod, runtime, ranges, 37), 37).items()}


BARE = {"containers": [{"name": "a"}]}
LIMITED = {"containers": [{"name": "a", "resources": {"limits": {"memory": "1Gi"}}}]}


@pytest.mark.parametrize(
    ("pod", "ranges", "requests"),
    [
        (BARE, [limits(default={"memory": "2Gi"})], {"memory": "2Gi"}),
        (BARE, [limits(max={"memory": "4Gi"})], {"memory": "4Gi"}),
        (BARE, [limits(min={"memory": "1Mi"})], {"memory": "1Mi"}),
        (BARE, [limits(default={"cpu": "2"}, defaultRequest={"cpu": "1"})], {"cpu": "1"}),
        (LIMITED, [limits(defaultRequest={"memory": "5Gi"})], {"memory": "1Gi"}),
        (
            BARE,
            [limits(default={"cpu": "2"}), limits(max={"cpu": "3", "memory": "1"})],
            {"cpu": "2", "memory": "1"},
        ),
        (BARE, [{"spec": {"limits": [{"type": "Pod", "max": {"cpu": "2"}}, None]}}, {"spec": None}], {}),
        (BARE, [limits(default={"cpu": "much", "memory": ["1"]})], {}),
        ({"initContainers": [{"name": "i"}], **BARE}, [limits(default={"cpu": "2"})], {"cpu": "2"}),
    ],
    ids=[
        "a default limit is a request",
        "max alone is a default limit",
        "min alone is a default request",
        "a default request",
        "a limit of its own",
        "of two ranges the first",
        "limits of something else",
        "no quantities",
        "init containers too",
    ],
)
def test_a_limit_range_gives_requests_to_containers_without(pod, ranges, requests):
    assert requested(pod, None, *ranges) == requests


def test_a_runtime_class_brings_its_overhead():
    runtime = {"overhead": {"podFixed": {"cpu": "250m"}}}
    assert requested(LIMITED, runtime) == {"memory": "1Gi", "cpu": "250m"}
    assert requested({**LIMITED, "overhead": {"cpu": "1"}}, runtime) == {"memory": "1Gi", "cpu": "1"}


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("zone=a,tier = x", [("zone", "a"), ("tier", "x")]),
        ("own=b", []),
        ("zone", []),
        ("", []),
    ],
    ids=["two labels", "what the pod asks for itself", "no pair", "nothing"],
)
def test_an_annotation_of_the_namespace_adds_labels(text, added):
    space = {"metadata": {"annotations": {"scheduler.alpha.kubernetes.io/node-selector": text, "other": 1}}}
    found = added_selectors({"nodeSelector": {"own": "a"}}, None, space)
    name = "scheduler.alpha.kubernetes.io/node-selector"
    assert list(found) == [Added(NAMESPACE, name, key, value) for key, value in added]


def test_a_runtime_class_adds_its_node_selector():
    runtime = {"scheduling": {"nodeSelector": {"zone": "a", "own": "b", "odd": 1}}}
    pod = {"runtimeClassName": "gvisor", "nodeSelector": {"own": "b"}}
    assert list(added_selectors(pod, runtime, None)) == [Added(RUNTIME_CLASS, "gvisor", "zone", "a")]
    assert list(added_selectors(pod, {"scheduling": []}, None)) == []
