"""DaemonSets against each other: host ports that two of them take, and what all of them request of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.checks.pod import pod_spec
from dslint.checks.reach import reach_of
from dslint.finding import Location
from dslint.kube.apiserver.feature_gates import enabled
from dslint.kube.apiserver.requests import ZERO, pod_requests
from dslint.kube.nodes.facets import POOL
from dslint.kube.nodes.hostports import host_ports
from dslint.kube.nodes.overlap import certainly_meet
from dslint.kube.nodes.placement import Placement
from dslint.kube.nodes.reach import Reach
from dslint.manifest.peer import Claim, Peer, PeerHit
from dslint.phrases import SHOWN, and_more

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dslint.kube.values.quantity import Quantity
    from dslint.manifest.cluster import Budget, Cluster
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field

# a base lacks nothing but labels
_WHOLE = (None, "base")


def peer_of(ds: DaemonSet, context: Context, identity: Callable[[Field], str]) -> Peer | None:
    """Return what the rules of a run need of a DaemonSet; ``None`` if it has none of that, or is only a part of one."""
    if (ds.fragment and ds.fragment.kind) not in _WHOLE:
        return None
    spec = pod_spec(ds, context)
    claims = []
    for port in host_ports(spec):
        field = ds.root.get(*port.at)
        claims.append(Claim(port, Location(ds.source, field.span(), "", field.pointer), identity(field)))
    cluster = context.cluster
    requests = pod_requests(spec, context.minor) if cluster and cluster.budgets else {}
    if not (claims or requests):
        return None
    place = ds.pod_spec
    at = Location(ds.source, place.span(key=True), "", place.nearest().pointer)
    if cluster is not None:
        placement = reach_of(ds, context, cluster).placement  # it knows its verdicts already
    else:
        placement = Placement(spec, comparison=enabled("TaintTolerationComparisonOperators", context.minor))
    return Peer(ds.name, ds.document, ds.origin, at, identity(place), placement, tuple(claims), requests)


def host_port_clash(peers: Sequence[Peer], context: Context) -> Iterator[PeerHit]:
    """Find host ports that two DaemonSets take on one node: exactly with nodes, else only where it is certain.

    Without nodes only what lies in one folder, or in one stream, is taken to be meant for one cluster.
    """
    meetings = _Meetings(context.cluster)
    taken: dict[tuple[int, str], list[tuple[Peer, Claim]]] = {}
    for peer in peers:
        for claim in peer.claims:
            rivals = [
                (other, theirs, where)
                for other, theirs in taken.get((claim.port.port, claim.port.protocol), ())
                if claim.port.clashes(theirs.port) and not peer.is_same(other) and (where := meetings.of(peer, other))
            ]
            if rivals:
                yield _clash(peer, claim, rivals)
        for claim in peer.claims:
            taken.setdefault((claim.port.port, claim.port.protocol), []).append((peer, claim))


def _clash(peer: Peer, claim: Claim, rivals: list[tuple[Peer, Claim, str]]) -> PeerHit:
    first, _, where = rivals[0]
    more = f" (and {len(rivals) - 1} more)" if len(rivals) > 1 else ""
    related = tuple(
        theirs.at._replace(text=f"{other.title} takes {theirs.port} here") for other, theirs, _ in rivals[:SHOWN]
    )
    params = {"port": str(claim.port), "other": first.title, "more": more, "where": where}
    others = tuple((other, theirs.at) for other, theirs, _ in rivals)
    return PeerHit("found", peer, claim.at, claim.identity, params, related, others)


class _Meetings:
    """Where two DaemonSets run together."""

    def __init__(self, cluster: Cluster | None) -> None:
        self._site = cluster
        self._reaches: dict[int, Reach] = {}
        self._known: dict[tuple[int, int], str] = {}

    def of(self, one: Peer, other: Peer) -> str:
        """Say on which nodes both run; empty if on none, or if that is not certain."""
        key = (id(one), id(other))
        if key not in self._known:
            self._known[key] = self._shared(one, other)
        return self._known[key]

    def _reach(self, peer: Peer, cluster: Cluster) -> Reach:
        if id(peer) not in self._reaches:
            self._reaches[id(peer)] = Reach(peer.placement, cluster.nodes)
        return self._reaches[id(peer)]

    def _shared(self, one: Peer, other: Peer) -> str:
        cluster = self._site
        if cluster is None:
            # nothing says that what lies in different folders is meant for one cluster
            near = one.folder == other.folder
            return "on the same nodes" if near and certainly_meet(one.placement, other.placement) else ""
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


def over_budget(peers: Sequence[Peer], context: Context) -> Iterator[PeerHit]:
    """Find nodes of which all DaemonSets together request more than the budget allows."""
    cluster = context.cluster
    if cluster is None or not cluster.budgets:
        return
    once = [peer for number, peer in enumerate(peers) if not any(peer.is_same(other) for other in peers[:number])]
    reaches = [Reach(peer.placement, cluster.nodes) for peer in once]
    classes = cluster.nodes.partition(frozenset({POOL}).union(*(reach.facets for reach in reaches)))
    worst: dict[tuple[int, str], tuple[Quantity, int, list[Peer]]] = {}
    counts: dict[tuple[int, str], int] = {}
    for index, size in zip(classes.firsts, classes.sizes, strict=True):
        there = [peer for peer, reach in zip(once, reaches, strict=True) if reach.verdict(index).should_run]
        for number, resource, limit in _limits(cluster, cluster.nodes.groups[index].pool):
            total = sum((peer.requests.get(resource, ZERO) for peer in there), ZERO)
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


def _over(found: tuple[Budget, str, Quantity, str, int], there: Sequence[Peer]) -> PeerHit:
    budget, resource, total, node, count = found
    asking = sorted(
        (peer for peer in there if peer.requests.get(resource, ZERO)),
        key=lambda peer: (peer.requests[resource], peer.title),
        reverse=True,
    )
    first, *others = asking
    related = [budget.at[resource]._replace(text="the budget")]
    related += [peer.at._replace(text=f"{peer.title} requests {peer.requests[resource]}") for peer in others[:SHOWN]]
    params = {
        "resource": resource,
        "total": total,
        "limit": budget.limits[resource],
        "node": node,
        "more": and_more(count - 1),
        "sets": len(asking),
        "own": first.requests[resource],
    }
    return PeerHit("found", first, first.at, first.identity, params, tuple(related))
