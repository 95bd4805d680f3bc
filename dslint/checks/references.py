"""What a DaemonSet names and the input should hold: a priority class, a service account, ConfigMaps and Secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.finding import Hit, Note
from dslint.kube.data.classes import PRIORITY_CLASSES
from dslint.phrases import meant, suggest
from dslint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Place
    from dslint.manifest.field import Field
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload


class Reference(NamedTuple):
    """An object that a DaemonSet names: its kind and name, and where it is named.

    ``key`` is one of its ``data`` that has to be there; empty where all are taken.
    """

    kind: str
    name: str
    at: Place
    key: str = ""


def priority_class(workload: Workload, _context: Context) -> Reference | None:
    """Keep the name of a priority class that not every cluster has."""
    field = workload.written.pod_spec.get("priorityClassName")
    return None if field.text in PRIORITY_CLASSES else _reference(workload, "PriorityClass", field)


def service_account(workload: Workload, _context: Context) -> Reference | None:
    """Keep the name of the service account; ``default`` is there in every namespace."""
    spec = workload.written.pod_spec
    field = spec.get("serviceAccountName") or spec.get("serviceAccount")
    return None if field.text == "default" else _reference(workload, "ServiceAccount", field)


def _reference(workload: Workload, kind: str, field: Field, key: str = "") -> Reference | None:
    """Return what is named, unless it is a placeholder: that the server would not take as a name."""
    from dslint.kube.values.names import dns1123_subdomain

    if not field.text or dns1123_subdomain(field.text):
        return None
    return Reference(kind, field.text, workload.written.keep(field), key)


def missing_priority_class(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find classes that are neither known nor in the input, where the input holds classes."""
    yield from _missing(kept, objects, spaced=False, known=tuple(PRIORITY_CLASSES))


def missing_service_account(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find service accounts that are not in the input, where it holds others beside the DaemonSet."""
    yield from _missing(kept, objects, spaced=True, known=("default",))


def _missing(kept: Sequence[Kept], objects: Sequence[Record], *, spaced: bool, known: tuple[str, ...]) -> Iterator[Hit]:
    """Yield what is named and nowhere in the input, where objects of that kind stand beside the DaemonSet.

    One that says no namespace may be meant for any.
    """
    spaces: dict[str, set[str | None]] = {}
    for there in objects:
        spaces.setdefault(there.name, set()).add(there.namespace)
    for one in kept:
        name, own = one.facts.name, one.owner.name.namespace
        has = spaces.get(name)
        if has is not None and (not spaced or own is None or own in has or None in has):
            continue
        near = [there for there in objects if not spaced or there.namespace == own]
        shown, close = _shown(one, near, known)
        if shown is not None:
            notes = (Note(shown.at, f"the input has {shown.name}"),)
            yield Hit("found", one.facts.at, {"name": name, "meant": meant(close)}, notes=notes)


def _shown(one: Kept, near: Sequence[Record], known: tuple[str, ...]) -> tuple[Record | None, str | None]:
    """Return the object that shows that such objects stand beside the DaemonSet, and the name that was meant.

    In the same text any shows it. In another one of the folder it has to be like it in name: two agents of one folder
    may come from different places, and whom an object there is for is not said.
    """
    mine = [there for there in near if there.owner.source.path == one.owner.source.path]
    beside = [there for there in near if there.owner.folder == one.owner.folder]
    close = suggest(one.facts.name, [*(there.name for there in mine or beside), *known])
    for there in mine or beside:
        if there.name == close:
            return there, close
    return (mine[0], close) if mine else (None, None)
