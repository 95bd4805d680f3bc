"""What DS417 says of pods that the cluster refuses, and where."""

import pytest

from dslint.checks.refused import asking
from dslint.inputs.documents import daemon_sets, read
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.versions import DEFAULT
from dslint.manifest.context import Context
from dslint.manifest.workload import Workload
from dslint.source.text import SourceText
from tests.checks.runs import found, manifest

LIMITS = """\
apiVersion: v1
kind: LimitRange
metadata: {{name: usual, namespace: {}}}
spec: {{limits: [{{type: Container, default: {{cpu: 200m}}, min: {{memory: 1Gi}}}}]}}
"""
QUOTA = """\
apiVersion: v1
kind: ResourceQuota
metadata: {name: none, namespace: monitoring}
spec: {hard: {pods: "0"}}
"""
RUNTIME = """\
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: gvisor}
handler: runsc
scheduling: {nodeSelector: {zone: a}}
"""
BIG = "resources:\n  requests: {cpu: 500m, memory: 2Gi}"


def told(tmp_path, agent, *objects, **more):
    return found(tmp_path, {"a.yaml": "---\n".join([agent, *objects])}, "DS417", select=("DS417",), **more)


@pytest.mark.parametrize(
    ("agent", "others", "line", "column", "text"),
    [
        pytest.param(
            manifest("agent", BIG),
            [LIMITS.format("monitoring")],
            13,
            24,
            "LimitRange usual gives container agent a cpu limit of 200m, below its request of 500m",
            id="the request that lies above the default limit",
        ),
        pytest.param(
            manifest("agent", "resources: {requests: {memory: 5Mi}}"),
            [LIMITS.format("monitoring")],
            12,
            11,
            "LimitRange usual: at least 1Gi of memory, not the request of 5Mi of container agent",
            id="the resources of a container",
        ),
        pytest.param(
            manifest("agent"), [QUOTA], 9, 7, "ResourceQuota none has 0 of pods, one pod takes 1", id="the containers"
        ),
        pytest.param(
            manifest("agent", pod="runtimeClassName: gvisor\nnodeSelector: {zone: b}"),
            [RUNTIME],
            10,
            7,
            "RuntimeClass gvisor selects zone=a, the template zone=b",
            id="the node selector",
        ),
        pytest.param(
            manifest("agent", pod="runtimeClassName: gvizor"),
            [RUNTIME],
            9,
            25,
            "there is no RuntimeClass gvizor in the input; did you mean gvisor?",
            id="a runtime class that is missing",
        ),
    ],
)
def test_pods_are_refused_at_the_place_that_asks_for_too_much(tmp_path, agent, others, line, column, text):
    (one,) = told(tmp_path, agent, *others)
    assert one[1:3] == (line, column)
    assert f"every pod is refused: {text}" in one


def test_the_object_that_refuses_is_the_second_place(tmp_path):
    files = {"a.yaml": manifest("agent", BIG), "b.yaml": LIMITS.format("monitoring"), "c.yaml": QUOTA}
    (one,) = found(tmp_path, files, "DS417", select=("DS417",))
    quota = "ResourceQuota none has 0 of pods, one pod takes 1"
    assert one[5] == [("b.yaml", 3, 18, "refuses it"), ("c.yaml", 3, 18, quota)]


@pytest.mark.parametrize(
    ("agent", "others"),
    [
        pytest.param(manifest("agent", BIG), [LIMITS.format("elsewhere")], id="a limit range of another namespace"),
        pytest.param(manifest("agent", pod="runtimeClassName: gvisor"), [], id="nothing says which classes there are"),
        pytest.param(manifest("agent", BIG), [], id="nothing beside it"),
    ],
)
def test_where_the_input_does_not_hold_the_object_nothing_is_said(tmp_path, agent, others):
    assert told(tmp_path, agent, *others) == []


def test_the_places_are_those_of_the_fields():
    requests = "{name: one, image: a:1, resources: {requests: {cpu: 500m}, limits: {memory: 2Gi}}}"
    text = manifest("agent", pod=f"nodeSelector: {{zone: b}}\ninitContainers: [{requests}, {{name: two, image: b:1}}]")
    (ds,) = (one for document in read(SourceText("agent.yaml", text)) for one in daemon_sets(document))
    made, spec = asking(Workload(ds, DEFAULT), Context()), ds.pod_spec
    first = spec.get("initContainers", 0)
    for path, field in {
        ("containers",): spec.get("containers"),
        ("containers", 0, "resources"): spec.get("containers"),
        ("nodeSelector",): spec.get("nodeSelector"),
        ("initContainers", 0): first.get("resources"),
        ("initContainers", 0, "resources", "requests", "cpu"): first.get("resources", "requests", "cpu"),
        ("initContainers", 0, "resources", "requests", "memory"): first.get("resources"),
        ("initContainers", 1): spec.get("containers"),
    }.items():
        found, expected = made.place((*POD_SPEC, *path)), ds.keep(field, key=True)
        assert (found.location(), found.identity, found.path) == (
            expected.location(),
            expected.identity,
            expected.path,
        ), path


ELSEWHERE = (
    "apiVersion: v1\nkind: LimitRange\nmetadata: {name: small}\nspec: {limits: [{type: Pod, min: {memory: 1Gi}}]}\n"
)
UNSPACED = manifest("agent", "resources: {requests: {memory: 5Mi}}", namespace="")


@pytest.mark.parametrize(
    ("folder", "count"),
    [
        pytest.param("base", 1, id="beside the DaemonSet, where neither names a namespace"),
        pytest.param("overlays/small", 0, id="in another folder, which may be of another cluster"),
    ],
)
def test_an_object_without_a_namespace_counts_in_its_own_folder(tmp_path, folder, count):
    files = {"base/agent.yaml": UNSPACED, f"{folder}/limits.yaml": ELSEWHERE}
    assert len(found(tmp_path, files, "DS417", select=("DS417",))) == count


def test_an_object_of_the_same_namespace_counts_wherever_it_lies(tmp_path):
    agent = manifest("agent", "resources: {requests: {memory: 5Mi}}")
    files = {"agents/agent.yaml": agent, "namespaces/limits.yaml": LIMITS.format("monitoring")}
    assert len(found(tmp_path, files, "DS417", select=("DS417",))) == 1
