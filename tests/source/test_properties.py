"""What holds for every text: places lie in it and lead back to the values, both parsers agree, reading never raises."""

import re

import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dslint.inputs.documents import daemon_sets, read
from dslint.manifest.daemonset import DaemonSet
from dslint.source.chunks import split
from dslint.source.event_tree import PureParser
from dslint.source.json_tree import parse_stream
from dslint.source.text import SourceText
from dslint.source.tree import Mapping, ParseError, Scalar, Sequence, parse, plain

MANIFEST = """\
# Source: chart/templates/agent.yaml
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: "agent", labels: &labels {app: agent}}
spec:
  selector:
    matchLabels: *labels
  template:
    metadata:
      labels:
        <<: *labels
        tier: 'node''s'
    spec:
      containers:
      - name: agent
        image: registry.example/agent:1.4
        args:
        - |
          --level=debug
        - "--name=\\u00e9\\t"
        - >-
          a
          b
        resources: {limits: {cpu: 0.5, memory: 1e3}}
      volumes:
      - {name: x, secret: {defaultMode: 0644}}
---
kind: List
items: [{kind: DaemonSet}]
...
"""
# a tab before a value or comment, a comment glued to the sign of a block, odd tags
PARSERS_DIFFER = re.compile(r"\t|[|>][-+0-9]*#|!")
SPECIAL = [
    *" \n\r\t:-,[]{}#&*!|>'\"%@`?~<=.\\0x_e+yn\ufeff\x85\u2028\x00é😀",
    "\n---\n",
    ": ",
    "- ",
    "<<: *labels",
    "...\n",
]

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(-1e15, 1e15),  # beyond, Go prints other digits
    text,
    st.sampled_from(
        ["yes", "y", "0o17", "017", "1e3", "1_000", "~", "null", "22:22", "2001-01-01", "=", "<<", ".5", "- a"]
    ),
)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)
styles = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
        "indent": st.integers(2, 6),
        "width": st.sampled_from([10, 40, 1000]),
        "allow_unicode": st.booleans(),
        "line_break": st.sampled_from(["\n", "\r\n"]),
        "explicit_start": st.booleans(),
        "canonical": st.booleans(),
    }
)


def dump(tree, style):
    return yaml.dump(tree, **style, sort_keys=False)


def nodes(root):
    pending = [root] if root else []
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, Mapping):
            pending += [one for entry in node.entries for one in (entry.key, entry.value)]
        elif isinstance(node, Sequence):
            pending += node.items


def everything(root):
    """Return what a tree says, with every place."""
    return [
        (type(node), node.start, node.end, node.value if isinstance(node, Scalar) else getattr(node, "name", None))
        for node in nodes(root)
    ]


@given(trees, styles)
def test_quoted_values_survive_any_style(tree, style):
    source = dump(tree, {**style, "default_style": '"'})
    assume(yaml.safe_load(source) == tree)  # PyYAML breaks some long lines wrongly
    assert plain(parse(source).root) == tree


@given(trees, styles)
def test_the_text_of_a_scalar_reads_as_its_value(tree, style):
    source = dump(tree, style)
    for node in nodes(parse(source).root):
        assert 0 <= node.start <= node.end <= len(source)
        if not isinstance(node, Scalar) or node.start == node.end:
            continue
        said = source[node.start : node.end]
        again = parse(said).root
        if node.style in ("|", ">"):
            # alone it has another indentation to start from, and not the empty lines that follow it
            assert (again.style, str(again.value).split()) == (node.style, node.raw.split())
        elif node.style or said == node.raw:
            assert (again.style, again.raw) == (node.style, node.raw)
        assert said == said.strip(" \t\r\n")


@given(trees, styles)
def test_collections_cover_their_parts_and_no_blanks_around(tree, style):
    source = dump(tree, style)
    for node in nodes(parse(source).root):
        parts = [entry.value for entry in node.entries] if isinstance(node, Mapping) else getattr(node, "items", [])
        ends = [part.end for part in parts]
        assert all(node.start <= end <= node.end for end in ends)
        assert ends == sorted(ends)


