"""Nodes that a NodePool of Karpenter describes, with what its EC2NodeClass adds where that is known offline.

A NodePool stands for one node of each shape that its requirements allow, since nobody knows how many there will be. Its
startupTaints are told and not counted: they go before workloads come. Of an EC2NodeClass the family of images counts,
which is the system, and what the kubelet keeps for itself, by which the instance types have more or less to give.

Sources: pkg/apis/v1/{nodepool,labels}.go and pkg/controllers/provisioning/scheduling/nodeclaimtemplate.go of
kubernetes-sigs/karpenter; website/content/en/docs/{concepts/nodepools,concepts/nodeclasses,reference/instance-types}.md
of aws/karpenter-provider-aws.
"""

from __future__ import annotations

import os
import re
from functools import cache
from itertools import cycle, islice, product
from math import prod

from dslint.inventory.written import name_of, taints, texts
from dslint.kube.nodes.classes import NodeGroup, Size
from dslint.kube.nodes.ec2 import (
    ARCH,
    GROUP,
    INSTANCE_TYPE,
    LABELS,
    WINDOWS_BUILDS,
    InstanceType,
    allocatable,
    family_of,
    read_setup,
)
from dslint.kube.nodes.placement import Node
from dslint.kube.values.unchecked import mapping_at
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

MOST_SHAPES = 64
_OS, _HOST = "kubernetes.io/os", "kubernetes.io/hostname"
# what every provider of Karpenter has where nothing is asked for
_USUAL = {_OS: ("linux",), ARCH: ("amd64", "arm64"), "karpenter.sh/capacity-type": ("on-demand",)}
_KNOWN = {
    _OS: ("linux", "windows"),
    ARCH: ("amd64", "arm64"),
    "karpenter.sh/capacity-type": ("on-demand", "spot", "reserved"),
}
_NUMBER = re.compile(r"[0-9]{1,18}")
_OF_TYPES = f"{GROUP}/instance-"


class _Class(NamedTuple):
    """What is known of a NodeClass: the label that names it, those that its family leaves, its EC2NodeClass."""

    label: dict[str, str]
    allowed: dict[str, tuple[str, ...]]
    extra: dict[str, str]
    spec: Mapping[str, Any] | None


def node_pool(value: Mapping[str, Any], classes: Mapping[str, Mapping[str, Any]]) -> tuple[list[NodeGroup], str]:
    """Return the nodes of a NodePool and what to say of them; ``classes`` are the EC2NodeClasses beside it, by name."""
    name, spec = name_of(value), mapping_at(value, "spec", "template", "spec")
    own = _class(mapping_at(spec, "nodeClassRef"), classes)
    fixed = {
        "karpenter.sh/nodepool": name,
        **own.label,
        **texts(mapping_at(value, "spec", "template", "metadata", "labels")),
    }
    choices = dict(_choices(spec.get("requirements"), fixed, own))
    alike = _alike(spec.get("requirements"), fixed, choices) if own.spec is not None else None
    shapes, size = _shapes(choices, alike)
    tainted, starting = taints(spec.get("taints")), taints(spec.get("startupTaints"))
    sizes = {key: _sizes(types, own.spec or {}) for key, types in (alike or {}).items()}
    groups = []
    for number, chosen in enumerate(shapes, 1):
        title = f"{name}-{number}" if size > 1 else name
        key = tuple(chosen.get(label, "") for label in _joint(choices))
        types = (alike or {}).get(key, [])
        labels = {**(types[0].labels if len(types) == 1 else {}), **fixed, **own.extra, **chosen}
        labels |= {"karpenter.sh/registered": "true", "karpenter.sh/initialized": "true", _HOST: title}
        groups.append(NodeGroup(Node(title, labels, tainted), name, sizes=sizes.get(key, ()), startup=starting))
    if not groups:
        return [], f"NodePool {name}: there is no node that meets its requirements"
    some = f"; {len(groups)} of {size:,} shapes are taken" if size > MOST_SHAPES else ""
    gates = f"; until an agent takes it away a new one has {', '.join(map(str, starting))} too" if starting else ""
    return groups, f"NodePool {name}: how many nodes it has is not known, one of each shape is counted{some}{gates}"


def _class(reference: Mapping[str, Any], classes: Mapping[str, Mapping[str, Any]]) -> _Class:
    said = texts(reference)
    group, kind, name = (said.get(key, "") for key in ("group", "kind", "name"))
    label = {f"{group}/{kind.lower()}": name} if group and kind and name else {}
    found = classes.get(name) if (group, kind) == (GROUP, "EC2NodeClass") else None
    if found is None:
        return _Class(label, {}, {}, None)
    spec = mapping_at(found, "spec")
    build = WINDOWS_BUILDS.get(family_of(spec))
    if build is None:
        return _Class(label, {_OS: ("linux",)}, {}, spec)
    return _Class(label, {_OS: ("windows",), ARCH: ("amd64",)}, {"node.kubernetes.io/windows-build": build}, spec)


