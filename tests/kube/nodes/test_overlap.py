import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.nodes.overlap import certainly_meet
from dslint.kube.nodes.placement import Node, Placement
from dslint.kube.nodes.tolerations import Taint

LINUX = {"nodeSelector": {"kubernetes.io/os": "linux"}}
GPU = {"nodeSelector": {"gpu": "a100"}}
TOLERANT = {"tolerations": [{"operator": "Exists"}]}


def terms(*conditions):
    wanted = [
        {"matchExpressions": [{"key": key, "operator": operator, "values": values} for key, operator, values in term]}
        for term in conditions
    ]
    return {
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": wanted}}}
    }


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({}, {}, True),
        ({}, TOLERANT, True),
        ({}, LINUX, True),
        (LINUX, LINUX | TOLERANT, True),
        (LINUX, {"nodeSelector": {"kubernetes.io/os": "windows"}}, False),
        ({}, GPU, True),  # wherever the second runs, the first runs too
        ({}, GPU | TOLERANT, False),  # those nodes may all be tainted
        (GPU, GPU, True),
        (GPU, {"nodeSelector": {"gpu": "h100"}}, False),
        (GPU, {"nodeSelector": {"disk": "ssd"}}, False),
        (GPU, terms([("gpu", "Exists", [])]), True),
        (GPU, terms([("gpu", "In", ["a100", "h100"])]), True),
        (terms([("gpu", "In", ["a100", "h100"])]), terms([("gpu", "In", ["h100", "l4"])]), False),
        (GPU, terms([("gpu", "NotIn", ["h100"])]), True),
        (GPU, terms([("gpu", "DoesNotExist", [])]), False),
        (terms([("gpu", "DoesNotExist", [])]), terms([("gpu", "NotIn", ["h100"])]), True),
        (terms([("gpu", "NotIn", ["a", "b"])]), terms([("gpu", "NotIn", ["a"])]), True),
        (terms([("gpu", "NotIn", ["a"])]), terms([("gpu", "NotIn", ["b"])]), False),
        (terms([("gpu", "In", ["x"])], [("disk", "Exists", [])]), terms([("disk", "Exists", [])]), True),
        (terms([("a", "In", "x")], [("b", "Exists", [])]), terms([("a", "Exists", [])], [("c", "Exists", [])]), False),
        ({"nodeName": "a"}, {"nodeName": "a"}, True),
        ({"nodeName": "a"}, {"nodeName": "b"}, False),
        ({"nodeName": "a"}, {}, True),
        (terms(), {}, False),
        ({"nodeSelector": {"a": "x"}} | terms([("a", "In", ["y"])]), {}, False),
    ],
)  # fmt: skip
def test_two_daemon_sets_certainly_meet_or_not(one, other, meet):
    assert certainly_meet(Placement(one), Placement(other)) is meet
    assert certainly_meet(Placement(other), Placement(one)) is meet


LABELS = st.fixed_dictionaries({}, optional={"a": st.sampled_from("xy"), "b": st.sampled_from("xy")})
SPECS = st.fixed_dictionaries(
    {},
    optional={
        "nodeSelector": LABELS,
        "tolerations": st.lists(
            st.fixed_dictionaries(
                {"operator": st.sampled_from(["Exists", "Equal"])},
                optional={"key": st.sampled_from("tu"), "value": st.sampled_from("12")},
            ),
            max_size=2,
        ),
        "affinity": st.lists(
            st.lists(
                st.tuples(
                    st.sampled_from("ab"),
                    st.sampled_from(["In", "NotIn"]),
                    st.lists(st.sampled_from("xyz"), min_size=1),
                )
                | st.tuples(st.sampled_from("ab"), st.sampled_from(["Exists", "DoesNotExist"]), st.just([])),
                max_size=2,
            ),
            max_size=2,
        ).map(lambda wanted: terms(*wanted)["affinity"]),
    },
)
TAINTS = (Taint("t", "1", "NoSchedule"), Taint("u", "2", "NoExecute"))
NODES = [
    Node(f"n-{a}-{b}-{len(taints)}", {key: value for key, value in (("a", a), ("b", b)) if value}, taints)
    for a in ("", "x", "y", "w")
    for b in ("", "x", "y", "w")
    for taints in ((), TAINTS[:1], TAINTS[1:], TAINTS)
]


@given(SPECS, SPECS)
def test_daemon_sets_that_certainly_meet_share_a_node_if_each_has_one(one, other):
    ours, theirs = Placement(one), Placement(other)
    if certainly_meet(ours, theirs):
        runs = [(ours.verdict(node).should_run, theirs.verdict(node).should_run) for node in NODES]
        assert (True, True) in runs or not (any(a for a, _ in runs) and any(b for _, b in runs))
