"""What is said beside the findings: the closing line, notes, and what was not looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator

from dslint.phrases import counted, first_lines
from dslint.render.escape import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dslint.finding import Finding
    from dslint.inventory.snapshot import ClusterFacts
    from dslint.judge.report import Report
    from dslint.render.style import Style

    Last = Callable[[Report, Style], Iterator[str]]


MANY = 50  # so many that more is told at the end


def closing(report: Report, *, verbose: bool = False) -> str:
    """Return the last line: how many problems in how many DaemonSets, or that there are none of either.

    Where something was not checked or not decided it says neither: that nothing was found is no answer then.
    """
    shown = report.shown()
    below, no_problems = _not_shown(report)
    aside = [f"{len(report.known)} in baseline"] if report.known else []
    aside += [f"{len(report.suppressed)} suppressed"] if report.suppressed else []
    changes = report.changes
    if changes is not None:
        aside = [f"{len(changes.fixed)} fixed", f"{len(changes.unchanged)} unchanged", *aside]
        no_problems = f"{no_problems.replace('no ', 'no new ', 1)} since {safe(changes.revision)}"
    hidden = below + "".join(f"; {one}" for one in aside)
    if report.not_checked:
        hidden += f"; {len(report.not_checked)} not checked{'' if verbose else ' (-v lists them)'}"
    undecided = len({one.rule for one in report.not_decided})
    if undecided:
        hidden += f"; {undecided} {'policy' if undecided == 1 else 'policies'} not decided"
    left_open = report.not_checked or undecided
    objects = _objects(report)
    checked = f"Checked {objects} in {_places(report)}"
    if report.known:
        no_problems = no_problems.replace("no ", "no new ", 1)
    if report.known and not (shown or below or left_open):
        return f"{checked}: no new problems ({', '.join(aside)}).\n"
    if not shown and left_open:
        return f"{checked}{hidden}.\n"
    if not shown:
        looked_at = report.daemon_sets or report.parts
        return f"{checked}: {no_problems if looked_at else 'nothing to check'}{hidden}.\n"
    new = f"new problem{'' if len(shown) == 1 else 's'} since {safe(changes.revision)}" if changes is not None else ""
    what = f"{len(shown)} {new}" if new else counted(len(shown), "problem")
    found = f"Found {what} ({', '.join(_kinds(shown))})"
    if affected := report.affected():
        both = report.daemon_sets and report.parts
        whole = f"{report.daemon_sets + report.parts} DaemonSets and parts of one" if both else objects
        where = f"in {affected} of {whole}"
    else:
        where = f"in {counted(len({finding.path for finding in shown}), 'file')}"
    return f"{found} {where}{hidden}.\n"


def _places(report: Report) -> str:
    """Count what was looked through: files, or the clusters that gave an answer."""
    if not report.clusters:
        return counted(report.files, "file")
    return counted(sum(one.error is None for one in report.clusters), "cluster")


def _objects(report: Report) -> str:
    """Count what was looked at; a part of a DaemonSet is none."""
    if report.parts and not report.daemon_sets:
        return f"{counted(report.parts, 'part')} of a DaemonSet"
    parts = f" and {counted(report.parts, 'part')} of one" if report.parts else ""
    return f"{counted(report.daemon_sets, 'DaemonSet')}{parts}"


def _kinds(findings: Sequence[Finding]) -> list[str]:
    """Return how many findings there are of each severity, the worst first."""
    from dslint.finding import SEVERITIES

    severities = [finding.severity for finding in findings]
    return [counted(severities.count(kind), kind) for kind in SEVERITIES if kind in severities]


def _not_shown(report: Report) -> tuple[str, str]:
    """Return what to say of findings that are not shown, and how to say that there are no others."""
    below = [finding for finding in report.findings if not finding.shown]
    if not below:
        return "", "no problems"
    severities = {finding.severity for finding in below}
    least = "info" if "info" in severities else "warning"
    others = "no errors" if "warning" in severities else "no errors or warnings"
    return f"; {' and '.join(_kinds(below))} not shown: --min-severity {least}", others


def _cluster(cluster: ClusterFacts) -> Iterator[str]:
    """Yield which DaemonSets a cluster has, and what has become of their pods."""
    if cluster.error is not None:
        return
    nodes = "nodes unknown" if cluster.nodes is None else counted(cluster.nodes, "node")
    yield f"cluster {safe(cluster.context)}: {nodes}, checked for Kubernetes {cluster.version}\n"
    for namespace, name, rollout in cluster.sets:
        yield safe(f"{cluster.context}/{namespace}/{name}: {rollout or 'no controller has looked at it'}") + "\n"


def _set_aside(report: Report, style: Style) -> Iterator[str]:
    """Say how to leave out folders whose findings hardly anybody acts on, of a run that has many."""
    from dslint.render.set_aside import exclusion, folders

    found = folders(finding.path for finding in report.shown())
    if count := sum(found.values()):
        where = f"{count} of them are in folders or files that are often kept for the record or generated"
        yield style.line(f"{where}; to leave these out: {safe(exclusion(folder for folder, _ in found.most_common()))}")


def _last(report: Report, style: Style, *, verbose: bool, aside: bool) -> Iterator[str]:
    yield style.line(closing(report, verbose=verbose).rstrip("\n"))
    if report.drift is not None and not report.errors:
        found = len({(one.at.source.path, one.object) for one in report.drift})
        yield f"{counted(found, 'DaemonSet')} {'differs' if found == 1 else 'differ'} from the cluster.\n"
    if line := fixable(report):
        yield line
    if aside and len(report.shown()) > MANY:
        yield from _set_aside(report, style)


def _not_checked(report: Report, style: Style) -> Iterator[str]:
    """Yield a note for each reason why something was not checked, with the first place that has it."""
    places: dict[str, list[str]] = {}
    for path, line, reason in report.not_checked:
        places.setdefault(reason, []).append(f"{path}:{line}")
    for reason, (first, *others) in places.items():
        where = f"{first} and {len(others)} more are" if others else f"{first} is"
        yield style.remark("note", "info", f"{safe(where)} not checked: {safe(reason)}")


def _stale(report: Report) -> dict[str, int]:
    """Return how many problems each baseline knows in vain."""
    count: dict[str, int] = {}
    for one in report.stale:
        path = os.path.relpath(one.baseline)
        count[path] = count.get(path, 0) + len(one.entry.fingerprints)
    return count


def fixable(report: Report) -> str:
    """Return the line that tells how many problems have fixes; nothing where none has."""
    kinds = [finding.fix.safety for finding in report.findings if finding.fix is not None]
    safe, unsafe = kinds.count("safe"), kinds.count("unsafe")
    if safe and unsafe:
        return f"{safe} fixable with --fix, {unsafe} more with --unsafe-fixes.\n"
    if unsafe:
        return f"{unsafe} fixable with --fix --unsafe-fixes.\n"
    return f"{safe} fixable with --fix.\n" if safe else ""


def render(
    report: Report,
    style: Style,
    *,
    quiet: bool = False,
    verbose: bool = False,
    seconds: float = 0,
    last: Last | None = None,
    aside: bool = True,
) -> Iterator[str]:
    """Yield what went wrong, what to know, what was not checked and the closing line.

    ``quiet`` leaves what went wrong; ``verbose`` adds which configuration counted, each thing that was skipped, not
    checked or read in part only and why, what each agent is for, and how long it took. ``last`` says something else in
    the place of the closing line. ``aside``: folders that may be left out have not been named yet.
    """
    for error in report.errors:
        yield style.remark("error", "error", safe(error))
    for one in report.drift or ():
        where = f"{one.at.source.path}:{one.at.start.line}:{one.at.start.column}"
        yield style.remark("drift", "warning", safe(f"{where}: {one}{f' ({one.object})' if one.field else ''}"))
    if quiet:
        return
    for note in dict.fromkeys(report.remarks):
        yield style.remark("note", "info", safe(note))
    for path, number in _stale(report).items():
        are = "problem that is" if number == 1 else "problems that are"
        yield style.remark("note", "info", safe(f"{path} knows {number} {are} gone: --prune-baseline takes them out"))
    if not verbose:
        yield from _not_checked(report, style)
    if verbose:
        from dslint.manifest.role import UNKNOWN

        for cluster in report.clusters:
            yield from _cluster(cluster)
        for path in dict.fromkeys(report.configs):
            yield f"settings from {safe(path)}\n"
        for line in first_lines([f"skipped {path}: {reason}" for path, reason in report.skipped]):
            yield f"{safe(line)}\n"
        for path, number, reason in report.not_checked:
            yield f"not checked {safe(path)}:{number}: {safe(reason)}\n"
        for path, reason in report.fragments:
            yield f"{safe(path)}: only what it contains was checked: {safe(reason)}\n"
        for name, roles in report.roles or ():
            yield safe(f"{name} is {roles}" if roles != UNKNOWN else f"{name} has no known role") + "\n"
    yield from last(report, style) if last else _last(report, style, verbose=verbose, aside=aside)
    if verbose:
        yield f"Took {seconds:.2f} s.\n"
