"""How often DaemonSets are where the configuration wants them, and what it says of a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dslint.coverage.row import MISSES, RUNS, SPARED, UNWANTED
from dslint.phrases import counted
from dslint.render.page.markup import code, name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.coverage.model import Column
    from dslint.coverage.row import Row


class Tally(NamedTuple):
    """How many nodes there are of each kind; a DaemonSet of which nothing is said is wanted everywhere."""

    runs: int
    misses: int
    unwanted: int
    spared: int

    @property
    def wanted(self) -> int:
        """Where pods are wanted."""
        return self.runs + self.misses

    def __str__(self) -> str:
        """Say what a row misses, and where it runs for nothing."""
        extra = f", runs on {self.unwanted} unwanted" if self.unwanted else ""
        return f"misses {self.misses} of {counted(self.wanted, 'wanted node')}{extra}"


def tally(rows: Iterable[Row], columns: Iterable[Column]) -> Tally:
    """Count the nodes in the cells of some rows and columns."""
    counts = dict.fromkeys((RUNS, MISSES, UNWANTED, SPARED), 0)
    shown = tuple(columns)
    for row in rows:
        for column in shown:
            counts[row.cell(column.first)] += column.size
    return Tally(*counts.values())


def places(row: Row) -> list[tuple[str, str]]:
    """Return the place and the reason of each intent about a row."""
    intents = row.expectation.intents if row.expectation is not None else ()
    return [(str(one.at), one.reason) for one in intents]


def left_out(row: Row) -> Iterator[str]:
    """Yield which intents leave a cell out."""
    yield '<p>Not meant to run there:</p>\n<ul class="reasons">\n'
    for at, reason in places(row):
        yield f"<li>{name(reason)} {code(at)}</li>\n" if reason else f"<li>{code(at)}</li>\n"
    yield "</ul>\n"
