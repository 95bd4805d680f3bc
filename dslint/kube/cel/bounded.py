"""Functions that make much of little: how much is bounded here, as the server bounds what expressions cost."""

from __future__ import annotations

from dslint.kube.cel.values import UNDECIDED, CelValueError, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LARGEST = 1_000_000
"""So long are the lists and texts that they make at most."""


def replace(text: Any, old: Any, new: Any, most: Any = -1) -> str:
    """``text.replace(old, new, most)``."""
    text, old, new = text_of(text), text_of(old), text_of(new)
    times = text.count(old) if most < 0 else min(most, text.count(old))
    if len(text) + times * len(new) > LARGEST:
        raise CelValueError(f"{UNDECIDED}it makes longer texts than are made here")
    made: str = text.replace(old, new, most)
    return made


def list_range(count: Any) -> list[int]:
    """``lists.range(count)``."""
    if count > LARGEST:
        raise CelValueError(f"{UNDECIDED}it makes longer lists than are made here")
    return list(range(count))
