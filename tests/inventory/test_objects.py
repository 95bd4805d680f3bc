import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dslint.errors import InputError
from dslint.inventory import objects
from dslint.source.text import SourceText


def read(text):
    return objects.objects(SourceText("nodes", text), lambda item: item.value)


def wrong(text):
    with pytest.raises(InputError) as caught:
        read(text)
    error = caught.value
    assert error.source is not None
    assert error.span is not None
    return (*error.source.place(error.span.start), error.message)


scalars = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=5)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "kind", "x y"]), inner, max_size=3)
    ),
    max_leaves=6,
)
things = st.dictionaries(st.sampled_from(["kind", "metadata", "spec"]), values, max_size=3)


@given(st.lists(things, max_size=4), st.sampled_from([None, 1]), st.booleans())
def test_a_list_of_json_is_read_item_by_item(items, indent, before):
    rest = {"kind": "List", "metadata": {"a": [1]}}
    whole = {"items": items, **rest} if before else {**rest, "items": items}
    assert read(json.dumps(whole, indent=indent)) == items


@given(st.lists(things, min_size=1, max_size=4))
def test_a_stream_of_json_is_read_value_by_value(items):
    assert read("\n".join(map(json.dumps, items))) == items


def test_a_list_in_a_list_and_a_bare_list_are_lists_too():
    assert read('{"items": [{"kind": "List", "items": [{"a": 1}]}, {"b": 2}]}') == [{"a": 1}, {"b": 2}]
    assert read('[{"a": 1}, {"b": 2}]') == [{"a": 1}, {"b": 2}]
    assert read("items:\n- items: [{a: 1}]\n- {b: 2}\n") == [{"a": 1}, {"b": 2}]
    assert read("- a: 1\n- b: 2\n") == [{"a": 1}, {"b": 2}]


def test_documents_of_yaml_are_read_one_after_the_other():
    assert read("a: 1\n---\n---\nitems:\n- b: 2\n---\nc: yes\n") == [{"a": 1}, {"b": 2}, {"c": True}]


def test_yaml_in_braces_is_yaml():
    assert read("{items: [{a: 1}]}\n") == [{"a": 1}]


@given(st.lists(things, min_size=1, max_size=4), st.booleans())
def test_a_long_list_of_yaml_is_cut_into_its_items_and_nothing_changes(items, indented):
    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow=False, indentless=False):
            return super().increase_indent(flow, indentless and not indented)

    text = yaml.dump({"apiVersion": "v1", "items": items, "kind": "List"}, Dumper=Dumper, sort_keys=True)
    whole = read(text)
    long, objects.LONG = objects.LONG, 0
    try:
        assert read(text) == whole
    finally:
        objects.LONG = long


def test_items_of_a_long_list_know_their_place(monkeypatch):
    monkeypatch.setattr(objects, "LONG", 0)
    text = "kind: List\nitems:\n# first\n  - a: 1\n\n  - b:\n    - 2\nmetadata: {}\n"
    found = objects.objects(SourceText("nodes", text), lambda item: (item.value, text[item.start : item.end]))
    assert found == [({"a": 1}, "a: 1"), ({"b": [2]}, "b:\n    - 2")]


@pytest.mark.parametrize(
    "text",
    [
        "items:\n- &x {a: 1}\n- *x\n",
        "items:\n- a: |\n    b\n- a: 'x\n\n  y'\n",
        "items:\n-\n  a: 1\n- b: 2\n",
        "items:\n- a: 1\nb:\n  items:\n  - c: 3\n",
        "items: # none\n",
    ],
    ids=["anchor", "several lines", "dash alone", "a second list", "none"],
)
def test_what_cannot_be_cut_is_read_as_a_whole(text, monkeypatch):
    whole = read(text)
    monkeypatch.setattr(objects, "LONG", 0)
    assert read(text) == whole


@pytest.mark.parametrize("huge", [0, 10**9])
def test_a_mistake_in_a_long_list_is_told_with_its_place(huge, monkeypatch):
    monkeypatch.setattr(objects, "LONG", 0)
    monkeypatch.setattr(objects, "HUGE", huge)
    assert wrong("kind: List\nitems:\n- a: 1\n- b: [2\n- c: 3\n") == (4, 6, "not YAML: [ is never closed")
    assert wrong("kind: List\nitems:\n- a: 1\n- b: 2\n c: 3\n")[0] == 5


WRONG = [
    ('{"items": [{"a": 1}', (1, 19, "not JSON: it ends too early")),
    ('{"items": [\n {"a": 1},\n {"a" 1}]}', (3, 7, "not JSON: expecting ':' delimiter")),
    ('{"items": [{"a": "x', (1, 18, "not JSON: it ends too early")),
    ('{"a": 1} x', (1, 10, "not JSON: expecting value")),
    ('{"a" 1', (1, 6, "not JSON: : is missing")),
    ("a: 1\nb\n", (2, 1, "not YAML: a key has no colon")),
    ("a: 1\n--- x\n", (2, 1, "text behind --- on its line")),
    ("a: 1\n...\nb\n", (3, 1, "text behind the end of the document")),
]


@pytest.mark.parametrize(("text", "expected"), WRONG, ids=[text for text, _ in WRONG])
def test_what_cannot_be_read_is_told_with_its_place(text, expected):
    assert wrong(text) == expected


def test_nesting_has_an_end():
    line, column, message = wrong('{"items": [' + "[" * 100_000)
    assert (line, column > 10, message) == (1, True, "not JSON: it is nested too deeply")
    assert wrong("a: " + "[" * 1000)[2].startswith("not YAML: it is nested deeper than")


def test_a_number_that_nobody_writes_is_refused():
    assert (
        wrong('{"items": [{"a": ' + "9" * 5000 + "}]" + " " * objects.LONG + "}")[2]
        == "not JSON: a number is out of range"
    )


@given(st.text(max_size=30) | st.text(st.sampled_from('{}[]:,"- \nitems'), max_size=30))
def test_any_text_is_read_or_refused_with_a_place(text):
    refused = None
    try:
        read(text)
    except InputError as error:
        refused = error
    if refused is not None:
        assert refused.source is not None
        assert refused.span is not None
        assert 0 <= refused.span.start <= refused.span.end


NODE = {"metadata": {"name": "n1"}}
TYPED = {"apiVersion": "v1", "kind": "Node", **NODE}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"kind": "NodeList", "apiVersion": "v1", "items": [NODE, TYPED]}, [TYPED, TYPED]),
        ({"apiVersion": "v1", "items": [NODE], "kind": "NodeList", "metadata": {}}, [TYPED]),
        ({"items": [{"kind": "NodeList", "apiVersion": "v1", "items": [NODE]}, NODE]}, [TYPED, NODE]),
        ({"kind": "List", "apiVersion": "v1", "items": [NODE]}, [NODE]),
        ({"kind": ["NodeList"], "items": [NODE]}, [NODE]),
        ({"kind": "NodeList", "apiVersion": "v1", "items": []}, []),
    ],
    ids=["kind first", "kind behind the items", "a list in a list", "List", "kind of no use", "none"],
)
@pytest.mark.parametrize("form", ["json", "yaml", "long yaml"])
def test_items_of_a_typed_list_have_the_kind_of_the_list(written, expected, form, monkeypatch):
    if form == "long yaml":
        monkeypatch.setattr(objects, "LONG", 0)
    dump = json.dumps if form == "json" else lambda value: yaml.safe_dump(value, sort_keys=False)
    assert read(dump(written)) == expected
