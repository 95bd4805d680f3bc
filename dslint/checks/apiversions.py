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
    """Find API versions that are removed, deprecated, or never had a DaemonSet."""
    written = ds.api_version
    if not written:
        return
    place = ds.root.get("apiVersion")
    life = DAEMONSET_API.get(written)
    if life is None:
        yield Hit("never", place, {"written": written, "version": context.version})
    elif life.deprecated is not None and life.removed is not None:
        gone = context.minor >= life.removed.minor
        params = {
            "written": written,
            "replacement": life.replacement,
            "removed": str(life.removed),
            "deprecated": str(life.deprecated),
        }
        yield Hit(("selector" if ds.selector.node is None else "found") if gone else "deprecated", place, params)
