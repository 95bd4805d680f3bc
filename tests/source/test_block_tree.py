"""The reader of plain YAML sees what PyYAML's events say, place by place, or leaves the text to them."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dslint.source import block_tree
from dslint.source.event_tree import read as read_events
from dslint.source.nodes import Mapping, ParseError, Scalar, Sequence, plain
from tests.source.styles import Writer

MANIFEST = """\
# An agent, plainly written.
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: "agent"
  labels: {app: agent, 'tier': node}

spec:
  selector:
    matchLabels:
      app: agent   # as below
  template:
    spec:
      tolerations:
      - operator: Exists
      - {key: a/b, effect: "NoSchedule"}
      containers:
        - name: agent
          image: registry.example:5000/agent:1.4
          args: ["--level=debug", -v, 3]
          command:
            - --config=/etc/agent
            - |
              set -e

              exec agent # now
          resources:
            limits: {}
            requests:
          securityContext:
            privileged: true
      volumes: []
"""
# short: each character of it is changed
SHORT = """\
a: b c   # d
'e': {f: g, "h": i}
j:
- --k=l:m
- m: [o, 'p']
  q: |
    r s

    t # u
  v:
w:
  x:
    - "y"
"""
PLAIN = {
    "a manifest": MANIFEST,
    "all that may be plain": SHORT,
    "a separator": f"---\n{MANIFEST}",
    "a list of lists": "- - a\n  - b\n-   - c\n",
    "a list in the column of its key": "a:\n- b\nc:\n- d: e\n  f: g\nh: i\n",
    "numbers and words": "a: 1\nb: 0x10\nc: 1e3\nd: yes\ne: ~\nf: null\ng: -1.5\nh: 1_000\n",
    "quotes": "a: ''\nb: \"it's\"\n'c d': '\"'\n\"e\": \" \"\n",
    "values with marks inside": "a: b:c\nd: e#f\ng: h,i]}\nj: http://k:1/?l={m}\n",
    "nothing behind keys": "a:\nb: # c\n\nd:\n  e:\n",
    "blanks behind values": "a:  b  \nc: 'd'  # e\nf: [ a , b ] # g\nh: { i: j }  \n",
    "blocks of text": "a: |\n    b\n   \n      c\nd: |-\n  e\n\n\n# f\ng:\n- |\n  # h\n",
}
LEFT = {
    "nothing": "",
    "comments only": "# a\n",
    "a scalar": "a\n",
    "an anchor": "a: &b c\n",
    "a tag": "a: !!str 1\n",
    "a merge": "<<: a\n",
    "a tab": "a:\tb\n",
    "a carriage return": "a: b\r\n",
    "beyond ASCII": "a: ä\n",
    "an escape": 'a: "\\n"\n',
    "a quote in quotes": "a: 'b''c'\n",
    "a value over two lines": "a: b\n  c\n",
    "quotes over two lines": "a: 'b\n  c'\n",
    "brackets over two lines": "a: [b,\n  c]\n",
    "folded text": "a: >\n  b\n",
    "text with a sign": "a: |2\n   b\n",
    "text that keeps its end": "a: |+\n  b\n\n",
    "text that begins empty": "a: |\n\n  b\n",
    "text with deeper blanks behind": "a: |\n  b\n    \n",
    "the same key twice": "a: 1\na: 2\n",
    "a second document": "a: b\n---\nc: d\n",
    "an end": "a: b\n...\n",
    "a directive": "%YAML 1.1\n---\na: b\n",
    "a key that is a number": "1: a\n",
    "a key that is a word": "y: a\n",
    "a key in brackets that is a word": "a: {y: b}\n",
    "infinity": "a: .inf\n",
    "a key in a value": "a: b: c\n",
    "a list behind a key": "a: - b\n",
    "a line further in": "a: b\n    c: d\n",
    "a line between": "a:\n    b: c\n  d: e\n",
    "a key among items": "a:\n- b\n c: d\n",
    "an item among keys": "a: b\n- c\n",
    "a list as a key": "? - a\n: b\n",
    "a dash alone": "-\n",
    "JSON": '{"a": "b"}\n',
    "deep": "- " * 100 + "a\n",
}
PIECES = [
    *("a", "bc", "1", "-1", "y", "null", "'d'", '"e"', "''", "x:y", "p#q", "[]", "{}", "[f, 'g', 2]", "{h: i, 'j': 0}"),
    *("k:", "l: ", "'m':", '"n": ', "- ", "-", "-  ", "--o", "# r", " # s", "|", "|-", ">", "~", "<<: ", "*t", "&u v"),
    *(
        " ",
        "  ",
        "    ",
        "\n",
        "\n",
        "\n  ",
        "\n  ",
        "\n    ",
        "\n- ",
        "\n  - ",
        "\n\n",
        "\nw: ",
        "\n  z: ",
        ".",
        ":",
        ",",
    ),
]


def seen(node):
    """Return all that a tree says."""
    if isinstance(node, Mapping):
        entries = [(entry.name, seen(entry.key), seen(entry.value), entry.merged) for entry in node.entries]
        return "mapping", node.start, node.end, node.flow, node.anchor, node.size, entries, [*node.fields]
    if isinstance(node, Sequence):
        return "list", node.start, node.end, node.flow, node.anchor, node.size, [seen(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.start, node.end, node.raw, type(node.value), node.value, node.style, node.anchor


def agrees(text):
    """Tell whether the text was plain; hold what was read against PyYAML's events."""
    root = block_tree.read(text, 100)
    if root is None:
        return False
    tree = read_events(text, 100)
    assert (seen(root), None) == (seen(tree.root), tree.rest)
    return True


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_plain_text_is_read(text):
    assert agrees(text)


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_what_is_not_plain_is_left_to_events(text):
    assert block_tree.read(text, 0) is None


@pytest.mark.parametrize("char", ["", *" \n:-#'\"[]{},|>&*!?%@`~.0ay<="])
def test_a_slip_anywhere_is_read_alike_or_left(char):
    plainly = 0
    for at in range(len(SHORT)):
        for end in (at, at + 1):
            text = SHORT[:at] + char + SHORT[end:]
            try:
                plainly += agrees(text)
            except ParseError as error:
                pytest.fail(f"{error.reason}: {text!r}")
    assert plainly


def test_all_styles_are_read_alike_or_left():
    plainly = 0
    for seed in range(300):
        text = Writer(Random(seed)).document()  # noqa: S311 - to be made again
        plainly += agrees(text if text.endswith("\n") else f"{text}\n")
    assert plainly


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_lines_are_read_alike_or_left(text):
    agrees(f"{text}\n")


def test_what_is_read_has_the_values_that_are_written():
    root = block_tree.read(PLAIN["blocks of text"], 0)
    assert plain(root) == {"a": "b\n\n  c\n", "d": "e", "g": ["# h\n"]}
