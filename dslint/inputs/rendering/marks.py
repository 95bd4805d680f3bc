"""Marks in text that survive rendering: what is rendered tells by them where it comes from.

A mark is a few printable letters of three bytes each: ``quote`` escapes letters for private use, ``toYaml`` those of
four bytes. Texts that use the same letters cannot be marked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, TypeVar

from dslint.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

# syllables of the Vai script: no case, no combining, no digits
_FIRST, _BASE, _DIGITS = 0xA500, 0xA501, 3
_RADIX = 44
MARK = pattern(f"\\u{_FIRST:04x}([\\u{_BASE:04x}-\\u{_BASE + _RADIX - 1:04x}]{{{_DIGITS}}})")
_LETTER = pattern(f"[\\u{_FIRST:04x}-\\u{_BASE + _RADIX - 1:04x}]")
MOST = _RADIX**_DIGITS


class TooManyMarksError(ValueError):
    """There are more places to mark than marks."""


class Marks(Generic[T]):
    """Hands out marks for places, and tells by a mark which place it is for."""

    def __init__(self) -> None:
        self.places: list[T] = []

    def of(self, place: T) -> str:
        """Return a new mark for a place; raises TooManyMarksError."""
        number = len(self.places)
        if number >= MOST:
            raise TooManyMarksError
        self.places.append(place)
        return written(number)

    def taken_out(self, text: str) -> tuple[str, list[tuple[int, T]]]:
        """Return a text without its marks, and where each stood, with its place."""
        parts: list[str] = []
        found: list[tuple[int, T]] = []
        at = length = 0
        for match in MARK.finditer(text):
            length += match.start() - at
            parts.append(text[at : match.start()])
            at = match.end()
            number = number_of(match)
            if number < len(self.places):
                found.append((length, self.places[number]))
        return "".join([*parts, text[at:]]), found


def written(number: int) -> str:
    """Return the mark with a number."""
    digits = []
    for _ in range(_DIGITS):
        number, digit = divmod(number, _RADIX)
        digits.append(chr(_BASE + digit))
    return chr(_FIRST) + "".join(reversed(digits))


def number_of(match: re.Match[str]) -> int:
    """Return the number of a mark."""
    number = 0
    for char in match[1]:
        number = number * _RADIX + ord(char) - _BASE
    return number


def can_mark(texts: Iterable[str]) -> bool:
    """Tell whether no text has the letters of marks."""
    return not any(_LETTER.search(text) for text in texts)
