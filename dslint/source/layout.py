"""How a document is laid out: its lines, its comments, and where its entries and items begin and end."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from dslint.pattern import pattern
from dslint.source.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence
from dslint.source.text import Span

_COMMENT = pattern(r"(?:^|(?<=[ \t\r]))#[^\r\n]*", re.MULTILINE)
_COLON = pattern(r"[ \t]*:")
_REST = pattern(r"[ \t]*(?:[ \t]#|[\r\n]|\Z)")
_BEFORE_DASH = pattern(r"(?:[ \t\r\n]|#[^\r\n]*(?![^\r\n])|[&!][^ \t\r\n]*(?![^ \t\r\n]))*,?")

UNUSUAL = "it is laid out in an unusual way"


class Withheld(Exception):  # noqa: N818 - no error: some things are better left as they are
    """A change cannot be made exactly; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Lines:
    """The lines of a text; a line ends with LF, CRLF or a lone CR."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._has_returns = "\r" in text

    def start(self, at: int) -> int:
        """Return where the line of an offset begins."""
        start = self.text.rfind("\n", 0, at)
        if self._has_returns:
            start = max(start, self.text.rfind("\r", 0, at))
        return start + 1

    def end(self, at: int) -> int:
        """Return where the line of an offset ends, before its line break."""
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        if self._has_returns:
            other = self.text.find("\r", at, end)
            end = other if other >= 0 else end
        return end

    def following(self, at: int) -> int:
        """Return where the line below begins: the end of the text where there is none."""
        end = self.end(at)
        return end + (2 if self.text.startswith("\r\n", end) else end < len(self.text))

    def before(self, start: int) -> int:
        """Return where the line above the one that begins here ends, before its line break."""
        return max(start - (2 if self.text.endswith("\r\n", 0, start) else 1), 0)

    def before_blank(self, start: int) -> int:
        """Return where the last line with anything on it ends that stands above the one that begins here."""
        end = self.before(start)
        while end and not self.text[self.start(end) : end].strip():
            end = self.before(self.start(end))
        return end

    def newline(self, at: int) -> str:
        """Return the line break that is used here: that of the line itself, else that of the one above."""
        end = self.end(at)
        if found := self.text[end : self.following(at)]:
            return found
        start = self.start(at)
        return self.text[self.before(start) : start] or "\n"

    def column(self, at: int) -> int:
        """Return how many characters stand before an offset on its line."""
        return at - self.start(at)

    def indentation(self, at: int) -> int:
        """Return how many blanks the line of an offset begins with."""
        start = self.start(at)
        end = start
        while self.text.startswith(" ", end):
            end += 1
        return end - start


class Layout(Lines):
    """The layout of one document; ``root`` is its tree."""

    def __init__(self, text: str, root: Node) -> None:
        super().__init__(text)
        self.root = root
        self._contents: list[Span] | None = None
        self._offsets: tuple[int, int] | None = None

    def comments(self, start: int, end: int) -> Iterator[Span]:
        """Yield the comments that begin between two offsets."""
        while (mark := self.text.find("#", start, end)) >= 0 and (match := _COMMENT.search(self.text, mark, end)):
            inside = self.content(match.start())
            if inside is None:
                yield Span(match.start(), self.end(match.start()))
                start = match.end()
            else:
                start = inside.end

    def content(self, at: int) -> Span | None:
        """Return the content of the scalar around an offset; ``None`` outside of scalars."""
        if self._contents is None:
            self._contents = sorted(contents(self.root, self.text))
        number = bisect_right(self._contents, (at, len(self.text) + 1)) - 1
        return self._contents[number] if number >= 0 and at < self._contents[number].end else None

    def colon(self, entry: Entry) -> int:
        """Return the offset behind an entry's colon; raises :class:`Withheld` where it has none beside its key."""
        match = _COLON.match(self.text, entry.key.end)
        if match is None:
            raise Withheld(UNUSUAL)
        return match.end()

    def dash(self, sequence: Sequence, index: int) -> int:
        """Return the offset of the dash of an item of a block list."""
        at = self.block_end(sequence.items[index - 1]) if index else sequence.start
        match = _BEFORE_DASH.match(self.text, at)
        found = match.end() if match else at
        if not self.text.startswith("-", found):
            raise Withheld(UNUSUAL)
        return found

    def flow_end(self, child: Entry | Node) -> int:
        """Return where a child of something in brackets ends, before the comma."""
        if not isinstance(child, Entry):
            return child.end
        if child.value.end > child.value.start:
            return child.value.end
        match = _COLON.match(self.text, child.key.end)
        return max(match.end() if match else child.key.end, child.value.end)

    def block_end(self, child: Entry | Node) -> int:
        """Return where an entry or item of a block collection ends, on its last line."""
        node, least = self._last(child)
        end = max(least, node.end)
        # the empty lines below may be part of its value
        return self._skip_blank(end) if self._keeps(node) else end

    def is_open(self, child: Entry | Node) -> bool:
        """Tell whether an entry or item ends in a block scalar: a line break less or more would change its value."""
        return _is_block(self._last(child)[0])

    def is_kept(self, child: Entry | Node) -> bool:
        """Tell whether an entry or item ends in a block scalar that the empty lines below belong to."""
        return self._keeps(self._last(child)[0])

    def _keeps(self, node: Node) -> bool:
        return _is_block(node) and "+" in self.text[node.start : node.start + 3]

    def _last(self, child: Entry | Node) -> tuple[Node, int]:
        """Return what stands last in an entry or item, and where that begins at the earliest."""
        least, node = 0, child
        while True:
            if isinstance(node, Entry):
                least, node = self.colon(node), node.value
            elif isinstance(node, Mapping) and not node.flow and node.entries:
                node = node.entries[-1]
            elif isinstance(node, Sequence) and not node.flow and node.items:
                least, node = self.dash(node, len(node.items) - 1) + 1, node.items[-1]
            else:
                return node, least

    def _skip_blank(self, end: int) -> int:
        below = self.following(end)
        while below < len(self.text) and not self.text[below : self.end(below)].strip():
            end = self.end(below)
            below = self.following(end)
        return end

    def check_rest(self, end: int) -> None:
        """Raise :class:`Withheld` where anything but a comment stands behind an offset on its line."""
        if not _REST.match(self.text, end):
            raise Withheld(UNUSUAL)

    def skip_comments(self, end: int, column: int) -> int:
        """Return the end of the comments on the lines below that stand deeper than a column; else the offset itself."""
        at = self.following(end)
        while self.indentation(at) > column and self.text.startswith("#", at + self.indentation(at)):
            end = self.end(at)
            at = self.following(at)
        return end

    def offsets(self, within: Mapping | Sequence) -> tuple[int, int]:
        """Return how much deeper than a key its entries stand, and its items: as beside here, else as all over."""
        if self._offsets is None:
            steps, dashes = self._counted(all_collections(self.root))
            self._offsets = _usual(steps, 2), _usual(dashes, 0)
        steps, dashes = self._counted([within])
        return _usual(steps, self._offsets[0]), _usual(dashes, self._offsets[1])

    def _counted(self, nodes: list[Mapping | Sequence]) -> tuple[Counter[int], Counter[int]]:
        steps: Counter[int] = Counter()
        dashes: Counter[int] = Counter()
        for node in nodes:
            for entry in node.entries if isinstance(node, Mapping) and not node.flow else ():
                value = entry.value
                if isinstance(value, Mapping) and not value.flow and value.entries:
                    steps[self.column(value.entries[0].key.start) - self.column(entry.key.start)] += 1
                elif isinstance(value, Sequence) and not value.flow and value.items and not value.anchor:
                    dashes[self.column(value.start) - self.column(entry.key.start)] += 1
        return steps, dashes


