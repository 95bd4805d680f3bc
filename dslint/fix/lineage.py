"""Where the lines of a fixed text come from: a patch needs no search for what two texts have in common."""

from __future__ import annotations

from bisect import bisect_right

from dslint.record import NamedTuple
from dslint.source.edit import Edit, splice
from dslint.source.text import Span

NEW = -1


class Change(NamedTuple):
    """Lines that were, as a stretch of the old ones, and what stands there now, of the new ones."""

    old: tuple[int, int]
    new: tuple[int, int]


class Lineage:
    """The lines of a text, each with its number in the text as it was at first, or ``NEW``."""

    def __init__(self, text: str) -> None:
        self.origins = list(range(len(lines_of(text))))

    def advance(self, text: str, edits: list[Edit]) -> None:
        """Follow some edits of the text as it is now."""
        starts = _starts(text)
        origins: list[int] = []
        done = 0
        for first, last, group in _groups(starts, edits):
            begin, end = starts[first], starts[last] if last < len(starts) else len(text)
            moved = [Edit(Span(edit.span.start - begin, edit.span.end - begin), edit.text) for edit in group]
            new = lines_of(splice(text[begin:end], moved))
            origins += [*self.origins[done:first], *([NEW] * len(new))]
            done = last
        self.origins = origins + self.origins[done:]

    def changes(self, old: list[str], new: list[str]) -> list[Change]:
        """Return the stretches in which the lines differ from those at first, trimmed to what really does."""
        out: list[Change] = []
        i = j = 0
        while i < len(old) or j < len(new):
            begin = i, j
            # a byte-order mark belongs to the first line, whichever that is now
            while j < len(new) and (self.origins[j] == NEW or old[self.origins[j]] != new[j]):
                j += 1
            i = self.origins[j] if j < len(new) else len(old)
            out += _trimmed(old[begin[0] : i], new[begin[1] : j], *begin)
            i, j = i + 1, j + 1
        return out


def lines_of(text: str) -> list[str]:
    """Return the lines with their line breaks, as Git counts them: a lone CR ends none."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _starts(text: str) -> list[int]:
    """Return where each line starts, and where one behind the last line break would."""
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def _groups(starts: list[int], edits: list[Edit]) -> list[tuple[int, int, list[Edit]]]:
    """Return which lines edits touch, the first and behind the last; those that touch the same ones together."""
    groups: list[tuple[int, int, list[Edit]]] = []
    for edit in sorted(edits, key=lambda one: one.span):
        first = bisect_right(starts, edit.span.start) - 1
        last = bisect_right(starts, edit.span.end) - 1
        whole = starts[first] == edit.span.start and starts[last] == edit.span.end
        if not (whole and (not edit.text or edit.text.endswith("\n"))):
            last += 1
        if groups and first < groups[-1][1]:
            begin, end, group = groups.pop()
            first, last, together = begin, max(end, last), [*group, edit]
        else:
            together = [edit]
        groups.append((first, last, together))
    return groups


def _trimmed(old: list[str], new: list[str], i: int, j: int) -> list[Change]:
    """Return what is left of a stretch without the lines that it begins and ends with before and after."""
    size = min(len(old), len(new))
    head = next((n for n in range(size) if old[n] != new[n]), size)
    tail = next((n for n in range(size - head) if old[-1 - n] != new[-1 - n]), size - head)
    if head + tail == len(old) == len(new):
        return []
    return [Change((i + head, i + len(old) - tail), (j + head, j + len(new) - tail))]
