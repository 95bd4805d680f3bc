"""The command where its surroundings fail it: interrupted at once, no working directory, stripped, damaged."""

import os
import shutil
import subprocess
import sys

import pytest

from dslint.catalogue import index
from dslint.cli.commands import COMMANDS
from dslint.compiled import BUILT, dumps, write
from tests.checkout import ROOT
from tests.cli.manifests import BAD, OLD
from tests.cli.process import environment

INTERRUPTED = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Finder())
sys.argv = ["dslint", "check", *{words!r}]
import runpy
runpy.run_module("dslint", run_name="__main__", alter_sys=False)
"""


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("dslint.cli", ["."]),
        ("dslint.cli.program", ["."]),
        ("dslint.cli.checking", ["."]),
        ("dslint.run", ["."]),
        ("click", ["--help"]),
        ("dslint.cli.check", ["--help"]),
    ],
)
def test_an_interrupt_during_imports_ends_with_130_and_without_a_word(tree, module, words):
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(module=module, words=words)],
        cwd=tree,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.fixture
def gone(tree):
    """Let the working directory be one that is gone, and return a folder that is there."""
    (tree / "there").mkdir()
    (tree / "gone").mkdir()
    (tree / "there" / "a.yaml").write_text(OLD)
    os.chdir(tree / "gone")
    (tree / "gone").rmdir()
    yield tree / "there"
    os.chdir(tree)


@pytest.mark.parametrize("form", ["concise", "full", "json", "sarif", "github", "gitlab", "junit"])
def test_absolute_paths_are_checked_without_a_working_directory(gone, dslint, form):
    done = dslint("check", str(gone), "--output-format", form)
    assert (done.code, "internal error" in done.err) == (1, False)
    assert "DS302" in done.out


def test_absolute_paths_are_fixed_and_configured_without_a_working_directory(gone, dslint):
    (gone / "dslint.yaml").write_text("extends: base.yaml\n")
    (gone / "base.yaml").write_text("exclude: [b.yaml]\n")
    (gone / "b.yaml").write_text(BAD)
    done = dslint("check", "--fix", str(gone))
    assert (done.code, done.err) == (0, "Fixed 1 problem in 1 file.\n")


def test_a_relative_path_leads_nowhere_without_a_working_directory(gone, dslint):
    assert gone.exists()
    done = dslint("check", "a.yaml")
    assert done.code == 2
    assert "no such file or directory" in done.err


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_the_same_where_python_drops_docstrings(process, name):
    arguments = [name, "--help"] if name else ["--help"]
    assert process(*arguments, PYTHONOPTIMIZE="2") == process(*arguments)


WHOLE = {"id": "DS999", "name": "x", "summary": "x", "severity": "info", "default": True, "status": "stable",
         "since": "0.1", "tags": ["x"], "messages": {}, "path": "x"}  # fmt: skip


@pytest.mark.parametrize(
    "rules", [[], None, {}, "x", [1] * 9, [{}], [WHOLE]], ids=["none", "null", "map", "text", "numbers", "empty", "one"]
)
@pytest.mark.parametrize("stamp", ["built", "fits"])
def test_a_damaged_index_of_the_rules_is_an_error(tree, dslint, monkeypatch, stamp, rules):
    shutil.copytree(ROOT / "rules", tree / "rules")
    monkeypatch.setattr(index, "folder", lambda _: str(tree / "rules"))
    said = BUILT if stamp == "built" else index.rule_stamp(str(tree / "rules"))
    write(str(tree / "rules" / index.INDEX), {"stamp": said, "rules": rules})
    (tree / "bad.yaml").write_text(BAD)
    done = dslint("check", "bad.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {tree}/rules/{index.INDEX} is damaged\n")


@pytest.mark.parametrize("data", [b"", b"x", b"12345678", dumps([]), dumps({}), dumps({"stamp": []}), dumps("x")[:-1]])
def test_an_index_that_says_nothing_is_made_again(tree, dslint, monkeypatch, data):
    shutil.copytree(ROOT / "rules", tree / "rules")
    monkeypatch.setattr(index, "folder", lambda _: str(tree / "rules"))
    (tree / "rules" / index.INDEX).write_bytes(data)
    (tree / "bad.yaml").write_text(BAD)
    assert "DS101" in dslint("check", "bad.yaml").out


def test_no_rules_at_all_is_an_error(tree, dslint, monkeypatch):
    (tree / "rules").mkdir()
    monkeypatch.setattr(index, "folder", lambda _: str(tree / "rules"))
    (tree / "bad.yaml").write_text(BAD)
    done = dslint("check", "bad.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: there is no rule in {tree}/rules\n")
