"""Which pods of all DaemonSets of a cluster get room on their nodes, held against each other.

Nothing is worked out per node that is the same for many: nodes on which the same DaemonSets run are one crowd, and of
those only the nodes that have too little of something are looked at, each scarcity once.
"""

from __future__ import annotations

from dslint.kube.nodes.crowd import ABSENT, PODS, SURE, Tenant, lack, shortages, whole
from dslint.kube.nodes.hostports import EVERY_ADDRESS
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.kube.nodes.classes import Nodes
    from dslint.kube.nodes.crowd import Shortage


class Demand(NamedTuple):
    """What a DaemonSet wants of the nodes that it runs on; ``name`` tells it from the others.

    Two of one name are two versions, which are never on a node together. ``comes`` says for each node how sure it is
    that its pod takes room there.
    """

    name: tuple[str | None, str | None]
    comes: Sequence[int]
    tenant: Tenant


class _Crowd(NamedTuple):
    """The DaemonSets with pods for some nodes: their numbers, what they request together, whether ports clash.

    ``comes`` says of each how sure it is that it takes room there.
    """

    numbers: tuple[int, ...]
    comes: tuple[int, ...]
    totals: dict[str, int]
    clashes: bool


class Running:
    """The outcome for each DaemonSet, by its number, on each node, by its index; ``outcomes`` are the different ones.

    An outcome has the shortages by the number of a DaemonSet, and the takers in them are numbers too. ``classes`` has
    the number of the outcome of each node; that with the number 0 is that all get what they want.
    """

    __slots__ = ("_crowded", "_crowds", "_demands", "_nodes", "_rooms", "classes", "outcomes")

    def __init__(self, nodes: Nodes, demands: Sequence[Demand]) -> None:
        self._nodes = nodes
        self._demands = demands
        self._rooms: dict[int, dict[str, int]] = {}
        self.outcomes: list[dict[int, Shortage]] = [{}]
        self._crowded = nodes.sort(zip(*(one.comes for one in demands), strict=True) if demands else None)
        self._crowds = [self._crowd(first) for first in self._crowded.firsts]
        self.classes = self._classes()

    def shortage(self, number: int, index: int) -> Shortage | None:
        """Return what a DaemonSet does not get on a node; ``None`` where it gets all."""
        return self.outcomes[self.classes[index]].get(number)

    def rooms(self) -> list[tuple[int, int]]:
        """Return for each node what room there is: nodes with the same have the same pods and the same to give."""
        has = [id(group.allocatable) for group in self._nodes.groups]
        return list(zip(self._crowded.classes, has, strict=True))

    def beside(self, number: int, index: int) -> Shortage | None:
        """Return what a second pod of a DaemonSet does not get on a node for sure, beside all that run there.

        Those of a lower priority, or of one that is not known, may go for it.
        """
        own = self._demands[number].tenant
        lacking, crowd = self.outcomes[self.classes[index]], self._crowds[self._crowded.classes[index]]
        there = [
            self._demands[one].tenant
            for one, comes in zip(crowd.numbers, crowd.comes, strict=True)
            if one not in lacking
            and (one == number or (comes == SURE and not _may_evict(own, self._demands[one].tenant)))
        ]
        return lack(there, self._room(index), own)

    def _classes(self) -> list[int]:
        seen: dict[tuple[object, ...], int] = {}
        classes = []
        for index, number in enumerate(self._crowded.classes):
            crowd = self._crowds[number]
            room = self._room(index)
            scarce = _scarce(crowd, room)
            if not (scarce or crowd.clashes):
                classes.append(0)
                continue
            key = (number, room is None, *scarce)
            if key not in seen:
                seen[key] = self._outcome(crowd, None if room is None else dict(scarce))
            classes.append(seen[key])
        return classes

    def _crowd(self, index: int) -> _Crowd:
        numbers: dict[tuple[str | None, str | None], int] = {}
        totals: dict[str, int] = {}
        for number, one in enumerate(self._demands):
            if one.comes[index] != ABSENT and one.name not in numbers:
                numbers[one.name] = number
                for name, amount in one.tenant.requests.items():
                    totals[name] = totals.get(name, 0) + amount
        some = tuple(numbers.values())
        comes = tuple(self._demands[number].comes[index] for number in some)
        return _Crowd(some, comes, totals, _clash([self._demands[number].tenant for number in some]))

    def _room(self, index: int) -> dict[str, int] | None:
        """Return what a node has; ``None`` where nobody knows."""
        allocatable = self._nodes.groups[index].allocatable
        if not allocatable:
            return None
        room = self._rooms.get(id(allocatable))
        if room is None:
            room = self._rooms[id(allocatable)] = whole(allocatable)
        return room

    def _outcome(self, crowd: _Crowd, scarce: dict[str, int] | None) -> int:
        """Return the number of the outcome for a crowd where there is too little of something."""
        pairs = zip(crowd.numbers, crowd.comes, strict=True)
        tenants = [self._demands[number].tenant._replace(comes=comes) for number, comes in pairs]
        if scarce is not None:  # there is enough of everything else
            tenants = [
                one._replace(requests={name: amount for name, amount in one.requests.items() if name in scarce})
                for one in tenants
            ]
            scarce.setdefault(PODS, len(tenants))
        found = {
            crowd.numbers[at]: lacking._replace(takers=tuple(crowd.numbers[one] for one in lacking.takers))
            for at, lacking in shortages(tenants, scarce).items()
        }
        if not found:
            return 0
        self.outcomes.append(found)
        return len(self.outcomes) - 1


def _may_evict(one: Tenant, other: Tenant) -> bool:
    if one.priority is None or other.priority is None:
        return True
    return one.preempts and other.priority < one.priority


def _scarce(crowd: _Crowd, room: dict[str, int] | None) -> tuple[tuple[str, int], ...]:
    """Return of what a node has less than all of a crowd want, with what it has."""
    if room is None:
        return ()
    found = [(name, room.get(name, 0)) for name, total in crowd.totals.items() if total > room.get(name, 0)]
    if len(crowd.numbers) > room.get(PODS, len(crowd.numbers)):
        found.append((PODS, room[PODS]))
    return tuple(found)


def _clash(tenants: Sequence[Tenant]) -> bool:
    """Tell whether two of some tenants want one port of the node."""
    owners: dict[tuple[int, str], dict[str, int]] = {}
    for number, tenant in enumerate(tenants):
        for port in tenant.ports:
            addresses = owners.setdefault((port.port, port.protocol), {})
            rivals = (
                addresses.items()
                if port.address == EVERY_ADDRESS
                else (
                    (address, addresses[address]) for address in (port.address, EVERY_ADDRESS) if address in addresses
                )
            )
            if any(owner != number for _, owner in rivals):
                return True
            addresses.setdefault(port.address, number)
    return False
