import copy
import pickle
from typing import Any

import pytest

from dslint.record import NamedTuple


class Pair(NamedTuple):
    """Two values."""

    left: int
    right: Any = None

    @property
    def swapped(self):
        return Pair(self.right, self.left)

    def __str__(self):
        return f"{self.left}|{self.right}"


class Wide(NamedTuple):
    """More values than most have."""

    left: int
    b: int = 2
    c: int = 3
    d: int = 4
    e: int = 5
    f: int = 6
    g: int = 7
    h: int = 8
    i: int = 9
    right: Any = None


@pytest.mark.parametrize("record", [Pair, Wide])
def test_fields_are_given_by_place_or_name_and_read_by_name(record):
    between = tuple(range(2, 10)) if record is Wide else ()
    assert [record(1, *between, 2), record(1, right=2), record(right=2, left=1)] == [(1, *between, 2)] * 3
    assert (record(1).left, record(1).right) == (1, None)
    assert record._fields[:: len(record._fields) - 1] == ("left", "right")


@pytest.mark.parametrize("record", [Pair, Wide])
@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), (range(11), {}), ((1,), {"left": 2}), ((), {"right": 2}), ((1,), {"middle": 2})],
    ids=["none", "too many", "one twice", "one missing", "an unknown one"],
)
def test_other_arguments_are_a_mistake(record, values, named):
    with pytest.raises(TypeError, match=f"^{record.__name__}"):
        record(*values, **named)


def test_a_record_cannot_be_changed_but_copied_with_a_change():
    pair = Pair(1, 2)
    with pytest.raises(AttributeError):
        pair.left = 3
    with pytest.raises(AttributeError):
        pair.other = 3
    assert pair._replace(left=3) == Pair(3, 2)
    with pytest.raises(TypeError):
        pair._replace(middle=3)


def test_a_record_is_a_tuple_with_its_own_methods():
    left, right = pair = Pair(1, 2)
    assert (left, right) == (1, 2)
    assert pair.swapped == Pair(2, 1)
    assert pair._asdict() == {"left": 1, "right": 2}
    assert Pair._make([1, 2]) == pair
    assert str(pair) == "1|2"
    assert repr(pair) == "Pair(left=1, right=2)"
    assert {pair: "x"}[Pair(1, 2)] == "x"
    assert Pair.__doc__ == "Two values."


def test_a_record_survives_copies_and_pickles():
    assert copy.deepcopy(Pair(1, [2])) == Pair(1, [2])
    assert type(pickle.loads(pickle.dumps(Pair(1, 2)))) is Pair  # noqa: S301 - our own
