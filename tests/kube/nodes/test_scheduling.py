import pytest
from hypothesis import given

from dslint.kube.apiserver.admission import NAMESPACE, RUNTIME_CLASS, Added
from dslint.kube.nodes.classes import NodeGroup, read_node_group
from dslint.kube.nodes.placement import Node, Placement
from dslint.kube.nodes.scheduling import Preference, Scheduling
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.quantity import parse
from tests.kube.nodes.strategies import FACETS, facts, node_groups, pods

REQUIRED, PREFERRED = (
    "requiredDuringSchedulingIgnoredDuringExecution",
    "preferredDuringSchedulingIgnoredDuringExecution",
)
SPEC = ("spec", "template", "spec")


def scheduling(spec):
    return Scheduling(spec, Placement(spec).tolerations)


def preferring(*weighted):
    terms = [
        {"weight": weight, "preference": {"matchExpressions": [{"key": key, "operator": "Exists"}]}}
        for weight, key in weighted
    ]
    return {"affinity": {"nodeAffinity": {PREFERRED: terms}}}


def group(labels=(), taints=(), **allocatable):
    amounts = {name: parse(amount) for name, amount in allocatable.items()}
    return NodeGroup(Node("n", dict.fromkeys(labels, ""), tuple(taints)), allocatable=amounts)


def test_the_weights_of_the_preferred_terms_that_are_met_add_up():
    asked = scheduling(preferring((10, "a"), (20, "b"), (5, "c")))
    assert asked.preference(group(["a", "c"])) == Preference(15, 35, ())


def test_a_soft_taint_that_nothing_tolerates_is_avoided():
    soft, hard = Taint("s", "", "PreferNoSchedule"), Taint("h", "", "NoSchedule")
    assert scheduling({}).preference(group(taints=[soft, hard])) == Preference(0, 0, (soft,))
    assert scheduling({"tolerations": [{"operator": "Exists"}]}).preference(group(taints=[soft])) is None


def test_nothing_is_preferred_where_nothing_is_asked():
    assert scheduling({}).preference(group(["a"])) is None


ADDED = [Added(RUNTIME_CLASS, "gvisor", "zone", "a"), Added(NAMESPACE, "openshift.io/node-selector", "tier", "x")]


def test_labels_that_pods_ask_for_since_they_were_admitted_leave_them_pending():
    facts = list(Scheduling({}, [], ADDED).pending(group(["zone"])))
    assert [(fact.kind, fact.message, fact.at, fact.certain) for fact in facts] == [
        (
            "runtime-class-selector",
            "RuntimeClass gvisor asks for the node label zone=a, which is missing",
            (*SPEC, "runtimeClassName"),
            True,
        ),
        (
            "namespace-node-selector",
            "the annotation openshift.io/node-selector of the namespace asks for the node label tier=x, which is missing",  # noqa: E501
            ("metadata", "namespace"),
            True,
        ),
    ]
    there = NodeGroup(Node("n", {"zone": "a", "tier": "x"}))
    assert list(Scheduling({}, [], ADDED).pending(there)) == []


RESTARTS = {"containers": [{}, {"restartPolicyRules": [{"action": "Restart"}, {"action": "RestartAllContainers"}]}]}
MOUNTS = {"initContainers": [{"volumeMounts": [{"bindMountOptions": ["noexec"]}]}]}


@pytest.mark.parametrize(
    ("spec", "feature", "at"),
    [
        (RESTARTS, "RestartAllContainersOnContainerExits", ("containers", 1, "restartPolicyRules", 1, "action")),
        (MOUNTS, "VolumeBindMountOptions", ("initContainers", 0, "volumeMounts", 0, "bindMountOptions")),
        ({"hostNetwork": True, "hostUsers": False}, "UserNamespacesHostNetworkSupport", ("hostUsers",)),
    ],
    ids=["a container that restarts all", "options of a mount", "host network in a user namespace"],
)
def test_a_feature_that_the_kubelet_does_not_declare_leaves_the_pod_pending(spec, feature, at):
    node = Node("n", {})
    asked = Scheduling(spec, [], minor=37)
    (fact,) = asked.pending(NodeGroup(node, features=frozenset({"Other"})))
    assert (fact.kind, fact.at, fact.certain) == ("required-feature", (*SPEC, *at), True)
    assert fact.message == f"needs {feature}, which the kubelet does not declare"
    assert list(asked.pending(NodeGroup(node, features=frozenset({feature})))) == []
    assert list(asked.pending(NodeGroup(node))) == [], "nobody knows what a profile declares"
    assert list(Scheduling(spec, [], minor=35).pending(NodeGroup(node, features=frozenset()))) == []


