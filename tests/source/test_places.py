"""Line and column, start and end, of keys and values, for every way to write them."""

import pytest

from dslint.inputs.documents import read
from dslint.manifest.field import Field
from dslint.source.event_tree import PureParser
from dslint.source.text import SourceText
from dslint.source.tree import ParseError, parse, resolved

KEY, VALUE = True, False


def where(source, span):
    start, end = source.place(span.start), source.place(span.end)
    return f"{start.line}:{start.column}-{end.line}:{end.column}"


def fields(text, document=0):
    source = SourceText.decode("x.yaml", text.encode())
    trees = {document.number: document.tree for document in read(source, everything=True)}
    return source, Field(trees[document].root)


# id: text, document, path, key or value, place, the text that stands there
PLACES = {
    "a plain value": ("a:\n  b: cd\n", 0, ("a", "b"), VALUE, "2:6-2:8", "cd"),
    "its key": ("a:\n  b: cd\n", 0, ("a", "b"), KEY, "2:3-2:4", "b"),
    "a mapping is pointed at by its key": ("a:\n  b: cd\n", 0, ("a",), VALUE, "1:1-1:2", "a"),
    "the root by its first key": ("# c\n\na:\n  b: cd\n", 0, (), VALUE, "3:1-3:2", "a"),
    "the root of a list by its first item": ("- x\n", 0, (), VALUE, "1:3-1:4", "x"),
    "blanks behind a value are not its own": ("a: b   # c\n", 0, ("a",), VALUE, "1:4-1:5", "b"),
    "a value of several words": ("a: b c  d\n", 0, ("a",), VALUE, "1:4-1:10", "b c  d"),
    "a value over several lines": ("a: b\n  c\nd: e\n", 0, ("a",), VALUE, "1:4-2:4", "b\n  c"),
    "behind it": ("a: b\n  c\nd: e\n", 0, ("d",), VALUE, "3:4-3:5", "e"),
    "flow mapping, a value": ("a: {b: c, d: e}\n", 0, ("a", "d"), VALUE, "1:14-1:15", "e"),
    "flow mapping, a key": ("a: {b: c, d: e}\n", 0, ("a", "d"), KEY, "1:11-1:12", "d"),
    "flow mapping over lines": ("a: {b: c,\n    d: e}\n", 0, ("a", "d"), VALUE, "2:8-2:9", "e"),
    "flow list, an item": ("a: [b, 'c d', e]\n", 0, ("a", 1), VALUE, "1:8-1:13", "'c d'"),
    "flow list in a flow mapping": ("{a: [{b: c}]}\n", 0, ("a", 0, "b"), VALUE, "1:10-1:11", "c"),
    "a pair in a flow list": ("a: [b: c]\n", 0, ("a", 0, "b"), VALUE, "1:8-1:9", "c"),
    "a key without a value in flow": ("a: {b, c: d}\n", 0, ("a", "b"), VALUE, "1:5-1:6", "b"),
    "an item that is a scalar": ("a:\n- b\n- c\n", 0, ("a", 1), VALUE, "3:3-3:4", "c"),
    "an item that is a mapping by its first key": ("a:\n- b: c\n  d: e\n", 0, ("a", 0), VALUE, "2:3-2:4", "b"),
    "an item that is a flow mapping as a whole": ("a:\n- {b: c}\n", 0, ("a", 0), VALUE, "2:3-2:9", "{b: c}"),
    "the key of an item is that of its list": ("a:\n- b: c\n", 0, ("a", 0), KEY, "1:1-1:2", "a"),
    "an item of an item": ("- - a\n  - b\n", 0, (0, 1), VALUE, "2:5-2:6", "b"),
    "a double-quoted value with its quotes": ('a: "b\\n"\n', 0, ("a",), VALUE, "1:4-1:9", '"b\\n"'),
    "a quoted key with its quotes": ("'a b': c\n", 0, ("a b",), KEY, "1:1-1:6", "'a b'"),
    "a quoted value over lines": ('a: "b\n  c"\nd: e\n', 0, ("a",), VALUE, "1:4-2:5", '"b\n  c"'),
    "behind a quoted value over lines": ('a: "b\n  c"\nd: e\n', 0, ("d",), KEY, "3:1-3:2", "d"),
    "a block of text from its header": ("a: |\n  b\n  c\n\nd: e\n", 0, ("a",), VALUE, "1:4-3:4", "|\n  b\n  c"),
    "a folded block with header": ("a: >-  # c\n  b\n", 0, ("a",), VALUE, "1:4-2:4", ">-  # c\n  b"),
    "behind a block of text": ("a: |\n  b\n\n\nd: e\n", 0, ("d",), VALUE, "5:4-5:5", "e"),
    "a block of text that ends with a no-break space": ("a: |\n  b\xa0\n", 0, ("a",), VALUE, "1:4-2:5", "|\n  b\xa0"),
    "an empty block of text": ("a: |\nb: c\n", 0, ("a",), VALUE, "1:4-1:5", "|"),
    "an anchor is not part of its value": ("a: &x b\n", 0, ("a",), VALUE, "1:7-1:8", "b"),
    "nor is a tag": ("a: !!str 5\n", 0, ("a",), VALUE, "1:10-1:11", "5"),
    "an anchor on a mapping": ("a: &x\n  b: c\n", 0, ("a", "b"), VALUE, "2:6-2:7", "c"),
    "an alias is where it is used": ("a: &x b\nc: *x\n", 0, ("c",), VALUE, "2:4-2:6", "*x"),
    "what an alias stands for is at its anchor": ("a: &x {b: c}\nd: *x\n", 0, ("d", "b"), VALUE, "1:11-1:12", "c"),
    "a missing field below an alias is at its use": ("a: &x {b: c}\nd: *x\n", 0, ("d", "e"), VALUE, "2:1-2:2", "d"),
    "an alias as an item": ("a: &x {b: c}\nd:\n- *x\n", 0, ("d", 0), VALUE, "3:3-3:5", "*x"),
    "an alias as a key": ("a: &x b\n*x : c\n", 0, ("b",), KEY, "2:1-2:3", "*x"),
    "a merged field is where it was written": ("a: &x {b: c}\nd:\n  <<: *x\n", 0, ("d", "b"), VALUE, "1:11-1:12", "c"),
    "of a merge by its key": ("a: &x {b: c}\nd:\n  <<: *x\n", 0, ("d", "b"), KEY, "1:8-1:9", "b"),
    "a key set twice counts where it is set last": ("a: b\nc: d\na: e\n", 0, ("a",), VALUE, "3:4-3:5", "e"),
    "a missing field is at the key above": ("a:\n  b: c\n", 0, ("a", "x"), VALUE, "1:1-1:2", "a"),
    "a missing field some steps below": ("a:\n  b: c\n", 0, ("a", "x", 3, "y"), VALUE, "1:1-1:2", "a"),
    "a missing field below a scalar": ("a:\n  b: c\n", 0, ("a", "b", "x"), VALUE, "2:3-2:4", "b"),
    "a missing field of an item": ("a:\n- b: c\n", 0, ("a", 0, "x"), VALUE, "2:3-2:4", "b"),
    "a missing field of an item, by key": ("a:\n- b: c\n", 0, ("a", 0, "x"), KEY, "1:1-1:2", "a"),
    "a missing item": ("a:\n- b: c\n", 0, ("a", 1), VALUE, "1:1-1:2", "a"),
    "a missing field of the root": ("# c\na: b\n", 0, ("x",), VALUE, "2:1-2:2", "a"),
    "a value that is left out": ("a:\nb: c\n", 0, ("a",), VALUE, "1:1-1:2", "a"),
    "a null that is written": ("a: ~\nb: c\n", 0, ("a",), VALUE, "1:4-1:5", "~"),
    "an item that is left out is at its dash": ("a:\n-\n- b\n", 0, ("a", 0), VALUE, "2:1-2:2", "-"),
    "an empty flow mapping": ("a: {}\n", 0, ("a",), VALUE, "1:1-1:2", "a"),
    "an explicit key": ("? a\n: b\n", 0, ("a",), KEY, "1:3-1:4", "a"),
    "the value of an explicit key": ("? a\n: b\n", 0, ("a",), VALUE, "2:3-2:4", "b"),
    "CRLF, the value": ("a: b\r\nc: d\r\n", 0, ("c",), VALUE, "2:4-2:5", "d"),
    "CRLF, the end of a block of text": ("a: |\r\n  b\r\nc: d\r\n", 0, ("a",), VALUE, "1:4-2:4", "|\r\n  b"),
    "CRLF between documents": ("a: b\r\n---\r\nc: d\r\n", 1, ("c",), VALUE, "3:4-3:5", "d"),
    "a lone CR ends a line": ("a: b\rc: d\r", 0, ("c",), VALUE, "2:4-2:5", "d"),
    "a byte-order mark takes no column": ("\ufeffa: b\n", 0, ("a",), VALUE, "1:4-1:5", "b"),
    "the key behind a byte-order mark": ("\ufeffa: b\n", 0, ("a",), KEY, "1:1-1:2", "a"),
    "a byte-order mark that opens a document": ("a: 1\n---\n\ufeffb: c\n", 1, ("b",), KEY, "3:2-3:3", "b"),
    "of two that open a document of several lines the second is text": (
        "a: 1\n---\n\ufeff\ufeffb: c\nd: e\n",
        1,
        ("\ufeffb",),
        KEY,
        "3:2-3:4",
        "\ufeffb",
    ),
    "one behind the separator that opens a file": ("---\n\ufeffb: c\n", 0, ("\ufeffb",), KEY, "2:1-2:3", "\ufeffb"),
    "one inside a document": ("a: \ue000\n\ufeffb: c\n", 0, ("\ufeffb",), KEY, "2:1-2:3", "\ufeffb"),
    "one in a value": ("a: b\ufeff\n", 0, ("a",), VALUE, "1:4-1:6", "b\ufeff"),
    "a tab before a value is one column": ("a:\tb\n", 0, ("a",), VALUE, "1:4-1:5", "b"),
    "a tab in a plain value": ("a: b\tc\n", 0, ("a",), VALUE, "1:4-1:7", "b\tc"),
    "a tab in quotes": ('a: "b\tc"\nd: e\n', 0, ("a",), VALUE, "1:4-1:9", '"b\tc"'),
    "non-ASCII characters are one column each": ("ä: öü é\n", 0, ("ä",), VALUE, "1:4-1:8", "öü é"),
    "a combining mark is a column of its own": ("a: e\u0301 x\n", 0, ("a",), VALUE, "1:4-1:8", "e\u0301 x"),
    "an astral character is one column": ("a: {b: 😀, c: d}\n", 0, ("a", "c"), VALUE, "1:14-1:15", "d"),
    "wide characters are one column": ("a: [日本, b]\n", 0, ("a", 1), VALUE, "1:9-1:10", "b"),
    "U+2028 ends no line for people": ('a: "b\u2028 c"\nd: e\n', 0, ("d",), VALUE, "2:4-2:5", "e"),
    "U+2028 in its value": ('a: "b\u2028 c"\nd: e\n', 0, ("a",), VALUE, "1:4-1:10", '"b\u2028 c"'),
    "U+2029 ends none either": ('a: "b\u2029 c"\nd: e\n', 0, ("d",), VALUE, "2:4-2:5", "e"),
    "nor does U+0085": ('a: "b\x85 c"\nd: e\n', 0, ("d",), VALUE, "2:4-2:5", "e"),
    "the second document": ("a: b\n---\nc: d\n", 1, ("c",), VALUE, "3:4-3:5", "d"),
    "a document behind an empty one": ("a: b\n---\n---\nc: d\n", 2, ("c",), VALUE, "4:4-4:5", "d"),
    "a document behind comments and a separator": ("# c\n\n---  # d\na: b\n", 0, ("a",), VALUE, "4:4-4:5", "b"),
    "a missing field in the second document": ("a: b\n---\n\nc: d\n", 1, ("x",), VALUE, "4:1-4:2", "c"),
    "an item of a List": ("kind: List\nitems:\n- kind: X\n  a: b\n", 0, ("items", 0, "a"), VALUE, "4:6-4:7", "b"),
    "JSON, a value": ('{\n  "a": {"b": "c"}\n}\n', 0, ("a", "b"), VALUE, "2:14-2:17", '"c"'),
    "JSON, a key": ('{\n  "a": {"b": "c"}\n}\n', 0, ("a", "b"), KEY, "2:9-2:12", '"b"'),
    "JSON, a missing field": ('{\n  "a": {"b": "c"}\n}\n', 0, ("a", "x"), VALUE, "2:3-2:6", '"a"'),
    "JSON, an item": ('{"a": [1,\n\t 22]}', 0, ("a", 1), VALUE, "2:3-2:5", "22"),
    "JSON, a surrogate pair is written as twelve": (
        '{"a": "\\ud83d\\ude00", "b": 1}',
        0,
        ("b",),
        VALUE,
        "1:28-1:29",
        "1",
    ),
    "JSON, the second object of a stream": ('{"a": 1}\n{"b": 2}\n', 1, ("b",), VALUE, "2:7-2:8", "2"),
    "JSON, the root": ('\n{"a": 1}', 0, (), VALUE, "2:1-2:9", '{"a": 1}'),
}


