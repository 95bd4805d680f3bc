"""The pipeline: inputs to findings, one source after another, nothing kept but what is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from dslint.finding import RANK, Finding, Hit, Label
from dslint.manifest.context import Context
from dslint.manifest.daemonset import DaemonSet, Fragment
from dslint.manifest.documents import Document, Skipped, daemon_sets, read
from dslint.manifest.field import Field
from dslint.source.text import SourceText, Span
from dslint.template import fill

if TYPE_CHECKING:
    from dslint.config import Settings
    from dslint.registry import Message, Rule

FragmentFinder = Callable[[DaemonSet], "Fragment | None"]
# what names an item of a list, so that a fingerprint survives reordering
_ITEM_NAMES = ("name", "mountPath", "devicePath", "containerPort", "key", "ip", "topologyKey", "path")


@dataclass(slots=True)
class Report:
    """What one run found, and what it could not do."""

    findings: list[Finding] = field(default_factory=list)
    suppressed: list[tuple[Finding, str]] = field(default_factory=list)
    files: int = 0
    daemon_sets: int = 0
    notes: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    fragments: list[tuple[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def worst(self) -> int:
        """Return the rank of the gravest finding, 0 without any."""
        return max((RANK[finding.severity] for finding in self.findings), default=0)

    def affected(self) -> int:
        """Return how many DaemonSets have findings."""
        return len({(f.path, f.document, f.object) for f in self.findings if f.object})


class Engine:
    """The rules that are on for one configuration, with their checks imported."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rules = settings.selection.on()
        self.by_id = {rule.id: rule for rule in settings.selection.rules}
        selected = frozenset(rule.id for rule in self.rules)
        self.contexts = [Context(minor, selected, settings.options) for minor in settings.minors]
        self.checks = [(rule, check) for rule in self.rules if (check := rule.load()) is not None]

    def check(self, source: SourceText, report: Report, fragment_of: FragmentFinder = lambda _: None) -> None:
        """Check one text and add to the report what there is to say of it."""
        from dslint import suppress  # not needed by files without a DaemonSet

        found: list[Finding] = []
        documents: list[Document] = []
        for document in read(source):
            if document.problem is not None and not self._problem(source, document, found, report):
                continue
            for one in daemon_sets(source, document):
                if isinstance(one, Skipped):
                    report.notes.append(f"{source.path}: DaemonSet of {one.api_version} is another kind, not checked")
                    continue
                documents.append(document)
                report.daemon_sets += 1
                one.fragment = fragment_of(one)
                if one.fragment is not None:
                    report.fragments.append((source.path, one.fragment.reason))
                one.origin = _helm_source(source.text, document)
                found += self._daemon_set(one, report)
        kept = suppress.apply(source, documents, found, self, report) if "dslint:" in source.text else found
        for finding in kept:
            excuse = self.settings.excused(finding)
            if excuse is None:
                report.findings.append(finding)
            elif excuse:
                report.suppressed.append((finding, excuse))

    def unreadable(self, source: SourceText, reason: str, report: Report) -> None:
        """Report a text that could not be decoded or read to its end, at the place where reading stopped."""
        end = len(source.text)
        finding = self.finding("DS001", "undecodable", {"reason": reason}, Label(source, Span(end, end + 1), "", ""))
        if finding is not None:
            report.findings.append(finding)

    def finding(
        self,
        rule_id: str,
        message: str,
        params: dict[str, Any],
        at: Label,
        *,
        document: int = 0,
        about: DaemonSet | None = None,
    ) -> Finding | None:
        """Make a finding that no check yields: about the text itself, a comment or a crash."""
        rule = self.by_id[rule_id]
        said = rule.messages[message]
        if not self.settings.selection.speaks(rule, said):
            return None
        return Finding(
            rule=rule.id,
            name=rule.name,
            severity=self._severity(rule, said),
            message=fill(said.text, params),
            at=at._replace(text=fill(said.label or "", params)),
            document=document,
            object=about.name if about else None,
            why=fill(said.why, params) if said.why else None,
            help=fill(said.help, params) if said.help else None,
            origin=about.origin if about else None,
            message_key=message,
        )

    def _severity(self, rule: Rule, message: Message) -> str:
        return self.settings.severity.get(rule.id) or message.severity or rule.severity

    def _problem(self, source: SourceText, document: Document, found: list[Finding], report: Report) -> bool:
        """Report what is wrong with a document's text; return whether it can be checked all the same."""
        problem = document.problem
        assert problem is not None  # noqa: S101 - the caller looked
        if problem.fatal and "{{" in source.text[document.start : document.end]:
            report.notes.append(
                f"{source.path}: not YAML before its template is rendered, not checked; "
                "run: helm template CHART | dslint check -"
            )
            return False
        at = Label(source, problem.span, "", "")
        finding = self.finding("DS001", problem.message, problem.params, at, document=document.number)
        if finding is not None:
            found.append(finding)
        return document.tree is not None

    def _daemon_set(self, ds: DaemonSet, report: Report) -> list[Finding]:
        merged: dict[tuple[Any, ...], Finding] = {}
        versions: dict[tuple[Any, ...], list[str]] = {}
        for context in self.contexts:
            for finding in self._hits(ds, context, report):
                key = (finding.rule, finding.message, finding.at.span, finding.at.pointer)
                merged.setdefault(key, finding)
                versions.setdefault(key, []).append(context.version)
        if len(self.contexts) == 1:
            return list(merged.values())
        return [replace(finding, versions=tuple(versions[key])) for key, finding in merged.items()]

    def _hits(self, ds: DaemonSet, context: Context, report: Report) -> Iterator[Finding]:
        pairs: list[tuple[Rule, Hit]] = []
        for rule, check in self.checks:
            if not rule.applies_to(context.minor):
                continue
            try:
                pairs += [(rule, hit) for hit in check(ds, context)]
            except Exception as error:  # noqa: BLE001 - one broken check must not take the others with it
                yield from self._crash(rule, ds, error, report)
        mistyped = [hit.field.path for rule, hit in pairs if rule.id == "DS110"]
        for rule, hit in pairs:
            said = rule.messages[hit.message]
            if not self.settings.selection.speaks(rule, said):
                continue
            if ds.fragment is not None and (hit.absence or hit.field.node is None):
                continue
            if (
                mistyped
                and rule.id not in ("DS109", "DS110")
                and not rule.id.startswith("DS0")
                and _below(hit.field, mistyped)
            ):
                continue
            yield self._from_hit(rule, said, hit, ds)

    def _from_hit(self, rule: Rule, said: Message, hit: Hit, ds: DaemonSet) -> Finding:
        params = hit.params
        here = hit.part or hit.field.span(key=hit.key)
        nearest = hit.field.nearest()
        return Finding(
            rule=rule.id,
            name=rule.name,
            severity=self._severity(rule, said),
            message=fill(said.text, params),
            at=Label(ds.source, here, fill(said.label or "", params), nearest.pointer),
            document=ds.document,
            object=ds.name,
            related=tuple(
                Label(ds.source, note.field.span(key=note.key), note.text, note.field.nearest().pointer)
                for note in hit.notes
            ),
            why=fill(said.why, params) if said.why else None,
            help=fill(said.help, params) if said.help else None,
            origin=ds.origin,
            message_key=hit.message,
            field=hit.server_field,
            reason=hit.reason,
            server_text=hit.server_text,
            server_warning=hit.server_warning,
            identity=_identity(hit.field),
        )

    def _crash(self, rule: Rule, ds: DaemonSet, error: Exception, report: Report) -> Iterator[Finding]:
        params = {"rule": f"{rule.id} ({rule.name})", "error": f"{type(error).__name__}: {error}"}
        at = Label(ds.source, ds.root.get("kind").span(), "", ds.root.pointer)
        report.errors.append(f"{ds.source.path}: the check of {params['rule']} failed with {params['error']}")
        finding = self.finding("DS007", "crash", params, at, document=ds.document, about=ds)
        if finding is not None:
            yield finding


def _below(place: Field, paths: Iterable[tuple[Any, ...]]) -> bool:
    path = place.path
    return any(path[: len(above)] == above for above in paths)


def _identity(place: Field) -> str:
    """Return the pointer with list items named by their key field instead of their index."""
    steps: list[str] = []
    at: Field | None = place
    while at is not None and at.name is not None:
        step = str(at.name)
        if isinstance(at.name, int):
            named = next(
                (f"{name}={value.text or value.value}" for name in _ITEM_NAMES if (value := at.get(name))), step
            )
            step = f"[{named}]"
        steps.append(step)
        at = at.parent
    return "/".join(reversed(steps))


def _helm_source(text: str, document: Document) -> str | None:
    """Return the template that Helm says it rendered this document from."""
    mark = "# Source: "
    at = text.find(mark, document.start, document.end)
    if at < 0:
        return None
    end = text.find("\n", at)
    return text[at + len(mark) : end if end >= 0 else document.end].strip()
