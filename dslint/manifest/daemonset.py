"""A DaemonSet as checks see it: fields that are there or not, and plain values for :mod:`dslint.kube`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dslint.finding import ObjectName
from dslint.manifest.field import Field, Step
from dslint.source.text import SourceText


class Fragment:
    """Why a DaemonSet is only a part of one.

    ``kind`` is patch, base, template or assertion. ``supplied`` are the paths that come from elsewhere, with all below
    them; ``None`` where anything may.
    """

    __slots__ = ("kind", "reason", "supplied")

    def __init__(self, kind: str, reason: str, supplied: tuple[tuple[str, ...], ...] | None = None) -> None:
        self.kind = kind
        self.reason = reason
        self.supplied = supplied

    def supplies(self, path: tuple[Step, ...]) -> bool:
        """Tell whether a field that is missing here may come from elsewhere."""
        return self.supplied is None or any(path[: len(part)] == part for part in self.supplied)


class DaemonSet:
    """One DaemonSet of an input; nothing here raises, whatever the manifest holds."""

    __slots__ = ("_cache", "document", "fragment", "origin", "root", "source")

    def __init__(
        self,
        source: SourceText,
        document: int,
        root: Field,
        fragment: Fragment | None = None,
        origin: str | None = None,
    ) -> None:
        self.source = source
        self.document = document
        self.root = root
        self.fragment = fragment
        self.origin = origin
        self._cache: dict[str, Any] = {}

    def once(self, name: str, make: Any) -> Any:
        """Return ``make()``, made at most once for this DaemonSet: checks share costly answers by name."""
        if name not in self._cache:
            self._cache[name] = make()
        return self._cache[name]

    @property
    def api_version(self) -> str:
        """The API version as written; an item of a DaemonSetList may leave it to the list, as in kubectl."""
        own, items = self.root.get("apiVersion").text, self.root.parent
        if own or items is None or items.parent is None or items.parent.get("kind").text != "DaemonSetList":
            return own
        return items.parent.get("apiVersion").text

    @property
    def name(self) -> ObjectName:
        """The identity to show."""
        metadata = self.root.get("metadata")
        return ObjectName(
            self.api_version or None,
            "DaemonSet",
            metadata.get("namespace").text or None,
            metadata.get("name").text or metadata.get("generateName").text or None,
        )

    @property
    def value(self) -> dict[str, Any]:
        """The whole object as plain values; shared, never to be changed."""
        value: dict[str, Any] = self.once("value", lambda: self.root.value)
        return value

    @property
    def selector(self) -> Field:
        """``spec.selector``."""
        return self.root.get("spec", "selector")

    @property
    def template(self) -> Field:
        """``spec.template``."""
        return self.root.get("spec", "template")

    @property
    def pod_spec(self) -> Field:
        """``spec.template.spec``."""
        return self.root.get("spec", "template", "spec")

    def containers(self) -> Iterator[Field]:
        """Yield containers, then init containers."""
        yield from self.pod_spec.get("containers").items()
        yield from self.pod_spec.get("initContainers").items()
