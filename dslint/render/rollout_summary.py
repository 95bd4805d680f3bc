"""What ``dslint rollout`` says beside the updates: notes, the closing line, and what could not be read."""

from __future__ import annotations

from dslint.phrases import counted
from dslint.render import problem
from dslint.render.escape import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.render.style import Style
    from dslint.rollout.run import RolloutReport


def render(report: RolloutReport, style: Style, *, quiet: bool = False) -> Iterator[str]:
    """Yield notes, then how many DaemonSets are updated on how many nodes, then errors; ``quiet`` leaves the last."""
    if not quiet:
        for note in report.notes:
            yield style.remark("note", "info", safe(note))
        yield style.line(closing(report))
    for error in report.errors:
        yield from problem.render(error, style)


def closing(report: RolloutReport) -> str:
    """Return the last line."""
    rolling = sum(one.rolls for one in report.rollouts)
    blocked = sum(one.is_blocked for one in report.rollouts)
    where = counted(report.coverage.nodes.size, "node")
    against = f", against {safe(report.against)}" if report.against is not None else ""
    rest = f", {blocked:,} blocked" if blocked else ""
    return f"{counted(len(report.rollouts), 'DaemonSet')} on {where}{against}: {counted(rolling, 'rollout')}{rest}."
