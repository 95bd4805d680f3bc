"""Suppression comments for what only a whole run shows: it is told when the texts that it is about are done with."""

from __future__ import annotations

from dslint.fix.ignores import can_suppress, plans
from dslint.fix.rounds import identity
from dslint.inputs.documents import read
from dslint.judge.origin import rendered_place
from dslint.source.edit import splice
from dslint.source.tree import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dslint.finding import Finding
    from dslint.source.text import SourceText

NO_PLACE = "no comment can stand there, as in JSON"
LATE = "it is known at the end of the run, when the text is out; name files, without --diff"


def left_over(findings: Iterable[Finding], known: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return by file what fails and is not known to stay; nothing of what is rendered, which has comments by now."""
    stay = {identity(finding) for finding in known}
    left: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.fails and identity(finding) not in stay and rendered_place(finding) is None:
            left.setdefault(finding.path, []).append(finding)
    return left


def commented(source: SourceText, findings: list[Finding], reason: str) -> SourceText | None:
    """Return a text with comments that suppress findings of it; ``None`` where there can be none."""
    some = [finding for finding in findings if can_suppress(finding, source.text)]
    edits = [edit for plan in plans(source, some, reason) for edit in plan.edits]
    if not edits:
        return None
    new = source.with_text(splice(source.text, edits))
    return new if _meaning(new) == _meaning(source) else None


def _meaning(source: SourceText) -> list[object]:
    """Return what the documents of a text are, and which of them have problems."""
    return [
        (document.problem is None, None if document.tree is None else plain(document.tree.root))
        for document in read(source)
    ]
