"""What Python programs call: the names of :mod:`dslint`, with results that are plain records.

A result holds what there is to say and nothing that goes on; with ``to_dict`` it becomes the JSON that
the command prints. Nothing is printed, and no state is left behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from os import PathLike

from dslint import run
from dslint.config import Options
from dslint.finding import Fix
from dslint.judge import report as judged
from dslint.paths import STDIN
from dslint.record import NamedTuple
from dslint.render.style import Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import Executor
    from typing import Any

    from dslint.coverage.report import CoverageReport
    from dslint.coverage.row import Row
    from dslint.finding import Finding
    from dslint.inputs.unchecked import NotChecked
    from dslint.manifest.daemonset import ObjectName
    from dslint.policy.undecided import NotDecided

Paths = str | PathLike[str] | Iterable[str | PathLike[str]]


class Report(NamedTuple):
    """What a check has found, in the order of every output."""

    findings: tuple[Finding, ...]
    suppressed: tuple[tuple[Finding, str], ...]
    """Each with the reason that a comment or an exception gives."""
    known: tuple[Finding, ...]
    """Those that a baseline knows."""
    files: int
    """How many have a DaemonSet or a part of one."""
    daemon_sets: int
    parts: int
    not_checked: tuple[NotChecked, ...]
    """What holds a DaemonSet and was not judged, with path, line and reason."""
    skipped: tuple[tuple[str, str], ...]
    """Paths that were passed over, each with the reason."""
    fragments: tuple[tuple[str, str], ...]
    """Paths of what is only a part of a DaemonSet, each with what says so."""
    notes: tuple[str, ...]
    errors: tuple[str, ...]
    """What could not be done; the command ends with 2 where there is any."""
    configs: tuple[str, ...]
    """The configuration files that counted."""
    truncated: bool
    """Whether a document has more findings than are told."""
    not_decided: tuple[NotDecided, ...] = ()
    """What policies leave open, with the rule, the reason, the namespaces and the number of DaemonSets."""

    @property
    def failing(self) -> int:
        """How many findings their configuration lets end the command with 1; one more where some are not told."""
        return sum(finding.fails for finding in self.findings) + self.truncated

    def to_dict(self, *, suppressed: bool = False) -> dict[str, Any]:
        """Return what ``dslint check --output-format json`` prints; with ``suppressed`` those findings too."""
        from json import loads

        from dslint.render.json import render

        report = judged.Report(
            self.findings,
            self.suppressed,
            files=self.files,
            daemon_sets=self.daemon_sets,
            parts=self.parts,
            not_checked=self.not_checked,
        )
        report.known = list(self.known)
        report.truncated = self.truncated
        for one in self.not_decided:
            report.leave_open(one.rule, one.counts())
        found: dict[str, Any] = loads("".join(render(report, Style(), suppressed=suppressed)))
        return found


class Fixed(NamedTuple):
    """A text as fixes leave it, and what is left to say of it."""

    text: str
    applied: tuple[Finding, ...]
    """The findings that are mended."""
    held: tuple[tuple[Finding, str], ...]
    """Those whose fix was not carried out, with the reason."""
    report: Report

    def to_dict(self) -> dict[str, Any]:
        """Return the text, what is mended by rule and message, and the report on what is left."""
        applied = [{"rule": one.rule, "message": one.message} for one in self.applied]
        held = [{"rule": one.rule, "message": one.message, "reason": reason} for one, reason in self.held]
        return {"text": self.text, "applied": applied, "held": held, "report": self.report.to_dict()}


class Placement(NamedTuple):
    """Where one DaemonSet runs: how many pods, and on which nodes, by name, what happens."""

    object: ObjectName
    path: str
    line: int
    desired: int
    """How many pods its controller makes."""
    running: int
    """How many of them can start."""
    runs: tuple[str, ...]
    missed: tuple[str, ...]
    """Nodes that want a pod and get none."""
    never_starts: tuple[str, ...]
    refused: tuple[str, ...]
    """Nodes for which the API server refuses its pod."""
    pending: tuple[str, ...]
    """Nodes without room for its pod."""
    not_selected: tuple[str, ...]
    """Nodes that it leaves out itself."""
    unwanted: tuple[str, ...]
    """Nodes with a pod where the configuration wants none."""
    spared: tuple[str, ...]
    """Nodes without one where the configuration wants none."""
    reasons: tuple[tuple[str, tuple[str, ...]], ...]
    """Nodes without a pod, each with the reasons."""


class Coverage(NamedTuple):
    """Which DaemonSet runs on which node."""

    kubernetes_version: str
    nodes: tuple[str, ...]
    daemon_sets: tuple[Placement, ...]
    errors: tuple[str, ...]
    notes: tuple[str, ...]
    fails: bool
    """Whether a node is missed where the configuration wants a pod: the command ends with 1 then."""
    table: CoverageReport
    """All of it, as the outputs of the command get it; what is in it may move."""

    def to_dict(self) -> dict[str, Any]:
        """Return what ``dslint coverage --output-format json`` prints."""
        from json import loads

        from dslint.render.coverage_json import render

        found: dict[str, Any] = loads("".join(render(self.table, Style())))
        return found


def check_text(text: str, *, path: str = STDIN, options: Options | None = None) -> Report:
    """Check a text; ``path`` is the name to report, and where configuration and kustomizations are looked for.

    >>> report = check_text(manifest, path="deploy/agent.yaml")
    >>> [(finding.rule, finding.at.start.line) for finding in report.findings]
    [('DS101', 7)]

    Raises :class:`~dslint.errors.DslintError` for a wrong option, configuration or rule file.
    """
    return _report(run.check_text(text, path=path, options=options, light=True))


def check_paths(paths: Paths, options: Options | None = None, *, progress: run.Progress | None = None) -> Report:
    """Check files, folders and ``-`` (standard input); ``progress`` is told how many files have been looked at.

    >>> report = check_paths("deploy/", Options(kubernetes_version="1.31", ignore=("DS4",)))
    >>> report.daemon_sets, report.failing
    (1, 1)
    >>> report.to_dict()["findings"][0]["pointer"]
    '/spec/template/metadata/labels/app'

    Raises :class:`~dslint.errors.DslintError` where the job cannot be done at all: a wrong option, a wrong
    configuration or rule file. What cannot be read is in the report, and the others are checked.
    """
    return _report(run.check_paths(_named(paths), options, progress=progress))


def check_many(
    paths: Paths,
    options: Options | None = None,
    executor: Executor | None = None,
    *,
    progress: run.Progress | None = None,
) -> Report:
    """Check as :func:`check_paths` does, with the work done by an executor: any of :mod:`concurrent.futures`.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor(2) as executor:
    ...     report = check_many("deploy/", executor=executor)
    >>> report.to_dict() == check_paths("deploy/").to_dict()
    True

    The findings and their order do not depend on who does the work, or whether a worker is lost. Workers import dslint
    and have to see the files under the same paths; paths go there, findings come back. The executor is not shut down.

    Raises as :func:`check_paths` does, and where workers lack this version of dslint or do not see the files.
    """
    if executor is None:
        return check_paths(paths, options, progress=progress)
    from dslint.parallel.spread import Spread

    spread = Spread(executor)
    try:
        return _report(run.check_paths(_named(paths), options, progress=progress, judge=spread))
    finally:
        spread.cancel()


def fix_text(text: str, *, path: str = STDIN, options: Options | None = None, unsafe: bool = False) -> Fixed:
    """Carry out the safe fixes of a text, or with ``unsafe`` all; ``path`` and errors are as in :func:`check_text`.

    >>> fixed = fix_text(manifest, unsafe=True)
    >>> [finding.rule for finding in fixed.applied], fixed.report.findings
    (['DS101'], ())
    >>> "{app: agent}" in fixed.text
    True
    """
    from dslint.fix.text import TextFixer

    fixer = TextFixer(text, unsafe=unsafe)
    run.check_text(text, path=path, options=options, fixer=fixer)
    left = check_text(fixer.fixed, path=path, options=options)
    held = (*fixer.held, *fixer.failed)
    return Fixed(fixer.fixed, tuple(map(_plain, fixer.applied)), tuple((_plain(one), why) for one, why in held), left)


def coverage(paths: Paths = ".", options: Options | None = None, *, nodes: Paths = ()) -> Coverage:
    """Hold the DaemonSets of files, folders and ``-`` against nodes: what kubectl said of them, in files, or profiles.

    Without ``nodes`` those of the options or of the configuration count.

    >>> placed = coverage("deploy/", nodes="profile:kubeadm")
    >>> agent = placed.daemon_sets[0]
    >>> agent.desired, agent.missed
    (5, ('cp-1', 'cp-2', 'cp-3', 'worker-6'))

    Raises :class:`~dslint.errors.DslintError` where the job cannot be done at all, for want of nodes too.
    """
    from dslint.coverage.run import cover_paths

    options = options or Options()
    if named := _named(nodes):
        options = options._replace(nodes=named)
    report = cover_paths(_named(paths) or (".",), options)
    table = report.coverage
    return Coverage(
        table.version,
        tuple(str(group.name) for group in table.nodes.groups),
        tuple(_placement(report, row) for row in table.rows),
        tuple(error.message for error in report.errors),
        tuple(report.notes),
        report.unmet is not None and report.unmet.is_missed,
        report,
    )


def _placement(report: CoverageReport, row: Row) -> Placement:
    from dslint.coverage.row import MISSED, NEVER_STARTS, NOT_SELECTED, PENDING, REFUSED, RUNS, SPARED, UNWANTED
    from dslint.coverage.totals import of_row

    table = report.coverage
    names = [str(group.name) for group in table.nodes.groups]
    state = {index: table.cell(row, column) for column in table.columns for index in column.nodes}
    reasons = [(name, tuple(one.message for one in row.obstacles(index))) for index, name in enumerate(names)]

    def where(wanted: str) -> tuple[str, ...]:
        return tuple(name for index, name in enumerate(names) if state[index] == wanted)

    bill = of_row(table, row)
    return Placement(
        object=row.name,
        path=row.place.source.path,
        line=row.place.start.line,
        desired=bill.pods,
        running=bill.running,
        runs=where(RUNS),
        missed=where(MISSED),
        never_starts=where(NEVER_STARTS),
        refused=where(REFUSED),
        pending=where(PENDING),
        not_selected=where(NOT_SELECTED),
        unwanted=where(UNWANTED),
        spared=where(SPARED),
        reasons=tuple(one for one in reasons if one[1]),
    )


def _named(paths: Paths) -> tuple[str, ...]:
    return tuple(os.fspath(path) for path in ((paths,) if isinstance(paths, (str, os.PathLike)) else paths))


def _report(found: judged.Report) -> Report:
    return Report(
        tuple(sorted(map(_plain, found.findings), key=_order)),
        tuple(sorted(((_plain(one), str(why)) for one, why in found.suppressed), key=lambda one: one[0].sort_key())),
        tuple(sorted(map(_plain, found.known), key=_order)),
        found.files,
        found.daemon_sets,
        found.parts,
        tuple(found.not_checked),
        tuple(found.skipped),
        tuple(found.fragments),
        tuple(found.remarks),
        tuple(found.errors),
        tuple(found.configs),
        found.truncated,
        tuple(found.not_decided),
    )


def _order(finding: Finding) -> tuple[Any, ...]:
    return finding.sort_key()


def _plain(finding: Finding) -> Finding:
    """Return a finding without the tree of its text, which its fix may hold beside the edits."""
    fix = finding.fix
    if fix is None:
        return finding
    return finding._replace(fix=Fix(fix.title, fix.safety, (), fix.edits or (), fix.elsewhere))
