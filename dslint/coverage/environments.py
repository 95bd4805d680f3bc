"""The environments of charts and overlays beside each other: in which of them a DaemonSet runs on how many nodes."""

from __future__ import annotations

from dslint.coverage.totals import of_environments, of_row
from dslint.kube.apiserver.requests import ZERO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.coverage.model import Coverage
    from dslint.coverage.row import Row


def side_by_side(coverage: Coverage) -> list[list[str]]:
    """Return a table with a column for each environment, its head first; nothing where there are no two of them."""
    rows: dict[str, dict[str, Row]] = {}
    for row in coverage.rows:
        if row.environment:
            rows.setdefault(row.name.title, {})[row.environment] = row
    names = list(dict.fromkeys(row.environment for row in coverage.rows if row.environment))
    if len(names) < 2:
        return []
    table = [["DAEMONSET", *names]]
    for title, found in rows.items():
        table.append([title, *(_cell(coverage, found[name]) if name in found else "-" for name in names)])
    bills = [of_environments(coverage).get(name) for name in names]
    if all(bills):
        table.append(["pods", *(f"{bill.pods:,}" for bill in bills if bill is not None)])
        for title, resource in (("cpu", "cpu"), ("memory", "memory")):
            table.append([title, *(str(bill.requests.get(resource, ZERO)) for bill in bills if bill is not None)])
    return table


def _cell(coverage: Coverage, row: Row) -> str:
    bill = of_row(coverage, row)
    return f"{bill.running:,} of {bill.nodes:,}"
