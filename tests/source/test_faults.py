"""Broken YAML: what is wrong in plain words, at the place that its author has to change, with both parsers."""

import pytest

from dslint.source.event_tree import PureParser
from dslint.source.text import SourceText
from dslint.source.tree import ParseError, parse

# id: text, kind, reason, place, the text that stands there
FAULTS = {
    "a tab indents": ("spec:\n\ta: b\n", "tab", "a tab where only spaces may indent", "2:1-2:2", "\t"),
    "a tab behind spaces": ("a:\n  b: c\n  \td: e\n", "tab", "a tab where only spaces may indent", "3:3-3:4", "\t"),
    "a tab before a dash": ("a:\n  - b\n\t- c\n", "tab", "a tab where only spaces may indent", "3:1-3:2", "\t"),
    "a tab in a block of text": ("a: |\n\tb\n", "tab", "a tab where only spaces may indent", "2:1-2:2", "\t"),
    "a second colon": ("a:\n  b: c: d\n", "colon", "a second colon and space in one line", "2:7-2:8", ":"),
    "a second colon in an item": ("- a: b: c\n", "colon", "a second colon and space in one line", "1:7-1:8", ":"),
    "too deep": (
        "a:\n  b: c\n    d: e\n",
        "indentation",
        "a line is indented deeper than the one above allows",
        "3:5-3:6",
        "d",
    ),
    "too deep in an item": (
        "a:\n  - b: 1\n      c: 2\n",
        "indentation",
        "a line is indented deeper than the one above allows",
        "3:7-3:8",
        "c",
    ),
    "too shallow": (
        "a:\n    b: c\n  d: e\n",
        "indentation",
        "a line is indented unlike the lines that it belongs to",
        "3:3-3:7",
        "d: e",
    ),
    "an item too shallow": (
        "a:\n  - b\n - c\r\nd: e",
        "indentation",
        "a line is indented unlike the lines that it belongs to",
        "3:2-3:5",
        "- c",
    ),
    "a key among items": ("a:\n  - b\n  c: d\n", "mixed", "a key stands among the items of a list", "3:3-3:7", "c: d"),
    "an item among keys": (
        "a: b\n- c\n",
        "mixed",
        "a list item stands among the keys of a mapping",
        "2:1-2:2",
        "-",
    ),
    "no colon in the last line": ("a: 1\nbc\n", "missing-colon", "a key has no colon", "2:1-2:3", "bc"),
    "no colon in the line above": ("a:\n  bc\n  d: e\n", "missing-colon", "a key has no colon", "2:3-2:5", "bc"),
    "no space after a colon": (
        "a:\n  b:c\n  d: e\n",
        "missing-space",
        "no space after the colon of a key",
        "2:4-2:5",
        ":",
    ),
    "no space after the last colon": (
        "a: 1\nb:c\n",
        "missing-space",
        "no space after the colon of a key",
        "2:2-2:3",
        ":",
    ),
    "no space after a dash": (
        "a:\n  - x\n  -y\n",
        "missing-space",
        "no space after the dash of a list item",
        "3:3-3:4",
        "-",
    ),
    "a quote without end": ('a: "b\nc: d\n', "open-quote", "a quote is never closed", "1:4-1:5", '"'),
    "a single quote without end": ("a: 'b\nc: d\n", "open-quote", "a quote is never closed", "1:4-1:5", "'"),
    "a quote that ends too late": ('a: "b\n...\nc"\n', "open-quote", "a quote is never closed", "1:4-1:5", '"'),
    "an apostrophe": ("a: 'it's'\n", "after-quote", "text follows the closing quote of a value", "1:8-1:10", "s'"),
    "text behind a quote": ('a: "b" c\n', "after-quote", "text follows the closing quote of a value", "1:8-1:9", "c"),
    "an apostrophe in a flow list": (
        "a: ['it's']\n",
        "after-quote",
        "text follows the closing quote of a value",
        "1:9-1:10",
        "s",
    ),
    "an unknown escape": ('a: "\\d+"\n', "escape", "\\d is no escape of a double-quoted value", "1:5-1:7", "\\d"),
    "an escape without digits": (
        'a: "\\xZZ"\n',
        "escape",
        "\\x is no escape of a double-quoted value",
        "1:5-1:7",
        "\\x",
    ),
    "a bracket without end": ("a: [b, c\nd: e\n", "open-bracket", "[ is never closed", "1:4-1:5", "["),
    "a brace without end": ("a: {b: c", "open-bracket", "{ is never closed", "1:4-1:5", "{"),
    "a bracket at the end": ("a: [\n\n", "open-bracket", "[ is never closed", "1:4-1:5", "["),
    "a comma at the end": ("a: [b,\n", "syntax", "a value is missing", "1:6-1:7", ","),
    "no comma": ('a: ["b" "c"]\n', "syntax", "neither a comma nor ] before this", "1:9-1:10", '"'),
    "no value": ("a: [b,, c]\n", "syntax", "no value before ,", "1:7-1:8", ","),
    "a closing bracket alone": ("a: ]\n", "syntax", "no value before ]", "1:4-1:5", "]"),
    "a template": ("{{- if x }}\na: b\n", "syntax", "no value before -", "1:3-1:4", "-"),
    "a percent sign": ("a: %b\n", "unquoted", "a plain value cannot start with %", "1:4-1:5", "%"),
    "an at sign": ("a: @b\n", "unquoted", "a plain value cannot start with @", "1:4-1:5", "@"),
    "a backtick": ("a: `b`\n", "unquoted", "a plain value cannot start with `", "1:4-1:5", "`"),
    "a star": ("a: *.log\n", "unquoted", "* starts an alias and a name must follow", "1:4-1:5", "*"),
    "an ampersand": ("a: & b\n", "unquoted", "& starts an anchor and a name must follow", "1:4-1:5", "&"),
    "an unknown tag handle": ("a: !x!y z\n", "unquoted", "! starts a tag that is not defined", "1:4-1:5", "!"),
    "a question mark": ("a: ? b\n", "unquoted", "a plain value cannot start with ? and a space", "1:4-1:5", "?"),
    "a question mark inside brackets": (
        "a: [http://b/?c]\n",
        "unquoted",
        "? ends a plain value inside brackets",
        "1:14-1:15",
        "?",
    ),
    "a question mark in a flow key": (
        "a: {b?: c}\n",
        "unquoted",
        "? ends a plain value inside brackets",
        "1:6-1:7",
        "?",
    ),
    "a line above that U+0085 begins": ("#\x85 bc\nd: e\n", "missing-colon", "a key has no colon", "1:4-1:6", "bc"),
    "a list behind its key": ("a: - b\n", "inline-list", "a list cannot begin in the line of its key", "1:4-1:5", "-"),
    "a directive": ("%YAML 1.2\n", "directive", "it opens with a % directive", "1:1-1:10", "%YAML 1.2"),
    "an unknown directive": ("# c\n%x\na: b\n", "directive", "it opens with a % directive", "2:1-2:3", "%x"),
    "a merge conflict": (
        "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n",
        "conflict",
        "a merge conflict is left in it",
        "2:1-2:8",
        "<<<<<<<",
    ),
    "a no-break space that indents": (
        "a:\n\xa0\xa0b: c\n  d: e\n",
        "odd-space",
        "U+00A0 looks like a space and is none",
        "2:1-2:2",
        "\xa0",
    ),
    "U+2028 in a plain value": ("a: b\u2028c\n", "line-separator", "U+2028 ends a line in YAML", "1:5-1:6", "\u2028"),
    "U+0085 in a plain value": ("a: b\x85c\n", "line-separator", "U+0085 ends a line in YAML", "1:5-1:6", "\x85"),
    "text behind the sign of a block": (
        "a: | b\n  c\n",
        "syntax",
        "a block of text begins on the line below its | or >",
        "1:6-1:7",
        "b",
    ),
    "a key that is too long": (
        f"{'x' * 1100}: y\n",
        "syntax",
        "a key is longer than 1,024 characters",
        "1:1-1:1101",
        "x" * 1100,
    ),
    "three dots before anything": ("...\na: b\n", "syntax", "no value before .", "1:1-1:2", "."),
    "NUL": ('a: "b\0"\n', "control-character", "it holds the control character U+0000", "1:6-1:7", "\0"),
    "an escape sequence": (
        "a: b\n# \x1b[31m\n",
        "control-character",
        "it holds the control character U+001B",
        "2:3-2:4",
        "\x1b",
    ),
    "a C1 control character": (
        "a: \x9b\n",
        "control-character",
        "it holds the control character U+009B",
        "1:4-1:5",
        "\x9b",
    ),
    "no character at all": (
        "a: \ufffe\n",
        "control-character",
        "it holds the control character U+FFFE",
        "1:4-1:5",
        "\ufffe",
    ),
    "an alias without an anchor": ("a: *x\n", "anchor", "no anchor &x stands before this alias", "1:4-1:6", "*x"),
    "an alias before its anchor": (
        "a: *x\nb: &x c\n",
        "anchor",
        "no anchor &x stands before this alias",
        "1:4-1:6",
        "*x",
    ),
    "an anchor in itself": ("a: &x\n- *x\n", "circle", "the anchor &x contains itself", "2:3-2:5", "*x"),
    "an anchor deeper in itself": (
        "a: &x {b: {c: *x}}\n",
        "circle",
        "the anchor &x contains itself",
        "1:15-1:17",
        "*x",
    ),
    "a placeholder": ("a: {{ b }}\n", "key", "a mapping or list is used as a key", "1:5-1:10", "{ b }"),
    "null as a key": ("~: a\n", "key", "null is used as a key", "1:1-1:2", "~"),
    "a merge of a scalar": ("a:\n  <<: b\n", "key", "a << key takes a mapping or a list of mappings", "2:7-2:8", "b"),
    "infinity": ("a: .inf\n", "scalar", ".inf is no number that JSON has", "1:4-1:8", ".inf"),
    "a tag that does not fit": ("a: !!int b\n", "scalar", "'b' is no value for !!int", "1:10-1:11", "b"),
    "binary that is none": ("a: !!binary _\n", "scalar", "a !!binary value is no base64", "1:13-1:14", "_"),
}


@pytest.mark.parametrize("events", [None, PureParser], ids=["libyaml", "pure"])
@pytest.mark.parametrize(("text", "kind", "reason", "place", "said"), FAULTS.values(), ids=FAULTS)
def test_a_mistake_is_named_where_it_has_to_be_put_right(text, kind, reason, place, said, events):
    offset = 100
    with pytest.raises(ParseError) as caught:
        parse(text, offset, events=events)
    error = caught.value
    start, end = error.offset - offset, error.end - offset
    source = SourceText("x.yaml", text)
    first, last = source.place(start), source.place(end)
    got = (error.kind, error.reason, f"{first.line}:{first.column}-{last.line}:{last.column}", text[start:end])
    assert got == (kind, reason, place, said)
