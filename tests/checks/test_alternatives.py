"""DS217: terms of node affinity that exclude what another one lets in."""

import pytest

from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.manifest.cluster import Cluster
from tests.checks.hits import at_marks, hits, pod, words

HEAD = """affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
"""


def terms(*conditions, lists="matchExpressions"):
    return HEAD + "".join(f"      - {lists}: [{one}]\n" for one in conditions)


NOT_BATCH = "{key: pool, operator: NotIn, values: [batch]}"
NOT_WEB = "{key: pool, operator: NotIn, values: [web]}"
NO_GPU = "{key: gpu, operator: DoesNotExist}"
ON_WEB = "{key: pool, operator: In, values: [web]}"


@pytest.mark.parametrize(
    ("conditions", "messages"),
    [
        ((NOT_BATCH, NO_GPU), ["found"]),
        ((NOT_BATCH, NOT_WEB), ["found"]),
        ((NOT_BATCH, NO_GPU, NOT_WEB), ["found"]),
        ((f"{NOT_BATCH}, {NO_GPU}", "{key: zone, operator: NotIn, values: [a]}"), ["found"]),
        ((ON_WEB, NOT_WEB), ["everything"]),
        (("{key: gpu, operator: Exists}", NO_GPU), ["everything"]),
        ((NOT_BATCH,), []),
        ((f"{NOT_BATCH}, {NO_GPU}",), []),
        ((NOT_BATCH, NOT_BATCH), []),
        ((NOT_BATCH, f"{NOT_BATCH}, {NO_GPU}"), []),
        (("{key: gpu, operator: NotIn, values: [old]}", NO_GPU), []),
        ((ON_WEB, NO_GPU), []),
        ((NOT_WEB, f"{ON_WEB}, {NO_GPU}"), []),
        ((ON_WEB, "{key: pool, operator: DoesNotExist}"), []),
        ((NOT_BATCH, "{key: pool, operator: NotIn}"), []),
        ((NOT_BATCH, ""), []),
        (("{key: size, operator: Gt, values: ['4']}", "{key: size, operator: Lt, values: ['5']}"), []),
    ],
    ids=[
        "two labels",
        "two values of a label",
        "three terms",
        "several conditions in a term",
        "a value and its opposite",
        "there or not there",
        "one term",
        "all in one term",
        "the same twice",
        "what both exclude is excluded",
        "one of them leaves out more of the same",
        "one of them selects",
        "an exclusion for some nodes alone",
        "other values stay out",
        "a term that cannot be used",
        "a term without conditions",
        "nodes without the label stay out",
    ],
)
def test_terms_that_exclude_nothing_are_told_at_the_second(conditions, messages):
    text = terms(*conditions)
    if messages:
        lines = text.splitlines()
        lines[5] = lines[5].replace("- ", "- §", 1)
        text = "\n".join(lines)
    assert at_marks("DS217", text) == messages


def test_names_of_nodes_are_excluded_as_labels_are():
    one, two = (f"{{key: metadata.name, operator: NotIn, values: [{name}]}}" for name in ("one", "two"))
    text = terms(one, two, lists="matchFields").splitlines()
    text[5] = text[5].replace("- ", "- §", 1)
    assert at_marks("DS217", "\n".join(text)) == ["found"]


def test_a_term_that_the_selector_rules_out_leaves_the_other_one_to_exclude():
    assert hits("DS217", pod("nodeSelector: {pool: batch}\n" + terms(NOT_BATCH, NO_GPU))) == []


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (("{key: disk, operator: NotIn, values: [ssd]}", "{key: zone, operator: NotIn, values: [a]}"), "w1"),
        (("{key: pool, operator: NotIn, values: [batch]}", "{key: zone, operator: NotIn, values: [a]}"), None),
    ],
    ids=["a node that one of them excludes", "no node is excluded"],
)
def test_of_given_nodes_those_are_named_that_get_a_pod_all_the_same(conditions, expected):
    nodes = Nodes([NodeGroup(Node("w1", {"disk": "ssd"}, ())), NodeGroup(Node("w2", {"disk": "hdd"}, ()))])
    found = hits("DS217", pod(terms(*conditions)), cluster=Cluster(nodes, ("nodes.yaml",), ()))
    assert [(hit.message, hit.params.get("nodes")) for _, hit in found] == ([("nodes", expected)] if expected else [])


def test_what_is_said_is_that_terms_are_alternatives():
    assert words("DS217", pod(terms(NOT_BATCH, NO_GPU))) == [
        (
            "terms are alternatives: a node that one of these 2 excludes meets another",
            "put the conditions into one term, where all of them must hold",
        )
    ]


def test_terms_with_more_values_than_anybody_writes_are_left_alone():
    many = [f"{{key: pool, operator: NotIn, values: [p{number}]}}" for number in range(500)]
    assert hits("DS217", pod(terms(*many))) == []
