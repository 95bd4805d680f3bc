"""Fixes in 23 notations of YAML beside the plain one, of some examples; all of them in a campaign."""

import pytest

from tests.fuzz import styles
from tests.fuzz.examples import texts
from tests.fuzz.styles import STYLES, changes, hold_styles, plain, write

MANIFEST = {
    "apiVersion": "apps/v1",
    "kind": "DaemonSet",
    "metadata": {"name": "a", "labels": {"on": "x"}, "annotations": {"a.example/b": "1", "c": "d: e # f"}},
    "spec": {"replicas": 1, "list": [1, "x", [], {}, {"a": None, "b": [{"c": True}, {"d": -0.5}]}], "empty": {}},
}
EVERY = 40


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.mark.parametrize("style", STYLES)
def test_each_notation_says_the_same(style):
    said = plain(write(MANIFEST, style))
    assert (said["items"][0] if style == "a List" else said) == MANIFEST


def test_there_are_23_notations_beside_the_plain_one_and_all_differ():
    assert len({write(MANIFEST, style) for style in STYLES}) == len(STYLES) == 24


@pytest.mark.slow
def test_a_fix_changes_what_it_names_in_every_notation(request, folder):
    step = 1 if request.config.getoption("--campaign") else EVERY
    assert sum(hold_styles(text, folder) for text in texts()[::step]) > len(STYLES)


def test_a_change_that_no_fix_names_would_be_noticed(monkeypatch, folder):
    def meddling(text, _):
        return text.replace("DaemonSet", "Daemonset"), []

    monkeypatch.setattr(styles, "fixed", meddling)
    with pytest.raises(AssertionError, match=r"plain: \('kind',\) is changed, and no fix names it"):
        hold_styles(write(MANIFEST, "plain"), folder)


def test_differences_are_found_at_any_depth():
    assert list(changes({"a": [{"b": 1}], "c": 1}, {"a": [{"b": 2}], "d": 1})) == [("a", 0, "b"), ("c",), ("d",)]
    assert list(changes({"a": [1]}, {"a": [1, 2]})) == [("a",)]
    assert list(changes({"a": 1}, {"a": True})) == [("a",)]
