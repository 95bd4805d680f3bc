"""Suppression comments for findings of rendered text, in the template, the resource or the patch that they are at.

A comment of a template prints nothing, and no comment of YAML changes what is built: that is proved by rendering again.
"""

from __future__ import annotations

import os
import re

from dslint.fix.ignores import ABOUT_COMMENTS, JSON, comment_on, line_of
from dslint.fix.origins import PACKED, Change, merged, still_alike
from dslint.fix.rounds import identity
from dslint.fix.verify import chunks_of
from dslint.inputs.documents import read
from dslint.inputs.rendering.gotemplate import TEXT, NoTemplateError, tokens
from dslint.inputs.rendering.overlays import patch_texts
from dslint.inputs.tree import KUSTOMIZATIONS
from dslint.judge.origin import rendered_place
from dslint.record import NamedTuple
from dslint.source.edit import Edit, splice
from dslint.source.layout import Layout, Lines
from dslint.source.provenance import ACTION, TEMPLATE, Rendered
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dslint.finding import Finding
    from dslint.fix.origins import Judge
    from dslint.judge.report import Report
    from dslint.source.location import Location
    from dslint.source.text import SourceText

UNKNOWN = "the line that it comes from is not known"
NO_PLACE = "no comment can stand there"
OTHERWISE = "rendered with a comment there, something else is otherwise"
_SAID = re.compile(r"\{\{-?[ \t]*/\*[ \t]*dslint:[ \t]*ignore[ \t]*\[[^\]\r\n]*(?=\])")


IN_VAIN = "a comment there does not cover it"


class Suppressed(NamedTuple):
    """Changes by the path of what they change, what they suppress, and what is left with the reason."""

    changes: dict[str, Change]
    findings: list[Finding]
    held: list[tuple[Finding, str]]


class _Noted(NamedTuple):
    """A comment for findings of one line."""

    findings: tuple[Finding, ...]
    change: Change


class _Line(NamedTuple):
    """A line that a comment can be about: of a template, or of a document of YAML."""

    source: SourceText
    start: int
    layout: Layout | None


def suppressed(report: Report, texts: Sequence[Rendered], reason: str, judge: Judge) -> Suppressed:
    """Return the comments that suppress findings of rendered texts and change nothing else."""
    made, held = _noted(report.findings, texts, reason)
    if made:
        files = {shown: path for text in texts for shown, path in text.files.items()}
        drafts = {
            files[path]: one.source.with_text(splice(one.source.text, one.edits)).encode()
            for path, one in merged(one.change for one in made).items()
        }
        left = {identity(finding) for finding in judge(drafts)[0].findings}
        vain = [one for one in made if any(identity(finding) in left for finding in one.findings)]
        held += [(finding, IN_VAIN) for one in vain for finding in one.findings]
        made = [one for one in made if one not in vain]
    return Suppressed(merged(one.change for one in made), [finding for one in made for finding in one.findings], held)


def _noted(
    findings: Iterable[Finding], texts: Sequence[Rendered], reason: str
) -> tuple[list[_Noted], list[tuple[Finding, str]]]:
    """Return the comments for findings of rendered texts that change nothing, and the findings that can have none."""
    files = {path for text in texts for path in text.files}
    held: list[tuple[Finding, str]] = []
    lines: dict[tuple[str, int], tuple[_Line, list[Finding]]] = {}
    for finding in findings:
        place = rendered_place(finding)
        if not finding.fails or place is None or finding.rule in ABOUT_COMMENTS:
            continue
        line = _line(finding, place, files)
        if isinstance(line, str):
            held.append((finding, line))
        else:
            lines.setdefault((line.source.path, line.start), (line, []))[1].append(finding)
    made = []
    for line, here in lines.values():
        names = sorted({one.name for one in here})
        edit = _of_template(line, names, reason) if line.layout is None else _of_yaml(line, names, reason)
        if edit is None:
            held += [(one, NO_PLACE) for one in here]
        else:
            made.append(_Noted(tuple(here), Change(line.source, (edit,))))
    kept = [*_alike(made, texts)]
    held += [(one, OTHERWISE) for other in made if other not in kept for one in other.findings]
    return kept, held


def _alike(made: list[_Noted], texts: Sequence[Rendered]) -> Iterator[_Noted]:
    """Yield the comments with which all is rendered as it was; where one of them is at fault, each file by itself."""
    if not made or still_alike(merged(one.change for one in made), texts):
        yield from made
        return
    for path in dict.fromkeys(one.change.source.path for one in made):
        own = [one for one in made if one.change.source.path == path]
        if still_alike(merged(one.change for one in own), texts):
            yield from own


def _line(finding: Finding, place: Location, files: set[str]) -> _Line | str:
    """Return the line that a comment for a finding can stand at, or why there is none."""
    text = place.source
    origin = text.where(place.span) if isinstance(text, Rendered) else None
    if origin is None:
        return UNKNOWN
    if origin.source.path not in files:
        return PACKED
    if origin.kind in (TEMPLATE, ACTION):
        stretch = text.stretch(max(place.span.end - 1, place.span.start)) if isinstance(text, Rendered) else None
        there = stretch.origin if stretch is not None else None
        end = there.span.end if there is not None and there.source is origin.source else origin.span.end
        return _Line(origin.source, Lines(origin.source.text).start(end - 1), None)
    return _of_document(origin.source, finding.at.span.start)


def _of_document(source: SourceText, at: int) -> _Line | str:
    """Return the line of an offset in a document, or in one that stands as text in a kustomization."""
    if not chunks_of(source.text):
        return JSON
    inside = patch_texts(source) if os.path.basename(source.path) in KUSTOMIZATIONS else ()
    found: _Line | None = None
    for text in (source, *inside):
        for document in read(text, everything=True):
            root = document.tree.root if document.tree is not None else None
            if root is not None and root.start <= at <= document.end:
                layout = Layout(text.text, root)
                found = _Line(source, line_of(layout, at), layout)
    return found or NO_PLACE


def _of_yaml(line: _Line, names: list[str], reason: str) -> Edit | None:
    return comment_on(line.layout, line.start, names, reason) if line.layout is not None else None


def _of_template(line: _Line, names: list[str], reason: str) -> Edit | None:
    """Return the edit that puts a comment behind a line of a template, or adds to the one that stands there."""
    if "*/" in reason:
        return None
    text = line.source.text
    end = Lines(text).end(line.start)
    said = _SAID.search(text, line.start, end)
    if said is not None:
        return Edit(Span(said.end(), said.end()), "".join(f", {name}" for name in names))
    end = line.start + len(text[line.start : end].rstrip())
    try:
        found = [token for token in tokens(text) if token.span.start < end]
    except NoTemplateError:
        return None
    last = found[-1] if found else None
    if last is not None and last.kind != TEXT and last.span.end > end:  # an action of several lines
        return None
    trims = " -" if last is not None and last.kind != TEXT and last.right else ""
    return Edit(Span(end, end), f" {{{{- /* dslint: ignore[{', '.join(names)}] {reason} */{trims}}}}}")
