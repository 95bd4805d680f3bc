"""Fields that are indented wrongly as a block: where the text would be right with other blanks in front of it.

A key without a value, with fields behind it that belong in it, is the most frequent of them. Nothing moves for it but
whole lines, so that comments come along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dslint.kube.values.quantity import QuantityError, parse
from dslint.phrases import suggest
from dslint.record import NamedTuple
from dslint.source.nodes import Mapping as MappingNode
from dslint.source.nodes import Sequence as SequenceNode
from dslint.source.reindent import is_unwritten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.compiler import Schema
    from dslint.kube.apiserver.decode import Decoder
    from dslint.kube.apiserver.fields import Path
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field, Step

Moves = tuple[tuple["Field", "Field"], ...]


class Block(NamedTuple):
    """Fields to be indented anew.

    ``at`` is the key without a value that they belong in, else the first of them; ``moves`` are pairs of a field and
    what it belongs in; it is not ``is_sure`` where one of them, or a field beside them, may belong elsewhere.
    """

    at: Field
    moves: Moves
    is_sure: bool


def find_blocks(ds: DaemonSet, places: Mapping[Path, Field | None], decoder: Decoder) -> dict[Path, Block]:
    """Return the block of each unknown field that is in one; ``places`` has where each of them was meant to stand."""
    found: dict[Path, Block] = {}
    top = len(ds.root.path)
    for parent in dict.fromkeys(at[:-1] for at in places):
        within, schema = ds.root.get(*parent), decoder.at(parent)
        node = within.target
        if schema is None or not isinstance(node, MappingNode) or node.flow or node.duplicates:
            continue
        fields = [within.get(entry.name) for entry in node.entries]
        label = ds.selector.get("matchLabels", "name").text if parent == ("spec", "template", "metadata") else ""
        blocks = list(_Empties(decoder, schema, is_root=parent == ("metadata",), label=label).read(fields))
        taken = {id(field.node) for block in blocks for field, _ in block.moves}
        there = {
            id(field.node): place
            for field in fields
            if id(field.node) not in taken and (place := places.get((*parent, str(field.name)))) is not None
        }
        blocks += _deeper(fields, there)
        if last := _shallower(fields, there):
            blocks.append(last)
        for block in blocks:
            found.update({field.path[top:]: block for field, _ in block.moves})
    return found


def list_of(item: Field, decoder: Decoder, at: Path) -> Field | None:
    """Return the one list beside that of an item which takes the item as it is; ``at`` is the path of the item."""
    names, parent = item.value, decoder.at(at[:-2])
    around = item.parent.parent if item.parent is not None else None
    if parent is None or around is None or not isinstance(names, dict):
        return None
    fitting = []
    for name in parent.get("properties", {}):
        schema = decoder.at((*at[:-2], name, 0))
        known = schema.get("properties", {}) if schema is not None else {}
        if schema is not None and names.keys() <= known.keys() and set(schema.get("required", ())) <= names.keys():
            fitting += [name] if _fits(decoder, schema, names) else []
    return around.get(fitting[0]) if len(fitting) == 1 else None


class _Empties:
    """Finds keys without a value among the fields of one object, and the unknown fields behind each that it knows.

    The object at the root must have a name of its own; a ``label`` called name is what the selector asks for.
    """

    def __init__(self, decoder: Decoder, schema: Schema, *, is_root: bool, label: str) -> None:
        self._decoder = decoder
        self._schema = schema
        self._known = sorted(schema.get("properties", ()))
        self._is_meta = "labels" in self._known or "matchLabels" in self._known
        self._is_root = is_root
        self._label = label
        self._begin(None)

    def _begin(self, field: Field | None) -> None:
        """Begin anew behind a field, which may be one without a value."""
        schema = self._decoder.below(self._schema, str(field.name)) if field is not None else None
        self._open = [(field, schema)] if field is not None and schema and _is_object(schema) else []
        self._moves: list[tuple[Field, Field]] = []
        self._is_sure = True

    def read(self, fields: Sequence[Field]) -> Iterator[Block]:
        """Yield the blocks, in order."""
        for field in fields:
            takers = [number for number, (_, schema) in enumerate(self._open) if self._takes(schema, field)]
            is_label = bool(self._label) and field.name == "name" and field.text == self._label
            if takers and (is_label or str(field.name) not in self._known):
                self._take(field, takers)
            elif takers:  # it may belong in either
                self._is_sure = False
            else:
                yield from self._block()
                self._begin(field if is_unwritten(field.node) else None)
        yield from self._block()

    def _block(self) -> Iterator[Block]:
        if self._moves:
            yield Block(self._open[0][0], tuple(self._moves), self._is_sure)

    def _take(self, field: Field, takers: list[int]) -> None:
        self._is_sure &= len(takers) == 1
        del self._open[takers[-1] + 1 :]
        into, schema = self._open[-1]
        self._moves.append((field, into))
        inside = self._decoder.below(schema, str(field.name))
        if inside is not None and _is_object(inside) and (is_unwritten(field.node) or _is_open(field)):
            self._open.append((field, inside))

    def _takes(self, schema: Schema, field: Field) -> bool:
        """Tell whether an object has such a field, of that type; a map takes what nothing else is known to be."""
        name, value = str(field.name), field.value
        if "properties" in schema:
            below = self._decoder.below(schema, name)
            return below is not None and _fits(self._decoder, below, value)
        if value is None or isinstance(value, (dict, list)):
            return False
        if name in self._known:
            return name == "name" and not self._is_root
        if suggest(name, self._known, 0.75) or (not self._is_meta and self._decoder.homes(name)):
            return False
        values = self._decoder.below(schema, name) or {}
        if "number" in values.get("type", ()):  # a quantity
            return _is_quantity(value)
        return isinstance(value, str) or self._is_meta or "/" in name


def _deeper(fields: Sequence[Field], there: Mapping[int, Field]) -> Iterator[Block]:
    """Yield runs of fields that belong into what ends right above them, or into the first of them."""
    moves: list[tuple[Field, Field]] = []
    for above, field in zip([None, *fields], fields, strict=False):
        place = there.get(id(field.node))
        inner = _moved_with(place, moves) if place is not None else None
        if moves and place is not None and (inner is not None or place.node is moves[0][1].node):
            moves.append((field, inner or place))
            continue
        if moves:
            yield Block(moves[0][0], tuple(moves), is_sure=True)
        ends = place is not None and above is not None and _takes_lines(place) and _ends_in(above, place)
        moves = [(field, place)] if ends and place is not None else []
    if moves:
        yield Block(moves[0][0], tuple(moves), is_sure=True)


def _moved_with(place: Field, moves: Sequence[tuple[Field, Field]]) -> Field | None:
    """Return the field of a run that will be the place where another one belongs."""
    if place.node is not None or place.parent is None:
        return None
    return next((f for f, into in moves if into.node is place.parent.node and f.name == place.name), None)


def _shallower(fields: Sequence[Field], there: Mapping[int, Field]) -> Block | None:
    """Return the last fields of an object that belong into one around it, which ends with them."""
    moves: list[tuple[Field, Field]] = []
    for field in reversed(fields[1:]):
        place = there.get(id(field.node))
        if place is None or (moves and place.node is not moves[0][1].node):
            break
        moves.insert(0, (field, place))
    if not moves:
        return None
    here, place = moves[0][0].parent, moves[0][1]
    if here is None or here.path[: len(place.path)] != place.path or not _ends_in(place, here):
        return None
    return Block(moves[0][0], tuple(moves), is_sure=True)


def _ends_in(above: Field, place: Field) -> bool:
    """Tell whether a place is the last thing in a field, on lines of its own."""
    at: Field | None = above
    while at is not None:
        if at.node is place.node:
            return True
        node = at.node
        if isinstance(node, MappingNode) and not node.flow and node.entries:
            at = at.get(node.entries[-1].name)
        elif isinstance(node, SequenceNode) and not node.flow and node.items:
            at = at.get(len(node.items) - 1)
        else:
            at = None
    return False


def _is_object(schema: Schema) -> bool:
    return "properties" in schema or "additionalProperties" in schema


def _is_quantity(value: Any) -> bool:
    try:
        parse(str(value))
    except QuantityError:
        return False
    return True


def _takes_lines(place: Field) -> bool:
    """Tell whether a place has or may have fields on lines of their own: no brackets, no null that is written out."""
    return _is_open(place) or is_unwritten(place.node)


def _is_open(field: Field) -> bool:
    return isinstance(field.node, MappingNode) and not field.node.flow


def _fits(decoder: Decoder, schema: Schema, value: Any) -> bool:
    """Tell whether a value has the shape that a field takes: nothing is said of fields that it does not know."""
    pending: list[tuple[Schema, Any]] = [(schema, value)]
    while pending:
        schema, value = pending.pop()
        steps: Sequence[tuple[Step, Any]] = ()
        if isinstance(value, dict):
            if not _is_object(schema):
                return False
            steps = list(value.items())
        elif isinstance(value, list):
            if "items" not in schema:
                return False
            steps = list(enumerate(value))
        elif value is not None and (_is_object(schema) or "items" in schema):
            return False
        pending += [(below, one) for step, one in steps if (below := decoder.below(schema, step)) is not None]
    return True