@pytest.mark.parametrize(("text", "document", "path", "key", "place", "said"), PLACES.values(), ids=PLACES)
def test_a_field_stands_where_its_author_sees_it(text, document, path, key, place, said):
    source, root = fields(text, document)
    span = root.get(*path).span(key=key)
    assert (where(source, span), source.text[span.start : span.end]) == (place, said)


# tabs where PyYAML's own parser takes none, as in test_yaml.py
PURE_REFUSES = ("a tab before a value is one column", "a tab in a plain value")
PURE = [row for row in PLACES if "JSON" not in row and row not in PURE_REFUSES]


@pytest.mark.parametrize("row", PURE)
def test_the_parser_in_pure_python_sees_the_same_places(row):
    text, document, path, key, place, said = PLACES[row]
    source = SourceText.decode("x.yaml", text.encode())
    chunk = next(one for one in read(source, everything=True) if one.number == document)
    root = Field(parse(source.text[chunk.start : chunk.end], chunk.start, events=PureParser).root)
    span = root.get(*path).span(key=key)
    assert (where(source, span), source.text[span.start : span.end]) == (place, said)


@pytest.mark.parametrize("row", PURE_REFUSES)
def test_the_parser_in_pure_python_refuses_these_tabs(row):
    with pytest.raises(ParseError) as caught:
        parse(PLACES[row][0], events=PureParser)
    assert (caught.value.kind, PLACES[row][0][caught.value.offset]) == ("tab", "\t")


