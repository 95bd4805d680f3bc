"""Phrases of many messages: counted nouns, the first of many names, and the word that was probably meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    _Thing = TypeVar("_Thing")

SHOWN = 3  # so many of a kind are named, the others counted
_MANY = 5000  # among more words the search for a similar one takes too long
MOST_PROPOSED = 50  # for more wrong words of a file none is proposed: they are no slips, and looking takes longest
_asked: ContextVar[set[str] | None] = ContextVar("asked", default=None)


def counted(number: int, noun: str) -> str:
    """Return ``1 node`` or ``2,000 nodes``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def first_lines(lines: Sequence[str], most: int = 100) -> Iterator[str]:
    """Yield the first lines, and one that says how many more there are."""
    yield from lines[:most]
    if len(lines) > most:
        yield f"... and {len(lines) - most:,} more"


def few(things: Sequence[_Thing], name: Callable[[_Thing], str] = str, most: int = SHOWN + 1) -> str:
    """Return the names of all things where there are at most ``most``, else of the first ones and how many more.

    One more than are shown of many: to name it takes no more room than to count it.
    """
    shown = things if len(things) <= most else things[:SHOWN]
    return ", ".join(map(name, shown)) + and_more(len(things) - len(shown))


def and_more(number: int) -> str:
    """Return what follows a list that is cut: `` and 3 more``; nothing where nothing was left out."""
    return f" and {number} more" if number else ""


def did_you_mean(word: str | None) -> str | None:
    """Return ``did you mean WORD?`` as a hint; ``None`` where no word is close."""
    return f"did you mean {show(word)}?" if word else None


def meant(word: str | None) -> str:
    """Return the same to follow a message: ``; did you mean WORD?``, or nothing."""
    question = did_you_mean(word)
    return f"; {question}" if question else ""


def suggest(word: str, known: Sequence[str], cutoff: float = 0.6) -> str | None:
    """Return the known word that was most likely meant: of similar ones that with the fewest slips.

    One that has all the parts of the word comes first: ``node-label`` is rather ``old-node-label`` than ``node-table``.
    Of a file with very many wrong words only the first are looked at, see :func:`one_file`.
    """
    if len(known) > _MANY or not may_ask(word):
        return None
    from difflib import get_close_matches  # only on an error

    folded = {_folded(name): name for name in known}
    if _folded(word) in folded:
        return folded[_folded(word)]
    found = get_close_matches(_folded(word), list(folded), n=len(folded) or 1, cutoff=cutoff)
    found = [name for name in found if _plausible(word.lower(), folded[name].lower())]
    parts = {part for part in word.lower().split("-") if part}
    close = sorted(found, key=lambda name: slips(_folded(word), name))
    whole = [name for name in close if len(parts) > 1 and parts <= set(folded[name].lower().split("-"))]
    return folded[[*whole, *close][0]] if close else None


def _plausible(word: str, name: str) -> bool:
    """Tell whether one may be a slip for the other: a third of it differs at most, or one is a part of the other."""
    if word in name or name in word or sorted(word) == sorted(name):
        return True
    if "-" in word and set(word.split("-")) <= set(name.split("-")):
        return True
    most = max(len(word), len(name), 3) // 3
    return slips(word, name, most) <= most


@contextmanager
def one_file(asked: set[str]) -> Iterator[None]:
    """Take what is said meanwhile for one file: words are proposed for the first wrong ones alone, which are kept."""
    outer = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(outer)


def may_ask(word: str) -> bool:
    """Tell whether a word may be looked for: it is among the first wrong ones of its file."""
    asked = _asked.get()
    if asked is None or word in asked:
        return True
    if len(asked) >= MOST_PROPOSED:
        return False
    asked.add(word)
    return True


def _folded(word: str) -> str:
    """Return a word without what the eye does not tell apart: case, O and 0, I, l and 1."""
    return word.lower().translate({ord("o"): "0", ord("i"): "1", ord("l"): "1"})


def slips(one: str, other: str, limit: float = float("inf")) -> int:
    """Return how many characters have to be put in, left out or replaced to make one word of another (Levenshtein).

    Above the limit it is not counted to the end: some number above it then.
    """
    alike, shorter = 0, min(len(one), len(other))
    while alike < shorter and one[alike] == other[alike]:
        alike += 1
    one, other = one[alike:], other[alike:]
    if not one or not other:
        return len(one) or len(other)
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
        if min(row) > limit:
            break
    return row[-1]
