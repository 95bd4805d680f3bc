"""How DaemonSets of files differ from those that a cluster has: in what the server stores, not in how it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise

from dslint.credentials import masked
from dslint.kube.apiserver.equality import differences
from dslint.kube.values.quantity import Quantity
from dslint.record import NamedTuple
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.manifest.daemonset import ObjectName
    from dslint.manifest.workload import Workload
    from dslint.source.location import Location

MOST = 50  # so many differences of one DaemonSet are told
# what kubectl rollout restart writes, and the server or a controller for itself
_NOT_MEANT = frozenset({"kubectl.kubernetes.io/restartedAt", "deprecated.daemonset.template.generation"})
_LISTS = frozenset({"containers", "initContainers", "volumes", "env", "ports"})


class Drift(NamedTuple):
    """A field that a file and a cluster do not have alike: ``here`` in the file, ``there`` in the cluster.

    One that is not there is ``None``; ``field`` is empty where the cluster has no such DaemonSet at all.
    """

    at: Location
    object: ObjectName
    context: str
    field: str
    here: str | None
    there: str | None

    def __str__(self) -> str:
        """Return it in words."""
        if not self.field:
            return f"{self.object} is not in cluster {self.context}"
        here, there = ("absent" if value is None else value for value in (self.here, self.there))
        return f"{self.field} is {here}, in cluster {self.context} it is {there}"


def drift_of(mine: Workload, theirs: Workload | None, context: str) -> Iterator[Drift]:
    """Yield how a DaemonSet of a file differs from that of a cluster, ``None`` where that has none.

    Labels and annotations that only the cluster has are no difference: controllers set them.
    """
    ds = mine.written
    if theirs is None:
        yield Drift(ds.root.get("metadata", "name").location(), ds.name, context, "", None, None)
        return
    for count, (path, one, other) in enumerate(_differences(mine.stored, theirs.stored)):
        if count == MOST:
            return
        at = ds.root.get(*_written(path)).location()
        yield Drift(at, ds.name, context, _spelled(path), _text(one), _text(other))


def _differences(
    mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Iterator[tuple[tuple[str | int, ...], Any, Any]]:
    for part in ("labels", "annotations"):
        own, others = (side["metadata"].get(part) or {} for side in (mine, theirs))
        for name in own:
            if own[name] != others.get(name) and name not in _NOT_MEANT:
                yield ("metadata", part, name), own[name], others.get(name)
    for path, one, other in differences(mine["spec"], theirs["spec"], "spec"):
        if path[-1] not in _NOT_MEANT:
            yield ("spec", *path), one, other


def _written(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return a path up to the item of a list that only the cluster has, which has a name in the place of an index."""
    for number, (before, step) in enumerate(pairwise(path), 1):
        if before in _LISTS and isinstance(step, str):
            return path[:number]
    return path


def _spelled(path: tuple[str | int, ...]) -> str:
    """Return a path as the API server spells it."""
    text = ""
    for before, step in zip((None, *path), path, strict=False):
        if isinstance(step, int) or before in _LISTS or not step.isidentifier():
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def _text(value: Any) -> str | None:
    if value is None:
        return None
    plain = str(value) if isinstance(value, (str, Quantity)) else json.dumps(value, default=str)
    return show(masked(plain))
