"""Entries of a configuration that are about nothing in a run that looks through all of its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.manifest.cluster import unmatched
from dslint.paths import covers
from dslint.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.finding import Finding
    from dslint.judge.findings import Findings
    from dslint.judge.report import Report
    from dslint.manifest.daemonset import ObjectName

INTENT = "DS008"


def intents(findings: Findings, names: Sequence[ObjectName], paths: Sequence[str], report: Report) -> Iterator[Finding]:
    """Yield what tells of intents that are about no DaemonSet, of a run over some paths.

    Where the run may not have seen the DaemonSet the report gets a note.
    """
    quiet = 0
    for one in unmatched(findings.settings.intents, names):
        at = one.intent.at
        if not covers(paths, at.source.path) or (report.not_checked and not one.close):
            quiet += 1
            continue
        finding = findings.of_text(INTENT, "found", {"pattern": one.intent.pattern, "close": one.close}, at)
        if finding is not None:
            yield finding
    if quiet:
        where = findings.settings.config_path
        report.note(f"{where}: coverage names {counted(quiet, 'DaemonSet')} that this run has not looked at")
