"""Templates: text that is no YAML before its actions are carried out, and nothing else that has braces somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.pattern import pattern
from dslint.source.text import Span
from dslint.source.tree import ParseError, parse

_CLOSES = {"{{": "}}", "{%": "%}", "%{": "}"}
# of Terraform's templates: %{ for x in y } and the like, not what log parsers write so
_OPENS = pattern(r"\{[{%]|%\{(?=~?\s*(?:if|else|endif|for|endfor)\b)")
_ENDS = pattern(r"[ \t\r]*(?:\n[ \t]|\Z)")


def is_template(text: str) -> bool:
    """Tell of a text that cannot be read whether actions alone keep it from being YAML.

    It has lines of nothing else, which begin and end what is chosen or repeated; or it reads with a plain word, or with
    nothing, in the place of each action, or with nothing in the place of those behind a key at the end of a line.
    """
    actions = list(_actions(text))
    if not actions:
        return False
    ends = [one for one in actions if _ENDS.match(text, one.end) and text.endswith(": ", 0, one.start)]
    return _has_line_of_its_own(text, actions) or any(
        _reads(reading)
        for reading in (
            _without(text, actions, "x"),
            _without(text, actions, ""),
            _without(text, actions, "x", empty=frozenset(ends)),
        )
    )


def _actions(text: str) -> Iterator[Span]:
    """Yield ``{{ … }}`` in order, ``{% … %}`` where there is one of them, which is Jinja then, and Terraform's."""
    at = 0 if "{{" in text or "%{" in text else len(text)
    while match := _OPENS.search(text, at):
        close = _CLOSES[match[0]]
        end = text.find(close, match.end())
        if end < 0:
            return
        at = end + len(close)
        yield Span(match.start(), at)


def _has_line_of_its_own(text: str, actions: list[Span]) -> bool:
    bare = _without(text, actions, "\0")
    return any("\0" in line and not line.strip(" \t\r\0") for line in bare.split("\n"))


def _without(text: str, actions: list[Span], word: str, empty: frozenset[Span] = frozenset()) -> str:
    parts, at = [], 0
    for action in actions:
        parts += [text[at : action.start], "" if action in empty else word]
        at = action.end
    return "".join([*parts, text[at:]])


def _reads(text: str) -> bool:
    try:
        parse(text)
    except ParseError:
        return False
    return True
