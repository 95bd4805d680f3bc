"""What a run has to say, for people and for the formats."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.finding import Finding
    from dslint.inputs.unchecked import NotChecked
    from dslint.inventory.snapshot import ClusterFacts
    from dslint.judge.baseline_file import Stale
    from dslint.judge.changes import Changes
    from dslint.judge.drift import Drift
    from dslint.manifest.daemonset import ObjectName
    from dslint.policy.undecided import Counts, NotDecided


class Report:
    """What one run found, and what it could not do.

    ``files`` counts those with a DaemonSet or a part of one, which ``daemon_sets`` and ``parts`` count. ``suppressed``
    pairs a finding with the reason given; ``skipped`` and ``fragments`` pair a path with the reason, ``not_checked`` is
    what holds a DaemonSet and was not judged, ``left_open`` what policies do not decide, ``notes`` are for people,
    ``errors`` make the run end with code 2, ``configs`` are the configuration files that counted, ``rules`` those that
    they know by id. ``objects`` are all DaemonSets and parts of one, each with path and document. ``roles`` pair one
    with its roles, where somebody asked.
    ``baselines`` are the files of baselines by path; what they know is ``known``, what they know in vain ``stale``.
    ``changes`` is what else there is, where only what is new is reported. ``truncated`` says that a document has more
    findings. ``clusters`` are those that were asked, where that is what was checked; ``drift`` is how what was checked
    differs from what a cluster has, ``None`` where nobody asked.
    """

    __slots__ = (
        "baselines", "changes", "clusters", "configs", "daemon_sets", "drift", "errors", "files", "findings",
        "fragments", "known", "left_open", "not_checked", "notes", "objects", "parts", "roles", "rules", "skipped",
        "stale", "suppressed", "truncated",
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
        configs: Iterable[str] = (),
        roles: Iterable[tuple[str, str]] | None = None,
        objects: Iterable[tuple[str, int, ObjectName]] = (),
        rules: Iterable[Rule] = (),
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
        self.configs = list(configs)
        self.roles = None if roles is None else list(roles)
        self.objects = list(objects)
        self.rules = {rule.id: rule for rule in rules}
        self.known: list[Finding] = []
        self.stale: list[Stale] = []
        self.changes: Changes | None = None
        self.baselines: dict[str, str] = {}
        self.truncated = False
        self.clusters: list[ClusterFacts] = []
        self.drift: list[Drift] | None = None
        self.left_open: dict[str, dict[tuple[str, str], int]] = {}

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
        self.configs += other.configs
        self.objects += other.objects
        self.rules |= other.rules
        self.known += other.known
        self.stale += other.stale
        self.baselines |= other.baselines
        self.truncated |= other.truncated
        self.clusters += other.clusters
        for rule, counts in other.left_open.items():
            self.leave_open(rule, counts)
        if self.roles is not None:
            self.roles += other.roles or ()

    def leave_open(self, rule: str, counts: Counts) -> None:
        """Count what a policy, by the id of its rule, has not decided."""
        if counts:
            known = self.left_open.setdefault(rule, {})
            for why, number in counts.items():
                known[why] = known.get(why, 0) + number

    @property
    def not_decided(self) -> list[NotDecided]:
        """What policies leave open, by their rules."""
        if not self.left_open:
            return []
        from dslint.policy.undecided import not_decided  # most runs have no policies

        return not_decided(self.left_open)

    @property
    def failing(self) -> int:
        """How many findings their configuration lets end the run with code 1; one more where some are not told."""
        return sum(finding.fails for finding in self.findings) + self.truncated

    @property
    def offers_fixes(self) -> bool:
        """Tell whether any finding, be it suppressed, comes with a fix."""
        suppressed = (finding for finding, _ in self.suppressed)
        return any(finding.fix is not None for finding in (*self.findings, *suppressed))

    def change(self, change: Callable[[Finding], Finding]) -> None:
        """Put others in the place of the findings, also where they are the cause of others."""
        if not (self.findings or self.suppressed):
            return
        changed = {
            id(finding): change(finding) for finding in (*self.findings, *(finding for finding, _ in self.suppressed))
        }

        def put(finding: Finding) -> Finding:
            made, cause = changed[id(finding)], finding.cause
            return made if cause is None else made._replace(cause=changed.get(id(cause)) or change(cause))

        self.findings = [put(finding) for finding in self.findings]
        self.suppressed = [(put(finding), reason) for finding, reason in self.suppressed]

    def let_go(self) -> None:
        """Keep of the texts only what findings point at."""
        self.change(lambda finding: finding.light())

    def accept(self, findings: Iterable[Finding]) -> None:
        """Take findings out of what is reported: a baseline knows them."""
        known = list(findings)
        gone = set(map(id, known))
        self.findings = [finding for finding in self.findings if id(finding) not in gone]
        self.known += known

    def release(self, rendered: Collection[object], left: Mapping[tuple[str, int], str]) -> None:
        """Take back that releases are not checked which are rendered, and tell of those that are left why they are."""
        if rendered or left:
            self.not_checked = [
                one._replace(reason=left.get((one.path, one.line), one.reason))
                for one in self.not_checked
                if (one.path, one.line) in left or (one.path, one.line) not in rendered
            ]

    def note(self, text: str) -> None:
        """Add a note once."""
        if text not in self.notes:
            self.notes.append(text)

    @property
    def remarks(self) -> list[str]:
        """What to know besides the findings, and what policies could not decide."""
        return self.remarked()

    def remarked(self, *, numbers: bool = True) -> list[str]:
        """Return the remarks; without ``numbers`` they do not change as more and more is judged."""
        if not self.left_open:
            return self.notes
        from dslint.policy.undecided import lines

        return [*self.notes, *lines(self.not_decided, numbers=numbers)]

    def shown(self) -> list[Finding]:
        """Return the findings for people; the others are counted."""
        return [finding for finding in self.findings if finding.shown]

    def affected(self) -> int:
        """Return how many DaemonSets and parts of one have findings that are shown."""
        return len({(f.path, f.document, f.object) for f in self.shown() if f.object})
