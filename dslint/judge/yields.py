"""One cause, one finding: a hit is dropped where a rule that its own rule yields to speaks of the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.finding import Hit

Told = tuple["Rule", "Hit"]


def standing(told: list[Told]) -> Iterator[Told]:
    """Yield the hits that stand: each that no other silences, whether or not that other is silenced itself."""
    for rule, hit in told:
        if not rule.yields_to or not _is_silenced(rule, hit, told):
            yield rule, hit


def _is_silenced(rule: Rule, hit: Hit, told: list[Told]) -> bool:
    at_place, at_object = rule.yields_to.get("place", ()), rule.yields_to.get("object", ())
    for other, theirs in told:
        if other is rule:
            continue
        if at_object and _is_named(other, theirs, at_object):
            return True
        if at_place and _is_named(other, theirs, at_place) and _meet(hit, theirs):
            return True
    return False


def _is_named(rule: Rule, hit: Hit, words: Iterable[str]) -> bool:
    """Tell whether one of the words means a rule: its id, a prefix of it, or its id with the message of the hit."""
    return any(rule.id.startswith(word) or word == f"{rule.id}.{hit.message}" for word in words)


def _meet(hit: Hit, theirs: Hit) -> bool:
    """Tell whether a place that a hit points at is a place that another speaks of, or one of them holds the other."""
    mine = [hit.field.path, *(path for note in hit.notes if (path := getattr(note.field, "path", None)) is not None)]
    others = [theirs.field.path, *(place.path for place in theirs.covers)]
    return any(one[: len(two)] == two[: len(one)] for one in mine for two in others)
