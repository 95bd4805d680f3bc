"""A value of a configuration file that knows where it stands."""

from __future__ import annotations

from typing import Any, NamedTuple

from dslint.source.text import Span


class Value(NamedTuple):
    """A scalar, a list of values or a mapping of names to values; ``keys`` are the places of the names.

    ``raw`` is a scalar's text: YAML makes 1.3 of 1.30.
    """

    data: Any
    span: Span
    raw: str = ""
    keys: dict[str, Span] = {}  # noqa: RUF012 - nobody writes to it
