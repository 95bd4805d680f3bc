"""The objects of a text that ``kubectl get -o json`` or ``-o yaml`` printed, one at a time.

Such a text can have 100 MB: the items of a list are read one after the other, and only what is asked for is kept. A
list of JSON is walked to its items, a long list of YAML is cut at the dashes of its items; where that fails the
document is read as a whole, for its mistake to be told as for any other. The items of a typed list (``NodeList``, what
the API server itself answers) have no kind of their own: they are given the list's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator

from dslint.errors import InputError
from dslint.record import NamedTuple
from dslint.source.chunks import split
from dslint.source.text import SourceText, Span
from dslint.source.tree import Mapping, Node, ParseError, Sequence, parse, plain, resolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    Kept = TypeVar("Kept")
    _Kind = dict[str, Any]


# YAML is cut only where it pays
LONG = 256 * 1024
# and read as a whole after all only where that is no burden: it takes some twenty times the memory of the text
HUGE = 16 * 1024 * 1024
_SPACE = re.compile(r"[ \t\n\r]*")
_ITEMS = re.compile(r"^items:[ \t]*(?:#.*)?\n", re.MULTILINE)
_FIRST_ITEM = re.compile(r"(?:[ \t]*(?:#.*)?\n)*(?P<indent> *)- ")
_NEXT_KEY = re.compile(r"^[^\s#-]", re.MULTILINE)


class Item(NamedTuple):
    """An object and where it stands in the text."""

    value: Any
    start: int
    end: int


def _lacks_kind(value: Any) -> bool:
    return isinstance(value, dict) and "kind" not in value


def _item_kind(head: dict[str, Any]) -> _Kind:
    """Return the kind and version that the items of a list have; nothing of a plain ``List``."""
    kind = head.get("kind")
    if not isinstance(kind, str) or not kind.endswith("List") or kind == "List":
        return {}
    return {"apiVersion": head.get("apiVersion"), "kind": kind.removesuffix("List")}


def _typed(item: Item, kind: _Kind) -> Item:
    return item._replace(value={**kind, **item.value}) if kind and _lacks_kind(item.value) else item


def objects(source: SourceText, keep: Callable[[Item], Kept]) -> list[Kept]:
    """Return what ``keep`` makes of each object of a text, those of a list one by one.

    Raises :class:`~dslint.errors.InputError` with the place where the text is neither JSON nor YAML.
    """
    if source.text[:4096].lstrip().startswith(("{", "[")):
        return _json(source, keep)
    kept: list[Kept] = []
    for chunk in split(source.text):
        if chunk.bad is not None:
            raise InputError("text behind --- on its line", source=source, span=chunk.bad)
        kept += _yaml(source, chunk.start, chunk.end, keep)
    return kept


def _json(source: SourceText, keep: Callable[[Item], Kept]) -> list[Kept]:
    try:
        return [keep(item) for item in _Json(source.text).stream()]
    except _NotJsonError as error:
        wrong = error
    if len(source.text) <= LONG:  # braces open YAML in flow style too
        try:
            return _yaml(source, 0, len(source.text), keep)
        except InputError:
            pass
    at = min(wrong.at, max(len(source.text) - 1, 0))
    raise InputError(f"not JSON: {wrong.reason}", source=source, span=Span(at, at + 1))


class _NotJsonError(Exception):
    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


class _Json:
    """A walk through JSON that decodes no more at once than one item of a list."""

    def __init__(self, text: str) -> None:
        from json import JSONDecoder

        self.text = text
        self._decode = JSONDecoder(parse_constant=_no_number).raw_decode

    def stream(self) -> Iterator[Item]:
        at = self._skip(0)
        while at < len(self.text):
            at = yield from self._document(at)
            at = self._skip(at)

    def _document(self, start: int) -> Generator[Item, None, int]:
        """Yield the objects of the value at ``start`` and return where it ends."""
        if self.text[start] == "[":
            return (yield from self._list(start))
        if self.text[start] != "{":
            value, end = self._value(start)
            yield Item(value, start, end)
            return end
        value, is_list = {}, False
        at = self._skip(start + 1)
        while not self._at(at, "}"):
            name, at = self._value(at)
            if not isinstance(name, str):
                raise _NotJsonError("a key is no text", at - 1)
            at = self._skip(self._want(":", self._skip(at)))
            if name == "items" and self._at(at, "["):
                is_list = True
                at = yield from self._items(at, value)
            else:
                value[name], at = self._value(at)
            at = self._skip(at)
            if not self._at(at, "}"):
                at = self._skip(self._want(",", at))
        if not is_list:
            yield Item(value, start, at + 1)
        return at + 1

    def _items(self, start: int, head: dict[str, Any]) -> Generator[Item, None, int]:
        """Yield the items of a list whose keys before them are ``head``; return where they end."""
        kind: _Kind | None = None
        items = self._list(start)
        while True:
            try:
                item = next(items)
            except StopIteration as ended:
                return int(ended.value)
            if _lacks_kind(item.value):
                if kind is None:
                    kind = _item_kind(head if "kind" in head else {**head, **self._behind(start)})
                item = _typed(item, kind)
            yield item

    def _behind(self, start: int) -> dict[str, Any]:
        """Return the keys of a list that stand behind its items: jq -S sorts them so."""
        items, found = self._list(start), {}
        try:
            while True:
                next(items)
        except StopIteration as ended:
            at = self._skip(ended.value)
        while self._at(at, ","):
            name, at = self._value(self._skip(at + 1))
            found[name], at = self._value(self._skip(self._want(":", self._skip(at))))
            at = self._skip(at)
        return found

    def _list(self, start: int) -> Generator[Item, None, int]:
        at = self._skip(start + 1)
        while not self._at(at, "]"):
            value, end = self._value(at)
            if isinstance(value, dict) and isinstance(value.get("items"), list):
                yield from self._document(at)
            else:
                yield Item(value, at, end)
            at = self._skip(end)
            if not self._at(at, "]"):
                at = self._skip(self._want(",", at))
        return at + 1

    def _skip(self, at: int) -> int:
        return _SPACE.match(self.text, at).end()  # type: ignore[union-attr]  # it matches nothing at all too

    def _at(self, at: int, char: str) -> bool:
        if at >= len(self.text):
            raise _NotJsonError("it ends too early", at)
        return self.text[at] == char

    def _want(self, char: str, at: int) -> int:
        if not self._at(at, char):
            raise _NotJsonError(f"{char} is missing", at)
        return at + 1

    def _value(self, at: int) -> tuple[Any, int]:
        from json import JSONDecodeError

        try:
            return self._decode(self.text, at)
        except JSONDecodeError as error:
            early = error.pos >= len(self.text) or error.msg.startswith("Unterminated")
            raise _NotJsonError("it ends too early" if early else error.msg.lower(), error.pos) from None
        except RecursionError:
            raise _NotJsonError("it is nested too deeply", at) from None
        except ValueError:
            raise _NotJsonError("a number is out of range", at) from None


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _yaml(source: SourceText, start: int, end: int, keep: Callable[[Item], Kept]) -> list[Kept]:
    text = source.text[start:end]
    if len(text) > LONG and (parts := _cut(text)) is not None:
        try:
            return [keep(item) for item in _items_of_parts(parts, start)]
        except _BelongTogetherError:
            pass
        except ParseError as error:
            if len(text) > HUGE:
                raise _not_yaml(source, error) from None
            # broken most likely; but an item may have been cut where none ends
    try:
        tree = parse(text, start)
    except ParseError as error:
        raise _not_yaml(source, error) from None
    if tree.rest is not None:
        raise InputError("text behind the end of the document", source=source, span=Span(tree.rest, tree.rest + 1))
    return [keep(_typed(Item(plain(node), node.start, node.end), kind)) for node, kind in _flat(tree.root)]


def _not_yaml(source: SourceText, error: ParseError) -> InputError:
    span = Span(error.offset, max(error.end, error.offset + 1))
    return InputError(f"not YAML: {error.reason}", source=source, span=span)


class _BelongTogetherError(Exception):
    """The parts of a document mean nothing without each other."""


def _flat(root: Node | None, kind: _Kind | None = None) -> Iterator[tuple[Node, _Kind]]:
    """Yield a value, or the items of a list instead of it, those of a list in a list too; each with its list's kind."""
    pending = [] if root is None else [(root, kind or {})]
    while pending:
        node, kind = pending.pop()
        target = resolved(node)
        items = target.fields.get("items") if isinstance(target, Mapping) else None
        inner = resolved(items.value) if items is not None else target
        if isinstance(inner, Sequence):
            kind = _head(target) if isinstance(target, Mapping) else {}
            pending += [(item, kind) for item in inner.items[::-1]]
        else:
            yield node, kind


