"""Prose broken into lines that a terminal shows whole: between words, and what goes on stands further in."""

from __future__ import annotations

from dslint.render.columns import width_of

_AFTER = "/,=.:-_&?"  # where a word that is longer than a line may be broken


def wrap(text: str, width: int, begin: int = 0, hang: int = 0) -> list[str]:
    """Return the lines of a text: the first has ``begin`` columns before it, the others are indented by ``hang``.

    A word is broken only where it does not fit on a line of its own.
    """
    if begin + len(text) <= width and text.isascii():
        return [text]
    lines, line, used, least = [], "", begin, min(begin, hang)
    for number, word in enumerate(text.split(" ")):
        gap, size = number > 0 and used > least, width_of(word)
        if used + gap + size > width and used > least:
            lines.append(line)
            line, used, least, gap = " " * hang, hang, hang, False
        while used + size > width:
            part = _piece(word, max(width - used, 1))
            lines.append(line + part)
            word = word[len(part) :]  # noqa: PLW2901 - what is left of it
            line, used, least, size = " " * hang, hang, hang, width_of(word)
        line += " " * gap + word
        used += gap + size
    return [*lines, line]


def _piece(word: str, room: int) -> str:
    """Return the beginning of a word that fits: up to a sign that breaks it well, if there is one."""
    size = used = 0
    while size < len(word) and (used := used + width_of(word[size])) <= room:
        size += 1
    size = max(size, 1)
    good = max((word.rfind(sign, 0, size) for sign in _AFTER), default=-1) + 1
    return word[: good if good > size // 2 else size]
