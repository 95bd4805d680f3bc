"""What is wrong with a text that is no YAML, in plain words and with the place that its author has to change.

libyaml says where it gave up and what it wished for; the mistake is often elsewhere: at the quote that is never closed,
in the line above that lacks its colon. Both of PyYAML's parsers are understood, their wording differs.
"""

from __future__ import annotations

import re

from dslint.record import NamedTuple
from dslint.source.nodes import MAX_DEPTH

# behind comments and empty lines
_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*%")
_BREAKS = {"\x85": "U+0085", "\u2028": "U+2028", "\u2029": "U+2029"}
_ENDS = ("\n", "\r", *_BREAKS)
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
LONGEST_KEY = 1024
_CLOSERS = {"[": "]", "{": "}"}


class SyntaxFault(NamedTuple):
    """A mistake: its ``kind`` is a message of DS001, ``start`` and ``end`` are offsets in the text."""

    kind: str
    reason: str
    start: int
    end: int


def explain(text: str, problem: str, at: int, opened: int | None) -> SyntaxFault:
    """Name the mistake behind an error of the parser.

    ``at`` is where the parser gave up, ``opened`` where the construct begins that it was reading.
    """
    char = text[at : at + 1]
    if directive := _DIRECTIVE.match(text):
        start = directive.end() - 1
        return SyntaxFault("directive", "it opens with a % directive", start, _line_end(text, start))
    if "nesting depth" in problem:  # libyaml has a limit of its own
        return SyntaxFault("too-large", f"it is nested deeper than {MAX_DEPTH} levels", at, at + 1)
    if char == "\t":
        return SyntaxFault("tab", "a tab where only spaces may indent", at, at + 1)
    if "start any token" in problem:
        return SyntaxFault("unquoted", f"a plain value cannot start with {char}", at, at + 1)
    if "alphabetic or numeric" in problem and opened is not None:
        what = {"*": "an alias", "&": "an anchor"}.get(text[opened], "a name")
        return SyntaxFault("unquoted", f"{text[opened]} starts {what} and a name must follow", opened, at)
    if "quoted scalar" in problem or "unexpected end of stream" in problem or "unexpected document" in problem:
        start = at if opened is None else opened
        return SyntaxFault("open-quote", "a quote is never closed", start, start + 1)
    if "escape" in problem or "hexdecimal" in problem:
        return _escape(text, at)
    if "mapping values are not allowed" in problem:
        return _second_colon(text, at)
    if "unexpected ':'" in problem:
        return SyntaxFault("colon", "a colon stands before a bracket or comma", at, at + 1)
    if "could not find expected ':'" in problem and opened is not None:
        return _no_colon(text, opened)
    if "',' or" in problem and opened is not None:
        return _flow(text, at, opened)
    if "sequence entries are not allowed" in problem:
        return SyntaxFault("inline-list", "a list cannot begin in the line of its key", at, at + 1)
    if "expected key" in problem or "<block end>" in problem or "'-' indicator" in problem:
        return _block(text, at, opened)
    return _other(text, problem, at)


def _other(text: str, problem: str, at: int) -> SyntaxFault:
    char = text[at : at + 1].strip()
    if not text[at:].strip():  # the text ends; what stands last says more
        at = max(len(text[:at].rstrip()) - 1, 0)
        if text[at : at + 1] in _CLOSERS:
            return SyntaxFault("open-bracket", f"{text[at]} is never closed", at, at + 1)
    if "node content" in problem:
        return SyntaxFault("syntax", f"no value before {char}" if char else "a value is missing", at, at + 1)
    if "tag" in problem:
        return SyntaxFault("unquoted", "! starts a tag that is not defined", at, at + 1)
    if "mapping keys are not allowed" in problem:
        return SyntaxFault("unquoted", "a plain value cannot start with ? and a space", at, at + 1)
    if "line break" in problem or "indentation indicator" in problem:
        return SyntaxFault("syntax", "a block of text begins on the line below its | or >", at, at + 1)
    return SyntaxFault("syntax", problem, at, at + 1)


def _escape(text: str, at: int) -> SyntaxFault:
    start = text.rfind("\\", 0, at + 1)
    start = at if start < 0 else start
    return SyntaxFault("escape", f"{text[start : start + 2]} is no escape of a double-quoted value", start, start + 2)


