"""Which Kubernetes versions there are stands in one place, and what is stored by version agrees with it."""

import ast
import json
import re

import pytest

from dslint.kube.versions import DEFAULT, KNOWN, NEWEST, OLDEST, VERIFIED
from tests.checkout import ROOT
from tests.conformance.vectors import RECORDED

BOUNDS = {OLDEST, VERIFIED, NEWEST}
ABOUT_VERSIONS = re.compile("minor|version|oldest|newest|latest|verified", re.IGNORECASE)
WRITTEN = re.compile(rf"(?<!\w)(?<!\d\.)1\.({'|'.join(map(str, BOUNDS))})(?!\w|\.\d)")


def test_schemas_and_versions_agree():
    folders = {path.parent.name for path in (ROOT / "schemas" / "kubernetes").glob("*/daemonset.json")}
    assert folders == {f"1.{minor}" for minor in KNOWN}
    assert OLDEST <= DEFAULT <= VERIFIED <= NEWEST


def test_the_recorded_answers_are_all_of_one_version():
    files = [json.loads(path.read_bytes()) for path in (ROOT / "tests" / "conformance" / "own").glob("*_vectors.json")]
    recorded = {file["kind"]: file["kubernetes"] for file in files if "kubernetes" in file}
    assert "daemonset-validation" in recorded
    assert {kind for kind, version in recorded.items() if not version.startswith(f"v1.{RECORDED}.")} == set()


def named(node):
    """Yield what a node gives a name to: variables, arguments of a call, defaults of a function."""
    if isinstance(node, ast.Assign):
        yield from ((ast.unparse(target), node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign):
        yield ast.unparse(node.target), node.value
    elif isinstance(node, ast.keyword):
        yield node.arg or "", node.value
    elif isinstance(node, ast.arguments):
        arguments = [*node.posonlyargs, *node.args][::-1]
        yield from zip((it.arg for it in arguments), node.defaults[::-1], strict=False)
        yield from zip((it.arg for it in node.kwonlyargs), node.kw_defaults, strict=True)


def bounds(tree):
    """Yield the lines of a module that name a bound: a number with a name, or a text that is no docstring."""
    docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        for name, value in named(node):
            if value and ABOUT_VERSIONS.search(name):
                yield from (it.lineno for it in ast.walk(value) if isinstance(it, ast.Constant) and it.value in BOUNDS)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield from [node.lineno] * bool(WRITTEN.search(node.value))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (f"NEWEST_MINOR = {NEWEST}", True),
        (f"OLDEST, NEWEST = {OLDEST}, {NEWEST}", True),
        (f"minors: tuple[int, ...] = ({VERIFIED},)", True),
        (f"def warn(minor={VERIFIED}, size=1): pass", True),
        (f"def warn(ds, *, verified={VERIFIED}): pass", True),
        (f"Context(minor={VERIFIED})", True),
        (f"help='or a range (1.30..1.{VERIFIED})'", True),
        (f"print(f'1.{OLDEST} to {{last}}.')", True),
        (f"'''Since 1.{VERIFIED} the server looks at it.'''", False),
        (f"WIDTH = {VERIFIED}", False),
        (f"if minor >= {VERIFIED}: pass", False),
        (f"REMOVED = 'non-functional in v1.{OLDEST}+'", False),
        (f"ADDRESS = '10.1.{OLDEST}.1'", False),
    ],
)
def test_the_search_finds_bounds_and_nothing_else(code, found):
    assert bool(list(bounds(ast.parse(code)))) is found


def test_no_other_module_names_a_bound():
    where = {
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for folder in ("dslint", "scripts", "bench")
        for path in (ROOT / folder).rglob("*.py")
        for line in bounds(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert {place for place in where if not place.startswith("dslint/kube/versions.py:")} == set()
    assert where, "not even the place where they are said"
