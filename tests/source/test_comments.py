import pytest

from dslint.source.comments import Scopes, comments, whole, without, without_name
from dslint.source.text import SourceText, Span
from dslint.source.tree import parse

MANIFEST = """\
# dslint: head
kind: DaemonSet # dslint: kind
spec: # dslint: spec
  # dslint: above hostNetwork
  hostNetwork: true
  flow: {a: 1, b: [x, y]} # dslint: flow
  containers:
  # dslint: above the first container

  # a remark between
  - name: agent
    image: registry.example/agent:1.4 # dslint: image
    args: ["# dslint: no comment", 'x # dslint: nor here']
    script: | # dslint: script
      # dslint: content
      echo done # dslint: content
  - name: second # dslint: second container
    long: >-
      folded # dslint: content
      text
  - - nested # dslint: nested
  -   # dslint: behind a dash
    name: third
  many: [
    1, # dslint: first of many
    2
  ] # dslint: end of many
  plain#dslint: not a comment
  twice: &anchor here # dslint: anchored
# dslint: nothing follows
"""

SCOPES = {
    "head": "/kind",
    "kind": "/kind",
    "spec": "/spec",
    "above hostNetwork": "/spec/hostNetwork",
    "flow": "/spec/flow",
    "above the first container": "/spec/containers/0",
    "image": "/spec/containers/0/image",
    "script": "/spec/containers/0/script",
    "second container": "/spec/containers/1",
    "nested": "/spec/containers/2",
    "behind a dash": "/spec/containers/3",
    "first of many": "/spec/many/0",
    "end of many": "/spec/many",
    "anchored": "/spec/twice",
    "nothing follows": None,
}


def read(text):
    source = SourceText("a.yaml", text)
    root = parse(text).root
    return source, root, list(comments(text, 0, len(text), root))


def test_only_comments_are_taken_for_comments():
    _, _, found = read(MANIFEST.replace("  plain#dslint: not a comment\n", "  plain#dslint: here\n"))
    assert [comment.text for comment in found] == list(SCOPES)


@pytest.mark.parametrize(("text", "pointer"), SCOPES.items(), ids=SCOPES)
def test_a_comment_covers_the_node_it_stands_at(text, pointer):
    source, root, found = read(MANIFEST)
    comment = next(one for one in found if one.text == text)
    got = Scopes(source, root).of(comment)
    assert (got and got.pointer) == pointer


def test_the_scopes_of_all_comments_can_be_asked_one_after_the_other():
    source, root, found = read(MANIFEST)
    scopes = Scopes(source, root)
    assert {one.text: (got := scopes.of(one)) and got.pointer for one in found} == SCOPES
    assert {one.text: (got := scopes.of(one)) and got.pointer for one in reversed(found)} == SCOPES


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_comments_one_above_the_other_cover_the_same(end):
    source, root, found = read(end.join(["a: b", *["# dslint: above"] * 3, "", "# a remark", "c: d", ""]))
    scopes = Scopes(source, root)
    assert [scopes.of(one).pointer for one in found] == ["/c"] * 3


def test_a_comment_knows_its_place_to_the_column():
    source, _, found = read("kind: DaemonSet   #  dslint:  ignore[x] why  \nspec: {}\n")
    comment = found[0]
    assert source.place(comment.span.start) == (1, 19)
    assert source.place(comment.span.end) == (1, 44)
    assert source.place(comment.text_start) == (1, 31)


def test_comments_end_with_their_line_whatever_ends_the_line():
    _, _, found = read("kind: DaemonSet # dslint: one\r\nspec: {} # dslint: two\r\n")
    assert [comment.text for comment in found] == ["one", "two"]


def test_a_scope_covers_what_is_below_it_by_text_and_by_path():
    source, root, found = read(MANIFEST)
    container = Scopes(source, root).of(next(one for one in found if one.text == "second container"))
    assert container.covers(MANIFEST.index("second"), "/elsewhere")
    assert container.covers(0, "/spec/containers/1/image")
    assert not container.covers(0, "/spec/containers/10")
    assert not container.covers(MANIFEST.index("agent"), "/spec/containers/0/name")


def test_the_whole_document_covers_everything_in_it():
    _, root, _ = read(MANIFEST)
    assert whole(root).covers(MANIFEST.index("twice"), "/spec/twice")
    assert whole(root).covers(0, "/spec")


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("a: b # dslint: ignore[x] why\n", "x", "a: b\n"),
        ("a: b # note # dslint: ignore[x]\n", "x", "a: b # note\n"),
        ("a: b # dslint: ignore[x] why # note\n", "x", "a: b # note\n"),
        ("# dslint: ignore[x] why\na: b\n", "x", "a: b\n"),
        ("a: b\n# dslint: ignore[x] why", "x", "a: b"),
        ("a: b\r\n  # dslint: ignore[x] why\r\nc: d\r\n", "x", "a: b\r\nc: d\r\n"),
        ("a: b # dslint: ignore[x, y] why\n", "x", "a: b # dslint: ignore[y] why\n"),
        ("a: b # dslint: ignore[x, y] why\n", "y", "a: b # dslint: ignore[x] why\n"),
        ("a: b # dslint: ignore[x y,z] why\n", "y", "a: b # dslint: ignore[x z] why\n"),
    ],
)
def test_a_suppression_goes_without_a_trace(text, name, left):
    root = parse(text).root
    assert root is not None
    (comment,) = comments(text, 0, len(text), root)
    at = text.index(name, text.index("["))
    span = without_name(text, comment, Span(at, at + 1)) or without(SourceText("", text), comment)
    assert text[: span.start] + text[span.end :] == left
