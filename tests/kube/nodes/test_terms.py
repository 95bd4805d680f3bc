import pytest

from dslint.kube.nodes.terms import read_terms

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
SPREAD = {"maxSkew": 2, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}}


@pytest.mark.parametrize(
    ("constraint", "found"),
    [
        (SPREAD, []),
        (SPREAD | {"minDomains": 1, "nodeAffinityPolicy": "Honor", "nodeTaintsPolicy": "Honor"}, []),
        (SPREAD | {"whenUnsatisfiable": "ScheduleAnyway", "nodeAffinityPolicy": "Ignore"}, []),
        (SPREAD | {"nodeAffinityPolicy": "Ignore"}, [("topology-spread", "zone", False, 1)]),
        (SPREAD | {"minDomains": 3}, [("topology-spread", "zone", True, 1)]),
    ],
    ids=["one node is even", "all that is the default", "a wish", "every node counts", "more domains than one"],
)
def test_a_pod_that_is_made_for_one_node_is_spread_evenly_unless_more_nodes_count(constraint, found):
    terms = read_terms({"topologySpreadConstraints": [constraint]}, "ops")
    assert [(one.kind, one.key, one.known, one.free) for one in terms] == found


@pytest.mark.parametrize(
    ("term", "namespace", "labels", "known", "meant"),
    [
        ({"labelSelector": {}}, "ops", {"app": "a"}, True, True),
        ({"labelSelector": {}}, "other", {"app": "a"}, True, False),
        ({"labelSelector": {}, "namespaces": ["other"]}, "other", {}, True, True),
        ({"labelSelector": {}, "namespaces": ["other"]}, "ops", {}, True, False),
        ({"labelSelector": {}, "namespaceSelector": {}}, "other", {}, True, True),
        ({"labelSelector": {}, "namespaceSelector": {"matchLabels": {"a": "b"}}}, "ops", {}, False, True),
        ({"labelSelector": {}, "matchLabelKeys": ["app"]}, "ops", {}, False, True),
        ({"labelSelector": {}, "mismatchLabelKeys": ["app"]}, "ops", {}, False, True),
        ({"labelSelector": {"matchLabels": {"app": "b"}}}, "ops", {"app": "a"}, True, False),
    ],
    ids=[
        "an empty selector everybody",
        "of the own namespace",
        "of a namespace that is named",
        "of no other then",
        "of every namespace",
        "of namespaces by their labels",
        "with labels of the pod",
        "without labels of the pod",
        "other labels",
    ],
)
def test_a_term_means_pods_by_labels_and_namespace(term, namespace, labels, known, meant):
    spec = {"affinity": {"podAntiAffinity": {REQUIRED: [term | {"topologyKey": "zone"}]}}}
    (one,) = read_terms(spec, "ops")
    assert (one.kind, one.key, one.known) == ("pod-anti-affinity", "zone", known)
    assert one.at == ("spec", "template", "spec", "affinity", "podAntiAffinity", REQUIRED, 0)
    assert one.means(namespace, labels) is meant


def test_without_a_selector_anti_affinity_means_nobody_and_affinity_waits():
    affinity = {name: {REQUIRED: [{"topologyKey": "zone"}]} for name in ("podAffinity", "podAntiAffinity")}
    (one,) = read_terms({"affinity": affinity}, "ops")
    assert one.kind == "pod-affinity"
    assert not one.means("ops", {"app": "a"})