@pytest.mark.parametrize(
    ("status", "features"),
    [
        ({"declaredFeatures": ["A", "B"], "nodeInfo": {"kubeletVersion": "v1.37.2"}}, frozenset({"A", "B"})),
        ({"nodeInfo": {"kubeletVersion": "v1.35.0"}}, frozenset()),
        ({}, None),
        ({"declaredFeatures": "A"}, None),
    ],
    ids=["declared", "a kubelet that declares nothing", "no kubelet", "of no use"],
)
def test_the_features_of_a_node_are_those_that_its_kubelet_declares(status, features):
    assert read_node_group({"metadata": {"name": "n"}, "status": status}).features == features


def test_a_gate_leaves_pods_pending_and_what_somebody_else_decides_may():
    spec = {
        "schedulingGates": [{"name": "example.com/wait"}],
        "schedulerName": "mine",
        "resourceClaims": [
            {"name": "one", "resourceClaimName": "shared"},
            {"name": "two", "resourceClaimTemplateName": "each"},
        ],
    }
    claim = "the resource claim of {} decides; where it is missing no condition of the pod says so"
    assert [(fact.kind, fact.message, fact.at[3:], fact.certain) for fact in scheduling(spec).pending(group())] == [
        (
            "scheduling-gate",
            "the scheduling gate example.com/wait is there until somebody takes it away",
            ("schedulingGates", 0),
            True,
        ),
        (
            "scheduler",
            "the scheduler mine decides, and nobody does where it is not running",
            ("schedulerName",),
            False,
        ),
        ("resource-claim", claim.format("shared"), ("resourceClaims", 0), False),
        ("resource-claim", claim.format("each"), ("resourceClaims", 1), False),
    ]


def test_without_the_label_of_the_topology_pods_stay_pending_but_for_anti_affinity():
    spec = {
        "topologySpreadConstraints": [
            {"topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"},
            {"topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"},
        ],
        "affinity": {
            "podAffinity": {REQUIRED: [{"topologyKey": "rack"}]},
            "podAntiAffinity": {REQUIRED: [{"topologyKey": "rack"}], PREFERRED: [{"weight": 1}]},
        },
    }
    asked = scheduling(spec)
    assert [(fact.kind, fact.message, fact.at, fact.certain) for fact in asked.pending(group())] == [
        (
            "topology-spread",
            "topology spread needs the node label zone, which is missing",
            (*SPEC, "topologySpreadConstraints", 0),
            True,
        ),
        (
            "pod-affinity",
            "required pod affinity needs the node label rack, which is missing",
            (*SPEC, "affinity", "podAffinity", REQUIRED, 0),
            True,
        ),
    ]
    assert list(asked.pending(group(["zone", "rack"]))) == []


@given(pods, node_groups, node_groups)
def test_nodes_that_agree_in_what_is_looked_at_are_told_the_same(pod, one, other):
    affinity = (pod.get("affinity") or {}).get("nodeAffinity") or {}
    terms = (affinity.get(REQUIRED) or {}).get("nodeSelectorTerms") or ()
    pod = {**pod, "affinity": {"nodeAffinity": {PREFERRED: [{"weight": 3, "preference": term} for term in terms]}}}
    asked = scheduling(pod)
    looked_at = [facet for facet in FACETS if facet in asked.facets]
    if facts(one, looked_at) == facts(other, looked_at):
        assert asked.preference(one) == asked.preference(other)
        assert list(asked.pending(one)) == list(asked.pending(other))
