"""Comments that suppress findings and are not rendered: in resources and patches of kustomize, and in values."""

from __future__ import annotations

import os

from dslint.inputs.documents import read
from dslint.inputs.rendering.overlays import patch_texts
from dslint.inputs.tree import KUSTOMIZATIONS
from dslint.judge.origin import RENDERED
from dslint.judge.suppress import Reader, Suppressions
from dslint.judge.template_comments import TemplateComments
from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.field import Root
from dslint.source.provenance import PATCH, RESOURCE, Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dslint.finding import Finding
    from dslint.judge.engines import Engines
    from dslint.judge.report import Report
    from dslint.judge.suppress import Suppression
    from dslint.source.location import Location
    from dslint.source.text import SourceText

IN_ORIGIN = "what is rendered from the comment's file may differ without it; take it out by hand"
_DROPPED = (RESOURCE, PATCH)


class Commented:
    """The texts that something was rendered from and whose comments are lost on the way, with those comments."""

    def __init__(self, texts: Iterable[Rendered], engines: Engines) -> None:
        self._engines = engines
        self._parts: dict[str, list[tuple[Reader, list[Suppression], Suppressions]]] = {}
        texts = list(texts)
        self._templates = TemplateComments(texts, engines)
        # several texts may stand in one file: those of objects in it
        sources = (source for text in texts for source in (*text.values, *_dropping(text)))
        for (path, _), source in {(one.path, one.text): one for one in sources if "dslint:" in one.text}.items():
            self._parts.setdefault(path, []).extend(self._read(source))

    def cover(self, report: Report) -> None:
        """Take out of a report what the comments cover in the environment of each finding."""
        kept: list[Finding] = []
        for finding in report.findings:
            reason = self._covering(finding)
            if reason is None:
                kept.append(finding)
            else:
                report.suppressed.append((finding, reason))
        for finding, _ in report.suppressed:
            self._covering(finding)
        report.findings = kept

    def judge(self, report: Report) -> None:
        """Add to a report what is wrong with the comments: that they were of no use in any environment, for one."""
        for path, parts in self._parts.items():
            engine = self._engines.of(path)
            for reader, suppressions, _ in parts:
                for one in suppressions:
                    reader.judge(one, engine.heard)
                self._tell(reader.findings, report)
        self._tell(self._templates.judged(), report)

    def _tell(self, findings: Iterable[Finding], report: Report) -> None:
        known = {(one.rule, one.path, one.at.span) for one in report.findings}
        for one in findings:
            if (one.rule, one.path, one.at.span) not in known:
                kept = one if one.fix is None else one._replace(fix=None, held=IN_ORIGIN)
                if kept.object is not None and not kept.object.name:  # values are no object
                    kept = kept._replace(object=None)
                self._engines.of(one.path).report([kept], report)

    def _covering(self, finding: Finding) -> str | None:
        reasons = [self._at(finding, finding.at)]
        reasons += [self._at(finding, label) for label in finding.related if label.role == "values"]
        rendered = (label for label in finding.related if label.role == RENDERED)
        reasons += [self._templates.covering(finding, label) for label in rendered]
        return next((reason for reason in reasons if reason is not None), None)

    def _at(self, finding: Finding, place: Location) -> str | None:
        here = finding._replace(at=place._replace(pointer=""))
        found = [one.covering(here) for _, _, one in self._parts.get(place.source.path, ())]
        return next((reason for reason in found if reason is not None), None)

    def _read(self, source: SourceText) -> Iterable[tuple[Reader, list[Suppression], Suppressions]]:
        findings = self._engines.of(source.path).findings
        # in a kustomization the patches that stand in it as text have comments of their own
        texts = [source, *(patch_texts(source) if os.path.basename(source.path) in KUSTOMIZATIONS else ())]
        for document in (document for text in texts for document in read(text, everything=True)):
            if document.tree is not None:
                whole = DaemonSet(source, document.number, Root(document.tree.root, source), None)
                reader = Reader(document, [whole], findings)
                found = list(reader.read())
                yield reader, found, Suppressions(found, findings.settings.unsuppressible)


def _dropping(text: Rendered) -> Iterable[SourceText]:
    return (one.origin.source for one in text.stretches if one.origin is not None and one.origin.kind in _DROPPED)
