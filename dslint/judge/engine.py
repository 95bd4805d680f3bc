"""One text to its findings: read, check, suppress; nothing is kept but what is reported or a whole run needs."""

from __future__ import annotations

from dslint.catalogue.selection import ALWAYS_ON
from dslint.errors import ENDS_A_RUN
from dslint.finding import RANK, Finding, Hit, Setting
from dslint.judge.bind import Heard, is_spoken_for, load_later
from dslint.judge.findings import Findings
from dslint.judge.memory import Memory
from dslint.manifest.context import Context
from dslint.manifest.field import Field
from dslint.manifest.fragment import Fragment
from dslint.manifest.workload import Workload
from dslint.paths import STDIN
from dslint.phrases import one_file
from dslint.source.location import Location
from dslint.source.text import SourceText, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from dslint.catalogue.rule import Rule
    from dslint.config import Settings
    from dslint.inputs.document import Document
    from dslint.inputs.load import Content, Loaded
    from dslint.judge.bind import Check
    from dslint.judge.filled import FilledLater
    from dslint.judge.memory import ByRule, TextFacts
    from dslint.judge.report import Report
    from dslint.judge.together import RunRule
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.daemonset import DaemonSet, Owner
    from dslint.manifest.objects import Kept, Record

# the findings of a document: beyond, nobody reads them, and each takes memory
MOST = 10_000
_WRONG_TYPE = "DS110"
_NEVER_SILENCED = ("DS109", "DS110")