def _head(target: Mapping) -> _Kind:
    """Return the kind of the items of a list that was parsed."""
    return _item_kind(
        {key: plain(field.value) for key, field in target.fields.items() if key in ("kind", "apiVersion")}
    )


def _cut(text: str) -> list[tuple[int, str]] | None:
    """Cut a document with one list of ``items`` into these, each with its offset; what is around them has none.

    The dash of each item becomes a blank, so that every line keeps its place.
    """
    found = list(_ITEMS.finditer(text))
    first = _FIRST_ITEM.match(text, found[0].end()) if len(found) == 1 else None
    if first is None:
        return None
    behind = _NEXT_KEY.search(text, first.end())
    end = behind.start() if behind else len(text)
    indent = first["indent"]
    starts = [one.start() for one in re.compile(f"^{indent}- ", re.MULTILINE).finditer(text, found[0].end(), end)]
    parts = [
        (at, f"{indent}  {text[at + len(indent) + 2 : until]}")
        for at, until in zip(starts, [*starts[1:], end], strict=True)
    ]
    return [(-1, text[: found[0].start()] + text[end:]), *parts]


def _items_of_parts(parts: list[tuple[int, str]], start: int) -> Iterator[Item]:
    kind: _Kind = {}
    for at, part in parts:
        try:
            tree = parse(part, start + at)
        except ParseError as error:
            if at < 0 or error.kind == "anchor":
                raise _BelongTogetherError from None
            raise
        if tree.rest is not None:
            raise _BelongTogetherError
        if at < 0:
            target = resolved(tree.root) if tree.root is not None else None
            kind = _head(target) if isinstance(target, Mapping) else {}
        elif tree.root is not None:
            for node, own in _flat(tree.root, kind):
                yield _typed(Item(plain(node), node.start, node.end), own)
