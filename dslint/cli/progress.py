"""One line that shows a long run to be alive."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

PATIENCE = 1.0
EVERY = 0.1


class Progress:
    """Called with the number of files looked at; silent for the first second, and where nobody is watching.

    pre-commit gives its hooks a terminal that nobody watches.
    """

    def __init__(self, stream: IO[str] | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._next = clock() + PATIENCE
        self._shown = False

    @classmethod
    def wanted(cls) -> Progress | None:
        """Return a progress line if standard error is a terminal that somebody watches."""
        watched = sys.stderr is not None and sys.stderr.isatty()
        return cls() if watched and not os.environ.get("PRE_COMMIT") else None

    def __call__(self, count: int) -> None:
        """Show the number now and then."""
        now = self._clock()
        if now >= self._next:
            self._next = now + EVERY
            self._shown = True
            self._stream.write(f"\r{count} files")
            self._stream.flush()

    def clear(self) -> None:
        """Leave the line as it was found."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
