"""Warnings about pairs of files and of ports: every pair is found, and absurdly many end somewhere."""

from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.apiserver.warnings.core import MOST
from tests.conformance.answers import ask
from tests.kube.apiserver.build import daemonset, with_container

paths = st.lists(st.text("ab/", min_size=1, max_size=5), max_size=6)


def with_files(names):
    items = [{"key": "k", "path": name} for name in names]
    return daemonset(volumes=[{"name": "files", "configMap": {"name": "c", "items": items}}])


def places(said):
    return [(warning.related[-2], warning.at[-2]) for warning in said.warnings]


@given(paths)
def test_files_overlap_where_one_is_the_other_or_lies_below_it(names):
    bare = [name.rstrip("/") for name in names]
    pairs = [
        (first, second)
        for second, later in enumerate(bare)
        for first, earlier in enumerate(bare[:second])
        if later and earlier and (f"{earlier}/".startswith(f"{later}/") or f"{later}/".startswith(f"{earlier}/"))
    ]
    assert places(ask(with_files(names))) == pairs


def test_files_without_end_are_not_compared_without_end():
    assert MOST < len(ask(with_files(["p"] * 2000)).warnings) < 2 * MOST


def test_ports_without_end_are_not_compared_without_end():
    said = ask(with_container(ports=[{"containerPort": 80}] * 2000))
    assert MOST < len(said.warnings) < 2 * MOST


def test_two_equal_ports_are_one_pair():
    said = ask(with_container(ports=[{"containerPort": 80}, {"containerPort": 81}, {"containerPort": 80}]))
    assert [(warning.at[-1], warning.related[-1]) for warning in said.warnings] == [(2, 0)]
