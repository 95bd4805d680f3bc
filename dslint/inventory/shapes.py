"""Nodes that are only described: by a NodePool of Karpenter, by a MachineDeployment of Cluster API.

A NodePool stands for one node of each shape that its requirements allow, since nobody knows how many there will be. Its
startupTaints are told and not counted: they go before workloads come. Objects are taken as they are written: what has
the wrong type in them is passed over.

Sources: kubernetes-sigs/karpenter pkg/apis/v1/{nodepool,labels}.go, aws/karpenter-provider-aws
website/content/en/docs/concepts/nodepools.md, kubernetes-sigs/cluster-api
docs/proposals/20220927-label-sync-between-machine-and-nodes.md, kubernetes/autoscaler
cluster-autoscaler/cloudprovider/clusterapi/README.md (scale from zero).
"""

from __future__ import annotations

from itertools import cycle, islice, product
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from dslint.kube.nodes.classes import NodeGroup
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.unchecked import mapping_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_SHAPES = 64
_OS, _ARCH, _HOST = "kubernetes.io/os", "kubernetes.io/arch", "kubernetes.io/hostname"
# what every provider of Karpenter has where nothing is asked for
_USUAL = {_OS: ("linux",), _ARCH: ("amd64", "arm64"), "karpenter.sh/capacity-type": ("on-demand",)}
_KNOWN = {
    _OS: ("linux", "windows"),
    _ARCH: ("amd64", "arm64"),
    "karpenter.sh/capacity-type": ("on-demand", "spot", "reserved"),
}
# Cluster API hands these labels of a machine to its node, and no others
_SYNCED = ("node-role.kubernetes.io", "node-restriction.kubernetes.io", "node.cluster.x-k8s.io")
_CAPACITY = "capacity.cluster-autoscaler.kubernetes.io/"
# what is read beside them, or says nothing of labels and taints
_BESIDE = ("EC2NodeClass", "KubeadmConfigTemplate")
_GROUPS = {"NodePool": "karpenter.sh", "MachineDeployment": "cluster.x-k8s.io"}


class Shapes(NamedTuple):
    """The nodes that an object describes, and what there is to say of that."""

    groups: list[NodeGroup]
    note: str = ""


def describes_nodes(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is one of those kinds."""
    version = value.get("apiVersion")
    group = _GROUPS.get(str(value.get("kind")))
    return group is not None and isinstance(version, str) and version.startswith(f"{group}/") and bool(_name(value))


def stands_beside(value: Mapping[str, Any]) -> bool:
    """Tell whether an object goes with those kinds and is no node."""
    return value.get("kind") in _BESIDE


def shapes(value: Mapping[str, Any], templates: Mapping[str, Mapping[str, Any]]) -> Shapes:
    """Return the nodes of such an object; ``templates`` are the KubeadmConfigTemplates beside it, by name."""
    return _machines(value, templates) if value["kind"] == "MachineDeployment" else _node_pool(value)


def _node_pool(value: Mapping[str, Any]) -> Shapes:
    name, spec = _name(value), mapping_at(value, "spec", "template", "spec")
    fixed = {"karpenter.sh/nodepool": name, **_texts(mapping_at(value, "spec", "template", "metadata", "labels"))}
    choices = dict(_choices(spec.get("requirements"), fixed))
    size = prod(map(len, choices.values()))
    combined: Iterator[tuple[str, ...]] = product(*choices.values())
    if size > MOST_SHAPES:  # then each value stands in one of them at least, as far as there is room
        longest = min(max(map(len, choices.values())), MOST_SHAPES)
        combined = zip(*(islice(cycle(values), longest) for values in choices.values()), strict=True)
    taints, starting = _taints(spec.get("taints")), _taints(spec.get("startupTaints"))
    groups = []
    for number, values in enumerate(combined, 1):
        title = f"{name}-{number}" if size > 1 else name
        labels = {**fixed, **dict(zip(choices, values, strict=True))}
        labels |= {"karpenter.sh/registered": "true", "karpenter.sh/initialized": "true", _HOST: title}
        groups.append(NodeGroup(Node(title, labels, taints), name))
    some = f"; {len(groups)} of {size:,} shapes are taken" if size > MOST_SHAPES else ""
    gates = f"; until an agent takes it away a new one has {', '.join(map(str, starting))} too" if starting else ""
    told = f"NodePool {name}: how many nodes it has is not known, one of each shape is counted{some}{gates}"
    return Shapes(groups, told)


def _choices(requirements: object, fixed: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the labels that a node gets of requirements, each with the values that it may have."""
    said: dict[str, tuple[str, ...]] = {}
    for one in requirements if isinstance(requirements, list) else ():
        key, values = mapping_at(one).get("key"), mapping_at(one).get("values")
        if not isinstance(key, str):
            continue
        listed = tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()
        before, operator = said.get(key, _KNOWN.get(key)), mapping_at(one).get("operator")
        if operator == "In":
            said[key] = tuple(value for value in listed if key not in said or value in said[key])
        elif operator == "NotIn" and before is not None:
            said[key] = tuple(value for value in before if value not in listed)
        elif operator == "Exists" and before is not None:
            said[key] = before
    for key, found in {**_USUAL, **said}.items():
        if key not in fixed:
            yield key, tuple(dict.fromkeys(found))


def _machines(value: Mapping[str, Any], templates: Mapping[str, Mapping[str, Any]]) -> Shapes:
    name, template = _name(value), mapping_at(value, "spec", "template")
    labels = {key: text for key, text in _texts(mapping_at(template, "metadata", "labels")).items() if _is_synced(key)}
    taints = _taints(mapping_at(template, "spec").get("taints"))
    config = templates.get(str(mapping_at(template, "spec", "bootstrap", "configRef").get("name")))
    node = mapping_at(config, "spec", "template", "spec", "joinConfiguration", "nodeRegistration")
    labels |= _pairs(_argument(node.get("kubeletExtraArgs"), "node-labels"))
    taints += _taints(node.get("taints"))
    notes = _texts(mapping_at(value, "metadata", "annotations"))
    labels |= _pairs(notes.get(f"{_CAPACITY}labels", ""))
    taints += tuple(_written(notes.get(f"{_CAPACITY}taints", "")))
    labels = {_OS: "linux", **labels, _HOST: name}
    replicas = mapping_at(value, "spec").get("replicas")
    known = isinstance(replicas, int) and not isinstance(replicas, bool) and replicas >= 0
    group = NodeGroup(Node(name, labels, tuple(dict.fromkeys(taints))), name, int(str(replicas)) if known else 1)
    note = "" if known else f"MachineDeployment {name}: how many nodes it has is not known, one is counted"
    return Shapes([group], note)


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


def _taints(found: object) -> tuple[Taint, ...]:
    made = [_texts(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return tuple(Taint(one["key"], one.get("value", ""), one.get("effect", "")) for one in made if one.get("key"))


def _texts(found: Mapping[str, Any]) -> dict[str, str]:
    return {key: value for key, value in found.items() if isinstance(key, str) and isinstance(value, str)}


def _name(value: Mapping[str, Any]) -> str:
    name = mapping_at(value, "metadata").get("name")
    return name if isinstance(name, str) else ""
