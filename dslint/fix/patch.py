"""Changes as a patch that ``git apply`` and ``patch -p1`` take."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.fix.lineage import Change, Lineage, lines_of
from dslint.source.text import BYTE_ORDER_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.source.text import SourceText

CONTEXT = 3
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def patch(path: str, old: SourceText, new: SourceText, lineage: Lineage) -> str:
    """Return the patch from one text to the other, empty where they are the same.

    Of a file in UTF-16 it is for people: Git takes such a file for binary.
    """
    body = "".join(hunks(old, new, lineage))
    if not body:
        return ""
    head = f"--- {_quoted(f'a/{_relative(path)}')}\n+++ {_quoted(f'b/{_relative(path)}')}\n"
    return head + body


def hunks(old: SourceText, new: SourceText, lineage: Lineage) -> Iterator[str]:
    """Yield the lines of a patch below its head."""
    mark = BYTE_ORDER_MARK if old.had_mark else ""
    before, after = lines_of(mark + old.text), lines_of(mark + new.text)
    if before == after:  # the lineage tells a line that was moved onto its like from one that stayed
        return
    for group in _grouped(lineage.changes(before, after)):
        yield from _hunk(group, before, after)


def _grouped(changes: list[Change]) -> Iterator[list[Change]]:
    group: list[Change] = []
    for change in changes:
        if group and change.old[0] - group[-1].old[1] > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk(group: list[Change], before: list[str], after: list[str]) -> Iterator[str]:
    begin = max(group[0].old[0] - CONTEXT, 0)
    end = min(group[-1].old[1] + CONTEXT, len(before))
    new_begin = group[0].new[0] - (group[0].old[0] - begin)
    new_end = group[-1].new[1] + (end - group[-1].old[1])
    yield f"@@ -{_range(begin, end)} +{_range(new_begin, new_end)} @@\n"
    at = begin
    for change in group:
        yield from (_line(" ", line) for line in before[at : change.old[0]])
        yield from (_line("-", line) for line in before[slice(*change.old)])
        yield from (_line("+", line) for line in after[slice(*change.new)])
        at = change.old[1]
    yield from (_line(" ", line) for line in before[at:end])


def _range(begin: int, end: int) -> str:
    size = end - begin
    first = begin + 1 if size else begin
    return f"{first}" if size == 1 else f"{first},{size}"


def _line(sign: str, line: str) -> str:
    return f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _relative(path: str) -> str:
    """Return a path as Git wants it: with slashes, and below something."""
    return path.replace("\\", "/").lstrip("/") if "\\" in path and "/" not in path else path.lstrip("/")


def _quoted(path: str) -> str:
    """Return a path as Git writes it: in quotes where it holds what would end or break the line."""
    if any(char in _ESCAPES or not char.isprintable() for char in path):
        return '"' + "".join(_ESCAPES.get(char) or _octal(char) for char in path) + '"'
    return f"{path}\t" if " " in path else path


def _octal(char: str) -> str:
    if char.isprintable():
        return char
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogateescape"))
