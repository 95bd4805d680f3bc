"""What a DaemonSet names and the input should hold: a priority class, a service account."""

from __future__ import annotations

from types import MappingProxyType

from dslint.finding import Hit, Note
from dslint.kube.data.classes import PRIORITY_CLASSES
from dslint.manifest.absent import Shelf
from dslint.phrases import meant
from dslint.record import NamedTuple

TYPE_CHECKING = False
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
    """Yield what is named and nowhere in the input, as :class:`~dslint.manifest.absent.Shelf` tells."""
    shelf = Shelf(objects, spaced=spaced)
    for one in kept:
        name = one.facts.name
        found = shelf.lacks(name, one.owner, known, alike=alike)
        if found is not None:
            shown, close = found
            notes = (Note(shown.at, f"the {'configuration' if shown.declared else 'input'} has {shown.name}"),)
            yield Hit("found", one.facts.at, {"name": name, "meant": meant(close), **params}, notes=notes)
