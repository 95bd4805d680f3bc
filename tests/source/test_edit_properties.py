"""Whatever the document and the change: it means what was asked for, and nothing else has moved."""

from contextlib import suppress
from json import dumps, loads

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from dslint.finding import AppendItem, Enclose, InsertEntry, Quote, RemoveEntry, RemoveItem, RenameKey, SetScalar
from dslint.fix.expected import Expected, same
from dslint.fix.plan import Planner
from dslint.fix.rounds import compatible
from dslint.manifest.field import Field
from dslint.source.edit import Withheld, splice
from dslint.source.json_tree import parse_stream
from dslint.source.layout import Layout
from dslint.source.nodes import ParseError
from dslint.source.tree import parse, plain
from tests.source.build import finding
from tests.source.styles import Writer

VALUES = ("text", "on", "8080", "a: b", "ä #", "", 5, True, None)
NESTED = (
    "text",
    {"key": "node", "effect": "on", "app": ["x", {"name": "y"}]},
    ["a", "b"],
    {},
    [],
    [{"name": "n", "env": {"a": 1}}],
)


def everywhere(field):
    yield field
    for below in [*field.entries(), *field.items()]:
        yield from everywhere(below)


def intents(random, root):
    """Return a random change of a random place."""
    fields = list(everywhere(root))
    field = random.choice(fields)
    name = random.choice(["new", "app", "name", "x: y", "on"])
    value = random.choice(NESTED)
    kind = random.choice(
        ["set", "rename", "insert", "remove", "prune", "append", "drop", "quote", "enclose", "missing"]
    )
    if kind == "set":
        return SetScalar(field, random.choice(VALUES))
    if kind == "missing":
        return SetScalar(field.get("fresh", "deep", "down"), random.choice(VALUES))
    if kind == "insert":
        names = [below.name for below in field.entries()]
        like = random.choice([None, *fields])
        return InsertEntry(field, name, value, random.choice([None, "", *names]), like)
    if kind == "append":
        places = list(range(len(list(field.items()))))
        return AppendItem(field, value, random.choice([None, *places]))
    if kind == "quote":
        return Quote(field)
    if kind == "enclose":
        return Enclose(field)
    inside = [one for one in fields if one.parent is not None]
    if kind == "rename":
        return RenameKey(random.choice([one for one in inside if isinstance(one.name, str)]), name)
    if kind == "drop":
        return RemoveItem(random.choice([one for one in inside if isinstance(one.name, int)] or inside))
    return RemoveEntry(random.choice([one for one in inside if isinstance(one.name, str)]), prune=kind == "prune")


def remarks(text, root):
    return [text[slice(*span)] for span in Layout(text, root).comments(0, len(text))]


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.randoms(use_true_random=True))
def test_a_change_does_what_it_says_and_nothing_else(random):
    text = Writer(random).document()
    try:
        root = parse(text).root
    except ParseError:
        assume(False)
    change = intents(random, Field(root))
    try:
        plan = Planner(text).plan(finding(change))
    except Withheld as reason:
        event(f"{type(change).__name__} withheld: {reason}")
        return
    event(f"{type(change).__name__} done")
    new = splice(text, plan.edits)
    after = parse(new).root
    assert same(plain(after), Expected([change]).value(root))
    assert remarks(new, after) == remarks(text, root)
    assert new.count("\r\n") == (new.count("\n") if "\r" in text else 0)
    assert new.endswith("\n") == text.endswith("\n")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.randoms(use_true_random=True))
def test_changes_that_are_compatible_can_be_made_together(random):
    text = Writer(random).document()
    try:
        root = parse(text).root
    except ParseError:
        assume(False)
    planner, plans = Planner(text), []
    for _ in range(6):
        with suppress(Withheld):
            plans.append(planner.plan(finding(intents(random, Field(root)))))
    batch = compatible(plans)
    new = splice(text, [edit for plan in batch for edit in plan.edits])
    changes = [change for plan in batch for change in plan.finding.fix.intents]
    after = parse(new).root
    assert same(plain(after), Expected(changes).value(root))
    assert remarks(new, after) == remarks(text, root)


NAMES = st.sampled_from(["app", "name", "x y", "spec"])
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.sampled_from(["", "a", "on", "a b", "ä", '"', "#x", "{{"]),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["app", "name", "x y"]), below, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(
    st.randoms(use_true_random=True),
    st.dictionaries(NAMES, DATA, min_size=2),
    st.sampled_from([None, 2, 4]),
    st.sampled_from([(",", ":"), (", ", ": ")]),
)
def test_json_stays_json(random, data, indent, separators):
    text = dumps(data, indent=indent, separators=separators, ensure_ascii=False)
    root = parse_stream(text)[0].root
    change = intents(random, Field(root))
    try:
        plan = Planner(text).plan(finding(change))
    except Withheld as reason:
        event(f"{type(change).__name__} withheld: {reason}")
        return
    new = splice(text, plan.edits)
    assert same(loads(new), Expected([change]).value(root))
    if indent and type(change).__name__ in ("InsertEntry", "AppendItem"):
        event("laid out alike" if new == dumps(loads(new), indent=indent, ensure_ascii=False) else "laid out otherwise")
