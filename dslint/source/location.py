"""A labelled stretch of a text: what findings point at."""

from __future__ import annotations

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.source.text import Position, SourceText, Span


class Location(NamedTuple):
    """A stretch of a source text, what to say there, and the JSON Pointer of the field."""

    source: SourceText
    span: Span
    text: str
    pointer: str
    role: str = "context"
    """What a second place is: context, values (what is written there decides) or rendered."""

    def __str__(self) -> str:
        """Return path, line and column of where it starts."""
        start = self.start
        return f"{self.source.path}:{start.line}:{start.column}"

    @property
    def start(self) -> Position:
        """The line and column where it starts."""
        return self.source.place(self.span.start)

    @property
    def end(self) -> Position:
        """The line and column behind its last character."""
        return self.source.place(self.span.end)
