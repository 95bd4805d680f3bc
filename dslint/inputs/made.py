"""Objects that become a DaemonSet: they are named, and what they hold of its pod is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dslint.inputs.unchecked import CHECK, NotChecked, at, of_chart
from dslint.kube.data.makers import Maker, maker_of
from dslint.manifest.assembled import assemble, at_pointer
from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.field import Field


def made(root: Field, kind: str, document: int, more: Mapping[str, Maker]) -> Iterator[DaemonSet | NotChecked]:
    """Yield what says that a DaemonSet is made of an object, and the parts of one that the object holds."""
    maker = maker_of(root.get("apiVersion").text, kind, more)
    if maker is None or not (maker.when == () or any(_is_there(root, condition) for condition in maker.when)):
        return
    if maker.chart:
        yield at(root, of_chart(kind))
        return
    become = f"check what becomes of it: kubectl get daemonset NAME -o yaml | {CHECK}"
    yield at(root, f"an object of kind {kind}, but for the parts of a DaemonSet that it holds; {become}")
    parts = assemble(root, document, maker.parts, f"parts of the DaemonSet that is made of an object of kind {kind}")
    if parts is not None:
        yield parts


def _is_there(root: Field, condition: str) -> bool:
    """Tell whether a pointer leads to something, or to the value behind ``=``; ``*`` stands for each item of a list."""
    pointer, equals, value = condition.partition("=")
    before, star, behind = pointer.partition("/*")
    fields = (
        [at_pointer(item, behind) for item in at_pointer(root, before).items()] if star else [at_pointer(root, pointer)]
    )
    return any(field.text == value if equals else field for field in fields)
