"""Who gates a node: the taints of a new node that an agent takes away, and where no agent can.

A node is given startup taints by what makes it (``startupTaints`` of a NodePool), and is not ready before its network
is. Of several agents each may wait for the others: they come in rounds, and what is left then stays for ever.
"""

from __future__ import annotations

from dslint.coverage.row import NOT_SELECTED, RUNS, SPARED, UNWANTED
from dslint.kube.data.taints import NOT_READY, UNINITIALIZED
from dslint.kube.nodes.tolerations import untolerated
from dslint.kube.nodes.virtual import virtual
from dslint.manifest.gates import taints_taken_away
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.row import Row
    from dslint.kube.nodes.tolerations import Taint

LOCKED = "locked"
_HAS_POD = (RUNS, UNWANTED)
_NOT_MEANT = (NOT_SELECTED, SPARED)


class Gap(NamedTuple):
    """Nodes on which an agent cannot take its taint away: its state there, or what it waits for itself (``locked``)."""

    row: Row
    state: str
    waits_for: tuple[Taint, ...]
    columns: tuple[Column, ...]


class Gate(NamedTuple):
    """A taint, the agents that take it away, and the groups where none of them can.

    ``columns`` are those whose nodes are known to be made with it; empty where that is not known.
    """

    taint: Taint
    agents: tuple[Row, ...]
    columns: tuple[Column, ...]
    gaps: tuple[Gap, ...]


def gates(coverage: Coverage) -> list[Gate]:
    """Return the gates of the nodes, those that an inventory declares first; none where there are no such taints."""
    openers = {row: taints for row in coverage.counted if (taints := taints_taken_away(row.workload))}
    declared: dict[Taint, list[Column]] = {}
    for column in coverage.columns:
        for taint in coverage.nodes.groups[column.first].startup:
            declared.setdefault(taint, []).append(column)
    keys = {taint.key for taint in declared}
    known = dict.fromkeys(taint for taints in openers.values() for taint in taints if taint.key not in keys)
    if not (declared or known):
        return []
    found = _Rounds(coverage, openers)
    return [found.gate(taint, declared.get(taint, [])) for taint in (*declared, *known)]


class _Rounds:
    """Who comes to which new nodes, round by round."""

    def __init__(self, coverage: Coverage, openers: Mapping[Row, Sequence[Taint]]) -> None:
        self._coverage = coverage
        self._openers = openers
        self._columns = [
            column for column in coverage.columns if virtual(coverage.nodes.groups[column.first].node) is None
        ]
        self._left = {column.number: self._rounds(column) for column in self._columns}

    def gate(self, taint: Taint, declared: Sequence[Column]) -> Gate:
        """Return one gate; of a taint that no inventory declares any node may be made with it."""
        agents = [row for row, taints in self._openers.items() if _takes(taints, taint)]
        gaps: dict[tuple[Row, str, tuple[Taint, ...]], list[Column]] = {}
        is_for_all = False
        for column in declared or self._columns:
            if column.number not in self._left:
                continue
            states = {row: self._state(row, taint, column, is_declared=bool(declared)) for row in agents}
            if any(state == (RUNS, ()) for state in states.values()):
                is_for_all = is_for_all or taint == UNINITIALIZED  # a cloud controller takes it off every node
                continue
            for row, state in states.items():
                if declared or state[0] not in _NOT_MEANT:
                    gaps.setdefault((row, *state), []).append(column)
        found = [] if is_for_all else [Gap(*key, tuple(columns)) for key, columns in gaps.items()]
        return Gate(taint, tuple(agents), tuple(declared), tuple(found))

    def _state(self, row: Row, taint: Taint, column: Column, *, is_declared: bool) -> tuple[str, tuple[Taint, ...]]:
        """Return whether an agent comes to a new node (``runs``), or its state there, or what it waits for."""
        state = self._coverage.cell(row, column)
        if state not in _HAS_POD:
            return state, ()
        if not is_declared and taint != NOT_READY:
            return (RUNS, ()) if _tolerates_any(row, taint) else (LOCKED, (taint,))
        left = self._left[column.number]
        waits = tuple(sorted(one for one in left if not _tolerates(row, one))) if taint in left else ()
        return (LOCKED, waits) if waits else (RUNS, ())

    def _rounds(self, column: Column) -> frozenset[Taint]:
        """Return the taints that stay on a new node, whoever comes."""
        there = [row for row in self._openers if self._coverage.cell(row, column) in _HAS_POD]
        left = set(self._coverage.nodes.groups[column.first].startup)
        if any(NOT_READY in self._openers[row] for row in there):
            left.add(NOT_READY)
        while left:
            come = [row for row in there if all(_tolerates(row, taint) for taint in left)]
            gone = {taint for taint in left if any(_takes(self._openers[row], taint) for row in come)}
            if not gone:
                break
            left -= gone
        return frozenset(left)


def _takes(taints: Iterable[Taint], taint: Taint) -> bool:
    return any(one.key == taint.key for one in taints)


def _tolerates(row: Row, taint: Taint) -> bool:
    return not untolerated(row.reach.placement.tolerations, [taint])


def _tolerates_any(row: Row, taint: Taint) -> bool:
    """Tell whether a taint is tolerated with one of the values that people give it."""
    return any(_tolerates(row, taint._replace(value=value)) for value in ("", "true"))
