"""DaemonSets against each other: host ports that two of them take, and what all of them request of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.finding import Hit, Note
from dslint.kube.apiserver.requests import ZERO
from dslint.kube.nodes.facets import POOL
from dslint.kube.nodes.overlap import certainly_meet
from dslint.kube.nodes.reach import Reach
from dslint.manifest.daemonset import Place
from dslint.phrases import SHOWN, and_more
from dslint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dslint.kube.nodes.hostports import HostPort
    from dslint.kube.nodes.placement import Placement
    from dslint.kube.values.quantity import Quantity
    from dslint.manifest.cluster import Budget, Cluster
    from dslint.manifest.context import Context
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload


class Claim(NamedTuple):
    """A host port and where a manifest asks for it."""

    port: HostPort
    at: Place


class Claims(NamedTuple):
    """The host ports of one DaemonSet, and what decides on which nodes it takes them."""

    ports: tuple[Claim, ...]
    placement: Placement


class Requests(NamedTuple):
    """What one pod requests of a node, what decides on which nodes, and where to point."""

    amounts: Mapping[str, Quantity]
    placement: Placement
    at: Place


def claims(workload: Workload, context: Context) -> Claims | None:
    """Keep the host ports of a DaemonSet; of most there are none."""
    ds, ports = workload.written, workload.host_ports
    if not ports:
        return None
    if context.cluster is not None:
        workload.reach(context.cluster)  # so that the placement knows its verdicts already
    return Claims(tuple(Claim(port, ds.keep(ds.root.get(*port.at))) for port in ports), workload.placement)


def requests(workload: Workload, context: Context) -> Requests | None:
    """Keep what a DaemonSet requests, where there is a budget for it."""
    if context.cluster is None or not context.cluster.budgets or not workload.requests:
        return None
    ds = workload.written
    return Requests(workload.requests, workload.placement, ds.keep(ds.pod_spec, key=True))


def host_port_clash(kept: Sequence[Kept], _objects: Sequence[Record], context: Context) -> Iterator[Hit]:
    """Find host ports that two DaemonSets take on one node: exactly with nodes, else only where it is certain.

    Without nodes only what lies in one folder, or in one stream, is taken to be meant for one cluster.
    """
    meetings = _Meetings(context.cluster)
    taken: dict[tuple[int, str], list[tuple[Kept, Claim]]] = {}
    for one in kept:
        for claim in one.facts.ports:
            rivals = [
                (other, theirs, where)
                for other, theirs in taken.get((claim.port.port, claim.port.protocol), ())
                if claim.port.clashes(theirs.port) and not one.owner.may_be(other.owner)
                if (where := meetings.of(one, other))
            ]
            if rivals:
                yield _clash(claim, rivals)
        for claim in one.facts.ports:
            taken.setdefault((claim.port.port, claim.port.protocol), []).append((one, claim))


def _clash(claim: Claim, rivals: list[tuple[Kept, Claim, str]]) -> Hit:
    first, _, where = rivals[0]
    more = f" (and {len(rivals) - 1} more)" if len(rivals) > 1 else ""
    notes = tuple(
        Note(theirs.at, f"{other.owner.title} takes {theirs.port} here") for other, theirs, _ in rivals[:SHOWN]
    )
    params = {"port": str(claim.port), "other": first.owner.title, "more": more, "where": where}
    return Hit("found", claim.at, params, notes=notes, covers=tuple(theirs.at for _, theirs, _ in rivals))


class _Meetings:
    """Where two DaemonSets run together."""

    def __init__(self, cluster: Cluster | None) -> None:
        self._cluster = cluster
        self._reaches: dict[int, Reach] = {}
        self._known: dict[tuple[int, int], str] = {}

    def of(self, one: Kept, other: Kept) -> str:
        """Say on which nodes both run; empty if on none, or if that is not certain."""
        key = (id(one), id(other))
        if key not in self._known:
            self._known[key] = self._shared(one, other)
        return self._known[key]

    def _reach(self, one: Kept, cluster: Cluster) -> Reach:
        if id(one) not in self._reaches:
            self._reaches[id(one)] = Reach(one.facts.placement, cluster.nodes)
        return self._reaches[id(one)]

    def _shared(self, one: Kept, other: Kept) -> str:
        cluster = self._cluster
        if cluster is None:
            # nothing says that what lies in different folders is meant for one cluster
            near = one.owner.folder == other.owner.folder
            certain = near and certainly_meet(one.facts.placement, other.facts.placement)
            return "on the same nodes" if certain else ""
        first, second = self._reach(one, cluster), self._reach(other, cluster)
        both = cluster.nodes.partition(first.facets | second.facets)
        meet = [
            (index, size)
            for index, size in zip(both.firsts, both.sizes, strict=True)
            if size and first.verdict(index).should_run and second.verdict(index).should_run
        ]
        if not meet:
            return ""
        count, name = sum(size for _, size in meet), cluster.nodes.groups[meet[0][0]].name
        return f"on {name}" if count == 1 else f"on {count} nodes ({name} …)"


def over_budget(kept: Sequence[Kept], _objects: Sequence[Record], context: Context) -> Iterator[Hit]:
    """Find nodes of which all DaemonSets together request more than the budget allows."""
    cluster = context.cluster
    if cluster is None or not cluster.budgets:
        return
    once = [one for number, one in enumerate(kept) if not any(one.owner.may_be(other.owner) for other in kept[:number])]
    reaches = [Reach(one.facts.placement, cluster.nodes) for one in once]
    classes = cluster.nodes.partition(frozenset({POOL}).union(*(reach.facets for reach in reaches)))
    worst: dict[tuple[int, str], tuple[Quantity, int, list[Kept]]] = {}
    counts: dict[tuple[int, str], int] = {}
    for index, size in zip(classes.firsts, classes.sizes, strict=True):
        there = [one for one, reach in zip(once, reaches, strict=True) if reach.verdict(index).should_run]
        for number, resource, limit in _limits(cluster, cluster.nodes.groups[index].pool):
            total = sum((one.facts.amounts.get(resource, ZERO) for one in there), ZERO)
            key = (number, resource)
            if size and total > limit:
                counts[key] = counts.get(key, 0) + size
                worst[key] = max(worst.get(key, (total, index, there)), (total, index, there), key=lambda one: one[0])
    for (number, resource), (total, index, there) in worst.items():
        found = (cluster.budgets[number], resource, total, cluster.nodes.groups[index].name, counts[number, resource])
        yield _over(found, there)


def _limits(cluster: Cluster, pool: str | None) -> Iterator[tuple[int, str, Quantity]]:
    """Yield what counts for a node: the budget of its pool, and for what that leaves open the one for every node."""
    own = next((number for number, one in enumerate(cluster.budgets) if pool is not None and one.pool == pool), None)
    general = next((number for number, one in enumerate(cluster.budgets) if one.pool is None), None)
    seen: set[str] = set()
    for number in (own, general):
        for resource, limit in cluster.budgets[number].limits.items() if number is not None else ():
            if resource not in seen:
                seen.add(resource)
                yield number, resource, limit  # type: ignore[misc]  # None has no limits


def _over(found: tuple[Budget, str, Quantity, str, int], there: Sequence[Kept]) -> Hit:
    budget, resource, total, node, count = found
    asking = sorted(
        (one for one in there if one.facts.amounts.get(resource, ZERO)),
        key=lambda one: (one.facts.amounts[resource], one.owner.title),
        reverse=True,
    )
    first, *others = asking
    notes = [Note(Place(budget.at[resource]), "the budget")]
    notes += [Note(one.facts.at, f"{one.owner.title} requests {one.facts.amounts[resource]}") for one in others[:SHOWN]]
    params = {
        "resource": resource,
        "total": total,
        "limit": budget.limits[resource],
        "node": node,
        "more": and_more(count - 1),
        "sets": len(asking),
        "own": first.facts.amounts[resource],
    }
    return Hit("found", first.facts.at, params, notes=tuple(notes))
