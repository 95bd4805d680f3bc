"""Fields that are there, fields that are missing, and their paths."""

import pytest

from dslint.manifest.field import Field, json_pointer
from dslint.source.text import Span
from dslint.source.tree import parse

TEXT = "a:\n  b: [c, {d: yes}]\n  e: ~\n  'x/y~z': 1\n  0: zero\nf: &f {g: h}\ni: *f\n"


@pytest.fixture
def root():
    return Field(parse(TEXT).root)


# path, there, value, text
STEPS = {
    "a mapping": (("a", "b"), True, ["c", {"d": True}], ""),
    "an item": (("a", "b", 0), True, "c", "c"),
    "a field of an item": (("a", "b", 1, "d"), True, True, ""),
    "an item too many": (("a", "b", 2), False, None, ""),
    "no item from behind": (("a", "b", -1), False, None, ""),
    "an item by name": (("a", "b", "d"), False, None, ""),
    "an explicit null": (("a", "e"), False, None, ""),
    "below a null": (("a", "e", "x"), False, None, ""),
    "below a scalar": (("a", "b", 0, "x"), False, None, ""),
    "a number as a key": (("a", "0"), True, "zero", "zero"),
    "below an alias": (("i", "g"), True, "h", "h"),
    "missing altogether": (("x", 0, "y"), False, None, ""),
}


@pytest.mark.parametrize(("path", "there", "value", "text"), STEPS.values(), ids=STEPS)
def test_a_path_leads_to_a_field_and_never_raises(root, path, there, value, text):
    field = root.get(*path)
    assert (bool(field), field.value, field.text) == (there, value, text)
    assert field.path == tuple(path)
    assert list(field.items()) == [] or isinstance(value, list)


def test_a_pointer_escapes_what_has_a_meaning_in_it(root):
    assert root.get("a", "x/y~z").pointer == "/a/x~1y~0z"
    assert root.get("a", "b", 1, "d").pointer == "/a/b/1/d"
    assert root.pointer == ""
    assert json_pointer(("~1", "/")) == "/~01/~1"


def test_the_nearest_field_that_exists_stands_in_for_a_missing_one(root):
    assert root.get("a", "x", "y").nearest().pointer == "/a"
    assert root.get("i", "x").nearest().pointer == "/i"
    assert root.get("a", "e").nearest().pointer == "/a/e"
    assert root.get("x").nearest().pointer == ""


@pytest.mark.parametrize(("written", "raw"), [("0.50", "0.50"), ("'1.0'", "1.0"), ("yes", "yes"), ("[]", ""), ("", "")])
def test_a_scalar_tells_how_it_is_written(written, raw):
    root = Field(parse(f"a: {written}\n").root)
    assert root.get("a").raw == raw
    assert root.get("b").raw == ""


def test_entries_and_items_come_in_the_order_of_the_text(root):
    assert [field.pointer for field in root.get("a").entries()] == ["/a/b", "/a/e", "/a/x~1y~0z", "/a/0"]
    assert [field.pointer for field in root.get("a", "b").items()] == ["/a/b/0", "/a/b/1"]
    assert list(root.get("a", "b").entries()) == []


def test_an_empty_document_has_fields_too():
    root = Field(parse("# nothing\n").root)
    assert (root.get("a", "b").value, root.get("a", "b").span(), root.get("a").nearest().pointer) == (None, (0, 0), "")


@pytest.mark.parametrize("text", [TEXT, "a: {b: 1}\nf:\n  g: h\n"], ids=["as PyYAML reads it", "plain"])
def test_a_field_knows_the_entry_that_it_stands_in(text):
    root = Field(parse(text).root)
    for field in (root.get("a", "b"), root.get("f", "g"), *root.entries()):
        assert (field.entry.name, field.entry.value) == (field.name, field.node)
        assert field.span(key=True) == field.entry.place == Span(field.key.start, field.key.end)
    assert root.entry is root.get("x").entry is None


def test_what_a_merge_brings_in_has_the_key_that_it_has_there():
    root = Field(parse("a: &a\n  b: 1\nc:\n  <<: *a\n").root)
    assert root.get("c", "b").span(key=True) == root.get("a", "b").span(key=True)
    assert root.get("c", "b").entry.merged
