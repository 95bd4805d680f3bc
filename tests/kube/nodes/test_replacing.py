"""The batches of an update; the single steps are held against those of a cluster in ``tests/conformance``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.nodes.replacing import Kind, Update, course
from dslint.kube.nodes.rollout import Counts

DEAD = Kind(1, available=False, starts=False, answers=False)
PENDING = Kind(1, starts=False)


def sized(kind, size):
    return kind._replace(size=size)


@pytest.mark.parametrize(
    ("kinds", "counts", "batches"),
    [
        pytest.param([Kind(8)], Counts(3, 0), [(3, 2), (2, 1)], id="the last batch is the rest"),
        pytest.param([Kind(8)], Counts(0, 3), [(3, 2), (2, 1)], id="surge goes as fast"),
        pytest.param([Kind(6), sized(DEAD, 2)], Counts(3, 0), [(3, 1), (1, 5)], id="dead nodes spend the budget"),
        pytest.param([Kind(6), sized(DEAD, 2)], Counts(2, 0), [(2, 1)], id="as many dead ones as it has stop it"),
        pytest.param([Kind(6), sized(DEAD, 2)], Counts(0, 3), [(5, 1), (3, 1)], id="but not with surge"),
        pytest.param([Kind(4, available=False)], Counts(1, 0), [(4, 1)], id="unavailable pods go all at once"),
        pytest.param([Kind(3), sized(PENDING, 3)], Counts(2, 0), [(2, 1), (2, 1), (1, 1)], id="pending at last"),
        pytest.param([Kind(5, beside=False)], Counts(0, 2), [(2, 1)], id="a surge that has no place sticks"),
        pytest.param([Kind(5, admitted=False)], Counts(1, 0), [(1, 1)], id="refused pods cost the budget once"),
        pytest.param([Kind(5, admitted=False)], Counts(0, 1), [], id="and nothing with surge"),
        pytest.param([], Counts(1, 0), [], id="no nodes, no batch"),
        pytest.param([Kind(4), Kind(2, has_pod=False)], Counts(2, 0), [(0, 1), (2, 2)], id="new nodes count first"),
    ],
)
def test_batches_follow_the_budget(kinds, counts, batches):
    assert [(batch.pods, batch.times) for batch in course(kinds, counts).batches] == batches


def test_many_nodes_take_no_longer_than_few():
    found = course([Kind(10**9)], Counts(1, 0))
    assert found.length == 10**9
    assert len(found.batches) == 1
    assert found.end[0].done == 10**9


def test_pods_of_nodes_that_are_not_selected_any_more_go_beside_the_budget():
    found = course([Kind(4), Kind(2, wanted=False, stays=False)], Counts(1, 0))
    assert (found.removed, found.length, found.down) == (2, 4, 1)


def test_an_old_pod_under_a_taint_that_came_later_is_replaced_by_none_within_the_budget():
    found = course([Kind(3), Kind(2, wanted=False)], Counts(1, 0))
    assert found.length == 5
    assert [(one.done, one.empty) for one in found.end] == [(3, 0), (0, 2)]


def test_with_surge_it_goes_when_there_are_more_pods_than_desired():
    found = course([Kind(3), Kind(2, wanted=False)], Counts(0, 1))
    assert [(one.done, one.empty) for one in found.end] == [(3, 0), (0, 2)]


flags = st.sampled_from([True, True, False])
kinds = st.lists(st.builds(Kind, st.integers(0, 9), *[flags] * 8), max_size=4)
budgets = st.integers(1, 5).flatmap(lambda some: st.sampled_from([Counts(some, 0), Counts(0, some)]))


@given(kinds, budgets)
def test_batches_are_those_of_single_steps_and_keep_within_the_budget(some, counts):
    found = course(some, counts)
    update, taken = Update(some, counts), []
    while update.act():
        if any(update.taken):
            taken.append(sum(update.taken))
        for number, one in enumerate(update.pods):
            update.ready(number, one.waiting)
    assert [batch.pods for batch in found.batches for _ in range(batch.times) if batch.pods] == taken
    counted = ("old", "ill", "both", "fresh", "done", "going", "empty", "lingering")
    ends = [[[getattr(one, name) for name in counted] for one in pods] for pods in (update.pods, found.end)]
    assert ends[0] == ends[1]
    for kind, one in zip(some, found.end, strict=True):
        assert one.old + one.ill + one.both + one.fresh + one.done + one.going + one.empty == kind.size
    # whatever is down from the start, no more available pods are taken than the strategy allows
    before = sum(kind.size for kind in some if kind.wanted and not (kind.has_pod and kind.available))
    leaving = sum(kind.size for kind in some if not kind.wanted)
    if counts.max_surge:
        assert found.beside <= counts.max_surge
    elif not leaving:
        assert found.down <= max(before, counts.max_unavailable)