# id: text, path, the whole text of the node there
EXTENTS = {
    "a mapping ends with its last value": ("a:\n  b: c\n\n# d\ne: f\n", ("a",), "b: c"),
    "a list ends with its last item": ("a:\n- b\n- c   # d\n\ne: f\n", ("a",), "- b\n- c"),
    "a list of mappings": ("a:\n  - b: c\n    d: e\n  # f\ng: h\n", ("a",), "- b: c\n    d: e"),
    "a mapping that ends with a block of text": ("a:\n  b: |\n    c\n\n\nd: e\n", ("a",), "b: |\n    c"),
    "a flow mapping has its braces": ("a: {b: c,\n  d: e }  # f\n", ("a",), "{b: c,\n  d: e }"),
    "an empty flow list": ("a: [ ]\n", ("a",), "[ ]"),
    "the document": ("# a\nb: c\nd:\n- e\n# f\n", (), "b: c\nd:\n- e"),
    "JSON": (' {"a": [1, {"b": 2} ] } ', ("a",), '[1, {"b": 2} ]'),
}


@pytest.mark.parametrize(("text", "path", "said"), EXTENTS.values(), ids=EXTENTS)
def test_a_node_covers_its_own_text_without_what_follows(text, path, said):
    _, root = fields(text)
    node = resolved(root.get(*path).node)
    assert text[node.start : node.end] == said


def test_the_two_places_of_a_key_that_stands_twice_are_kept():
    source, root = fields("a:\n  b: 1\n  c: 2\n  'b': 3\n  b: 4\n")
    pairs = [(again.key, first.key) for again, first in root.get("a").target.duplicates]
    assert [(source.place(again.start), source.place(first.start)) for again, first in pairs] == [
        ((4, 3), (2, 3)),
        ((5, 3), (4, 3)),
    ]
