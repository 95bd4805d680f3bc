"""Which of the pods that DaemonSets get on one node fit on it together.

The scheduler takes pods by priority, and one with a higher priority evicts those with a lower one where it finds no
room (unless its class says ``preemptionPolicy: Never``). So where priorities differ the outcome is the same in whatever
order the pods were made; where they are equal the first ones have the room.

Sources: fitsRequest in pkg/scheduler/framework/plugins/noderesources/fit.go, nodeports/node_ports.go,
queuesort/priority_sort.go and pkg/scheduler/framework/preemption (Kubernetes v1.37.2).
"""

from __future__ import annotations

from itertools import groupby, islice

from dslint.kube.nodes.hostports import EVERY_ADDRESS
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dslint.kube.nodes.hostports import HostPort
    from dslint.kube.values.quantity import Quantity

PODS = "pods"
# how sure it is that a pod takes room on a node: none is made, something else keeps it off, or may, or it comes
ABSENT, HELD, MAYBE, SURE = range(4)
# of more others nobody wants to read the names
MOST = 3


class Tenant(NamedTuple):
    """A pod that is made for a node: what it requests (more than nothing of each), its host ports and its priority.

    A priority of ``None`` is not known. ``preempts`` is false where its class never evicts anybody. ``comes`` says how
    sure it is that it takes room: who is held off takes none, and of who may come nobody can count on that.
    """

    requests: Mapping[str, int]
    ports: tuple[HostPort, ...] = ()
    priority: int | None = 0
    preempts: bool = True
    comes: int = SURE


class Shortage(NamedTuple):
    """What a tenant does not get: a resource by name or a host port.

    ``takers`` are the first few of the ``others`` that have it, ``left`` is how much of a resource they leave.
    ``sure``: it never gets it; else the order in which the pods are made decides, or a priority that is not known.
    """

    what: str | HostPort
    takers: tuple[int, ...]
    others: int
    left: int
    sure: bool


def whole(amounts: Mapping[str, Quantity]) -> dict[str, int]:
    """Return amounts as the scheduler counts them: cpu in thousandths, everything else in whole units."""
    return {name: one.milli_value() if name == "cpu" else one.value() for name, one in amounts.items()}


def shortages(tenants: Sequence[Tenant], room: Mapping[str, int] | None) -> dict[int, Shortage]:
    """Return by index which tenants of a node get no room on it, or may get none; those that surely do are left out.

    ``room`` is what the node has, as :func:`whole` counts; ``None`` where that is not known: then ports alone count.
    Who has no room there even alone takes none from the others.
    """
    found: dict[int, Shortage] = {}
    nobody = _Occupied(tenants, room)
    for index in range(len(tenants)):
        _note(found, index, nobody.lacks(index), None)
    coming = [index for index, one in enumerate(tenants) if one.comes != HELD and index not in found]
    everybody = _Occupied(tenants, room, coming)
    if everybody.suffices:
        return found
    sure, maybe = _Occupied(tenants, room), _Occupied(tenants, room)
    unknown = [index for index in coming if tenants[index].priority is None]
    for index in unknown:
        _note(found, index, sure.lacks(index), everybody.lacks(index))
        if index not in found and tenants[index].comes == SURE:
            sure.add(index)
        if index not in found or not found[index].sure:
            maybe.add(index)
    by_priority = sorted(
        (index for index in coming if tenants[index].priority is not None),
        key=lambda index: -(tenants[index].priority or 0),
    )
    for _, group in groupby(by_priority, key=lambda index: tenants[index].priority):
        level = list(group)
        candidates = [index for index in level if (lacking := sure.lacks(index)) is None or _put(found, index, lacking)]
        for index in candidates:
            maybe.add(index)
        settled = [
            index
            for index in candidates
            if not _note(found, index, None, (maybe if tenants[index].preempts else everybody).lacks(index))
        ]
        for index in settled:
            if tenants[index].comes == SURE:
                sure.add(index)
    return found


def lack(tenants: Sequence[Tenant], room: Mapping[str, int] | None, newcomer: Tenant) -> Shortage | None:
    """Return what one more pod lacks beside those that are there; ``None`` where it has room."""
    return _Occupied([*tenants, newcomer], room, range(len(tenants))).lacks(len(tenants))


def _put(found: dict[int, Shortage], index: int, lacking: Shortage) -> bool:
    found[index] = lacking
    return False


def _note(found: dict[int, Shortage], index: int, certain: Shortage | None, possible: Shortage | None) -> bool:
    """Keep what a tenant lacks, if anything, and tell whether it does."""
    if certain is not None:
        found[index] = certain
    elif possible is not None:
        found[index] = possible._replace(sure=False)
    return index in found


class _Occupied:
    """Some tenants of a node, and what they take of it."""

    def __init__(self, tenants: Sequence[Tenant], room: Mapping[str, int] | None, members: Iterable[int] = ()) -> None:
        self._tenants = tenants
        self._room = room
        self._members: dict[int, None] = {}
        self._totals: dict[str, int] = {}
        self._askers: dict[str, dict[int, None]] = {}
        self._ports: dict[tuple[int, str], dict[str, dict[int, None]]] = {}
        for index in members:
            self.add(index)

    def add(self, index: int) -> None:
        self._members[index] = None
        tenant = self._tenants[index]
        for name, amount in tenant.requests.items():
            self._totals[name] = self._totals.get(name, 0) + amount
            self._askers.setdefault(name, {})[index] = None
        for port in tenant.ports:
            self._ports.setdefault((port.port, port.protocol), {}).setdefault(port.address, {})[index] = None

    @property
    def suffices(self) -> bool:
        """Whether there is room for all of them."""
        room = self._room
        if room is not None:
            if len(self._members) > room.get(PODS, 0):
                return False
            if any(amount > room.get(name, 0) for name, amount in self._totals.items()):
                return False
        return not any(
            len({index for some in claims.values() for index in some}) > 1
            and (EVERY_ADDRESS in claims or any(len(some) > 1 for some in claims.values()))
            for claims in self._ports.values()
        )

    def lacks(self, index: int) -> Shortage | None:
        """Return what a tenant, which may be one of them, lacks beside the others."""
        return next(self._lacking(index), None)

    def _lacking(self, index: int) -> Iterator[Shortage]:
        tenant, room = self._tenants[index], self._room
        own = index in self._members
        if room is not None:
            others = len(self._members) - own
            left = room.get(PODS, 0) - others
            if left < 1:
                yield Shortage(PODS, self._first(self._members, index), others, left, sure=True)
            for name, amount in tenant.requests.items():
                left = room.get(name, 0) - self._totals.get(name, 0) + (amount if own else 0)
                if amount > room.get(name, 0):  # whoever else is there
                    yield Shortage(name, (), 0, room.get(name, 0), sure=True)
                elif amount > left:
                    askers = self._askers.get(name, {})
                    yield Shortage(name, self._first(askers, index), len(askers) - own, left, sure=True)
        for port in tenant.ports:
            claims = self._ports.get((port.port, port.protocol)) or {}
            addresses = claims if port.address == EVERY_ADDRESS else (port.address, EVERY_ADDRESS)
            takers = [claims[address] for address in addresses if address in claims]
            if others := sum(len(some) - (index in some) for some in takers):
                first = self._first((one for some in takers for one in some), index)
                yield Shortage(port, first, others, 0, sure=True)

    def _first(self, members: Iterable[int], index: int) -> tuple[int, ...]:
        return tuple(islice((other for other in members if other != index), MOST))
