"""Equal values kept once: the DaemonSets of a fleet are much alike."""

from __future__ import annotations

from functools import lru_cache
from marshal import dumps
from typing import Any, TypeVar

Value = TypeVar("Value")
_MOST, _LONGEST = 500, 4000
_known: dict[bytes, object] = {}


def once(value: Value) -> Value:
    """Return a value like this one, of plain data, that is shared and never to be changed."""
    key = dumps(value, 2)  # type: ignore[arg-type]  # plain data is what it takes
    if len(key) > _LONGEST:
        return value
    found = _known.get(key)
    if found is None:
        if len(_known) >= _MOST:
            _known.clear()
        found = _known[key] = value
    return found  # type: ignore[return-value]  # in this version equal values have equal bytes


def same(value: Value) -> Value:
    """Return a value equal to this one that is shared, as cheaply as it can be hashed."""
    shared: Value = _same(value)
    return shared


@lru_cache(maxsize=_MOST)
def _same(value: Any) -> Any:
    return value