def _second_colon(text: str, at: int) -> SyntaxFault:
    """Explain a colon that makes no key: the second in its line, in a line too deep, or below a line without one."""
    start = _content(text, _line_start(text, at))
    if at - start > LONGEST_KEY:
        return SyntaxFault("syntax", f"a key is longer than {LONGEST_KEY:,} characters", start, at)
    if ": " in text[start:at]:
        return SyntaxFault("colon", "a second colon and space in one line", at, at + 1)
    before = text[:start].rstrip()
    above = _content(text, _line_start(text, len(before)))
    line = before[above:]
    behind = above + 3 if line.startswith("---") else above  # text to YAML, a separator to kubectl
    odd = next((one for one in (start, above, behind) if text[one] == "\xa0"), None)
    if odd is not None:
        return SyntaxFault("odd-space", "U+00A0 looks like a space and is none", odd, odd + 1)
    if above < start and line and not line.startswith("#"):
        colon = line.find(":")
        if colon < 0:
            return SyntaxFault("missing-colon", "a key has no colon", above, above + len(line))
        if ": " not in line and not line.endswith(":"):
            return SyntaxFault("missing-space", "no space after the colon of a key", above + colon, above + colon + 1)
    return SyntaxFault("indentation", "a line is indented deeper than the one above allows", start, at)


def _no_colon(text: str, opened: int) -> SyntaxFault:
    end = _line_end(text, opened)
    line = text[opened:end]
    before = text[opened - 1 : opened]
    if before in _BREAKS:
        return SyntaxFault("line-separator", f"{_BREAKS[before]} ends a line in YAML", opened - 1, opened)
    if line.startswith(_CONFLICT):
        return SyntaxFault("conflict", "a merge conflict is left in it", opened, opened + 7)
    if line.startswith("-"):
        return SyntaxFault("missing-space", "no space after the dash of a list item", opened, opened + 1)
    if ":" in line:
        colon = opened + line.find(":")
        return SyntaxFault("missing-space", "no space after the colon of a key", colon, colon + 1)
    return SyntaxFault("missing-colon", "a key has no colon", opened, opened + len(line.split(" #")[0].rstrip()))


def _flow(text: str, at: int, opened: int) -> SyntaxFault:
    bracket, before = text[opened], text[opened:at].rstrip()
    if not text[at:].strip() or "\n" in before:
        return SyntaxFault("open-bracket", f"{bracket} is never closed", opened, opened + 1)
    if text[at] == "?":
        return SyntaxFault("unquoted", "? ends a plain value inside brackets", at, at + 1)
    if before.endswith(("'", '"')) and text[at] not in "'\"":
        return SyntaxFault("after-quote", "text follows the closing quote of a value", at, at + 1)
    return SyntaxFault("syntax", f"neither a comma nor {_CLOSERS.get(bracket, 'the end')} before this", at, at + 1)


def _block(text: str, at: int, opened: int | None) -> SyntaxFault:
    """Something that continues neither the mapping nor the list it stands in."""
    start = _line_start(text, at)
    content = _content(text, start)
    if content < at:
        before = text[content:at].rstrip()
        if before.endswith(("'", '"')):
            return SyntaxFault("after-quote", "text follows the closing quote of a value", at, _line_end(text, at))
        return SyntaxFault("syntax", "text follows a value that is complete", at, _line_end(text, at))
    if opened is not None and at - start == opened - _line_start(text, opened):
        if text[at] == "-":
            return SyntaxFault("mixed", "a list item stands among the keys of a mapping", at, at + 1)
        if text[opened] == "-":
            return SyntaxFault("mixed", "a key stands among the items of a list", at, _line_end(text, at))
    return SyntaxFault("indentation", "a line is indented unlike the lines that it belongs to", at, _line_end(text, at))


def _line_start(text: str, at: int) -> int:
    return max(text.rfind(char, 0, at) for char in _ENDS) + 1


def _line_end(text: str, at: int) -> int:
    end = min((end for char in _ENDS if (end := text.find(char, at)) >= 0), default=len(text))
    return max(len(text[:end].rstrip()), at + 1)


def _content(text: str, start: int) -> int:
    """Return where a line's content begins, behind blanks and the dashes of list items."""
    while text.startswith((" ", "- "), start):
        start += 1
    return start
