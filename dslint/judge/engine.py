"""One source text to its findings: read, check, suppress; nothing kept but what is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dslint.finding import RANK, Finding, Hit, Location
from dslint.inputs.documents import Document, Skipped, daemon_sets, read
from dslint.judge.bind import load
from dslint.judge.findings import Findings, identity
from dslint.manifest.context import Context
from dslint.manifest.daemonset import DaemonSet, Fragment
from dslint.manifest.field import Field
from dslint.source.text import SourceText, Span

if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.config import Settings
    from dslint.judge.report import Report
    from dslint.judge.suppress import Suppression
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.peer import Peer, PeerHit

FragmentFinder = Callable[[DaemonSet], "Fragment | None"]
_WRONG_TYPE = "DS110"
# without these words a manifest asks for no port of a node
_HOST_PORTS = ("hostPort", "hostNetwork")
_NEVER_SILENCED = ("DS109", "DS110")


class Engine:
    """The rules that are on for one configuration, with their checks imported."""

    def __init__(self, settings: Settings, cluster: Cluster | None = None) -> None:
        self.settings = settings
        self.rules = settings.selection.on()
        self.findings = Findings(settings)
        selected = frozenset(rule.id for rule in self.rules)
        self._contexts = [Context(minor, selected, settings.options, cluster) for minor in settings.minors]
        able = [rule for rule in self.rules if cluster is not None or rule.needs is None]
        self._checks = [(rule, check) for rule in able if rule.scope is None and (check := load(rule)) is not None]
        self._late = [rule for rule in able if rule.scope is not None]
        # by path and document: what rules of the whole run look at, and the comments that may suppress what they say
        self._peers: dict[str, list[Peer]] = {}
        self._suppressions: dict[str, dict[int, list[Suppression]]] = {}
        self._ran = frozenset(
            rule.id for rule, _ in self._checks if any(rule.applies_to(context.minor) for context in self._contexts)
        )

    def check(self, source: SourceText, report: Report, fragment_of: FragmentFinder = lambda _: None) -> None:
        """Check one text and add to the report what there is to say of it."""
        before = report.daemon_sets
        self._peers.pop(source.path, None)  # a fixer has a text checked more than once
        self._suppressions.pop(source.path, None)
        for document in read(source):
            self._report(self._document(source, document, report, fragment_of), report)
        report.files += report.daemon_sets > before

    def unreadable(self, source: SourceText, message: str, params: dict[str, Any], report: Report) -> None:
        """Report a text that could not be decoded or read to its end, at the place where reading stopped."""
        end = len(source.text)
        finding = self.findings.of_text("DS001", message, params, Location(source, Span(end, end + 1), "", ""))
        report.files += 1
        self._report([finding] if finding else [], report)

    def crashed(self, source: SourceText, error: Exception, report: Report) -> None:
        """Report that reading a text failed in a way that nobody foresaw."""
        self._report([self._crash("reading", Location(source, Span(0, 1), "", ""), error, report)], report)

    def _document(
        self, source: SourceText, document: Document, report: Report, fragment_of: FragmentFinder
    ) -> list[Finding]:
        found: list[Finding] = []
        sets: list[DaemonSet] = []
        for one in daemon_sets(source, document):
            if isinstance(one, Skipped):
                report.skipped.append((source.path, f"a DaemonSet of {one.api_version} is another kind"))
                continue
            sets.append(one)
            one.fragment = fragment_of(one)
            one.origin = _helm_source(source.text, document)
            if one.fragment is not None:
                report.fragments.append((source.path, one.fragment.reason))
        report.daemon_sets += len(sets)
        if document.problem is not None and (sets or document.tree is None):
            found += self._problem(source, document, report, sets)
        for one in sets:
            found += self._daemon_set(one, report)
            if self._late:
                self._remember(one, report)
        if sets and self.settings.suppressions and "dslint:" in source.text:
            from dslint.judge import suppress  # few files have such comments

            whole = all(one.fragment is None for one in sets)
            outcome = suppress.apply(document, sets, found, self._ran if whole else frozenset(), self.findings)
            report.suppressed += outcome.suppressed
            if source.path in self._peers:
                self._suppressions.setdefault(source.path, {})[document.number] = outcome.suppressions
            return outcome.kept
        return found

    def _remember(self, ds: DaemonSet, report: Report) -> None:
        """Keep what the rules of a whole run need of a DaemonSet; of most that is nothing."""
        context = self._contexts[-1]
        wanted = _HOST_PORTS if context.cluster is None or not context.cluster.budgets else ("",)
        if not any(word in ds.source.text for word in wanted):
            return
        from dslint.checks.between import peer_of

        try:
            peer = peer_of(ds, context, identity)
        except Exception as error:  # noqa: BLE001 - as for any check
            at = Location(ds.source, ds.root.get("kind").span(), "", ds.root.pointer)
            self._report([self._crash("looking at host ports", at, error, report)._replace(object=ds.name)], report)
            return
        if peer is not None:
            self._peers.setdefault(ds.source.path, []).append(peer)

    def peers(self) -> Iterator[Peer]:
        """Yield what was kept for the rules that look at all DaemonSets of a run."""
        for kept in self._peers.values():
            yield from kept

    def finish(self, everyone: Sequence[Peer], report: Report) -> None:
        """Report what those rules say, of this engine's DaemonSets; ``everyone`` are those of all, in order."""
        mine = {id(peer) for peer in self.peers()}
        context = self._contexts[-1]
        for rule in self._late:
            check = load(rule)
            if check is None or not mine or not rule.applies_to(context.minor):
                continue
            try:
                hits = [hit for hit in check(everyone, context) if id(hit.peer) in mine]
            except Exception as error:  # noqa: BLE001 - as above
                what = f"the check of {rule.id} ({rule.name})"
                self._report([self._crash(what, everyone[0].at, error, report)], report)
                continue
            for hit in hits:
                self._report_late(rule, hit, report)

    def _report_late(self, rule: Rule, hit: PeerHit, report: Report) -> None:
        """Report a hit, unless a comment or an exception covers it at any of its DaemonSets."""
        if not self.settings.selection.speaks(rule, rule.messages[hit.message]):
            return
        finding = self.findings.make(
            rule,
            hit.message,
            hit.params,
            hit.at,
            document=hit.peer.document,
            object=hit.peer.name,
            related=hit.related,
            origin=hit.peer.origin,
            identity=hit.identity,
        )
        for peer, at in hit.others:
            there = finding._replace(at=at, document=peer.document, object=peer.name)
            if (reason := self._covered(there)) or (reason := self.settings.excused(there)) is not None:
                if reason:
                    report.suppressed.append((finding, reason))
                return
        if reason := self._covered(finding):
            report.suppressed.append((finding, reason))
        else:
            self._report([finding], report)

    def _covered(self, finding: Finding) -> str | None:
        suppressions = self._suppressions.get(finding.path, {}).get(finding.document)
        if not suppressions:
            return None
        from dslint.judge.suppress import covered

        return covered(finding, suppressions, self.settings.unsuppressible)

    def _report(self, found: Iterable[Finding], report: Report) -> None:
        for finding in found:
            excuse = self.settings.excused(finding)
            if excuse is None:
                report.findings.append(finding)
                report.failing += RANK[finding.severity] >= RANK[self.settings.fail_on]
            elif excuse:
                report.suppressed.append((finding, excuse))

    def _problem(self, source: SourceText, document: Document, report: Report, sets: list[DaemonSet]) -> list[Finding]:
        """Report what is wrong with a document's text."""
        problem = document.problem
        assert problem is not None  # noqa: S101 - the caller looked
        if problem.fatal and "{{" in source.text[document.start : document.end]:
            report.skipped.append((source.path, "a template, not YAML before it is rendered"))
            return []
        at = Location(source, problem.span, "", "")
        about = sets[0] if len(sets) == 1 else None
        finding = self.findings.of_text(
            "DS001", problem.message, problem.params, at, document=document.number, about=about
        )
        report.files += document.tree is None
        return [finding] if finding else []

    def _daemon_set(self, ds: DaemonSet, report: Report) -> list[Finding]:
        if len(self._contexts) == 1:
            return list(self._findings(ds, self._contexts[0], report))
        merged: dict[tuple[Any, ...], Finding] = {}
        versions: dict[tuple[Any, ...], list[str]] = {}
        for context in self._contexts:
            seen: dict[tuple[Any, ...], int] = {}
            for finding in self._findings(ds, context, report):
                same = (finding.rule, finding.message, finding.at.span, finding.at.pointer, finding.field)
                seen[same] = seen.get(same, 0) + 1  # the server may have two errors that read alike
                key = (*same, seen[same])
                merged.setdefault(key, finding)
                versions.setdefault(key, []).append(context.version)
        return [finding._replace(versions=tuple(versions[key])) for key, finding in merged.items()]

    def _findings(self, ds: DaemonSet, context: Context, report: Report) -> Iterator[Finding]:
        """Run every check, then leave out what another finding or the nature of a fragment makes pointless."""
        pairs: list[tuple[Rule, Hit]] = []
        for rule, check in self._checks:
            if not rule.applies_to(context.minor):
                continue
            try:
                pairs += [(rule, hit) for hit in check(ds, context)]
            except Exception as error:  # noqa: BLE001 - one broken check must not take the others with it
                at = Location(ds.source, ds.root.get("kind").span(), "", ds.root.pointer)
                crash = self._crash(f"the check of {rule.id} ({rule.name})", at, error, report)
                yield crash._replace(object=ds.name)
        mistyped = [hit.field.path for rule, hit in pairs if rule.id == _WRONG_TYPE]
        for rule, hit in pairs:
            if ds.fragment is not None and _elsewhere(hit, ds.fragment):
                continue
            if mistyped and rule.id not in _NEVER_SILENCED and _below(hit.field, mistyped):
                continue
            finding = self.findings.of_hit(rule, hit, ds)
            if finding is not None:
                yield finding

    def _crash(self, what: str, at: Location, error: Exception, report: Report) -> Finding:
        params = {"what": what, "error": f"{type(error).__name__}: {error}"}
        report.errors.append(f"{at.source.path}: {what} failed with {params['error']}")
        return self.findings.of_crash(params, at)


def _elsewhere(hit: Hit, fragment: Fragment) -> bool:
    """Tell whether a hit on a fragment rests on what another file supplies, or on a value yet to be rendered."""
    if hit.absence or hit.field.node is None:
        return fragment.supplies(hit.field.path)
    return fragment.kind == "template" and "{{" in getattr(hit.field.target, "raw", "")


def _below(place: Field, paths: Iterable[tuple[Any, ...]]) -> bool:
    path = place.path
    return any(path[: len(above)] == above for above in paths)


def _helm_source(text: str, document: Document) -> str | None:
    """Return the template that Helm says it rendered this document from."""
    mark = "# Source: "
    at = text.find(mark, document.start, document.end)
    if at < 0:
        return None
    end = text.find("\n", at)
    return text[at + len(mark) : end if end >= 0 else document.end].strip()
