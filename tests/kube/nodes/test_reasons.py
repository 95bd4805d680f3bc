import copy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dslint.kube.nodes.placement import NODE_AFFINITY, Node, Placement
from dslint.kube.nodes.reasons import ADD, DAEMON_SET, NODE, REMOVE, REPLACE, found, message, remedy, scalar, toleration
from dslint.kube.nodes.tolerations import Taint, tolerates
from dslint.source.tree import parse, plain
from tests.kube.nodes.build import affinity, expression
from tests.kube.nodes.strategies import nodes, pods


def applied(pod, node, remedies):
    """Return pod and node with the YAML of the remedies put where it belongs."""
    pod = copy.deepcopy(pod)
    labels = dict(node.labels)
    for one in remedies:
        value = plain(parse(one.yaml).root)
        if one.verb == REMOVE:
            assert (one.kind, one.path) == (DAEMON_SET, ("spec", "template", "spec", "nodeSelector"))
            pod["nodeSelector"] = {key: given for key, given in pod["nodeSelector"].items() if key not in value}
        elif one.path[-1] == "values":
            there = pod
            for name in one.path[3:]:
                there = there[name]
            there += value
        elif one.kind == DAEMON_SET:
            assert one.path == ("spec", "template", "spec", "tolerations")
            pod["tolerations"] = [*pod.get("tolerations", ()), *value]
        else:
            assert (one.kind, one.path) == (NODE, ("metadata", "labels"))
            labels |= value
    return pod, node._replace(labels=labels)


@given(pods, nodes)
def test_with_every_remedy_applied_the_pod_runs(pod, node):
    placement = Placement(pod)
    reasons = placement.verdict(node).reasons
    terms = [reason for reason in reasons if reason.kind == NODE_AFFINITY]
    remedies = [remedy(reason, node, placement) for reason in reasons]
    of_terms = [one for reason, one in zip(reasons, remedies, strict=True) if reason in terms]
    rest = [one for reason, one in zip(reasons, remedies, strict=True) if reason not in terms]
    assume(all(rest) and (not terms or any(of_terms)))
    assume(not (pod.get("nodeSelector") and "affinity" in pod))  # the two may be at odds about one label
    pod, node = applied(pod, node, [*[one for one in of_terms if one][:1], *rest])  # one matching term is enough
    assert Placement(pod).verdict(node).should_run


@given(pods, nodes)
def test_a_toleration_takes_its_reason_away_and_brings_no_other(pod, node):
    placement = Placement(pod)
    reasons = placement.verdict(node).reasons
    for reason in reasons:
        one = remedy(reason, node, placement)
        if one is None or one.kind == NODE:
            continue
        left = Placement(applied(pod, node, [one])[0]).verdict(node).reasons
        assert reason not in left
        assert set(left) < set(reasons)


MESSAGES = [
    ({"nodeName": "n9"}, (), "spec.nodeName asks for the node n9", None),
    ({"nodeSelector": {"disk": "ssd"}}, (), "node label disk=ssd is missing", "disk: ssd\n"),
    ({"nodeSelector": {"role/x": ""}}, (), 'node label role/x="" is missing', 'role/x: ""\n'),
    ({"nodeSelector": {"gpu": "true"}}, (), "node label gpu=true is missing", 'gpu: "true"\n'),
    ({"nodeSelector": {"kubernetes.io/os": "windows"}}, (), "node label kubernetes.io/os=windows is missing",
     "kubernetes.io/os: windows\n"),
    ({"nodeSelector": {"a": "not a label value"}}, (), "node label a=not a label value is missing", None),
    (affinity(expression("disk", "In", "ssd", "")), (), 'node affinity term 1 is not met: disk In [ssd, ""]',
     "disk: ssd\n"),
    (affinity(expression("zone", "NotIn", "z")), (), "node affinity term 1 is not met: zone NotIn [z]", None),
    (affinity(expression("disk", "Exists")), (), "node affinity term 1 is not met: disk Exists", 'disk: ""\n'),
    (affinity(expression("zone", "DoesNotExist")), (), "node affinity term 1 is not met: zone DoesNotExist", None),
    (affinity(expression("cores", "Gt", "8")), (), "node affinity term 1 is not met: cores Gt 8", 'cores: "9"\n'),
    (affinity(expression("cores", "Lt", "0")), (), "node affinity term 1 is not met: cores Lt 0", None),
    (affinity({}), (), "node affinity term 1 is empty, which matches no node", None),
    (affinity(), (), "required node affinity has no term, which matches no node", None),
    (affinity(expression("cores", "Gt", "x")), (),
     "node affinity term 1 cannot be used: for 'Gt', 'Lt' operators, the value must be an integer", None),
    ({}, (Taint("k", "", "NoExecute"),), "taint k:NoExecute is not tolerated",
     "- key: k\n  operator: Exists\n  effect: NoExecute\n"),
    ({}, (Taint("k", "true", "NoSchedule"),), "taint k=true:NoSchedule is not tolerated",
     '- key: k\n  operator: Equal\n  value: "true"\n  effect: NoSchedule\n'),
]  # fmt: skip


