"""Where the API server sees something else than is written, a schema has no twin; the first such place is told."""

import pytest

from dslint.policy.inexact import InexactError
from dslint.policy.probes import refuse_differences

CONTAINER = ("spec", "template", "spec", "containers", 0)


def container(judge):
    return lambda ds: judge(ds["spec"]["template"]["spec"]["containers"][0])


@pytest.mark.parametrize(
    ("field", "judge", "said"),
    [
        pytest.param(
            ("imagePullPolicy",), lambda one: "imagePullPolicy" in one, "imagePullPolicy is left out", id="a default"
        ),
        pytest.param(
            ("args",), lambda one: "args" in one, "args is empty; with minItems: 1 it would not", id="an empty list"
        ),
        pytest.param(("tty",), lambda one: "tty" not in one, "tty is False", id="the zero of no pointer"),
    ],
)
def test_a_difference_is_told(field, judge, said):
    with pytest.raises(InexactError) as error:
        refuse_differences(container(judge), {(*CONTAINER, *field): []})
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("field", "judge"),
    [
        pytest.param(("image",), lambda one: one.get("image", "").startswith("a"), id="a field that has to be there"),
        pytest.param(("args",), lambda one: one.get("args", []) != [], id="a list with an item"),
        pytest.param(
            ("securityContext", "privileged"),
            lambda one: "privileged" not in one.get("securityContext", {}),
            id="a pointer",
        ),
        pytest.param(("tty",), lambda one: one.get("tty") is not True, id="what is not true"),
    ],
)
def test_without_a_difference_nothing_is_said(field, judge):
    assert refuse_differences(container(judge), {(*CONTAINER, *field): []}) is None
