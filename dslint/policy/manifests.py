"""The Kubernetes objects of a file among rule files: admission policies and what they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dslint.errors import RuleFileError
from dslint.manifest.field import Field
from dslint.paths import read_file
from dslint.record import NamedTuple
from dslint.source.chunks import chunks
from dslint.source.text import SourceText, Span, UndecodableError
from dslint.source.tree import ParseError, parse
from dslint.template import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_OBJECT = re.compile(r"^(?:apiVersion|\"apiVersion\"|'apiVersion'|\s*\{\s*\"apiVersion\")\s*:", re.MULTILINE)
_MAX_SIZE = 1 << 22
ADMISSION, KYVERNO = "admissionregistration.k8s.io", "policies.kyverno.io"


class Manifest(NamedTuple):
    """One object of a file: its fields with places."""

    source: SourceText
    root: Field
    value: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.value.get("kind") or "")

    @property
    def group(self) -> str:
        """The group of its API version."""
        return str(self.value.get("apiVersion") or "").rpartition("/")[0]

    @property
    def is_policy(self) -> bool:
        """Tell whether it is an admission policy, or the binding of one, of the cluster or of another tool."""
        return self.group == ADMISSION or self.of_kyverno or self.group.endswith("gatekeeper.sh")

    @property
    def of_kyverno(self) -> bool:
        """Tell whether it is of the groups of Kyverno's policies: its tests and reports have others."""
        return self.group in ("kyverno.io", KYVERNO)

    @property
    def name(self) -> str:
        """Its name."""
        metadata = self.value.get("metadata")
        return str(metadata.get("name") or "") if isinstance(metadata, dict) else ""


def manifests(path: str) -> list[Manifest] | None:
    """Return the objects of a file; ``None`` if it holds none, as a rule file does.

    Raises RuleFileError with the place where it cannot be read.
    """
    try:
        source = SourceText.decode(path, read_file(path, _MAX_SIZE))
    except (OSError, UndecodableError):
        return None  # the reader of rule files tells
    if not _OBJECT.search(source.text):
        return None
    return list(_objects(source))


def manifests_beside(path: str, text: str) -> Iterator[Manifest]:
    """Yield the objects in a text of the checked set; what is no YAML is passed over. ``path`` is its name."""
    return _objects(SourceText.of(path, text), lenient=True)


def param_kinds(text: str) -> Iterator[str]:
    """Yield the kinds of the parameters of the policies in a text."""
    if "paramKind" in text:
        for one in _objects(SourceText.of("", text), lenient=True):
            kind = one.root.get("spec", "paramKind", "kind").text
            if one.is_policy and kind:
                yield kind


def _objects(source: SourceText, *, lenient: bool = False) -> Iterator[Manifest]:
    for chunk in chunks(source.text):
        try:
            tree = chunk.tree or parse(source.text[chunk.start : chunk.end], chunk.start)
        except ParseError as error:
            if lenient:
                continue
            at = min(error.offset, len(source.text))
            raise RuleFileError(printable(error.reason), source=source, span=Span(at, at + 1)) from None
        root = Field(tree.root)
        every = root.get("items").items() if root.get("kind").text.endswith("List") else (root,)
        yield from (Manifest(source, one, one.value) for one in every if isinstance(one.value, dict))
