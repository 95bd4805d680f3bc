"""What a DaemonSet names and the input should hold: a priority class, a service account."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from dslint.finding import Hit, Note
from dslint.kube.data.classes import PRIORITY_CLASSES
from dslint.phrases import meant, suggest
from dslint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Place
    from dslint.manifest.field import Field
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload


class Reference(NamedTuple):
    """The name of an object that a DaemonSet needs, and where it is named."""

    name: str
    at: Place


def priority_class(workload: Workload, _context: Context) -> Reference | None:
    """Keep the name of a priority class that not every cluster has."""
    field = workload.written.pod_spec.get("priorityClassName")
    return None if field.text in PRIORITY_CLASSES else reference(workload, field)


def service_account(workload: Workload, _context: Context) -> Reference | None:
    """Keep the name of the service account; ``default`` is there in every namespace."""
    spec = workload.written.pod_spec
    field = spec.get("serviceAccountName") or spec.get("serviceAccount")
    return None if field.text == "default" else reference(workload, field)


def reference(workload: Workload, field: Field) -> Reference | None:
    """Return what is named, unless it is a placeholder: that the server would not take as a name."""
    from dslint.kube.values.names import dns1123_subdomain

    if not field.text or dns1123_subdomain(field.text):
        return None
    return Reference(field.text, workload.written.keep(field))


def missing_priority_class(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find classes that are neither known nor in the input, where the input holds classes."""
    yield from missing(kept, objects, spaced=False, known=tuple(PRIORITY_CLASSES))


def missing_service_account(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find service accounts that are not in the input, where it holds others beside the DaemonSet."""
    yield from missing(kept, objects, spaced=True, known=("default",))


def missing(
    kept: Sequence[Kept],
    objects: Sequence[Record],
    *,
    spaced: bool,
    known: tuple[str, ...],
    alike: bool = False,
    params: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Hit]:
    """Yield what is named and nowhere in the input, where objects of that kind stand beside the DaemonSet.

    One that says no namespace may be meant for any. What a configuration declares stands beside every DaemonSet. With
    ``alike`` only a similar name in its text shows that it is missing. What a chart is rendered with may name objects
    that are made elsewhere: there it takes a name that is like it.
    """
    spaces: dict[str, set[str | None]] = {}
    texts: dict[tuple[str, str | None], list[Record]] = {}
    folders: dict[tuple[str, str | None], list[Record]] = {}
    declared: dict[str | None, list[Record]] = {}
    for there in objects:
        space = there.namespace if spaced else None
        spaces.setdefault(there.name, set()).add(there.namespace)
        if there.declared:
            declared.setdefault(space, []).append(there)
            continue
        texts.setdefault((there.owner.source.path, space), []).append(there)
        folders.setdefault((there.owner.folder, space), []).append(there)
    for one in kept:
        name, own = one.facts.name, one.owner.name.namespace
        has = spaces.get(name)
        if has is not None and (not spaced or own is None or own in has or None in has):
            continue
        space = own if spaced else None
        mine = texts.get((one.owner.source.path, space), []) + declared.get(space, [])
        beside = [] if alike else folders.get((one.owner.folder, space), [])
        shown, close = _shown(name, mine, beside, known)
        if shown is None or (alike and close != shown.name):
            continue
        if close is not None or shown.declared or one.owner.origin is None:
            notes = (Note(shown.at, f"the {'configuration' if shown.declared else 'input'} has {shown.name}"),)
            yield Hit("found", one.facts.at, {"name": name, "meant": meant(close), **params}, notes=notes)


def _shown(
    name: str, mine: Sequence[Record], beside: Sequence[Record], known: tuple[str, ...]
) -> tuple[Record | None, str | None]:
    """Return the object that shows that such objects stand beside the DaemonSet, and the name that was meant.

    In the same text any shows it. In another one of the folder it has to be like it in name: two agents of one folder
    may come from different places, and whom an object there is for is not said.
    """
    close = suggest(name, [*(there.name for there in mine or beside), *known])
    for there in mine or beside:
        if there.name == close:
            return there, close
    return (mine[0], close) if mine else (None, None)
