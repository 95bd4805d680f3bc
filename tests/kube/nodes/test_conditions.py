from hypothesis import given

from dslint.kube.nodes.conditions import Condition, conditions
from dslint.kube.nodes.placement import NODE_AFFINITY, Node, Placement
from dslint.kube.nodes.tolerations import Taint
from tests.kube.nodes.build import affinity, expression
from tests.kube.nodes.strategies import nodes, pods

SPEC = ("spec", "template", "spec")


def told(pod, node):
    return list(conditions(Placement(pod), node, len(pod.get("tolerations") or ())))


@given(pods, nodes)
def test_a_pod_runs_exactly_if_every_condition_is_met_one_term_being_enough(pod, node):
    found = told(pod, node)
    outer = [one for one in found if one.depth == 0]
    terms = [one.met for one in outer if one.kind == NODE_AFFINITY]
    met = all(one.met for one in outer if one.kind != NODE_AFFINITY) and (not terms or any(terms))
    assert met == Placement(pod).verdict(node).should_run


@given(pods, nodes)
def test_a_term_is_met_exactly_if_all_its_conditions_are(pod, node):
    found = told(pod, node)
    for index, term in enumerate(found):
        if term.kind != NODE_AFFINITY or term.depth or "cannot be used" in term.detail:
            continue
        inner = []
        for one in found[index + 1 :]:
            if one.depth == 0:
                break
            inner.append(one.met)
        assert term.met == (bool(inner) and all(inner))


@given(pods, nodes)
def test_every_selector_entry_and_every_taint_is_told(pod, node):
    found = told(pod, node)
    assert sum(one.text.startswith("nodeSelector: ") for one in found) == len(pod.get("nodeSelector") or {})
    assert [one.text for one in found if one.text.startswith("taint ")] == [f"taint {taint}" for taint in node.taints]


def test_a_condition_names_what_decided_it():
    named = {"key": "metadata.name", "operator": "In", "values": ["n1"]}
    pod = {
        "nodeName": "n1",
        "nodeSelector": {"disk": "ssd", "role": ""},
        "tolerations": [{"key": "a", "operator": "Exists"}],
        **affinity(expression("zone", "In", "x"), {"matchFields": [named]}),
    }
    taints = (
        Taint("a", "", "NoSchedule"),
        Taint("b", "1", "NoExecute"),
        Taint("c", "", "PreferNoSchedule"),
        Taint("node.kubernetes.io/disk-pressure", "", "NoSchedule"),
    )
    terms = (*SPEC, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
    added = "{key: node.kubernetes.io/disk-pressure, operator: Exists, effect: NoSchedule}"
    assert told(pod, Node("n1", {"disk": "ssd", "role": "x"}, taints)) == [
        Condition("node-name", "nodeName: n1", True, "it is this node", (*SPEC, "nodeName")),
        Condition(
            "node-selector", "nodeSelector: disk=ssd", True, "the node has disk=ssd", (*SPEC, "nodeSelector", "disk")
        ),
        Condition(
            "node-selector", 'nodeSelector: role=""', False, "the node has role=x", (*SPEC, "nodeSelector", "role")
        ),
        Condition("node-affinity", "node affinity term 1", False, "does not match", (*terms, 0)),
        Condition(
            "node-affinity", "zone In [x]", False, "the node has no such label", (*terms, 0, "matchExpressions", 0), 1
        ),
        Condition("node-affinity", "node affinity term 2", True, "one matching term is enough", (*terms, 1)),
        Condition("node-affinity", "metadata.name In [n1]", True, "this node is n1", (*terms, 1, "matchFields", 0), 1),
        Condition(
            "taint",
            "taint a:NoSchedule",
            True,
            "tolerated by {key: a, operator: Exists}, tolerations[0]",
            (*SPEC, "tolerations", 0),
        ),
        Condition("untolerated-taint", "taint b=1:NoExecute", False, "not tolerated", (*SPEC, "tolerations")),
        Condition("taint", "taint c:PreferNoSchedule", True, "not tolerated, but it keeps no pod off", None),
        Condition(
            "taint",
            "taint node.kubernetes.io/disk-pressure:NoSchedule",
            True,
            f"tolerated by {added}, which the controller adds to every pod",
            None,
        ),
    ]
