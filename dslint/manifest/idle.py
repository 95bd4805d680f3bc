"""Commands that do nothing but keep their pod alive."""

from __future__ import annotations

from dslint.pattern import pattern

_LONGEST = 500  # what only waits is short, and the expression takes long over much that is blank
_WAITS = pattern(
    r"(/?(usr/)?(bin/)?(ba|a|da)?sh( -\w+)* )?(set -\w+;? )?\s*(while (true|:|sleep \w+);? do:?\s*)?(trap .*)?(exec )?"
    r"(/?(usr/)?(bin/)?sleep (infinity|inf|\w+)|tail -f /dev/null|/pause|cat)?[;\s]*(done)?[;\s&]*(wait)?\s*"
)


def waits(words: str) -> bool:
    """Tell whether a command, its words joined by spaces, only waits; one without words does."""
    return len(words) <= _LONGEST and _WAITS.fullmatch(words) is not None
