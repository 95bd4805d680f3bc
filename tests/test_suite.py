"""The tests themselves: what two of them need is in a helper module."""

import ast

from tests.checkout import ROOT

TESTS = sorted((ROOT / "tests").rglob("*.py"))


def imported(tree):
    """Yield the dotted name of each module, or thing in one, that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_module_imports_from_one_that_pytest_runs():
    private = {
        (str(path.relative_to(ROOT)), name)
        for path in TESTS
        for name in imported(parsed(path))
        if any(part.startswith("test_") or part == "conftest" for part in name.split("."))
    }
    assert private == set()
