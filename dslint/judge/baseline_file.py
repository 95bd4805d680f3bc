"""The file of a baseline: which findings were there when it was written, one of a file and identity a line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from dslint.atomic import write_texts
from dslint.errors import DslintError, UsageError
from dslint.paths import STDIN, read_file, reason, show_path
from dslint.record import NamedTuple
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.source.location import Location

VERSION = 1
MAX_BYTES = 64 * 1024 * 1024
_TEXTS = ("path", "rule", "name", "object", "message", "identity")


class Entry(NamedTuple):
    """The findings of one file that share an identity.

    ``path`` is relative to the folder of the baseline; ``object`` and ``message`` are for those who read it.
    """

    path: str
    rule: str
    name: str
    object: str
    message: str
    identity: str
    fingerprints: tuple[str, ...]

    def less(self, gone: Iterable[str]) -> Entry:
        """Return what is left without some of the fingerprints."""
        gone = set(gone)
        return self._replace(fingerprints=tuple(one for one in self.fingerprints if one not in gone))


class Stale(NamedTuple):
    """Findings of a baseline that are no longer there."""

    baseline: str
    entry: Entry


def read(path: str) -> list[Entry]:
    """Return the entries of a baseline; raises UsageError where there is none."""
    from json import loads

    shown = show_path(path, os.getcwd())
    try:
        data = read_file(path, MAX_BYTES)
    except OSError as error:
        hint = f"write it: dslint check --write-baseline {shown}"
        raise UsageError(f"cannot read the baseline {show(shown)}: {reason(error)}", hint=hint) from None
    try:
        return [_entry(one) for one in _findings(loads(data if len(data) <= MAX_BYTES else b""))]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UsageError(f"{show(shown)} is no baseline of dslint", hint="write it with --write-baseline") from None


def _findings(data: Any) -> list[Any]:
    if data["version"] != VERSION or not isinstance(data["findings"], list):
        raise ValueError
    return data["findings"]


def _entry(data: Any) -> Entry:
    texts, prints = [data[name] for name in _TEXTS], data["fingerprints"]
    if not all(isinstance(text, str) for text in (*texts, *prints)) or isinstance(prints, str):
        raise ValueError
    path, rule, name, about, message, key = texts
    return Entry(path, rule, name, about, message, key, tuple(prints))


def places(path: str, entries: Iterable[Entry]) -> Iterator[Location]:
    """Yield where entries of a baseline stand: at the first of their fingerprints, in the order of the file."""
    from dslint.source.location import Location
    from dslint.source.text import SourceText, Span

    text = read_file(path, MAX_BYTES).decode("utf-8", "replace")
    source = SourceText.of(show_path(path, os.getcwd()), text)
    at = 0
    for entry in entries:
        name = entry.fingerprints[0]
        at = max(source.text.find(name, at), 0) or max(source.text.find(name), 0)
        yield Location(source, Span(at, at + len(name)), "", "")


def write(path: str, entries: Iterable[Entry]) -> None:
    """Write a baseline; raises DslintError where that fails."""
    try:
        write_texts(path, _text(sorted(one for one in entries if one.fingerprints)))
    except OSError as error:
        raise DslintError(f"cannot write the baseline {show(path)}: {reason(error)}") from None


def _text(entries: Iterable[Entry]) -> Iterator[str]:
    from json import dumps

    between = "\n  "
    yield f'{{"version": {VERSION}, "tool": "dslint", "findings": ['
    for entry in entries:
        facts = entry._asdict()
        prints = facts.pop("fingerprints")
        yield between + dumps(facts | {"count": len(prints), "fingerprints": prints})
        between = ",\n  "
    yield "\n]}\n"


def path_of(shown: str, baseline: str) -> str:
    """Return a path as it was shown, relative to the folder of a baseline; a stream keeps its name."""
    if shown == STDIN:
        return shown
    return os.path.relpath(os.path.abspath(shown), os.path.dirname(baseline)).replace(os.sep, "/")
