"""Tolerations: which are missing, which are of no use."""

from __future__ import annotations

from dslint.finding import Hit, InsertEntry, Note, RemoveEntry, RemoveItem, SetScalar
from dslint.kube.data.nodes import ARCH_LABELS, GPU_LABELS, GPU_TAINT, OS_LABELS, TAINT_VALUES
from dslint.kube.data.taints import ONLY_NO_SCHEDULE
from dslint.kube.nodes.tolerations import (
    NO_EXECUTE,
    NO_SCHEDULE,
    Taint,
    added_tolerations,
    covers,
    same,
    tolerated,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

_ALL = ("Exists", "")


def redundant(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find tolerations that could go without a change to placement or eviction."""
    ds, spec = workload.written, workload.pod
    tolerations: Sequence[Mapping[str, Any]] = spec.get("tolerations") or ()
    timed = any("tolerationSeconds" in toleration for toleration in tolerations)
    added, covering = added_tolerations(spec), _Covering(tolerations)
    for index, toleration in enumerate(tolerations):
        if timed and toleration.get("effect") in {None, "", NO_EXECUTE}:
            continue  # the first toleration that fits decides how long: the others' order matters
        other = covering.of(index)
        if other is not None:
            place = ds.pod_spec.get("tolerations", index)
            wide = tolerations[other]
            kind = "everything" if not wide.get("key") and not wide.get("effect") else "covered"
            note = Note(ds.pod_spec.get("tolerations", other), "covers it")
            params = {"key": _named(toleration), "effect": wide.get("effect") or ""}
            yield Hit(kind, place, params, notes=(note,), fix=(RemoveItem(place),))
        elif any(covers(one, toleration) for one in added):
            place = ds.pod_spec.get("tolerations", index)
            params = {"key": toleration.get("key") or "", "effect": toleration.get("effect") or ""}
            yield Hit("added", place, params, fix=(RemoveItem(place),))


class _Covering:
    """Finds the toleration that covers one among those alone that may."""

    def __init__(self, tolerations: Sequence[Mapping[str, Any]]) -> None:
        self._tolerations = tolerations
        self._alike: dict[tuple[Any, ...], dict[tuple[Any, ...], int]] = {}  # the first of each, by what it is for
        for index, one in enumerate(tolerations):
            kind = (one.get("key") or "", *_what(one))
            self._alike.setdefault(kind, {}).setdefault((one.get("effect"), one.get("tolerationSeconds")), index)

    def of(self, index: int) -> int | None:
        """Return the toleration that covers one; of two that cover each other the first stays."""
        mine = self._tolerations[index]
        kinds = ((key, *what) for key in {mine.get("key") or "", ""} for what in {_what(mine), _ALL})
        others = sorted(other for kind in kinds for other in self._alike.get(kind, {}).values())
        for other in others:
            wide = self._tolerations[other]
            if other != index and covers(wide, mine) and (other < index or not covers(mine, wide)):
                return other
        return None


def _what(toleration: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a toleration wants of a value."""
    operator = toleration.get("operator") or "Equal"
    return _ALL if operator == "Exists" else (operator, toleration.get("value") or "")


def _selects_own_pool(workload: Workload) -> bool:
    """Tell whether the nodes are of a pool with a label of its owner's, who has tainted it in a way of their own too.

    kops does, and its taint has no value: docs/gpu.md there has ``nvidia.com/gpu:NoSchedule``.
    """
    general = (*OS_LABELS, *ARCH_LABELS)
    return any(
        one.key not in general and not one.key.startswith(GPU_LABELS) for one in workload.selection.requirements()
    )


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
        if key == GPU_TAINT and _selects_own_pool(workload):
            continue
        taint = Taint(key, value, toleration.get("effect") or NO_SCHEDULE)
        if not tolerated(tolerations, taint):
            place = ds.pod_spec.get("tolerations", index)
            operator = place.get("operator")
            named = operator.node is not None  # with an empty operator, or null
            fix = SetScalar(operator, "Exists") if named else InsertEntry(place, "operator", "Exists", after="key")
            yield Hit("found", place.get("key"), {"key": key, "value": value, "taint": str(taint)}, fix=(fix,))


def without_taint(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find tolerations for an effect that a well-known taint never has."""
    ds, spec = workload.written, workload.pod
    tolerations = spec.get("tolerations") or ()
    effects = {
        index: (one["key"], one["effect"])
        for index, one in enumerate(tolerations)
        if one.get("key") in ONLY_NO_SCHEDULE and one.get("effect") not in {None, "", NO_SCHEDULE}
    }
    all_ = [*tolerations, *added_tolerations(spec)]
    anyway = {key for key in dict(effects.values()) if tolerated(all_, Taint(key, "", NO_SCHEDULE))}
    for index, (key, effect) in effects.items():
        place = ds.pod_spec.get("tolerations", index)
        fix = (RemoveItem(place),) if key in anyway else ()
        yield Hit("found" if fix else "other", place.get("effect"), {"key": key, "effect": effect}, fix=fix)


def evicted(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find limits of time after which pods are evicted from nodes that they are made for again: one hit."""
    ds, tolerations = workload.written, workload.pod.get("tolerations") or ()
    limited = list(_limited(tolerations, {one["key"] for one in added_tolerations(workload.pod)}))
    if limited:
        first, *others = (ds.pod_spec.get("tolerations", index, "tolerationSeconds") for index in limited)
        notes = tuple(Note(place, "here too") for place in others)
        fix = tuple(RemoveEntry(place) for place in (first, *others))
        params = {"seconds": tolerations[limited[0]]["tolerationSeconds"]}
        yield Hit("found", first, params, notes=notes, covers=tuple(others), fix=fix)


def _limited(tolerations: Sequence[Mapping[str, Any]], others: set[str]) -> Iterator[int]:
    """Yield which tolerations limit how long a pod stays, but for those of some keys.

    Taints of those keys, the controller's own, come with NoSchedule too, which keeps the next pod off. The first
    toleration that fits decides, so that one behind another without a limit limits nothing.
    """
    unlimited = set()
    for index, one in enumerate(tolerations):
        key, what = one.get("key") or "", _what(one)
        if one.get("tolerationSeconds") is None:
            if one.get("effect") in {None, "", NO_EXECUTE}:
                unlimited.add((key, what))
            continue
        ways = ((some, wide) for some in (key, "") for wide in (what, _ALL))
        if one.get("effect") == NO_EXECUTE and key not in others and unlimited.isdisjoint(ways):
            yield index
