"""Node selection: nodes that the pods are sent to and cannot reach, labels and values that no node has."""

from __future__ import annotations

from dslint.checks.misspelt_keys import tolerates_misspelt
from dslint.finding import AppendItem, Hit, Operation, RemoveEntry, RemoveItem, SetScalar
from dslint.kube.apiserver.fields import POD_SPEC
from dslint.kube.data.nodes import (
    ARCH_LABELS,
    CONTROL_PLANE,
    CONTROL_PLANE_TAINT,
    MASTER,
    OS_LABELS,
    TAINTED_NODES,
    intended_value,
)
from dslint.kube.data.taints import NO_LABELS
from dslint.kube.nodes.affinity import preferred_terms
from dslint.kube.nodes.selection import node_selection
from dslint.kube.nodes.tolerations import NO_EXECUTE, NO_SCHEDULE, Taint, tolerated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dslint.kube.nodes.selectors import Requirement
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.workload import Workload


def untolerated(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find selected nodes that are known to carry a taint which nothing tolerates."""
    ds, spec = workload.written, workload.pod
    tolerations = spec.get("tolerations") or ()
    seen: set[Taint] = set()
    for wanted in workload.selection.requirements():
        known = TAINTED_NODES.get(wanted.key)
        if known is None or known.taint in seen or not _selects(wanted, known.value):
            continue
        taint, proven = _in_inventory(wanted, known.taint, context)
        if taint and not (tolerated(tolerations, taint) or tolerates_misspelt(tolerations, taint.key, context)):
            seen.add(known.taint)
            place, key = workload.key_of(wanted)
            params = {"nodes": known.nodes, "taint": str(taint), "key": taint.key, "effect": taint.effect}
            kind = "valued" if taint.value else "found"
            kind = f"proven-{kind}" if proven else kind
            params |= {"value": taint.value} if taint.value else {}
            yield Hit(kind, place, params, key=key, absence=True, fix=(_tolerate(ds, taint),))


def _in_inventory(wanted: Requirement, taint: Taint, context: Context) -> tuple[Taint | None, bool]:
    """Return the taint that the selected nodes of an inventory have, and whether that is proven.

    Without an inventory, or if it has no such nodes, it is the usual one; none where it has and they are not tainted.
    """
    groups = context.cluster.nodes.groups if context.cluster else ()
    selected = [group.node for group in groups if wanted.matches(group.node.labels)]
    blocking = (NO_SCHEDULE, NO_EXECUTE)
    there = [one for node in selected for one in node.taints if one.key == taint.key and one.effect in blocking]
    return (there[0] if there else None, bool(there)) if selected else (taint, False)


def _tolerate(ds: DaemonSet, taint: Taint) -> Operation:
    """Return what adds a toleration for one taint."""
    wanted = {"operator": "Equal", "value": taint.value} if taint.value else {"operator": "Exists"}
    return AppendItem(ds.pod_spec.get("tolerations"), {"key": taint.key, **wanted, "effect": taint.effect})


def retired_master(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find a node selection that only the label which kubeadm has given up can meet."""
    ds, spec = workload.written, workload.pod
    required = _required_master(spec)
    if not required:
        return
    from dslint.checks.relabel import relabelled  # few manifests get here

    ways = [relabelled(workload.key_of(one)[0], CONTROL_PLANE)[1] for one in required]
    fix = tuple(intent for way in ways for intent in way) if all(ways) else ()
    if fix and not tolerated(spec.get("tolerations") or (), CONTROL_PLANE_TAINT):
        fix = (*fix, _tolerate(ds, CONTROL_PLANE_TAINT)) if ds.fragment is None else ()
    place, key = workload.key_of(required[0])
    groups = context.cluster.nodes.groups if context.cluster else ()
    if any(one.matches(group.node.labels) for group in groups for one in required):
        return  # clusters of other kinds have the label
    from dslint.checks.control_plane import on_openshift, runs_control_plane, serves_old_clusters

    others = (runs_control_plane, on_openshift, serves_old_clusters)
    if not groups and any(is_for(workload) for is_for in others):
        return
    params = {"key": MASTER, "new": CONTROL_PLANE}
    covers = tuple(workload.key_of(one)[0] for one in required)
    proven = context.cluster is not None and groups and not context.cluster.is_example
    warning = _server_warning(workload, required[0])
    kind = "proven" if proven else "found"
    yield Hit(kind, place, params, key=key, covers=covers, server_warning=warning, fix=fix)


def _server_warning(workload: Workload, wanted: Requirement) -> str | None:
    """Return what the API server says of a condition's label."""
    from dslint.checks.apiserver.warnings import LABELS, of_rule

    place = workload.key_of(wanted)[0].path
    return next(
        (one.text for one in of_rule(LABELS, workload) if workload.written.root.get(*one.at).path == place), None
    )


def _required_master(spec: Mapping[str, Any]) -> list[Requirement]:
    """Return the conditions by which every node must have the retired label with the empty value of kubeadm."""
    wanted = node_selection(spec).always(MASTER)
    return wanted if all(_selects(one, "") for one in wanted) else []


def _selects(wanted: Requirement, value: str | None) -> bool:
    """Tell whether a condition asks for the label with this value; ``None`` stands for any."""
    if wanted.operator == "Exists":
        return not value
    return wanted.operator == "In" and (value is None or value in wanted.values)


def unknown_value(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find values of os and arch labels that are another name or spelling of the kubelet's."""
    ds, spec = workload.written, workload.pod
    wanted = list(workload.selection.requirements())
    preferred = (
        (spec.get("affinity") or {}).get("nodeAffinity", {}).get("preferredDuringSchedulingIgnoredDuringExecution")
    )
    for _, term in preferred_terms(preferred or ()):
        wanted += [one._replace(at=(*POD_SPEC, *one.at)) for one in term.expressions]
    for one in wanted:
        if one.key not in OS_LABELS + ARCH_LABELS or one.operator not in {"In", "NotIn"}:
            continue
        for index, value in enumerate(one.values):
            right = intended_value(one.key, value)
            if right is None:
                continue
            place = ds.root.get(*one.at)
            place = place if one.at[-2] == "nodeSelector" else place.get("values", index)
            meant = [intended_value(one.key, other) for other in one.values[:index]]
            listed = right in one.values or right in meant
            fix = RemoveItem(place) if listed else SetScalar(place, right)
            params = {"label": one.key, "value": value, "right": right}
            kind = "listed" if listed else "excluded" if one.operator == "NotIn" else "found"
            yield Hit(kind, place, params, fix=(fix,))


def pinned(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find a node name in the template."""
    ds = workload.written
    name = workload.pod.get("nodeName")
    if name:
        place = ds.pod_spec.get("nodeName")
        yield Hit("found", place, {"node": name}, fix=(RemoveEntry(place),))


def no_system(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find pods that select no operating system: in an inventory with Windows nodes, those that run on one."""
    ds, spec = workload.written, workload.pod
    selection = workload.selection
    if (spec.get("os") or {}).get("name") or any(selection.always(label) for label in OS_LABELS):
        return
    place = ds.pod_spec.get("nodeSelector")
    if context.cluster is None:
        yield Hit("found", place, key=True, absence=True)
        return
    from dslint.checks.node_names import names  # only with an inventory

    reach, groups, expectation = (
        workload.reach(context.cluster),
        context.cluster.nodes.groups,
        context.cluster.expectation(ds.name),
    )
    windows = [
        index
        for index, verdict in enumerate(reach.per_node())
        if verdict.should_run and any(groups[index].node.labels.get(label) == "windows" for label in OS_LABELS)
        if expectation is None or not expectation.nodes[index]
    ]
    if windows:
        yield Hit("windows", place, {"nodes": names(context.cluster.nodes, windows)}, key=True, absence=True)


def taint_as_label(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find keys of taints where the key of a label is wanted: no node has such a label."""
    ds = workload.written
    found = [wanted for wanted in workload.selection.requirements() if wanted.key in NO_LABELS]
    if not found:
        return
    groups = context.cluster.nodes.groups if context.cluster else ()
    labelled = {key for key in NO_LABELS if any(key in group.node.labels for group in groups)}
    there = {one.get("key") or "" for one in workload.pod.get("tolerations") or ()}
    for wanted in found:
        key, entry = wanted.key, ds.root.get(*wanted.at)
        if key in labelled:
            continue
        place, is_key = workload.key_of(wanted)
        excludes = wanted.operator in {"NotIn", "DoesNotExist"}
        fix: tuple[Operation, ...] = ()
        if is_key:
            fix = (RemoveEntry(entry, prune=True),)
        elif entry.parent is not None and entry.parent.get(1):  # a term without any condition matches no node
            fix = (RemoveItem(entry),)
        if fix and not excludes and there.isdisjoint((key, "")):
            fix += (AppendItem(ds.pod_spec.get("tolerations"), {"key": key, "operator": "Exists"}),)
        yield Hit("excluded" if excludes else "found", place, {"key": key}, key=is_key, covers=(entry,), fix=fix)
