"""The tolerations that pods gain when they are admitted: the controller, which decides by the template, sees none.

Sources: SetScheduling in plugin/pkg/admission/runtimeclass/admission.go, Admit in
plugin/pkg/admission/extendedresourcetoleration/admission.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.tolerations import NO_SCHEDULE, tolerates
from dslint.kube.values.names import extended_resource
from dslint.kube.values.unchecked import mapping_at
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.tolerations import Taint

BY_RUNTIME_CLASS, BY_RESOURCE, BY_POLICY = "runtime-class", "extended-resource", "mutating-policy"
MUTATING = {"MutatingAdmissionPolicy": "admissionregistration.k8s.io", "MutatingPolicy": "policies.kyverno.io"}
"""The kinds of policies that change objects, each with its group."""


class Gain(NamedTuple):
    """A toleration that comes too late for the controller: who brings it, and where the DaemonSet asks for it.

    ``by`` are kind and name of the object that it comes from; ``None`` where it is a plugin of the API server.
    """

    kind: str
    who: str
    at: Path
    by: tuple[str, str] | None = None

    @property
    def message(self) -> str:
        """Say what it is, and why it brings no pod."""
        return f"{self.who} comes with the pod, after the controller has decided"


class Gains:
    """What pods gain, read once for many taints."""

    __slots__ = ("_resources", "_runtime", "_tolerations", "_writers")

    def __init__(
        self,
        pod: Mapping[str, Any],
        runtime_class: Mapping[str, Any] | None,
        policies: Iterable[tuple[tuple[str, str], Mapping[str, Any]]],
    ) -> None:
        """Take the ``spec`` of a template, the runtime class that it names, and policies by kind and name."""
        self._runtime = str(pod.get("runtimeClassName") or "")
        found = mapping_at(runtime_class, "scheduling").get("tolerations")
        self._tolerations = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        self._resources = dict(requested(pod))
        self._writers = [by for by, policy in policies if _tolerates_for_pods(policy)]

    def of(self, taint: Taint) -> Iterator[Gain]:
        """Yield what pods gain against a taint that their template does not tolerate."""
        if any(tolerates(one, taint) for one in self._tolerations):
            name = self._runtime
            at = (*POD_SPEC, "runtimeClassName")
            yield Gain(BY_RUNTIME_CLASS, f"the toleration of RuntimeClass {name}", at, ("RuntimeClass", name))
        if taint.effect == NO_SCHEDULE and taint.key in self._resources:
            who = f"the toleration that the plugin ExtendedResourceToleration adds for {taint.key}"
            yield Gain(BY_RESOURCE, who, self._resources[taint.key])
        for kind, name in self._writers:
            yield Gain(BY_POLICY, f"a toleration that {kind} {name} adds", (*POD_SPEC, "tolerations"), (kind, name))


def requested(pod: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """Yield the extended resources that containers request, each with the last place that asks for it."""
    for field in ("initContainers", "containers"):
        for index, container in enumerate(pod.get(field) or ()):
            resources = container.get("resources") or {}
            for name in (*(resources.get("limits") or ()), *(resources.get("requests") or ())):
                if extended_resource(name):
                    written = "limits" if name in (resources.get("limits") or ()) else "requests"
                    yield name, (*POD_SPEC, field, index, "resources", written, name)


def _tolerates_for_pods(policy: Mapping[str, Any]) -> bool:
    """Tell whether a policy that changes objects writes tolerations of pods, whatever else it asks of them."""
    spec = mapping_at(policy, "spec")
    rules = mapping_at(spec, "matchConstraints").get("resourceRules")
    about = any(_is_about_pods(one) for one in rules if isinstance(one, dict)) if isinstance(rules, list) else False
    return about and "toleration" in str(spec.get("mutations")).lower()


def _is_about_pods(rule: Mapping[str, Any]) -> bool:
    wanted = {"apiGroups": ("", "*"), "operations": ("CREATE", "*"), "resources": ("pods", "*", "*/*")}
    return all(
        isinstance(rule.get(key), list) and set(words) & set(map(str, rule[key])) for key, words in wanted.items()
    )
