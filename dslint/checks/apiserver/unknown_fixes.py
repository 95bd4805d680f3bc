"""What would mend an unknown field: another name, another place, or to be without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.finding import InsertEntry, RemoveEntry, RenameKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dslint.finding import Operation
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field

# messages about fields that a DaemonSet has no use for, so that nothing is lost with them
_IDLE = frozenset({"replicas", "stateful", "deployment", "job", "generation"})
_ZERO = (0, "0%")


def fix(ds: DaemonSet, place: Field, message: str, params: Mapping[str, str]) -> tuple[Operation, ...]:
    """Return what to do about an unknown field, which is nothing where that is not clear."""
    if message in ("near", "case"):
        return (RenameKey(place, params["near"]),)
    if message == "strategy":
        return (RenameKey(place, "updateStrategy"),) if _is_update_strategy(place) else ()
    if message in _IDLE:
        return (RemoveEntry(place),)
    there = _destination(ds, place, params["there"]) if message == "misplaced" else None
    if there is None or _has_lines(place.value):
        return ()
    # what decides about a whole pod or DaemonSet is read first, not behind its containers
    first = there.name == "spec" and not isinstance(place.value, (dict, list))
    after = "" if first else None
    return (RemoveEntry(place), InsertEntry(there, str(place.name), place.value, after, like=place))


def _is_update_strategy(place: Field) -> bool:
    """Tell whether a strategy of a Deployment is one that a DaemonSet can have: exactly one number is not zero."""
    rolling = place.get("rollingUpdate")
    without_surge = rolling.get("maxSurge").value in (None, *_ZERO)
    keeps_all = rolling.get("maxUnavailable").value in _ZERO
    return place.get("type").value in (None, "RollingUpdate", "OnDelete") and without_surge != keeps_all


def _has_lines(value: Any) -> bool:
    """Tell whether a value holds a text of several lines, which would not look the same elsewhere."""
    if isinstance(value, str):
        return "\n" in value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_has_lines(part) for part in parts)


def _destination(ds: DaemonSet, place: Field, home: str) -> Field | None:
    """Return the one object that a home such as ``spec.template.spec.containers[]`` means from a place; else ``None``.

    Of a list it is the item that the place itself is in, or the only one.
    """
    here, there = place.path, ds.root
    for name in home.replace("[]", ".[]").split("."):
        if name != "[]":
            there = there.get(name)
        elif here[: len(there.path)] == there.path and len(here) > len(there.path) + 1:
            there = there.get(here[len(there.path)])
        elif len(items := list(there.items())) == 1:
            there = items[0]
        else:
            return None
    return there
