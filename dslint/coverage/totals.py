"""What a cluster pays, exact: pods and their requests for all of it, for each DaemonSet, each pool and one node.

One count for every format: a Bill has the same numbers wherever it is shown.
"""

from __future__ import annotations

from dslint.coverage.row import STATES
from dslint.kube.apiserver.requests import sum_up
from dslint.kube.nodes.virtual import virtual
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.row import Row
    from dslint.kube.values.quantity import Quantity


class Tally(NamedTuple):
    """How many nodes there are in each state, summed over DaemonSets; together they are all nodes of all of them."""

    missed: int
    never_starts: int
    refused: int
    pending: int
    unwanted: int
    runs: int
    not_selected: int
    spared: int

    @property
    def wanted(self) -> int:
        """Where pods are wanted: by the intents, and where they say nothing by the DaemonSet itself."""
        return self.runs + self.missed + self.never_starts + self.refused + self.pending

    @property
    def hurts(self) -> tuple[int, ...]:
        """What to sort by: first what is missed."""
        return self.missed, self.never_starts, self.refused, self.pending, self.unwanted


class Bill(NamedTuple):
    """Nodes, the pods that the controller makes on them, how many of these start, the states, what is requested."""

    nodes: int
    pods: int
    running: int
    tally: Tally
    requests: dict[str, Quantity]


def of_row(coverage: Coverage, row: Row) -> Bill:
    """Return what one DaemonSet costs on all nodes."""
    return _bill(coverage, [row], coverage.columns)


def of_all(coverage: Coverage) -> Bill:
    """Return what all DaemonSets cost together, here and below in the worst of environments that are alternatives."""
    return _bill(coverage, coverage.counted, coverage.columns)


def of_environments(coverage: Coverage) -> dict[str, Bill]:
    """Return what the DaemonSets of each environment cost together, where environments are alternatives."""
    return {name: _bill(coverage, rows, coverage.columns) for name, rows in coverage.environments.items()}


def of_pools(coverage: Coverage) -> dict[str | None, Bill]:
    """Return what all DaemonSets cost in each pool, in the order of the inventory; ``None``: nodes without a pool."""
    pools: dict[str | None, list[Column]] = {}
    for column in coverage.columns:
        pools.setdefault(column.pool, []).append(column)
    return {pool: _bill(coverage, coverage.counted, columns) for pool, columns in pools.items()}


def of_node(coverage: Coverage, column: Column) -> Bill:
    """Return what all DaemonSets cost on one node of a group."""
    return _bill(coverage, coverage.counted, [column._replace(size=1)])


def _bill(coverage: Coverage, rows: Iterable[Row], columns: Sequence[Column]) -> Bill:
    counts = dict.fromkeys(STATES, 0)
    starts = [virtual(coverage.nodes.groups[column.first].node) is None for column in columns]
    costs, running = [], 0
    for row in rows:
        pods = 0
        cells = coverage.cells[row]
        for column, can_start in zip(columns, starts, strict=True):
            counts[cells[column.number - 1]] += column.size
            if row.reach.verdict(column.first).should_run:
                pods += column.size
                can_run = can_start and row.neighbour.note(column.first).can_run is not False
                running += column.size if can_run else 0
        costs.append((row.requests, pods))
    nodes = sum(column.size for column in columns)
    return Bill(nodes, sum(pods for _, pods in costs), running, Tally(*counts.values()), sum_up(costs))
