"""Where an unknown field was most likely meant to stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dslint.manifest.schema import decoder
from dslint.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.kube.apiserver.decode import UnknownField
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field

_FAR = 3
_IN_CONTAINER = 5  # spec.template.spec.containers[0] are so many steps
# what containers have, init containers have too: one of the two is enough to say
_KINDS_OF_CONTAINERS = r"\b(initContainers|ephemeralContainers)\[]"


def nearest(unknown: UnknownField, context: Context) -> str:
    """Return where the field was most likely meant to stand: the nearest place that has one of this name."""
    ranked = _ranked(unknown, context)
    if not ranked or (len(ranked) > 1 and (ranked[0][:2] == ranked[1][:2] or ranked[0][0] >= _FAR)):
        return ""
    return ranked[0][2]


def below_spec(unknown: UnknownField, context: Context) -> list[str]:
    """Return the places below ``spec`` that have a field of this name, the nearest first."""
    return [home for _, _, home in _ranked(unknown, context) if home.startswith("spec")]


def _ranked(unknown: UnknownField, context: Context) -> list[tuple[int, bool, str]]:
    """Return each place that has a field of this name behind its distance, in order."""
    here = [step for step in unknown.at[:-1] if not isinstance(step, int)]
    homes = [path.rpartition(".")[0] for path in decoder(context.minor).homes(str(unknown.at[-1]))]
    homes = [home for home in homes if not re.search(_KINDS_OF_CONTAINERS, home)] or homes
    return sorted(
        (_distance(here, home.replace("[]", "").split(".")), "containers[]" not in home, home) for home in homes
    )


def _distance(here: Sequence[str | int], there: Sequence[str]) -> int:
    """Return how many steps up and down lead from one place to the other."""
    return len(here) + len(there) - 2 * _common(here, there)


def _common(here: Sequence[str | int], there: Sequence[str | int]) -> int:
    """Return how many steps two ways begin with alike."""
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    return common


def short(home: str, unknown: UnknownField) -> str:
    """Name a place without the way to it where that is the way to the field too, or to the containers of the pod."""
    for containers, one in (("containers[]", "container"), ("initContainers[]", "init container")):
        prefix = f"spec.template.spec.{containers}"
        if home == prefix:
            return f"the {one}"
        if home.startswith(f"{prefix}."):
            inside = len(unknown.at) > _IN_CONTAINER and isinstance(unknown.at[4], int)
            return home.removeprefix(f"{prefix}." if inside else "spec.template.spec.")
    return home


def destination(ds: DaemonSet, place: Field, home: str) -> Field | None:
    """Return the one object that a home such as ``spec.template.spec.containers[]`` means from a place; else ``None``.

    Of a list it is the item that the place itself is in, or the only one; out of one item into another nothing moves,
    nor out of or into what stands there twice.
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
    common = _common(here, there.path)
    leaves, enters = (any(isinstance(step, int) for step in path[common:]) for path in (here, there.path))
    return None if (leaves and enters) or _is_repeated(place) or _is_repeated(there) else there


def _is_repeated(at: Field) -> bool:
    """Tell whether a key on the way to a place stands more than once."""
    spot: Field | None = at
    while spot is not None and spot.parent is not None:
        within = spot.parent.target
        if isinstance(within, Mapping) and any(entry.name == spot.name for entry, _ in within.duplicates):
            return True
        spot = spot.parent
    return False
