"""What a check says and what the engine makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from dslint.manifest.field import Field
    from dslint.source.text import Place, SourceText, Span

Severity = str
ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)
RANK = {ERROR: 3, WARNING: 2, INFO: 1, "never": 9}


class Note(NamedTuple):
    """A second place that a hit points at, and what to say there."""

    field: Field
    text: str
    key: bool = False


class Hit(NamedTuple):
    """What a check yields: a message of its rule, its parameters and the field at fault.

    ``key`` points at the field's key rather than its value; ``part`` narrows the place to a stretch of the text.
    ``absence`` tells that the hit rests on something that is not there, which a fragment may get from elsewhere.
    ``server_field``, ``reason`` and ``server_text`` are the API server's own words.
    """

    message: str
    field: Field
    params: Mapping[str, Any] = MappingProxyType({})
    key: bool = False
    part: Span | None = None
    notes: tuple[Note, ...] = ()
    absence: bool = False
    server_field: str | None = None
    reason: str | None = None
    server_text: str | None = None
    server_warning: str | None = None


class Label(NamedTuple):
    """A labelled stretch of a source text."""

    source: SourceText
    span: Span
    text: str
    pointer: str

    @property
    def start(self) -> Place:
        """The line and column where it starts."""
        return self.source.place(self.span.start)

    @property
    def end(self) -> Place:
        """The line and column behind its last character."""
        return self.source.place(self.span.end)


class ObjectName(NamedTuple):
    """The identity of the object that a finding is about."""

    api_version: str | None
    kind: str
    namespace: str | None
    name: str | None

    def __str__(self) -> str:
        """Return ``DaemonSet namespace/name``, with what there is of it."""
        return f"{self.kind} {'/'.join(part for part in (self.namespace, self.name) if part) or '(unnamed)'}"


class Finding(NamedTuple):
    """A rule's verdict on a place, ready to be reported; formats choose what to show of it."""

    rule: str
    name: str
    severity: Severity
    message: str
    at: Label
    document: int = 0
    object: ObjectName | None = None
    related: tuple[Label, ...] = ()
    why: str | None = None
    help: str | None = None
    origin: str | None = None
    message_key: str = ""
    field: str | None = None
    reason: str | None = None
    server_text: str | None = None
    server_warning: str | None = None
    versions: tuple[str, ...] | None = None
    identity: str = ""

    @property
    def path(self) -> str:
        """The path of the file as shown."""
        return self.at.source.path

    def sort_key(self) -> tuple[Any, ...]:
        """Order findings by path, place and rule, whatever order the files came in."""
        span = self.at.span
        return (self.path, span.start, span.end, self.rule, self.message)


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """Return a stable name for each finding: it survives moved lines, re-indentation and reordered containers.

    Made of rule, path, object, pointer with list items named by their key field, and message key; repeated ones get an
    ordinal.
    """
    from hashlib import sha256  # costs start-up, few outputs need it

    seen: dict[str, int] = {}
    out = []
    for finding in findings:
        name = finding.object
        kind = (name.kind, name.namespace or "", name.name or "") if name else ("", "", "")
        text = "\0".join((finding.rule, finding.path, *kind, finding.identity, finding.message_key))
        ordinal = seen[text] = seen.get(text, -1) + 1
        out.append(sha256(f"{text}\0{ordinal}".encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return out
