"""What a configuration may show: it may be a stranger's, and it names files.

A text outside of the repository around a configuration, or of its folder where there is none, may be nobody's business
in a log: of a mistake in it no more is told than the place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from dslint.errors import DslintError
from dslint.paths import absolute
from dslint.template import printable


def top_of(config: str) -> str:
    """Return the folder that the configuration file with an absolute path speaks for."""
    folder = at = os.path.dirname(config)
    while not os.path.lexists(os.path.join(at, ".git")):
        above = os.path.dirname(at)
        if above == at:
            return folder
        at = above
    return at


def is_inside(path: str, config: str) -> bool:
    """Tell whether a path leads to somewhere in the territory of a configuration."""
    return os.path.realpath(path).startswith(os.path.join(os.path.realpath(top_of(config)), ""))


def is_above(folder: str, config: str) -> bool:
    """Tell whether a folder holds the whole territory of a configuration and more."""
    real, top = os.path.realpath(folder), os.path.realpath(top_of(config))
    return real == os.path.dirname(real) or (real != top and top.startswith(os.path.join(real, "")))


@contextmanager
def veiled(config: str | None, kind: type[DslintError], *, named: bool = False) -> Iterator[None]:
    """Tell of errors in texts outside of a configuration's territory where they are, and nothing of what is written.

    ``named``: the user named the configuration, so that the file itself may be shown wherever it lies.
    """
    try:
        yield
    except kind as error:
        where = None if config is None else _hidden_at(error, config, named=named)
        if config is None or where is None:
            raise
        hint = f"its text is not shown, since the file lies outside of {printable(top_of(config))}"
        raise type(error)(f"{where}: something is wrong here", hint=hint) from None


def _hidden_at(error: DslintError, config: str, *, named: bool) -> str | None:
    """Return the place of an error in a text that is not to be shown; ``None`` for every other error."""
    if error.source is None or error.span is None:
        return None
    path = absolute(error.source.path)
    if is_inside(path, config) or (named and path == config):
        return None
    place = error.source.place(error.span.start)
    return f"{printable(error.source.path)}:{place.line}:{place.column}"
