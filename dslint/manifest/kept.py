"""Equal values kept once: the DaemonSets of a fleet are much alike."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

Value = TypeVar("Value")
_MOST, _LONGEST = 500, 4000
_known: dict[str, object] = {}


def once(value: Value) -> Value:
    """Return a value like this one, of plain data and records, that is shared and never to be changed."""
    key = repr(value)
    if len(key) > _LONGEST:
        return value
    found = _known.get(key)
    if found is None:
        if len(_known) >= _MOST:
            _known.clear()
        found = _known[key] = value
    return found  # type: ignore[return-value]  # it reads alike


def same(value: Value) -> Value:
    """Return a value equal to this one that is shared, as cheaply as it can be hashed."""
    shared: Value = _same(value)
    return shared


@lru_cache(maxsize=_MOST)
def _same(value: Any) -> Any:
    return value
