"""DaemonSets against the nodes of an inventory: where they are missing, where they are too many, what no node has."""

from __future__ import annotations

from dslint.checks.absent_labels import proposal
from dslint.checks.node_names import names, size
from dslint.finding import AppendItem, Hit, Note
from dslint.kube.nodes.affinity import REQUIRED
from dslint.kube.nodes.gains import Gains
from dslint.kube.nodes.placement import NODE_AFFINITY, NODE_NAME, NODE_SELECTOR, Reason
from dslint.kube.nodes.reasons import NODE, message, remedy, scalar
from dslint.kube.nodes.tolerations import untolerated as blocking
from dslint.manifest.daemonset import Place
from dslint.phrases import SHOWN, counted, meant
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from dslint.finding import Operation
    from dslint.kube.nodes.classes import Nodes
    from dslint.kube.nodes.placement import Node, Placement
    from dslint.kube.nodes.reach import Reach
    from dslint.kube.nodes.tolerations import Taint
    from dslint.manifest.cluster import Expectation
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload


class Obstacle(NamedTuple):
    """What keeps a DaemonSet off some nodes (affinity: its terms, one of which would be enough), and the nodes."""

    reasons: tuple[Reason, ...]
    nodes: list[int]


def uncovered(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find nodes that a DaemonSet is meant for and does not run on: a hit for each thing that keeps it off."""
    ds = workload.written
    cluster = context.cluster
    expectation = cluster.expectation(ds.name) if cluster else None
    if cluster is None or expectation is None:
        return
    reach = workload.reach(cluster)
    missed = [index for index, wanted in enumerate(expectation.nodes) if wanted and not reach.verdict(index).should_run]
    total = size(cluster.nodes, (index for index, wanted in enumerate(expectation.nodes) if wanted))
    for obstacle in obstacles(reach, missed):
        count = size(cluster.nodes, obstacle.nodes)
        params = {"missed": count, "wanted": total, "nodes": names(cluster.nodes, obstacle.nodes)}
        hit = _hit(ds, reach, obstacle, params)
        notes = tuple(_too_late(workload, obstacle))
        yield hit._replace(notes=(*hit.notes, *_declared(expectation), *notes))


def _too_late(workload: Workload, obstacle: Obstacle) -> Iterator[Note]:
    """Point at the resource for which an admission plugin would tolerate a taint, on pods that are not made."""
    taint = obstacle.reasons[0].taint
    if taint is not None and "/" in taint.key:
        for gain in Gains(workload.pod, None, ()).of(taint):
            yield Note(workload.written.root.get(*gain.at), gain.message, key=True)


def unwanted(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find nodes that a DaemonSet runs on and is not meant for."""
    ds = workload.written
    cluster = context.cluster
    expectation = cluster.expectation(ds.name) if cluster else None
    if cluster is None or expectation is None:
        return
    reach = workload.reach(cluster)
    found = [index for index, wanted in enumerate(expectation.nodes) if not wanted and reach.verdict(index).should_run]
    if not found:
        return
    params = {"there": counted(size(cluster.nodes, found), "node"), "nodes": names(cluster.nodes, found)}
    written = len(workload.pod.get("tolerations") or ())
    number = _admitting(reach.placement, written, [cluster.nodes.groups[index].node.taints for index in found])
    if number is not None:
        place = ds.pod_spec.get("tolerations", number)
        yield Hit("tolerated", place, params, notes=_declared(expectation))
        return
    place = ds.pod_spec.get("nodeSelector")
    yield Hit("found", place, params, key=True, absence=True, notes=_declared(expectation))


def nowhere(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find a DaemonSet that runs on no node at all."""
    ds = workload.written
    cluster = context.cluster
    if cluster is None or not cluster.nodes.size:
        return
    reach = workload.reach(cluster)
    if reach.desired:
        return
    found = list(obstacles(reach, range(len(cluster.nodes.groups))))
    first, *others = sorted(found, key=lambda one: -size(cluster.nodes, one.nodes))
    notes = (*(_note(ds, cluster.nodes, one) for one in others[:SHOWN]), *_too_late(workload, first))
    params = {"total": cluster.nodes.size, "obstacle": _words(first), "count": size(cluster.nodes, first.nodes)}
    params["meant"] = meant(proposal(workload, cluster.nodes))
    place, key = _place(ds, first)
    yield Hit("example" if cluster.is_example else "found", place, params, key=key, notes=notes, absence=True)


def obstacles(reach: Reach, nodes: Iterable[int]) -> Iterator[Obstacle]:
    """Yield what keeps the DaemonSet off these nodes, each obstacle once, in the order of the nodes."""
    by_verdict: dict[Any, list[int]] = {}
    for index in nodes:
        by_verdict.setdefault(reach.partition.classes[index], []).append(index)
    found: dict[tuple[Reason, ...], list[int]] = {}
    for number, indexes in by_verdict.items():
        reasons = reach.verdicts[number].reasons
        terms = tuple(reason for reason in reasons if reason.kind == NODE_AFFINITY)
        single = [(reason,) for reason in reasons if reason.kind != NODE_AFFINITY]
        for one in [*single, terms] if terms else single:
            found.setdefault(one, []).extend(indexes)
    for one, indexes in found.items():
        yield Obstacle(one, sorted(indexes))


def _hit(ds: DaemonSet, reach: Reach, obstacle: Obstacle, params: dict[str, Any]) -> Hit:
    """Return what is said of one obstacle, with what to add."""
    reason = obstacle.reasons[0]
    place, key = _place(ds, obstacle)
    if reason.taint is not None:
        taint = reason.taint
        facts = {"taint": str(taint), "key": taint.key, "value": scalar(taint.value), "effect": taint.effect}
        wanted = {"operator": "Equal", "value": taint.value} if taint.value else {"operator": "Exists"}
        fix = (AppendItem(place, {"key": taint.key, **wanted, "effect": taint.effect}),)
        return Hit("valued" if taint.value else "taint", place, params | facts, absence=True, fix=fix)
    params |= {"obstacle": _words(obstacle)}
    if reason.kind == NODE_NAME:
        return Hit("name", place, params | {"node": reason.unmet[0].values[0]})
    notes = tuple(Note(ds.root.get(*one.at), message(one)) for one in obstacle.reasons[1:])
    node = reach.nodes.groups[obstacle.nodes[0]].node
    label = remedy(reason, node, reach.placement)
    if label is None or label.kind != NODE:
        return Hit("selection", place, params, key=key, notes=notes)
    return Hit("label", place, params | {"label": label.yaml.strip().replace("\n", ", ")}, key=key, notes=notes)


def _place(ds: DaemonSet, obstacle: Obstacle) -> tuple[Field, bool]:
    reason = obstacle.reasons[0]
    return ds.root.get(*reason.at), reason.kind == NODE_SELECTOR


def _words(obstacle: Obstacle) -> str:
    terms = len(obstacle.reasons)
    return message(obstacle.reasons[0]) if terms == 1 else f"none of the {terms} node affinity terms is met"


def _note(ds: DaemonSet, all_nodes: Nodes, obstacle: Obstacle) -> Note:
    place, key = _place(ds, obstacle)
    return Note(place, f"{_words(obstacle)} ({counted(size(all_nodes, obstacle.nodes), 'node')})", key=key)


def _admitting(placement: Placement, written: int, nodes: list[tuple[Taint, ...]]) -> int | None:
    """Return the number of a written toleration without which the pods would be on none of these nodes."""
    for number in range(written):
        others = [one for index, one in enumerate(placement.tolerations) if index != number]
        if all(blocking(others, taints, comparison=placement.comparison) for taints in nodes):
            return number
    return None


def _declared(expectation: Expectation) -> tuple[Note, ...]:
    """Point at the intents in the configuration."""
    return tuple(
        Note(Place(intent.at), f"declared here: {intent.reason}" if intent.reason else "declared here")
        for intent in expectation.intents
    )


def on_virtual_nodes(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find pods for nodes that no machine stands behind, on which those of a DaemonSet never start."""
    from dslint.kube.nodes.virtual import told_apart, virtual

    if context.cluster is None:
        return
    reach, groups = workload.reach(context.cluster), context.cluster.nodes.groups
    found = [
        index
        for index, verdict in enumerate(reach.per_node())
        if verdict.should_run and virtual(groups[index].node) is not None
    ]
    if not found:
        return
    nodes = [groups[index].node for index in found]
    kinds = dict.fromkeys(str(virtual(node)) for node in nodes)
    params = {"nodes": names(context.cluster.nodes, found), "kinds": " and ".join(kinds)}
    written = len(workload.pod.get("tolerations") or ())
    number = _admitting(reach.placement, written, [node.taints for node in nodes])
    fix = _leave_out(workload, nodes) if all(map(told_apart, nodes)) else ()
    kind = "example" if context.cluster.is_example else "found" if fix else "untold"
    if number is None:
        yield Hit(kind, workload.written.pod_spec.get("affinity"), params, key=True, absence=True, fix=fix)
    else:
        yield Hit(kind, workload.written.pod_spec.get("tolerations", number), params, fix=fix)


def _leave_out(workload: Workload, nodes: list[Node]) -> tuple[Operation, ...]:
    """Return what leaves nodes out by their labels: in each term, since terms are alternatives."""
    from dslint.kube.nodes.virtual import labels_of

    conditions = [{"key": key, "operator": "NotIn", "values": [value]} for key, value in labels_of(nodes)]
    terms = workload.selection.terms
    if terms is None:
        place = workload.written.pod_spec.get(*REQUIRED, "nodeSelectorTerms")
        return (AppendItem(place, {"matchExpressions": conditions}),)
    usable = [workload.written.root.get(*one.at) for one in terms if not (one.errors or one.is_empty)]
    return tuple(AppendItem(term.get("matchExpressions"), one) for term in usable for one in conditions)
