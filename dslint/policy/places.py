"""Where a finding of an expression stands: at the field that it reads and that is to blame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from dslint.kube.cel.reads import EACH, Path, Read
from dslint.manifest.daemonset import DaemonSet, Place
from dslint.manifest.field import Field
from dslint.source.location import Location
from dslint.source.text import SourceText, Span
from dslint.source.tree import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Fails = Callable[[Mapping[str, Any]], bool]


MOST_ITEMS = 32
"""Whether an expression is still not true with another object."""


def at_fault(
    ds: DaemonSet,
    found: Iterable[Read],
    roots: Mapping[str, Field],
    seen: Mapping[str, Any],
    fails: Fails,
    *,
    pod: bool,
) -> Field:
    """Return the field that is to blame: of those that an expression reads the deepest one that is there.

    ``roots`` are the fields that names stand for, beside ``object``, which is ``seen``; with ``pod`` that is the pod.
    Of the items of a list those count with which alone the expression is not true.
    """
    best: Field | None = None
    for one in found:
        name, *steps = one.path
        if name == "object":
            start: Field | None = ds.root
            written = _in_daemonset(tuple(steps)) if pod else tuple(steps)
        else:
            start, written = roots.get(str(name)), tuple(steps)
        if start is None or not written:
            continue
        shift = len(written) - len(steps)
        base = start.path[len(ds.root.path) :]
        for field in _fields(start, written, (base, shift), seen, fails):
            if best is None or _rank(field) > _rank(best):
                best = field
    return best if best is not None else ds.root.get("metadata", "name")


def _rank(field: Field) -> tuple[bool, int]:
    return (field.node is not None, len(field.nearest().path))


def _in_daemonset(path: Path) -> Path:
    """Return where something of a pod stands in its DaemonSet."""
    if path[:1] == ("metadata",) and path[1:2] not in (("labels",), ("annotations",), ("finalizers",)):
        return path if path[1:2] in (("name",), ("namespace",)) else ("metadata", "name")
    return ("spec", "template", *path) if path else path


def _fields(
    start: Field, path: Path, inside: tuple[Path, int], seen: Mapping[str, Any] | None, fails: Fails
) -> Iterator[Field]:
    """Yield the fields that a path means; the first list on the way is narrowed down to the items at fault.

    ``inside`` is where the path begins in what is seen, and how many steps it has that are not there.
    """
    if EACH not in path:
        yield start.get(*path)
        return
    at = path.index(EACH)
    above = start.get(*path[:at])
    items = [*above.items(), *above.entries()]
    if not items:
        yield above
        return
    if seen is not None and 1 < len(items) <= MOST_ITEMS and path[0] != "status":
        base, shift = inside
        own = (*base, *path[max(shift, 0) : at]) if base or shift >= 0 else ()
        guilty = [one for number, one in enumerate(items) if _alone(seen, own, number, fails)]
        items = guilty or items
    for item in items:
        below = path[at + 1 :]
        if below:
            yield from _fields(item, below, ((), 0), None, fails)
        else:
            yield item


def _alone(seen: Mapping[str, Any], path: Path, number: int, fails: Fails) -> bool:
    """Tell whether an expression is not true of an object with only one item of a list."""
    changed = _with_one(seen, path, number)
    return changed is not None and fails(changed)


def _with_one(value: Any, path: Path, number: int) -> Any:
    if not path:
        if isinstance(value, list) and number < len(value):
            return [value[number]]
        if isinstance(value, dict) and number < len(value):
            return dict([list(value.items())[number]])
        return None
    if isinstance(value, list) and isinstance(path[0], int) and path[0] < len(value):
        below = _with_one(value[path[0]], path[1:], number)
        return None if below is None else [*value[: path[0]], below, *value[path[0] + 1 :]]
    if not isinstance(value, dict) or path[0] not in value:
        return None
    below = _with_one(value[path[0]], path[1:], number)
    return None if below is None else {**value, path[0]: below}


def expression_place(field: Field, source: SourceText, offset: int = 0) -> Place:
    """Return the place of (a part of) an expression in the file that it is written in."""
    span = expression_span(field, source, offset)
    return Place(Location(source, span, "", field.pointer))


def expression_span(field: Field, source: SourceText, offset: int = 0) -> Span:
    """Return the line of an expression, from an offset on, in the file that it is written in."""
    whole, node = field.span(), field.target
    if not isinstance(node, Scalar):
        return whole
    text = field.text
    if node.style in ("|", ">"):
        lines = text[:offset].split("\n")
        row, column = len(lines) - 1, len(lines[-1])
        wanted = text.split("\n")[row]
        at = source.text.find("\n", node.start) + 1
        if node.style == "|":
            for _ in range(row):
                at = source.text.find("\n", at) + 1
        end = source.text.find("\n", at)
        line = source.text[at : end if end >= 0 else len(source.text)]
        indent = len(line) - len(line.lstrip(" ")) if node.style == ">" else line.find(wanted)
        begin = at + max(indent, 0) + (column if node.style == "|" else 0)
        return Span(begin, max(begin + 1, at + len(line.rstrip())))
    quote = 1 if node.style in ("'", '"') else 0
    if source.text[node.start + quote : node.end - quote] != text:
        return whole
    return Span(min(node.start + quote + offset, node.end - 1), node.end - quote)
