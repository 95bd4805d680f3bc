"""A DaemonSet and what else its text may hold."""

import pytest

from dslint.inputs.load import load_text
from dslint.manifest.daemonset import _holds_one
from tests.checks.hits import pod

ONE = pod("containers: [{name: agent, image: registry.example/agent:1.4}]")


def daemon_sets(text):
    """Return those of a text."""
    return [ds for content in load_text(text, "a.yaml").contents() for ds in content.daemon_sets]


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        (ONE, True),
        (f"{ONE}---\nkind: ConfigMap\n", True),
        (f"{ONE}---\n{ONE}", False),
        (f"# beside the other DaemonSet\n{ONE}", False),
        (f"{ONE}---\na: &a b\nc: *a\n", False),
        (ONE + "# a long comment\n" * 10_000, False),
    ],
    ids=["one", "something else", "two", "the word in a comment", "an alias", "a long text"],
)
def test_a_daemonset_is_alone_where_its_text_surely_holds_no_other(text, alone):
    assert {ds.is_alone for ds in daemon_sets(text)} == {alone}


def test_a_text_is_searched_once_however_many_it_holds():
    before = _holds_one.cache_info().misses
    found = daemon_sets("---\n".join([ONE] * 20))
    assert not any(ds.is_alone for ds in found)
    assert (len(found), _holds_one.cache_info().misses - before) == (20, 1)


def test_a_long_text_is_not_searched_at_all():
    before = _holds_one.cache_info()
    assert not any(ds.is_alone for ds in daemon_sets("---\n".join([ONE] * 400)))
    assert _holds_one.cache_info() == before
