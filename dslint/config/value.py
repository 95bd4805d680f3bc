"""A value of a configuration file that knows where it stands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType

from dslint.record import NamedTuple
from dslint.source.text import SourceText, Span
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ConfigFile(NamedTuple):
    """One file: its absolute path and its text."""

    path: str
    source: SourceText


class Value(NamedTuple):
    """A scalar, a list of values or a mapping of names to values; ``keys`` are the names, as values of their own.

    ``raw`` is a scalar's text: YAML makes 1.3 of 1.30.
    """

    data: Any
    file: ConfigFile
    span: Span
    raw: str = ""
    keys: Mapping[str, Value] = MappingProxyType({})

    @property
    def where(self) -> str:
        """``deploy/dslint.yaml:3``."""
        return f"{self.file.source.path}:{self.file.source.place(self.span.start).line}"

    @property
    def path(self) -> str:
        """The absolute path that a text means."""
        return os.path.normpath(os.path.join(self.folder, self.data))

    @property
    def folder(self) -> str:
        """The folder that paths and globs in the file are relative to."""
        return os.path.dirname(self.file.path)

    @property
    def start(self) -> Value:
        """The first name of a mapping; the value itself where it has none."""
        return min(self.keys.values(), key=lambda key: key.span, default=self)

    def __str__(self) -> str:
        """Return the value as it can be put into a message."""
        return show(self.data)

    def plain(self) -> Any:
        """Return the value without places."""
        if isinstance(self.data, dict):
            return {name: item.plain() for name, item in self.data.items()}
        return [item.plain() for item in self.data] if isinstance(self.data, list) else self.data
