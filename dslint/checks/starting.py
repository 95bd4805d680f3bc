"""Pods that the controller makes and the scheduler never finds room for."""

from __future__ import annotations

from dslint.checks.node_names import names, size
from dslint.finding import Hit, Note
from dslint.kube.nodes.gains import requested
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.scheduling import HOST_PORT, Scheduling
from dslint.kube.nodes.storage import CLASS_OF_EPHEMERAL
from dslint.kube.nodes.virtual import virtual
from dslint.manifest.neighbours import Neighbours
from dslint.manifest.surroundings import Surroundings
from dslint.phrases import SHOWN, counted
from dslint.record import NamedTuple
from dslint.template import Sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.classes import Nodes
    from dslint.kube.nodes.gains import Gain
    from dslint.kube.nodes.scheduling import Pending
    from dslint.kube.nodes.tolerations import Taint
    from dslint.manifest.asking import Asking
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Place
    from dslint.manifest.neighbours import Neighbour
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload

_CONTAINERS: Path = (*POD_SPEC, "containers")


class Wanted(NamedTuple):
    """What a DaemonSet asks for, and where it says so."""

    asking: Asking
    places: Mapping[Path, Place]

    def place(self, fact: Pending | Gain) -> Place:
        """Return where it asks for what it lacks, or gets too late."""
        return self.places[fact.at if fact.at in self.places else _CONTAINERS]


def asking(workload: Workload, context: Context) -> Wanted | None:
    """Keep what a whole DaemonSet asks of the nodes at hand."""
    ds = workload.written
    if context.cluster is None or not ds.is_whole or workload.answer.decode_errors:
        return None
    asks = workload.asking(context.cluster)
    return Wanted(asks, {at: ds.keep(ds.root.get(*at), key=True) for at in _places(workload, context.cluster)})


def _places(workload: Workload, cluster: Cluster) -> Iterator[Path]:
    """Yield where the pods ask for what they may lack; they have containers in any case."""
    yield _CONTAINERS
    if cluster.namespaced:
        yield ("metadata", "namespace")
    if workload.pod.get("runtimeClassName"):
        yield (*POD_SPEC, "runtimeClassName")
    for index, volume in enumerate(workload.pod.get("volumes") or ()):
        if volume.get("persistentVolumeClaim"):
            yield (*POD_SPEC, "volumes", index, "persistentVolumeClaim", "claimName")
        if volume.get("ephemeral"):
            yield (*POD_SPEC, "volumes", index, *CLASS_OF_EPHEMERAL)
    if workload.pod.get("tolerations"):
        yield (*POD_SPEC, "tolerations")
    yield from (at for _, at in requested(workload.pod))
    yield from Scheduling(workload.pod, [], minor=workload.minor).places


def cannot_start(kept: Sequence[Kept], objects: Sequence[Record], context: Context) -> Iterator[Hit]:
    """Find pods that stay Pending; DaemonSets of one folder share its nodes."""
    if context.cluster is None:
        return
    nodes, namespaced = context.cluster.nodes, context.cluster.namespaced
    around = Surroundings(objects, namespaced=namespaced, pod_security=context.pod_security)
    folders: dict[str, Neighbours] = {}
    for one in kept:
        folders.setdefault(one.owner.folder, Neighbours(nodes, around))
    added = [(one, folders[one.owner.folder].add(one.facts.asking)) for one in kept]
    kind = "example" if context.cluster.is_example else "found"
    for one, neighbour in added:
        facts = sorted(_facts(neighbour, nodes).items(), key=lambda item: -size(nodes, item[1]))
        if not facts:
            continue
        (fact, indexes), *others = facts
        params = {
            "there": size(nodes, indexes),
            "total": counted(neighbour.reach.desired, "node"),
            "nodes": names(nodes, indexes),
            "why": Sentence(fact.message),
        }
        notes = tuple(
            Note(one.facts.place(other), f"{other.message} ({counted(size(nodes, there), 'node')})")
            for other, there in others[:SHOWN]
        )
        notes = (*notes, *_too_late(one, neighbour, nodes, around))
        yield Hit(kind, one.facts.place(fact), params, key=True, absence=True, notes=notes)


def _too_late(one: Kept, neighbour: Neighbour, nodes: Nodes, around: Surroundings) -> Iterator[Note]:
    """Yield the tolerations that pods get for nodes where none is made: at the object that they come from."""
    found: dict[tuple[Taint, Gain], list[int]] = {}
    reach = neighbour.reach
    gained = [
        [
            (reason.taint, gain)
            for reason in (verdict.reasons if verdict.selected else ())
            if reason.taint is not None
            for gain in neighbour.gains.of(reason.taint)
        ]
        for verdict in reach.verdicts
    ]
    for index, number in enumerate(reach.partition.classes if any(gained) else ()):
        for pair in gained[number]:
            found.setdefault(pair, []).append(index)
    for (taint, gain), there in list(found.items())[:SHOWN]:
        record = None if gain.by is None else around.record(gain.by, one.owner.name.namespace)
        place = one.facts.place(gain) if record is None else record.at
        missing = f"taint {taint} keeps it off {counted(size(nodes, there), 'node')}"
        yield Note(place, f"{missing}: {gain.message}", key=True)


def _facts(neighbour: Neighbour, nodes: Nodes) -> dict[Pending, list[int]]:
    """Return what leaves pods Pending for sure, each with the nodes; a host port is told where two ask for it."""
    found: dict[Pending, list[int]] = {}
    for index, number in enumerate(neighbour.partition.classes):
        for fact in neighbour.notes[number].pending:
            if fact.certain and fact.kind != HOST_PORT and virtual(nodes.groups[index].node) is None:
                found.setdefault(fact, []).append(index)
    return found
