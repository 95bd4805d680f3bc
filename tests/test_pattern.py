"""A pattern is one of ``re``, compiled when it is first used."""

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

import dslint
from dslint.pattern import pattern


def test_a_pattern_is_compiled_at_its_first_use_and_once(monkeypatch):
    compiled = []
    compile_now = re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or compile_now(*given))
    word = pattern("[a-z]+", re.IGNORECASE)
    assert compiled == []
    assert [bool(word.fullmatch(text)) for text in ("Node", "node 1")] == [True, False]
    assert word.sub("x", "a 1 B") == "x 1 x"
    assert compiled == [("[a-z]+", re.IGNORECASE)]


def test_a_pattern_has_what_those_of_re_have():
    word = pattern("a(b)")
    assert (word.pattern, word.groups) == ("a(b)", 1)
    with pytest.raises(AttributeError):
        word.nothing  # noqa: B018


def test_a_mistake_in_a_pattern_shows_at_its_first_use():
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.search("")


def test_every_pattern_of_dslint_can_be_compiled():
    found = []
    for module in walk_packages(dslint.__path__, "dslint."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(import_module(module.name)).items():
            if type(value) is pattern:
                found.append(name)
                assert value.match("") is None or value.match("").end() == 0, name
    assert len(found) > 50
