"""Which manifests are assertions of tests, and which keys in them are expressions."""

import pytest

from tests.inputs.build import DAEMONSET

ASSERTIONS = {
    "a plain key": "status:\n  (numberReady > `0`): true\n",
    "a quoted key": 'spec:\n  template:\n    spec:\n      containers:\n      - "(name)": x\n',
    "a single-quoted key with a space behind": "metadata:\n  '(length(labels))' : 2\n",
    "a key at the top": "(x): 1\n",
}


LEFT_OUT = [
    ("status",),
    ("spec", "template", "spec", "containers", 0),
    ("metadata",),
    ("(x)",),
]


SURROUNDINGS = {
    "a test beside it": ("ds.yaml", "", {"chainsaw-test.yaml": "x: y\n"}, "beside chainsaw-test.yaml"),
    "another test beside it": ("t/ds.yaml", "", {"t/chainsaw-test.yml": "x: y\n"}, "beside chainsaw-test.yml"),
    "a test in the same file": ("ds.yaml", "kind: Test\n---\n", {}, "beside a Test"),
    "the name assert": ("01-assert.yaml", "", {}, "01-assert.yaml is the name of an assertion"),
    "the name errors": ("ds-errors.yaml", "", {}, "ds-errors.yaml is the name of an assertion"),
}


@pytest.mark.parametrize("text", ASSERTIONS.values(), ids=ASSERTIONS)
@pytest.mark.parametrize("around", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_a_key_in_parentheses_makes_an_assertion_where_the_surroundings_say_so(tree, around, text):
    name, before, files, reason = around
    found = tree(name, f"{before}apiVersion: apps/v1\nkind: DaemonSet\n{text}", **files)
    assert (found.kind, found.is_whole) == ("assertion", False)
    assert reason in found.reason


@pytest.mark.parametrize(("text", "path"), list(zip(ASSERTIONS.values(), LEFT_OUT, strict=True)), ids=ASSERTIONS)
def test_elsewhere_only_what_a_key_in_parentheses_stands_in_is_left_out(tree, text, path):
    files = {"b/chainsaw-test.yaml": "x: y\n", "a/assert.yaml": "x: y\n"}
    found = tree("a/terror.yaml", f"apiVersion: apps/v1\nkind: DaemonSet\n{text}", **files)
    assert (found.kind, found.is_whole) == ("expression", True)
    assert found.left_out == (path,)
    assert found.leaves_out((*path, "x"))
    assert not found.leaves_out(path[:-1])
    assert not found.supplies(path)


def test_the_name_of_an_assertion_and_no_selector_make_one(tree):
    assert tree("01-assert.yaml").kind == "assertion"
    assert tree("01-assert.yaml", f"{DAEMONSET}spec: {{selector: {{matchLabels: {{a: b}}}}}}\n") is None


def test_parentheses_in_values_and_other_documents_make_none(tree):
    value = 'metadata:\n  annotations:\n    a: "(x): y"\n    "(b) c": (d)\n---\n(e): f\n'
    assert tree(text=f"apiVersion: apps/v1\nkind: DaemonSet\n{value}") is None
