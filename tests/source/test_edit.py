"""Edits to the letter: each style that people write, each change; and what is better left as it is."""

import pytest

from dslint.finding import AppendItem, InsertEntry, Quote, RemoveEntry, RemoveItem, RenameKey, SetScalar
from dslint.fix.expected import Expected, same
from dslint.fix.plan import Planner
from dslint.manifest.field import Field
from dslint.source.edit import Withheld, splice
from dslint.source.json_tree import parse_stream
from dslint.source.tree import parse, plain
from tests.source.build import finding


def tree(text):
    return parse_stream(text)[0].root if text.startswith(('{\n  "', '{"')) else parse(text).root


def edited(text, *path, change):
    root = tree(text)
    intent = change(Field(root).get(*path))
    new = splice(text, Planner(text).plan(finding(intent)).edits)
    assert same(plain(tree(new)), Expected([intent]).value(root))
    return new


def set_to(value, text=None):
    return lambda field: SetScalar(field, value, text)


def renamed(name):
    return lambda field: RenameKey(field, name)


def inserted(name, value, after=None):
    return lambda field: InsertEntry(field, name, value, after)


def appended(value, after=None):
    return lambda field: AppendItem(field, value, after)


REMOVED, PRUNED, DROPPED, QUOTED = RemoveEntry, lambda field: RemoveEntry(field, prune=True), RemoveItem, Quote
OLD_AND_NEW = {"effect": "NoSchedule", "key": "new", "operator": "Exists"}


ABOVE = "the comment above it would be left behind"


