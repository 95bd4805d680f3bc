"""A configuration file as values that know where they stand, whether YAML or TOML."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from dslint.config.options import MAX_BYTES
from dslint.config.value import Value
from dslint.errors import ConfigError
from dslint.paths import reason
from dslint.source.text import SourceText, Span, UndecodableError
from dslint.template import printable


class ConfigFile(NamedTuple):
    """One file: its absolute path, its text and what it says."""

    path: str
    source: SourceText
    root: Value

    @property
    def folder(self) -> str:
        """The folder that its paths are relative to."""
        return os.path.dirname(self.path)

    def where(self, span: Span) -> str:
        """Return ``deploy/dslint.yaml:3``."""
        return f"{self.source.path}:{self.source.place(span.start).line}"


def read_config(path: str, shown: str) -> ConfigFile:
    """Read a configuration file; of TOML the table ``tool.dslint``.

    Raises :class:`~dslint.errors.ConfigError`, with the place where the text is not YAML or TOML.
    """
    source = _text(path, shown)
    if path.endswith(".toml"):
        from dslint.config.toml_spans import toml_value

        root = toml_value(source)
        if root is None:
            raise ConfigError(f"{printable(shown)} has no table [tool.dslint]")
        return ConfigFile(path, source, root)
    return ConfigFile(path, source, _yaml_value(source))


def _text(path: str, shown: str) -> SourceText:
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot read {printable(shown)}: {reason(error)}") from None
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{printable(shown)} is larger than 1 MiB, too large for a configuration")
    try:
        return SourceText.decode(shown, data)
    except UndecodableError as error:
        source, end = SourceText(shown, error.readable), len(error.readable)
        raise ConfigError(error.reason, source=source, span=Span(end, end + 1)) from None


def _yaml_value(source: SourceText) -> Value:
    from dslint.source.tree import ParseError, parse  # TOML needs none of it

    try:
        tree = parse(source.text)
    except ParseError as error:
        line = source.line(source.place(error.offset).line)
        hint = "put globs in quotes" if "*" in line else None
        span = Span(error.offset, error.offset + 1)
        raise ConfigError(f"not YAML: {error.reason}", hint=hint, source=source, span=span) from None
    if tree.rest is not None:
        raise ConfigError(
            "a second document: a configuration is one", source=source, span=Span(tree.rest, tree.rest + 1)
        )
    root = Value({}, Span(0, 0)) if tree.root is None else _from_node(source, tree.root)
    return Value({}, root.span) if root.data is None else root


def _from_node(source: SourceText, node: Any) -> Value:
    from dslint.source.tree import Mapping, Scalar, Sequence, resolved, span

    target, place = resolved(node), span(node)
    if isinstance(target, Scalar):
        return Value(target.value, place, target.raw)
    if isinstance(target, Sequence):
        return Value([_from_node(source, item) for item in target.items], place)
    assert isinstance(target, Mapping)  # noqa: S101 - there is no fourth kind
    if target.duplicates:
        entry, earlier = target.duplicates[0]
        line = source.place(earlier.key.start).line
        raise ConfigError(f'"{entry.name}" stands twice, first in line {line}', source=source, span=span(entry.key))
    fields = {_name(entry): entry for entry in target.fields.values()}
    return Value(
        {name: _from_node(source, entry.value) for name, entry in fields.items()},
        place,
        keys={name: span(entry.key) for name, entry in fields.items()},
    )


def _name(entry: Any) -> str:
    """Return a key as it is written: YAML 1.1 reads ``on`` as true."""
    name: str = entry.key.raw if isinstance(getattr(entry.key, "value", None), bool) else entry.name
    return name
