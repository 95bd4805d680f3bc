"""A Code Quality report for GitLab: a JSON list with one finding a line.

Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Iterator

from dslint.paths import in_repository, working_directory
from dslint.render import about, told
from dslint.render.escape import prose
from dslint.render.json import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.judge.report import Report
    from dslint.render import Told
    from dslint.render.style import Style

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:  # noqa: ARG001 - see below
    """Yield the list; what is suppressed is none of GitLab's business, which has no word for it."""
    between = "["
    for one in told(report):
        yield f"{between}\n{text_of(_finding(one))}"
        between = ","
    yield "[]\n" if between == "[" else "\n]\n"


def _finding(one: Told) -> dict[str, Any]:
    finding = one.finding
    start, end = finding.at.start, finding.at.end
    return {
        "description": f"{prose(finding.message)}{about(finding)}",
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": one.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": in_repository(finding.path, working_directory()) or finding.path,
            "positions": {
                "begin": {"line": start.line, "column": start.column},
                "end": {"line": end.line, "column": end.column},
            },
        },
    }
