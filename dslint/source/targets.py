"""Places in a tree that are to be changed, and what must not be touched there."""

from __future__ import annotations

from bisect import bisect_left

from dslint.source.layout import UNUSUAL, Layout, Withheld, aliases
from dslint.source.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence, resolved
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Target(Protocol):
        """A place in a tree: the node (``None`` where missing), its key or index, and what it is in."""

        node: Node | None
        name: str | int | None

        @property
        def parent(self) -> Target | None:
            """The place above."""


COMMENT = "a comment would go with it"
ABOVE = "the comment above it would be left behind"
ALIASED = "it stands at an anchor that is used elsewhere too"
MERGED = "it comes from elsewhere by a << key"
PRESENT = "the key is there already"
REPEATED = "the key is there more than once"
TAGGED = "it has a tag"
ABSENT = "it is not there"
OPEN = "the text ends in a block value"
ROOT = "nothing would be left"


def home(parent: Target, value: Any) -> tuple[Target, Any]:
    """Return the nearest place that exists, and the value with what is missing down to ``parent`` put around it."""
    while parent.node is None:
        if parent.parent is None or not isinstance(parent.name, str):
            raise Withheld(ABSENT)
        value = {parent.name: value}
        parent = parent.parent
    return parent, value


def topmost(at: Target, *, prune: bool) -> Target:
    """Return what goes when an entry or item is removed: a list goes with its only item, a mapping if asked for."""
    while at.parent is not None:
        within = at.parent.node
        if isinstance(within, Mapping):
            alone = prune and len(within.entries) == 1
        else:
            alone = isinstance(within, Sequence) and len(within.items) == 1
        if not alone:
            break
        at = at.parent
    if at.parent is None:
        raise Withheld(ROOT)
    return at


class Guard:
    """One document's tree with its layout: finds places, and refuses what must not be touched."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self.layout = Layout(text, root)
        uses: dict[int, list[int]] = {}
        self._aliased: set[int] = set()
        for alias in aliases(root) if "*" in text else ():
            uses.setdefault(alias.target.start, []).append(alias.start)
            self._aliased.add(id(alias.target))
        # where each anchored value begins that is used, and where its first and last use stand
        self._uses = [(start, min(places), max(places)) for start, places in sorted(uses.items())]
        first = root.entries[0].key if isinstance(root, Mapping) and root.entries and root.flow else None
        self.is_json = isinstance(first, Scalar) and first.style == '"'

    def guard(self, at: Target) -> None:
        """Refuse to replace or remove what others use: by an alias of it or of something around or in it."""
        node = at.node
        if node is not None and self._used_outside(node):
            raise Withheld(ALIASED)
        if at.parent is not None:
            self.guard_inside(at.parent)
            within = at.parent.node
            if isinstance(within, Mapping) and isinstance(at.name, str) and within.fields[at.name].merged:
                raise Withheld(MERGED)

    def _used_outside(self, node: Node) -> bool:
        """Tell whether an anchor at or in a node is used where the node is not."""
        for number in range(bisect_left(self._uses, (node.start,)), len(self._uses)):
            start, first, last = self._uses[number]
            if start >= node.end:
                return False
            if first < node.start or last >= node.end:
                return True
        return False

    def guard_inside(self, parent: Target) -> None:
        """Refuse to change the contents of what others use."""
        spot: Target | None = parent
        while spot is not None:
            if isinstance(spot.node, Alias) or id(spot.node) in self._aliased:
                raise Withheld(ALIASED)
            within = spot.parent.node if spot.parent is not None else None
            if isinstance(within, Mapping) and isinstance(spot.name, str) and within.fields[spot.name].merged:
                raise Withheld(MERGED)
            spot = spot.parent

    def guard_comments(self, span: Span) -> None:
        """Refuse to take a comment away."""
        if any(self.layout.comments(*span)):
            raise Withheld(COMMENT)

    def guard_above(self, line: int) -> None:
        """Refuse to leave a comment behind that stands right above a line that goes: it would speak of the next one."""
        above = self.layout.start(line - 1) if line else 0
        if self.text[above:line].lstrip().startswith("#") and any(self.layout.comments(above, line)):
            raise Withheld(ABOVE)

    def guard_tag(self, place: int, node: Node) -> None:
        """Refuse to replace a value with a tag, which would count for the new one too."""
        if "!" in self.text[place : node.start]:
            raise Withheld(TAGGED)

    def within(self, at: Target) -> Mapping | Sequence:
        """Return the mapping or list that a place is in."""
        if at.parent is None or at.parent.node is None:
            raise Withheld(ROOT)
        within = resolved(at.parent.node)
        if isinstance(within, Scalar):
            raise Withheld(ABSENT)
        return within

    def entry(self, at: Target) -> tuple[Mapping, Entry]:
        """Return a place's mapping and its entry there, to be renamed or removed."""
        within = self.within(at)
        if at.parent is not None:
            self.guard_inside(at.parent)
        if not isinstance(within, Mapping) or at.node is None:
            raise Withheld(ABSENT)
        name = str(at.name)
        if any(later.name == name for later, _ in within.duplicates):
            raise Withheld(REPEATED)
        if within.fields[name].merged:
            raise Withheld(MERGED)
        if getattr(within.fields[name].key, "anchor", None):
            raise Withheld(UNUSUAL)
        return within, within.fields[name]

    def behind_mark(self, at: Target) -> int:
        """Return the offset behind the colon or dash that announces a value."""
        within = self.within(at)
        if isinstance(within, Mapping):
            return self.layout.colon(within.fields[str(at.name)])
        if within.flow and at.node is not None:
            return at.node.start
        return self.layout.dash(within, int(at.name or 0)) + 1


def is_empty(node: Node | None) -> bool:
    """Tell whether a value is null or an empty mapping or list."""
    if isinstance(node, Scalar):
        return node.value is None
    return isinstance(node, (Mapping, Sequence)) and not children_of(node)


def children_of(within: Mapping | Sequence) -> list[Entry] | list[Node]:
    """Return the entries of a mapping or the items of a list."""
    return within.entries if isinstance(within, Mapping) else within.items


def start_of(child: Entry | Node) -> int:
    """Return where an entry or item begins."""
    return child.key.start if isinstance(child, Entry) else child.start
