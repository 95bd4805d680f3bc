from __future__ import annotations

import pytest

from dslint.errors import suggest

KNOWN = [
    "DS101",
    "DS111",
    "DS121",
    "DS211",
    "DS701",
    "unmatched-selector",
    "missing-selector",
    "hostNetwork",
    "hostPID",
]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("DS1O1", "DS101"),
        ("ds701", "DS701"),
        ("unmatched-selectr", "unmatched-selector"),
        ("mising-selector", "missing-selector"),
        ("hostnetwork", "hostNetwork"),
        ("hostPid", "hostPID"),
        ("CKV_K8S_20", None),
        ("", None),
    ],
)
def test_the_word_with_the_fewest_slips_is_suggested(word, meant):
    assert suggest(word, KNOWN) == meant


def test_nothing_is_suggested_where_nothing_is_known():
    assert suggest("DS101", []) is None
