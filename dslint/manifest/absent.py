"""Whether an object that a DaemonSet names is missing among those of the input, as far as these can show it."""

from __future__ import annotations

from functools import lru_cache

from dslint.phrases import suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dslint.manifest.daemonset import Owner
    from dslint.manifest.objects import Record


class Shelf:
    """Objects of one kind; with ``spaced`` each is in its namespace, and one that says none may be meant for any.

    A namespace that is to be filled in says none.
    """

    def __init__(self, objects: Iterable[Record], *, spaced: bool = False) -> None:
        self._spaced = spaced
        self._spaces: dict[str, set[str | None]] = {}
        self._texts: dict[tuple[str, str | None], list[Record]] = {}
        self._folders: dict[tuple[str, str | None], list[Record]] = {}
        self._declared: dict[str | None, list[Record]] = {}
        for there in objects:
            space = _said(there.namespace) if spaced else None
            self._spaces.setdefault(there.name, set()).add(space)
            if there.declared:
                self._declared.setdefault(space, []).append(there)
                continue
            self._texts.setdefault((there.owner.source.path, space), []).append(there)
            self._folders.setdefault((there.owner.folder, space), []).append(there)

    def lacks(
        self, name: str, owner: Owner, known: Sequence[str] = (), *, alike: bool = False
    ) -> tuple[Record, str | None] | None:
        """Return the object that shows that one of a name is missing, and the name that may be meant; else ``None``.

        It has to stand beside the DaemonSet that names it. What a configuration declares stands beside every DaemonSet.
        With ``alike`` only a similar name in its text shows it. What a chart is rendered with may name objects that are
        made elsewhere: there it takes a name that is like it. ``known`` are names that may be meant as well.
        """
        space = _said(owner.name.namespace) if self._spaced else None
        has = self._spaces.get(name)
        if has is not None and (space is None or space in has or None in has):
            return None
        mine = self._texts.get((owner.source.path, space), []) + self._declared.get(space, [])
        beside = [] if alike else self._folders.get((owner.folder, space), [])
        shown, close = _shown(name, mine, beside, known)
        if shown is None or (alike and close != shown.name):
            return None
        return (shown, close) if close is not None or shown.declared or owner.origin is None else None


@lru_cache(maxsize=64)  # mostly of few
def _said(namespace: str | None) -> str | None:
    """Return a namespace, unless it is a placeholder: that the server would not take as a name."""
    from dslint.kube.values.names import dns1123_label

    return None if namespace is None or dns1123_label(namespace) else namespace


def _shown(
    name: str, mine: Sequence[Record], beside: Sequence[Record], known: Sequence[str]
) -> tuple[Record | None, str | None]:
    """Return the object that shows that such objects stand beside the DaemonSet, and the name that was meant.

    In the same text any shows it. In another one of the folder it has to be like it in name: two agents of one folder
    may come from different places, and whom an object there is for is not said.
    """
    if any(name.endswith(f"-{there.name}") and not there.declared for there in mine):
        return None, None  # a kustomization names them anew, with a prefix
    close = suggest(name, [*(there.name for there in mine or beside), *known])
    for there in mine or beside:
        if there.name == close:
            return there, close
    return (mine[0], close) if mine else (None, None)
