"""A regular expression of Python's as one of RE2 that finds something in the same texts, where there is one."""

from __future__ import annotations

import re
from warnings import catch_warnings, simplefilter

from dslint.policy.inexact import InexactError

# what classes of Python mean in a text; RE2's are of ASCII alone
_WORD, _DIGIT = r"\p{L}\p{N}_", r"\p{Nd}"
_BLANK = r"\t-\r\x1c-\x20\x{85}\p{Z}"
_CLASSES = {
    "w": f"[{_WORD}]",
    "W": f"[^{_WORD}]",
    "d": rf"{_DIGIT}",
    "D": r"\P{Nd}",
    "s": f"[{_BLANK}]",
    "S": f"[^{_BLANK}]",
    "A": r"\A",
    "Z": r"\z",
}
_INSIDE = {"w": _WORD, "d": _DIGIT, "D": r"\P{Nd}", "s": _BLANK}
_SAME = "tnrfva\\"
_TOKEN = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|\(\?(?:P?<\w+>|:)?|\{,(\d+)\}|.", re.DOTALL
)
_MOST_REPEATS = 1000  # more RE2 refuses
_REPEAT = re.compile(r"(?<!\\)\{(\d*)(?:,(\d*))?\}")


def re2(pattern: str) -> str:
    """Return a pattern for RE2; raises InexactError where RE2 has nothing like it, or it means something else there."""
    try:
        with catch_warnings():
            simplefilter("ignore", FutureWarning)  # of sets in sets, which are refused below
            re.compile(pattern)
    except re.error as error:
        raise InexactError(f"the pattern {pattern} is wrong: {error}") from None
    if any(int(number) > _MOST_REPEATS for found in _REPEAT.finditer(pattern) for number in found.groups() if number):
        raise InexactError(f"the pattern {pattern} repeats more than {_MOST_REPEATS:,} times, which RE2 does not")
    out, inside, at = "", False, 0
    while at < len(pattern):
        found = _TOKEN.match(pattern, at)
        assert found is not None  # noqa: S101 - the last alternative takes anything
        token, begin, at = found[0], at, found.end()
        if token[0] == "\\":
            out += _escape(token, pattern, inside=inside)
        elif inside:
            if pattern.startswith(("[:", "[.", "[="), begin):
                raise _unlike(pattern, pattern[begin : begin + 2])
            inside = token != "]"
            out += r"\[" if token == "[" else token
        elif token == "[":
            inside, at, first = True, *_opening(pattern, at)
            out += first
        elif token == "(?":
            raise _unlike(pattern, pattern[begin : begin + 4])
        elif token.startswith("{,"):
            out += f"{{0,{found[1]}}}"
        elif token == "$":
            out += _end(pattern, at)
        elif token in "*+?}" and pattern.startswith("+", at):
            raise _unlike(pattern, pattern[begin : at + 1])  # it gives nothing back
        else:
            out += token
    return out


def _opening(pattern: str, at: int) -> tuple[int, str]:
    """Return where a class goes on, and how it begins: a bracket that closes is a character there."""
    first = "["
    if pattern.startswith("^", at):
        first, at = "[^", at + 1
    if pattern.startswith("]", at):
        first, at = first + r"\]", at + 1
    return at, first


def _escape(token: str, pattern: str, *, inside: bool) -> str:
    char = token[1]
    if char in "uUx" and len(token) > 2:
        return f"\\x{{{token[2:]}}}"
    known = _INSIDE if inside else _CLASSES
    if char in known:
        return known[char]
    if char in _SAME or not char.isalnum():
        return token
    raise _unlike(pattern, token)


def _end(pattern: str, at: int) -> str:
    """Return the end of a text, before which Python lets a line break stand."""
    rest = pattern[at:].lstrip(")")
    if rest and not rest.startswith("|"):
        raise InexactError(f"the pattern {pattern} has a $ that is not at its end")
    return r"\n?\z"


def _unlike(pattern: str, part: str) -> InexactError:
    return InexactError(f"the pattern {pattern} has {part}, which RE2 does not know or reads in another way")
