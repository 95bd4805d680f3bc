"""The table ``tool.dslint`` of a TOML file with places.

The parser of the standard library keeps no places, so they are looked for in the text: the line that opens a table, the
line of a key, and the values of a key from there on, one after the other.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module

from dslint.config.options import MOST_PARTS, MOST_VALUES, TOO_MANY
from dslint.config.value import ConfigFile, Value
from dslint.errors import ConfigError
from dslint.source.text import SourceText, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TABLE = ("tool", "dslint")
NEAR = 16 * 1024
_NAME = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_LINE = re.compile(
    rf"^[ \t]*(?:(?P<open>\[\[?)[ \t]*(?P<table>{_DOTTED})[ \t]*\]|(?P<key>{_DOTTED})[ \t]*=)", re.MULTILINE
)
_PART = re.compile(_NAME)
_EQUALS = re.compile(r"[ \t]*=")
# what tells how deep brackets and dotted keys go: strings and comments, brackets, dots, and what ends a key
_TOKEN = re.compile(
    r""""{3}(?:[^"\\]|\\.?|"(?!""))*(?:"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[]{}\[=,.\n]""",
    re.DOTALL,
)
_AT = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)")

Path = tuple["str | int", ...]


class _Float(str):
    """A number as it was written."""

    __slots__ = ()


def toml_value(file: ConfigFile) -> Value | None:
    """Return what the table says; ``None`` without one. Raises :class:`~dslint.errors.ConfigError` for broken TOML."""
    _refuse_deep(file.source)
    data: Any = _parse(file.source)
    for name in TABLE:
        data = data.get(name) if isinstance(data, dict) else None
    if data is None:
        return None
    places = _Places(file)
    return places.value(data, TABLE, places.regions.get(TABLE) or places.table(TABLE))


def _refuse_deep(source: SourceText) -> None:
    """Raise ConfigError for brackets and dotted keys that the parser cannot take, or takes time for as their square."""
    depth = dots = 0
    for token in _TOKEN.finditer(source.text):
        word = token[0]
        if word == ".":
            dots += 1
        elif word in "=,\n[]{}":
            dots = 0
            depth += (word in "[{") - (word in "]}")
        if dots >= MOST_PARTS or depth > MOST_PARTS:
            what = f"a key of more than {MOST_PARTS} parts" if dots else f"nested deeper than {MOST_PARTS} levels"
            raise ConfigError(f"not TOML for a configuration: {what}", source=source, span=Span(*token.span()))


def _parse(source: SourceText) -> dict[str, Any]:
    tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        data: dict[str, Any] = tomllib.loads(source.text, parse_float=_Float)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = _AT.search(message)
        at = len(source.text)
        if found:
            at = min(at, source.starts[min(int(found[1]), len(source.starts)) - 1] + int(found[2]) - 1)
        reason = message[: found.start()].strip() if found else message.replace("(at end of document)", "").strip()
        raise ConfigError(f"not TOML: {reason[:1].lower()}{reason[1:]}", source=source, span=Span(at, at + 1)) from None
    except (RecursionError, ValueError) as error:
        # ValueError: an integer of more than 4300 digits, or a date that does not exist
        raise ConfigError(f"not TOML: {str(error) or 'nested too deeply'}", source=source, span=Span(0, 1)) from None
    return data


class _Places:
    """Where the keys of tables stand, and the stretches in which their values do."""

    def __init__(self, file: ConfigFile) -> None:
        self.file = file
        self.text = text = file.source.text
        self._values = 0
        self.keys: dict[Path, Span] = {}
        self.regions: dict[Path, Span] = {}
        table: Path = ()
        counts: dict[Path, int] = {}
        lines = list(_LINE.finditer(text))
        ends = [line.start() for line in lines[1:]]
        for line, end in zip(lines, [*ends, len(text)], strict=True):
            path = table = () if line["table"] else table
            for part in _PART.finditer(text, *line.span("table" if line["table"] else "key")):
                if path in counts:
                    path = (*path, counts[path] - 1)
                path = (*path, _unquoted(part[0]))
                self.keys.setdefault(path, Span(*part.span()))
            if line["open"] == "[[":
                counts[path] = counts.get(path, 0) + 1
            if line["table"]:
                path = table = (*path, counts[path] - 1) if path in counts else path
            self.keys.setdefault(path, Span(*line.span("table" if line["table"] else "key")))
            self.regions.setdefault(path, Span(line.end(), end))

    def table(self, path: Path) -> Span:
        """Return where a table begins; where it is only implied, the first thing said in it."""
        if path in self.keys:
            return self.keys[path]
        return next((key for known, key in self.keys.items() if known[: len(path)] == path), Span(0, 0))

    def value(self, data: Any, path: Path, within: Span) -> Value:
        """Return a value with the places of all that is in it; it is looked for in a stretch of the text."""
        self._values += 1
        if self._values > MOST_VALUES:
            raise ConfigError(TOO_MANY, source=self.file.source, span=self._bracket(within))
        if isinstance(data, dict):
            keys: dict[str, Value] = {}
            fields: dict[str, Value] = {}
            at = within.start
            for name, item in data.items():
                key = self._key((*path, name), name, Span(at, within.end))
                keys[name] = Value(name, self.file, key)
                inside = self.regions.get((*path, name), Span(key.end, within.end))
                fields[name] = self.value(item, (*path, name), inside)
                at = max(at, fields[name].span.end)
            return Value(fields, self.file, self.keys.get(path) or self._bracket(within), keys=keys)
        if isinstance(data, list):
            items, at = [], within.start
            for number, item in enumerate(data):
                inside = self.regions.get((*path, number), Span(at, within.end))
                items.append(self.value(item, (*path, number), inside))
                at = max(at, items[-1].span.end)
            return Value(items, self.file, self._bracket(within))
        return self._scalar(data, within)

    def _key(self, path: Path, name: str, within: Span) -> Span:
        if path in self.keys:
            return self.keys[path]
        start, end = self._near(within)
        found = []
        for form in (f'"{name}"', f"'{name}'", *([name] if name else [])):
            at = self.text.find(form, start, end)
            while at >= 0 and not _EQUALS.match(self.text, at + len(form)):
                at = self.text.find(form, at + len(form), end)
            if at >= 0:
                found.append((at, at + len(form)))
        return Span(*min(found)) if found else self.table(path)

    def _near(self, within: Span, more: int = 0) -> Span:
        """Return as much of a stretch as is looked through: what is written with escapes is not found at all."""
        return Span(within.start, min(within.end, within.start + NEAR + more))

    def _bracket(self, within: Span) -> Span:
        start = within.start
        while start < within.end and self.text[start] in " \t\r\n":
            start += 1
        return Span(start, min(start + 1, len(self.text)))

    def _scalar(self, data: Any, within: Span) -> Value:
        raw = str(data)
        value: Any = data
        forms = [raw]
        if isinstance(data, bool):
            forms = [raw.lower()]
        elif isinstance(data, _Float):
            value = float(data)
        elif isinstance(data, str):
            forms = [json.dumps(raw, ensure_ascii=False), f"'{raw}'"]
        elif not isinstance(data, int):
            value = raw  # a date or a time
        near = self._near(within, len(raw))
        found = [(at, at + len(form)) for form in forms if (at := self.text.find(form, *near)) >= 0]
        return Value(value, self.file, Span(*min(found)) if found else self._bracket(within), raw)


def _unquoted(part: str) -> str:
    if part.startswith('"'):
        try:
            return str(json.loads(part))
        except ValueError:  # an escape that JSON does not know
            return part.strip('"')
    return part.strip("'")
