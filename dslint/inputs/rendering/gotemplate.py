"""Where the actions of a Go template are, and what each does: enough to mark text without understanding it.

Source: https://pkg.go.dev/text/template, src/text/template/parse/lex.go for where an action ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslint.record import NamedTuple
from dslint.source.text import Span

TEXT, COMMENT, OUTPUT, DECLARATION = "text", "comment", "output", "declaration"
OPENING = frozenset({"if", "range", "with", "block", "define"})
KEYWORDS = OPENING | {"else", "end", "template", "break", "continue"}
_LEFT = re.compile(r"\{\{(?:-(?=[ \t\r\n]))?")
_COMMENT = re.compile(r"[ \t\r\n]*/\*.*?\*/[ \t\r\n]*(?:(?<=[ \t\r\n])-)?\}\}", re.DOTALL)
# what may hold a closing brace: strings, raw strings, characters
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`|\'(?:[^\'\\\n]|\\.)*\'|\}\}')
_WORD = re.compile(r"[A-Za-z]+(?![\w.])")
_DECLARATION = re.compile(r"\$\w*(?:[ \t\r\n]*,[ \t\r\n]*\$\w*)?[ \t\r\n]*:?=(?!=)")
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`([^`]*)`')


class Token(NamedTuple):
    """A stretch of text or an action; ``kind`` of an action is its keyword, or what else it is.

    ``body`` is what stands in the action, ``left`` and ``right`` tell whether it trims the text beside it.
    """

    kind: str
    span: Span
    body: str = ""
    left: bool = False
    right: bool = False


class NoTemplateError(ValueError):
    """The text is no template: an action does not end."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the text and actions of a template in order; raises NoTemplateError where an action does not end."""
    at = 0
    while (left := _LEFT.search(text, at)) is not None:
        if left.start() > at:
            yield Token(TEXT, Span(at, left.start()))
        comment = _COMMENT.match(text, left.end())
        end = comment.end() if comment else _end(text, left.end())
        right = text.endswith("-}}", 0, end) and text[end - 4 : end - 3] in {" ", "\t", "\r", "\n"}
        body = text[left.end() : end - (3 if right else 2)].strip(" \t\r\n")
        kind = COMMENT if comment else _kind(body)
        yield Token(kind, Span(left.start(), end), body, left[0].endswith("-"), right)
        at = end
    if at < len(text):
        yield Token(TEXT, Span(at, len(text)))


def name_of(body: str) -> tuple[str, str] | None:
    """Return the literal name behind the keyword of ``define``, ``block`` or ``template``, and what follows it."""
    rest = body[_word_end(body) :].lstrip(" \t\r\n")
    return literal(rest)


def literal(text: str) -> tuple[str, str] | None:
    """Return the string that a text begins with, and what follows; ``None`` for one with escapes, or none at all."""
    found = _STRING.match(text)
    if found is None or "\\" in (found[1] or ""):
        return None
    return found[1] if found[1] is not None else found[2], text[found.end() :].strip(" \t\r\n")


def pipeline(body: str) -> list[str]:
    """Return the commands of a pipeline: what stands between its bars, but for those in parentheses and strings."""
    parts, depth, start, at = [], 0, 0, 0
    while at < len(body):
        char = body[at]
        if char in "\"`'" and (quoted := _QUOTED.match(body, at)) is not None:
            at = quoted.end()
            continue
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            parts.append(body[start:at])
            start = at + 1
        at += 1
    return [part.strip(" \t\r\n") for part in (*parts, body[start:])]


def _kind(body: str) -> str:
    word = body[: _word_end(body)]
    if word in KEYWORDS:
        return word
    return DECLARATION if _DECLARATION.match(body) else OUTPUT


def _word_end(body: str) -> int:
    found = _WORD.match(body)
    return found.end() if found else 0


def _end(text: str, at: int) -> int:
    while (found := _QUOTED.search(text, at)) is not None:
        if found[0] == "}}":
            return found.end()
        at = found.end()
    raise NoTemplateError("an action does not end")
