"""What people are told of a coverage, whatever the format: names of many nodes, what a row misses and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dslint.kube.apiserver.requests import ZERO
from dslint.kube.nodes.placement import NODE_AFFINITY, NODE_NAME
from dslint.kube.nodes.reasons import EMPTY
from dslint.phrases import SHOWN, few

if TYPE_CHECKING:
    from dslint.coverage.model import Column, Coverage, Obstacle, Row
    from dslint.kube.nodes.scheduling import Pending, Preference
    from dslint.kube.values.quantity import Quantity

RUNS, MISSES, UNWANTED, SPARED = "runs", "misses", "unwanted", "spared"
STAYS, GOES = "a running pod stays", "a running pod is deleted"


class Miss(NamedTuple):
    """Groups that a DaemonSet misses for the same reasons; ``keeps``: a pod that is there already stays."""

    columns: tuple[Column, ...]
    obstacles: tuple[Obstacle, ...]
    keeps: bool

    @property
    def size(self) -> int:
        """How many nodes it is about."""
        return sum(column.size for column in self.columns)


def misses(coverage: Coverage, number: int) -> list[Miss]:
    """Return what a row misses, the groups with the same reasons together."""
    row = coverage.rows[number]
    by_verdict: dict[object, list[Column]] = {}
    for column in coverage.columns():
        verdict = row.reach.verdict(column.first)
        if not verdict.should_run:
            by_verdict.setdefault(verdict, []).append(column)
    return [
        Miss(
            tuple(groups),
            tuple(row.obstacles(groups[0].first)),
            row.reach.verdict(groups[0].first).should_continue_running,
        )
        for groups in by_verdict.values()
    ]


def told(coverage: Coverage, miss: Miss, obstacle: Obstacle) -> str:
    """Say what keeps a DaemonSet off nodes, and what these have in its place."""
    has = _instead(coverage, miss, obstacle)
    return f"{obstacle.message} (there is {', '.join(has)})" if has else obstacle.message


def _instead(coverage: Coverage, miss: Miss, obstacle: Obstacle) -> list[str]:
    """Return what the missed nodes have in the place of the labels asked for: few values, or none at all."""
    if obstacle.reason.kind == NODE_NAME:
        return []
    nodes = [coverage.nodes.groups[index].node for column in miss.columns for index in column.nodes]
    out = []
    for key in obstacle.found:
        values = dict.fromkeys(value for node in nodes if (value := node.labels.get(key)) is not None)
        if 0 < len(values) <= SHOWN:
            out.append(f"{key}={' or '.join(value or EMPTY for value in values)}")
    return out


def fate(miss: Miss) -> str:
    """Say what becomes of a pod that runs there already."""
    return STAYS if miss.keeps else GOES


def is_choice(miss: Miss) -> bool:
    """Tell whether several affinity terms stand in the way, one of which would have to match."""
    return sum(obstacle.reason.kind == NODE_AFFINITY for obstacle in miss.obstacles) > 1


def names(coverage: Coverage, column: Column) -> str:
    """Return the names of a group's nodes: the first few, and how many more there are."""
    return few(column.nodes, lambda index: str(coverage.nodes.groups[index]))


def taints(coverage: Coverage, column: Column) -> str:
    """Return the taints that all nodes of a group have."""
    return ", ".join(map(str, coverage.nodes.groups[column.first].node.taints))


def labels(coverage: Coverage, column: Column) -> str:
    """Return those of a group's labels that DaemonSets ask for and that tell groups apart."""
    has = coverage.nodes.groups[column.first].node.labels
    return ", ".join(f"{key}={has[key] or EMPTY}" for key in coverage.labels() if key in has)


def amounts(requests: Mapping[str, Quantity]) -> str:
    """Return requests as people write them, cpu and memory first."""
    order = [name for name in ("cpu", "memory") if requests.get(name, ZERO)]
    order += sorted(name for name in requests if name not in ("cpu", "memory") and requests[name])
    return ", ".join(f"{name} {requests[name]}" for name in order) or "nothing"


class Remark(NamedTuple):
    """What the scheduler adds for some groups of a row."""

    columns: tuple[Column, ...]
    pending: tuple[Pending, ...]
    preference: Preference | None


def remarks(coverage: Coverage, number: int) -> list[Remark]:
    """Return what the scheduler adds for a row, the groups of which the same is said together."""
    sheets: dict[object, list[Column]] = {}
    for column in coverage.columns():
        sheet = coverage.beside_node(number, column.first)
        if sheet.pending or sheet.preference is not None:
            sheets.setdefault(sheet, []).append(column)
    found = [(groups, coverage.beside_node(number, groups[0].first)) for groups in sheets.values()]
    return [Remark(tuple(groups), sheet.pending, sheet.preference) for groups, sheet in found]


def liking(preference: Preference) -> str:
    """Say how much the scheduler likes a node."""
    parts = [f"meets {preference.score} of {preference.of} of the preferred weights"] if preference.of else []
    parts += [f"taint {taint} is not tolerated: the scheduler avoids it" for taint in preference.avoided]
    return ", ".join(parts)


def numbers(columns: Sequence[Column]) -> str:
    """Return ``group 1`` or ``groups 1, 3``."""
    listed = ", ".join(str(column.number) for column in columns)
    return f"group {listed}" if len(columns) == 1 else f"groups {listed}"


def cell(coverage: Coverage, number: int, index: int) -> str:
    """Return runs or misses; where the configuration says what is meant also unwanted and spared."""
    runs, expectation = coverage.rows[number].reach.verdict(index).should_run, coverage.expectation(number)
    if expectation is None or expectation.nodes[index]:
        return RUNS if runs else MISSES
    return UNWANTED if runs else SPARED


def outcome(row: Row, index: int) -> str:
    """Return what happens on one node in words."""
    verdict = row.reach.verdict(index)
    if verdict.should_run:
        return "runs"
    return f"no pod; {STAYS if verdict.should_continue_running else GOES}"
