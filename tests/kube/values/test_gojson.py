"""JSON as Go writes it: what it escapes, and how numbers look."""

from __future__ import annotations

import pytest

from dslint.kube.values.gojson import json_text

TEXTS = {
    "nothing": (None, "null"),
    "true": (True, "true"),
    "false": (False, "false"),
    "a whole number": (-3, "-3"),
    "a fraction": (0.5, "0.5"),
    "a large number": (1e21, "1e+21"),
    "a text": ("a b", '"a b"'),
    "letters of other scripts": ("é𝄞", '"é𝄞"'),
    "what HTML knows": ("<a&b>", r'"\u003ca\u0026b\u003e"'),
    "quotes and backslashes": ('"\\', r'"\"\\"'),
    "white space": ("\b\f\n\r\t", r'"\b\f\n\r\t"'),
    "control characters": ("\x00\x1f\x7f", '"\\u0000\\u001f\x7f"'),
    "line separators": ("\u2028\u2029", r'"\u2028\u2029"'),
    "a list": ([1, "a", []], '[1,"a",[]]'),
    "a mapping, in its own order": ({"b": 1, "a<": {}}, '{"b":1,"a\\u003c":{}}'),
}


@pytest.mark.parametrize(("value", "text"), TEXTS.values(), ids=TEXTS)
def test_a_value_is_written_as_by_go(value, text):
    assert json_text(value) == text
