import pytest

from dslint.kube.values.unchecked import mapping_at


@pytest.mark.parametrize(
    ("value", "names", "found"),
    [
        ({"a": {"b": {"c": 1}}}, ("a", "b"), {"c": 1}),
        ({"c": 1}, (), {"c": 1}),
        ({"a": {"b": ["c"]}}, ("a", "b"), {}),
        ({"a": "b"}, ("a", "b"), {}),
        ({}, ("a", "b"), {}),
        (None, ("a",), {}),
    ],
    ids=["a mapping", "the value itself", "a list", "a text on the way", "nothing", "no value at all"],
)
def test_a_mapping_is_taken_where_there_is_one(value, names, found):
    assert mapping_at(value, *names) == found
