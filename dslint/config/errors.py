"""What is wrong with configuration files, collected so that all of it can be told at once."""

from __future__ import annotations

from collections.abc import Iterable

from dslint.config.value import Value
from dslint.errors import ConfigError
from dslint.phrases import meant, suggest
from dslint.source.text import Span
from dslint.template import show


class Mistakes:
    """Located mistakes, in the order of the text when they are raised."""

    def __init__(self) -> None:
        self._found: list[ConfigError] = []

    def add(self, at: Value, message: str, *, hint: str | None = None) -> None:
        """Note a mistake at the place of a value."""
        self._found.append(ConfigError(message, hint=hint, source=at.file.source, span=at.span))

    def unknown(self, at: Value, what: str, known: Iterable[str]) -> None:
        """Note a word that is none of the known ones, and the one that was probably meant."""
        names = list(known)
        close = suggest(at.data, names)
        hint = f"known: {', '.join(names)}" if names and not close and len(names) <= 16 else None
        self.add(at, f"unknown {what} {quote(at.data)}{meant(close and quote(close))}", hint=hint)

    def check(self) -> None:
        """Raise the first mistake, if there is one, with the others."""
        if not self._found:
            return
        self._found.sort(key=lambda one: (one.source.path, one.span) if one.source and one.span else ("", Span(0, 0)))
        first, *others = self._found
        first.others = tuple(others)
        raise first


def quote(value: object) -> str:
    """Return a user's value in double quotes, on one line."""
    return f'"{show(value)}"'
