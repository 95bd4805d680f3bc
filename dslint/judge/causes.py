"""Which errors only follow from another one, or say again what it says.

Where a block stands in a wrong place, the server misses it in its own; of one value it may have several things to say;
and one slip may be made at several places of a DaemonSet.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from dslint.judge.nesting import Nesting
from dslint.kube.apiserver.fields import POD_SPEC
from dslint.source.tree import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.finding import Hit
    from dslint.manifest.field import Step

_MISSING = ("FieldValueRequired", "FieldValueNotFound")
_LABELS = ("spec", "template", "metadata", "labels")


_PLACEHOLDER = "placeholder"
_VOLUMES = (*POD_SPEC, "volumes")


class Causes:
    """What explains an error among the hits on one DaemonSet."""

    def __init__(self, told: list[tuple[Rule, Hit]]) -> None:
        self._explained = Nesting()
        self._first: dict[Hashable, int] = {}
        self._at: dict[tuple[Step, ...], int] = {}
        for number, (rule, hit) in enumerate(told):
            if hit.explains:
                self._at[hit.field.path] = number
            for path in hit.explains:
                self._explained.add(path, number)
            for slip in _slips(rule, hit) if hit.follows is None else ():
                self._first.setdefault(slip, number)
            if hit.reason is not None and hit.field.path[: len(_VOLUMES)] == _VOLUMES:
                self._first.setdefault(hit.field.path[: len(_VOLUMES) + 1], number)

    def of(self, number: int, rule: Rule, hit: Hit) -> int | None:
        """Return the number of the hit that explains an error of the server; ``None`` where it stands for itself."""
        if hit.follows is not None:
            return self._at.get(hit.follows)
        if hit.message == "invalid-volume":  # the mount has none because of what is wrong with the volume
            return self._first.get(hit.notes[0].field.path[: len(_VOLUMES) + 1])
        first = min((self._first[slip] for slip in _slips(rule, hit)), default=number)
        if first != number:
            return first
        if hit.reason is None or hit.explains:
            return None
        found = [self._explained.meeting(path) for path in _wanted(hit)]
        found.append(self._explained.around(hit.field.path))  # what stands there belongs elsewhere
        return min((number for number in found if number is not None), default=None)


def first_of(causes: list[int | None], number: int) -> int | None:
    """Return where a chain of causes begins, ``None`` if with this one; of a circle the first stands for itself."""
    chain = [number]
    while (cause := causes[chain[-1]]) is not None:
        if cause in chain:
            first = min(chain[chain.index(cause) :])
            return None if first == number else first
        chain.append(cause)
    return chain[-1] if len(chain) > 1 else None


def _slips(rule: Rule, hit: Hit) -> Iterator[Hashable]:
    """Yield what errors about one mistake have in common: their value, their kind, or how far they are misplaced."""
    if rule.id == "DS109" and hit.message == "misplaced":
        # keys that stand too deep below fields of one name, such as exec of each probe
        names = [step for step in hit.field.path[:-1] if isinstance(step, str)]
        yield (rule.id, *names[-1:], len(names) - str(hit.params["there"]).count(".") - 1)
    if hit.reason is None:
        return
    if rule.id == "DS122":  # whoever leaves out one image leaves out all
        yield (rule.id, hit.params.get("absent"))
    if hit.message == _PLACEHOLDER:  # whoever fills in one fills in all
        yield _PLACEHOLDER
    if not isinstance(hit.field.target, (Mapping, Sequence)):
        yield (rule.id, hit.field.path, hit.key)


def _wanted(hit: Hit) -> Iterator[tuple[Step, ...]]:
    """Yield the paths of what the server did not find, where that is why it complains."""
    path = hit.field.path
    if hit.absence or hit.reason in _MISSING:
        yield path
    if hit.absence and path[-1:] == ("mountPropagation",):  # a container must be privileged for that
        yield (*path[: path.index("volumeMounts")], "securityContext", "privileged")
    if hit.reason == "FieldValueNotFound" and "volumeMounts" in path:
        yield (*POD_SPEC, "volumes")
    if path[: len(_LABELS)] == _LABELS:  # they are held against the selector
        yield from (_LABELS, ("spec", "selector"))
