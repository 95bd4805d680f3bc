"""Equal values kept once: the DaemonSets of a fleet are much alike."""

from __future__ import annotations

from functools import lru_cache
from marshal import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    Value = TypeVar("Value")

_MOST, _LONGEST = 500, 4000
_known: dict[bytes, Any] = {}


def packed(value: Any) -> bytes:
    """Return plain data as bytes: equal ones where types, values and their order are."""
    return dumps(value, 2)  # later versions have one value in several forms


def once(value: Value) -> Value:
    """Return a value like this one, of plain data, that is shared and never to be changed."""
    key = packed(value)
    if len(key) > _LONGEST:
        return value
    found: Value | None = _known.get(key)
    if found is None:
        if len(_known) >= _MOST:
            _known.clear()
        found = _known[key] = value
    return found


def same(value: Value) -> Value:
    """Return a value equal to this one that is shared, as cheaply as it can be hashed."""
    shared: Value = _same(value)
    return shared


@lru_cache(maxsize=_MOST)
def _same(value: Any) -> Any:
    return value
