"""For people: each finding with its lines, what is wrong in them, what follows from it and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.render import Entry, folded, shown_entries
from dslint.render.summary import MANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import Counter

    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.render.style import Style

MOST = 4  # so many files that are to be filled in are shown
SEVERAL = 10  # so many that what follows from a rule is told the first time only


def render(
    report: Report, style: Style, *, suppressed: bool = False, named: tuple[str, ...] | None = None
) -> Iterator[str]:
    """Yield the findings; a person who gets very many of them on a terminal gets the numbers last.

    ``named`` are the paths that the run was given: what is found below them in folders whose findings hardly anybody
    acts on is told in one place, behind the others. Without, nothing is.
    """
    everything = shown_entries(report, suppressed=suppressed)
    if not everything:
        return
    found, aside = _aside(everything, named)
    from dslint.render.block import block  # a clean run does without

    own = folded(found)
    follow = {id(finding): others for (finding, _), others in own}
    told: set[str] | None = set() if len(found) > SEVERAL else None
    for group in merged(entry for entry, _ in own):
        others = [other for finding, _ in group for other in follow[id(finding)]]
        most = MOST if len({finding.path for finding, _ in group}) > MOST else len(group)
        yield "".join(block(group[:most], style, others, told, len(group) - most)) + "\n"
    if aside:
        yield from _told_together(len(everything) - len(found), aside, style)
    if len(everything) > MANY and style.terminal:
        from dslint.render import statistics

        yield from statistics.render(report, style)
        yield "\n"


def _aside(found: list[Entry], named: tuple[str, ...] | None) -> tuple[list[Entry], Counter[str]]:
    """Return the findings to be told one by one, and the folders of the others."""
    from collections import Counter

    from dslint.render.set_aside import folder_of

    paths = dict.fromkeys(finding.path for finding, _ in found)
    where = {path: "" if named is None else folder_of(path, named) for path in paths}
    own = [(finding, reason) for finding, reason in found if not where[finding.path]]
    return own, Counter(folder for finding, _ in found if (folder := where[finding.path]))


def _told_together(many: int, aside: Counter[str], style: Style) -> Iterator[str]:
    """Say how many there are in folders that were set aside, how to see them and how to leave them out."""
    from dslint.phrases import counted, few
    from dslint.render.escape import safe
    from dslint.render.set_aside import exclusion

    names = [folder for folder, _ in aside.most_common()]
    more = f"{counted(many, 'problem')} in folders or files that are often kept for the record or generated"
    yield style.line(f"{more}: {safe(few(names))}")
    yield "  = help: to see them name a folder, or add -v\n"
    if all(not name.startswith(("/", "..")) for name in names):
        yield f"  = help: {style.wrapped(f'to leave them out: {safe(exclusion(names))}', 10, 10)}\n"
    yield "\n"


def merged(found: Iterable[tuple[Finding, str | None]]) -> list[list[tuple[Finding, str | None]]]:
    """Put together what one rule says in the same words about several places of one object.

    What is to be filled in is the same wherever it stands.
    """
    groups: dict[object, list[tuple[Finding, str | None]]] = {}
    for number, (finding, reason) in enumerate(found):
        said = (finding.rule, finding.severity, finding.message, finding.why, finding.help, finding.server_text)
        safety = finding.fix.safety if finding.fix else None
        about = (finding.versions, reason, safety)
        where = (finding.path, finding.document, finding.object) if finding.message_key != "placeholder" else None
        groups.setdefault((said, about, where) if finding.object else number, []).append((finding, reason))
    return list(groups.values())
