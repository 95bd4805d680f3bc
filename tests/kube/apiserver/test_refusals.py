"""What refuses every pod; the recorded cluster's answers are held against it in ``tests/conformance``."""

import pytest

from dslint.manifest.daemonset import ObjectName, Owner
from dslint.manifest.objects import Record
from dslint.manifest.surroundings import Surroundings

MINOR = 37


def container(requests=None, limits=None, name="c"):
    return {"name": name, "image": "i", "resources": {"requests": requests or {}, "limits": limits or {}}}


def pod(*containers, **more):
    return {"containers": list(containers) or [container()], **more}


def limits(**row):
    return ("LimitRange", {"spec": {"limits": [{"type": "Container", **row}]}})


def pod_limits(**row):
    return ("LimitRange", {"spec": {"limits": [{"type": "Pod", **row}]}})


def quota(scopes=None, selector=None, **hard):
    spec = {"hard": {key.replace("_", "."): value for key, value in hard.items()}}
    if scopes:
        spec["scopes"] = scopes
    if selector:
        spec["scopeSelector"] = {"matchExpressions": [{"scopeName": "PriorityClass", **selector}]}
    return ("ResourceQuota", {"spec": spec})


def refused(given, *objects, namespaced=False):
    records = [
        Record(Owner(ObjectName("v1", kind, None, name), None, None, None), None, value)
        for number, (kind, value) in enumerate(objects)
        for name in [value.get("metadata", {}).get("name", f"o{number}")]
    ]
    found = Surroundings(records, namespaced=namespaced).admit(given, None, MINOR).refusals
    return [one.message for one in found]


BIG = container({"cpu": "2"})
HIGH = ("PriorityClass", {"metadata": {"name": "high"}, "value": 5, "globalDefault": True})
LOW = ("PriorityClass", {"metadata": {"name": "low"}, "value": 5})


@pytest.mark.parametrize(
    ("given", "objects", "told"),
    [
        pytest.param(pod(BIG), [limits(default={"cpu": "3"})], [], id="a default limit above the request"),
        pytest.param(
            pod(BIG),
            [limits(default={"cpu": "1"})],
            ["LimitRange o0 gives container c a cpu limit of 1, below its request of 2"],
            id="a default limit below the request",
        ),
        pytest.param(
            pod(BIG),
            [limits(max={"cpu": "1"})],
            ["LimitRange o0 gives container c a cpu limit of 1, below its request of 2"],
            id="only max acts as default limit",
        ),
        pytest.param(pod(), [limits(max={"cpu": "1"})], [], id="and as default request"),
        pytest.param(
            pod(container({"cpu": "1"}, {"cpu": "4"})),
            [limits(max={"cpu": "2"})],
            ["LimitRange o0: at most 2 of cpu, not the limit of 4 of container c"],
            id="max",
        ),
        pytest.param(
            pod(container({"memory": "100Mi"}, {"memory": "2Gi"})),
            [limits(min={"memory": "1Gi"})],
            ["LimitRange o0: at least 1Gi of memory, not the request of 100Mi of container c"],
            id="min",
        ),
        pytest.param(
            pod(container({"cpu": "1"}, {"cpu": "3"})),
            [limits(maxLimitRequestRatio={"cpu": "2"})],
            ["LimitRange o0: a limit of cpu at most 2 times the request, not 3 to 1 of container c"],
            id="ratio",
        ),
        pytest.param(
            pod(container({"cpu": "1"}, {"cpu": "1"}), container({"cpu": "1"}, {"cpu": "1"}, "d")),
            [pod_limits(max={"cpu": "1500m"})],
            ["LimitRange o0: at most 1500m of cpu, not the limit of 2 of the pod"],
            id="of the whole pod",
        ),
        pytest.param(
            pod(),
            [pod_limits(max={"cpu": "1"})],
            ["LimitRange o0: at most 1 of cpu, and there is no limit of the pod"],
            id="a pod without a limit",
        ),
        pytest.param(pod(), [quota(pods="0")], ["ResourceQuota o0 has 0 of pods, one pod takes 1"], id="no pods"),
        pytest.param(pod(), [quota(pods="9")], [], id="some pods"),
        pytest.param(
            pod(BIG),
            [quota(requests_cpu="1")],
            ["ResourceQuota o0 has 1 of requests.cpu, one pod takes 2"],
            id="too big",
        ),
        pytest.param(
            pod(),
            [quota(limits_memory="1Gi")],
            ["ResourceQuota o0 is about limits.memory: each container must say it, and c does not"],
            id="must specify",
        ),
        pytest.param(
            pod(), [limits(default={"memory": "1Gi"}), quota(limits_memory="1Gi")], [], id="a limit range says it"
        ),
        pytest.param(pod(), [quota(["Terminating"], pods="0")], [], id="a DaemonSet has no deadline"),
        pytest.param(
            pod(),
            [quota(["BestEffort"], pods="0")],
            ["ResourceQuota o0 has 0 of pods, one pod takes 1"],
            id="best effort",
        ),
        pytest.param(pod(BIG), [quota(["BestEffort"], pods="0")], [], id="not best effort"),
        pytest.param(
            pod(),
            [quota(selector={"operator": "NotIn", "values": ["low"]}, pods="0")],
            ["ResourceQuota o0 has 0 of pods, one pod takes 1"],
            id="a quota for a class that is not meant hits those that name none",
        ),
        pytest.param(
            pod(), [quota(selector={"operator": "In", "values": ["high"]}, pods="0")], [], id="of a class that it lacks"
        ),
        pytest.param(
            pod(),
            [HIGH, quota(selector={"operator": "In", "values": ["high"]}, pods="0")],
            ["ResourceQuota o1 has 0 of pods, one pod takes 1"],
            id="which it gets where it is that of all",
        ),
        pytest.param(
            pod(priorityClassName="low"),
            [HIGH, LOW, quota(selector={"operator": "In", "values": ["high"]}, pods="0")],
            [],
            id="and not where it names another",
        ),
        pytest.param(
            pod(), [("LimitRange", {"spec": {"limits": "x"}}), ("ResourceQuota", {"spec": 5})], [], id="nonsense"
        ),
    ],
)
def test_objects_around_a_daemonset_refuse_its_pods(given, objects, told):
    assert refused(given, *objects) == told


def test_a_node_selector_that_contradicts_is_refused():
    runtime = ("RuntimeClass", {"metadata": {"name": "r"}, "scheduling": {"nodeSelector": {"zone": "a"}}})
    own = pod(runtimeClassName="r", nodeSelector={"zone": "b"})
    assert refused(own, runtime) == ["RuntimeClass r selects zone=a, the template zone=b"]
    assert refused(pod(runtimeClassName="r", nodeSelector={"zone": "a"}), runtime) == []


def test_that_of_a_namespace_only_where_the_cluster_asks_for_it():
    name = "scheduler.alpha.kubernetes.io/node-selector"
    space = ("Namespace", {"metadata": {"name": "default", "annotations": {name: "zone=a"}}})
    own = pod(nodeSelector={"zone": "b"})
    assert refused(own, space) == []
    assert refused(own, space, namespaced=True) == [
        f"the annotation {name} of the namespace selects zone=a, the template zone=b"
    ]
