"""What a change brings: findings that are new against those of a revision, those that are gone, and those that stay."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from dslint.finding import identity
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from dslint.finding import Finding

    PathOf = Callable[[Finding], str]

    class Judged(Protocol):
        """What a report has of findings."""

        findings: list[Finding]
        suppressed: list[tuple[Finding, str]]


class Changes(NamedTuple):
    """What became of the findings of a revision: ``fixed`` are gone, ``unchanged`` are still there.

    The places of what is fixed are those in the revision, with ``REVISION:`` before the path.
    """

    revision: str
    fixed: list[Finding]
    unchanged: list[Finding]


def compare(now: Judged, before: Judged, revision: str, moved: Mapping[str, str], changed: frozenset[str]) -> Changes:
    """Leave in a report what is new, and return what else there is to say of the files that changed.

    Findings are the same that have one fingerprint; where files were renamed, as ``moved`` says from the old absolute
    path to the new one, by the new path. Of a file that is gone otherwise, identity decides, as in a baseline.
    """

    def here(finding: Finding) -> str:
        return os.path.realpath(finding.path)

    def there(finding: Finding) -> str:
        path = os.path.realpath(finding.path[len(revision) + 1 :])
        return moved.get(path, path)

    old = _keyed(before, here=there)
    suppressed = {id(finding) for finding, _ in (*now.suppressed, *before.suppressed)}
    new: list[Finding] = []
    same: list[Finding] = []
    for key, finding in _keyed(now, here=here).items():
        known = old.pop(key, None)
        if id(finding) not in suppressed:
            (new if known is None or id(known) in suppressed else same).append(finding)
    gone = {key: finding for key, finding in old.items() if id(finding) not in suppressed}
    new, found_again = _again(new, gone, there)
    same += found_again
    now.findings = new
    kept = [finding for finding in same if here(finding) in changed]
    return Changes(revision, sorted(gone.values(), key=lambda finding: finding.sort_key()), kept)


def _keyed(report: Judged, *, here: PathOf) -> dict[tuple[object, ...], Finding]:
    """Return the findings by what makes their fingerprints, suppressed ones too, since they take ordinals."""
    found = sorted((*report.findings, *(one for one, _ in report.suppressed)), key=lambda one: one.sort_key())
    seen: dict[tuple[object, ...], int] = {}
    keyed: dict[tuple[object, ...], Finding] = {}
    for finding in found:
        key = (here(finding), identity(finding))
        seen[key] = seen.get(key, -1) + 1
        keyed[key[0], key[1], seen[key]] = finding
    return keyed


def _again(
    new: Iterable[Finding], gone: dict[tuple[object, ...], Finding], there: PathOf
) -> tuple[list[Finding], list[Finding]]:
    """Tell what is new from what was found before in a file that is no longer there, and take that out of ``gone``."""
    pool: dict[str, list[tuple[object, ...]]] = {}
    for key, finding in gone.items():
        if not os.path.lexists(there(finding)):
            pool.setdefault(identity(finding), []).append(key)
    left: list[Finding] = []
    same: list[Finding] = []
    for finding in new:
        keys = pool.get(identity(finding))
        if keys:
            del gone[keys.pop(0)]
            same.append(finding)
        else:
            left.append(finding)
    return left, same
