"""A release of a chart as a GitOps tool knows it, and the chart of a tree that it names."""

from __future__ import annotations

import os
from collections.abc import Iterable

from dslint.inputs.rendering.held import held_mapping
from dslint.inputs.tree import CHART, Input
from dslint.inputs.unchecked import of_chart
from dslint.manifest.field import Field
from dslint.record import NamedTuple
from dslint.source.text import SourceText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree

_FOLDERS = ("", "charts", "vendor")  # where an archive of a chart is looked for


class LeftError(Exception):
    """A release is not rendered; the message says why, as what is known of it."""


class Given(NamedTuple):
    """Values that stand in an object; ``placed``: the text is a file with nothing else left of it."""

    source: SourceText
    placed: bool = True


class Release(NamedTuple):
    """A chart of a tree with what a release says of it.

    ``values`` are files by path, ``texts`` what stands in objects and counts for more, ``strings`` settings that are
    texts whatever they look like. Without ``own`` the values of the chart itself do not count.
    """

    item: Input
    line: int
    environment: str
    chart: str
    values: tuple[str, ...]
    texts: tuple[Given, ...]
    sets: tuple[str, ...]
    strings: tuple[str, ...]
    name: str | None
    namespace: str | None
    own: bool = True


class Left(NamedTuple):
    """A release that is not rendered, or not whole, and why."""

    path: str
    line: int
    reason: str


def left(item: Input, root: Field, why: str) -> Left:
    """Return what says of an object of a file that its chart is not rendered."""
    return Left(item.shown, line_of(root), of_chart(root.get("kind").text, why))


def line_of(root: Field) -> int:
    """Return the line that an object begins at."""
    return root.source.place(root.span().start).line


def release(
    item: Input,
    root: Field,
    chart: str,
    files: Iterable[str],
    texts: Iterable[Given],
    *,
    name: str,
    namespace: str,
    sets: Iterable[str] = (),
    strings: Iterable[str] = (),
) -> Release:
    """Return the release that an object of a file is."""
    metadata = root.get("metadata")
    title = "/".join(word for word in (metadata.get("namespace").text, metadata.get("name").text) if word)
    told = f"{root.get('kind').text} {title} in {item.shown}"
    lists = tuple(files), tuple(texts), tuple(sets), tuple(strings)
    return Release(item, line_of(root), told, chart, *lists, name or None, namespace or None)


def chart_of(tree: Tree, file: str, word: str, version: str) -> str:
    """Return the folder or the archive of a chart, looked for from the folder of a file up to the top of its tree.

    Raises LeftError where it is not there.
    """
    names = [word] if word.endswith(".tgz") else [f"{word}-{version}.tgz"] if version and "/" not in word else []
    for folder in above(tree, file) if word and "://" not in word and not os.path.isabs(word) else ():
        there = inside(folder, word)
        if there is not None and tree.is_file(os.path.join(there, CHART)):
            return there
        archives = (inside(folder, below, name) for name in names for below in _FOLDERS)
        found = next((one for one in archives if one is not None and tree.is_file(one)), None)
        if found is not None:
            return found
    raise LeftError(f"the chart {word} is not in this tree" if word else "it names no chart")


def above(tree: Tree, file: str) -> Iterable[str]:
    """Yield the folder of a file and those around it, up to the top of its tree."""
    folder = os.path.dirname(file)
    while True:
        yield folder
        higher = os.path.dirname(folder)
        if tree.is_top(folder) or higher == folder:
            return
        folder = higher


def inside(folder: str, *words: str) -> str | None:
    """Return a path below a folder; ``None`` for one that leads out of it."""
    path = os.path.normpath(os.path.join(folder, *words))
    return path if path.startswith(os.path.join(folder, "")) else None


def inline(field: Field) -> tuple[Given, ...]:
    """Return the values that stand in an object as a mapping."""
    if not field:
        return ()
    text = held_mapping(field)
    return (Given(text),) if text is not None else (as_json(field.source.path, field.value),)


def as_json(path: str, value: object) -> Given:
    """Return values that stand nowhere as they are."""
    from json import dumps

    return Given(SourceText(path, dumps(value)), placed=False)
