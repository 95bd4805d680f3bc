"""What stops dslint from doing its job, each with what to do about it.

DslintError
├── UsageError        a flag or an argument is wrong
├── ConfigError       a configuration file is wrong, with its place
├── RuleFileError     a rule file is wrong, with its place
└── InputError        an explicit path cannot be read
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dslint.source.text import SourceText, Span


class DslintError(Exception):
    """Something the user can put right; ends in exit code 2."""

    def __init__(
        self, message: str, *, hint: str | None = None, source: SourceText | None = None, span: Span | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.source = source
        self.span = span


class UsageError(DslintError):
    """A flag or an argument is wrong."""


class ConfigError(DslintError):
    """A configuration file is wrong; ``source`` and ``span`` say where, ``others`` what else is wrong with it."""

    others: tuple[ConfigError, ...] = ()


class RuleFileError(DslintError):
    """A rule file is wrong; ``source`` and ``span`` say where."""


class InputError(DslintError):
    """A path named explicitly cannot be read."""


def suggest(word: str, known: list[str] | tuple[str, ...], cutoff: float = 0.6) -> str | None:
    """Return the known word that was most likely meant: of similar ones that with the fewest slips."""
    from difflib import get_close_matches  # only on an error

    folded = {_folded(name): name for name in known}
    found = get_close_matches(_folded(word), list(folded), n=len(folded) or 1, cutoff=cutoff)
    return folded[min(found, key=lambda name: _slips(_folded(word), name))] if found else None


def _folded(word: str) -> str:
    """Return a word without what the eye does not tell apart: case, O and 0, I, l and 1."""
    return word.lower().translate({ord("o"): "0", ord("i"): "1", ord("l"): "1"})


def _slips(one: str, other: str) -> int:
    """Return how many characters have to be put in, left out or replaced to make one word of another (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]