class Engine:
    """The rules that are on for one configuration, with the checks that any DaemonSet needs imported."""

    def __init__(self, settings: Settings, cluster: Cluster | None = None) -> None:
        self.settings = settings
        self.cluster = cluster
        self.rules = settings.selection.on()
        self.findings = Findings(settings)
        selected, ignored = frozenset(rule.id for rule in self.rules), settings.selection.ignored()
        self._contexts = [
            Context(
                minor,
                selected,
                cluster=cluster,
                ignored=ignored,
                pod_security=settings.pod_security,
                platform=settings.platform,
                preview=settings.selection.preview,
            )
            for minor in settings.minors
        ]
        able = [rule for rule in self.rules if cluster is not None or rule.needs is None]
        words = {rule.id: settings.selection.mentions(rule) for rule in able if rule.scope is None}
        checks = [(rule, check) for rule in able if rule.id in words and (check := load_later(rule, words[rule.id]))]
        bound = [(context, list(self._applying(checks, context))) for context in self._contexts]
        self._checks = [(context, Heard((words[one[0].id], one) for one in some)) for context, some in bound]
        self.memory = Memory(self._run_rules(able))
        self._left_open = [(rule.id, rule.evaluator.undecided) for rule in self.rules if rule.evaluator is not None]
        self._ran = frozenset(rule.id for _, some in bound for rule, _, _ in some)
        self.heard = self._ran.union(
            (one.rule.id for one in self.memory.run_rules), (rule.id for rule in able if is_spoken_for(rule))
        ).difference(settings.unsuppressible, ALWAYS_ON)

    def _applying(self, checks: list[tuple[Rule, Check]], context: Context) -> Iterator[tuple[Rule, Check, Context]]:
        """Yield the checks for one target version, each with what it may see."""
        options = self.settings.options
        for rule, check in checks:
            if rule.applies_to(context.minor):
                yield rule, check, context.of(options.get(rule.id))

    def _run_rules(self, rules: Iterable[Rule]) -> Iterator[RunRule]:
        """Yield the rules of a whole run; of several target versions the newest counts."""
        context = self._contexts[-1]
        for rule in rules:
            if rule.scope == "run" and rule.applies_to(context.minor):
                from dslint.judge.together import RunRule

                yield RunRule(rule, context.of(self.settings.options.get(rule.id)))

    def check(self, loaded: Loaded, report: Report) -> None:
        """Check one text and add to the report what there is to say of it."""
        before, files, path = report.daemon_sets + report.parts, report.files, loaded.item.shown
        again = loaded.window is not None and loaded.window.again
        facts = self.memory.begin(path, again=again)
        facts.source = loaded.source
        if loaded.source is not None:
            loaded.source.archive = self.memory.archive
        if self.settings.filled_later and facts.filled is None:
            from dslint.judge.filled import FilledLater  # few configurations speak of any

            facts.filled = FilledLater(self.settings.filled_later)
        try:
            with one_file(facts.misspelt):
                for content in loaded.contents(self.memory.kinds):
                    facts.objects += content.objects
                    self.report(self._document(content, facts, report), report)
        finally:
            for rule, undecided in self._left_open:
                report.leave_open(rule, undecided.take())
        report.files = files + (report.files > files or report.daemon_sets + report.parts > before)

    def trial(self) -> Engine:
        """Return one that judges a text alike and keeps nothing of it for the rules of a whole run."""
        from copy import copy  # for fixes only

        other = copy(self)
        other.memory = Memory()
        return other

    def unreadable(
        self, source: SourceText, message: str, params: dict[str, Any], report: Report, at: Location | None = None
    ) -> None:
        """Report a text that could not be decoded or read to its end, at the place where reading stopped."""
        end = len(source.text)
        at = at or Location(source, Span(end, end + 1), "", "")
        finding = self.findings.of_text("DS001", message, params, at)
        report.files += 1
        self.report([finding] if finding else [], report)

    def crashed(self, source: SourceText, error: BaseException, report: Report) -> None:
        """Report that reading a text failed in a way that nobody foresaw."""
        self.report([self._crash("reading", Location(source, Span(0, 1), "", ""), error, report)], report)

    def _document(self, content: Content, facts: TextFacts, report: Report) -> list[Finding]:
        document, sets = content.document, content.daemon_sets
        source = document.source
        report.not_checked += content.not_checked
        report.fragments += [
            (source.path, ds.fragment.reason)
            for ds in sets
            if ds.fragment is not None and ds.fragment.kind != "template"
        ]
        report.objects += [(source.path, document.number, ds.name) for ds in sets]
        whole = sum(ds.is_whole for ds in sets)
        report.daemon_sets += whole
        report.parts += len(sets) - whole
        found = self._problem(document, sets, report)
        for ds in sets:
            found += self._daemon_set(ds, facts, report)
            if len(found) > MOST:
                found = self._truncated(found, source, report)
                break
        facts.partly += [ds.name for ds in sets if ds.fragment is not None or report.truncated]
        facts.partly += [finding.object for finding in found if finding.reason == "DecodeError"]
        if (
            sets
            and self.settings.suppressions
            and document.mentions("dslint")
            and (document.mentions("dslint:") or document.mentions("dslint.dev/ignore"))
        ):
            from dslint.judge import suppress  # few files have such comments

            whole = not report.truncated and all(ds.fragment is None for ds in sets)
            outcome = suppress.apply(document, sets, found, self._ran if whole else frozenset(), self.findings)
            report.suppressed += outcome.suppressed
            for finding, _ in outcome.suppressed:
                self._accept(finding)
            if facts.kept:
                facts.suppressions[document.number, source.origin.offset] = outcome.suppressions
            kept = outcome.kept  # with what is wrong with the comments
            return self._truncated(kept, source, report) if len(kept) > MOST else kept
        return found

    def _truncated(self, found: list[Finding], source: SourceText, report: Report) -> list[Finding]:
        """Return as many findings as are told of a document, the worst first; that there are more fails the run."""
        report.truncated = True
        report.note(f"{source.path}: more than {MOST:,} problems in one document; the others are not told")
        return sorted(found, key=lambda one: -RANK[one.severity])[:MOST]

    def _problem(self, document: Document, sets: list[DaemonSet], report: Report) -> list[Finding]:
        """Return what is wrong with a document's text, where it has to do with a DaemonSet."""
        problem, source = document.problem, document.source
        if problem is None or document.is_template or not (sets or document.is_lost):
            return []
        at = Location(source, problem.span, "", "")
        about = sets[0].owner if len(sets) == 1 else None
        message, params, number = problem.message, problem.params, document.number
        if document.is_filled_in and source.path != STDIN:
            message, params = "placeholder", {**params, **self.settings.exclusion_of(source.path)}
        finding = self.findings.of_text("DS001", message, params, at, document=number, about=about)
        report.files += not sets
        return [finding] if finding else []

    def _daemon_set(self, ds: DaemonSet, facts: TextFacts, report: Report) -> list[Finding]:
        """Return what is to be said of a DaemonSet: of several target versions each finding once, with its versions."""
        merged: dict[tuple[Any, ...], Finding] = {}
        versions: dict[tuple[Any, ...], list[str]] = {}
        for context, checks in self._checks:
            workload = Workload(ds, context.minor, self.settings.roles)
            seen: dict[tuple[Any, ...], int] = {}
            for finding in self._findings(workload, checks.of(ds), facts.filled, report):
                same = (finding.rule, finding.message, finding.at.span, finding.at.pointer, finding.field)
                seen[same] = seen.get(same, 0) + 1  # the server may have two errors that read alike
                key = (*same, seen[same])
                merged.setdefault(key, finding)
                versions.setdefault(key, []).append(context.version)
        if report.roles is not None:
            report.roles.append((f"{ds.source.path}: {ds.name}", str(workload.role)))
            from dslint.manifest.role import misstated  # asked for by -v alone

            report.notes += misstated(ds)
        found = self._keep(workload, facts, report)
        if len(self._contexts) == 1:
            return [*merged.values(), *found]
        return [finding._replace(versions=tuple(versions[key])) for key, finding in merged.items()] + found

    def _findings(
        self,
        workload: Workload,
        checks: list[tuple[Rule, Check, Context]],
        filled: FilledLater | None,
        report: Report,
    ) -> Iterator[Finding]:
        """Run every check, then leave out what another finding or the nature of a fragment makes pointless."""
        told: list[tuple[Rule, Hit]] = []
        for rule, check, context in checks:
            before = len(told)
            if before > MOST:  # one more than are told, so that it is known that there are more
                break
            try:
                for hit in check(workload, context):
                    if self.findings.counts(rule, hit):
                        told.append((rule, hit))
                        if len(told) > MOST:
                            break
            except ENDS_A_RUN:
                raise
            except BaseException as error:  # noqa: BLE001 - one broken check must not take the others with it
                del told[before:]
                yield self._broken(rule, workload.written, error, report)
        if not told:
            return
        from dslint.judge.nesting import Nesting  # nothing is found in most
        from dslint.judge.yields import standing

        mistyped = Nesting()
        for rule, hit in told:
            if rule.id == _WRONG_TYPE:
                mistyped.add(hit.field.path)
        fragment, owner = workload.written.fragment, workload.written.owner
        told = [
            (rule, hit)
            for rule, hit in told
            if fragment is None or not _elsewhere(rule, hit, fragment)
            # what is below a value of a wrong type is not what it seems
            if rule.id in _NEVER_SILENCED or mistyped.around(hit.field.path) is None
        ]
        if fragment is not None and fragment.kind == "operator":
            told = [(rule, hit._replace(fix=())) for rule, hit in told]
        if filled is not None:
            told = list(filled.without(told))
        yield from self._made([one for one in standing(told) if self.findings.speaks(*one)], owner)

    def _made(self, told: list[tuple[Rule, Hit]], owner: Owner) -> Iterator[Finding]:
        """Make findings of hits, each with the one that it only follows from."""
        from dslint.judge.causes import Causes, first_of

        found, known = [self.findings.of_hit(rule, hit, owner) for rule, hit in told], Causes(told)
        causes = [known.of(number, rule, hit) for number, (rule, hit) in enumerate(told)]
        for number, (_, hit) in enumerate(told):
            cause, first = causes[number], first_of(causes, number)
            if cause is None or first is None:
                yield found[number]
                continue
            # what is only missing elsewhere must not be written a second time
            fix = None if hit.reason is not None and told[cause][1].explains else found[number].fix
            yield found[number]._replace(cause=found[first], fix=fix)

    def _keep(self, workload: Workload, facts: TextFacts, report: Report) -> list[Finding]:
        """Keep what the rules of a whole run need; return what tells that one of them failed."""
        broken: list[Finding] = []
        seen: dict[object, Kept | None] = {}
        for one in self.memory.heard.of(workload.written) if workload.written.is_whole else ():
            try:
                kept = one.see(workload, seen)
            except ENDS_A_RUN:
                raise
            except BaseException as error:  # noqa: BLE001 - as for any check
                broken.append(self._broken(one.rule, workload.written, error, report))
            else:
                if kept is not None:
                    facts.kept.setdefault(one.rule.id, []).append(kept)
        return broken

    def finish(self, mine: ByRule, everyone: ByRule, objects: list[Record], report: Report) -> None:
        """Report what the rules of a whole run say of this engine's DaemonSets.

        ``mine`` is what was kept of these, ``everyone`` of all of the run, in order; ``objects`` likewise.
        """
        objects = [*objects, *self.settings.declared]
        for one in self.memory.run_rules:
            kept = mine.get(one.rule.id)
            if not kept:
                continue
            try:
                hits = list(one.hits(kept, everyone[one.rule.id], objects))
            except ENDS_A_RUN:
                raise
            except BaseException as error:  # noqa: BLE001 - as for any check
                first = kept[0].owner
                at = Location(first.source, Span(first.start, first.start + 1), "", "")
                self.report([self._crash(_check_of(one.rule), at, error, report)], report)
                continue
            for hit, owner in hits:
                facts = self.memory.texts[owner.source.path]
                if facts.filled is not None and not any(facts.filled.without([(one.rule, hit)])):
                    continue
                if self.findings.speaks(one.rule, hit):
                    self._report_late(one.rule, hit, owner, report)

    def _report_late(self, rule: Rule, hit: Hit, owner: Owner, report: Report) -> None:
        """Report a hit, unless a comment or an exception covers it at any of the DaemonSets that it is about."""
        from dslint.judge.together import owner_of

        finding = self.findings.of_hit(rule, hit, owner)
        for place in hit.covers:
            other = owner_of(place)
            if other is None:
                continue
            there = finding._replace(at=place.location(), document=other.document, object=other.name)
            self._accept(there)
            if (reason := self._covered(there)) or (reason := self.settings.excused(there)) is not None:
                if reason:
                    report.suppressed.append((finding, reason))
                return
        if reason := self._covered(finding):
            self._accept(finding)
            report.suppressed.append((finding, reason))
        else:
            self.report([finding], report)

    def _covered(self, finding: Finding) -> str | None:
        facts = self.memory.texts.get(finding.path)
        if facts is None:
            return None
        suppressions = facts.suppressions.get((finding.document, finding.at.source.origin.offset))
        return suppressions.covering(finding) if suppressions is not None else None

    def report(self, found: Iterable[Finding], report: Report) -> None:
        """Add findings to a report, those that the configuration accepts as suppressed ones."""
        for finding in found:
            if finding.at.source.is_rendered:
                from dslint.judge.origin import at_origin  # few texts are

                finding = at_origin(finding)  # noqa: PLW2901 - from here on it is there
            self._accept(finding)
            excuse = self.settings.excused(finding)
            if excuse is None:
                if self.settings.baseline is not None:
                    report.baselines[finding.path] = self.settings.baseline
                shown = RANK[finding.severity] >= RANK[self.settings.min_severity]
                fails = RANK[finding.severity] >= RANK[self.settings.fail_on]
                report.findings.append(finding._replace(shown=shown, fails=fails))
            elif excuse:
                report.suppressed.append((finding, Setting(excuse)))

    def _accept(self, finding: Finding) -> None:
        """Take note of the exceptions that mean a finding, whether or not it is told."""
        if self.settings.exceptions:
            self.memory.accept(finding.path, self.settings.accepting(finding))

    def _broken(self, rule: Rule, ds: DaemonSet, error: BaseException, report: Report) -> Finding:
        return self._crash(_check_of(rule), ds.root.get("kind").location(), error, report)._replace(object=ds.name)

    def _crash(self, what: str, at: Location, error: BaseException, report: Report) -> Finding:
        params = {"what": what, "error": f"{type(error).__name__}: {error}"}
        report.errors.append(f"{at.source.path}: {what} failed with {params['error']}")
        return self.findings.of_crash(params, at)


def _check_of(rule: Rule) -> str:
    return f"the check of {rule.id} ({rule.name})"


def _elsewhere(rule: Rule, hit: Hit, fragment: Fragment) -> bool:
    """Tell whether a hit on a fragment rests on what another file supplies, or on a value yet to be filled in.

    A parameter of an OpenShift Template may have any value, but the type that is written.
    """
    field = hit.field
    if fragment.leaves_out(field.path):
        return True
    if fragment.placeholder is not None and not (rule.id == _WRONG_TYPE and fragment.unknown is not None):
        fields = (field, *(note.field for note in hit.notes))
        if any(fragment.fills(one.nearest().raw, *one.path) for one in fields if isinstance(one, Field)):
            return True
    return (not isinstance(field, Field) or hit.absence or field.node is None) and fragment.supplies(field.path)
