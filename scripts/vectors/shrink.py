"""The smallest input at which Kubernetes and dslint still differ in the same way."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from .objects import at, paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROUNDS = 60
_KEPT = {("apiVersion",), ("kind",)}


def shrink(value: Any, differ: Callable[[list[Any]], list[bool]]) -> Any:
    """Return the smallest value that still differs; ``differ`` tells of many candidates which do."""
    for _ in range(_ROUNDS):
        candidates = list(_smaller_texts(value) if isinstance(value, str) else _smaller(value))
        kept = [it for it, still in zip(candidates, differ(candidates), strict=True) if still]
        if not kept:
            break
        value = min(kept, key=lambda it: len(json.dumps(it)))
    return value


def _smaller(value: Any) -> Iterator[Any]:
    """Yield copies without one part, or with one text shortened."""
    for path in paths(value):
        if path in _KEPT or (isinstance(value, list) and len(path) == 1):
            continue  # a list is a question of several parts
        less = copy.deepcopy(value)
        del at(less, path[:-1])[path[-1]]
        yield less
        text = at(value, path)
        if isinstance(text, str):
            for shorter in {"a", text[: len(text) // 2], text[1:]}:
                if len(shorter) < len(text):
                    less = copy.deepcopy(value)
                    at(less, path[:-1])[path[-1]] = shorter
                    yield less


def _smaller_texts(text: str) -> Iterator[str]:
    size = len(text) // 2
    while size:
        for start in range(0, len(text), max(1, size // 2)):
            yield text[:start] + text[start + size :]
        size //= 2
