"""Values of objects that nobody has checked: what has another type than it should have is as good as not there."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def mapping_at(value: object, *names: str) -> dict[str, Any]:
    """Return the mapping at a path of names, or the value itself; an empty one where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def mappings_at(value: object, *names: str) -> list[dict[str, Any]]:
    """Return the mappings of the list at a path of names."""
    *path, last = names
    found = mapping_at(value, *path).get(last)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
