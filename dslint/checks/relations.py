"""DaemonSets and the other objects of the input: what selects their pods, scales them, or is there twice."""

from __future__ import annotations

from operator import itemgetter

from dslint.finding import Hit, Note
from dslint.kube.nodes.selectors import matches
from dslint.kube.values.unchecked import mapping_at
from dslint.manifest.kept import packed
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeGuard

    from dslint.kube.nodes.placement import Placement
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Owner, Place
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload


class Pods(NamedTuple):
    """What others see of the pods of a DaemonSet, and the labels of its template to point at."""

    labels: Mapping[str, str]
    selector: Mapping[str, Any]
    placement: Placement
    at: Place


class Object(NamedTuple):
    """A DaemonSet by a checksum of what it says, where its text may say it twice, and its name to point at."""

    said: int
    at: Place


class Claim(NamedTuple):
    """A claim that the pods mount, and where."""

    name: str
    at: Place


def pods(workload: Workload, _context: Context) -> Pods | None:
    """Keep what others see of the pods; nothing of a part or of what the server cannot decode."""
    ds = workload.written
    if not ds.is_whole or workload.answer.decode_errors:
        return None
    spec = workload.stored["spec"]
    labels, at = (spec["template"].get("metadata") or {}).get("labels") or {}, ds.template.get("metadata", "labels")
    return Pods(labels, spec.get("selector") or {}, workload.placement, ds.keep(at, key=True))


def pods_of_the_host(workload: Workload, context: Context) -> Pods | None:
    """Keep the same of pods in the network of the node."""
    return pods(workload, context) if workload.pod.get("hostNetwork") else None


def named(workload: Workload, _context: Context) -> Object | None:
    """Keep what a whole DaemonSet says."""
    ds = workload.written
    if not ds.is_whole:
        return None
    return Object(0 if ds.is_alone else _checksum(ds.value.get("spec")), ds.keep(ds.root.get("metadata", "name")))


def _checksum(value: Any) -> int:
    from zlib import crc32  # most texts say one thing, and once

    return crc32(packed(value))


def claims(workload: Workload, _context: Context) -> tuple[Claim, ...] | None:
    """Keep the claims that the pods mount."""
    ds = workload.written
    if workload.answer.decode_errors:
        return None
    fields = (
        (one["persistentVolumeClaim"].get("claimName") or "", index)
        for index, one in enumerate(workload.pod.get("volumes") or ())
        if one.get("persistentVolumeClaim")
    )
    place = ("persistentVolumeClaim", "claimName")
    return tuple(Claim(name, ds.keep(ds.pod_spec.get("volumes", index, *place))) for name, index in fields) or None


