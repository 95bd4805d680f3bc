"""The objects below ``cluster``: what the cluster has and the manifests do not, as rules about a run read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dslint.config.errors import quote
from dslint.config.reader import kind as kind_of
from dslint.kube.data.objects import CLUSTER_KINDS, NAMESPACE, NAMESPACED_KINDS, ObjectKind
from dslint.kube.values.names import dns1123_label, dns1123_subdomain
from dslint.manifest.daemonset import ObjectName, Owner, Place
from dslint.manifest.objects import Record
from dslint.source.location import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.config.reader import Reader
    from dslint.config.value import Value

NAMESPACES = "namespaces"
_METADATA = ("labels", "annotations")
_LISTS = ("keys", "rules", "subjects", "secrets", "imagePullSecrets", "allowedTopologies")
_SCALARS = (
    "value",
    "globalDefault",
    "preemptionPolicy",
    "description",
    "handler",
    "provisioner",
    "volumeBindingMode",
    "type",
    "automountServiceAccountToken",
)
_NOTHING: Mapping[str, Value] = {}


class DeclaredReader:
    """Reads the objects of one file; what is wrong is noted, at its place, and left out."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, value: Value) -> Iterator[Record]:
        """Yield the objects of the cluster, and those of its namespaces."""
        known = (*CLUSTER_KINDS, NAMESPACES)
        for plural, items in self._reader.fields(value, "cluster", "of kinds to the objects there are", known):
            if plural.data != NAMESPACES:
                yield from self._objects(plural, items, CLUSTER_KINDS[plural.data], None)
                continue
            for name, fields in self._named(plural, items, (*_METADATA, *NAMESPACED_KINDS)):
                record = self._record(NAMESPACE, name, None, fields)
                if record is not None:
                    yield record
                    yield from self._inside(name, fields)

    def _inside(self, namespace: Value, fields: Mapping[str, Value]) -> Iterator[Record]:
        for plural, items in fields.items():
            if plural in NAMESPACED_KINDS:
                named = items._replace(data=plural)
                yield from self._objects(named, items, NAMESPACED_KINDS[plural], namespace.data)

    def _objects(self, plural: Value, items: Value, kind: ObjectKind, namespace: str | None) -> Iterator[Record]:
        for name, fields in self._named(plural, items, (*_METADATA, *kind.fields)):
            record = self._record(kind, name, namespace, fields)
            if record is not None:
                yield record

    def _named(
        self, plural: Value, items: Value, known: tuple[str, ...]
    ) -> Iterator[tuple[Value, Mapping[str, Value]]]:
        """Yield names with their fields: those of a mapping, or of a list, which says nothing but names."""
        if isinstance(items.data, list):
            for name in self._reader.texts(plural, items) or ():
                yield name, _NOTHING
            return
        for name, item in self._reader.fields(items, plural, "of names to fields, or a list of names"):
            if item.data is None:
                yield name, _NOTHING
            else:
                yield name, {one.data: field for one, field in self._reader.fields(item, name, "of fields", known)}

    def _record(
        self, kind: ObjectKind, name: Value, namespace: str | None, fields: Mapping[str, Value]
    ) -> Record | None:
        """Return an object as it would stand in a manifest."""
        if not _is_name(kind, name.data):
            self._reader.mistakes.add(name, f"{quote(name.data)} is no name of a {kind.kind}")
            return None
        metadata: dict[str, Any] = {"name": name.data}
        value = {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": metadata}
        for field, item in fields.items():
            if kind is NAMESPACE and field in NAMESPACED_KINDS:  # objects of their own
                continue
            if not self._fits(field, item):
                return None
            if field in _METADATA:
                metadata[field] = item.plain()
            elif field == "keys":
                value["data"] = dict.fromkeys(item.plain(), "")
            else:
                value[field] = item.plain()
        if namespace is not None:
            metadata["namespace"] = namespace
        owner = Owner(
            ObjectName(kind.api_version, kind.kind, namespace, name.data), name.file.source, 0, name.span.start
        )
        return Record(owner, Place(Location(name.file.source, name.span, "", "")), value, declared=True)

    def _fits(self, field: str, item: Value) -> bool:
        """Tell whether a field has a value of its type; deeper only Kubernetes knows."""
        if field == "keys":
            return self._reader.texts(field, item) is not None
        if field in _METADATA:
            texts = list(self._reader.fields(item, field, "of names to texts"))
            return isinstance(item.data, dict) and all(map(self._is_text, texts))
        wanted = list if field in _LISTS else dict
        is_scalar = item.data is not None and not isinstance(item.data, (list, dict))
        if is_scalar if field in _SCALARS else isinstance(item.data, wanted):
            return True
        takes = "one value" if field in _SCALARS else "a list" if wanted is list else "a mapping"
        self._reader.mistakes.add(item, f"{field} takes {takes}, not {kind_of(item)}")
        return False

    def _is_text(self, field: tuple[Value, Value]) -> bool:
        name, value = field
        if isinstance(value.data, str):
            return True
        self._reader.mistakes.add(value, f"{name} takes a text, not {kind_of(value)}", hint="put it in quotes")
        return False


def _is_name(kind: ObjectKind, name: str) -> bool:
    if kind.api_version.startswith("rbac"):  # whatever can be a part of an address
        return name not in (".", "..") and not set(name) & {"/", "%"}
    return not (dns1123_label if kind is NAMESPACE else dns1123_subdomain)(name)
