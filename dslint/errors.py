"""What stops dslint from doing its job, each with what to do about it.

DslintError
├── UsageError        a flag or an argument is wrong
├── ConfigError       a configuration file is wrong, with its place
├── RuleFileError     a rule file is wrong, with its place
└── InputError        an input cannot be read, with its place where the text is at fault
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.source.text import SourceText, Span

# what ends a run whoever raises it; anything else that foreign code raises must not: a panic in a library written in
# Rust is no Exception
ENDS_A_RUN = (KeyboardInterrupt, SystemExit, GeneratorExit)


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
    """An input cannot be read; ``source`` and ``span`` say where if it is the text that is at fault."""


def how_to_get_cel() -> str:
    """Return how to install what evaluates CEL, which there is from Python 3.11 on."""
    command = "pip install 'daemonset-lint[cel]'"
    return command if sys.version_info >= (3, 11) else f"{command} in Python 3.11 or later"
