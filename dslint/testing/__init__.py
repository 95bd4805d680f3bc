"""The examples of policies as tests, for ``dslint test``: those in rule files, and those in files of their own."""

from __future__ import annotations

from collections.abc import Iterable

from dslint.testing.files import run_files
from dslint.testing.results import KINDS, Result, configured, findings, marks, mismatches, run_rule_files, summary

__all__ = ["KINDS", "Result", "configured", "findings", "marks", "mismatches", "run", "summary"]


def run(dirs: Iterable[str]) -> list[Result]:
    """Run the examples of the policies in some folders; raises as :func:`dslint.policy.load` does."""
    folders = tuple(dirs)
    return [*run_rule_files(folders), *run_files(folders)]
