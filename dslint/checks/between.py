"""DaemonSets against each other: host ports that two of them take, and what all of them request of a node."""

from __future__ import annotations

from dslint.checks.rivals import Claim, Meetings, Taken
from dslint.finding import Hit, Note
from dslint.kube.apiserver.requests import ZERO
from dslint.kube.nodes.facets import POOL
from dslint.kube.nodes.reach import Reach
from dslint.manifest.daemonset import Place
from dslint.pattern import pattern
from dslint.phrases import SHOWN, and_more
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from dslint.checks.rivals import Rivals
    from dslint.kube.nodes.hostports import HostPort
    from dslint.kube.nodes.placement import Placement
    from dslint.kube.values.quantity import Quantity
    from dslint.manifest.cluster import Budget, Cluster
    from dslint.manifest.context import Context
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload


_CONTAINER = slice(3, 5)  # the steps to it in the pod: containers[0]
_ARCHITECTURE = pattern(r"[-_](amd64|arm64|arm|armhf|armv7|ppc64le|s390x|x86[-_]64|aarch64|riscv64)$")


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
    ports = workload.host_ports
    if not ports:
        return None
    if context.cluster is not None:
        workload.reach(context.cluster)  # so that the placement knows its verdicts already
    return Claims(tuple(_claim(workload, port) for port in ports), workload.placement)


def _claim(workload: Workload, port: HostPort) -> Claim:
    from dslint.manifest.role_facts import repository  # few agents take a port of the node

    ds, (kind, index) = workload.written, port.at[_CONTAINER]
    image = repository(workload.pod[str(kind)][index].get("image") or "")
    return Claim(port, ds.keep(ds.root.get(*port.at)), _ARCHITECTURE.sub("", image))


def requests(workload: Workload, context: Context) -> Requests | None:
    """Keep what a DaemonSet requests, where there is a budget for it."""
    if context.cluster is None or not context.cluster.budgets or not workload.requests:
        return None
    ds = workload.written
    return Requests(workload.requests, workload.placement, ds.keep(ds.pod_spec, key=True))


def host_port_clash(kept: Sequence[Kept], _objects: Sequence[Record], context: Context) -> Iterator[Hit]:
    """Find host ports that two DaemonSets take on one node: exactly with nodes, else only where it is certain.

    Without nodes only what lies in one folder, or in one stream, is taken to be meant for one cluster. Of the same
    software in one namespace, in different files, one is installed or the other.
    """
    meetings = Meetings(context.cluster)
    taken: dict[tuple[str, int, str], Taken] = {}
    variants: dict[tuple[Hashable, ...], str] = {}
    for one, contested in _contested(kept, context.cluster):
        placed = meetings.placed(one)
        claims = [
            (where, claim)
            for where, claim in contested
            if not claim.image
            or variants.setdefault((where, one.owner.name.namespace, claim.image), one.owner.source.path)
            == one.owner.source.path
        ]
        for where, claim in claims:
            rivals = taken[where].rivals(one.owner, claim, placed) if where in taken else None
            if rivals is not None:
                yield _clash(claim, rivals)
        for where, claim in claims:
            taken.setdefault(where, Taken(meetings)).add(one.owner, claim, placed)


def _contested(
    kept: Sequence[Kept], cluster: Cluster | None
) -> Iterator[tuple[Kept, list[tuple[tuple[str, int, str], Claim]]]]:
    """Yield the DaemonSets with those of their claims that others have too, by what may be one cluster and port."""

    def where(one: Kept, claim: Claim) -> tuple[str, int, str]:
        # nothing says that what lies in different folders is meant for one cluster
        return ("" if cluster else one.owner.folder, claim.port.port, claim.port.protocol)

    claims = [(one, [(where(one, claim), claim) for claim in one.facts.ports]) for one in kept]
    counts: dict[tuple[str, int, str], int] = {}
    for _, theirs in claims:
        for port in {port for port, _ in theirs}:
            counts[port] = counts.get(port, 0) + 1
    for one, theirs in claims:
        if contested := [(port, claim) for port, claim in theirs if counts[port] > 1]:
            yield one, contested


def _clash(claim: Claim, rivals: Rivals) -> Hit:
    first = rivals.first[0].owner
    more = f" (and {rivals.many - 1} more)" if rivals.many > 1 else ""
    notes = tuple(Note(one.claim.at, f"{one.owner.title} takes {one.claim.port} here") for one in rivals.first)
    params = {"port": str(claim.port), "other": first.title, "more": more, "where": rivals.where}
    return Hit("found", claim.at, params, notes=notes, covers=tuple(one.claim.at for one in rivals.first))


def over_budget(kept: Sequence[Kept], _objects: Sequence[Record], context: Context) -> Iterator[Hit]:
    """Find nodes of which all DaemonSets together request more than the budget allows."""
    cluster = context.cluster
    if cluster is None or not cluster.budgets:
        return
    once = list(_once(kept))
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


def _once(kept: Sequence[Kept]) -> Iterator[Kept]:
    """Yield those that can be none of the objects before them."""
    seen: dict[str | None, set[str | None]] = {}
    for one in kept:
        name = one.owner.name
        spaces = seen.setdefault(name.name, set())
        if not spaces or not (name.namespace is None or None in spaces or name.namespace in spaces):
            yield one
        spaces.add(name.namespace)


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
