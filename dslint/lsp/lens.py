"""How many nodes a DaemonSet runs on, above it, and which ones it misses, on a click; where nodes are configured."""

from __future__ import annotations

from dslint.coverage.describe import Case, cases, where
from dslint.coverage.manifests import Manifests
from dslint.coverage.model import cover
from dslint.coverage.totals import of_row
from dslint.errors import DslintError
from dslint.inputs.load import load_inputs
from dslint.paths import absolute
from dslint.phrases import counted
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dslint.coverage.model import Coverage
    from dslint.coverage.row import Row
    from dslint.lsp.diagnostics import Diagnostics
    from dslint.lsp.workspace import Told

COMMAND = "dslint.showMissedNodes"


def lenses(told: Told, diagnostics: Diagnostics) -> list[dict[str, Any]]:
    """Return a lens for each DaemonSet of a document: none without nodes."""
    coverage = _covered(told)
    return [_lens(told, coverage, row, diagnostics) for row in coverage.rows] if coverage is not None else []


def _lens(told: Told, coverage: Coverage, row: Row, diagnostics: Diagnostics) -> dict[str, Any]:
    bill = of_row(coverage, row)
    command = {
        "title": f"runs on {bill.running:,} of {counted(bill.nodes, 'node')}",
        "command": COMMAND,
        "arguments": [told.document.uri, row.place.span.start],
    }
    at = row.place._replace(span=Span(row.place.span.start, row.place.span.start))
    return {"range": diagnostics.range(at), "command": command}


def missed(told: Told, start: int) -> str:
    """Say of the DaemonSet that begins at an offset which nodes it does not run on, and why."""
    coverage = _covered(told)
    row = next((one for one in coverage.rows if one.place.span.start == start), None) if coverage is not None else None
    if coverage is None or row is None:
        return "The DaemonSet is not there any more."
    bill = of_row(coverage, row)
    lines = [f"{row.title} runs on {bill.running:,} of {counted(bill.nodes, 'node')}."]
    lines += [line for case in cases(coverage, row) for line in _case(case)]
    return "\n".join(lines)


def _case(case: Case) -> Iterator[str]:
    names = ", ".join(column.names for column in case.columns)
    yield f"{case.state}: {counted(case.size, 'node')} of {where(case.columns)} ({names})"
    if case.never:
        yield f"  {case.never}"
    yield from (f"  {case.reason(obstacle)}" for obstacle in case.obstacles)


def _covered(told: Told) -> Coverage | None:
    """Hold the DaemonSets of a document against the nodes that its configuration names, if it names any."""
    live, path = told.project.live, told.document.path
    engine = told.project.engine(path)
    if live is None or engine is None or engine.cluster is None:
        return None
    try:
        manifests = Manifests(load_inputs(live.tree, [live.items[path]], (live.path,), live.resolver, live.fragments))
        objects = (*engine.settings.declared, *manifests.objects)
        coverage = cover(manifests.daemon_sets, engine.cluster, objects, minor=engine.settings.minors[-1])
    except DslintError:
        return None
    return coverage if all(absolute(row.place.source.path) == path for row in coverage.rows) else None
