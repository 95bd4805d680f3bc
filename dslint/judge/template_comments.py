"""Comments of templates, ``{{/* dslint: ignore[RULE] reason */}}``: no text is made of them, but they have a place."""

from __future__ import annotations

import re

from dslint.inputs.document import Document
from dslint.inputs.documents import read
from dslint.judge.suppress import Reader, Suppression, Suppressions
from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.field import Field
from dslint.source.comments import Comment, Scopes, whole
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dslint.finding import Finding
    from dslint.judge.engines import Engines
    from dslint.judge.suppress import Directive
    from dslint.source.location import Location
    from dslint.source.provenance import Origin, Rendered

_SAID = re.compile(r"\{\{-?\s*/\*[ \t\r\n]*dslint:[ \t]*(?P<text>[^\r\n]*?)[ \t]*(?:\*/|[\r\n])")


class _Said:
    """One comment: what it says, and the rules that it has kept from being reported, in whatever environment."""

    def __init__(self, reader: Reader, comment: Comment, directive: Directive) -> None:
        self.reader = reader
        self.comment = comment
        self.directive = directive
        self.used: set[str] = set()
        self.stands = False

    def covering(self, scope: object) -> Suppression:
        """Return the suppression that it is in one environment; of all of them one notes its use."""
        directive = self.directive
        return Suppression(self.comment, scope, directive.names, directive.reason, self.used)  # type: ignore[arg-type]


class TemplateComments:
    """The comments of the templates that some texts were rendered from, and what each covers in every text."""

    def __init__(self, texts: Iterable[Rendered], engines: Engines) -> None:
        self._engines = engines
        self._readers: list[Reader] = []
        self._said: dict[tuple[str, Span], _Said | None] = {}
        self._parts: dict[str, list[tuple[Document, Suppressions]]] = {}
        for text in texts:
            if text.comments:
                self._parts[text.path] = list(self._covered(text))

    def covering(self, finding: Finding, place: Location) -> str | None:
        """Return the reason of a comment that covers a finding at its place in a rendered text."""
        for document, suppressions in self._parts.get(place.source.path, ()):
            if document.start <= place.span.start < document.end:
                return suppressions.covering(finding._replace(at=place))
        return None

    def judged(self) -> Iterable[Finding]:
        """Return what is wrong with the comments: those of no use in any environment among it."""
        for one in self._said.values():
            if one is not None and one.stands:
                suppression = one.covering(None)
                one.reader.judge(suppression, self._engines.of(one.reader.source.path).heard)
        return [finding._replace(object=None) for reader in self._readers for finding in reader.findings]

    def _covered(self, text: Rendered) -> Iterable[tuple[Document, Suppressions]]:
        never = self._engines.of(text.path).findings.settings.unsuppressible
        for document in read(text, everything=True):
            root = document.tree.root if document.tree is not None else None
            if root is None:
                continue
            found, scopes = [], Scopes(text, root)
            for offset, origin in text.comments:
                if not document.start <= offset <= document.end:
                    continue
                said = self._read(origin)
                if said is None:
                    continue
                scope = whole(root) if said.directive.covers_all else scopes.at(offset, alone=_is_alone(origin))
                if scope is not None:
                    said.stands = True
                    found.append(said.covering(scope))
            yield document, Suppressions(found, never)

    def _read(self, origin: Origin) -> _Said | None:
        key = (origin.source.path, origin.span)
        if key not in self._said:
            self._said[key] = self._fresh(origin)
        return self._said[key]

    def _fresh(self, origin: Origin) -> _Said | None:
        source, span = origin.source, origin.span
        found = _SAID.match(source.text, span.start, span.end)
        if found is None:
            return None
        document = Document(source, 0, span.start, span.end, None)
        about = DaemonSet(source, 0, Field(None), None)
        reader = Reader(document, [about], self._engines.of(source.path).findings)
        self._readers.append(reader)
        comment = Comment(span, found["text"], found.start("text"))
        directive = reader.directive(comment)
        return None if directive is None else _Said(reader, comment, directive)


def _is_alone(origin: Origin) -> bool:
    """Tell whether nothing but an item's dash stands in front of a comment on its line."""
    text, start = origin.source.text, origin.span.start
    return not text[text.rfind("\n", 0, start) + 1 : start].strip("- \t")