@pytest.mark.parametrize(("pod", "taints", "said", "yaml"), MESSAGES, ids=[case[2] for case in MESSAGES])
def test_an_obstacle_is_put_in_words_with_what_to_add(pod, taints, said, yaml):
    node = Node("n1", {"zone": "z"}, taints)
    placement = Placement(pod)
    (reason,) = placement.verdict(node).reasons
    assert message(reason) == said
    one = remedy(reason, node, placement)
    assert (one and one.yaml) == yaml


def test_a_label_that_another_condition_of_the_term_forbids_is_not_proposed():
    term = {
        "matchExpressions": [
            {"key": "tier", "operator": "Exists", "values": []},
            {"key": "tier", "operator": "In", "values": ["a"]},
            {"key": "tier", "operator": "NotIn", "values": ["a"]},
        ]
    }
    placement = Placement(affinity(term))
    node = Node("n1", {})
    (reason,) = placement.verdict(node).reasons
    assert remedy(reason, node, placement) is None


def test_what_the_node_has_instead_is_told():
    node = Node("n1", {"disk": "hdd"})
    pod = {"nodeName": "n2", "nodeSelector": {"disk": "ssd", "zone": "z"}}
    reasons = Placement(pod).verdict(node).reasons
    assert [dict(found(reason, node)) for reason in reasons] == [
        {"metadata.name": "n1"},
        {"disk": "hdd"},
        {"zone": None},
    ]


@given(
    st.text(max_size=8) | st.sampled_from(["yes", "Off", "1e3", "0o17", "null", "~", "a: b", "- a", "a #b", "é", "+"])
)
def test_a_scalar_is_read_as_the_text_that_was_written(text):
    assume(all(char.isprintable() and not "\ud800" <= char <= "\udfff" for char in text))
    assert plain(parse(f"key: {scalar(text)}\n").root) == {"key": text}


words = st.text(st.sampled_from("aZ9-._/"), min_size=1, max_size=6)


@given(words, st.one_of(st.just(""), words), st.sampled_from(["NoSchedule", "NoExecute"]), words)
def test_a_toleration_tolerates_its_taint_and_no_other_value(key, value, effect, other):
    (read,) = plain(parse(toleration(Taint(key, value, effect))).root)
    assert tolerates(read, Taint(key, value, effect))
    assert not tolerates(read, Taint(f"{key}x", value, effect))
    assert tolerates(read, Taint(key, f"{value}{other}", effect)) == (not value)


LATER = {"node-role.kubernetes.io/control-plane": "", "kubernetes.io/arch": "arm64", "disk": "hdd"}
RESELECTED = [
    ({"nodeSelector": {"node-role.kubernetes.io/master": ""}}, REPLACE, "nodeSelector",
     'node-role.kubernetes.io/control-plane: ""\n'),
    ({"nodeSelector": {"beta.kubernetes.io/arch": "arm64"}}, REPLACE, "nodeSelector", "kubernetes.io/arch: arm64\n"),
    ({"nodeSelector": {"kubernetes.io/arch": "amd64"}}, REMOVE, "nodeSelector", "kubernetes.io/arch: amd64\n"),
    ({"nodeSelector": {"karpenter.sh/nodepool": "a"}}, REMOVE, "nodeSelector", "karpenter.sh/nodepool: a\n"),
    ({"nodeSelector": {"cloud.google.com/gke-spot": "true"}}, REMOVE, "nodeSelector",
     'cloud.google.com/gke-spot: "true"\n'),
    ({"nodeSelector": {"feature.node.kubernetes.io/pci": "true"}}, REMOVE, "nodeSelector",
     'feature.node.kubernetes.io/pci: "true"\n'),
    (affinity(expression("kubernetes.io/arch", "In", "amd64")), ADD, "values", "- arm64\n"),
]  # fmt: skip


@pytest.mark.parametrize(("pod", "verb", "place", "yaml"), RESELECTED)
def test_a_label_that_nobody_puts_on_nodes_changes_the_selection(pod, verb, place, yaml):
    node = Node("n", LATER)
    placement = Placement(pod)
    (reason,) = placement.verdict(node).reasons
    one = remedy(reason, node, placement)
    assert (one.kind, one.verb, one.path[-1], one.yaml) == (DAEMON_SET, verb, place, yaml)


@pytest.mark.parametrize("key", ["node-role.kubernetes.io/worker", "node-restriction.kubernetes.io/tier", "disk-type"])
def test_a_label_of_the_owners_own_is_put_on_the_node(key):
    placement = Placement({"nodeSelector": {key: "a"}})
    node = Node("n", {})
    (reason,) = placement.verdict(node).reasons
    assert remedy(reason, node, placement)[:3] == (NODE, ("metadata", "labels"), f"{key}: a\n")