def _choices(requirements: object, fixed: Mapping[str, str], own: _Class) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the labels that a node gets of requirements, each with the values that it may have."""
    said: dict[str, tuple[str, ...]] = {}
    for key, operator, values in _requirements(requirements):
        before = said.get(key, _KNOWN.get(key))
        if operator == "In":
            said[key] = tuple(value for value in values if key not in said or value in said[key])
        elif operator == "NotIn" and before is not None:
            said[key] = tuple(value for value in before if value not in values)
        elif operator == "Exists" and before is not None:
            said[key] = before
    for key, found in {**_USUAL, **own.allowed, **said}.items():
        if key not in fixed:
            yield key, tuple(dict.fromkeys(one for one in found if one in own.allowed.get(key, found)))


def _requirements(found: object) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield key, operator and values."""
    for one in found if isinstance(found, list) else ():
        said, values = texts(mapping_at(one)), mapping_at(one).get("values")
        listed = tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()
        if "key" in said:
            yield said["key"], said.get("operator", ""), listed


def _alike(
    requirements: object, fixed: Mapping[str, str], choices: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, ...], list[InstanceType]] | None:
    """Return the instance types that a pool allows, by those of their labels that its shapes are told apart by.

    ``None`` where that takes more to know than what is known here.
    """
    asked = [*_requirements(requirements), *((key, "In", (value,)) for key, value in fixed.items())]
    asked += [(key, "In", values) for key, values in choices.items()]
    if any(key.startswith(_OF_TYPES) and key not in LABELS for key, _, _ in asked):
        return None
    of_types = [(key, operator, values, frozenset(values)) for key, operator, values in asked if key in LABELS]
    known, joint = instance_types(), _joint(choices)
    named = [values for key, operator, _, values in of_types if (key, operator) == (INSTANCE_TYPE, "In")]
    if not all(values <= known.keys() for values in named):
        return None
    found: dict[tuple[str, ...], list[InstanceType]] = {}
    for one, labels in known.values():
        if all(_meets(labels.get(key), how, listed, values) for key, how, listed, values in of_types):
            found.setdefault(tuple(labels.get(key, "") for key in joint), []).append(one)
    return found


def _joint(choices: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the labels that follow from the instance type: not each value of one goes with each of another."""
    return [key for key in choices if key in LABELS]


def _meets(value: str | None, operator: str, listed: Sequence[str], values: frozenset[str]) -> bool:
    if operator in ("Exists", "DoesNotExist"):
        return (value is not None) == (operator == "Exists")
    if operator in ("In", "NotIn"):
        return (value in values) == (operator == "In")
    limit = listed[0] if listed else ""
    if value is None or not all(_NUMBER.fullmatch(one) for one in (value, limit)):
        return False
    has, asked = int(value), int(limit)
    return {"Gt": has > asked, "Lt": has < asked, "Gte": has >= asked, "Lte": has <= asked}.get(operator, False)


def _shapes(
    choices: Mapping[str, tuple[str, ...]], alike: Mapping[tuple[str, ...], object] | None
) -> tuple[list[dict[str, str]], int]:
    """Return the labels of each shape, no more than anybody reads, and how many there are."""
    joint = _joint(choices) if alike is not None else []
    axes = [[{key: value} for value in values] for key, values in choices.items() if key not in joint]
    if alike is not None:
        axes.append([dict(zip(joint, values, strict=True)) for values in alike])
    size = prod(map(len, axes))
    combined: Iterator[tuple[dict[str, str], ...]] = product(*axes)
    if size > MOST_SHAPES:  # then each value stands in one of them at least, as far as there is room
        longest = min(max(map(len, axes)), MOST_SHAPES)
        combined = zip(*(islice(cycle(values), longest) for values in axes), strict=True)
    return [{key: value for part in parts for key, value in part.items()} for parts in combined], size


def _sizes(types: Sequence[InstanceType], spec: Mapping[str, Any]) -> tuple[Size, ...]:
    """Return what the instance types have to give, the smallest first."""
    setup = read_setup(spec) if types else None
    if setup is None:
        return ()
    by_size = sorted(types, key=lambda one: (one.cpu, one.memory, one.name))
    return tuple(Size(one.name, allocatable(one, setup)) for one in by_size)


@cache
def instance_types() -> dict[str, tuple[InstanceType, dict[str, str]]]:
    """Return the instance types that Karpenter's documentation lists, by name, with the labels of their nodes."""
    found = {}
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ec2_types.txt"), encoding="ascii") as file:
        for line in file:
            family, arch, *sizes = line.split()
            for text in sizes:
                size, *numbers = text.split(":")
                one = InstanceType(f"{family}.{size}", arch, *map(int, numbers))
                found[one.name] = one, one.labels
    return found
