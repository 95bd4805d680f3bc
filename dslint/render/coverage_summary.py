"""What ``dslint coverage`` says beside the table: notes, and the closing line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dslint.coverage.totals import of_all
from dslint.phrases import counted
from dslint.render.escape import safe

if TYPE_CHECKING:
    from dslint.coverage.model import Coverage
    from dslint.render.style import Style


def render(coverage: Coverage, style: Style, *, notes: Iterable[str] = ()) -> Iterator[str]:
    """Yield the notes, then how many DaemonSets there are on how many nodes and how many pods that makes."""
    for note in notes:
        yield f"{style.paint('note', 'info')}: {safe(note)}\n"
    sets, nodes = counted(len(coverage.rows), "DaemonSet"), counted(coverage.nodes.size, "node")
    if not coverage.rows:
        yield f"{sets} on {nodes}: nothing to run.\n"
        return
    bill = of_all(coverage)
    yield f"{sets} on {nodes}: {counted(bill.pods, 'pod')}, {bill.missed} missing.\n"
