"""Texts that were made to break a reader: each is read in bounded time and memory, or refused with a place."""

import pytest

from dslint.inputs.documents import read
from dslint.source.event_tree import MAX_EXPANDED, PureParser
from dslint.source.text import SourceText
from dslint.source.tree import MAX_DEPTH, ParseError, parse, plain

DEEP = 10_000
BOMB = "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}, *a{n}]\n" for n in range(60))
MERGED = (
    f"a: &a {{{', '.join(f'k{n}: 1' for n in range(1000))}}}\n"
    + "".join(f"b{n}: {{<<: *a}}\n" for n in range(1000))
)  # fmt: skip
CHAIN = "m0: &m0 {a0: 1}\n" + "".join(f"m{n}: &m{n} {{<<: *m{n - 1}, a{n}: 1}}\n" for n in range(1, 2000))

# id: text, kind of mistake, line and column
REFUSED = {
    "an alias bomb": (BOMB, "too-large", (11, 22)),
    "a mapping merged over and over": (MERGED, "too-large", (101, 11)),
    "a chain of merges": (CHAIN, "too-large", (317, 18)),
    "brackets without end": ("a: " + "[" * DEEP, "too-large", None),
    "braces without end": ("a: " + "{" * DEEP, "too-large", None),
    "nested flow mappings": ("a:\n  " + "{a: " * DEEP, "too-large", None),
    "nested lists": ("- " * DEEP + "a", "too-large", (1, 2 * MAX_DEPTH + 1)),
    "nested mappings": ("".join(f"{' ' * n}a:\n" for n in range(1000)), "too-large", (MAX_DEPTH + 1, MAX_DEPTH + 1)),
    "nested explicit keys": ("? " * DEEP + "a", "too-large", (1, 2 * MAX_DEPTH + 1)),
    "nested JSON": ('{"a":' * DEEP, "too-large", (1, 5 * MAX_DEPTH + 1)),
    "nested JSON that is closed": ('{"a":' * DEEP + "1" + "}" * DEEP, "too-large", (1, 5 * MAX_DEPTH + 1)),
    "a cyclic anchor": ("a: &a\n  b: *a\n", "circle", (2, 6)),
    "NUL": ("a: b\n\0", "control-character", (2, 1)),
    "a lone surrogate": ("a: \ud800\n", "control-character", (1, 4)),
    "JSON that never ends": ('{"a": "' + "x" * 100_000, "open-quote", (1, 7)),
    "a JSON number beyond any float": ('{"a": ' + "9" * 5000 + "}", "scalar", (1, 7)),
    "a JSON exponent beyond any float": ('{"a": 1e999}', "scalar", (1, 7)),
    "a key of a megabyte": ("x" * 1_000_000 + ": y\n", "syntax", (1, 1)),
}


@pytest.mark.parametrize(("text", "kind", "place"), REFUSED.values(), ids=REFUSED)
def test_a_hostile_text_is_refused_with_a_place(text, kind, place):
    source = SourceText("x.yaml", text)
    (document,) = read(source, everything=True)
    assert document.tree is None
    assert document.problem.message == kind
    assert document.problem.params["reason"]
    assert 0 <= document.problem.span.start < document.problem.span.end <= len(text) + 1
    assert place is None or source.place(document.problem.span.start) == place


# id: text, value
READ = {
    "an integer of many digits": (f"a: {'9' * 100_000}", {"a": "9" * 100_000}),
    "an octal of many digits": (f"a: 0{'7' * 5000}", None),
    "a hexadecimal of many digits": (f"a: 0x{'f' * 100_000}", {"a": f"0x{'f' * 100_000}"}),
    "a float of many digits": (f"a: 1.{'9' * 100_000}", {"a": 2}),
    "an exponent of many digits": (f"a: 1e{'9' * 100_000}", {"a": f"1e{'9' * 100_000}"}),
    "many underscores": (f"a: 1{'_' * 100_000}", {"a": 1}),
    "a long value": (f"a: {'x' * 1_000_000}", {"a": "x" * 1_000_000}),
    "nothing but blanks": (" " * 1_000_000, None),
    "nothing but empty lines": ("\n" * 1_000_000, None),
    "nothing but a comment": ("#" * 1_000_000, None),
    "as deep as allowed": ("[" * MAX_DEPTH + "]" * MAX_DEPTH, None),
    "a wide list": ("a: [" + "b, " * 50_000 + "]", {"a": ["b"] * 50_000}),
    "a key given very often": ("a: b\n" * 20_000, {"a": "b"}),
    "aliases within the limit": ("a: &x b\nc: [" + "*x, " * 1000 + "]", {"a": "b", "c": ["b"] * 1000}),
}


@pytest.mark.parametrize(("text", "value"), READ.values(), ids=READ)
def test_a_large_text_that_means_something_is_read(text, value):
    (document,) = read(SourceText("x.yaml", text), everything=True)
    assert document.problem is None
    got = plain(document.tree.root)
    assert value is None or got == value


def test_large_documents_may_have_aliases():
    text = "a: &x b\nc: *x\n" + "d: [" + "e, " * MAX_EXPANDED + "]\n"
    assert plain(parse(text).root)["c"] == "b"


@pytest.mark.parametrize("text", [BOMB, "- " * DEEP + "a", "a: &a [*a]"], ids=["bomb", "deep", "cyclic"])
def test_the_parser_in_pure_python_is_bounded_too(text):
    with pytest.raises(ParseError):
        parse(text, events=PureParser)


def test_a_stream_of_separators_is_read():
    documents = list(read(SourceText("x.yaml", "---\n" * 5000 + "a: b\n"), everything=True))
    assert [document.number for document in documents] == list(range(5000))
    assert plain(documents[-1].tree.root) == {"a": "b"}
