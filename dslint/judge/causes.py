"""Which errors only follow from another one: where a block stands in a wrong place, the server misses it in its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dslint.judge.nesting import Nesting
from dslint.kube.apiserver.fields import POD_SPEC

if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.finding import Hit
    from dslint.manifest.field import Step

_MISSING = ("FieldValueRequired", "FieldValueNotFound")
_LABELS = ("spec", "template", "metadata", "labels")


class Causes:
    """What explains an error among the hits on one DaemonSet."""

    def __init__(self, told: list[tuple[Rule, Hit]]) -> None:
        self._explained = Nesting()
        for number, (_, hit) in enumerate(told):
            for path in hit.explains:
                self._explained.add(path, number)

    def of(self, hit: Hit) -> int | None:
        """Return the number of the hit that explains an error of the server; ``None`` where it stands for itself."""
        if hit.reason is None or hit.explains:
            return None
        found = (self._explained.meeting(path) for path in _wanted(hit))
        return min((number for number in found if number is not None), default=None)


def _wanted(hit: Hit) -> Iterator[tuple[Step, ...]]:
    """Yield the paths of what the server did not find, where that is why it complains."""
    path = hit.field.path
    if hit.absence or hit.reason in _MISSING:
        yield path
    if hit.reason == "FieldValueNotFound" and "volumeMounts" in path:
        yield (*POD_SPEC, "volumes")
    if path[: len(_LABELS)] == _LABELS:  # they are held against the selector
        yield from (_LABELS, ("spec", "selector"))