@pytest.mark.parametrize(
    ("before", "path", "change", "after"),
    [
        # another value
        pytest.param("a: b # why\n", "a", set_to("c"), "a: c # why\n", id="plain stays plain"),
        pytest.param("a: 'b'\n", "a", set_to("it's"), "a: 'it''s'\n", id="single quotes stay"),
        pytest.param('a: "b"\n', "a", set_to('say "hi"'), 'a: "say \\"hi\\""\n', id="double quotes stay"),
        pytest.param("a: b\n", "a", set_to("yes"), 'a: "yes"\n', id="quotes where the text is not text"),
        pytest.param("a: b\n", "a", set_to("2024-01-01"), 'a: "2024-01-01"\n', id="quotes where others see a date"),
        pytest.param("a: b\n", "a", set_to("x: y"), 'a: "x: y"\n', id="quotes around a colon"),
        pytest.param("a: b\n", "a", set_to("x #y"), 'a: "x #y"\n', id="quotes around a comment sign"),
        pytest.param("a: b\n", "a", set_to("a\x00b"), 'a: "a\\u0000b"\n', id="a control character escaped"),
        pytest.param("{a: b}\n", "a", set_to("x,y"), '{a: "x,y"}\n', id="quotes around a comma in brackets"),
        pytest.param("a: '5'\n", "a", set_to(5), "a: 5\n", id="a number loses the quotes"),
        pytest.param("a: 5\n", "a", set_to("5"), 'a: "5"\n', id="a text of digits gets some"),
        pytest.param("a: 644\n", "a", set_to(420, "0644"), "a: 0644\n", id="a number as it is to be written"),
        pytest.param("a: b\n", "a", set_to(value=True), "a: true\n", id="a boolean"),
        pytest.param("a:   # why\nb: c\n", "a", set_to("d"), "a: d   # why\nb: c\n", id="a missing value"),
        pytest.param("- a\n-\n", 1, set_to("d"), "- a\n- d\n", id="a missing item"),
        pytest.param("a: ~\n", "a", set_to("d"), "a: d\n", id="null"),
        pytest.param("a: |\n  x\n  y\nb: c\n", "a", set_to("d"), "a: d\nb: c\n", id="a block value"),
        pytest.param("a: &x b\nc: d\n", "a", set_to("e"), "a: &x e\nc: d\n", id="an anchor that nobody uses stays"),
        pytest.param("a: &x b\nc: *x\n", "c", set_to("e"), "a: &x b\nc: e\n", id="the use of an anchor"),
        pytest.param("a: b\r\nc: d\r\n", "a", set_to("e"), "a: e\r\nc: d\r\n", id="CRLF"),
        pytest.param('{"a": 1, "b": "c"}', "a", set_to("d"), '{"a": "d", "b": "c"}', id="JSON"),
        pytest.param("a:\n  b: c\n", ("a", "x"), set_to("d"), "a:\n  b: c\n  x: d\n", id="a missing field"),
        # quotes
        pytest.param("a: 8080\n", "a", QUOTED, 'a: "8080"\n', id="quote a number"),
        pytest.param("a: yes # no\nb: 'on'\n", "a", QUOTED, "a: 'yes' # no\nb: 'on'\n", id="quote as beside"),
        pytest.param("[1, '2']\n", 0, QUOTED, "['1', '2']\n", id="quote an item"),
        # another key
        pytest.param("a: b # why\n", "a", renamed("c"), "c: b # why\n", id="rename"),
        pytest.param("'a': b\n", "a", renamed("c"), "'c': b\n", id="rename in quotes"),
        pytest.param("a : b\n", "a", renamed("c"), "c : b\n", id="rename before a blank"),
        pytest.param("- a:\n    b: c\n", (0, "a"), renamed("on"), '- "on":\n    b: c\n', id="a key that needs quotes"),
        pytest.param('{"a": {"b": 1}}', ("a", "b"), renamed("c"), '{"a": {"c": 1}}', id="rename in JSON"),
        # one more entry
        pytest.param("a:\n  b: c\nd: e\n", "a", inserted("x", 1), "a:\n  b: c\n  x: 1\nd: e\n", id="behind the last"),
        pytest.param("a: b\nc: d\n", (), inserted("x", "z", "a"), "a: b\nx: z\nc: d\n", id="behind another"),
        pytest.param("a: b\nc: d\n", (), inserted("x", "z", ""), "x: z\na: b\nc: d\n", id="in front"),
        pytest.param("- a: b\n  c: d\n", 0, inserted("x", "z", ""), "- x: z\n  a: b\n  c: d\n", id="behind a dash"),
        pytest.param("{a: b}\n", (), inserted("x", "z", ""), "{x: z, a: b}\n", id="in front in brackets"),
        pytest.param("a: b", (), inserted("x", "z"), "a: b\nx: z", id="without a final line break"),
        pytest.param("a: b\r\n", (), inserted("x", "z"), "a: b\r\nx: z\r\n", id="insert with CRLF"),
        pytest.param(
            "- a: b\n  c: d\n- e\n", 0, inserted("x", "z"), "- a: b\n  c: d\n  x: z\n- e\n", id="in an item of a list"
        ),
        pytest.param(
            "a:\n    b: c\nd:\n    - e\n",
            (),
            inserted("x", {"u": {"z": [{"v": 2, "w": 3}]}}),
            "a:\n    b: c\nd:\n    - e\nx:\n    u:\n        z:\n            - v: 2\n              w: 3\n",
            id="indented as the others are",
        ),
        pytest.param("a:\n- b\n", (), inserted("x", ["z"]), "a:\n- b\nx:\n- z\n", id="a list at the column of its key"),
        pytest.param('a: "b"\nc: "d"\n', (), inserted("x", "z"), 'a: "b"\nc: "d"\nx: "z"\n', id="quoted as the others"),
        pytest.param(
            "a:\n  b: c\n  # of b\nd: e\n",
            "a",
            inserted("x", 1),
            "a:\n  b: c\n  x: 1\n  # of b\nd: e\n",
            id="before a comment at its own column",
        ),
        pytest.param(
            "a: b\n  # of a\nc: d\n",
            (),
            inserted("x", 1, "a"),
            "a: b\n  # of a\nx: 1\nc: d\n",
            id="behind a comment that stands deeper",
        ),
        pytest.param(
            "a: |\n  b\n  # c\nd: e\n",
            (),
            inserted("x", 1, "a"),
            "a: |\n  b\n  # c\nx: 1\nd: e\n",
            id="behind a block value",
        ),
        pytest.param(
            "a: |+\n  b\n\nd: e\n",
            (),
            inserted("x", 1, "a"),
            "a: |+\n  b\n\nx: 1\nd: e\n",
            id="behind the empty lines of a block value",
        ),
        pytest.param("a: b\n---\nc: d\n", (), inserted("x", 1), "a: b\nx: 1\n---\nc: d\n", id="last of a document"),
        pytest.param("a: {b: c}\n", "a", inserted("x", "z"), "a: {b: c, x: z}\n", id="in brackets"),
        pytest.param("a: { b: c, }\n", "a", inserted("x", "z"), "a: { b: c, x: z, }\n", id="before a last comma"),
        pytest.param(
            'a: {"b":1, c: 2}', "a", inserted("x", 3), 'a: {"b":1, c: 2, x: 3}', id="a blank behind a bare key"
        ),
        pytest.param('{"a":1}', (), inserted("x", {"u": 2}), '{"a":1,"x":{"u":2}}', id="JSON without blanks"),
        pytest.param(
            '{\n  "a": 1\n}\n',
            (),
            inserted("x", {"u": ["z"]}),
            '{\n  "a": 1,\n  "x": {\n    "u": [\n      "z"\n    ]\n  }\n}\n',
            id="JSON on many lines",
        ),
        pytest.param(
            "{\n  a: b, # of a\n  c: d # of c\n}\n",
            (),
            inserted("x", "z"),
            "{\n  a: b, # of a\n  c: d, # of c\n  x: z\n}\n",
            id="a comma before a comment",
        ),
        pytest.param(
            "{\n  a: b, # of a\n  c: d,\n}\n",
            (),
            inserted("x", "z", "a"),
            "{\n  a: b, # of a\n  x: z,\n  c: d,\n}\n",
            id="behind a comment in brackets",
        ),
        pytest.param("a:\nb: c\n", "a", inserted("x", "z"), "a:\n  x: z\nb: c\n", id="where there is no value"),
        pytest.param("a: # soon\nb: c\n", "a", inserted("x", "z"), "a: # soon\n  x: z\nb: c\n", id="a value promised"),
        pytest.param("a: {} # none\n", "a", inserted("x", "z"), "a: # none\n  x: z\n", id="empty brackets open up"),
        pytest.param("{a: {}}\n", "a", inserted("x", "z"), "{a: {x: z}}\n", id="not inside brackets"),
        pytest.param("a: null\n", "a", inserted("x", "z"), "a:\n  x: z\n", id="null opens up"),
        pytest.param("a: b\n", ("c", "d"), inserted("x", "z"), "a: b\nc:\n  d:\n    x: z\n", id="what is above it too"),
        # one more item
        pytest.param("- a\n- b\n", (), appended("c"), "- a\n- b\n- c\n", id="append"),
        pytest.param("- a\n- b\n", (), appended("c", 0), "- a\n- c\n- b\n", id="append behind another"),
        pytest.param("-   a\n", (), appended("c"), "-   a\n-   c\n", id="behind the dash as the others"),
        pytest.param("a:\n  - b\nc: d\n", "a", appended("e"), "a:\n  - b\n  - e\nc: d\n", id="an indented list"),
        pytest.param("a: [b]\n", "a", appended("c"), "a: [b, c]\n", id="append in brackets"),
        pytest.param("a: []\n", "a", appended("c"), "a:\n- c\n", id="append to nothing"),
        pytest.param("a: b\n", "c", appended("d"), "a: b\nc:\n- d\n", id="append to a missing list"),
        pytest.param("- a\n# end\n", (), appended("c"), "- a\n- c\n# end\n", id="before the comment of the next"),
        pytest.param("- - a\n- b\n", 0, appended("c"), "- - a\n  - c\n- b\n", id="a list in a list"),
        pytest.param(
            '- key: "old"\n  effect: NoSchedule # why\n',
            (),
            appended(OLD_AND_NEW),
            '- key: "old"\n  effect: NoSchedule # why\n- key: "new"\n  effect: NoSchedule\n  operator: Exists\n',
            id="in the order and quotes of the one before",
        ),
        pytest.param(
            "- {effect: NoSchedule, key: old}\n",
            (),
            appended(OLD_AND_NEW),
            "- {effect: NoSchedule, key: old}\n- {effect: NoSchedule, key: new, operator: Exists}\n",
            id="in brackets like the one before",
        ),
        pytest.param(
            "a:\n  - {\n      key: old\n    }\n",
            "a",
            appended({"key": "new"}),
            "a:\n  - {\n      key: old\n    }\n  - {\n      key: new\n  }\n",
            id="brackets over several lines in a list",
        ),
        pytest.param(
            "- { key: old }\n", (), appended({"key": "new"}), "- { key: old }\n- { key: new }\n", id="padded brackets"
        ),
        pytest.param(
            '{\n  "t": [\n    {\n      "key": "old"\n    }\n  ]\n}\n',
            "t",
            appended({"key": "new"}),
            '{\n  "t": [\n    {\n      "key": "old"\n    },\n    {\n      "key": "new"\n    }\n  ]\n}\n',
            id="append in JSON",
        ),
        # one entry less
        pytest.param("a: b\nc: d\n", "a", REMOVED, "c: d\n", id="remove the first"),
        pytest.param("a: b\nc: d\n", "c", REMOVED, "a: b\n", id="remove the last"),
        pytest.param("a: b\nc: d", "c", REMOVED, "a: b", id="remove without a final line break"),
        pytest.param("a: b\r\nc:\r\n  d: e\r\n", "c", REMOVED, "a: b\r\n", id="remove with CRLF"),
        pytest.param("a:\n- b\n- c:\n    d\ne: f\n", "a", REMOVED, "e: f\n", id="remove a list"),
        pytest.param("- a: b\n  c: d\n", (0, "a"), REMOVED, "- c: d\n", id="remove the first behind a dash"),
        pytest.param("a: |\n  x\n\n\nb: c\n", "a", REMOVED, "\n\nb: c\n", id="remove a block value"),
        pytest.param("# x\n\na: b\n# of c\nc: d\n", "a", REMOVED, "# x\n\n# of c\nc: d\n", id="comments around stay"),
        pytest.param("a: {b: c, d: e}\n", ("a", "b"), REMOVED, "a: {d: e}\n", id="remove the first in brackets"),
        pytest.param("a: {b: c, d: e}\n", ("a", "d"), REMOVED, "a: {b: c}\n", id="remove the last in brackets"),
        pytest.param("{\n  a: b,\n  c: d\n}\n", "c", REMOVED, "{\n  a: b\n}\n", id="remove a line in brackets"),
        pytest.param("{\n  a: b,\n  c: d\n}\n", "a", REMOVED, "{\n  c: d\n}\n", id="remove the first such line"),
        pytest.param("a:\n  b: c\nd: e\n", ("a", "b"), REMOVED, "a: {}\nd: e\n", id="the only one leaves brackets"),
        pytest.param("a: {b: c} # x\n", ("a", "b"), REMOVED, "a: {} # x\n", id="the only one in brackets"),
        pytest.param("- a: b\n- c\n", (0, "a"), REMOVED, "- {}\n- c\n", id="the only one of an item"),
        pytest.param("a:\n  b: c\nd: e\n", ("a", "b"), PRUNED, "d: e\n", id="the only one with what it is in"),
        pytest.param("x: z\na:\n  b:\n    c: d\n", ("a", "b", "c"), PRUNED, "x: z\n", id="all that would be empty"),
        # one item less
        pytest.param("- a\n- b\n- c\n", 1, DROPPED, "- a\n- c\n", id="drop"),
        pytest.param("a:\n  - b\n  - c\nd: e\n", ("a", 1), DROPPED, "a:\n  - b\nd: e\n", id="drop the last"),
        pytest.param("a: [b, c]\n", ("a", 0), DROPPED, "a: [c]\n", id="drop in brackets"),
        pytest.param("a:\n- b\nc: d\n", ("a", 0), DROPPED, "c: d\n", id="the only item with its list"),
        pytest.param("- # first\n  a: b\n- c\n", 1, DROPPED, "- # first\n  a: b\n", id="behind a dash with a comment"),
        pytest.param("- - a\n  - b\n", (0, 0), DROPPED, "- - b\n", id="the first of a list in a list"),
    ],
)
def test_an_edit_is_exact_to_the_letter(before, path, change, after):
    assert edited(before, *(path if isinstance(path, tuple) else (path,)), change=change) == after


