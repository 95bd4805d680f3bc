"""What roles of RBAC allow, and to whom bindings give them; objects as written, of which nobody has checked the types.

Sources: pkg/apis/rbac/v1/evaluation_helpers.go (``*`` is every verb, group or resource, ``*/exec`` that of any),
plugin/pkg/auth/authorizer/rbac/rbac.go (subjects, and the namespace of a RoleBinding as the reach of its role).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dslint.kube.values.unchecked import mapping_at, mappings_at
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CLUSTER_ADMIN = "cluster-admin"
# one for the use of each security context constraint of OpenShift:
# https://docs.redhat.com/en/documentation/openshift_container_platform/4.16/html/authentication_and_authorization/managing-pod-security-policies
_OF_CONSTRAINTS = "system:openshift:scc:"
_EVERYBODY = ("system:serviceaccounts", "system:authenticated")
_ACCOUNT = "system:serviceaccount:"


class Grant(NamedTuple):
    """One rule of a role: for which verbs, groups and resources; ``named`` where it holds for some objects alone."""

    verbs: frozenset[str]
    groups: frozenset[str]
    resources: frozenset[str]
    named: bool = False

    def allows(self, verb: str, group: str, resource: str) -> bool:
        """Tell whether it allows a verb on every object of a resource."""
        if self.named or not self.verbs & {verb, "*"} or not self.groups & {group, "*"}:
            return False
        name, _, part = resource.partition("/")
        return not self.resources.isdisjoint((resource, "*", f"*/{part}" if part else name))

    @property
    def is_everything(self) -> bool:
        """Tell whether it allows everything."""
        return "*" in self.verbs and "*" in self.groups and "*" in self.resources


EVERYTHING = Grant(frozenset("*"), frozenset("*"), frozenset("*"))


def built_in(name: str) -> Grant | None:
    """Return what a ClusterRole allows that clusters have without anybody writing it; ``None`` for any other."""
    if name == CLUSTER_ADMIN:
        return EVERYTHING
    if name.startswith(_OF_CONSTRAINTS):
        return Grant(
            frozenset(["use"]), frozenset(["security.openshift.io"]), frozenset(["securitycontextconstraints"])
        )
    return None


def grants(role: Mapping[str, Any]) -> Iterator[Grant]:
    """Yield the rules of a Role or ClusterRole."""
    for rule in mappings_at(role, "rules"):
        verbs, groups, resources = (_texts(rule.get(name)) for name in ("verbs", "apiGroups", "resources"))
        yield Grant(verbs, groups, resources, bool(rule.get("resourceNames")))


def adds_up(role: Mapping[str, Any], labels: object) -> bool:
    """Tell whether a controller adds the rules of a ClusterRole with some labels to another one.

    Source: pkg/controller/clusterroleaggregation; of the selectors those that go by labels alone.
    """
    wanted = (mapping_at(one, "matchLabels") for one in mappings_at(role, "aggregationRule", "clusterRoleSelectors"))
    return isinstance(labels, dict) and any(one and one.items() <= labels.items() for one in wanted)


def role_of(binding: Mapping[str, Any]) -> tuple[str, str]:
    """Return the kind and the name of the role that a binding gives; empty where it says none."""
    ref = binding.get("roleRef")
    return (str(ref.get("kind") or ""), str(ref.get("name") or "")) if isinstance(ref, dict) else ("", "")


def accounts(binding: Mapping[str, Any]) -> Iterator[tuple[str | None, str | None]]:
    """Yield namespace and name of the service accounts that a binding is for; ``None`` stands for any."""
    for subject in mappings_at(binding, "subjects"):
        kind, name, namespace = subject.get("kind"), subject.get("name"), subject.get("namespace")
        if kind == "ServiceAccount" and isinstance(name, str):
            yield (namespace if isinstance(namespace, str) else None), name
        elif kind == "User" and isinstance(name, str) and name.startswith(_ACCOUNT):
            space, _, account = name.removeprefix(_ACCOUNT).partition(":")
            yield space, account
        elif kind == "Group" and name in _EVERYBODY:
            yield None, None
        elif kind == "Group" and isinstance(name, str) and name.startswith(f"{_EVERYBODY[0]}:"):
            yield name.partition(f"{_EVERYBODY[0]}:")[2], None


def _texts(value: object) -> frozenset[str]:
    return frozenset(one for one in value if isinstance(one, str)) if isinstance(value, list) else frozenset()
