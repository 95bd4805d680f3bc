"""The examples of policies as JUnit XML: a suite for each file, a case for each example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from dslint.testing.results import Result


def junit(results: Iterable[Result]) -> Iterator[str]:
    """Yield the lines of a report; all beyond ASCII is written by number."""
    found = list(results)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="dslint test" {_counts(found)}>\n'
    for path, group in groupby(found, lambda one: one.path):
        suite = list(group)
        yield f'  <testsuite name={_quoted(path)} {_counts(suite)} skipped="0">\n'
        for one in suite:
            head = f"    <testcase classname={_quoted(one.rule.id)} name={_quoted(f'{one.kind}: {one.title}')}"
            if one.ok:
                yield f"{head}/>\n"
                continue
            lines = list(one.lines())
            yield f"{head}>\n      <failure message={_quoted(str(one.mismatches[0]))}>"
            yield f"{_text(chr(10).join(lines))}</failure>\n    </testcase>\n"
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _counts(results: list[Result]) -> str:
    return f'tests="{len(results)}" failures="{sum(not one.ok for one in results)}" errors="0"'


def _quoted(value: str) -> str:
    return f'"{_text(value)}"'


def _text(value: str) -> str:
    shown = "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in value)
    return escape(shown).encode("ascii", "xmlcharrefreplace").decode("ascii")
