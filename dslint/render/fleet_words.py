"""The words of a fleet's tables, which all formats share."""

from __future__ import annotations

from dslint.fleet.report import ABSENT, FINDINGS, MISSED, PENDING, REFUSED, VERSION
from dslint.phrases import counted, few

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dslint.fleet.member import Agent
    from dslint.fleet.report import Difference, FleetReport

WORDS = {
    MISSED: "misses nodes in some clusters",
    REFUSED: "is refused in some clusters",
    PENDING: "stays Pending in some clusters",
    ABSENT: "is not in all clusters",
    FINDINGS: "has findings in some clusters only",
    VERSION: "runs in several versions",
}
MANY = 6  # so many clusters have their names told


def values(one: Difference) -> list[tuple[str, str]]:
    """Return each value of a difference, and the clusters that have it."""
    shown = one.values
    if one.kind == ABSENT:  # the fewer of the two say it
        shown = shown[:1]
    return [
        (value if one.kind != ABSENT or value == "absent" else "only there", few(who, most=MANY))
        for value, who in shown
    ]


def runs(agents: Iterable[Agent | None]) -> str:
    """Return on how many of the nodes that it is meant for an agent runs; ``?`` where no nodes are known."""
    placed = [one.placed for one in agents if one is not None and one.placed is not None]
    if not placed:
        return "?"
    return f"{sum(one.runs for one in placed):,} of {sum(one.wanted for one in placed):,}"


def findings(report_or_counts: dict[str, int]) -> str:
    """Return errors and warnings in words; ``-`` where there are none."""
    kinds = [counted(number, kind) for kind, number in report_or_counts.items() if number and kind != "info"]
    return ", ".join(kinds) or "-"


def found(report: FleetReport, title: str) -> str:
    """Return the findings of an agent in all clusters."""
    return findings({kind: report.found(title, kind) for kind in ("error", "warning")})


def versions(report: FleetReport, title: str) -> str:
    """Return the versions of an agent, the usual one first."""
    usual = report.usual_version(title)
    others = sorted({one.version for _, one in report.cells(title) if one is not None} - {usual})
    return few([usual, *others]) if usual else "-"


def closing(report: FleetReport) -> str:
    """Return the last line: how much was looked at, and how much is amiss."""
    missed = sum(report.total(title, "missed") for title in report.titles)
    refused = sum(report.total(title, "refused") for title in report.titles)
    pending = sum(report.total(title, "pending") for title in report.titles)
    none = f"{refused:,} refused, " if refused else ""
    lost = f"; {counted(len(report.lost), 'cluster')} not read" if report.lost else ""
    return (
        f"{counted(len(report.titles), 'agent')} in {counted(len(report.read), 'cluster')}: "
        f"{counted(len(report.differences), 'difference')}, {missed:,} missed, {none}{pending:,} pending{lost}."
    )
