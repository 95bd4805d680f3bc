"""Parts of objects that are taken as they are written: what has the wrong type in them is passed over."""

from __future__ import annotations

from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.unchecked import mapping_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def taints(found: object) -> tuple[Taint, ...]:
    """Return the taints of a list."""
    made = [texts(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return tuple(Taint(one["key"], one.get("value", ""), one.get("effect", "")) for one in made if one.get("key"))


def texts(found: Mapping[str, Any]) -> dict[str, str]:
    """Return the entries of a mapping whose values are texts."""
    return {key: value for key, value in found.items() if isinstance(key, str) and isinstance(value, str)}


def name_of(value: Mapping[str, Any]) -> str:
    """Return the name of an object; empty where it has none."""
    name = mapping_at(value, "metadata").get("name")
    return name if isinstance(name, str) else ""
