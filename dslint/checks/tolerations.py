"""Tolerations: which are missing, which are of no use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.checks.misspelt_keys import tolerates_misspelt
from dslint.finding import AppendItem, Hit, InsertEntry, Note, RemoveEntry, RemoveItem, SetScalar
from dslint.kube.data.nodes import (
    ARCH_LABELS,
    CONTROL_PLANE,
    CONTROL_PLANE_TAINT,
    MASTER,
    MASTER_TAINT,
    OS_LABELS,
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
    from dslint.manifest.workload import Workload


def missing_control_plane(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find agents for every node that kubeadm's control-plane taint keeps off some of them."""
    ds, spec = workload.written, workload.pod
    tolerations = spec.get("tolerations") or ()
    if tolerated(tolerations, CONTROL_PLANE_TAINT) or tolerated(tolerations, MASTER_TAINT):
        return  # only the retired taint: another rule's business
    if tolerates_misspelt(tolerations, CONTROL_PLANE, context):
        return
    if for_windows(spec) or not all(
        wanted.key in OS_LABELS + ARCH_LABELS for wanted in node_selection(spec).requirements()
    ):
        return
    from dslint.checks.wholenode import whole_node_evidence

    evidence = whole_node_evidence(workload.stored, spec)
    if evidence is not None:
        place = ds.pod_spec.get("tolerations")
        note = Note(ds.root.get(*evidence.at), evidence.text)
        fix = (AppendItem(place, {"key": CONTROL_PLANE, "operator": "Exists", "effect": NO_SCHEDULE}),)
        kind = "some" if tolerations else "found"
        yield Hit(kind, place, {"key": CONTROL_PLANE}, notes=(note,), absence=True, fix=fix)


def retired_master(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find tolerations for the master taint where nothing tolerates its successor."""
    ds, spec = workload.written, workload.pod
    tolerations = spec.get("tolerations") or ()
    if tolerated(tolerations, CONTROL_PLANE_TAINT) or for_windows(spec) or _avoids_control_plane(spec):
        return
    if tolerates_misspelt(tolerations, CONTROL_PLANE, context):
        return
    for index, toleration in enumerate(tolerations):
        if toleration.get("key") == MASTER and tolerates(toleration, MASTER_TAINT):
            place = ds.pod_spec.get("tolerations")
            fix = (AppendItem(place, {**toleration, "key": CONTROL_PLANE}, after=index),)
            yield Hit("found", place.get(index, "key"), {"key": MASTER, "successor": CONTROL_PLANE}, fix=fix)
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
