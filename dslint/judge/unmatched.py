"""Entries of a configuration that are about nothing in a run that looks through all of its folder."""

from __future__ import annotations

from dslint.manifest.cluster import unmatched
from dslint.paths import covers
from dslint.phrases import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.config import Options
    from dslint.config.exemptions import Exemption
    from dslint.finding import Finding
    from dslint.judge.engine import Engine
    from dslint.judge.findings import Findings
    from dslint.judge.report import Report
    from dslint.manifest.daemonset import ObjectName

INTENT, EXCEPTION = "DS008", "DS009"


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


def can_tell(options: Options, report: Report) -> bool:
    """Tell whether a run can judge exceptions: with suppressions, as configured, and without anything that failed.

    Other nodes, versions or files than those that the configuration names have other findings.
    """
    otherwise = options.nodes or options.kubernetes_version or options.exclude
    return options.suppressions and not otherwise and not report.errors


def exceptions(engines: Sequence[Engine], paths: Sequence[str], report: Report) -> Iterator[tuple[Engine, Finding]]:
    """Yield what tells of exceptions that mean nothing in a run over some paths, each with an engine that has it.

    Where a rule of an exception did not run, or something that it may mean was not looked at wholly, nothing is said.
    """
    accepted = {at for engine in engines for one in engine.memory.accepted.values() for at in one}
    unseen = set(_unseen(engines, report))
    having: dict[str, list[tuple[Engine, Exemption]]] = {}
    for engine in engines:
        for entry in engine.settings.exceptions:
            having.setdefault(str(entry.at), []).append((engine, entry))
    for at, both in having.items():
        engine, entry = both[0]
        if (
            at in accepted
            or not covers(paths, entry.at.source.path)
            or not all(one.ids and one.ids <= other.heard - {EXCEPTION} for other, one in both)
            or any(entry.may_cover(path, about) for path, about in unseen)
        ):
            continue
        params = {"rules": ", ".join(entry.rules)}
        finding = engine.findings.of_text(EXCEPTION, "found", params, entry.at)
        if finding is not None:
            yield engine, finding


def _unseen(engines: Sequence[Engine], report: Report) -> Iterator[tuple[str, ObjectName | None]]:
    """Yield what was not looked at, or not wholly: files, and DaemonSets that are known by name."""
    yield from ((one.path, None) for one in report.not_checked)
    yield from ((path, None) for path, _ in report.skipped)
    yield from ((finding.path, None) for finding in report.findings if finding.rule == "DS001")
    for engine in engines:
        for path, facts in engine.memory.texts.items():
            yield from ((path, about) for about in facts.partly)
            if facts.filled:
                yield path, None