def autoscaled(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find autoscalers of replicas, which a DaemonSet does not have."""
    targets: dict[str | None, list[Record]] = {}
    for there in objects:
        target = mapping_at(there.value, "spec").get("scaleTargetRef")
        if isinstance(target, dict) and target.get("kind") == "DaemonSet" and isinstance(target.get("name"), str):
            targets.setdefault(target["name"], []).append(there)
    for one in kept:
        for scaler in targets.get(one.owner.name.name, ()):
            if _same_space(one.owner, scaler):
                yield Hit("found", one.facts.at, {"scaler": scaler.name}, notes=(Note(scaler.at, "targets it"),))
                break


def budgeted(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find disruption budgets over the pods of a DaemonSet, which a drain does not evict."""
    near = Selecting((there, mapping_at(there.value, "spec").get("selector")) for there in objects)
    yield from near.hits(kept, "budget", "counts its pods")


def ignored_policy(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find network policies for pods in the network of the node, which they do not hold."""
    near = Selecting((there, mapping_at(there.value, "spec").get("podSelector")) for there in objects)
    yield from near.hits(kept, "policy", "selects its pods")


def single_attach(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find claims that attach to one node, in pods of many."""
    single = {one.name: one for one in objects if _is_single(mapping_at(one.value, "spec").get("accessModes"))}
    for one in kept:
        for name, at in one.facts:
            claim = single.get(name)
            if claim is not None and _same_space(one.owner, claim):
                yield Hit("found", at, {"claim": name}, notes=(Note(claim.at, "the claim"),))
                break


def _is_single(modes: object) -> bool:
    return (
        isinstance(modes, list) and bool(modes) and all(one in ("ReadWriteOnce", "ReadWriteOncePod") for one in modes)
    )


def non_local(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find Services over daemon pods that send what is asked on one node to the pod of another."""
    specs = [(there, mapping_at(there.value, "spec")) for there in objects]
    near = Selecting(
        (there, {"matchLabels": spec.get("selector")})
        for there, spec in specs
        if spec.get("selector") and spec.get("internalTrafficPolicy") != "Local" and spec.get("clusterIP") != "None"
    )
    yield from near.hits(kept, "service", "sends to any of its pods")


def overlapping(kept: Sequence[Kept], _objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find DaemonSets of one text that select each other's pods on the same nodes."""
    if len(kept) < 2:
        return
    from dslint.kube.nodes.overlap import certainly_meet  # most runs have one DaemonSet

    for texts in _by_text(kept).values():
        asking: dict[object, list[tuple[int, Kept]]] = {}  # by namespace and a label that their selectors ask for
        for number, one in enumerate(texts):
            space, labels, selector = one.owner.name.namespace, one.facts.labels, one.facts.selector
            near = [other for pair in (*labels.items(), None) for other in asking.get((space, pair), ())]
            for _, other in sorted(near, key=itemgetter(0)):
                if (
                    one.owner.name.name != other.owner.name.name
                    and _selects(selector, other.facts.labels)
                    and _selects(other.facts.selector, labels)
                    and certainly_meet(one.facts.placement, other.facts.placement)
                ):
                    notes = (Note(other.facts.at, f"{other.owner.title} has them too"),)
                    yield Hit("found", one.facts.at, {"other": other.owner.title}, notes=notes)
                    break
            if _is_usable(selector):
                alike = asking.setdefault((space, _first_label(selector)), [])
                if len(alike) < MOST_ALIKE:
                    alike.append((number, one))


def duplicate(kept: Sequence[Kept], _objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find one DaemonSet twice in a text, with different contents: the last one counts."""
    for texts in _by_text(kept).values():
        seen: dict[tuple[str | None, str | None], Kept] = {}
        for one in texts:
            name = (one.owner.name.namespace, one.owner.name.name)
            first = seen.setdefault(name, one)
            if first is not one and name[1] and first.facts.said != one.facts.said:
                notes = (Note(first.facts.at, "first here"),)
                yield Hit("found", one.facts.at, {"name": one.owner.title}, notes=notes)


# objects alike that one is held against: as many as ask for the same label
MOST_ALIKE = 50


def _by_text(kept: Sequence[Kept]) -> dict[str, list[Kept]]:
    texts: dict[str, list[Kept]] = {}
    for one in kept:
        texts.setdefault(one.owner.source.path, []).append(one)
    return texts


def _same_space(owner: Owner, other: Record) -> bool:
    return owner.name.namespace == other.namespace or None in (owner.name.namespace, other.namespace)


def _selects(selector: object, labels: Mapping[str, str]) -> bool:
    """Tell whether a selector of another object, which nobody has checked, selects pods."""
    return _is_usable(selector) and matches(selector, labels)


def _is_usable(selector: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(selector, dict) and bool(selector) and _is_plain(selector)


def _first_label(selector: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return a label that all which a selector selects have, if it asks for one: what to look it up by."""
    return next(iter((selector.get("matchLabels") or {}).items()), None)


def _is_plain(selector: Mapping[str, Any]) -> bool:
    wanted, rows = selector.get("matchLabels") or {}, selector.get("matchExpressions") or []
    return (
        isinstance(wanted, dict)
        and all(isinstance(value, str) for value in wanted.values())
        and isinstance(rows, list)
        and all(isinstance(row, dict) and _is_texts([row.get("key"), *_list(row.get("values"))]) for row in rows)
    )


def _list(values: object) -> list[object]:
    """Return a list as it is, nothing as an empty one, and anything else as what is no list of texts."""
    return values if isinstance(values, list) else [None] if values else []


def _is_texts(values: list[object]) -> bool:
    return all(isinstance(one, str) for one in values)


class Selecting:
    """Objects that select pods, by one of the labels that they ask for: few of many are held against a DaemonSet.

    One is meant for the pods of the DaemonSets of its namespace in its folder, one that is declared for those anywhere.
    """

    def __init__(self, objects: Iterable[tuple[Record, object]]) -> None:
        self._by: dict[tuple[str | None, str | None, object], list[tuple[Record, Mapping[str, Any]]]] = {}
        for one, selector in objects:
            if _is_usable(selector):
                folder = None if one.declared else one.owner.folder
                self._by.setdefault((folder, one.namespace, _first_label(selector)), []).append((one, selector))

    def hits(self, kept: Sequence[Kept], slot: str, said: str) -> Iterator[Hit]:
        """Yield a hit for each DaemonSet whose pods one selects: its name fills a slot, its place says what it does."""
        for one in kept:
            other = self._first(one)
            if other is not None:
                yield Hit("found", one.facts.at, {slot: other.name}, notes=(Note(other.at, said),))

    def _first(self, one: Kept) -> Record | None:
        """Return the first that selects the pods of a DaemonSet."""
        labels = one.facts.labels
        for pair in (*labels.items(), None):
            for folder in (one.owner.folder, None):
                for other, selector in self._by.get((folder, one.owner.name.namespace, pair), ())[:MOST_ALIKE]:
                    if matches(selector, labels):
                        return other
        return None
