"""How one node label takes the place of another, in selectors, affinity, spreading. Imported where one is found."""

from __future__ import annotations

from dslint.finding import Operation, RemoveEntry, RemoveItem, RenameKey, SetScalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dslint.manifest.field import Field

RENAMED, BESIDE, TERM, CLASH = "renamed", "beside", "term", "clash"
Relabelling = tuple[str, tuple[Operation, ...]]
_NOTHING: Mapping[str, str] = {}


def relabelled(place: Field, name: str, same: Mapping[str, str] = _NOTHING) -> Relabelling:
    """Return how a label is replaced by another, and what to change for it.

    ``place`` is an entry of nodeSelector, the ``key`` of an expression or a topologyKey. It is renamed, or removed
    where the other label says the same beside it or, for labels that share their value with another (``same``), in
    another term. Nothing is done where the other label stands there and says something else.
    """
    if place.name == "topologyKey":
        taken = any(one.get("topologyKey").text == name for one in _above(place, 2).items())
        return (CLASH, ()) if taken else (RENAMED, (SetScalar(place, name),))
    if place.name == "key":
        return _expression(place, name, same)
    other = _above(place, 1).get(name)
    if other.node is None:
        return RENAMED, (RenameKey(place, name),)
    return (BESIDE, (RemoveEntry(place),)) if other.value == place.value else (CLASH, ())


def _expression(place: Field, name: str, same: Mapping[str, str]) -> Relabelling:
    mine, all_of, term, terms = (_above(place, levels) for levels in range(1, 5))
    renamed = _says(mine, {place.text: name})
    if any(_says(one, _NOTHING) == renamed for one in all_of.items()):
        return BESIDE, (RemoveItem(mine),)
    if terms.name == "nodeSelectorTerms" and place.text in same:
        wanted = _term(term, same)
        if any(_term(one, _NOTHING) == wanted for one in terms.items()):
            return TERM, (RemoveItem(term),)
    return RENAMED, (SetScalar(place, name),)


def _above(place: Field, levels: int) -> Field:
    for _ in range(levels):
        place = place.parent or place
    return place


def _term(term: Field, names: Mapping[str, str]) -> Any:
    """Return what a term says, in whatever order, with some labels renamed."""
    expressions = sorted(_says(one, names) for one in term.get("matchExpressions").items())
    return expressions, term.get("matchFields").value


def _says(expression: Field, names: Mapping[str, str]) -> tuple[str, str, list[str]]:
    """Return what an expression says, with some labels renamed."""
    key, values = expression.get("key").text, expression.get("values").items()
    return names.get(key, key), expression.get("operator").text, sorted(str(one.value) for one in values)
