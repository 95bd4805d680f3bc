"""How often DaemonSets are where the configuration wants them, and what it says of a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dslint.coverage import describe
from dslint.phrases import counted
from dslint.render.page.markup import code, name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.coverage.model import Column, Coverage


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


def is_said(coverage: Coverage) -> bool:
    """Tell whether the configuration says of any of the DaemonSets where it is meant to run."""
    return any(coverage.expectation(number) is not None for number in range(len(coverage.rows)))


def tally(coverage: Coverage, rows: Iterable[int], columns: Iterable[Column] | None = None) -> Tally:
    """Count the cells of some rows, in all groups or in some."""
    counts = dict.fromkeys((describe.RUNS, describe.MISSES, describe.UNWANTED, describe.SPARED), 0)
    shown = coverage.columns() if columns is None else tuple(columns)
    for number in rows:
        for column in shown:
            counts[describe.cell(coverage, number, column.first)] += column.size
    return Tally(*counts.values())


def places(coverage: Coverage, number: int) -> list[tuple[str, str]]:
    """Return the place and the reason of each intent about a row."""
    expectation = coverage.expectation(number)
    intents = expectation.intents if expectation is not None else ()
    return [(f"{one.at.source.path}:{one.at.start.line}:{one.at.start.column}", one.reason) for one in intents]


def said(coverage: Coverage, number: int) -> Iterator[str]:
    """Yield which intents leave a cell out."""
    yield '<p>Not meant to run there:</p>\n<ul class="reasons">\n'
    for at, reason in places(coverage, number):
        yield f"<li>{name(reason)} {code(at)}</li>\n" if reason else f"<li>{code(at)}</li>\n"
    yield "</ul>\n"
