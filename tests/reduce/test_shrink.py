"""Taking away what a finding does not need."""

import pytest

from dslint.reduce.shrink import shrunk


@pytest.mark.parametrize(
    ("text", "needed", "left"),
    [
        ("a: 1\nb: 2\nc: 3\n", "b: 2", "b: 2\n"),
        ("a: 1\n---\nb: 2\n---\nc: 3\n", "b: 2", "b: 2\n"),
        ("# who\na: 1 # what\nb: '#2' # why\n", "#2", "b: '#2'\n"),
        ("a:\n  - b\n  - c\n  - d\n", "- c", "a:\n  - c\n"),
        ("a: {b: {c: 1, d: 2}, e: 3}\n", "d: 2", "a: {b: {d: 2}}\n"),
        ('{"a": 1, "b": [1, 2]}', "2", '{"b": [2]}'),
        ("a: 1 # dslint: ignore[DS1] x\nb: 2 # y\n", "dslint: ignore", "a: 1 # dslint: ignore[DS1] x\n"),
        ("a: [1\nb: 2\nc: 3\n", "b", "b: 2\n"),
    ],
    ids=["fields", "documents", "comments", "items", "brackets", "JSON", "a comment that is needed", "no YAML"],
)
def test_what_is_not_needed_goes(text, needed, left):
    assert shrunk(text, lambda less: needed in less) == left


def test_what_is_needed_as_a_whole_stays():
    text = "a: 1\nb: {c: 2}\n"
    assert shrunk(text, lambda less: less == text) == text
