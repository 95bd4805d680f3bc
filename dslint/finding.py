"""What a check says and what the engine makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.manifest.daemonset import ObjectName
    from dslint.manifest.field import Field, Step
    from dslint.source.edit import Edit
    from dslint.source.location import Location
    from dslint.source.text import SourceText, Span

Severity = str
ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)
SAFE, UNSAFE = "safe", "unsafe"
RANK = {ERROR: 3, WARNING: 2, INFO: 1, "never": 9}


class Note(NamedTuple):
    """A second place that a hit points at, and what to say there."""

    field: Field
    text: str
    key: bool = False


class Operation:
    """One change that mends a hit, in terms of the manifest; ``dslint.fix`` makes the edits of the text.

    Made when a hit is, and looked at only when fixes are shown or applied: making one costs next to nothing. (Plain
    classes: six more tuples with names would cost every start half a millisecond.) All intents of a hit are carried out
    or none; what cannot be carried out exactly, without losing a comment or changing what an alias stands for
    elsewhere, is withheld.
    """

    __slots__ = ()


class SetScalar(Operation):
    """Give a field another scalar value (text, a number, a boolean, ``None``), in the quotes that it has now.

    A field that is missing is inserted, as by ``InsertEntry``. What is a mapping or a list now is not replaced.
    ``text`` is how to write a number that has other notations.
    """

    __slots__ = ("field", "text", "value")

    def __init__(self, field: Field, value: str | float | bool | None, text: str | None = None) -> None:
        self.field = field
        self.value = value
        self.text = text


class RenameKey(Operation):
    """Give an entry another key; withheld where the mapping has that key already."""

    __slots__ = ("field", "name")

    def __init__(self, field: Field, name: str) -> None:
        self.field = field
        self.name = name


class InsertEntry(Operation):
    """Add an entry to a mapping: behind the entry called ``after``, in front where that is empty, else behind the last.

    ``value`` is plain nested data, whose order is kept; it is to look like what stands at ``like``. ``parent`` may be
    missing or null: it is created, with what is missing above it. Withheld where the mapping has that key already.
    """

    __slots__ = ("after", "like", "name", "parent", "value")

    def __init__(
        self, parent: Field, name: str, value: Any, after: str | None = None, like: Field | None = None
    ) -> None:
        self.parent = parent
        self.name = name
        self.value = value
        self.after = after
        self.like = like


class RemoveEntry(Operation):
    """Remove a field, key and value. The last one of a mapping leaves ``{}`` behind.

    With ``prune`` it takes the mapping with it, and each above that would then be empty: for labels, annotations and
    others that mean the same empty and absent, not for ``emptyDir`` or a selector.
    """

    __slots__ = ("field", "prune")

    def __init__(self, field: Field, *, prune: bool = False) -> None:
        self.field = field
        self.prune = prune


class AppendItem(Operation):
    """Add an item to a list: behind the item with the index ``after``, else behind the last.

    ``value`` is plain nested data; where it is a mapping, its keys are put in the order of the item that it follows.
    ``parent`` may be missing, null or empty: it is created, with what is missing above it.
    """

    __slots__ = ("after", "parent", "value")

    def __init__(self, parent: Field, value: Any, after: int | None = None) -> None:
        self.parent = parent
        self.value = value
        self.after = after


class RemoveItem(Operation):
    """Remove an item of a list. The last one takes the entry that holds the list with it."""

    __slots__ = ("field",)

    def __init__(self, field: Field) -> None:
        self.field = field


class Quote(Operation):
    """Put quotes around a plain scalar, so that it is the text that it looks like."""

    __slots__ = ("field",)

    def __init__(self, field: Field) -> None:
        self.field = field


class Enclose(Operation):
    """Put brackets around a single value, so that it is the only item of a list."""

    __slots__ = ("field",)

    def __init__(self, field: Field) -> None:
        self.field = field


class Reindent(Operation):
    """Indent entries anew, as they stand, so that each becomes part of another mapping; comments among them come along.

    ``moves`` are pairs of an entry and the place that it is to stand in, in the order of the text: an empty value or a
    mapping that ends right above the entries, a mapping around them whose last lines they are, or an entry of an
    earlier pair.
    """

    __slots__ = ("moves",)

    def __init__(self, moves: tuple[tuple[Field, Field], ...]) -> None:
        self.moves = moves

    def paths(self) -> tuple[tuple[Step, ...], ...]:
        """Return where each entry will be."""
        new: dict[tuple[Step, ...], tuple[Step, ...]] = {}
        for field, into in self.moves:
            new[field.path] = (*_moved(into, new), str(field.name))
        return tuple(new.values())


def _moved(at: Field, new: Mapping[tuple[Step, ...], tuple[Step, ...]]) -> tuple[Step, ...]:
    """Return where a place will be that may be in something that moves."""
    path = at.path
    for length in range(len(path), 0, -1):
        if path[:length] in new:
            return new[path[:length]] + path[length:]
    return path


class ReplaceText(Operation):
    """Replace a stretch of the text that is (part of) a comment, with the blanks around it: no value may change."""

    __slots__ = ("span", "text")

    def __init__(self, span: Span, text: str) -> None:
        self.span = span
        self.text = text


class Hit(NamedTuple):
    """What a check yields: which message of its rule, about which field, with which values."""

    message: str
    field: Field
    """The field at fault; of a rule that looks at a whole run a place that was kept of one."""
    params: Mapping[str, Any] = MappingProxyType({})
    key: bool = False
    """Points at the field's key rather than its value."""
    part: Span | None = None
    """Narrows the place to a stretch of the text."""
    notes: tuple[Note, ...] = ()
    """Other places, each with what to say there."""
    covers: tuple[Field, ...] = ()
    """Places of which the hit speaks as well without pointing at them: others keep quiet there, comments count."""
    explains: tuple[tuple[Step, ...], ...] = ()
    """Paths of fields that are missing because of it: an error about their absence follows from this one."""
    follows: tuple[Step, ...] | None = None
    """Path of the field whose hit, if there is one that explains something, this one only follows from."""
    absence: bool = False
    """It rests on something that is not there, which a fragment may get from elsewhere."""
    server_field: str | None = None
    """With ``reason``, ``server_text`` and ``server_warning``: the API server's own words."""
    reason: str | None = None
    server_text: str | None = None
    server_warning: str | None = None
    fix: tuple[Operation, ...] = ()
    """What to change so that the hit is gone; whether that is safe is said by ``fix:`` of its message in the rule
    file, where ``none`` (the default) means that it is not offered; what it does is said by the message's ``help``."""
    unsafe: bool = False
    """Its fix is unsafe, whatever the rule file says."""


