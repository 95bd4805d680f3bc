"""The API version of a DaemonSet: whether the target version still has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.finding import Hit
from dslint.kube.versions import DAEMONSET_API

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet


def removed(ds: DaemonSet, context: Context) -> Iterator[Hit]:
    """Find API versions that the target version has removed, or that never had a DaemonSet."""
    written = ds.api_version
    if not written:
        return
    place = ds.root.get("apiVersion")
    life = DAEMONSET_API.get(written)
    if life is None:
        yield Hit("never", place, {"written": written, "version": context.version})
    elif life.removed is not None and context.minor >= life.removed.minor:
        params = {"written": written, "replacement": life.replacement, "removed": str(life.removed)}
        yield Hit("found" if ds.selector else "selector", place, params)
