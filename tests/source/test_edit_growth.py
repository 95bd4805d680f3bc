"""Changing a list or a mapping costs as much for each of its parts however many it has."""

import pytest

from dslint.finding import AppendItem, RemoveEntry, RemoveItem
from dslint.fix.expected import Expected, same
from dslint.fix.plan import Planner
from dslint.fix.rounds import compatible
from dslint.manifest.field import Field
from dslint.source.edit import splice
from dslint.source.tree import parse, plain
from tests.growth import MOST, calls
from tests.source.build import finding

ITEM, ENTRY = RemoveItem, RemoveEntry
# how a text begins, each of its parts, what becomes of all but the first, and what is left of three
LISTS = {
    "items": ("a:\n", "- {number}\n", ITEM, [0]),
    "items with empty lines between them": ("a:\n", "- {number}\n\n", ITEM, [0]),
    "items in brackets": ("a: [x", ", {number}", ITEM, ["x"]),
    "entries": ("a:\n", "  k{number}: x\n", ENTRY, {"k0": "x"}),
    "entries with empty lines between them": ("a:\n", "  k{number}: x\n\n", ENTRY, {"k0": "x"}),
    "an entry of each item": (
        "a:\n",
        "- {{x: 1, z: {number}}}\n",
        lambda field: ENTRY(field.get("z")),
        [{"x": 1, "z": 0}, {"x": 1}, {"x": 1}],
    ),
    "items behind others": (
        "a:\n",
        "- {number}\n",
        lambda field: AppendItem(field.parent, f"{field.name}", field.name),
        [0, 1, "1", 2, "2"],
    ),
}


def mended(begin, part, change, count):
    """Change every part of a list but the first, and return what is left, which is as it must be."""
    text = begin + "".join(part.format(number=number) for number in range(count)) + ("]\n" if "[" in begin else "")
    root = parse(text).root
    field, planner = Field(root).get("a"), Planner(text)
    parts = [*field.items(), *field.entries()]
    intents = [change(one) for one in parts[1:]]
    plans = compatible([planner.plan(finding(intent)) for intent in intents])
    left = plain(parse(splice(text, [edit for plan in plans for edit in plan.edits])).root)
    assert same(left, Expected(intents).value(root))
    return left["a"]


@pytest.mark.parametrize(("begin", "part", "change", "left"), LISTS.values(), ids=LISTS)
def test_twice_as_many_changes_of_one_list_are_about_twice_the_work(begin, part, change, left):
    assert mended(begin, part, change, 3) == left
    few, many = (calls(mended, begin, part, change, count) for count in (250, 500))
    assert many <= MOST * few
