"""Tolerations: which are missing, which are of no use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.checks.misspelt_keys import tolerates_misspelt
from dslint.finding import AppendItem, Hit, InsertEntry, Note, Operation, RemoveEntry, RemoveItem, SetScalar
from dslint.kube.data.nodes import (
    ARCH_LABELS,
    CONTROL_PLANE,
    CONTROL_PLANE_TAINT,
    MASTER,
    MASTER_TAINT,
    OS_LABELS,
    RANCHER,
    TAINT_VALUES,
)
from dslint.kube.nodes.selection import for_windows, node_selection
from dslint.kube.nodes.tolerations import (
    NO_EXECUTE,
    NO_SCHEDULE,
    Taint,
    added_tolerations,
    covers,
    same,
    tolerated,
    tolerates,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.workload import Workload


def missing_control_plane(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find agents for every node that the taints of control-plane nodes keep off some of them: of the given, if any."""
    ds, spec = workload.written, workload.pod
    tolerations: Sequence[Mapping[str, Any]] = spec.get("tolerations") or ()
    if for_windows(spec) or _selects(spec) or tolerates_misspelt(tolerations, CONTROL_PLANE, context):
        return
    if not (ds.selector or ds.template.get("metadata", "labels")):
        return  # without either it is a patch of something else
    if context.cluster is None and _tolerates_some(tolerations):
        return  # only the retired taint: another rule's business; only Rancher's: its cluster has no other
    valued = _valued(tolerations)
    from dslint.checks.wholenode import whole_node_evidence

    evidence = None if valued is not None else whole_node_evidence(workload)
    if valued is None and evidence is None:
        return
    params, taints = {"key": CONTROL_PLANE}, [CONTROL_PLANE_TAINT]
    if context.cluster is not None:
        from dslint.checks.node_names import missed  # only with nodes

        blocked = missed(context.cluster.nodes, tolerations, (CONTROL_PLANE, MASTER, RANCHER))
        if blocked is None:
            return
        taints = blocked.taints
        params = {"key": " and ".join(dict.fromkeys(taint.key for taint in taints)), "nodes": blocked.names}
    if valued is not None:
        yield _mend_value(ds, tolerations, valued)
        return
    from dslint.checks.control_plane import is_managed, on_openshift

    if context.cluster is None:
        if is_managed(workload):
            return
        if on_openshift(workload):
            taints = [MASTER_TAINT, CONTROL_PLANE_TAINT]
    place = ds.pod_spec.get("tolerations")
    notes = (Note(ds.root.get(*evidence.at), evidence.text),) if evidence is not None else ()
    added = [{"key": one.key, "operator": "Exists", "effect": one.effect} for one in taints]
    fix: tuple[Operation, ...] = tuple(AppendItem(place, one) for one in added)
    if len(added) > 1 and place.node is None:
        fix = (InsertEntry(ds.pod_spec, "tolerations", added),)
    kind = "nodes" if context.cluster else "openshift" if len(taints) > 1 else "some" if tolerations else "found"
    yield Hit(kind, place, params, notes=notes, absence=True, fix=fix)


def _selects(spec: Mapping[str, Any]) -> bool:
    """Tell whether the node selection narrows the nodes by more than system and architecture."""
    return not all(wanted.key in OS_LABELS + ARCH_LABELS for wanted in node_selection(spec).requirements())


