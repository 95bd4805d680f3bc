"""From what a fix is to do to the edits that do it."""

from __future__ import annotations

from dslint.finding import (
    AppendItem,
    Enclose,
    InsertEntry,
    Operation,
    Quote,
    Reindent,
    RemoveEntry,
    RemoveItem,
    RenameKey,
    SetScalar,
)
from dslint.record import NamedTuple
from dslint.source.edit import Edit, Editor, Withheld
from dslint.source.nodes import Mapping, Sequence
from dslint.source.targets import children_of, home, is_empty, topmost

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable

    from dslint.finding import Finding
    from dslint.manifest.field import Field
    from dslint.source.nodes import Node
    from dslint.source.targets import Target

TEMPLATE = "a template fills it in"


class Plan(NamedTuple):
    """How to carry out the fix of one finding; no two plans of a round may have a claim in common.

    ``roots`` are the trees of the documents that it changes; none where it replaces comments only. ``shrinks`` are the
    collections that lose a child, ``inside`` the nodes that it changes something in, ``gone`` those that it leaves
    nothing of or lays out anew, by their identity.
    """

    finding: Finding
    edits: tuple[Edit, ...]
    claims: frozenset[Hashable]
    shrinks: tuple[Node, ...]
    roots: tuple[Node, ...]
    inside: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()

    def collections(self) -> frozenset[object]:
        """Return the mappings and lists whose entries or items it changes, by their identity."""
        return frozenset(claim[0] for claim in self.claims if isinstance(claim, tuple))


class Planner:
    """Makes plans for the findings of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._editors: dict[int, Editor] = {}
        self._made: dict[int, Plan] = {}

    def plan(self, finding: Finding) -> Plan:
        """Return how to carry out a finding's fix; raises :class:`Withheld` where it cannot be done exactly.

        Who asks again gets the same one.
        """
        plan = self._made.get(id(finding)) or self._plan(finding)
        self._made[id(finding)] = plan  # it holds the finding, so that no other can take its identity
        return plan

    def _plan(self, finding: Finding) -> Plan:
        edits: list[Edit] = []
        claims: set[Hashable] = set()
        shrinks: list[Node] = []
        roots: dict[int, Node] = {}
        for intent in finding.fix.intents if finding.fix else ():
            edits += self._edits(intent, roots)
            claims |= _claims(intent, shrinks)
        if any("{{" in self.text[edit.span.start : edit.span.end] for edit in edits):
            raise Withheld(TEMPLATE)
        touched = [_touched(intent) for intent in finding.fix.intents] if finding.fix else []
        inside, gone = (frozenset[int]().union(*(pair[n] for pair in touched)) for n in (0, 1))
        return Plan(finding, tuple(edits), frozenset(claims), tuple(shrinks), tuple(roots.values()), inside, gone)

    def _edits(self, intent: Operation, roots: dict[int, Node]) -> list[Edit]:
        match intent:
            case SetScalar(field=field, value=value, text=text):
                return self._editor(field, roots).set_scalar(field, value, written=text)
            case RenameKey(field=field, name=name):
                return self._editor(field, roots).rename_key(field, name)
            case InsertEntry(parent=parent, name=name, value=value, after=after, like=like):
                model = like.node if like is not None else None
                return self._editor(parent, roots).insert_entry(parent, name, value, after, model)
            case AppendItem(parent=parent, value=value, after=after):
                return self._editor(parent, roots).append_item(parent, value, after)
            case RemoveEntry(field=field, prune=prune):
                return self._editor(field, roots).remove(field, prune=prune)
            case RemoveItem(field=field):
                return self._editor(field, roots).remove(field, prune=False)
            case Quote(field=field):
                return self._editor(field, roots).quote(field)
            case Enclose(field=field):
                return self._editor(field, roots).enclose(field)
            case Reindent(moves=moves):
                return self._editor(moves[0][0], roots).reindent(moves)
        return [Edit(intent.span, intent.text)]  # type: ignore[attr-defined]  # ReplaceText is all that is left

    def _editor(self, field: Field, roots: dict[int, Node]) -> Editor:
        top = field
        while top.parent is not None:
            top = top.parent
        root = top.node
        if root is None:
            raise Withheld("it is not there")
        roots[id(root)] = root
        if id(root) not in self._editors:
            self._editors[id(root)] = Editor(self.text, root)
        return self._editors[id(root)]


def _claims(intent: Operation, shrinks: list[Node]) -> set[Hashable]:
    """Return what an intent must have for itself; ``shrinks`` gets the collections that lose a child."""
    match intent:
        case SetScalar(field=field) if field.node is None and field.parent is not None:
            return _claims(InsertEntry(field.parent, str(field.name), None), shrinks)
        case InsertEntry(parent=parent, name=name):
            at, nested = home(parent, {name: None})
            return {id(at.node) if is_empty(at.node) else (id(at.node), *nested)}
        case AppendItem(parent=parent, value=value):
            at, nested = home(parent, [value])
            if is_empty(at.node):
                return {id(at.node)}
            return {(id(at.node), *nested) if isinstance(nested, dict) else (id(at.node), repr(value))}
        case RenameKey(field=field, name=name) if field.parent is not None:
            return {(id(field.parent.node), name), (id(field.parent.node), field.name)}
        case RemoveEntry(field=field) | RemoveItem(field=field):
            at = topmost(field, prune=getattr(intent, "prune", False))
            if at.parent is not None and at.parent.node is not None:
                shrinks.append(at.parent.node)
            return {(id(at.parent and at.parent.node), at.name)}
        case SetScalar(field=field) | Quote(field=field) | Enclose(field=field):
            return {id(field.node)}
        case Reindent(moves=moves):
            shrinks += [field.parent.node for field, _ in moves if field.parent is not None and field.parent.node]
            left: set[Hashable] = {(id(field.parent and field.parent.node), field.name) for field, _ in moves}
            return left | {_claim_in(into, str(field.name)) for field, into in moves}
    return set()


def _claim_in(into: Field, name: str) -> Hashable:
    return id(into.node) if is_empty(into.node) else (id(into.node), name)


def _touched(intent: Operation) -> tuple[set[int], set[int]]:
    """Return the nodes that an intent changes something in, and those that it leaves nothing of."""
    match intent:
        case RemoveEntry(field=field) | RemoveItem(field=field):
            at = topmost(field, prune=getattr(intent, "prune", False))
            within = at.parent.node if at.parent is not None else None
            gone = {id(at.node)}
            if isinstance(within, (Mapping, Sequence)) and len(children_of(within)) == 1:
                gone.add(id(within))  # brackets take its place
            return _around(at.parent), gone
        case InsertEntry(parent=parent) | AppendItem(parent=parent):
            return _around(parent), set()
        case SetScalar(field=field) | Quote(field=field) | Enclose(field=field):
            return _around(field), set()
        case RenameKey(field=field):
            return _around(field.parent), set()
        case Reindent(moves=moves):
            moved = {id(field.node) for field, _ in moves}
            around = set[int]().union(*(_around(field.parent) | _around(into) for field, into in moves))
            return around - moved, moved
    return set(), set()


def _around(at: Target | None) -> set[int]:
    nodes = set()
    while at is not None:
        if at.node is not None:
            nodes.add(id(at.node))
        at = at.parent
    return nodes
