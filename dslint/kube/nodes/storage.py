"""Nodes to which the volumes of a pod are bound: a local disk is where it is, others are made where their class allows.

Sources: checkBoundClaims, checkVolumeProvisions and GetPodVolumeClaims of volumebinding/binder.go in
pkg/scheduler/framework/plugins, MatchTopologySelectorTerms in pkg/apis/core/v1/helper/helpers.go, GetDefaultClass in
pkg/volume/util/storageclass.go (Kubernetes v1.37.2). Claims, volumes and classes are taken as they are written: what
has the wrong type in them is passed over.
"""

from __future__ import annotations

from dslint.kube.nodes.affinity import Term, read_term
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.values.unchecked import mapping_at
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dslint.kube.apiserver.fields import Path

CLASS_OF_EPHEMERAL = ("ephemeral", "volumeClaimTemplate", "spec", "storageClassName")
_NOT_MADE = "kubernetes.io/no-provisioner"
_DEFAULT = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")


class Storage(NamedTuple):
    """The objects of a cluster that decide about volumes: claims by namespace and name, the others by name."""

    claims: Mapping[tuple[str, str], Mapping[str, Any]]
    volumes: Mapping[str, Mapping[str, Any]]
    classes: Mapping[str, Mapping[str, Any]]


class Lack(NamedTuple):
    """Why a volume keeps a pod waiting on a node (``certain``), or can."""

    text: str
    certain: bool


class Needed(NamedTuple):
    """A volume of a pod that is not to be had on every node, and its place.

    ``terms`` select the nodes from which it can be reached, none where all reach it; of others ``elsewhere`` is true.
    Where ``terms`` are ``None``, ``elsewhere`` says why that is not known.
    """

    at: Path
    terms: tuple[Term, ...] | None
    elsewhere: str

    @property
    def keys(self) -> list[str]:
        """The labels of nodes that it asks for."""
        return [wanted.key for term in self.terms or () for wanted in term.expressions]

    @property
    def by_name(self) -> bool:
        """Whether it asks for the names of nodes."""
        return any(term.fields for term in self.terms or ())

    def lacks(self, labels: Mapping[str, str], name: str) -> Lack | None:
        """Return why a pod waits for it on a node, or may."""
        if self.terms is None:
            return Lack(self.elsewhere, certain=False)
        if not self.terms or any(term.matches(labels, name) for term in self.terms):
            return None
        return Lack(self.elsewhere, certain=True)


def needed(pod: Mapping[str, Any], namespace: str, storage: Storage) -> Iterator[Needed]:
    """Yield the volumes of a pod that claims stand behind: those that it mounts, and those that are made for it."""
    for index, one in enumerate(pod.get("volumes") or ()):
        at = (*POD_SPEC, "volumes", index)
        claim = (one.get("persistentVolumeClaim") or {}).get("claimName")
        if claim:
            yield _bound(claim, namespace, storage)._replace(at=(*at, "persistentVolumeClaim", "claimName"))
        elif one.get("ephemeral"):
            yield _made(one, storage)._replace(at=(*at, *CLASS_OF_EPHEMERAL))


def _bound(claim: str, namespace: str, storage: Storage) -> Needed:
    spec = mapping_at(storage.claims.get((namespace, claim)), "spec")
    name = spec.get("volumeName") or _holder(storage.volumes, namespace, claim)
    volume = storage.volumes.get(name) if isinstance(name, str) else None
    terms = None if volume is None else _terms(volume)
    if terms is None:
        return Needed((), None, f"the volume of claim {claim} decides, which is not known")
    return Needed((), terms, f"the volume {name} of claim {claim} cannot be reached from the node")


def _made(volume: Mapping[str, Any], storage: Storage) -> Needed:
    """Return what is needed for a volume that is made for each pod, by the class that its claim gets."""
    spec = mapping_at(volume, "ephemeral", "volumeClaimTemplate", "spec")
    what = f"the volume {volume.get('name')}"
    name = spec.get("storageClassName")
    if name is None:
        name = _default(storage.classes)
        if name is None:
            return Needed((), None, f"the default StorageClass decides about {what}, which is not known")
    if not name:
        return Needed((), None, f"{what} has to be there already, since its claim wants no StorageClass")
    one = storage.classes.get(name)
    if one is None:
        return Needed((), None, f"the StorageClass {name} decides about {what}, which is not known")
    if one.get("provisioner") in (None, "", _NOT_MADE):
        return Needed((), None, f"{what} has to be there already, since StorageClass {name} makes none")
    if one.get("volumeBindingMode") != "WaitForFirstConsumer":
        return Needed((), None, f"StorageClass {name} makes {what} before a node is chosen")
    terms = _topologies(one)
    if terms is None or any(mapping_at(it, "spec").get("storageClassName") == name for it in storage.volumes.values()):
        return Needed((), None, f"the StorageClass {name} and its volumes decide about {what}")
    return Needed((), terms, f"StorageClass {name} makes {what} for other nodes alone (allowedTopologies)")


def _default(classes: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the class of claims that name none; ``None`` where that is not known: of several the newest counts."""
    found = [name for name, one in classes.items() if _is_default(mapping_at(one, "metadata", "annotations"))]
    return found[0] if len(found) == 1 else None


def _is_default(annotations: Mapping[str, Any]) -> bool:
    return any(annotations.get(name) == "true" for name in _DEFAULT)


def _topologies(one: Mapping[str, Any]) -> tuple[Term, ...] | None:
    """Return the nodes for which a class makes volumes, none where for all; ``None`` where that cannot be read."""
    found = one.get("allowedTopologies") or []
    if not isinstance(found, list) or not all(isinstance(term, dict) for term in found):
        return None
    rows = [term.get("matchLabelExpressions") or [] for term in found]
    if not all(isinstance(some, list) and all(map(_is_condition, some)) for some in rows):
        return None
    written = [{"matchExpressions": [{**row, "operator": "In"} for row in some]} for some in rows]
    return tuple(read_term(term, (index,), (index,)) for index, term in enumerate(written))


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
        row.get("operator", ""),
        *(values if isinstance(values := row.get("values") or [], list) else [0]),
    ]
    return all(isinstance(one, str) for one in texts)
