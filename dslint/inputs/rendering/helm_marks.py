"""A second set of templates beside those of a chart, which print the same text with marks in it.

Each template gets a twin that prints it as a JSON string in an object of its own: so Helm never reads marked text as
YAML. The chart's own templates and definitions stay as they are, for whatever computes with their text: a twin uses the
marked twins of definitions only where the text comes out as it is, indented or quoted at most.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator

from dslint.inputs.rendering.gotemplate import COMMENT as COMMENTED
from dslint.inputs.rendering.gotemplate import (
    OPENING,
    OUTPUT,
    TEXT,
    NoTemplateError,
    Token,
    literal,
    name_of,
    pipeline,
    tokens,
)
from dslint.inputs.rendering.marks import Marks
from dslint.record import NamedTuple
from dslint.source.comments import MARK as SPEAKS
from dslint.source.provenance import ACTION, COMMENT, TEMPLATE, Origin
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dslint.source.text import SourceText

PREFIX = "dslint."
_IS_TEMPLATE = re.compile(r"(?:charts/[^/]+/)*templates/.+")
_CARRIER = re.compile(r'^data: \{"text": (".*")\}$', re.MULTILINE)
# functions that leave the characters of a text as they are; what they add or take away has no mark in it
_CLEAR = frozenset({"nindent", "indent", "trim", "quote", "squote", "toString"})
_INCLUDE = re.compile(r"include[ \t\r\n]+(?=[\"`])")
# the mark goes in front of the first visible character: of what is empty nothing may be seen
_HELPERS = (
    '{{- define "dslint print" -}}{{ index . 1 }}{{- end -}}'
    '{{- define "dslint mark" -}}{{- regexReplaceAll "^(\\\\s*)(\\\\S)" (include "dslint print" .) '
    '(printf "${1}%s${2}" (index . 0)) -}}{{- end -}}\n'
)


class Twins(NamedTuple):
    """The templates to put beside those of a chart, by path, and which template each twin that prints is for."""

    files: dict[str, str]
    printing: dict[str, str]
    marks: Marks[Origin]


def is_template(path: str) -> bool:
    """Tell whether a file of a chart, or of one that lies unpacked in it, is a template, by its path."""
    return _IS_TEMPLATE.fullmatch(path) is not None


def twins(templates: Mapping[str, SourceText]) -> Twins:
    """Return the twins of templates; of one that is no template to us there is none."""
    read: dict[str, list[Token]] = {}
    for path, source in templates.items():
        try:
            found = list(tokens(source.text))
        except NoTemplateError:
            continue
        if _balanced(found):
            read[path] = found
    marks: Marks[Origin] = Marks()
    defined = {name[0] for found in read.values() for token in found if (name := _defined(token)) is not None}
    made = Twins({}, {}, marks)
    for number, (path, found) in enumerate(read.items()):
        folder, base = posixpath.split(path)
        hidden = base.startswith("_")
        twin = posixpath.join(folder, f"{'_' if hidden else ''}{PREFIX}{base}")
        body, definitions = _Writer(templates[path], marks, defined).write(found)
        text = "".join(f'{{{{- define "{PREFIX}{name}" }}}}{inner}{{{{ end -}}}}\n' for name, inner in definitions)
        if not hidden and base != "NOTES.txt":
            own = f"{PREFIX}{number}"
            text += (
                f'{{{{- define "{own} body" }}}}{body}{{{{ end -}}}}\n'
                f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {own}}}\n"
                f'data: {{"text": {{{{ include "{own} body" . | toJson }}}}}}\n'
            )
            made.printing[twin] = path
        made.files[twin] = text
    return made._replace(files=_with_helpers(made.files))


def printed(document: str) -> str | None:
    """Return the marked text in an object that a twin prints."""
    found = _CARRIER.search(document)
    # Helm takes that out of what it prints, where it is not escaped as here
    return None if found is None else str(json.loads(found[1])).replace("<no value>", "")


def _with_helpers(files: dict[str, str]) -> dict[str, str]:
    """Add what all twins use to the first of them, where the definitions of all charts are known."""
    first = min(files, default=None, key=lambda path: path.count("/"))
    return {path: _HELPERS + text if path == first else text for path, text in files.items()}


def _balanced(found: list[Token]) -> bool:
    depth = 0
    for token in found:
        depth += (token.kind in OPENING) - (token.kind == "end")
        if depth < 0:
            return False
    return depth == 0


def _defined(token: Token) -> tuple[str, str] | None:
    return name_of(token.body) if token.kind in {"define", "block"} else None


class _Writer:
    """Writes the twin of one template: its text, and apart from it that of its definitions."""

    def __init__(self, source: SourceText, marks: Marks[Origin], defined: set[str]) -> None:
        self.source = source
        self.marks = marks
        self.defined = defined
        self.definitions: list[tuple[str, str]] = []

    def write(self, found: list[Token]) -> tuple[str, list[tuple[str, str]]]:
        """Return the text and the definitions."""
        # definitions and blocks are taken out: each is a text of its own, under its name
        texts: list[list[str]] = [[]]
        open_: list[str | None] = []
        for token in found:
            name = _defined(token)
            if token.kind in OPENING:
                open_.append(name[0] if name is not None else None)
            if token.kind == "end":
                closed = open_.pop()
                if closed is not None:
                    self.definitions.append((closed, "".join([*texts.pop(), _empty(token, right=False)])))
                    texts[-1].append(_empty(token, left=False))
                    continue
            if name is not None:
                if token.kind == "block":
                    texts[-1].append(self._action(token, self._included(name[0], name[1])))
                    texts.append([_empty(token, left=False)])
                else:
                    texts[-1].append(_empty(token, right=False))
                    texts.append([_empty(token, left=False)])
                continue
            texts[-1].append(self._written(token))
        return "".join(texts[0]), self.definitions

    def _written(self, token: Token) -> str:
        if token.kind == TEXT:
            return "".join(self._lines(token.span))
        if token.kind == COMMENTED and SPEAKS in token.body:
            mark = self.marks.of(Origin(COMMENT, self.source, token.span))
            return f'{"{{- " if token.left else "{{ "}"{mark}"{_close(token)}'
        if token.kind == OUTPUT:
            return self._action(token, self._followed(token.body))
        name = name_of(token.body) if token.kind == "template" else None
        if name is not None and name[0] in self.defined:
            return self._action(token, self._included(*name))
        return self.source.text[token.span.start : token.span.end]

    def _lines(self, span: Span) -> Iterator[str]:
        text, at = self.source.text, span.start
        while at < span.end:
            stop = text.find("\n", at, span.end) + 1 or span.end
            line = text[at:stop]
            visible = len(line) - len(line.lstrip(" \t\r\n"))
            if visible < len(line):
                end = at + len(line.rstrip("\r\n"))
                yield line[:visible] + self.marks.of(Origin(TEMPLATE, self.source, Span(at + visible, end)))
                yield line[visible:]
            else:
                yield line
            at = stop

    def _action(self, token: Token, body: str) -> str:
        mark = self.marks.of(Origin(ACTION, self.source, token.span))
        return f'{"{{- " if token.left else "{{ "}include "dslint mark" (list "{mark}" ({body})){_close(token)}'

    def _followed(self, body: str) -> str:
        """Return an action with the twin of the definition that it includes, where its text comes out as it is."""
        first, *rest = pipeline(body)
        called = _INCLUDE.match(first)
        name = literal(first[called.end() :]) if called is not None else None
        if (
            name is None
            or name[0] not in self.defined
            or not all(part.split(None, 1)[0] in _CLEAR for part in rest if part)
        ):
            return body
        return " | ".join([self._included(*name), *rest])

    @staticmethod
    def _included(name: str, argument: str) -> str:
        return f'include "{PREFIX}{name}" {f"({argument})" if argument else "nil"}'


def _empty(token: Token, *, left: bool = True, right: bool = True) -> str:
    """Return an action that does nothing but trim the text beside it as another does."""
    left, right = left and token.left, right and token.right
    if not (left or right):
        return ""
    return f"{'{{- ' if left else '{{'}/* */{' -}}' if right else '}}'}"


def _close(token: Token) -> str:
    return " -}}" if token.right else " }}"
