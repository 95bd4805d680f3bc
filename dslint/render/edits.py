"""The edits that fixes stand for, one text after the other."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.fix.plan import Planner
    from dslint.source.edit import Edit
    from dslint.source.text import SourceText


class Edits:
    """Makes the edits of findings in the order of the text; of the texts before the latest nothing is kept."""

    def __init__(self) -> None:
        self._source: SourceText | None = None
        self._planner: Planner | None = None

    def of(self, finding: Finding) -> tuple[Edit, ...] | None:
        """Return what a finding's fix changes; ``None`` where it has none, or it would be held back."""
        if finding.fix is None:
            return None
        if finding.fix.edits is not None:
            return finding.fix.edits
        from dslint.fix.plan import Planner
        from dslint.source.edit import Withheld

        source = finding.at.source
        if self._planner is None or self._source is not source:
            self._source, self._planner = source, Planner(source.text)
        try:
            return tuple(self._planner.plan(finding).edits)
        except Withheld:
            return None