def _tolerates_some(tolerations: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether control-plane nodes of one kind of cluster or another are tolerated."""
    usual = (CONTROL_PLANE_TAINT, MASTER_TAINT)
    return any(tolerated(tolerations, one) for one in usual) or any(one.get("key") == RANCHER for one in tolerations)


def _valued(tolerations: Sequence[Mapping[str, Any]]) -> int | None:
    """Return which toleration names the control-plane taint with a value, which kubeadm's does not have."""
    for index, one in enumerate(tolerations):
        equal = one.get("operator", "Equal") in ("", "Equal") and one.get("effect", "") in ("", NO_SCHEDULE)
        if one.get("key") == CONTROL_PLANE and one.get("value") and equal:
            return index
    return None


def _mend_value(ds: DaemonSet, tolerations: Sequence[Mapping[str, Any]], index: int) -> Hit:
    """Return what is said of a toleration with a value, and what makes it fit the taint with any value."""
    place = ds.pod_spec.get("tolerations", index)
    operator = place.get("operator")
    exists = (
        SetScalar(operator, "Exists")
        if operator.node is not None
        else InsertEntry(place, "operator", "Exists", after="key")
    )
    params = {"key": CONTROL_PLANE, "value": tolerations[index]["value"]}
    return Hit("valued", place, params, fix=(exists, RemoveEntry(place.get("value"))))


def retired_master(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find tolerations for the master taint where nothing tolerates its successor: on the given nodes, if any."""
    ds, spec = workload.written, workload.pod
    tolerations: Sequence[Mapping[str, Any]] = spec.get("tolerations") or ()
    if tolerated(tolerations, CONTROL_PLANE_TAINT) or for_windows(spec) or _avoids_control_plane(spec):
        return
    if tolerates_misspelt(tolerations, CONTROL_PLANE, context) or _valued(tolerations) is not None:
        return
    for index, toleration in enumerate(tolerations):
        if toleration.get("key") == MASTER and tolerates(toleration, MASTER_TAINT):
            params = {"key": MASTER, "successor": CONTROL_PLANE}
            if context.cluster is None:
                from dslint.checks.control_plane import is_managed, on_openshift, runs_control_plane

                if runs_control_plane(workload) or on_openshift(workload) or is_managed(workload):
                    return
            else:
                from dslint.checks.node_names import missed  # only with nodes

                blocked = missed(context.cluster.nodes, tolerations, (CONTROL_PLANE,))
                if blocked is None:
                    return
                params["nodes"] = blocked.names
            place = ds.pod_spec.get("tolerations")
            fix = (AppendItem(place, {**toleration, "key": CONTROL_PLANE}, after=index),)
            kind = "nodes" if context.cluster else "found"
            yield Hit(kind, place.get(index, "key"), params, fix=fix)
            return


def _avoids_control_plane(spec: Mapping[str, Any]) -> bool:
    """Tell whether the node selection excludes control-plane nodes, by their old or their new label."""
    labels = {CONTROL_PLANE: "", MASTER: ""}
    return not any(
        all(wanted.matches(labels) for wanted in one if wanted.key in labels)
        for one in node_selection(spec).alternatives()
    )


def redundant(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find tolerations that could go without a change to placement or eviction."""
    ds, spec = workload.written, workload.pod
    tolerations: Sequence[Mapping[str, Any]] = spec.get("tolerations") or ()
    timed = any("tolerationSeconds" in toleration for toleration in tolerations)
    added = added_tolerations(spec)
    for index, toleration in enumerate(tolerations):
        if timed and toleration.get("effect") in {None, "", NO_EXECUTE}:
            continue  # the first toleration that fits decides how long: the others' order matters
        place = ds.pod_spec.get("tolerations", index)
        other = _covering(tolerations, index)
        if other is not None:
            wide = tolerations[other]
            kind = "everything" if not wide.get("key") and not wide.get("effect") else "covered"
            note = Note(ds.pod_spec.get("tolerations", other), "covers it")
            params = {"key": _named(toleration), "effect": wide.get("effect") or ""}
            yield Hit(kind, place, params, notes=(note,), fix=(RemoveItem(place),))
        elif any(covers(one, toleration) for one in added):
            params = {"key": toleration.get("key") or "", "effect": toleration.get("effect") or ""}
            yield Hit("added", place, params, fix=(RemoveItem(place),))


def _covering(tolerations: Sequence[Mapping[str, Any]], index: int) -> int | None:
    """Return the toleration that covers one; of two that cover each other the first stays."""
    mine = tolerations[index]
    for other, wide in enumerate(tolerations):
        if other != index and covers(wide, mine) and (other < index or not covers(mine, wide)):
            return other
    return None


def _named(toleration: Mapping[str, Any]) -> str:
    return toleration.get("key") or "any key"


def ignored_seconds(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find tolerationSeconds in tolerations that the controller replaces by its own, which have none: one hit."""
    ds, spec = workload.written, workload.pod
    added = added_tolerations(spec)
    ignored = {
        index: toleration.get("key") or ""
        for index, toleration in enumerate(spec.get("tolerations") or ())
        if "tolerationSeconds" in toleration and any(same(one, toleration) for one in added)
    }
    if ignored:
        first, *others = (ds.pod_spec.get("tolerations", index, "tolerationSeconds") for index in ignored)
        notes = tuple(Note(place, "dropped too") for place in others)
        fix = tuple(RemoveEntry(place) for place in (first, *others))
        keys = " and ".join(dict.fromkeys(ignored.values()))
        yield Hit("found", first, {"keys": keys}, notes=notes, covers=tuple(others), fix=fix)


def empty_value(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find tolerations that, for want of an operator, only fit an empty value, on a taint that has one."""
    ds = workload.written
    tolerations = workload.pod.get("tolerations") or ()
    for index, toleration in enumerate(tolerations):
        key = toleration.get("key") or ""
        value = TAINT_VALUES.get(key)
        if value is None or toleration.get("operator") or toleration.get("value"):
            continue
        taint = Taint(key, value, toleration.get("effect") or NO_SCHEDULE)
        if not tolerated(tolerations, taint):
            place = ds.pod_spec.get("tolerations", index)
            operator = place.get("operator")
            named = operator.node is not None  # with an empty operator, or null
            fix = SetScalar(operator, "Exists") if named else InsertEntry(place, "operator", "Exists", after="key")
            yield Hit("found", place.get("key"), {"key": key, "value": value, "taint": str(taint)}, fix=(fix,))
