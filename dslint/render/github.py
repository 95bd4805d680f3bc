"""Annotations for GitHub Actions: workflow commands, the worst first, as many as GitHub shows of one step.

Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands for the commands,
https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs for what the runner takes for one and how
it is read; of a step GitHub shows 10 annotations of a severity, of a job 50: https://github.com/zizmorcore/zizmor/issues/634.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.finding import SEVERITIES
from dslint.paths import in_repository, working_directory
from dslint.phrases import counted
from dslint.render import about, concise, folded, page_url, shown_entries
from dslint.render.escape import prose, safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.render.style import Style

MOST = 10
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:  # noqa: ARG001 - see log
    """Yield a command for each finding that GitHub has room for, and one that says how many it has none for."""
    own = [finding for (finding, _), _ in folded(shown_entries(report))]
    left = []
    for severity in SEVERITIES:
        here = [finding for finding in own if finding.severity == severity]
        room = MOST - (_COMMANDS[severity] == "notice")  # what is left out is told by a notice
        for finding in here[:room]:
            yield _annotation(finding)
        if here[room:]:
            left.append(counted(len(here[room:]), f"more {severity}"))
    if left:
        text = f"{' and '.join(left)} found no room among the annotations; the log of this step has all of them"
        yield f"::notice title=dslint::{_data(text)}\n"


def log(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:
    """Yield every finding on a line of its own, for the log of the step: there nobody reads the annotations."""
    return inert(concise.render(report, style, suppressed=suppressed))


def inert(lines: Iterable[str]) -> Iterator[str]:
    """Return lines in which the runner finds no command: it looks for some at their beginning, for others anywhere."""
    for line in lines:
        text = line.replace("##[", r"##\x5b")
        start = len(text) - len(text.lstrip())
        yield rf"{text[:start]}\x3a{text[start + 1 :]}" if text.startswith("::", start) else text


def _annotation(finding: Finding) -> str:
    start, end = finding.at.start, finding.at.end
    path = in_repository(finding.path, working_directory())
    facts: dict[str, object] = {}
    if path is not None:
        facts = {"file": path, "line": start.line, "endLine": end.line}
        if start.line == end.line:  # columns count on one line only
            facts |= {"col": start.column, "endColumn": end.column}
    facts["title"] = f"{finding.rule} {finding.name}"
    properties = ",".join(f"{name}={_property(value)}" for name, value in facts.items())
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(_words(finding, path))}\n"


def _words(finding: Finding, path: str | None) -> str:
    place = "" if path is not None else f"{safe(finding.path)}:{finding.at.start.line}:{finding.at.start.column}: "
    lines = [f"{place}{prose(finding.message)}{about(finding)}"]
    if finding.fix is not None:
        lines.append(f"fix ({finding.fix.safety}): {prose(finding.fix.title)}")
    elif finding.help:
        lines.append(f"help: {prose(finding.help)}")
    lines.append(f"more: {page_url(finding) or f'dslint explain {finding.rule}'}")
    return "\n".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(safe(str(value))).replace(":", "%3A").replace(",", "%2C")
