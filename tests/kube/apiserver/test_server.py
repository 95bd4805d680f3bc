import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.apiserver.decode import GENERATION
from dslint.kube.apiserver.fields import Key
from tests.conformance.answers import ask
from tests.kube.apiserver.build import daemonset, with_container

POD = ("spec", "template", "spec")


def changed(path, value):
    manifest = with_container(resources={"limits": {"cpu": "1"}}, ports=[{"containerPort": 80}])
    parent = manifest
    for step in path[:-1]:
        parent = parent.setdefault(step, {}) if isinstance(parent, dict) else parent[step]
    parent[path[-1]] = value
    return manifest


def test_a_good_manifest_is_accepted_without_a_word():
    said = ask(daemonset())
    assert said.accepted
    assert (said.decode_errors, said.unknown, said.errors, said.warnings) == ([], [], [], [])
    assert said.decode_error is None


def test_the_namespace_of_the_request_is_filled_in():
    assert ask(daemonset()).stored["metadata"]["namespace"] == "default"


@pytest.mark.parametrize(
    ("path", "value", "field", "expected", "found"),
    [
        (("spec", "minReadySeconds"), "5", "spec.minReadySeconds", "int32", "string"),
        (("spec", "minReadySeconds"), 2**31, "spec.minReadySeconds", "int32", "number"),
        (("spec", "minReadySeconds"), 1.5, "spec.minReadySeconds", "int32", "number"),
        ((*POD, "hostNetwork"), "true", "spec.template.spec.hostNetwork", "boolean", "string"),
        ((*POD, "nodeSelector"), {"a": True}, "spec.template.spec.nodeSelector[a]", "string", "boolean"),
        ((*POD, "containers"), {}, "spec.template.spec.containers", "array", "object"),
        ((*POD, "containers", 0, "command"), "run", "spec.template.spec.containers[0].command", "array", "string"),
        (("metadata", "creationTimestamp"), "today", "metadata.creationTimestamp", "Time", "string"),
        (
            (*POD, "containers", 0, "resources", "limits", "cpu"),
            "1,5",
            "spec.template.spec.containers[0].resources.limits[cpu]",
            "Quantity",
            "string",
        ),
        (
            ("spec", "updateStrategy"),
            {"rollingUpdate": {"maxUnavailable": 2**31}},
            "spec.updateStrategy.rollingUpdate.maxUnavailable",
            "IntOrString",
            "number",
        ),
    ],
)
def test_a_value_of_a_wrong_type_ends_the_decoding_at_its_place(path, value, field, expected, found):
    said = ask(changed(path, value))
    assert not said.accepted
    assert [(it.field, it.expected, it.found) for it in said.decode_errors] == [(field, expected, found)]
    assert said.errors == []


@pytest.mark.parametrize("value", [0, 1.0, None, -(2**31), 2**31 - 1])
def test_whole_numbers_and_nulls_are_decoded(value):
    assert ask(changed(("spec", "minReadySeconds"), value)).decode_errors == []


def test_a_type_with_its_own_decoder_is_reported_before_what_stands_earlier():
    manifest = changed((*POD, "containers", 0, "resources", "limits", "cpu"), "many")
    manifest["metadata"]["name"] = 7
    said = ask(manifest)
    assert [it.field for it in said.decode_errors] == [
        "metadata.name",
        "spec.template.spec.containers[0].resources.limits[cpu]",
    ]
    assert said.decode_error.expected == "Quantity"


@pytest.mark.parametrize(
    ("text", "problem"), [("abc", "invalid syntax"), ("1.5", "invalid syntax"), (str(2**63), "value out of range")]
)
def test_the_annotation_with_the_generation_must_be_a_number(text, problem):
    said = ask(changed(("metadata", "annotations"), {GENERATION: text}))
    assert said.decode_error.text == f'strconv.ParseInt: parsing "{text}": {problem}'
    assert said.decode_error.at == ("metadata", "annotations", Key(GENERATION))


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("spec", "replicas"), "spec.replicas"),
        (("spec", "MinReadySeconds"), "spec.MinReadySeconds"),
        ((*POD, "containers", 0, "livenessprobe"), "spec.template.spec.containers[0].livenessprobe"),
        (("metadata", "label"), "metadata.label"),
    ],
)
def test_unknown_fields_are_named_and_do_not_count_against_the_object(path, field):
    said = ask(changed(path, {}))
    assert [(it.field, it.at, it.text) for it in said.unknown] == [(field, path, f'unknown field "{field}"')]
    assert said.accepted


def test_the_fields_that_an_object_knows_come_with_an_unknown_one():
    (unknown,) = ask(changed(("spec", "strategy"), {})).unknown
    assert {"updateStrategy", "selector", "template"} <= unknown.known


@pytest.mark.parametrize(
    ("path", "value", "field", "at"),
    [
        (("metadata", "labels"), {"a b": "c"}, "metadata.labels", ("metadata", "labels", Key("a b"))),
        (
            ("spec", "template", "metadata", "labels"),
            {"app": "agent", "x": "-"},
            "spec.template.labels",
            ("spec", "template", "metadata", "labels", Key("x")),
        ),
        (
            ("spec", "updateStrategy"),
            {"type": "Recreate"},
            "spec.updateStrategy",
            ("spec", "updateStrategy", "type"),
        ),
        (
            (*POD, "tolerations"),
            [{"key": "a", "value": "b c"}],
            "spec.template.spec.tolerations[0].operator",
            (*POD, "tolerations", 0, "value"),
        ),
        (
            (*POD, "containers", 0, "resources"),
            {"limits": {"cpu": "1"}, "requests": {"cpu": "2"}},
            "spec.template.spec.containers[0].resources.requests",
            (*POD, "containers", 0, "resources", "requests", Key("cpu")),
        ),
        (
            (*POD, "serviceAccount"),
            "Not_A_Name",
            "spec.template.spec.serviceAccountName",
            (*POD, "serviceAccount"),
        ),
    ],
)
def test_an_error_lies_where_the_fault_is_whatever_the_server_names(path, value, field, at):
    (error,) = ask(changed(path, value)).errors
    assert (error.field, error.at) == (field, at)


def test_warnings_are_listed_whether_the_object_is_accepted_or_not():
    manifest = daemonset(nodeSelector={"beta.kubernetes.io/os": "linux"}, restartPolicy="Never")
    said = ask(manifest)
    assert not said.accepted
    assert [warning.at for warning in said.warnings] == [(*POD, "nodeSelector", Key("beta.kubernetes.io/os"))]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
STEPS = [
    ("metadata",), ("metadata", "labels"), ("metadata", "ownerReferences"), ("spec",), ("spec", "selector"),
    ("spec", "updateStrategy"), ("spec", "template"), (*POD, "affinity"), (*POD, "tolerations"), (*POD, "volumes"),
    (*POD, "containers", 0, "env"), (*POD, "containers", 0, "ports"), (*POD, "containers", 0, "resources"),
    (*POD, "containers", 0, "livenessProbe"), (*POD, "securityContext"), (*POD, "topologySpreadConstraints"),
]  # fmt: skip


@given(st.sampled_from(STEPS), JSON)
def test_any_value_anywhere_gets_an_answer_and_stays_as_it_was(path, value):
    manifest = changed(path, value)
    before = repr(copy.deepcopy(manifest))
    said = ask(manifest)
    assert said.accepted == (not said.decode_errors and not said.errors)
    assert repr(manifest) == before
