"""Where each field of what kustomize builds comes from: by marks, beside them, or by the kustomization itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dslint.inputs.documents import objects, read
from dslint.manifest.field import Field, Step
from dslint.record import NamedTuple
from dslint.source.provenance import PATCH, RESOURCE, Origin, Rendered, Stretch
from dslint.source.text import SourceText
from dslint.source.tree import Mapping, Scalar, resolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.rendering.marks import Marks

# what a kustomization itself sets, by the name of the field, and with which of its keys
_SETS = {
    "image": ("images",),
    "name": ("namePrefix", "nameSuffix"),
    "namespace": ("namespace",),
    "labels": ("labels", "commonLabels"),
    "matchLabels": ("labels", "commonLabels"),
    "annotations": ("commonAnnotations",),
}
# by these a patch says which object it is for
_NAMED = {("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace")}
_NAMES = ("name", "mountPath", "devicePath", "containerPort", "key", "ip", "topologyKey", "path")


class Leaf(NamedTuple):
    """A value with a mark: its field, in a resource or in a patch."""

    field: Field
    kind: str


class Found(NamedTuple):
    """Where documents begin and of which file they are made, and where their fields come from."""

    parts: list[tuple[int, SourceText]]
    stretches: list[Stretch]


def places(
    rendered: Rendered, marked: str | None, marks: Marks[Leaf], bases: Sequence[Field], kustomization: Field | None
) -> Found:
    """Return where the fields of what was built come from; ``marked`` is the same with marks in it."""
    own = list(_objects(rendered))
    twins = list(_objects(SourceText("", marked))) if marked is not None else []
    if len(own) != len(twins):
        twins = []
    found = Found([], [])
    for number, root in enumerate(own):
        leaves: dict[tuple[Step, ...], Leaf] = {}
        if twins and not _collect(root, twins[number], marks, leaves):
            leaves = {}
        base = _base(root, leaves, bases)
        source = base.source if base is not None else kustomization.source if kustomization is not None else None
        start = root.node.start if root.node is not None else 0
        if source is not None:
            found.parts.append((start, source))
        placing = _Placing(leaves, kustomization)
        placing.walk(root, Leaf(base, RESOURCE) if base is not None else None)
        found.stretches.append(Stretch(start, None))
        found.stretches.extend(sorted(placing.stretches, key=lambda one: one.start))
    return found


def _objects(source: SourceText) -> Iterator[Field]:
    for document in read(source, everything=True):
        yield from objects(document)


def _collect(own: Field, twin: Field, marks: Marks[Leaf], leaves: dict[tuple[Step, ...], Leaf]) -> bool:
    """Note which values have a mark; tell whether both are the same, marks apart."""
    one, other = own.target, twin.target
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        raw, found = marks.taken_out(other.raw)
        if found:
            leaves[own.path] = found[-1][1]
        return raw == one.raw
    mine, theirs = [*own.entries(), *own.items()], [*twin.entries(), *twin.items()]
    return [field.name for field in mine] == [field.name for field in theirs] and all(
        _collect(field, beside, marks, leaves) for field, beside in zip(mine, theirs, strict=True)
    )


def _base(root: Field, leaves: dict[tuple[Step, ...], Leaf], bases: Sequence[Field]) -> Field | None:
    """Return the object that one is built upon: the one with most of its values, else the one of its kind and name."""
    counts: dict[int, int] = {}
    for leaf in leaves.values():
        if leaf.kind == RESOURCE:
            top = _top(leaf.field)
            counts[id(top.node)] = counts.get(id(top.node), 0) + 1
    alike = [base for base in bases if base.get("kind").text == root.get("kind").text]
    by_marks = max(alike, key=lambda base: counts.get(id(base.node), 0), default=None)
    if by_marks is not None and counts.get(id(by_marks.node)):
        return by_marks
    name = root.get("metadata", "name").text
    named = [base for base in alike if (own := base.get("metadata", "name").text) and own in name]
    return max(named, key=lambda base: len(base.get("metadata", "name").text), default=None)


def _top(field: Field) -> Field:
    while field.parent is not None:
        field = field.parent
    return field


class _Placing:
    """Walks through an object and notes where its keys and values come from."""

    def __init__(self, leaves: dict[tuple[Step, ...], Leaf], kustomization: Field | None) -> None:
        self.leaves = leaves
        self.kustomization = kustomization
        self.stretches: list[Stretch] = []
        self._marked: dict[int, Leaf | None] = {}
        tops = [_top(one.field) for one in leaves.values() if one.kind == PATCH]
        self._patches = {id(top.node): top for top in tops}

    def walk(self, field: Field, origin: Leaf | None) -> None:
        """Note the places of what is in a field, which comes from ``origin`` if that is known."""
        for child in [*field.entries(), *field.items()]:
            self._note(child, self._origin(child, origin))

    def _note(self, child: Field, origin: Leaf | None) -> None:
        node = child.node
        if origin is not None:
            if child.key is not None:
                self._put(child.key.start, origin, key=True)
            if isinstance(node, Scalar):
                self._put(node.start, origin, key=False)
        self.walk(child, origin)

    def _put(self, start: int, origin: Leaf, *, key: bool) -> None:
        field = origin.field
        span = field.span(key=key and field.key is not None)
        self.stretches.append(Stretch(start, Origin(origin.kind, field.source, span, field.pointer)))

    def _origin(self, child: Field, around: Leaf | None) -> Leaf | None:
        marked = self._by_marks(child)
        if marked is not None and (marked.kind == RESOURCE or isinstance(child.target, Scalar)):
            return marked
        over = self._patched(child)
        if over is not None:
            return Leaf(over, PATCH)
        beside = _beside(child, around)
        if beside is not None:
            return Leaf(beside, around.kind if around is not None else RESOURCE)
        return marked or self._set_here(child) or around

    def _patched(self, child: Field) -> Field | None:
        """Return the field of a patch that sets one without a mark, as labels are: it counts, not what is below."""
        path = child.path
        if not isinstance(child.target, Scalar) or path in _NAMED or not all(isinstance(step, str) for step in path):
            return None
        fields = (patch.get(*path) for patch in self._patches.values())
        return next((field for field in fields if field.node is not None and field.raw == child.raw), None)

    def _by_marks(self, field: Field) -> Leaf | None:
        """Return the origin of a field by the marks in it: of a list or mapping what is around those of its values."""
        known = self._marked.get(id(field.node), self)
        if known is not self:
            return known  # type: ignore[return-value]
        found = self._inside(field)
        self._marked[id(field.node)] = found
        return found

    def _inside(self, field: Field) -> Leaf | None:
        if isinstance(field.target, Scalar):
            return self.leaves.get(field.path)
        best: Leaf | None = None
        for child in [*field.entries(), *field.items()]:
            found = self._by_marks(child)
            if found is None or found.field.parent is None or found.field.parent.parent is None:
                continue
            above = Leaf(found.field.parent, found.kind)
            # in a JSON patch what is above a value is no field of the object
            if found.field.name != child.name and not isinstance(child.name, int):
                continue
            if best is None or (best.kind == PATCH and above.kind == RESOURCE):
                best = above
        return best

    def _set_here(self, child: Field) -> Leaf | None:
        """Return what sets a field in the kustomization itself."""
        if self.kustomization is None:
            return None
        names = [child.name, child.parent.name if child.parent is not None else None]
        for name in names:
            for key in _SETS.get(str(name), ()):
                found = self.kustomization.get(key)
                if found:
                    return Leaf(_entry(found, child) if key == "images" else found, PATCH)
        return None


def _entry(images: Field, child: Field) -> Field:
    """Return the entry for an image, and in it what sets it."""
    for item in images.items():
        for name in ("newName", "name"):
            if item.get(name).text and child.text.startswith(item.get(name).text):
                return next((item.get(key) for key in ("newTag", "digest", "newName") if item.get(key)), item)
    return images


def _beside(child: Field, around: Leaf | None) -> Field | None:
    """Return the field that a mapping or list has where its copy has one: values have to be the same."""
    if around is None:
        return None
    there = around.field
    found = _item(child, there) if isinstance(child.name, int) else there.get(str(child.name))
    if found is None or found.node is None:
        return None
    one, other = child.target, found.target
    if isinstance(one, Scalar):
        return found if isinstance(other, Scalar) and other.raw == one.raw else None
    return (
        found
        if isinstance(other, Mapping) == isinstance(resolved(child.node) if child.node else None, Mapping)
        else None
    )


def _item(child: Field, there: Field) -> Field | None:
    for name in _NAMES:
        wanted = child.get(name)
        if wanted:
            return next((item for item in there.items() if item.get(name).raw == wanted.raw), None)
    if isinstance(child.target, Scalar):
        return next((item for item in there.items() if item.raw == child.raw), None)
    return there.get(child.name) if isinstance(child.name, int) else None
