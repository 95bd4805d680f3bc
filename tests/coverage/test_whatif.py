"""Changes of the nodes in words: what they do, what is wrong with them and where, and that inverses undo them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.coverage.whatif import EFFECTS, FORMS, what_if
from dslint.errors import UsageError
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint

T = Taint("dedicated", "db", "NoSchedule")
FLEET = Nodes(
    (
        NodeGroup(Node("w1", {"kubernetes.io/hostname": "w1", "disk": "ssd"}), "workers", 2),
        NodeGroup(Node("w2", {"kubernetes.io/hostname": "w2"}, (T, Taint("x", "", "NoExecute"))), "workers"),
        NodeGroup(Node("np", {"cloud.google.com/gke-nodepool": "blue"}), "blue"),
    )
)


def shown(nodes):
    return [
        f"{one.name}*{one.size} {one.pool} {','.join(f'{k}={v}' for k, v in one.node.labels.items())} "
        f"{' '.join(map(str, one.node.taints))}".strip()
        for one in nodes.groups
    ]


W1 = "w1*2 workers kubernetes.io/hostname=w1,disk=ssd"
W2 = "w2*1 workers kubernetes.io/hostname=w2 dedicated=db:NoSchedule x:NoExecute"
NP = "np*1 blue cloud.google.com/gke-nodepool=blue"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], [W1, W2, NP]),
        (["taint a=b:NoExecute on node/w1"], [f"{W1} a=b:NoExecute", W2, NP]),
        (["  taint   a:PreferNoSchedule   on  disk "], [f"{W1} a:PreferNoSchedule", W2, NP]),
        (["taint dedicated:NoSchedule on node/w2"], [W1, W2.replace("=db", ""), NP]),
        (["taint dedicated=db:NoExecute on node/w2"], [W1, f"{W2} dedicated=db:NoExecute", NP]),
        (["untaint dedicated on all"], [W1, W2.replace("dedicated=db:NoSchedule ", ""), NP]),
        (["untaint dedicated=db:NoSchedule on pool/workers"], [W1, W2.replace("dedicated=db:NoSchedule ", ""), NP]),
        (["untaint x:NoExecute on node/w2"], [W1, W2.replace(" x:NoExecute", ""), NP]),
        (["label a=b on !disk"], [W1, W2.replace("=w2", "=w2,a=b"), f"{NP},a=b"]),
        (["label disk= on node/w1"], [W1.replace("disk=ssd", "disk="), W2, NP]),
        (
            ["label cloud.google.com/gke-nodepool=green on all"],
            [
                f"{W1},cloud.google.com/gke-nodepool=green",  # its pool was declared
                W2.replace("=w2", "=w2,cloud.google.com/gke-nodepool=green"),
                "np*1 green cloud.google.com/gke-nodepool=green",
            ],
        ),
        (["unlabel disk on all"], [W1.replace(",disk=ssd", ""), W2, NP]),
        (["unlabel cloud.google.com/gke-nodepool on node/np"], [W1, W2, "np*1 None"]),
        (["add 3 like w2"], [W1, W2, NP, W2.replace("w2*1", "w2-added-1*3").replace("=w2", "=w2-added-1")]),
        (["add 1 like pool/blue", "add 2 like np"], [W1, W2, NP, f"np-added-1*1{NP[4:]}", f"np-added-2*2{NP[4:]}"]),
        (["add 1 like blue"], [W1, W2, NP, f"np-added-1*1{NP[4:]}"]),
        (["add 1 like node/np"], [W1, W2, NP, f"np-added-1*1{NP[4:]}"]),
        (["remove pool/workers"], [NP]),
        (["remove all"], []),
        (["remove kubernetes.io/hostname in (w1, w3)"], [W2, NP]),
        (["label a=b on node/w1", "remove a=b"], [W2, NP]),
    ],
)
def test_changes_are_applied_in_their_order(changes, expected):
    before = shown(FLEET)
    assert shown(what_if(FLEET, changes)) == expected
    assert shown(FLEET) == before


@pytest.mark.parametrize(
    ("text", "stretch", "message"),
    [
        ("", "", "taint, untaint, label, unlabel, add or remove is missing"),
        ("tain a:NoSchedule on all", "tain", 'unknown change "tain"; did you mean taint?'),
        ("drain all", "drain", 'unknown change "drain"'),
        ("taint", "", "a taint is missing"),
        ("taint a on all", "a", "a taint is KEY=VALUE:EFFECT or KEY:EFFECT here"),
        ("taint a:NoSchedul on all", "NoSchedul", 'unknown effect "NoSchedul"; did you mean NoSchedule?'),
        ("taint a: on all", " ", 'unknown effect ""'),
        ("taint -a:NoSchedule on all", "-a", "no key of a taint: "),
        ("taint a=b-:NoSchedule on all", "b-", "no value of a taint: "),
        ("taint a:NoSchedule all", "all", '"on" belongs here, not "all"'),
        ("taint a:NoSchedule", "", '"on" is missing'),
        ("taint a:NoSchedule on", "", "a selection of nodes is missing"),
        ("taint a:NoSchedule on a in b", "b", "no selection of nodes: ( belongs here, not b"),
        ("taint a:NoSchedule on node/w3", "node/w3", '"node/w3" selects no node; did you mean node/w2?'),
        ("taint a:NoSchedule on workers", "workers", '"workers" selects no node; did you mean pool/workers?'),
        ("taint a:NoSchedule on w1", "w1", '"w1" selects no node; did you mean node/w1?'),
        ("taint a:NoSchedule on disk=hdd", "disk=hdd", '"disk=hdd" selects no node'),
        ("untaint dedicate on all", "dedicate", 'the taint "dedicate"; did you mean dedicated?'),
        ("untaint dedicated=web on all", "dedicated=web", 'no node of the selection has the taint "dedicated=web"'),
        ("untaint a:b on all", "b", 'unknown effect "b"'),
        ("label a on all", "a", "a label is KEY=VALUE here"),
        ("label =b on all", "=", "no key of a label: "),
        ("label a=b/c on all", "b/c", "no value of a label: "),
        ("unlabel dusk on all", "dusk", 'no node of the selection has the label "dusk"; did you mean disk?'),
        ("add two like w1", "two", 'a whole number from 1 to 1000000 belongs here, not "two"'),
        ("add 0 like w1", "0", "a whole number from 1 to 1000000 belongs here"),
        ("add 1000001 like w1", "1000001", "a whole number from 1 to 1000000 belongs here"),
        ("add 2 w1", "w1", '"like" belongs here, not "w1"'),
        ("add 2 like w9", "w9", 'no node or pool "w9"'),
        ("add 2 like w1 w2", "w2", 'nothing belongs behind the node, not "w2"'),
        ("remove", "", "a selection of nodes is missing"),
        ("remove node/x on all", "node/x on all", '"node/x on all" selects no node'),
    ],
)
def test_what_is_wrong_with_a_change_has_its_place(text, stretch, message):
    with pytest.raises(UsageError) as caught:
        what_if(FLEET, [text])
    error = caught.value
    assert error.source.path == "--what-if"
    assert error.source.text == text
    assert text[slice(*error.span)] == stretch
    assert message in error.message
    assert error.hint


WORDS = st.sampled_from(
    [*FORMS, "on", "like", "all", "node/w1", "pool/workers", "disk", "w1", "a=b", "a:NoSchedule", "3", "in", "(", ","]
)


@given(st.lists(WORDS, max_size=7).map(" ".join) | st.text(max_size=20))
def test_any_text_is_a_change_or_refused_with_a_place(text):
    try:
        nodes = what_if(FLEET, [text])
    except UsageError as error:
        assert error.span is not None and 0 <= error.span.start <= error.span.end <= len(text) + 1  # noqa: PT017, PT018
    else:
        assert nodes.groups is not None


KEYS = st.sampled_from(["a", "b", "example.com/c"])
VALUES = st.sampled_from(["", "x", "y.z"])
SELECTORS = st.sampled_from(["all", "node/w1", "pool/workers", "disk", "!disk", "disk=ssd", "kubernetes.io/hostname"])


@given(KEYS, VALUES, st.sampled_from(EFFECTS), SELECTORS)
def test_a_taint_taken_away_again_changes_nothing(key, value, effect, selector):
    taint = f"{key}={value}:{effect}" if value else f"{key}:{effect}"
    there_and_back = [f"taint {taint} on {selector}", f"untaint {taint} on {selector}"]
    assert shown(what_if(FLEET, there_and_back)) == shown(FLEET)


@given(KEYS, VALUES, st.sampled_from(["all", "node/w1", "pool/workers", "disk"]))
def test_a_label_taken_away_again_changes_nothing(key, value, selector):
    there_and_back = [f"label {key}={value} on {selector}", f"unlabel {key} on {selector}"]
    assert shown(what_if(FLEET, there_and_back)) == shown(FLEET)


@given(st.sampled_from(["w1", "w2", "np"]), st.integers(1, 50))
def test_nodes_removed_again_change_nothing(name, count):
    there_and_back = [f"add {count} like {name}", f"remove node/{name}-added-1"]
    assert shown(what_if(FLEET, there_and_back)) == shown(FLEET)
