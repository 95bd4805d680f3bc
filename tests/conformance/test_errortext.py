"""The whole text of every error, with the value as the server prints it."""

from __future__ import annotations

import re

import pytest

from dslint.kube.apiserver.errortext import error_text

from .answers import ask
from .vectors import OWN, RECORDED, load

CASES = [pytest.param(case, id=case["id"]) for case in load(OWN / "errortext_vectors.json")]
# what Go prints of a structure whose memory addresses, or parts that nobody can see, are in it: left out by dslint
_INSIDE = re.compile(r": (core|apps|resource|field|v1|\[\]core|\[\]v1)\.\w+\{.*\}(?=: )")


@pytest.mark.parametrize("case", CASES)
def test_errors_are_printed_as_by_the_server(case):
    assert texts(case, RECORDED) == sorted(case["texts"]["1.36"])


@pytest.mark.parametrize("case", CASES)
def test_before_1_34_values_are_printed_as_go_writes_them(case):
    expected = case["texts"]["1.33"]
    hidden = ("(0x", "resource.Quantity{")
    shown = [_INSIDE.sub("", text) if any(part in text for part in hidden) else text for text in expected]
    assert texts(case, 33) == sorted(shown)


def texts(case, minor):
    return sorted(error_text(error, minor) for error in ask(case["daemonset"], minor).errors)
