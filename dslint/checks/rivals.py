"""Who takes a host port already, counted and not listed: of the many that may be, a message names three."""

from __future__ import annotations

from itertools import islice

from dslint.kube.nodes.overlap import certainly_meet
from dslint.kube.nodes.reach import Reach
from dslint.phrases import SHOWN
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable

    from dslint.kube.nodes.hostports import HostPort
    from dslint.kube.nodes.placement import Placement
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.daemonset import Owner, Place
    from dslint.manifest.objects import Kept

# with agents that are placed in so many different ways, one that takes the same port is compared
MOST_COMPARED = 50


class Claim(NamedTuple):
    """A host port, where a manifest asks for it, and the software that listens there: its image without the tag."""

    port: HostPort
    at: Place
    image: str


class Rival(NamedTuple):
    """A claim that was there before: ``number`` counts those of its port."""

    number: int
    owner: Owner
    claim: Claim


class Rivals(NamedTuple):
    """The first rivals of a claim, how many there are, and where the first one meets it."""

    first: list[Rival]
    many: int
    where: str


class Tally:
    """Things counted by a key, and the first of them: what is left without one key is known at once."""

    __slots__ = ("_first", "_shown", "counts", "total")

    def __init__(self) -> None:
        self.total = 0
        self.counts: dict[Hashable, int] = {}
        self._first: list[tuple[Hashable, Rival]] = []
        self._shown: dict[Hashable, int] = {}

    def add(self, key: Hashable, rival: Rival) -> None:
        """Count one; keep it if it may be among the first, whichever key is left out."""
        self.total += 1
        self.counts[key] = self.counts.get(key, 0) + 1
        if len(self._first) < 2 * SHOWN and self.counts[key] <= SHOWN:
            self._first.append((key, rival))

    def without(self, key: Hashable) -> tuple[int, list[Rival]]:
        """Return how many there are without those of a key, and the first of them."""
        return self.total - self.counts.get(key, 0), [one for other, one in self._first if other != key][:SHOWN]


class _Bucket:
    """The claims of one port and address by DaemonSets that are placed alike."""

    __slots__ = ("_named", "_names")

    def __init__(self) -> None:
        self._names = Tally()
        self._named: dict[tuple[str | None, str], Tally] = {}

    def add(self, rival: Rival) -> None:
        name = rival.owner.name
        self._names.add(name.name, rival)
        if name.namespace is not None:
            self._named.setdefault((name.name, _text(rival.owner)), Tally()).add(name.namespace, rival)

    def rivals(self, owner: Owner) -> tuple[int, list[Rival]]:
        """Return those that cannot be the same agent: of another name, or in the same text of another namespace.

        In texts of their own what has one name in two namespaces are ways to install it.
        """
        name = owner.name
        count, first = self._names.without(name.name)
        here = self._named.get((name.name, _text(owner)))
        if name.namespace is None or here is None:
            return count, first
        more, others = here.without(name.namespace)
        return count + more, first + others


def _text(owner: Owner) -> str:
    """Return the text that a manifest is in: what a cluster runs is all in one."""
    return "" if owner.source.is_live else owner.source.path


class Taken:
    """The claims to one port among manifests that are meant for one cluster."""

    def __init__(self, meetings: Meetings) -> None:
        self._meetings = meetings
        self._count = 0
        self._buckets: dict[int, dict[str, _Bucket]] = {}

    def add(self, owner: Owner, claim: Claim, placed: int) -> None:
        """Note a claim of a DaemonSet that is placed in one of the ways that ``Meetings`` numbers."""
        self._count += 1
        bucket = self._buckets.setdefault(placed, {}).setdefault(claim.port.address, _Bucket())
        bucket.add(Rival(self._count, owner, claim))

    def rivals(self, owner: Owner, claim: Claim, placed: int) -> Rivals | None:
        """Return who has the port on a node where it is claimed now."""
        found: list[tuple[Rival, str]] = []
        count = 0
        for other in dict.fromkeys([placed, *islice(self._buckets, MOST_COMPARED)]):
            where = self._meetings.of(placed, other)
            for address, bucket in self._buckets.get(other, {}).items() if where else ():
                if claim.port.meets(address):
                    number, first = bucket.rivals(owner)
                    count += number
                    found += [(one, where) for one in first]
        found.sort(key=lambda one: one[0].number)
        return Rivals([one for one, _ in found[:SHOWN]], count, found[0][1]) if found else None


class Meetings:
    """Where DaemonSets run together; those that select nodes alike are placed in one way, known by its number."""

    def __init__(self, cluster: Cluster | None) -> None:
        self.cluster = cluster
        self._numbers: dict[str, int] = {}
        self._placements: list[Placement] = []
        self._reaches: dict[int, Reach] = {}
        self._known: dict[tuple[int, int], str] = {}

    def placed(self, one: Kept) -> int:
        """Return the number of the way in which a DaemonSet is placed."""
        placement: Placement = one.facts.placement
        wanted = (placement.node_name, placement.selector, placement.terms, placement.tolerations, placement.comparison)
        number = self._numbers.setdefault(repr(wanted), len(self._placements))
        if number == len(self._placements):
            self._placements.append(placement)
        return number

    def of(self, one: int, other: int) -> str:
        """Say on which nodes two ways of being placed meet; empty if on none, or if that is not certain."""
        if (one, other) not in self._known:
            self._known[one, other] = self._shared(one, other)
        return self._known[one, other]

    def _reach(self, placed: int, cluster: Cluster) -> Reach:
        if placed not in self._reaches:
            self._reaches[placed] = Reach(self._placements[placed], cluster.nodes)
        return self._reaches[placed]

    def _shared(self, one: int, other: int) -> str:
        cluster = self.cluster
        if cluster is None:
            return "on the same nodes" if certainly_meet(self._placements[one], self._placements[other]) else ""
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
