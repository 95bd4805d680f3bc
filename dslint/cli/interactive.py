"""``--interactive``: shows each fix and asks whether to make it."""

from __future__ import annotations

import sys

from dslint.cli.streams import write
from dslint.fix.lineage import Lineage
from dslint.fix.patch import hunks
from dslint.fix.rounds import identity
from dslint.render.block import block
from dslint.render.style import style_of
from dslint.source.edit import splice
from dslint.source.text import SourceText
from dslint.template import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.source.edit import Edit

QUESTION = "Fix it? [y]es, [n]o, [a]ll, [q]uit: "


class Asker:
    """Asks about each fix once, on standard error; remembers the answers."""

    def __init__(self, color: str) -> None:
        self._color = color
        self._answers: dict[object, bool] = {}
        self._rest: bool | None = None

    def __call__(self, finding: Finding, source: SourceText, edits: tuple[Edit, ...]) -> bool:
        """Return whether to make a fix."""
        key = (source.path, *identity(finding))
        if key not in self._answers:
            self._answers[key] = self._ask(finding, source, edits) if self._rest is None else self._rest
        return self._answers[key]

    def _ask(self, finding: Finding, source: SourceText, edits: tuple[Edit, ...]) -> bool:
        style = style_of(sys.stderr, self._color)
        lineage = Lineage(source.text)
        lineage.advance(source.text, list(edits))
        new = source.with_text(splice(source.text, edits))
        changes = (f"{printable(line.rstrip())}\n" for line in hunks(source, new, lineage))
        write(sys.stderr, [*block([(finding, None)], style), *changes])
        while True:
            write(sys.stderr, [QUESTION])
            answer = sys.stdin.readline() if sys.stdin is not None else ""
            word = answer.strip().lower()
            if not answer or word in ("q", "quit"):  # the end of standard input answers too
                self._rest = False
                write(sys.stderr, [] if answer else ["\n"])
                return False
            if word in ("a", "all"):
                self._rest = True
            if word in ("a", "all", "y", "yes"):
                return True
            if word in ("n", "no"):
                return False