class Setting(str):
    """Why a finding is not reported, where that is said by settings and not by a comment at the place."""

    __slots__ = ()


class Fix:
    """What mends a finding: ``safety`` is safe or unsafe, ``title`` what it does.

    ``intents`` hold the tree of their text; where nobody needs it any more they are gone, and ``edits`` are there.
    ``elsewhere`` is the text that they change, where that is not the one that the finding is in: a value of a chart.
    """

    __slots__ = ("edits", "elsewhere", "intents", "safety", "title")

    def __init__(
        self,
        title: str,
        safety: str,
        intents: tuple[Operation, ...],
        edits: tuple[Edit, ...] | None = None,
        elsewhere: SourceText | None = None,
    ) -> None:
        self.title = title
        self.safety = safety
        self.intents = intents
        self.edits = edits
        self.elsewhere = elsewhere


class Finding(NamedTuple):
    """A rule's verdict on a place, ready to be reported; formats choose what to show of it."""

    rule: str
    name: str
    severity: Severity
    message: str
    at: Location
    document: int = 0
    object: ObjectName | None = None
    related: tuple[Location, ...] = ()
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
    fix: Fix | None = None
    held: str | None = None
    """Why its fix would not be carried out, and is none."""
    cause: Finding | None = None
    """The finding that this one only follows from."""
    shown: bool = True
    """Whether it is severe enough for the formats that people read."""
    fails: bool = False
    """Whether its configuration lets it fail the run."""

    def light(self) -> Finding:
        """Return the same without the text that it is about, but for what is shown of that."""
        edits = self.fix.edits if self.fix is not None and self.fix.elsewhere is None else None
        source = self.at.source.excerpt(self.at.span, *(edit.span for edit in edits or ()))
        related = tuple(label._replace(source=label.source.excerpt(label.span)) for label in self.related)
        return self._replace(at=self.at._replace(source=source), related=related)

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells it from the other findings of a run."""
        at = self.at
        return (self.path, self.document, self.rule, self.message_key, at.span, at.pointer, self.field, self.message)

    @property
    def path(self) -> str:
        """The path of the file as shown."""
        return self.at.source.path

    def sort_key(self) -> tuple[Any, ...]:
        """Order findings by path, place and rule, whatever order the files came in."""
        span = self.at.span
        return (self.path, self.at.source.origin.offset + span.start, span.end, self.rule, self.message)


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a stable name for each finding, sorted: it survives moved lines, re-indentation and reordered containers.

    Made of rule, path, object, pointer with list items named by their key field, and message key; repeated ones get an
    ordinal.
    """
    seen: dict[str, int] = {}
    path = None
    for finding in findings:
        if finding.path != path:  # of a run with very many findings little is kept
            seen.clear()
            path = finding.path
        text = "\0".join((finding.rule, finding.path, *_about(finding)))
        ordinal = seen[text] = seen.get(text, -1) + 1
        yield _digest(f"{text}\0{ordinal}")


def identity(finding: Finding) -> str:
    """Return what a finding is called wherever its object stands: its fingerprint without path and ordinal."""
    return _digest("\0".join((finding.rule, *_about(finding))))


def _about(finding: Finding) -> tuple[str, ...]:
    name = finding.object
    kind = (name.kind, name.namespace or "", name.name or "") if name else ("", "", "")
    return (*kind, finding.identity, finding.message_key)


def _digest(text: str) -> str:
    from hashlib import sha256  # costs start-up, few outputs need it

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
