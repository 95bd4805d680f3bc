"""A configuration file read into values that know where they stand, whether it is YAML or TOML."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import count

from dslint.config.options import MAX_BYTES, MOST_VALUES, TOO_MANY
from dslint.config.value import ConfigFile, Value
from dslint.errors import ConfigError
from dslint.paths import read_file, reason
from dslint.source.text import SourceText, Span, UndecodableError
from dslint.template import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# what pipes held, by path and inode: they can be read once, and a run may ask for its configuration again
_PIPES: dict[tuple[str, int, int], bytes] = {}


def read_config(path: str, shown: str, *, named: bool = False) -> Value:
    """Read a configuration file; of TOML the table ``tool.dslint``. One that the user named may be a pipe.

    Raises :class:`~dslint.errors.ConfigError`, with the place where the text is not YAML or TOML.
    """
    file = ConfigFile(path, _text(path, shown, named=named))
    if not path.endswith(".toml"):
        return _yaml_value(file)
    from dslint.config.toml_spans import toml_value

    root = toml_value(file)
    if root is None:
        raise ConfigError(f"{printable(shown)} has no table [tool.dslint]")
    return root


def _text(path: str, shown: str, *, named: bool) -> SourceText:
    try:
        data = _from_pipe(path) if named else read_file(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot read {printable(shown)}: {reason(error)}") from None
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{printable(shown)} is larger than 1 MiB, too large for a configuration")
    try:
        return SourceText.decode(shown, data)
    except UndecodableError as error:
        raise ConfigError(error.reason, source=error.source, span=error.span) from None


def _from_pipe(path: str) -> bytes:
    found = os.stat(path)
    if stat.S_ISREG(found.st_mode):
        return _read(path)
    place = (path, found.st_dev, found.st_ino)
    if place not in _PIPES:
        _PIPES[place] = _read(path)
    return _PIPES[place]


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _yaml_value(file: ConfigFile) -> Value:
    from dslint.source.tree import ParseError, parse  # TOML needs none of it

    source = file.source
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
    root = Value({}, file, Span(0, 0)) if tree.root is None else _from_node(file, tree.root, count(1))
    return Value({}, file, root.span) if root.data is None else root


def _from_node(file: ConfigFile, node: Any, numbers: Iterator[int]) -> Value:
    from dslint.source.tree import Mapping, Scalar, Sequence, resolved, span

    target, place = resolved(node), span(node)
    if next(numbers) > MOST_VALUES:
        raise ConfigError(TOO_MANY, source=file.source, span=place)
    if isinstance(target, Scalar):
        return Value(target.value, file, place, target.raw)
    if isinstance(target, Sequence):
        return Value([_from_node(file, item, numbers) for item in target.items], file, place)
    assert isinstance(target, Mapping)  # noqa: S101 - there is no fourth kind
    if target.duplicates:
        entry, earlier = target.duplicates[0]
        line = file.source.place(earlier.key.start).line
        message = f'"{entry.name}" stands twice, first in line {line}'
        raise ConfigError(message, source=file.source, span=span(entry.key))
    fields = {_name(entry): entry for entry in target.fields.values()}
    return Value(
        {name: _from_node(file, entry.value, numbers) for name, entry in fields.items()},
        file,
        place,
        keys={name: Value(name, file, span(entry.key)) for name, entry in fields.items()},
    )


def _name(entry: Any) -> str:
    """Return a key as it is written: YAML 1.1 reads ``on`` as true."""
    name: str = entry.key.raw if isinstance(getattr(entry.key, "value", None), bool) else entry.name
    return name
