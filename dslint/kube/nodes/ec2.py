"""What a node of EC2 has for pods, as Karpenter reckons before there is one.

An estimate: Karpenter takes 7.5 % off the memory for the machine's own needs until it has seen a node of the type, and
its settings may differ. Sources: pkg/providers/instancetype/types.go (computeRequirements, computeCapacity, pods,
kubeReservedResources, evictionThreshold), pkg/providers/amifamily and pkg/apis/v1/labels.go of
aws/karpenter-provider-aws.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import ceil

from dslint.kube.values.quantity import BINARY_SI, Quantity, QuantityError, parse
from dslint.kube.values.unchecked import mapping_at
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

GROUP = "karpenter.k8s.aws"
INSTANCE_TYPE, ARCH = "node.kubernetes.io/instance-type", "kubernetes.io/arch"
WINDOWS_BUILDS = {"Windows2019": "10.0.17763", "Windows2022": "10.0.20348", "Windows2025": "10.0.26100"}
_FAMILIES = ("AL2", "AL2023", "Bottlerocket", *WINDOWS_BUILDS)
_NAME = re.compile(r"([a-z]+)(?:-[0-9]+tb)?([0-9]+).*\.")
_MEBI = 1 << 20
# thousandths of a core up to which a share of them is kept, and that share in ten thousandths
_CPU_KEPT = ((0, 1000, 600), (1000, 2000, 100), (2000, 4000, 50), (4000, 1 << 31, 25))


class InstanceType(NamedTuple):
    """A type: architecture, cores, MiB of memory, and how many pods have addresses by its network interfaces."""

    name: str
    arch: str
    cpu: int
    memory: int
    pods: int

    @property
    def labels(self) -> dict[str, str]:
        """The labels of its nodes that follow from the type."""
        family, _, size = self.name.partition(".")
        found = {
            INSTANCE_TYPE: self.name,
            ARCH: self.arch,
            f"{GROUP}/instance-family": family,
            f"{GROUP}/instance-size": size,
            f"{GROUP}/instance-cpu": str(self.cpu),
            f"{GROUP}/instance-memory": str(self.memory),
            f"{GROUP}/instance-capability-flex": str("-flex" in family).lower(),
        }
        if named := _NAME.match(self.name):
            found |= {f"{GROUP}/instance-category": named[1], f"{GROUP}/instance-generation": named[2]}
        return found


LABELS = frozenset(InstanceType("a1.large", "", 0, 0, 0).labels)


class Setup(NamedTuple):
    """What an EC2NodeClass says of its nodes: the family of its images, and how the kubelet is set up."""

    family: str
    max_pods: int | None
    pods_per_core: int | None
    kube_reserved: Mapping[str, Quantity]
    system_reserved: Mapping[str, Quantity]
    eviction: str | None

    @property
    def windows_build(self) -> str | None:
        """The label of that name; ``None`` for Linux."""
        return WINDOWS_BUILDS.get(self.family)


def family_of(spec: Mapping[str, Any]) -> str:
    """Return the family of images of the ``spec`` of an EC2NodeClass."""
    named = spec.get("amiFamily")
    if isinstance(named, str):
        return named
    terms = spec.get("amiSelectorTerms")
    aliases = [str(mapping_at(one).get("alias") or "") for one in terms] if isinstance(terms, list) else []
    family = next((one for one in aliases if one), "").partition("@")[0]
    return next((one for one in _FAMILIES if one.lower() == family), "Custom")


def read_setup(spec: Mapping[str, Any]) -> Setup | None:
    """Read the ``spec`` of an EC2NodeClass; ``None`` where it takes more to reckon: expressions, own interfaces."""
    kubelet = mapping_at(spec, "kubelet")
    evicted = mapping_at(kubelet, "evictionHard").get("memory.available")
    if spec.get("networkInterfaces") or not isinstance(evicted, (str, type(None))):
        return None
    try:
        kube, system = (
            {str(name): parse(amount) for name, amount in mapping_at(kubelet, key).items()}
            for key in ("kubeReserved", "systemReserved")
        )
        if evicted is not None and not evicted.endswith("%"):
            parse(evicted)
        elif evicted is not None:
            float(evicted[:-1])
    except (QuantityError, ValueError):
        return None
    most, per_core = kubelet.get("maxPods"), kubelet.get("podsPerCore")
    if not all(one is None or (type(one) is int and 0 <= one < 1 << 31) for one in (most, per_core)):
        return None
    return Setup(family_of(spec), most, per_core, kube, system, evicted)


def allocatable(one: InstanceType, setup: Setup) -> dict[str, Quantity]:
    """Return cpu, memory and pods that Karpenter reckons with for a type."""
    windows, bottlerocket = setup.windows_build is not None, setup.family == "Bottlerocket"
    pods = setup.max_pods if setup.max_pods is not None else 110 if windows else one.pods
    if setup.pods_per_core and not bottlerocket:
        pods = min(pods, setup.pods_per_core * one.cpu)
    memory = (one.memory - 64 * (one.arch == "arm64")) * _MEBI
    memory -= ceil(memory * 75 / 1000 / _MEBI) * _MEBI
    kept = (11 * (pods if windows or bottlerocket else one.pods) + 255) * _MEBI
    kept = setup.kube_reserved["memory"].value() if "memory" in setup.kube_reserved else kept
    kept += setup.system_reserved["memory"].value() if "memory" in setup.system_reserved else 0
    cpu = one.cpu * 1000
    held = [*_held(cpu), *(amounts["cpu"].milli_value() for amounts in (setup.system_reserved,) if "cpu" in amounts)]
    if "cpu" in setup.kube_reserved:
        held[0] = setup.kube_reserved["cpu"].milli_value()
    left = max(memory - kept - _evicted(setup.eviction, memory), 0)
    return {
        "cpu": Quantity(max(cpu - sum(held), 0), -3),
        "memory": Quantity(left, form=BINARY_SI),
        "pods": Quantity(pods),
    }


def _held(cpu: int) -> list[int]:
    """Return the thousandths of cores that are kept for the kubelet, as the one item of a list."""
    return [sum((min(cpu, end) - start) * share // 10_000 for start, end, share in _CPU_KEPT if cpu >= start)]


def _evicted(threshold: str | None, memory: int) -> int:
    """Return how much memory is never given to pods, so that the kubelet evicts nobody."""
    if threshold is None:
        return 100 * _MEBI
    if not threshold.endswith("%"):
        return parse(threshold).value()
    percent = float(threshold[:-1])
    return 0 if percent == 100 else ceil(memory / 100 * percent)
