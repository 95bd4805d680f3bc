import pytest

from tests.checks.hits import at_marks, hits, pod

TERMS = "affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms:\n"


def terms(*of):
    return TERMS + "".join(f"      - {one}\n" for one in of)


POSSIBLE = "matchExpressions: [{key: a, operator: Exists}]"
BOTH = "matchExpressions: [{key: a, operator: In, values: [x]}, %s{key: a, operator: In, values: [y]}]"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        pytest.param(
            "nodeSelector:\n  kubernetes.io/os: linux\n  beta.kubernetes.io/os: §windows", ["conflict"], id="os"
        ),
        pytest.param(terms(BOTH % "§"), ["conflict"], id="one term"),
        pytest.param(terms(BOTH % "§", BOTH % "§"), ["conflict", "conflict"], id="every term"),
        pytest.param(terms(BOTH % "", POSSIBLE), [], id="another term can match"),
        pytest.param(
            "nodeSelector: {a: x}\n" + terms("matchExpressions: [§{key: a, operator: DoesNotExist}]"),
            ["conflict"],
            id="selector against affinity",
        ),
        pytest.param(
            terms("matchExpressions: [{key: a, operator: Gt, values: [§4.5]}]").replace("4.5", "'4.5'"),
            ["number"],
            id="number",
        ),
        pytest.param(
            terms("matchExpressions: [§{key: a, operator: Lt, values: ['0']}]"), ["alone"], id="below nothing"
        ),
        pytest.param(terms("§{}"), ["empty"], id="empty term"),
        pytest.param(
            terms(
                "matchFields: [{key: metadata.name, operator: In, values: [n1]}, "
                "§{key: metadata.name, operator: In, values: [n2]}]"
            ),
            ["conflict"],
            id="two names",
        ),
        pytest.param("os: {name: windows}\nnodeSelector: {kubernetes.io/os: §linux}", ["system"], id="os by field"),
        pytest.param("os: {name: linux}\nnodeSelector: {kubernetes.io/os: linux}", [], id="the same os"),
        pytest.param("os: {name: linux}\nnodeSelector: {a: b}", [], id="no os selected"),
        pytest.param(terms("matchExpressions: [{key: a, operator: In}]"), [], id="rejected by the server"),
        pytest.param("nodeSelector: {kubernetes.io/os: linux}\n" + terms(POSSIBLE), [], id="possible"),
        pytest.param("nodeSelector: {}", [], id="nothing asked"),
    ],
)
def test_impossible_node_selection(fields, messages):
    assert at_marks("DS205", fields) == messages


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        pytest.param(terms(POSSIBLE, BOTH % "§"), ["conflict"], id="conflict"),
        pytest.param(terms("§{}", POSSIBLE), ["empty"], id="empty"),
        pytest.param(terms(BOTH % ""), [], id="no other term: DS205"),
        pytest.param(
            "nodeSelector: {kubernetes.io/os: a, beta.kubernetes.io/os: b}\n" + terms(BOTH % ""), [], id="DS205"
        ),
        pytest.param(
            terms(
                "matchExpressions: [{key: a, operator: In, values: [x, §y]}, {key: a, operator: NotIn, values: [z, y]}]"
            ),
            ["overlap"],
            id="overlap",
        ),
        pytest.param(
            terms("matchExpressions: [{key: a, operator: In, values: [x]}, {key: b, operator: NotIn, values: [x]}]"),
            [],
            id="two labels",
        ),
    ],
)
def test_conflicting_node_terms(fields, messages):
    assert at_marks("DS213", fields) == messages


def test_both_conditions_are_pointed_at():
    [(ds, hit)] = hits("DS205", pod("nodeSelector:\n  kubernetes.io/os: linux\n  beta.kubernetes.io/os: windows"))
    assert [(note.text, *ds.source.place(note.field.span().start)) for note in hit.notes] == [
        ("kubernetes.io/os=linux here", 11, 27)
    ]


def test_a_value_in_another_spelling_is_one_defect():
    fields = "nodeSelector: {kubernetes.io/os: Linux}\n" + terms(
        "matchExpressions: [{key: kubernetes.io/os, operator: In, values: [linux]}]"
    )
    assert at_marks("DS205", fields) == []
    assert at_marks("DS206", fields.replace("Linux", "§Linux")) == ["found"]
