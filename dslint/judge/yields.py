"""One cause, one finding: a hit is dropped where a rule that its own rule yields to speaks of the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.judge.nesting import Nesting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.finding import Hit

Told = tuple["Rule", "Hit"]


def standing(told: list[Told]) -> Iterator[Told]:
    """Yield the hits that stand: each that no other silences, whether or not that other is silenced itself."""
    louder: dict[str, _Louder] = {}
    for rule, hit in told:
        if rule.yields_to and rule.id not in louder:
            louder[rule.id] = _Louder(rule, told)
        if not rule.yields_to or not louder[rule.id].silences(hit):
            yield rule, hit


class _Louder:
    """What speaks in the place of a rule."""

    def __init__(self, rule: Rule, told: list[Told]) -> None:
        at_place, at_object = rule.yields_to.get("place", ()), rule.yields_to.get("object", ())
        others = [(other, hit) for other, hit in told if other is not rule]
        self._everywhere = any(_is_named(other, hit, at_object) for other, hit in others)
        self._places = Nesting()
        for other, hit in others:
            if _is_named(other, hit, at_place):
                for field in (hit.field, *hit.covers):
                    self._places.add(field.path)

    def silences(self, hit: Hit) -> bool:
        """Tell whether a place that a hit points at is one that another speaks of, or one of them holds the other."""
        if self._everywhere:
            return True
        notes = (path for note in hit.notes if (path := getattr(note.field, "path", None)) is not None)
        return any(self._places.meeting(path) is not None for path in (hit.field.path, *notes))


def _is_named(rule: Rule, hit: Hit, words: Iterable[str]) -> bool:
    """Tell whether one of the words means a rule: its id, a prefix of it, or its id with the message of the hit."""
    return any(rule.id.startswith(word) or word == f"{rule.id}.{hit.message}" for word in words)
