"""Keys of node labels and taints that are a misspelling of a well-known one."""

from __future__ import annotations

from functools import lru_cache

from dslint.finding import Hit, SetScalar
from dslint.kube.apiserver.fields import POD_SPEC
from dslint.kube.data.nodes import KNOWN_LABELS, KNOWN_TAINTS, RANCHER
from dslint.kube.nodes.affinity import PREFERRED, preferred_terms
from dslint.phrases import slips

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from dslint.manifest.context import Context
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

RULE = "DS207"
_SHORTEST = 8
_SHORT_NAME = 4


def misspelt(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find keys in node selection, topology and tolerations that are nearly a well-known one."""
    there = _keys_of_nodes(context)
    for key, place, is_key, known in _keys(workload):
        meant = _meant(key, known)
        if meant is None or (known is KNOWN_TAINTS, key) in there:
            continue
        from dslint.checks.relabel import relabelled  # few manifests get here

        fix = (SetScalar(place, meant),) if known is KNOWN_TAINTS else relabelled(place, meant)[1]
        yield Hit("found", place, {"key": key, "meant": meant}, key=is_key, fix=fix)


def tolerates_misspelt(tolerations: Iterable[Mapping[str, Any]], key: str, context: Context) -> bool:
    """Tell whether a toleration is meant for a taint whose key it misspells, which this rule then reports.

    Code, not ``yields-to``: the toleration and what asks for it stand in different places.
    """
    if RULE not in context.selected:
        return False
    return any(_meant(toleration.get("key") or "", KNOWN_TAINTS) == key for toleration in tolerations)


def _keys_of_nodes(context: Context) -> set[tuple[bool, str]]:
    """Return the keys that the given nodes have, each with whether it is that of a taint."""
    groups = context.cluster.nodes.groups if context.cluster else ()
    taints = {(True, taint.key) for group in groups for taint in group.node.taints}
    return taints | {(False, key) for group in groups for key in group.node.labels}


def _keys(workload: Workload) -> Iterator[tuple[str, Field, bool, tuple[str, ...]]]:
    """Yield each key with its place, whether that is a field's key, and the keys that it may be meant for."""
    ds, spec = workload.written, workload.pod
    for wanted in workload.selection.requirements():
        yield (wanted.key, *workload.key_of(wanted), KNOWN_LABELS)
    preferred = (spec.get("affinity") or {}).get("nodeAffinity", {}).get(PREFERRED[-1]) or ()
    for _, term in preferred_terms(preferred, (*POD_SPEC, *PREFERRED)):
        for wanted in term.expressions:
            yield (wanted.key, *workload.key_of(wanted), KNOWN_LABELS)
    for index, constraint in enumerate(spec.get("topologySpreadConstraints") or ()):
        place = ds.pod_spec.get("topologySpreadConstraints", index, "topologyKey")
        yield constraint.get("topologyKey") or "", place, False, KNOWN_LABELS
    for index, toleration in enumerate(spec.get("tolerations") or ()):
        yield toleration.get("key") or "", ds.pod_spec.get("tolerations", index, "key"), False, KNOWN_TAINTS


@lru_cache(maxsize=1024)
def _meant(key: str, known: tuple[str, ...]) -> str | None:
    """Return the well-known key that is nearest, at most two slips away (one where the name is short)."""
    if len(key) < _SHORTEST or key == RANCHER or key in KNOWN_LABELS or key in KNOWN_TAINTS:
        return None
    best, nearest = 3, None
    for one in known:
        allowed = min(best - 1, 1 if len(one.rpartition("/")[2]) <= _SHORT_NAME else 2)
        if abs(len(one) - len(key)) <= allowed and (many := slips(key.lower(), one.lower(), allowed)) <= allowed:
            best, nearest = many, one
    return nearest
