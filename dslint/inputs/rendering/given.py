"""The values that a chart is given beside its own: files, and what stands in releases and other objects."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from dslint.inputs.rendering.held import Held
from dslint.inputs.tree import Input
from dslint.paths import absolute
from dslint.record import NamedTuple
from dslint.source.text import SourceText, UndecodableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.rendering.release import Given
    from dslint.inputs.tree import Tree


class Values(NamedTuple):
    """Values as Helm gets them: under a name of ours, their contents, and the file as shown that they stand in.

    ``text`` is that file, or what is left of it, at its places; ``None`` where they stand nowhere as they are. ``path``
    is the file.
    """

    name: str
    shown: str
    data: bytes
    text: SourceText | None
    path: str

    def again(self, text: str) -> bytes | None:
        """Return what they are with another text in their file; ``None`` where they are no longer there."""
        new = self.text.again(text) if isinstance(self.text, Held) else SourceText(self.shown, text)
        return None if new is None else new.encode()


def given(tree: Tree, files: Sequence[str], texts: Iterable[Given]) -> list[Values]:
    """Read files of values and take those of other objects, the strongest last; raises Unreadable."""
    found: list[Values] = []
    for path in files:
        item = Input(path, tree.show(path, os.getcwd()), explicit=True)
        data = tree.read(item)
        found.append(Values(_name(len(found)), item.shown, data, _text(item.shown, data), path))
    for source, placed in texts:
        shown = source.path
        data = source.text.encode()
        found.append(Values(_name(len(found)), shown, data, source if placed else None, absolute(shown)))
    return found


def changed(values: Iterable[Values], texts: Mapping[str, str]) -> dict[str, bytes]:
    """Return the values that are others with other texts in some files, by the names that Helm has for them."""
    new = ((one.name, one.again(texts[one.shown])) for one in values if one.text is not None and one.shown in texts)
    return {name: data for name, data in new if data is not None}


def _name(number: int) -> str:
    return f"values-{number}.yaml"


def _text(shown: str, data: bytes) -> SourceText | None:
    try:
        return SourceText.decode(shown, data)
    except UndecodableError:
        return None
