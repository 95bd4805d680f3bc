"""Prose in lines that a terminal shows whole."""

import pytest

from dslint.render.wrap import wrap


@pytest.mark.parametrize(
    ("text", "begin", "hang", "lines"),
    [
        ("", 0, 2, [""]),
        ("one two", 0, 2, ["one two"]),
        ("one two three four", 0, 2, ["one two", "  three", "  four"]),
        ("one two", 8, 2, ["", "  one two"]),
        ("a  b", 0, 2, ["a  b"]),
        ("xxxxxxxxxxxxxxx yy", 0, 2, ["xxxxxxxxxx", "  xxxxx yy"]),
        ("spec.pod/template", 0, 2, ["spec.pod/", "  template"]),
        ("日本日本 日本", 0, 2, ["日本日本", "  日本"]),
    ],
    ids=["nothing", "fits", "breaks", "no room at first", "spaces", "a long word", "at a sign", "wide"],
)
def test_a_text_is_broken_between_words_and_goes_on_further_in(text, begin, hang, lines):
    assert wrap(text, 10, begin, hang) == lines
