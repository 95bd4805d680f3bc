"""What a cluster pays: pods and their requests, exact, for all of it, for each pool and for each node."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dslint.kube.apiserver.requests import sum_up
from dslint.kube.nodes.facets import POOL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dslint.coverage.model import Coverage
    from dslint.coverage.row import Row
    from dslint.kube.nodes.classes import Partition
    from dslint.kube.values.quantity import Quantity


class Bill(NamedTuple):
    """Nodes, the pods that run on them, how often a DaemonSet misses a node, and what the pods request together."""

    nodes: int
    pods: int
    missed: int
    requests: dict[str, Quantity]


def of_row(row: Row) -> Bill:
    """Return what one DaemonSet costs on all nodes."""
    reach = row.reach
    return Bill(reach.nodes.size, reach.desired, reach.missed, sum_up([(row.workload.requests, reach.desired)]))


def of_all(coverage: Coverage) -> Bill:
    """Return what all DaemonSets cost together."""
    bills = [of_row(row) for row in coverage.rows]
    return Bill(
        coverage.nodes.size,
        sum(bill.pods for bill in bills),
        sum(bill.missed for bill in bills),
        sum_up((bill.requests, 1) for bill in bills),
    )


def of_pools(coverage: Coverage) -> dict[str | None, Bill]:
    """Return what all DaemonSets cost in each pool, in the order of the inventory; ``None``: nodes without a pool."""
    groups = coverage.nodes.groups
    pools = coverage.nodes.partition(frozenset({POOL}))
    pods = [[0] * len(coverage.rows) for _ in pools.firsts]
    for number, row in enumerate(coverage.rows):
        fine = coverage.nodes.partition(row.reach.facets | {POOL})
        for first, size in zip(fine.firsts, fine.sizes, strict=True):
            if row.reach.verdict(first).should_run:
                pods[pools.classes[first]][number] += size
    return {
        groups[first].pool: _bill(coverage, size, counts)
        for first, size, counts in zip(pools.firsts, pools.sizes, pods, strict=True)
    }


def of_node(coverage: Coverage, index: int) -> Bill:
    """Return what all DaemonSets cost on the node that stands at an index of the cluster."""
    return _bill(coverage, 1, [int(row.reach.verdict(index).should_run) for row in coverage.rows])


def per_node(coverage: Coverage) -> tuple[Partition, list[Bill]]:
    """Return what one node of each class costs; nodes with the same DaemonSets are one class."""
    runs: list[Iterable[bool]] = [[verdict.should_run for verdict in row.reach.per_node()] for row in coverage.rows]
    partition = coverage.nodes.sort(zip(*runs, strict=True) if runs else None)
    return partition, [of_node(coverage, first) for first in partition.firsts]


def _bill(coverage: Coverage, nodes: int, counts: list[int]) -> Bill:
    pods = sum(counts)
    requests = sum_up((row.workload.requests, count) for row, count in zip(coverage.rows, counts, strict=True) if count)
    return Bill(nodes, pods, nodes * len(coverage.rows) - pods, requests)
