"""Labels and taints of nodes that nobody sets any more: of old add-ons (DS308) and of providers (DS310)."""

from __future__ import annotations

from dslint.finding import Hit
from dslint.kube.data.labels import OPT_IN_LABELS, PROVIDER_LABELS, PROVIDER_TAINTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload


def opt_in(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find labels by which nodes once took part in an add-on."""
    for wanted in workload.selection.requirements():
        if wanted.key in OPT_IN_LABELS and wanted.operator in ("In", "Exists"):
            place, key = workload.key_of(wanted)
            yield Hit("found", place, {"label": wanted.key, "setter": OPT_IN_LABELS[wanted.key]}, key=key)


def of_provider(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find labels and taints that providers have renamed, unless the new name stands there too."""
    asked = list(workload.selection.requirements())
    keys = {wanted.key for wanted in asked}
    for wanted in asked:
        new = PROVIDER_LABELS.get(wanted.key)
        if new is None or new.name.partition("=")[0] in keys:
            continue
        from dslint.checks.relabel import relabelled  # few manifests get here

        place, key = workload.key_of(wanted)
        params = {"key": wanted.key, "provider": new.provider, "name": new.name}
        yield Hit("label", place, params, key=key, fix=relabelled(place, new.name)[1] if new.same else ())
    yield from _taints(workload)


def _taints(workload: Workload) -> Iterator[Hit]:
    tolerated = {one.get("key") for one in workload.pod.get("tolerations") or ()}
    for index, one in enumerate(workload.pod.get("tolerations") or ()):
        new = PROVIDER_TAINTS.get(one.get("key") or "")
        if new is not None and new.name not in tolerated:
            place = workload.written.pod_spec.get("tolerations", index, "key")
            yield Hit("taint", place, {"key": one["key"], "provider": new.provider, "name": new.name})
