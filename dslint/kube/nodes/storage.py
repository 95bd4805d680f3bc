"""Nodes to which the volumes of a pod are bound: a local disk is where it is.

Source: checkBoundClaims in pkg/scheduler/framework/plugins/volumebinding/binder.go (Kubernetes v1.37.2). Claims and
volumes are taken as they are written: what has the wrong type in them is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.kube.nodes.affinity import Term, read_term
from dslint.kube.values.unchecked import mapping_at
from dslint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Bound(NamedTuple):
    """A claim that a pod mounts, by the number of the volume there, with the volume that it is bound to.

    ``terms`` select the nodes from which it can be reached, ``None`` where that is not known: no volume is at hand.
    """

    number: int
    claim: str
    volume: str
    terms: tuple[Term, ...] | None

    def reaches(self, labels: Mapping[str, str], name: str) -> bool:
        """Tell whether the volume can be reached from a node."""
        return not self.terms or any(term.matches(labels, name) for term in self.terms)


def bound(
    pod: Mapping[str, Any],
    namespace: str,
    claims: Mapping[tuple[str, str], Mapping[str, Any]],
    volumes: Mapping[str, Mapping[str, Any]],
) -> Iterator[Bound]:
    """Yield the claims that a pod mounts, held against those of the cluster by namespace and name, and its volumes."""
    for index, one in enumerate(pod.get("volumes") or ()):
        claim = (one.get("persistentVolumeClaim") or {}).get("claimName")
        if claim:
            spec = mapping_at(claims.get((namespace, claim)), "spec")
            name = spec.get("volumeName") or _holder(volumes, namespace, claim)
            volume = volumes.get(name) if isinstance(name, str) else None
            terms = None if volume is None else _terms(volume)
            yield Bound(index, claim, str(name or ""), terms)


def _holder(volumes: Mapping[str, Mapping[str, Any]], namespace: str, claim: str) -> str | None:
    """Return the volume that is kept for a claim."""
    for name, volume in volumes.items():
        ref = mapping_at(volume, "spec", "claimRef")
        if (ref.get("namespace"), ref.get("name")) == (namespace, claim):
            return name
    return None


def _terms(volume: Mapping[str, Any]) -> tuple[Term, ...] | None:
    """Return the terms of a volume, none where every node reaches it; ``None`` where they cannot be read."""
    found = mapping_at(volume, "spec", "nodeAffinity", "required").get("nodeSelectorTerms") or []
    if not isinstance(found, list) or not all(map(_is_term, found)):
        return None
    return tuple(read_term(term, (index,), (index,)) for index, term in enumerate(found))


def _is_term(term: object) -> bool:
    if not isinstance(term, dict):
        return False
    rows = [term.get("matchExpressions") or [], term.get("matchFields") or []]
    return all(isinstance(some, list) and all(map(_is_condition, some)) for some in rows)


def _is_condition(row: object) -> bool:
    if not isinstance(row, dict):
        return False
    texts = [
        row.get("key"),
        row.get("operator"),
        *(values if isinstance(values := row.get("values") or [], list) else [0]),
    ]
    return all(isinstance(one, str) for one in texts)
