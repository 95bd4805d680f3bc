"""What an old repository accepts for now: findings that a baseline knows are not reported.

A finding is known by its fingerprint, else, as a path is part of that, by its identity: that is how a manifest that was
moved, or that a chart renders now, stays known. An identity counts as often as it was found and stands for files only
that are gone, that the run looks at, or that something was rendered from.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dslint.catalogue.selection import ALWAYS_ON
from dslint.finding import RANK, fingerprints, identity
from dslint.judge.baseline_file import Entry, Stale, path_of, places, read, write
from dslint.judge.findings import Findings
from dslint.paths import STDIN, covers
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config import Settings
    from dslint.finding import Finding
    from dslint.judge.report import Report


GONE = "DS009"


class Named(NamedTuple):
    """A finding with its fingerprint."""

    finding: Finding
    fingerprint: str


def accept(report: Report, configured: Iterable[Settings], paths: Sequence[str]) -> None:
    """Take out of a report what the baselines of its configurations know, and note what they know in vain."""
    by_file: dict[str, Settings] = {}
    for settings in configured:
        if settings.baseline is not None:
            by_file.setdefault(settings.baseline, settings)
    for path, settings in by_file.items():
        entries = read(path)
        own = [one for one in _named(report) if report.baselines.get(one.finding.path) == path]
        _Matching(path, entries, paths).settle(report, own, settings)


def record(report: Report, path: str, paths: Sequence[str]) -> int:
    """Write what fails into a baseline and take it out of a report; return how many findings that are.

    What another run has written of other files stays.
    """
    path = os.path.abspath(path)
    known = [one for one in _named(report) if one.finding.fails and one.finding.rule not in ALWAYS_ON]
    groups: dict[tuple[str, str], list[Named]] = {}
    for one in known:
        groups.setdefault((path_of(one.finding.path, path), identity(one.finding)), []).append(one)
    entries = [_entry(where, name, found) for (where, name), found in groups.items()]
    if os.path.exists(path) and os.path.getsize(path):
        scope = _Scope(path, paths)
        entries += [entry for entry in read(path) if not scope.holds(entry)]
    write(path, entries)
    report.accept(one.finding for one in known)
    return len(known)


def prune(report: Report) -> int:
    """Take what is stale out of the baselines; return how many findings they no longer know."""
    by_file: dict[str, list[Entry]] = {}
    for one in report.stale:
        by_file.setdefault(one.baseline, []).append(one.entry)
    for path, stale in by_file.items():
        gone = Counter(fingerprint for entry in stale for fingerprint in entry.fingerprints)
        write(path, [entry.less(gone) for entry in read(path)])
    number = sum(len(one.entry.fingerprints) for one in report.stale)
    report.stale.clear()
    report.findings = [one for one in report.findings if (one.rule, one.message_key) != (GONE, "baseline")]
    return number


def _named(report: Report) -> list[Named]:
    """Return the findings that count with their fingerprints, which are those of every format."""
    found = [(finding, True) for finding in report.findings]
    found += [(finding, False) for finding in (*report.known, *(finding for finding, _ in report.suppressed))]
    found.sort(key=lambda one: one[0].sort_key())
    prints = fingerprints(finding for finding, _ in found)
    return [Named(finding, name) for (finding, counts), name in zip(found, prints, strict=True) if counts]


def _entry(path: str, name: str, found: list[Named]) -> Entry:
    first = found[0].finding
    about = str(first.object) if first.object else ""
    prints = tuple(one.fingerprint for one in found)
    return Entry(path, first.rule, first.name, about, first.message, name, prints)


class _Scope:
    """The files that a run looks at, as a baseline names files."""

    def __init__(self, baseline: str, paths: Sequence[str]) -> None:
        self._folder = os.path.dirname(baseline)
        self._paths = paths
        self._named = {os.path.abspath(path) for path in paths if path != "-"}
        self.is_whole = covers(paths, baseline)

    def holds(self, entry: Entry) -> bool:
        """Tell whether the run looks at the file of an entry, or would if it were still there."""
        if entry.path == STDIN:
            return "-" in self._paths
        path = self.of(entry)
        return path in self._named or covers(self._paths, path)

    def of(self, entry: Entry) -> str:
        """Return the absolute path of the file of an entry."""
        return os.path.normpath(os.path.join(self._folder, entry.path))


class _Matching:
    """Which findings of a run a baseline knows, and what it knows in vain."""

    def __init__(self, path: str, entries: list[Entry], paths: Sequence[str]) -> None:
        self._path = path
        self._entries = entries
        self._scope = _Scope(path, paths)

    def settle(self, report: Report, found: list[Named], settings: Settings) -> None:
        left = {name: entry for entry in self._entries for name in entry.fingerprints}
        known: list[Named] = []
        others: list[Named] = []
        for one in found:
            if one.finding.rule in ALWAYS_ON:
                continue
            (known if left.pop(one.fingerprint, None) is not None else others).append(one)
        near: dict[str, list[str]] = {}
        far: dict[str, list[str]] = {}
        for name, entry in left.items():
            reachable = self._scope.holds(entry) or not os.path.exists(self._scope.of(entry))
            (near if reachable else far).setdefault(entry.identity, []).append(name)
        for one in others:
            name = identity(one.finding)
            rendered = one.finding.path == STDIN or one.finding.origin is not None
            pool = near.get(name) or (far.get(name) if rendered else None)
            if pool:
                left.pop(pool.pop(0))
                known.append(one)
        report.accept(one.finding for one in known)
        stale = list(self._stale(left, report, settings))
        report.stale += [Stale(self._path, entry) for entry in stale]
        report.findings += self._told(stale, settings)

    def _told(self, stale: list[Entry], settings: Settings) -> Iterator[Finding]:
        """Yield what tells of entries that are about nothing any more, each at its place in the baseline."""
        make = Findings(settings)
        for entry, at in zip(stale, places(self._path, stale), strict=True):
            params = {"rule": entry.rule, "object": entry.object or entry.path}
            finding = make.of_text(GONE, "baseline", params, at)
            if finding is not None:
                rank = RANK[finding.severity]
                shown, fails = rank >= RANK[settings.min_severity], rank >= RANK[settings.fail_on]
                yield finding._replace(shown=shown, fails=fails)

    def _stale(self, left: dict[str, Entry], report: Report, settings: Settings) -> Iterator[Entry]:
        """Yield what is left of entries that the run would have found again: of files and rules that it looked at."""
        on = {rule.id: rule for rule in settings.selection.on()}
        nodes = bool(settings.nodes or settings.pools)
        unread = {one.path for one in report.findings if one.rule in ALWAYS_ON or one.reason == "DecodeError"}
        unread |= {one.path for one in report.not_checked}
        blind = {path_of(path, self._path) for path in unread}
        for entry in self._entries:
            gone = tuple(name for name in entry.fingerprints if name in left)
            rule = on.get(entry.rule)
            if not gone or rule is None or entry.path in blind or not self._scope.holds(entry):
                continue
            if (rule.needs is None or nodes) and (rule.scope != "run" or self._scope.is_whole):
                yield entry._replace(fingerprints=gone)
