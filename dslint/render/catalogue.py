"""The list of rules: as a table for people, as Markdown, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dslint.render.escape import safe

if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.render.style import Style

FORMATS = ("table", "json", "markdown")
COLUMNS = ("id", "name", "severity", "default", "fix", "status", "since", "summary")


def render(rules: Iterable[Rule], style: Style, *, form: str = "table") -> Iterator[str]:
    """Yield the rules in one of the formats."""
    yield from {"table": table, "json": json, "markdown": markdown}[form](rules, style)


def table(rules: Iterable[Rule], style: Style) -> Iterator[str]:
    """Yield a line for each rule, in columns."""
    rows = [COLUMNS, *map(_cells, rules)]
    sizes = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS) - 1)]
    for number, row in enumerate(rows):
        cells = [f"{cell:<{size}}" for cell, size in zip(row, sizes, strict=False)]
        if number:
            cells[2] = style.paint(cells[2], row[2])
        line = "  ".join([*cells, row[-1]])
        yield (line if number else style.paint(line, "strong")) + "\n"


def markdown(rules: Iterable[Rule], style: Style) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the rules as a Markdown table."""
    for row in (COLUMNS, ("---",) * len(COLUMNS), *map(_cells, rules)):
        escaped = (cell.replace("\\", "\\\\").replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(escaped)} |\n"


def json(rules: Iterable[Rule], style: Style) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the rules as a JSON list of objects, one a line; keys are only ever added."""
    from json import dumps

    between = "["
    for rule in rules:
        entry = {name: getattr(rule, name) for name in COLUMNS} | {"tags": rule.tags, "kubernetes": rule.kubernetes}
        yield f"{between}\n  {dumps(entry)}"
        between = ","
    yield "[]\n" if between == "[" else "\n]\n"


def _cells(rule: Rule) -> tuple[str, ...]:
    shown = {name: safe(str(getattr(rule, name))) for name in COLUMNS}
    return tuple((shown | {"default": "on" if rule.default else "off"}).values())
