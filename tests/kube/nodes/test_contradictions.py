import itertools
import random

import pytest

from dslint.kube.nodes.contradictions import contradiction
from dslint.kube.nodes.selectors import Requirement


def wanted(*conditions):
    """Read conditions such as ``a In x,y``."""
    read = []
    for condition in conditions:
        key, operator, *values = condition.split()
        read.append(Requirement(key, operator, tuple(values[0].split(",")) if values else ()))
    return read


@pytest.mark.parametrize(
    ("conditions", "excluding"),
    [
        (["a In x", "a In x,y"], None),
        (["a In x", "a In y"], [0, 1]),
        (["a In x,y", "a In y,z", "a In x,z"], [1, 2]),
        (["a In x,y", "b In x", "a NotIn x,y"], [0, 2]),
        (["a NotIn x", "a In x"], [1, 0]),
        (["a In x,y", "a NotIn x"], None),
        (["a Exists", "a DoesNotExist"], [0, 1]),
        (["a DoesNotExist", "a In x"], [0, 1]),
        (["a DoesNotExist", "a NotIn x"], None),
        (["a DoesNotExist", "b Exists"], None),
        (["a Gt 4", "a Lt 5"], [0, 1]),
        (["a Lt 6", "a Gt 4"], None),
        (["a Gt 1", "a Gt 7", "a Lt 9", "a Lt 8"], [1, 3]),
        (["a Lt 0"], [0]),
        (["a Lt 1"], None),
        (["a Gt 9223372036854775807"], [0]),
        (["a In x,7", "a Gt 7"], [0, 1]),
        (["a In 8", "a Gt 7"], None),
        (["kubernetes.io/os In linux", "beta.kubernetes.io/os In windows"], [0, 1]),
        (["kubernetes.io/os In linux", "kubernetes.io/arch In windows"], None),
        ([], None),
    ],
)
def test_conditions_that_exclude_each_other(conditions, excluding):
    given = wanted(*conditions)
    assert contradiction(given) == (None if excluding is None else tuple(given[index] for index in excluding))


def test_conditions_are_contradictory_exactly_where_no_value_meets_them():
    values = ["x", "y", *map(str, range(7))]
    conditions = [f"a In {one}" for one in ("x", "x,y", "3", "3,x", "2,4")]
    conditions += [f"a NotIn {one}" for one in ("x", "x,y", "3")]
    conditions += ["a Exists", "a DoesNotExist", "a Gt 2", "a Gt 4", "a Lt 3", "a Lt 5", "a Lt 0"]
    # numbers between two bounds can be written with leading zeros too, and any other text differs from x and y
    labels = [{}, *({"a": value} for value in [*values, *(f"0{number}" for number in range(7)), "other"])]
    for size in (1, 2, 3):
        for chosen in itertools.permutations(conditions, size):
            given = wanted(*chosen)
            possible = any(all(one.matches(given_labels) for one in given) for given_labels in labels)
            assert (contradiction(given) is None) == possible, chosen


def test_what_is_said_to_exclude_each_other_does():
    choice = random.Random(7)  # noqa: S311 - no secret
    conditions = ["a In x,y", "a In y,z", "a In z,x", "a NotIn x", "a Gt 3", "a Lt 9", "a In 4,x", "a DoesNotExist"]
    for _ in range(500):
        given = wanted(*choice.sample(conditions, 4))
        found = contradiction(given)
        assert found is None or (len(found) <= 2 and set(found) <= set(given))
