"""Fixes of rendered text, planned anew for the resource, the patch or the list of values that a field comes from.

An entry or an item that is to be added has no place there that could be carried over: what is around it has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.finding import Fix, Reindent, ReplaceText
from dslint.fix.plan import Planner
from dslint.inputs.documents import read
from dslint.inputs.rendering.held import Held
from dslint.inputs.rendering.helm_candidates import paths_of
from dslint.manifest.field import Field, Root
from dslint.source.edit import Edit, Withheld
from dslint.source.provenance import PATCH, RESOURCE
from dslint.source.tree import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.finding import Finding, Operation
    from dslint.source.provenance import Origin, Rendered
    from dslint.source.text import SourceText


def replanned(finding: Finding, text: Rendered) -> tuple[SourceText, tuple[Edit, ...]] | None:
    """Return the text that the fix of a finding is to be made in and its edits; ``None`` where there is no one such."""
    if finding.fix is None:
        return None
    intents = [_there(one, text) for one in finding.fix.intents]
    known = [one for one in intents if one is not None]
    sources = {id(source): source for _, found in known for source in found}
    if len(known) < len(intents) or len(sources) != 1:
        return None
    (source,) = sources.values()
    fix = Fix(finding.fix.title, finding.fix.safety, tuple(one for one, _ in known))
    try:
        return source, Planner(source.text).plan(finding._replace(fix=fix)).edits
    except Withheld:
        return None


def _there(intent: Operation, text: Rendered) -> tuple[Operation, list[SourceText]] | None:
    """Return the same change of the fields that those of a rendered text come from, and the texts of these."""
    if isinstance(intent, (Reindent, ReplaceText)):
        return None
    values: dict[str, Any] = {name: getattr(intent, name) for name in _slots(intent)}
    fields = {name: _origin_of(one, text) for name, one in values.items() if isinstance(one, Field) and name != "like"}
    found = {name: one for name, one in fields.items() if one is not None}
    if not found or len(found) < len(fields):
        return None
    same = {name: None if isinstance(one, Field) else one for name, one in values.items()}
    return type(intent)(**(same | found)), [one.source for one in found.values()]


def _slots(intent: Operation) -> Iterable[str]:
    return type(intent).__slots__


def _origin_of(field: Field, text: Rendered) -> Field | None:
    """Return the field that a field of a rendered text comes from, or would if it were there."""
    missing = []
    while field.node is None and field.parent is not None:
        missing.append(field.name)
        field = field.parent
    node = field.key or field.node
    stretch = text.stretch(node.start) if node is not None else None
    if field.name is None or stretch is None or stretch.origin is None:
        return None
    if stretch.origin.kind not in (RESOURCE, PATCH):
        return None if missing else _list_of_values(field, text)
    found = _at(stretch.origin)
    if found is not None and isinstance(field.name, int) and isinstance(found.name, str):
        found = found.parent  # an item stands where its first entry does
    same = found is not None and (
        found.name == field.name or (isinstance(found.name, int) and isinstance(field.name, int))
    )
    if found is None or not same or type(found.target) is not type(field.target):
        return None
    return found.get(*(name for name in reversed(missing) if name is not None))


def _list_of_values(field: Field, text: Rendered) -> Field | None:
    """Return the list of the values that has the items of a rendered one, if there is one only.

    Of several that counts whose path the actions name, there or around.
    """
    first = next(field.items(), None)
    stretch = text.stretch(first.node.start) if first is not None and first.node is not None else None
    if stretch is None or stretch.origin is None:
        return None
    # the strongest values stand last
    alike = {one.pointer: one for source in text.values for one in _lists(source) if one.value == field.value}
    if len(alike) > 1:
        paths = {path.replace(".", "/") for action in (stretch.origin, *stretch.calls) for path in paths_of(action)}
        alike = {pointer: one for pointer, one in alike.items() if any(pointer.endswith(path) for path in paths)}
    found = next(iter(alike.values()), None)
    return found if len(alike) == 1 and found is not None and not isinstance(found.source, Held) else None


def _lists(source: SourceText) -> Iterator[Field]:
    """Yield the lists of a file of values that stand there themselves."""
    documents = read(source, everything=True)
    pending: list[Field] = [Root(one.tree.root, source) for one in documents if one.tree is not None]
    while pending:
        one = pending.pop()
        if one.node is not one.target:  # an alias is no place of its own
            continue
        if isinstance(one.node, Sequence):
            yield one
        pending += [*one.entries(), *one.items()]


def _at(origin: Origin) -> Field | None:
    """Return the field at a place."""
    for document in read(origin.source, everything=True):
        if document.tree is None or not document.start <= origin.span.start < document.end:
            continue
        field: Field = Root(document.tree.root, origin.source)
        for step in origin.pointer.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            field = field.get(int(name) if isinstance(field.target, Sequence) and name.isdigit() else name)
        return field if field.node is not None else None
    return None
