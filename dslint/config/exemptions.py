"""Findings that a configuration file accepts: ``exceptions`` and ``per-file-ignores``."""

from __future__ import annotations

from dslint.config.globs import Glob, any_matches
from dslint.config.reader import Reader, kind, written
from dslint.record import NamedTuple
from dslint.source.location import Location
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.config.value import Value
    from dslint.finding import Finding
    from dslint.manifest.daemonset import ObjectName

EXEMPTION_KEYS = ("rules", "paths", "names", "namespaces", "reason", "until")


class FileIgnore(NamedTuple):
    """An entry of ``per-file-ignores``; ``ids`` are those of the rules that it names, once the rules are known."""

    glob: Glob
    rules: tuple[str, ...]
    ids: frozenset[str] = frozenset()

    def covers(self, finding: Finding) -> bool:
        """Tell whether a finding is meant."""
        return finding.rule in self.ids and any_matches((self.glob,), finding.path)


class Exemption(NamedTuple):
    """An entry of ``exceptions``; empty ``paths``, ``names`` and ``namespaces`` mean all.

    ``at`` is where its rules are named; ``ids`` are those of these rules, once they are known; ``until`` is the last
    day that it holds.
    """

    at: Location
    rules: tuple[str, ...] = ()
    paths: tuple[Glob, ...] = ()
    names: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    reason: str = ""
    until: str | None = None
    ids: frozenset[str] = frozenset()

    @property
    def where(self) -> str:
        """``deploy/dslint.yaml:3``."""
        return f"{self.at.source.path}:{self.at.start.line}"

    def has_ended(self, today: str) -> bool:
        """Tell whether it holds no more."""
        return self.until is not None and self.until < today

    def covers(self, finding: Finding) -> bool:
        """Tell whether a finding is meant; an object that states no namespace is in none that can be named."""
        about = finding.object
        return (
            finding.rule in self.ids
            and self._reaches(finding.path)
            and (not self.names or _named(about and about.name, self.names))
            and (not self.namespaces or _named(about and about.namespace, self.namespaces))
        )

    def may_cover(self, path: str, about: ObjectName | None) -> bool:
        """Tell whether something in a file may be meant that was not looked at, or not wholly.

        What has no name or namespace yet may get any.
        """
        name, namespace = (about.name, about.namespace) if about is not None else (None, None)
        return (
            self._reaches(path)
            and (not self.names or name is None or _named(name, self.names))
            and (not self.namespaces or namespace is None or _named(namespace, self.namespaces))
        )

    def _reaches(self, path: str) -> bool:
        return not self.paths or any_matches(self.paths, path)


def _named(name: str | None, patterns: tuple[str, ...]) -> bool:
    from fnmatch import fnmatchcase  # only where an exception names objects

    return name is not None and any(fnmatchcase(name, pattern) for pattern in patterns)


def read_file_ignores(reader: Reader, key: Value, value: Value) -> tuple[FileIgnore, ...]:
    """Read the mapping of globs to rules."""
    return tuple(
        FileIgnore(Glob(glob.data, glob.folder), _texts(reader.rules(glob, item, key.data)))
        for glob, item in reader.fields(value, key, "of globs to rules")
        if reader.is_glob(glob)
    )


def read_exemptions(reader: Reader, key: Value, value: Value) -> tuple[Exemption, ...] | None:
    """Read the list of exceptions."""
    if not isinstance(value.data, list):
        reader.mistakes.add(value, f"{key} takes a list, not {kind(value)}")
        return None
    return tuple(exemption for item in value.data if (exemption := _exemption(reader, key, item)))


def _exemption(reader: Reader, key: Value, value: Value) -> Exemption | None:
    if not isinstance(value.data, dict):
        reader.mistakes.add(value, f"an exception is a mapping of rules, a reason and so on, not {kind(value)}")
        return None
    fields = reader.fields(value, "an exception", "", EXEMPTION_KEYS)
    parts = {name.data: _part(reader, key, name, item) for name, item in fields}
    if "reason" not in value.data:
        reader.mistakes.add(value.start, "exception without a reason", hint="say why with reason: …")
    if "rules" not in value.data or value.data["rules"].data == []:
        reader.mistakes.add(value.start, "exception without rules", hint="name them with rules: […]")
    rules = value.data.get("rules", value)
    span = Span(value.keys["rules"].span.start if "rules" in value.keys else value.span.start, rules.span.end)
    return Exemption(Location(value.file.source, span, "", ""), **parts)


def _part(reader: Reader, key: Value, name: Value, value: Value) -> Any:
    if name.data == "reason":
        word = reader.text(name, value)
        return word.data.strip() if word else ""
    if name.data == "until":
        return _date(reader, value)
    if name.data == "paths":
        return tuple(Glob(word.data, word.folder) for word in reader.globs(name, value) or ())
    return _texts(reader.rules(name, value, key.data) if name.data == "rules" else reader.texts(name, value))


def _texts(words: tuple[Value, ...] | None) -> tuple[str, ...]:
    return tuple(word.data for word in words or ())


def _date(reader: Reader, value: Value) -> str | None:
    from datetime import date  # only where there are exceptions with an end

    text = value.data if isinstance(value.data, str) else ""
    try:
        # newer Pythons read other forms too
        return date.fromisoformat(text if len(text) == 10 and text[4] == "-" == text[7] else "").isoformat()
    except ValueError:
        reader.mistakes.add(value, f"until takes a date such as 2026-12-31, not {written(value)}")
        return None