def _is_block(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style in ("|", ">")


def _usual(counted: Counter[int], otherwise: int) -> int:
    return max(counted, key=lambda size: (counted[size], -size)) if counted else otherwise


def all_collections(root: Node) -> list[Mapping | Sequence]:
    """Return the mappings and lists of a tree."""
    found: list[Mapping | Sequence] = []
    nodes: list[Node] = [root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, Mapping):
            found.append(node)
            nodes += node.children
        elif isinstance(node, Sequence):
            found.append(node)
            nodes += node.items
    return found


def aliases(root: Node) -> list[Alias]:
    """Return the aliases of a document, those of keys too."""
    parts: list[Node] = [root]
    for node in all_collections(root):
        if isinstance(node, Mapping):
            parts += [part for entry in node.entries for part in (entry.key, entry.value)]
        else:
            parts += node.items
    return [part for part in parts if isinstance(part, Alias)]


def contents(root: Node, text: str) -> Iterator[Span]:
    """Yield where the content of scalars lies; a comment may stand behind the header of a block scalar."""
    nodes: list[Node] = [root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, Scalar):
            start = node.start
            if node.style in ("|", ">"):
                start = text.find("\n", start, node.end)
            if start >= 0:
                yield Span(start, node.end)
        elif isinstance(node, Mapping):
            nodes += [part for entry in node.entries for part in (entry.key, entry.value)]
        elif isinstance(node, Sequence):
            nodes += node.items
