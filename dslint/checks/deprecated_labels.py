"""Deprecated labels of nodes, in selectors, affinity and spreading."""

from __future__ import annotations

import re

from dslint.checks.apiserver.warnings import LABELS, of_rule, without_place
from dslint.finding import Hit, Operation
from dslint.kube.apiserver.fields import Key
from dslint.kube.data.labels import RENAMED_LABELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

_REPLACEMENT = r'use "([^"]+)"'
_BOTH_SINCE = 14  # kubelets set the stable names for os and arch since then


def deprecated(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find the deprecated node labels that the API server warns of."""
    ds = workload.written
    for warning in of_rule(LABELS, workload):
        place = ds.root.get(*warning.at)
        is_key = isinstance(warning.at[-1], Key)
        label = str(warning.at[-1]) if is_key else place.text
        found = re.search(_REPLACEMENT, without_place(warning))
        replacement = found[1] if found else ""
        kind, fix = _mended(place, label, replacement) if replacement else ("gone", ())
        if kind == "master" and (kept := _kept_by(workload)):
            kind, fix = kept, ()
        params = {"label": label, "replacement": replacement}
        yield Hit(kind, place, params, key=is_key, server_warning=warning.text, fix=fix, unsafe=_is_for_older(ds))


def _is_for_older(ds: DaemonSet) -> bool:
    """Tell whether a file is named after a version of Kubernetes whose nodes have the old labels only."""
    name = "" if ds.source.is_live else ds.source.path.rpartition("/")[2]
    return any(int(minor) < _BOTH_SINCE for minor in re.findall(r"(?<![\d.])1\.(\d{1,2})(?!\d)", name))


def _kept_by(workload: Workload) -> str:
    """Return which message is about a label that the nodes of such a cluster have; empty where it is any cluster."""
    from dslint.checks.control_plane import on_openshift, runs_control_plane, serves_old_clusters  # few get here

    if runs_control_plane(workload) or serves_old_clusters(workload):
        return "own"
    return "openshift" if on_openshift(workload) else ""


def _mended(place: Field, label: str, replacement: str) -> tuple[str, tuple[Operation, ...]]:
    """Return the message that says how the label is replaced, and what to change for it."""
    from dslint.checks.relabel import CLASH, RENAMED, TERM, relabelled  # few manifests get here

    how, fix = relabelled(place, replacement, RENAMED_LABELS if label in RENAMED_LABELS else {label: replacement})
    if label in RENAMED_LABELS or how == CLASH:
        return "found" if how == RENAMED else how, fix
    # a term for each of the two labels serves old clusters and new ones
    return "master" if how == RENAMED else f"master-{how}", () if how == TERM else fix
