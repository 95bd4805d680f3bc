"""Rules between pods that make no sense for one pod per node: anti-affinity against itself, spreading."""

from __future__ import annotations

from dslint.finding import Hit, Note, RemoveEntry, RemoveItem
from dslint.kube.nodes.selectors import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_HOSTNAME = "kubernetes.io/hostname"
# Labels that several nodes share
_AREAS = {
    "topology.kubernetes.io/zone": "zone",
    "topology.kubernetes.io/region": "region",
    "failure-domain.beta.kubernetes.io/zone": "zone",
    "failure-domain.beta.kubernetes.io/region": "region",
}


def self_excluding(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find required pod anti-affinity that keeps pods of the DaemonSet away from each other."""
    ds = workload.written
    whole = workload.stored
    template = whole["spec"]["template"]
    labels = template.get("metadata", {}).get("labels", {})
    namespace = whole["metadata"]["namespace"]
    terms = template["spec"].get("affinity", {}).get("podAntiAffinity", {}).get(_REQUIRED, ())
    for index, term in enumerate(terms):
        key = term.get("topologyKey") or ""
        if (key != _HOSTNAME and key not in _AREAS) or not _is_against(term, labels, namespace):
            continue
        from dslint.kube.nodes.rollout import allows_surge  # few manifests get here

        asked = term.get("labelSelector") or {}
        own = any(_is_narrower(asked, mine) for mine in (whole["spec"].get("selector") or {}, {"matchLabels": labels}))
        own = own and set(term.get("namespaces") or ()) <= {namespace}
        kind = "area" if key in _AREAS else "surge" if allows_surge(whole["spec"]["updateStrategy"]) else "host"
        if kind == "host" and not own:
            continue  # a guard: it keeps other pods away too
        place = ds.pod_spec.get("affinity", "podAntiAffinity", _REQUIRED, index)
        notes = (Note(place.get("labelSelector"), "selects the DaemonSet's own pods", key=True),)
        # alone it takes the affinity around it along
        fix = RemoveItem(place) if len(terms) > 1 else RemoveEntry(place.parent or place, prune=True)
        params = {"area": _AREAS.get(key, "node")}
        yield Hit(kind, place.get("topologyKey"), params, notes=notes, fix=(fix,) if own else ())


def _is_narrower(term: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    """Tell whether whatever a term selects is the DaemonSet's own: it asks for all that the selector asks for."""
    wanted = set(_asked(own))
    return bool(wanted) and wanted <= set(_asked(term))


def _asked(selector: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the conditions of a label selector in one notation."""
    for key, value in (selector.get("matchLabels") or {}).items():
        yield key, "In", (value,)
    for one in selector.get("matchExpressions") or ():
        yield one.get("key") or "", one.get("operator") or "", tuple(sorted(one.get("values") or ()))


def _is_against(term: Mapping[str, Any], labels: Mapping[str, str], namespace: str) -> bool:
    """Tell whether a term is about pods with these labels in this namespace; in doubt it is not."""
    if term.get("matchLabelKeys") or term.get("mismatchLabelKeys") or "namespaceSelector" in term:
        return False
    named = term.get("namespaces")
    return (not named or namespace in named) and matches(term.get("labelSelector"), labels)


def pointless_spread(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find topology spread constraints."""
    ds = workload.written
    constraints = workload.pod.get("topologySpreadConstraints") or ()
    if constraints:
        hard = any(one.get("whenUnsatisfiable") == "DoNotSchedule" for one in constraints)
        place = ds.pod_spec.get("topologySpreadConstraints")
        yield Hit("blocking" if hard else "found", place, key=True, fix=(RemoveEntry(place),))
