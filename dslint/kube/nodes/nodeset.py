"""Sets of nodes as people name them: ``all``, ``node/NAME``, ``pool/NAME``, or a label selector as kubectl takes it.

Source of the selector's syntax and of what it means: staging/src/k8s.io/apimachinery/pkg/labels/selector.go (Lexer,
Parser, NewRequirement).
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from dslint.kube.nodes.selectors import Requirement
from dslint.kube.values.integers import parse_int64
from dslint.kube.values.names import label_value, qualified_name
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.kube.nodes.classes import NodeGroup

ALL, NODE, POOL, LABELS = "all", "node", "pool", "labels"
SYSTEMS = ("linux", "windows")
_OS = "kubernetes.io/os"
# the lexer's special characters end a word, as blanks do
_TOKEN = re.compile(r"\s*(?:(?P<sign>==|!=|[=!<>(),])|(?P<word>[^\s=!<>(),]+)|(?P<end>$))")
_OPERATORS = {"=": "In", "==": "In", "!=": "NotIn", ">": "Gt", "<": "Lt", "in": "In", "notin": "NotIn"}


class NodeSetError(Exception):
    """A text names no set of nodes; ``start`` and ``end`` are the stretch of it that is wrong."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(end, start + 1)


class NodeSet(NamedTuple):
    """A set of nodes; ``name``, of a node or a pool, may hold ``*``. ``text`` is how it was written."""

    kind: str
    text: str
    name: str = ""
    requirements: tuple[Requirement, ...] = ()

    def holds(self, group: NodeGroup) -> bool:
        """Tell whether a node belongs to it."""
        if self.kind == LABELS:
            return all(wanted.matches(group.node.labels) for wanted in self.requirements)
        if self.kind == ALL:
            return True
        return fnmatchcase((group.name if self.kind == NODE else group.pool) or "", self.name)


def read_node_set(text: str) -> NodeSet:
    """Read ``all``, ``node/NAME``, ``pool/NAME`` or a label selector; raises NodeSetError."""
    selector = text.strip()
    if selector == ALL:
        return NodeSet(ALL, selector)
    kind, slash, name = selector.partition("/")
    if slash and kind in (NODE, POOL):
        if not name:
            raise NodeSetError(f"the name of the {kind} is missing", 0, len(text))
        return NodeSet(kind, selector, name)
    return NodeSet(LABELS, selector, requirements=tuple(_Selector(text).read()))


def read_place(text: str) -> NodeSet:
    """Read the same, and ``linux``, ``windows`` and the bare name of a pool; raises NodeSetError.

    A bare word with a slash is the key of a label.
    """
    selector = text.strip()
    if selector in SYSTEMS:
        return NodeSet(LABELS, selector, requirements=(Requirement(_OS, "In", (selector,)),))
    if selector != ALL and selector and not re.search(r"[\s=!<>(),/]", selector):
        return NodeSet(POOL, selector, selector)
    return read_node_set(text)


class _Token(NamedTuple):
    sign: str
    word: str
    start: int
    end: int


class _Selector:
    """A label selector, read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def read(self) -> list[Requirement]:
        found = [self._requirement()]
        while (token := self._next()).sign == ",":
            found.append(self._requirement())
        if token.sign or token.word:
            raise self._error(token, "a comma or the end")
        return found

    def _next(self) -> _Token:
        token = self._peek()
        self._at = token.end
        return token

    def _peek(self) -> _Token:
        match = _TOKEN.match(self._text, self._at)
        assert match is not None  # noqa: S101 - every character is a sign, a blank or of a word
        group = match.lastgroup or "end"
        sign, word = match["sign"] or "", match["word"] or ""
        return _Token(sign, word, match.start(group), match.end(group))

    def _error(self, token: _Token, wanted: str) -> NodeSetError:
        found = token.sign or token.word
        return NodeSetError(f"{wanted} belongs here{f', not {found}' if found else ''}", token.start, token.end)

    def _requirement(self) -> Requirement:
        token = self._next()
        absent = token.sign == "!"
        token = self._next() if absent else token
        if not token.word:
            raise self._error(token, "the key of a label")
        if faults := qualified_name(token.word):
            raise NodeSetError(f"no key of a label: {faults[0]}", token.start, token.end)
        if absent:
            return Requirement(token.word, "DoesNotExist", ())
        after = self._peek()
        operator = after.sign or after.word
        if operator in ("", ","):
            return Requirement(token.word, "Exists", ())
        if operator not in _OPERATORS:
            raise self._error(after, "one of = != > < in notin")
        self._next()
        values = self._values() if after.word else (self._value(number=operator in "<>"),)
        return Requirement(token.word, _OPERATORS[operator], values)

    def _value(self, *, number: bool = False) -> str:
        """Return the next value; one that is missing is empty."""
        token = self._peek()
        if token.sign not in ("", ",", ")"):
            raise self._error(token, "a value")
        if token.word:
            self._next()
        if number and parse_int64(token.word) is None:
            raise NodeSetError("a whole number belongs here", token.start, token.end)
        if faults := label_value(token.word):
            raise NodeSetError(f"no value of a label: {faults[0]}", token.start, token.end)
        return token.word

    def _values(self) -> tuple[str, ...]:
        if (token := self._next()).sign != "(":
            raise self._error(token, "(")
        if (token := self._peek()).sign == ")":
            raise self._error(token, "a value")
        values = [self._value()]
        while (token := self._next()).sign == ",":
            values.append(self._value())
        if token.sign != ")":
            raise self._error(token, ", or )")
        return tuple(values)
