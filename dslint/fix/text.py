"""Fixing one text that is in no file."""

from __future__ import annotations

from dslint.fix import Fixer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.fix.rounds import Outcome
    from dslint.inputs.tree import Input
    from dslint.source.text import SourceText


class TextFixer(Fixer):
    """Fixes a text and keeps what becomes of it; nothing is written."""

    def __init__(self, text: str, *, unsafe: bool = False) -> None:
        super().__init__(unsafe=unsafe)
        self.fixed = text

    def _put(self, item: Input, data: bytes, source: SourceText, outcome: Outcome) -> None:  # noqa: ARG002 - as in a file
        self.fixed = outcome.source.encode().decode(source.encoding)

    @staticmethod
    def _leads_out(item: Input) -> bool:  # noqa: ARG004 - nothing is written there
        return False

    def _clear(self, item: Input) -> None:
        pass
