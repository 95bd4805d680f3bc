"""Environments that are alternatives: what one object becomes in several of them never runs side by side."""

from __future__ import annotations

from dslint.source.provenance import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.manifest.daemonset import DaemonSet


def environments_of(daemon_sets: Sequence[DaemonSet]) -> list[str | None]:
    """Return for each DaemonSet the environment that it is rendered in, if the same object is rendered in others too.

    What is rendered once, and plain manifests, are beside all of them: ``None``.
    """
    texts: dict[str, set[str]] = {}
    for ds in daemon_sets:
        if (origin := _origin(ds)) is not None:
            texts.setdefault(origin, set()).add(ds.source.path)
    found: list[Rendered | None] = []
    for ds in daemon_sets:
        origin, source = _origin(ds), ds.source
        several = origin is not None and len(texts[origin]) > 1
        found.append(source if several and isinstance(source, Rendered) else None)
    called: dict[str, set[str]] = {}
    for text in found:
        if text is not None:
            called.setdefault(text.environment, set()).add(text.path)
    # two charts may have environments of one name
    return [
        None if text is None else text.environment if len(called[text.environment]) == 1 else text.path
        for text in found
    ]


def _origin(ds: DaemonSet) -> str | None:
    """Return the file that people edit to change a rendered object; ``None`` for one that is not rendered."""
    source = ds.source
    part = source.part(ds.root.span().start) if isinstance(source, Rendered) else None
    return None if part is None else part.source.path
