"""Why a pod waits beside those of other DaemonSets, in words."""

from __future__ import annotations

from dslint.kube.nodes.company import FIRST, PRIORITY
from dslint.kube.nodes.crowd import PODS
from dslint.kube.nodes.hostports import HostPort
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.scheduling import HOST_PORT, RESOURCE, SAYS, TOO_MANY, Pending
from dslint.kube.values.quantity import Quantity
from dslint.phrases import and_more, counted
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dslint.kube.nodes.classes import NodeGroup
    from dslint.kube.nodes.company import Apart
    from dslint.kube.nodes.crowd import Shortage
    from dslint.kube.nodes.terms import Term

_CONTAINERS = (*POD_SPEC, "containers")
_FIRST = "whoever is first gets it"


class Party(NamedTuple):
    """A DaemonSet that is spoken of: its name, what a pod requests, and its priority class where that is not known."""

    title: str
    requests: Mapping[str, Quantity]
    unknown_class: str | None


def lack(own: Party, takers: Sequence[Party], lacking: Shortage, group: NodeGroup, *, doubtful: bool) -> Pending:
    """Say what a DaemonSet does not get on a node, and because of whom; ``doubtful`` is whether all of these run."""
    others = ", ".join(one.title for one in takers) + and_more(lacking.others - len(takers))
    many = lacking.others > 1
    who = f"{others}, of a higher priority," if lacking.sure else others
    unknown = _unknown(own, *takers)
    if doubtful and not unknown:
        unknown = f"it is not known whether {'they all run' if many else 'that one runs'}"
    if isinstance(lacking.what, HostPort):
        higher = f"and {'have' if many else 'has'} a higher priority"
        first = f"and one of {'them' if many else 'the two'} gets it"
        ends = higher if lacking.sure else f"and {unknown}" if unknown else first
        text = f"{others} {'ask' if many else 'asks'} for host port {lacking.what} too, {ends}"
        return Pending(HOST_PORT, text, lacking.what.at, certain=lacking.sure)
    ends = "" if lacking.sure else f", and {unknown or _FIRST}"
    if lacking.what == PODS:
        room = counted(group.allocatable[PODS].value(), "pod")
        text = (
            f"the node takes {room}, and {who} {'run' if many else 'runs'} there{ends}"
            if takers
            else f"the node takes {room}"
        )
        return Pending(TOO_MANY, text, ("metadata", "name"), certain=lacking.sure)
    name = lacking.what
    asked = f"requests {own.requests[name]} of {name}"
    there = group.allocatable.get(name, Quantity())
    if not takers:
        return Pending(RESOURCE, f"{asked}, the node has {there}", _CONTAINERS, certain=True)
    left = Quantity(max(lacking.left, 0), -3 if name == "cpu" else 0, there.format)
    text = f"{asked}; {who} {'leave' if many else 'leaves'} {left} of {there}{ends}"
    return Pending(RESOURCE, text, _CONTAINERS, certain=lacking.sure)


def kept_apart(own: Party, other: Party | None, apart: Apart, *, certain: bool) -> Pending:
    """Say what keeps a DaemonSet and ``other``, which may be itself on other nodes, from running side by side."""
    term = apart.term
    if other is None:
        return depends(term)
    says = f"{SAYS[term.kind]} over {term.key}"
    if other == own:
        pods = counted(apart.pods, "other pod")
        text = f"{says} lets one pod into {apart.value}, {pods} of its own may be there, and whoever is first runs"
        return Pending(term.kind, text, apart.at, certain=False)
    title = other.title
    if apart.how == FIRST:
        ends = "whoever is first runs"
    elif apart.how == PRIORITY:
        ends = f"{title} has a higher priority" if certain else f"{title}, of a higher priority, may run there"
    else:
        ends = _unknown(own, other)
    return Pending(term.kind, f"{says} keeps it and {title} apart, and {ends}", apart.at, certain=certain)


def depends(term: Term) -> Pending:
    """Say that pods decide which are not known."""
    return Pending(term.kind, f"{SAYS[term.kind]} over {term.key} depends on other pods", term.at, certain=False)


def _unknown(*some: Party) -> str:
    """Say whose priority is not known, if one is not."""
    for one in some:
        if one.unknown_class is not None:
            return f"the priority class {one.unknown_class} decides, which is not known"
    return ""
