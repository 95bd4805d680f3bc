"""Releases of charts in a file, a Flux ``HelmRelease`` and an Argo CD ``Application`` or ``ApplicationSet``.

Where the chart lies in the same tree, as a folder or as an archive, it is rendered as the tool would do it. Of what a
tool takes from elsewhere (an object of a cluster, a post-renderer) nothing is known here: such a release is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.inputs.documents import objects, read
from dslint.inputs.limits import RELEASES_BYTES
from dslint.inputs.rendering import argo, flux
from dslint.inputs.rendering.release import Left, LeftError, Release, left
from dslint.inputs.tree import Input, Unreadable
from dslint.inputs.words import names_charts
from dslint.source.text import SourceText, UndecodableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dslint.inputs.tree import Tree
    from dslint.manifest.field import Field

    Read = Callable[[Tree, Input, Field], Iterable[Release | Left]]

_KINDS: dict[str, tuple[str, Read]] = {
    "HelmRelease": ("helm.toolkit.fluxcd.io/", flux.releases),
    "Application": ("argoproj.io/", argo.application),
    "ApplicationSet": ("argoproj.io/", argo.application_set),
}


def releases(tree: Tree, item: Input) -> Iterator[Release | Left]:
    """Yield the releases of a file, and which are left; nothing for a file that cannot be read."""
    try:
        data = tree.read(item, RELEASES_BYTES)
        if not names_charts(data):
            return
        source = SourceText.decode(item.shown, data)
    except (Unreadable, UndecodableError):
        return
    for document in read(source, everything=True):
        for root in objects(document):
            group, made = _KINDS.get(root.get("kind").text, ("", None))
            if made is None or not root.get("apiVersion").text.startswith(group):
                continue
            try:
                yield from made(tree, item, root)
            except LeftError as error:
                yield left(item, root, str(error))
