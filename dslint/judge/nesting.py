"""Paths through a document by what lies in what: found without looking at each."""

from __future__ import annotations

from dslint.manifest.field import Step

Path = tuple[Step, ...]


class Nesting:
    """Numbered paths; asked for the lowest number of those that hold a path or lie in it."""

    __slots__ = ("_at", "_below")

    def __init__(self) -> None:
        self._at: dict[Path, int] = {}
        self._below: dict[Path, int] = {}

    def add(self, path: Path, number: int = 0) -> None:
        """Add a path; numbers must not fall."""
        self._at.setdefault(path, number)
        for length in range(len(path)):
            self._below.setdefault(path[:length], number)

    def around(self, path: Path) -> int | None:
        """Return the lowest number of the paths that are this one or above it."""
        if not self._at:
            return None
        found = (self._at.get(path[:length]) for length in range(len(path) + 1))
        return min((number for number in found if number is not None), default=None)

    def meeting(self, path: Path) -> int | None:
        """Return the lowest number of the paths that are this one, above it or below it."""
        above, below = self.around(path), self._below.get(path)
        return above if below is None or (above is not None and above < below) else below
