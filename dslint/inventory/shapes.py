"""Nodes that are only described: by a NodePool of Karpenter, by a MachineDeployment of Cluster API.

Objects are taken as they are written: what has the wrong type in them is passed over.

Sources: :mod:`~dslint.inventory.karpenter`; kubernetes-sigs/cluster-api
docs/proposals/20220927-label-sync-between-machine-and-nodes.md, kubernetes/autoscaler
cluster-autoscaler/cloudprovider/clusterapi/README.md (scale from zero).
"""

from __future__ import annotations

from dslint.inventory.written import name_of, taints, texts
from dslint.kube.nodes.classes import NodeGroup, Size
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.quantity import QuantityError, parse
from dslint.kube.values.unchecked import mapping_at
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_OS, _HOST = "kubernetes.io/os", "kubernetes.io/hostname"
# Cluster API hands these labels of a machine to its node, and no others
_SYNCED = ("node-role.kubernetes.io", "node-restriction.kubernetes.io", "node.cluster.x-k8s.io")
_CAPACITY = "capacity.cluster-autoscaler.kubernetes.io/"
_MOST_PODS = "110"  # where the autoscaler is told nothing of it
# what is read beside them, or says nothing of labels and taints
NODE_CLASS, _TEMPLATE = _BESIDE = ("EC2NodeClass", "KubeadmConfigTemplate")
_GROUPS = {"NodePool": "karpenter.sh", "MachineDeployment": "cluster.x-k8s.io"}


class Shapes(NamedTuple):
    """The nodes that an object describes, and what there is to say of that."""

    groups: list[NodeGroup]
    note: str = ""


def describes_nodes(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is one of those kinds."""
    version = value.get("apiVersion")
    group = _GROUPS.get(str(value.get("kind")))
    return group is not None and isinstance(version, str) and version.startswith(f"{group}/") and bool(name_of(value))


def stands_beside(value: Mapping[str, Any]) -> bool:
    """Tell whether an object goes with those kinds and is no node."""
    return value.get("kind") in _BESIDE


def shapes(value: Mapping[str, Any], beside: Mapping[tuple[str, str], Mapping[str, Any]]) -> Shapes:
    """Return the nodes of such an object; ``beside`` are those that go with it, by kind and name."""
    if value["kind"] == "MachineDeployment":
        return _machines(value, beside)
    from dslint.inventory.karpenter import node_pool  # it has a table to read

    return Shapes(*node_pool(value, {name: one for (kind, name), one in beside.items() if kind == NODE_CLASS}))


def _machines(value: Mapping[str, Any], beside: Mapping[tuple[str, str], Mapping[str, Any]]) -> Shapes:
    name, template = name_of(value), mapping_at(value, "spec", "template")
    labels = {key: text for key, text in texts(mapping_at(template, "metadata", "labels")).items() if _is_synced(key)}
    config = mapping_at(template, "spec", "bootstrap", "configRef").get("name")
    registered = beside.get((_TEMPLATE, str(config)))
    node = mapping_at(registered, "spec", "template", "spec", "joinConfiguration", "nodeRegistration")
    notes = texts(mapping_at(value, "metadata", "annotations"))
    labels |= _pairs(_argument(node.get("kubeletExtraArgs"), "node-labels"))
    labels |= _pairs(notes.get(f"{_CAPACITY}labels", ""))
    labels = {_OS: "linux", **labels, _HOST: name}
    every = [*taints(mapping_at(template, "spec").get("taints")), *taints(node.get("taints"))]
    every += _written(notes.get(f"{_CAPACITY}taints", ""))
    replicas = mapping_at(value, "spec").get("replicas")
    known = isinstance(replicas, int) and not isinstance(replicas, bool) and replicas >= 0
    made = Node(name, labels, tuple(dict.fromkeys(every)))
    group = NodeGroup(made, name, int(str(replicas)) if known else 1, sizes=tuple(_told(notes)))
    note = "" if known else f"MachineDeployment {name}: how many nodes it has is not known, one is counted"
    return Shapes([group], note)


def _told(notes: Mapping[str, str]) -> Iterator[Size]:
    """Yield what the autoscaler is told that a node has; nothing where that is not all of it."""
    try:
        cpu, memory = (parse(notes[f"{_CAPACITY}{name}"]) for name in ("cpu", "memory"))
        pods = parse(notes.get(f"{_CAPACITY}maxPods", _MOST_PODS))
    except (KeyError, QuantityError):
        return
    yield Size("", {"cpu": cpu, "memory": memory, "pods": pods})


def _is_synced(key: str) -> bool:
    domain = key.partition("/")[0]
    return any(domain == one or domain.endswith(f".{one}") for one in _SYNCED)


def _argument(found: object, name: str) -> str:
    """Return an argument of the kubelet: of a mapping before v1beta2, of a list since."""
    if isinstance(found, list):
        found = {mapping_at(one).get("name"): mapping_at(one).get("value") for one in found}
    text = found.get(name) if isinstance(found, dict) else None
    return text if isinstance(text, str) else ""


def _pairs(text: str) -> dict[str, str]:
    """Read ``a=b,c=d``."""
    parts = (part.strip().partition("=") for part in text.split(","))
    return {key: value for key, _, value in parts if key}


def _written(text: str) -> Iterator[Taint]:
    """Read ``key=value:effect,…``."""
    for part in text.split(","):
        rest, _, effect = part.strip().rpartition(":")
        key, _, value = rest.partition("=")
        if key:
            yield Taint(key, value, effect)
