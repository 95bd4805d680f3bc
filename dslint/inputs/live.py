"""The objects of a cluster as inputs: they are in memory already, and lie in no folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from dslint.inputs.documents import objects_of
from dslint.inputs.load import Loaded
from dslint.inputs.tree import Input
from dslint.paths import working_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.manifest.objects import Record
    from dslint.source.live import LiveText


def here() -> str:
    """Return where the configuration for a cluster is looked for: a file of no name in the working directory."""
    return os.path.join(working_directory(), "<cluster>")


def load_live(text: LiveText) -> Loaded:
    """Return what is in an object of a cluster; it is whole, whatever stands in folders of the same name."""
    return Loaded(Input(here(), text.path, explicit=True), source=text)


def live_objects(texts: Iterable[LiveText], kinds: frozenset[str]) -> Iterator[Record]:
    """Yield the objects of some kinds among those of a cluster."""
    for text in texts:
        yield from objects_of(text, kinds)
