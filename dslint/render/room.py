"""How much a comment on GitHub has room for, and what found none."""

from __future__ import annotations

# a comment on GitHub may have 65,536 characters
LIMIT = 60_000
NO_ROOM = "\N{HORIZONTAL ELLIPSIS}"  # stands for a text that was not even made
_NOTE = 400  # room for the note of what was left out


class Room:
    """How much may still be written, and what found no room."""

    def __init__(self) -> None:
        self.left = LIMIT - _NOTE
        self.out: dict[str, int] = {}

    def take(self, text: str, what: str) -> str:
        """Return a text that fits; of one that does not, nothing, and remember what it was."""
        if text is NO_ROOM or len(text) > self.left:
            self.out[what] = self.out.get(what, 0) + 1
            return ""
        self.left -= len(text)
        return text

    def note(self, elsewhere: str) -> str:
        """Return what was left out and where all of it is; nothing where nothing was."""
        if not self.out:
            return ""
        left = ", ".join(what.format(number) for what, number in self.out.items())
        return f"\nLeft out, because a comment has no room for it: {left}. {elsewhere}\n"
