"""Tolerations that only pods get: of a runtime class, for the extended resources that they ask for, by policies."""

import pytest

from dslint.kube.nodes.gains import Gains
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.tolerations import Taint

GPU = "nvidia.com/gpu"
TAINT = Taint(GPU, "present", "NoSchedule")
SOURCE = "[JSONPatch{op: 'add', path: '/spec/tolerations/-', value: Object.spec.tolerations.item{operator: 'Exists'}}]"
PODS = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}


def gains(taint=TAINT, runtime=None, policies=(), **pod):
    return [(one.kind, one.by, one.at[3:]) for one in Gains(pod, runtime, policies).of(taint)]


def asking(field="containers", **resources):
    return {field: [{"name": "a"}, {"name": "b", "resources": resources}]}


@pytest.mark.parametrize(
    ("toleration", "helps"),
    [
        ({"operator": "Exists"}, True),
        ({"key": GPU, "operator": "Exists"}, True),
        ({"key": GPU, "value": "present", "effect": "NoSchedule"}, True),
        ({"key": GPU, "value": "absent"}, False),
        ({"key": GPU, "operator": "Exists", "effect": "NoExecute"}, False),
        ("no toleration at all", False),
    ],
)
def test_a_runtime_class_adds_its_tolerations_to_pods(toleration, helps):
    runtime = {"scheduling": {"tolerations": [toleration]}}
    expected = [("runtime-class", ("RuntimeClass", "nvidia"), ("runtimeClassName",))] if helps else []
    assert gains(runtime=runtime, runtimeClassName="nvidia") == expected


@pytest.mark.parametrize(
    ("pod", "at"),
    [
        (asking(limits={GPU: "1"}, requests={GPU: "1"}), ("containers", 1, "resources", "limits", GPU)),
        (asking(requests={GPU: "1"}), ("containers", 1, "resources", "requests", GPU)),
        (asking("initContainers", limits={GPU: "1"}), ("initContainers", 1, "resources", "limits", GPU)),
    ],
)
def test_a_plugin_tolerates_taints_with_the_name_of_an_extended_resource(pod, at):
    assert gains(**pod) == [("extended-resource", None, at)]
    assert gains(Taint(GPU, "", "NoExecute"), **pod) == []
    assert gains(Taint("amd.com/gpu", "", "NoSchedule"), **pod) == []


@pytest.mark.parametrize("name", ["cpu", "hugepages-2Mi", "kubernetes.io/x", "requests.a.example/x"])
def test_a_resource_that_no_device_plugin_offers_brings_none(name):
    assert gains(Taint(name, "", "NoSchedule"), **asking(limits={name: "1"})) == []


def policy(api="admissionregistration.k8s.io/v1", source=SOURCE, **changes):
    spec = {
        "matchConstraints": {"resourceRules": [PODS | changes]},
        "mutations": [{"jsonPatch": {"expression": source}}],
    }
    return {"apiVersion": api, "spec": spec}


@pytest.mark.parametrize(
    ("changes", "helps"),
    [
        ({}, True),
        ({"operations": ["*"], "resources": ["*"], "apiGroups": ["*"]}, True),
        ({"operations": ["UPDATE"]}, False),
        ({"resources": ["daemonsets"]}, False),
        ({"apiGroups": ["apps"]}, False),
        ({"source": "[JSONPatch{op: 'add', path: '/metadata/labels/a', value: 'b'}]"}, False),
    ],
)
def test_a_policy_that_writes_tolerations_of_pods_is_one_that_brings_them(changes, helps):
    by = ("MutatingAdmissionPolicy", "wide")
    found = gains(policies=[(by, policy(**changes))])
    assert found == ([("mutating-policy", by, ("tolerations",))] if helps else [])


@pytest.mark.parametrize("spec", [None, [], {"matchConstraints": None}, {"matchConstraints": {"resourceRules": {}}}])
def test_a_policy_of_wrong_types_brings_none(spec):
    assert gains(policies=[(("MutatingPolicy", "odd"), {"spec": spec})]) == []


def test_the_words_say_that_it_comes_too_late():
    (one,) = Gains({**asking(limits={GPU: "1"})}, None, ()).of(TAINT)
    assert one.message == (
        "the toleration that the plugin ExtendedResourceToleration adds for nvidia.com/gpu "
        "comes with the pod, after the controller has decided"
    )
    assert one.at[: len(POD_SPEC)] == POD_SPEC
