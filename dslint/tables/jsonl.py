"""Tables as JSON lines: one object a row, every key always there, everything beyond ASCII escaped."""

from __future__ import annotations

from json import dumps

from dslint.tables.columns import cleaned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.tables.columns import Cells, Table


def lines(table: Table, rows: Iterable[Cells]) -> Iterator[str]:
    """Yield a line for each row."""
    names = [column.name for column in table.columns]
    for row in rows:
        text = dumps(dict(zip(names, cleaned(row), strict=True)))
        yield text.replace("\x7f", "\\u007f") + "\n"
