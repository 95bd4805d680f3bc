"""The linter, the formatter and the type checker are part of the test suite: one command proves everything."""

import subprocess
import sys

import pytest

from tests.checkout import ROOT


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), pytest.param(("mypy",), marks=pytest.mark.slow)],
    ids=["ruff check", "ruff format", "mypy"],
)
def test_the_tree_is_clean(command):
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_conflict_of_a_merge_is_left_in_a_file():
    """The page of DS001 shows one, as an example."""
    found = subprocess.run(
        ["git", "grep", "-nE", "^(<{7}|>{7}) ", "--", ".", ":!docs/rules/unreadable-yaml.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (found.returncode, found.stdout) == (1, ""), found.stderr
