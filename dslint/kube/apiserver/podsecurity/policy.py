"""Which level of the Pod Security Standards a namespace enforces, by its labels or the defaults of the cluster.

Source: api/helpers.go (PolicyToEvaluate, ParseLevel, ParseVersion) and policy/registry.go (versions beyond the newest
count as latest) in staging/src/k8s.io/pod-security-admission (Kubernetes v1.36.2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dslint.kube.apiserver.podsecurity import LEVELS, Violation, evaluate
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ENFORCE, WARN = "pod-security.kubernetes.io/enforce", "pod-security.kubernetes.io/warn"
LATEST = "latest"
_VERSION = re.compile(r"v1\.(0|[1-9][0-9]{0,3})")


class Policy(NamedTuple):
    """A level, and the version of the standards as it is written: ``latest`` or ``v1.31``."""

    level: str
    version: str = LATEST

    def __str__(self) -> str:
        """Return ``baseline:latest``, as the server names it."""
        return f"{self.level}:{self.version}"

    def minor(self, newest: int) -> int:
        """Return the version of the standards that a server of 1.``newest`` holds pods against."""
        return newest if self.version == LATEST else min(int(self.version.rpartition(".")[2]), newest)


def parse(text: str) -> Policy | None:
    """Return the policy that ``baseline`` or ``restricted:v1.31`` stands for; ``None`` for anything else."""
    level, colon, version = text.partition(":")
    if level not in LEVELS or (colon and not _is_version(version)):
        return None
    return Policy(level, version or LATEST)


def enforced(labels: Mapping[str, object], default: Policy | None) -> Policy | None:
    """Return what a namespace with these labels enforces where the cluster has a default.

    A label that the server would not take says nothing.
    """
    level, version = labels.get(ENFORCE), labels.get(f"{ENFORCE}-version")
    pinned = version if isinstance(version, str) and _is_version(version) else None
    if isinstance(level, str) and level in LEVELS:
        return Policy(level, pinned or (default.version if default else LATEST))
    return default._replace(version=pinned) if default and pinned else default


def warned_of(labels: Mapping[str, object]) -> Policy | None:
    """Return what the server warns by: the level to warn of, else the one that is enforced.

    Where only a version is said, or no label is, the defaults of the cluster count, of which nothing is known.
    """
    own, version = labels.get(WARN), labels.get(f"{WARN}-version")
    if own is not None:
        known = isinstance(own, str) and own in LEVELS
        pinned = version if isinstance(version, str) and _is_version(version) else LATEST
        return Policy(str(own), pinned) if known else None
    return enforced(labels, None) if version is None else None


def violations(
    template: dict[str, Any], labels: Mapping[str, object], default: Policy | None, newest: int
) -> tuple[Policy, list[Violation]] | None:
    """Return what a namespace with these labels enforces and what pods violate of it; ``None`` where it takes them.

    ``template`` needs the annotations and the spec of the pods only.
    """
    policy = enforced(labels, default)
    if policy is None or policy.level == "privileged":
        return None
    found = evaluate(template, policy.level, policy.minor(newest))
    return (policy, found) if found else None


def _is_version(text: str) -> bool:
    return text == LATEST or _VERSION.fullmatch(text) is not None
