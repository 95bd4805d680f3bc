"""The list of rules: as a table for people, as Markdown, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.render.escape import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.render.style import Style

FORMATS = ("table", "json", "markdown")
COLUMNS = ("id", "name", "severity", "default", "fix", "status", "since", "summary")


def render(rules: Iterable[Rule], style: Style, *, form: str = "table") -> Iterator[str]:
    """Yield the rules in one of the formats."""
    yield from {"table": table, "json": json, "markdown": markdown}[form](rules, style)


def table(rules: Iterable[Rule], style: Style) -> Iterator[str]:
    """Yield a line for each rule, in columns.

    Where a terminal is too narrow, summaries stand below, and status and since are left out if all rules share them.
    """
    rows = [COLUMNS, *map(_cells, rules)]
    if style.terminal and max(map(len, _aligned(rows))) > style.width:
        yield from _narrow(rows, style)
        return
    for number, (row, line) in enumerate(zip(rows, _aligned(rows), strict=True)):
        yield (_painted(line, row, style) if number else style.paint(line, "strong")) + "\n"


def _narrow(rows: list[tuple[str, ...]], style: Style) -> Iterator[str]:
    spare = [COLUMNS.index(name) for name in ("status", "since")]
    left_out = [at for at in spare if len({row[at] for row in rows[1:]}) == 1]
    short = [tuple(cell for at, cell in enumerate(row[:-1]) if at not in left_out) for row in rows]
    indent = max(len(row[0]) for row in rows) + 2
    for number, (row, line) in enumerate(zip(rows, _aligned(short), strict=True)):
        yield (_painted(line, row, style) if number else style.paint(line, "strong")) + "\n"
        if number:
            yield f"{' ' * indent}{style.wrapped(row[-1], indent, indent)}\n"


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Return the rows as lines, in columns."""
    sizes = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(f"{cell:<{size}}" for cell, size in zip(row, sizes, strict=True)).rstrip() for row in rows]


def _painted(line: str, row: tuple[str, ...], style: Style) -> str:
    """Return a rule's line with its severity in colour."""
    at = line.index(row[2], len(row[0]) + 2 + len(row[1])) if style.color else 0
    return f"{line[:at]}{style.paint(row[2], row[2])}{line[at + len(row[2]) :]}" if style.color else line


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
    return tuple((shown | {"default": rule.shown_default}).values())
