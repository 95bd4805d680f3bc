"""The tests themselves: where they stand, what they share, and that no process that they start waits for ever."""

import ast
from functools import cache

import pytest

from tests.checkout import ROOT

TESTS = sorted((ROOT / "tests").rglob("*.py"))
STARTING = [*TESTS, *(path for name in ("bench", "scripts", "dslint") for path in sorted((ROOT / name).rglob("*.py")))]
# folders that are no part of the package: what is tested there is the whole, or what surrounds it
BESIDE = {"browser", "conformance", "fuzz", "packaging", "playground", "rendering", "rules", "scripts"}
# names that are no module's, because what is tested there are several
TOPICS = {
    "checks/apiserver": {"server_findings"},
    "checks": {"apiversion_fixes", "costs", "fragment_fixes", "placement_fixes"},
    "config": {"schema"},
    "coverage": {"corpus"},
    "fix": {"fixer"},
    "kube": {"bounds"},
    "kube/apiserver/validation": {"cases", "places"},
    "kube/apiserver/warnings": {"pairs"},
    "policy": {"use"},
    "render": {"coverage", "formats", "properties"},
    "source": {"faults", "hostile", "places", "properties"},
}


def imported(tree):
    """Yield the dotted name of each module, or thing in one, that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def endless(tree):
    """Yield the line of each call that starts a process, or waits for one, without a limit of time."""
    if "subprocess" not in {name.partition(".")[0] for name in imported(tree)}:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            starts = ast.unparse(node.func.value) == "subprocess" and node.func.attr != "Popen"
            waits = starts or node.func.attr in {"communicate", "wait"}
            if waits and "timeout" not in {keyword.arg for keyword in node.keywords}:
                yield node.lineno
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            words = ast.unparse(node).split()
            if "subprocess" in words and words != ["import", "subprocess"]:
                yield node.lineno  # to be called by a name that is not looked for


@cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def test_tests_stand_where_what_they_test_does():
    """Demand for ``tests/a/test_b.py`` a module ``dslint/a/b.py``; ``test_b_more.py`` is about that module too."""
    strangers, topics = set(), {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        folder = path.parent.relative_to(ROOT / "tests").as_posix()
        if folder == "." or folder in BESIDE:
            continue
        name, there = path.stem.removeprefix("test_"), ROOT / "dslint" / folder
        modules = {one.stem for one in there.iterdir() if one.suffix == ".py" or (one / "__init__.py").exists()}
        if name in TOPICS.get(folder, ()):
            topics.setdefault(folder, set()).add(name)
        elif not any(f"{name}_".startswith(f"{module}_") for module in modules):
            strangers.add(path.relative_to(ROOT).as_posix())
    assert strangers == set()
    assert topics == TOPICS


def test_no_module_imports_from_one_that_pytest_runs():
    private = {
        (str(path.relative_to(ROOT)), name)
        for path in TESTS
        for name in imported(parsed(path))
        if any(part.startswith("test_") or part == "conftest" for part in name.split("."))
    }
    assert private == set()


def test_every_process_that_is_started_has_a_limit_of_time():
    found = {f"{path.relative_to(ROOT)}:{line}" for path in STARTING for line in endless(parsed(path))}
    assert found == set()


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("import subprocess\nsubprocess.run(['true'])\n", [2]),
        ("import subprocess\nsubprocess.run(['true'], timeout=9)\n", []),
        ("import subprocess\nsubprocess.check_output(['true'], text=True)\n", [2]),
        ("import subprocess\nchild = subprocess.Popen(['true'])\nchild.wait()\nchild.communicate()\n", [3, 4]),
        ("import subprocess\nsubprocess.Popen(['true']).wait(timeout=9)\n", []),
        ("from subprocess import run\nrun(['true'], timeout=9)\n", [1]),
        ("import subprocess as sub\nsub.run(['true'])\n", [1]),
        ("import threading\nthreading.Event().wait()\n", []),
    ],
    ids=["run", "limited", "output", "waits", "limited wait", "a name of its own", "another name", "no process"],
)
def test_a_call_without_a_limit_would_be_noticed(code, lines):
    assert list(endless(ast.parse(code))) == lines


def annotations(tree):
    """Yield the line of each type annotation but those that make the fields of a class."""
    fields = {
        id(field)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and (node.bases or node.decorator_list)
        for field in node.body
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            if id(node) not in fields:
                yield node.lineno
        elif getattr(node, "annotation", None) or getattr(node, "returns", None):
            yield node.lineno


def test_tests_are_written_without_type_annotations():
    found = {f"{path.relative_to(ROOT)}:{line}" for path in TESTS for line in annotations(parsed(path))}
    assert found == set()


def test_an_annotation_would_be_noticed():
    code = "x: int = 1\ndef f(a: int,\n  *b: int) -> int: ...\nclass C(tuple):\n  d: int\n  e = 2\nclass D:\n  f: int\n"
    assert sorted(annotations(ast.parse(code))) == [1, 2, 2, 3, 8]