@pytest.mark.parametrize(
    ("text", "path", "change", "reason"),
    [
        pytest.param("a: b\nc: d # e\n", "c", REMOVED, "a comment would go with it", id="behind it"),
        pytest.param("a: b\nc:\n  # e\n  d: f\n", "c", REMOVED, "a comment would go with it", id="inside"),
        pytest.param("- # x\n  a: b\n- c\n", 0, DROPPED, "a comment would go with it", id="behind the dash"),
        pytest.param("- a: b\n  # x\n  c: d\n", (0, "a"), REMOVED, "a comment would go with it", id="before the next"),
        pytest.param("a: b\n# x\nc: d\ne: f\n", "c", REMOVED, ABOVE, id="above it"),
        pytest.param("a:\n- b\n  # x\n- c\n- d\n", ("a", 1), DROPPED, ABOVE, id="above an item"),
        pytest.param("a: | # x\n  b\n", "a", set_to("c"), "a comment would go with it", id="at a block value"),
        pytest.param("a:\n  b: c # x\n", ("a", "b"), REMOVED, "a comment would go with it", id="of the only one"),
        pytest.param(
            "a: | # x\n  b\nc: d\n  # y\n",
            "c",
            REMOVED,
            "a comment would go with it",
            id="that would become part of a value",
        ),
        pytest.param(
            "a: &x b\nc: *x\n",
            "a",
            set_to("d"),
            "it stands at an anchor that is used elsewhere too",
            id="an anchored value",
        ),
        pytest.param(
            "a: &x {b: c}\nd: *x\n",
            ("a", "b"),
            set_to("e"),
            "it stands at an anchor that is used elsewhere too",
            id="inside an anchored value",
        ),
        pytest.param(
            "a: &x {b: c}\nd: *x\n",
            ("d", "b"),
            set_to("e"),
            "it stands at an anchor that is used elsewhere too",
            id="inside the use of an anchor",
        ),
        pytest.param(
            "a: {b: &x c}\nd: *x\n",
            "a",
            REMOVED,
            "it stands at an anchor that is used elsewhere too",
            id="around an anchored value",
        ),
        pytest.param(
            "a: &x {b: c}\nd:\n  <<: *x\n", ("d", "b"), set_to("e"), "it comes from elsewhere by a << key", id="merged"
        ),
        pytest.param("a: b\nc: d\n", "a", renamed("c"), "the key is there already", id="renamed to one that is there"),
        pytest.param("a: b\n", (), inserted("a", 1), "the key is there already", id="inserted where it is"),
        pytest.param(
            "a: b\na: c\n", "a", REMOVED, "the key is there more than once", id="of a key that is there twice"
        ),
        pytest.param("a: !!str 5\n", "a", set_to(6), "it has a tag", id="a value with a tag"),
        pytest.param("a: {b: c}\n", "a", set_to(6), "it is not a single value", id="a mapping"),
        pytest.param("a: '5'\n", "a", QUOTED, "it is not a plain value", id="in quotes already"),
        pytest.param("a: |\n  b", (), inserted("c", 1), "the text ends in a block value", id="no line break to add"),
        pytest.param("a: |\n  b\nc: d", "c", REMOVED, "the text ends in a block value", id="no line break to keep"),
        pytest.param("a: b\n", "a", PRUNED, "nothing would be left", id="all there is"),
        pytest.param("{a: b # x\n}\n", (), inserted("c", 1), "it is laid out in an unusual way", id="odd brackets"),
        pytest.param("? a\n: b\n", "a", set_to("c"), "it is laid out in an unusual way", id="a key with a sign"),
        pytest.param("a: '{{ x }}'\n", "a", set_to("c"), "a template fills it in", id="a template"),
        pytest.param("a: b\n", ("a", "c"), inserted("d", 1), "it is not a mapping", id="into a scalar"),
    ],
)
def test_what_cannot_be_done_exactly_is_withheld(text, path, change, reason):
    with pytest.raises(Withheld) as withheld:
        edited(text, *(path if isinstance(path, tuple) else (path,)), change=change)
    assert withheld.value.reason == reason
