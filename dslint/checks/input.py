"""The text itself: keys that stand twice, and scalars that YAML reads as something else than they look like."""

from __future__ import annotations

from functools import lru_cache

from dslint.finding import Hit, Note, SetScalar
from dslint.manifest.field import Entered, Field
from dslint.source.chunks import is_json
from dslint.source.tree import Mapping, Scalar, Sequence, is_merge, plain, repeated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload
    from dslint.source.tree import Entry, Node


# the permissions that people give to files; a decimal number that reads like one of them was meant as octal
_MODES = frozenset(
    f"{mode:o}"
    for mode in (
        0o400, 0o440, 0o444, 0o500, 0o540, 0o544, 0o550, 0o554, 0o555, 0o600, 0o640, 0o644, 0o660, 0o664, 0o666,
        0o700, 0o711, 0o740, 0o744, 0o750, 0o751, 0o754, 0o755, 0o770, 0o771, 0o774, 0o775, 0o777,
    )
)  # fmt: skip

_MOST_DIGITS = 10**15  # beyond, a number with an exponent is not known to the last digit


def duplicate_key(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find keys that are written twice in one mapping, and those that a ``<<`` behind them takes the place of.

    A key behind ``<<`` overrides a merged one, as merge keys are meant. One in front of it loses in kubectl alone:
    gopkg.in/yaml.v2 merges where ``<<`` stands, YAML 1.1 says before all else.
    """
    ds, root = workload.written, workload.written.root.target
    merges = 0 if root is None else ds.source.text.count("<<", root.start, root.end)
    if merges < 2 and not _suspects(root)[0]:
        return
    for field in _fields(ds.root):
        target = field.node
        if not isinstance(target, Mapping):
            continue
        for again, first in repeated(target):
            note = Note(_entry(field, first), "first set here", key=True)
            kind = "merges" if is_merge(again) else "found"
            yield Hit(kind, _entry(field, again), {"key": again.name}, key=True, notes=(note,))
        for written, merged in _overridden(target):
            note = Note(_entry(field, merged), "merged from here", key=True)
            yield Hit("overridden", _entry(field, written), {"key": written.name}, key=True, notes=(note,))


def _overridden(mapping: Mapping) -> Iterator[tuple[Entry, Entry]]:
    """Yield written entries that lose to a merged one, which is another value."""
    written = {entry.name: entry for entry in mapping.entries}
    for name, winner in mapping.fields.items():
        loser = written.get(name)
        if winner.merged and loser is not None and not _same(loser.value, winner.value):
            yield loser, winner


def _same(one: Node, other: Node) -> bool:
    from json import dumps  # to Python 1, 1.0 and True are equal; a key that loses to a merge is rare

    return dumps(plain(one), sort_keys=True) == dumps(plain(other), sort_keys=True)


def surprising_scalar(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find numbers that the server takes and that are not what they look like."""
    ds, root = workload.written, workload.written.root.target
    if not _suspects(root)[1]:
        return
    in_json = is_json(ds.source.text) and isinstance(root, Mapping) and root.flow
    for field in _fields(ds.root):
        node = field.node
        if isinstance(node, Scalar) and _is_odd(node) and not in_json and field.path[0] != "status":
            hit = _file_mode(field, node) if _is_mode(field.path) else _number(field, node)
            if hit is not None:
                yield hit if ds.fragment is None else hit._replace(fix=())


def _is_odd(scalar: Scalar) -> bool:
    number = scalar.style == "" and type(scalar.value) in (int, float)
    return number and (scalar.raw != str(scalar.value) or scalar.raw in _MODES)


def _is_mode(path: tuple[str | int, ...]) -> bool:
    return path[-1] in ("mode", "defaultMode") and path[:4] == ("spec", "template", "spec", "volumes")


def _file_mode(field: Field, scalar: Scalar) -> Hit | None:
    """Judge a file mode in decimal by what it is in octal: 420 is 0644, but 400 is 0620."""
    octal = f"{scalar.value:o}" if type(scalar.value) is int else ""
    if scalar.raw not in _MODES or octal in _MODES:
        return None
    meant = int(scalar.raw, 8)
    params = {"field": field.name, "raw": scalar.raw, "octal": octal, "meant": meant}
    fix = (SetScalar(field, meant, f"0{scalar.raw}"),)
    return Hit("decimal-mode" if len(octal) <= 3 else "no-mode", field, params, fix=fix)


def _number(field: Field, scalar: Scalar) -> Hit | None:
    raw, params = scalar.raw, {"field": field.name, "raw": scalar.raw, "value": scalar.value}
    digits = raw.lower().replace("_", "").lstrip("+-")
    if digits.startswith("0") and len(digits) > 1 and digits.removeprefix("0o").isdecimal():
        decimal = digits.removeprefix("0o").lstrip("0") or "0"
        same = decimal == str(scalar.value).lstrip("-")
        return None if same else Hit("octal", field, {**params, "decimal": decimal})
    # a sign, an underscore, 0b or an exponent: YAML 1.2 or PyYAML has it as a string; 0x1F is a number to all
    if "_" not in raw and (raw.lower().startswith("0x") or not set(digits) & set("exb")):
        return None
    value = scalar.value
    if isinstance(value, float) and value.is_integer() and abs(value) < _MOST_DIGITS:
        value = int(value)
    return Hit("notation", field, {**params, "value": value}, fix=(SetScalar(field, value),))


def _entry(parent: Field, entry: Entry) -> Field:
    return Entered(entry, parent)


@lru_cache(maxsize=1)  # two rules ask one after the other
def _suspects(root: Node | None) -> tuple[bool, bool]:
    """Tell whether any mapping has a key twice, and whether any scalar is a number that is not what it looks like.

    Every node counts as it is written: what overridden keys hold too, what an alias means only at its anchor.
    """
    twice = odd = False
    nodes = [] if root is None else [root]
    for node in nodes:  # it grows while it is read
        within: Iterable[Node] = ()
        if type(node) is Mapping and node.value is not None:  # its reader knows that no key stands twice
            within = node.values.values()
        elif type(node) is Mapping:
            twice, within = twice or bool(node.duplicates), node.children
        elif type(node) is Sequence:
            within = node.items
        for one in within:
            if type(one) is not Scalar:
                nodes.append(one)
            elif type(one.value) is not str:  # texts, as most are, need no look
                odd = odd or _is_odd(one)
    return twice, odd


def _fields(root: Field) -> Iterator[Field]:
    """Yield the same as fields, in the order of the text."""
    pending = [root]
    while pending:
        field = pending.pop()
        yield field
        if isinstance(field.node, Mapping):
            pending += [_entry(field, entry) for entry in reversed(field.node.entries)]
        elif isinstance(field.node, Sequence):
            pending += [*field.items()][::-1]
