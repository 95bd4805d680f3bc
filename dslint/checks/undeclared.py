"""Ports of the node that pods listen on and do not declare, so that neither server nor scheduler knows of them."""

from __future__ import annotations

import re

from dslint.checks.parts import containers
from dslint.finding import Hit, Note
from dslint.kube.nodes.overlap import certainly_meet
from dslint.phrases import SHOWN, few
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.kube.nodes.placement import Placement
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Place
    from dslint.manifest.field import Field
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HANDLERS = ("httpGet", "tcpSocket", "grpc")
_LONGEST = 500  # no flag is longer, and the expression takes long over what is
# an argument that says where to listen: a flag with such a word in its name and a port behind no other host, or alone
_LISTENS = re.compile(
    r"--?[\w.-]*((listen|bind|port|metrics|health|probe|pprof)[\w.-]*[= ](0\.0\.0\.0|127\.0\.0\.1|localhost|\[::1?\])?:"
    r"|[-.]port[= ])(?P<port>[1-9][0-9]{1,4})"
)
_MOST = 50  # DaemonSets of one text that one is held against


class Ports(NamedTuple):
    """The ports of the node that a pod takes without saying so, those that it declares, and on which nodes."""

    hidden: tuple[tuple[int, Place], ...]
    taken: frozenset[int]
    """Those of them on which the pod itself listens, and those that it declares: a probe may ask another pod."""
    placement: Placement


def ports(workload: Workload, _context: Context) -> Ports | None:
    """Keep the ports of a pod in the network of its node."""
    if not workload.pod.get("hostNetwork") or workload.answer.decode_errors:
        return None
    declared = frozenset(one.port for one in workload.host_ports)
    listened, probed = dict(_listened(workload)), dict(_probed(workload))
    hidden = tuple(
        (port, workload.written.keep(place)) for port, place in {**probed, **listened}.items() if port not in declared
    )
    return Ports(hidden, declared.union(listened), workload.placement) if hidden or declared else None


def _listened(workload: Workload) -> Iterator[tuple[int, Field]]:
    """Yield the ports in arguments that say where to listen."""
    for one in containers(workload):
        field = one.field(workload)
        for kind in ("command", "args"):
            words = one.stored.get(kind) or ()
            for index, word in enumerate(words):
                following = words[index + 1] if index + 1 < len(words) else ""
                for text, at in ((word, index), (f"{word} {following}", index + 1)):
                    listens = _LISTENS.fullmatch(text) if len(text) <= _LONGEST else None
                    if listens:
                        yield int(listens["port"]), field.get(kind, at)


def _probed(workload: Workload) -> Iterator[tuple[int, Field]]:
    """Yield the ports that probes ask at the pod; one that is named is declared."""
    for one in containers(workload):
        for probe in _PROBES:
            for handler in _HANDLERS:
                asked: Mapping[str, Any] = (one.stored.get(probe) or {}).get(handler) or {}
                if isinstance(asked.get("port"), int) and asked.get("host") in (None, "", "127.0.0.1", "localhost"):
                    yield asked["port"], one.field(workload).get(probe, handler, "port")


def undeclared(kept: Sequence[Kept], _objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find ports of the node that nobody declares, first those that another DaemonSet of the text takes as well."""
    texts: dict[str, list[Kept]] = {}
    for one in kept:
        texts.setdefault(one.owner.source.path, []).append(one)
    for others in texts.values():
        for one in others:
            if one.facts.hidden:
                yield _shared(one, others[:_MOST]) or _alone(one)


def _shared(one: Kept, others: Sequence[Kept]) -> Hit | None:
    for other in others:
        if other is one or other.owner.may_be(one.owner):
            continue
        theirs = dict(other.facts.hidden)
        for port, at in one.facts.hidden:
            if port in one.facts.taken & other.facts.taken and certainly_meet(
                one.facts.placement, other.facts.placement
            ):
                notes = (Note(theirs[port], f"{other.owner.title} takes it here"),) if port in theirs else ()
                return Hit("shared", at, {"port": str(port), "other": other.owner.title}, notes=notes)
    return None


def _alone(one: Kept) -> Hit:
    (_, first), *others = one.facts.hidden
    notes = tuple(Note(at, "and here") for _, at in others[:SHOWN])
    names = few([str(port) for port, _ in one.facts.hidden])
    return Hit("found", first, {"names": names}, notes=notes, covers=tuple(at for _, at in others))
