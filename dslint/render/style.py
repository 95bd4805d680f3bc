"""Colour and width: what one output stream can show."""

from __future__ import annotations

import os
from collections.abc import Mapping

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

UNBOUNDED = 120  # for streams without a width of their own
UNTOLD = 80  # for terminals that do not tell theirs, or say that it is nothing
NARROWEST = 40
HANG = 4  # how far a message is indented where it goes on
COLORS = {"error": "1;31", "warning": "1;33", "info": "1;36", "frame": "1;34", "strong": "1", "quiet": "2"}


class Style(NamedTuple):
    """How to write to one stream: with colour or not, how wide, and whether a person may be looking."""

    color: bool = False
    width: int = UNBOUNDED
    terminal: bool = False

    def paint(self, text: str, role: str) -> str:
        """Colour a text as a severity, as ``frame`` (gutters, secondary labels), as ``strong`` or as ``quiet``."""
        return f"\x1b[{COLORS[role]}m{text}\x1b[0m" if self.color and text else text

    def remark(self, word: str, role: str, text: str) -> str:
        """Return a line that says what it is by its first word, such as ``note: something``."""
        return f"{self.paint(word, role)}: {self.wrapped(text, len(word) + 2, HANG)}\n"

    def line(self, text: str, indent: int = 0) -> str:
        """Return a line of prose that begins further in; where it goes on, it stands two columns further yet."""
        return f"{' ' * indent}{self.wrapped(text, indent, indent + 2)}\n"

    def wrapped(self, text: str, begin: int = 0, hang: int = 0) -> str:
        """Break prose that stands behind ``begin`` columns into lines that the terminal shows whole.

        What follows is indented by ``hang``. Where no terminal is, a line stays whole: it may be searched.
        """
        if not self.terminal or (begin + len(text) <= self.width and text.isascii()):
            return text
        from dslint.render.wrap import wrap

        return "\n".join(wrap(text, self.width, begin, hang))


def style_of(stream: IO[str], choice: str = "auto", environ: Mapping[str, str] = os.environ) -> Style:
    """Return the style for a stream; standard output and standard error are asked separately."""
    terminal = _is_terminal(stream)
    return Style(wants_color(choice, environ, terminal=terminal), _width(stream, environ, terminal=terminal), terminal)


def wants_color(choice: str, environ: Mapping[str, str], *, terminal: bool) -> bool:
    """Decide on colour: ``--color``, then ``NO_COLOR``, ``FORCE_COLOR``, ``TERM=dumb``, and what the stream is."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environ.get("TERM") != "dumb"


def _is_terminal(stream: IO[str]) -> bool:
    try:
        return stream.isatty()
    except (AttributeError, ValueError):  # closed, or none at all
        return False


def _width(stream: IO[str], environ: Mapping[str, str], *, terminal: bool) -> int:
    columns = environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return max(int(columns), NARROWEST)
    if terminal:
        try:
            return max(os.get_terminal_size(stream.fileno()).columns or UNTOLD, NARROWEST)
        except (OSError, ValueError):  # a terminal that does not tell
            return UNTOLD
    return UNBOUNDED
