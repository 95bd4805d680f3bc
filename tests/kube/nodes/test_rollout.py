import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.nodes.rollout import Counts, allows_surge, counts, scaled

PERCENTAGES = st.integers(min_value=0, max_value=100).map(lambda number: f"{number}%")
NODES = st.integers(min_value=0, max_value=5000)


@pytest.mark.parametrize(
    ("value", "total", "number"),
    [
        (3, 100, 3),
        (-1, 5, -1),
        ("25%", 10, 3),
        ("0%", 10, 0),
        ("1%", 0, 0),
        ("3", 10, 0),
        ("1.5%", 10, 0),
        (None, 9, 0),
    ],
)
def test_numbers_stay_and_percentages_are_rounded_up(value, total, number):
    assert scaled(value, total) == number


def test_one_pod_at_a_time_is_the_default():
    assert counts({}, 10) == Counts(1, 0)
    assert not allows_surge({})


def test_nothing_happens_by_itself_with_on_delete():
    strategy = {"type": "OnDelete", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    assert counts(strategy, 10) == Counts(0, 0)
    assert not allows_surge(strategy)


@given(PERCENTAGES, NODES)
def test_a_percentage_is_never_less_than_its_share_nor_a_whole_pod_more(percentage, nodes):
    share = int(percentage[:-1]) * nodes / 100
    assert share <= scaled(percentage, nodes) < share + 1


@given(st.one_of(st.integers(0, 50), PERCENTAGES), st.one_of(st.integers(0, 50), PERCENTAGES), NODES)
def test_an_update_can_always_go_on(unavailable, surge, nodes):
    got = counts({"rollingUpdate": {"maxUnavailable": unavailable, "maxSurge": surge}}, nodes)
    assert nodes == 0 or got.max_unavailable + got.max_surge > 0
