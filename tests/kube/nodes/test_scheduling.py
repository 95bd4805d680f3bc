from hypothesis import given

from dslint.kube.nodes.classes import NodeGroup
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


def scheduling(spec, requests=None):
    return Scheduling(spec, Placement(spec).tolerations, requests or {})


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


def test_a_request_above_what_the_node_has_leaves_the_pod_pending():
    asked = scheduling({}, {"cpu": parse("2"), "memory": parse("1Gi"), "nvidia.com/gpu": parse("1"), "x": parse("0")})
    facts = list(asked.pending(group(cpu="1900m", memory="1Gi")))
    assert [(fact.kind, fact.message, fact.certain) for fact in facts] == [
        ("insufficient-resources", "requests 2 of cpu, the node has 1900m", True),
        ("insufficient-resources", "requests 1 of nvidia.com/gpu, the node has 0", True),
    ]


def test_of_a_node_whose_resources_are_not_known_nothing_is_said():
    assert list(scheduling({}, {"cpu": parse("2")}).pending(group())) == []


def test_what_depends_on_other_pods_is_uncertain_and_a_missing_topology_label_is_not():
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
    facts = list(scheduling(spec).pending(group(["zone"])))
    assert [(fact.kind, fact.message, fact.at, fact.certain) for fact in facts] == [
        (
            "topology-spread",
            "topology spread over zone depends on other pods",
            (*SPEC, "topologySpreadConstraints", 0),
            False,
        ),
        (
            "pod-affinity",
            "required pod affinity needs the node label rack, which is missing",
            (*SPEC, "affinity", "podAffinity", REQUIRED, 0),
            True,
        ),
        (
            "pod-anti-affinity",
            "required pod anti-affinity over rack depends on other pods",
            (*SPEC, "affinity", "podAntiAffinity", REQUIRED, 0),
            False,
        ),
    ]


@given(pods, node_groups, node_groups)
def test_nodes_that_agree_in_what_is_looked_at_are_told_the_same(pod, one, other):
    affinity = (pod.get("affinity") or {}).get("nodeAffinity") or {}
    terms = (affinity.get(REQUIRED) or {}).get("nodeSelectorTerms") or ()
    pod = {**pod, "affinity": {"nodeAffinity": {PREFERRED: [{"weight": 3, "preference": term} for term in terms]}}}
    asked = scheduling(pod, {"cpu": parse("2")})
    looked_at = [facet for facet in FACETS if facet in asked.facets]
    if facts(one, looked_at) == facts(other, looked_at):
        assert asked.preference(one) == asked.preference(other)
        assert list(asked.pending(one)) == list(asked.pending(other))
