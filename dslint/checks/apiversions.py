"""The API version of a DaemonSet: whether there is one, and whether the target version still has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.finding import Hit, InsertEntry, SetScalar
from dslint.kube.versions import DAEMONSET_API

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet

_CURRENT = "apps/v1"


def removed(ds: DaemonSet, context: Context) -> Iterator[Hit]:
    """Find API versions that the target version has removed, or that never had a DaemonSet, and none at all."""
    written, place = ds.api_version, ds.root.get("apiVersion")
    life = DAEMONSET_API.get(written)
    if not written:
        yield from _missing(ds)
    elif life is None:
        fix = (SetScalar(place, _CURRENT),)
        yield Hit("never", place, {"written": written, "current": _CURRENT}, fix=fix)
    elif life.removed is not None and context.minor >= life.removed.minor:
        yield _removed(ds, written, life.replacement, str(life.removed))


def _missing(ds: DaemonSet) -> Iterator[Hit]:
    """Find an API version that is not there, null or empty; anything else that is no text is of a wrong type."""
    place = ds.root.get("apiVersion")
    if place.node is None:
        fix = InsertEntry(ds.root, "apiVersion", _CURRENT, after="")
        yield Hit("missing", place, {"current": _CURRENT}, absence=True, fix=(fix,))
    elif place.value is None or place.value == "":
        yield Hit("missing", place, {"current": _CURRENT}, key=True, fix=(SetScalar(place, _CURRENT),))


def _removed(ds: DaemonSet, written: str, replacement: str, since: str) -> Hit:
    from dslint.checks.apifixes import conversion  # few manifests get here

    added, gone, fix = conversion(ds, replacement)
    params = {"written": written, "replacement": replacement, "removed": since, "added": "", "gone": ""}
    if added:
        params["added"] = f" with {' and '.join(added)}"
    if gone:
        params["gone"] = f", without {gone}"
    return Hit("found" if fix else "selector", ds.root.get("apiVersion"), params, fix=fix)
