"""Any YAML document as nodes that know where they stand, built from PyYAML's parser events.

Unlike a loader it keeps duplicate keys, the place where an alias is used and the true end of block collections, and
reads scalars as kubectl does. It expands nothing: an alias points at its target.
"""

from __future__ import annotations

import re
from sys import intern

import yaml

from dslint.source.nodes import (
    MAX_DEPTH,
    Alias,
    Entry,
    Mapping,
    Node,
    ParseError,
    Scalar,
    Sequence,
    Tree,
    resolved,
)
from dslint.source.scalars import NUMBER_STARTS, WORDS, ScalarError, resolve, resolve_key
from dslint.source.text import BYTE_ORDER_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_EXPANDED = 200_000
SHORT = 63
_BLANKS = " \t\r\n\x85\u2028\u2029"
_COMMENTS = r"(?:\s|#[^\r\n]*(?![^\r\n]))*"
_FLOW_MARKS = (",", "[", "]", "{", "}")
_COLON = r":[,\[\]{}]"
_COLON_BEHIND_TEXT = r"(?<=[^\s\"',\[\]{}:]):(?=[,\[\]{}])"
_END = "\n..."
# how many bytes go-yaml reads at a time
_BLOCK = 512
_NO_CONTENT = r"(?m:^(?:---|\.\.\.)(?=\s)|(?<!\S)#.*$)|\s+"


def read(text: str, offset: int, events: type | None = None) -> Tree:
    """Read the first document of a text that ends with a line break; see :func:`dslint.source.tree.parse`.

    ``events`` is the parser class: libyaml's where PyYAML has it, else the pure one (the same result).
    """
    stand_ins: dict[int, str] = {}
    if BYTE_ORDER_MARK in text:
        # only the mark that opens the file is one; the parsers drop others too, each in its own way
        text = text.replace(BYTE_ORDER_MARK, _stand_in(text, BYTE_ORDER_MARK, stand_ins))
    try:
        return _read(text, offset, events, stand_ins)
    except ParseError as error:
        if text.startswith("---") and not re.sub(_NO_CONTENT, "", text):
            return Tree(None)  # an end without a document
        if error.kind == "control-character" and (tree := _ended(text, error, offset, events, stand_ins)) is not None:
            return tree
        if error.kind != "colon" or not re.match(_COLON, text[error.offset - offset :]):
            raise
        # go-yaml takes the colon for a part of the text
        text = re.sub(_COLON_BEHIND_TEXT, _stand_in(text, ":", stand_ins), text)
        return _read(text, offset, events, stand_ins)


def _ended(text: str, error: ParseError, offset: int, events: type | None, stand_ins: dict[int, str]) -> Tree | None:
    """Return a document that ends with ``...`` before a character that go-yaml refuses, and does not come to.

    Source: sigs.k8s.io/yaml goyaml.v2 readerc.go (yaml_parser_update_buffer), which looks at a block at a time.
    """
    wrong = error.offset - offset
    try:
        root = _read(text[: text.rfind("\n", 0, wrong) + 1], offset, events, stand_ins).root
    except ParseError:
        return None
    marker = -1 if root is None else _marker(text, root.end - offset)
    if root is None or marker < 0 or len(text[:wrong].encode()) < -len(text[: marker + 5].encode()) // _BLOCK * -_BLOCK:
        return None
    at = marker + len(_END)
    while text[at].isspace():
        at += 1
    return Tree(root, rest=at + offset)


def _marker(text: str, end: int) -> int:
    """Return where the line break before the sign is that ends a document, whose root ends there."""
    at = text.find(_END, end)
    return at if at >= 0 and re.compile(_COMMENTS).fullmatch(text, end, at) else -1


def _stand_in(text: str, char: str, stand_ins: dict[int, str]) -> str:
    """Choose a character that stands for another one while the text is parsed."""
    found = next((it for it in map(chr, range(0xE000, 0xF900)) if it not in text), "\ue000")
    stand_ins[ord(found)] = char
    return found


def _read(text: str, offset: int, events: type | None, stand_ins: dict[int, str]) -> Tree:
    try:
        return _Builder(text, offset, (events or _event_source())(text), stand_ins).document()
    except (yaml.reader.ReaderError, UnicodeEncodeError):
        raise _control_character(text, offset) from None
    except yaml.MarkedYAMLError as error:
        raise _syntax(text, offset, error) from None


class PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's parser in Python, for installations without libyaml.

    It reads the same, but refuses a tab before a value or comment and a comment glued to the sign of a block of text.
    """

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


def _event_source() -> Any:
    try:
        from yaml._yaml import CParser  # not there without libyaml
    except ImportError:
        return PureParser
    return CParser


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("anchor", "entries", "flow", "items", "key", "size", "start")

    def __init__(self, event: Any, offset: int, *, mapping: bool) -> None:
        self.start = event.start_mark.index + offset
        self.anchor: str | None = event.anchor
        self.flow: bool = bool(event.flow_style)
        self.entries: list[Entry] | None = [] if mapping else None
        self.items: list[Node] = []
        self.key: Scalar | Alias | None = None
        self.size = 1


class _Builder:
    def __init__(self, text: str, offset: int, parser: Any, stand_ins: dict[int, str]) -> None:
        self.text = text
        self.stand_ins = stand_ins
        self.slashes = "\\/" in text
        self.offset = offset
        self.next = parser.get_event
        self.anchors: dict[str, Scalar | Sequence | Mapping | None] = {}
        self.expanded = 0

    def document(self) -> Tree:
        self.next()  # the stream's start
        event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return Tree(None)
        root = self._node()
        self.next()  # the document's end
        return Tree(root, rest=self._rest(root))

    def _node(self) -> Node:
        """Build the root from events, without recursion: depth is the author's choice."""
        stack: list[_Open] = []
        top: _Open | None = None
        offset, following = self.offset, self.next
        scalar_event, map_start, seq_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        map_end, seq_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
        block_styles = ("|", ">")
        while True:
            event = following()
            kind = type(event)
            node: Node
            if kind is scalar_event:
                raw, style = event.value, event.style
                if len(raw) <= SHORT:
                    raw = intern(raw)  # names and keys are met again and again, and some are kept
                if top is not None and top.flow and not style:
                    self._check_flow(event)
                if self.slashes and style == '"':
                    self._check_slashes(event)
                if event.anchor or event.tag or style in block_styles or self.stand_ins:
                    node = self._special_scalar(event, top)
                elif style or (raw not in WORDS and raw[0] not in NUMBER_STARTS):
                    # the hot path: most scalars are what they look like
                    node = Scalar(event.start_mark.index + offset, event.end_mark.index + offset, raw, raw, style or "")
                else:
                    node = self._special_scalar(event, top)
                size = 1
            elif kind is map_start or kind is seq_start:
                top = _Open(event, offset, mapping=kind is map_start)
                if len(stack) == MAX_DEPTH:
                    raise ParseError(f"it is nested deeper than {MAX_DEPTH} levels", top.start, "too-large")
                if top.anchor:
                    self.anchors[top.anchor] = None
                stack.append(top)
                continue
            elif kind is map_end or kind is seq_end:
                opened = stack.pop()
                top = stack[-1] if stack else None
                node = self._close(opened, event)
                size = opened.size
            else:
                node = self._alias(event)
                size = getattr(node.target, "size", 1)
            if top is None:
                return node
            top.size += size
            if top.entries is None:
                top.items.append(node)
            elif top.key is None:
                top.key = node if type(node) is Scalar and node.value is not None else self._key(node)
            else:
                key = top.key
                name = key.value if type(key) is Scalar else None
                top.entries.append(Entry(name if type(name) is str else _key_name(key), key, node))
                top.key = None

    def _special_scalar(self, event: Any, parent: _Open | None) -> Scalar:
        start, end = event.start_mark.index, event.end_mark.index
        raw, style, tag = event.value, event.style or "", event.tag
        if self.stand_ins:
            raw = raw.translate(self.stand_ins)
        if event.anchor or tag:
            start = self._after_properties(start, end)
        if not raw and start == end:  # a value that is left out: behind what stands before it
            while start > 0 and self.text[start - 1] in _BLANKS:
                start -= 1
            end = start
        if style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip(_BLANKS))
        try:
            is_key = parent is not None and parent.entries is not None and parent.key is None
            value = (resolve_key if is_key else resolve)(raw, tag, plain=event.implicit[0])
        except ScalarError as error:
            raise ParseError(str(error), start + self.offset, "scalar", end + self.offset) from None
        node = Scalar(start + self.offset, end + self.offset, raw, value, style, event.anchor)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _check_slashes(self, event: Any) -> None:
        r"""Refuse ``\/``, an escape that JSON has and go-yaml does not know."""
        text, start, end = self.text, event.start_mark.index, event.end_mark.index
        for found in re.finditer(r"\\(.)", text[start:end], re.DOTALL):
            if found[1] == "/":
                at = start + found.start() + self.offset
                raise ParseError("\\/ is no escape of a double-quoted value", at, "escape", at + 2)

    def _check_flow(self, event: Any) -> None:
        """Refuse what go-yaml or libyaml refuses in a plain scalar inside brackets, whichever parser took it.

        Source: gopkg.in/yaml.v2 scannerc.go yaml_parser_scan_plain_scalar; libyaml scanner.c of the same name.
        """
        text, start, end = self.text, event.start_mark.index, event.end_mark.index
        if "?" in event.value and (inside := text.find("?", start, end)) > start:
            at = inside + self.offset
            raise ParseError("? ends a plain value inside brackets", at, "unquoted")
        if text.startswith(":", end) and text[end + 1 : end + 2] in _FLOW_MARKS:
            raise ParseError("a colon stands before a bracket or comma", end + self.offset, "colon")

    def _after_properties(self, start: int, end: int) -> int:
        """Skip ``&anchor`` and ``!tag``, which the parser counts to the scalar."""
        text, at = self.text, start
        while at < end and text[at] in "&!":
            while at < end and not text[at].isspace():
                at += 1
            while at < end and text[at].isspace():
                at += 1
        return at

    def _close(self, opened: _Open, event: Any) -> Mapping | Sequence:
        children: list[Node] = opened.items if opened.entries is None else [entry.value for entry in opened.entries]
        # the parser puts a block collection's end at the next token, behind blank lines and comments
        end = event.end_mark.index + self.offset if opened.flow or not children else children[-1].end
        node: Mapping | Sequence
        if opened.entries is None:
            node = Sequence(opened.start, end, children, opened.size, flow=opened.flow, anchor=opened.anchor)
        else:
            node = Mapping.of(opened.start, end, opened.entries, opened.size, flow=opened.flow, anchor=opened.anchor)
        if opened.anchor:
            self.anchors[opened.anchor] = node
        return node

    def _alias(self, event: Any) -> Alias:
        start, end, name = event.start_mark.index + self.offset, event.end_mark.index + self.offset, event.anchor
        if name not in self.anchors:
            raise ParseError(f"no anchor &{name} stands before this alias", start, "anchor", end)
        target = self.anchors[name]
        if target is None:
            raise ParseError(f"the anchor &{name} contains itself", start, "circle", end)
        self.expanded += getattr(target, "size", 1)
        if self.expanded > MAX_EXPANDED:
            raise ParseError(f"its aliases expand to more than {MAX_EXPANDED:,} values", start, "too-large", end)
        return Alias(start, end, name, target)

    def _key(self, node: Node) -> Scalar | Alias:
        target = resolved(node)
        if not isinstance(target, Scalar):
            raise ParseError("a mapping or list is used as a key", node.start, "key", node.end)
        if target.value is None:
            raise ParseError("null is used as a key", node.start, "key", node.end)
        return node  # type: ignore[return-value]  # an alias to a scalar, or the scalar

    def _rest(self, root: Node) -> int | None:
        """Return where a second document begins inside the chunk; what follows ``...`` need not even parse."""
        try:
            event = self.next()
        except yaml.YAMLError:
            at = root.end - self.offset
        else:
            if isinstance(event, yaml.StreamEndEvent):
                return None
            at = event.end_mark.index
        text = self.text
        marker = _marker(text, root.end - self.offset)
        if marker >= 0:  # else the document has ended before
            at = max(at, marker + len(_END))
        while at < len(text) and text[at].isspace():
            at += 1
        return at + self.offset


def _key_name(key: Scalar | Alias) -> str:
    """Return a key as JSON has it.

    Source: sigs.k8s.io/yaml yaml.go convertToJSONableObject.
    """
    value = key.value
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _syntax(text: str, offset: int, error: yaml.MarkedYAMLError) -> ParseError:
    from dslint.source.syntax_errors import explain  # few texts are broken

    mark = error.problem_mark or error.context_mark
    at = len(text) if mark is None else min(mark.index, len(text))
    fault = explain(text, error.problem or "", at, error.context_mark.index if error.context_mark else None)
    return ParseError(fault.reason, offset + fault.start, fault.kind, offset + fault.end)


def _control_character(text: str, offset: int) -> ParseError:
    for at, char in enumerate(text):
        if char not in "\t\n\r\x85" and (char < " " or "\x7f" <= char < "\xa0" or char in "\ufffe\uffff"):
            return ParseError(f"it holds the control character U+{ord(char):04X}", at + offset, "control-character")
        if "\ud800" <= char <= "\udfff":
            return ParseError(f"it holds U+{ord(char):04X}, half a character", at + offset, "control-character")
    return ParseError("it holds a control character", offset, "control-character")