@given(trees, styles, st.integers(0, 1000))
def test_an_offset_moves_every_place(tree, style, offset):
    source = dump(tree, style)
    moved = [
        (kind, start - offset, end - offset, value)
        for kind, start, end, value in everything(parse(source, offset).root)
    ]
    assert moved == everything(parse(source).root)


@given(trees, styles)
def test_both_parsers_read_the_same_trees(tree, style):
    source = dump(tree, style)
    assert everything(parse(source, events=PureParser).root) == everything(parse(source).root)


@given(trees)
def test_json_reads_the_same_as_yaml(tree):
    import json

    source = json.dumps({"a": tree}, ensure_ascii=False)
    (stream,) = parse_stream(source)
    assert plain(stream.root) == {"a": tree}
    try:
        as_yaml = parse(source)
    except ParseError:  # control characters, which JSON lets through
        return
    assert [span[:3] for span in everything(stream.root)] == [span[:3] for span in everything(as_yaml.root)]


@st.composite
def mutated(draw):
    """Return the manifest with some characters deleted, replaced or put in."""
    chars = MANIFEST
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(chars)))
        until = min(len(chars), at + draw(st.integers(0, 8)))
        chars = chars[:at] + draw(st.sampled_from(SPECIAL) | st.just("")) + chars[until:]
    return chars


anything = st.text(max_size=60) | st.lists(st.sampled_from(SPECIAL), max_size=30).map("".join) | mutated()


@settings(max_examples=400)
@given(anything)
@example("a: \ud800")
def test_reading_never_raises_and_points_inside_the_text(chars):
    source = SourceText.of("x.yaml", chars)
    size = len(source.text)
    for document in read(source, everything=True):
        assert 0 <= document.start <= document.end <= size
        if document.problem is not None:
            span = document.problem.span
            assert document.start <= span.start <= span.end <= max(size, span.start + 1)
            assert source.place(span.start) <= source.place(span.end)
        for node in nodes(document.tree and document.tree.root):
            assert document.start <= node.start <= node.end <= document.end
        for one in daemon_sets(document):
            if not isinstance(one, DaemonSet):
                continue
            span = one.root.get("spec", "template", "spec", "containers", 0, "image").span()
            assert document.start <= span.start <= span.end <= document.end


@settings(max_examples=400, derandomize=True)
@given(anything)
def test_both_parsers_agree_on_any_text_but_for_what_is_known(chars):
    if PARSERS_DIFFER.search(chars):
        return
    for chunk in split(chars):
        part = chars[chunk.start : chunk.end]
        assert outcome(part, PureParser) == outcome(part, None)


def outcome(part, events):
    try:
        return everything(parse(part, events=events).root)
    except ParseError as error:
        return error.kind == "too-large"


@given(st.text(alphabet="ab\n\r \x85\u2028😀", max_size=40))
def test_lines_put_together_are_the_text(chars):
    source = SourceText("x", chars)
    lines = chars.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [source.line(number) for number in range(1, len(source.starts) + 1)] == lines
    for offset, char in enumerate(chars):
        line, column = source.place(offset)
        if char not in "\r\n":
            assert source.line(line)[column - 1] == char


@given(st.lists(st.sampled_from(["a: b\n", "# c\n", "\n", "--- # d\n", "---\r\n", "--- \n", " ---\n"])))
def test_documents_are_numbered_as_yaml_numbers_them(lines):
    stream = "".join(lines)
    try:
        expected = [resolved_value(node) for node in yaml.compose_all(stream)]
    except yaml.YAMLError:
        return
    got = [(chunk.number, plain(parse(stream[chunk.start : chunk.end]).root) is not None) for chunk in split(stream)]
    while expected and not expected[-1]:
        expected.pop()
    while got and not got[-1][1]:
        got.pop()
    assert got == list(enumerate(expected))


def resolved_value(node):
    return node is not None and (not isinstance(node, yaml.ScalarNode) or node.value != "")
