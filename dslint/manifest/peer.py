"""What is kept of a DaemonSet for the rules that look at all of a run: little, since there may be many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dslint.finding import Location, ObjectName
    from dslint.kube.nodes.hostports import HostPort
    from dslint.kube.nodes.placement import Placement
    from dslint.kube.values.quantity import Quantity


class Claim(NamedTuple):
    """A host port and where a manifest asks for it; ``identity`` names the place for a fingerprint."""

    port: HostPort
    at: Location
    identity: str


class Peer(NamedTuple):
    """One DaemonSet among those of a run; ``at`` is its pod spec."""

    name: ObjectName
    document: int
    origin: str | None
    at: Location
    identity: str
    placement: Placement
    claims: tuple[Claim, ...]
    requests: Mapping[str, Quantity]

    @property
    def order(self) -> tuple[Any, ...]:
        """By file and place, in whatever order the files came."""
        return (self.at.source.path, self.document, self.at.span)

    @property
    def folder(self) -> str:
        """The folder of its file, as shown."""
        return self.at.source.path.rpartition("/")[0]

    def is_same(self, other: Peer) -> bool:
        """Tell whether both can be one object: variants for different clusters never run side by side."""
        spaces = {self.name.namespace, other.name.namespace}
        return self.name.name == other.name.name and (len(spaces) == 1 or None in spaces)

    @property
    def title(self) -> str:
        """``namespace/name``, with what there is of it."""
        return str(self.name).partition(" ")[2]


class PeerHit(NamedTuple):
    """What a rule about all DaemonSets of a run says, of one of them; ``others`` are those that it is about besides."""

    message: str
    peer: Peer
    at: Location
    identity: str
    params: Mapping[str, Any]
    related: tuple[Location, ...] = ()
    others: tuple[tuple[Peer, Location], ...] = ()
