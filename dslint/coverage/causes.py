"""What keeps DaemonSets off nodes where they are wanted, the same for many of them told once."""

from __future__ import annotations

from dslint.coverage.describe import cases
from dslint.coverage.row import MISSED
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.row import Row
    from dslint.kube.nodes.reasons import Remedy
    from dslint.manifest.daemonset import ObjectName


class Cause(NamedTuple):
    """What keeps DaemonSets off nodes where they are wanted: a taint mostly; ``remedy`` takes it away for all.

    ``gained`` has what pods get against it too late, each with those whose pods do.
    """

    what: str
    remedy: Remedy | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    gained: tuple[tuple[str, tuple[Row, ...]], ...]

    @property
    def size(self) -> int:
        """How many nodes it is about."""
        return sum(column.size for column in self.columns)

    @property
    def names(self) -> tuple[ObjectName, ...]:
        """The names of the DaemonSets, once for all environments."""
        return tuple(dict.fromkeys(row.name for row in self.rows))


def causes(coverage: Coverage) -> list[Cause]:
    """Return why nodes are missed, the cause with the most pods first; a node with two taints stands in both."""
    columns: dict[Any, dict[Column, None]] = {}
    rows: dict[Any, dict[Row, None]] = {}
    weights: dict[Any, int] = {}
    gained: dict[Any, dict[str, dict[Row, None]]] = {}
    for row in coverage.rows:
        for case in cases(coverage, row, (MISSED,)):
            for obstacle in case.obstacles:
                taint = obstacle.reason.taint
                key = (f"taint {taint}" if taint is not None else obstacle.message, obstacle.remedy)
                columns.setdefault(key, {}).update(dict.fromkeys(case.columns))
                rows.setdefault(key, {})[row] = None
                weights[key] = weights.get(key, 0) + case.size
                for one in obstacle.gained:
                    gained.setdefault(key, {}).setdefault(str(one), {})[row] = None
    found = [
        Cause(
            key[0],
            key[1],
            tuple(columns[key]),
            tuple(rows[key]),
            tuple((text, tuple(some)) for text, some in gained.get(key, {}).items()),
        )
        for key in columns
    ]
    return sorted(found, key=lambda one: -weights[one.what, one.remedy])
