"""What a run has to say, for people and for the formats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.inputs.unchecked import NotChecked


class Report:
    """What one run found, and what it could not do.

    ``files`` counts those with a DaemonSet or a part of one, which ``daemon_sets`` and ``parts`` count. ``suppressed``
    pairs a finding with the reason given; ``skipped`` and ``fragments`` pair a path with the reason, ``not_checked`` is
    what holds a DaemonSet and was not judged, ``notes`` are for people, ``errors`` make the run end with code 2,
    ``failing`` counts the findings that their configuration lets end it with code 1, ``configs`` are the configuration
    files that counted. ``roles`` pair a DaemonSet with its roles, where somebody asked for them.
    """

    __slots__ = (
        "configs", "daemon_sets", "errors", "failing", "files", "findings", "fragments", "not_checked", "notes",
        "parts", "roles", "skipped", "suppressed",
    )  # fmt: skip

    def __init__(
        self,
        findings: Iterable[Finding] = (),
        suppressed: Iterable[tuple[Finding, str]] = (),
        *,
        files: int = 0,
        daemon_sets: int = 0,
        parts: int = 0,
        notes: Iterable[str] = (),
        skipped: Iterable[tuple[str, str]] = (),
        fragments: Iterable[tuple[str, str]] = (),
        not_checked: Iterable[NotChecked] = (),
        errors: Iterable[str] = (),
        failing: int = 0,
        configs: Iterable[str] = (),
        roles: Iterable[tuple[str, str]] | None = None,
    ) -> None:
        self.findings = list(findings)
        self.suppressed = list(suppressed)
        self.files = files
        self.daemon_sets = daemon_sets
        self.parts = parts
        self.notes = list(notes)
        self.skipped = list(skipped)
        self.fragments = list(fragments)
        self.not_checked = list(not_checked)
        self.errors = list(errors)
        self.failing = failing
        self.configs = list(configs)
        self.roles = None if roles is None else list(roles)

    def add(self, other: Report) -> None:
        """Add what another run, or a part of this one, has to say."""
        self.findings += other.findings
        self.suppressed += other.suppressed
        self.files += other.files
        self.daemon_sets += other.daemon_sets
        self.parts += other.parts
        for text in other.notes:
            self.note(text)
        self.skipped += other.skipped
        self.fragments += other.fragments
        self.not_checked += other.not_checked
        self.errors += other.errors
        self.failing += other.failing
        self.configs += other.configs
        if self.roles is not None:
            self.roles += other.roles or ()

    def note(self, text: str) -> None:
        """Add a note once."""
        if text not in self.notes:
            self.notes.append(text)

    def shown(self) -> list[Finding]:
        """Return the findings for people; the others are counted."""
        return [finding for finding in self.findings if finding.shown]

    def affected(self) -> int:
        """Return how many DaemonSets and parts of one have findings that are shown."""
        return len({(f.path, f.document, f.object) for f in self.shown() if f.object})
