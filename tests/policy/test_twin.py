"""The twin of a rule: what is bound, what is said, and what has none."""

import pytest

from dslint.catalogue.rule import Rule
from dslint.policy.files import DEFAULTS
from dslint.policy.inexact import InexactError
from dslint.policy.twin import CONTAINERS, twin

ABOUT = {"id": "ACME001", "name": "odd", "summary": "an odd agent", "severity": "error", "messages": {"found": "odd"}}


def made(**data):
    whole = {**ABOUT, **data}
    return twin(Rule({**DEFAULTS, **whole}, "x.yaml"), whole)


def test_an_expression_about_the_whole_stays_as_it_is():
    found = made(target="daemonset", cel="variables.a != object.metadata.name\n", variables={"a": "'x'"})
    assert found == ("variables.a != object.metadata.name", "odd", "", (("a", "'x'"),))


def test_an_expression_about_containers_is_about_each():
    found = made(target="container", cel="container.tty // no", messageExpression="'bad ' + container.name")
    failing = "variables.containers.filter(container, !(container.tty // no\n))"
    assert found.expression == "variables.containers.all(container, container.tty // no\n)"
    assert found.message_expression == f"{failing}.map(container, 'bad ' + container.name)[0]"
    assert found.variables == (("containers", CONTAINERS),)


def test_variables_that_read_the_part_are_put_in_their_place_and_others_stay():
    found = made(
        target="container",
        cel="variables.b && 'variables.b' != variables.c",
        variables={"a": "container.name", "b": "variables.a == 'x'", "c": "'c'"},
    )
    assert "((container.name) == 'x') && 'variables.b' != variables.c" in found.expression
    assert found.variables == (("containers", CONTAINERS), ("c", "'c'"))


def test_a_part_of_the_pod_is_named():
    found = made(target="podSpec", cel="has(podSpec.nodeName)")
    assert found.expression == "[object.spec.template.spec].all(podSpec, has(podSpec.nodeName))"


@pytest.mark.parametrize(
    ("found", "said"),
    [("not so", "not so"), ({"text": "not\nso"}, "not so"), ("{field} is {value}", "an odd agent")],
)
def test_what_is_said_names_nothing_that_only_dslint_knows(found, said):
    assert made(target="daemonset", cel="true", messages={"found": found}).message == said


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            {"kubernetes": ">=1.30", "target": "podSpec", "cel": "true"},
            "it is for Kubernetes >=1.30 only, which no policy can say",
        ),
        (
            {"target": "container", "cel": "variables.containers", "variables": {"containers": "true"}},
            "it has a variable containers of its own",
        ),
        ({"check": "python:a.b"}, "no expression decides exactly so"),
    ],
)
def test_what_has_no_twin_says_why(data, reason):
    with pytest.raises(InexactError) as error:
        made(**data)
    assert str(error.value) == reason
