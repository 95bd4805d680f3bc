"""Kinds of objects that become a DaemonSet: which of them do, and where they hold parts of its pod.

A row is ``group/version/Kind``; ``*`` stands for any version of a group whose parts are not looked at. ``when`` are
JSON Pointers of which one has to be there, with the value behind ``=`` where there is one; ``*`` stands for each item
of a list. ``parts`` map parts of a DaemonSet to where the object has them, as the type of its API says: only fields
that have the very type that they have in a pod.

Sources, all read in November 2026:
- Flux, HelmRelease: https://fluxcd.io/flux/components/helm/helmreleases/
- k3s, HelmChart: https://docs.k3s.io/add-ons/helm
- Argo CD, Application: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ and .../multiple_sources/
- OpenTelemetry: https://github.com/open-telemetry/opentelemetry-operator apis/v1beta1/common.go
  (OpenTelemetryCommonFields) and apis/v1alpha1/opentelemetrycollector_types.go
- Elastic: https://github.com/elastic/cloud-on-k8s pkg/apis/beat/v1beta1/beat_types.go and
  pkg/apis/agent/v1alpha1/agent_types.go (DaemonSetSpec)
- Datadog: https://github.com/DataDog/datadog-operator api/datadoghq/v2alpha1/datadogagent_types.go
  (DatadogAgentComponentOverride)
- Fluent: https://github.com/fluent/fluent-operator apis/fluentbit/v1alpha2/fluentbit_types.go (FluentBitSpec)
"""

from __future__ import annotations

from collections.abc import Mapping

from dslint.record import NamedTuple

TEMPLATE, POD_SPEC = "podTemplate", "podSpec"
# what a part is called, and where a DaemonSet has it; any other part is a field of the pod spec
PLACES = {
    TEMPLATE: ("spec", "template"),
    POD_SPEC: ("spec", "template", "spec"),
    "selector": ("spec", "selector"),
    "updateStrategy": ("spec", "updateStrategy"),
}
POD_FIELDS = (
    "affinity", "containers", "dnsConfig", "dnsPolicy", "hostAliases", "hostIPC", "hostNetwork", "hostPID",
    "imagePullSecrets", "initContainers", "nodeSelector", "priorityClassName", "runtimeClassName", "schedulerName",
    "securityContext", "serviceAccountName", "shareProcessNamespace", "terminationGracePeriodSeconds", "tolerations",
    "topologySpreadConstraints", "volumes",
)  # fmt: skip
PARTS = (*PLACES, *POD_FIELDS)


class Maker(NamedTuple):
    """How a kind of object becomes a DaemonSet."""

    chart: bool = False
    """What becomes of it is what a Helm chart says."""
    when: tuple[str, ...] = ()
    parts: Mapping[str, str] = {}


def _same(prefix: str, *fields: str) -> dict[str, str]:
    """Return fields of the pod spec that an object has under their own names."""
    return {field: f"{prefix}/{field}" for field in fields}


_ARGO = ("/chart", "/helm")
_OTEL = Maker(
    when=("/spec/mode=daemonset",),
    parts=_same(
        "/spec", "affinity", "hostNetwork", "initContainers", "nodeSelector", "priorityClassName",
        "shareProcessNamespace", "terminationGracePeriodSeconds", "tolerations", "volumes",
    )
    | {"securityContext": "/spec/podSecurityContext"},
)  # fmt: skip
_ELASTIC = Maker(when=("/spec/daemonSet",), parts={TEMPLATE: "/spec/daemonSet/podTemplate"})
MAKERS: Mapping[str, Maker] = {
    "helm.toolkit.fluxcd.io/*/HelmRelease": Maker(chart=True),
    "helm.fluxcd.io/*/HelmRelease": Maker(chart=True),
    "helm.cattle.io/*/HelmChart": Maker(chart=True),
    "argoproj.io/*/Application": Maker(
        chart=True,
        when=tuple(f"/spec/{source}{what}" for source in ("source", "sources/*") for what in _ARGO),
    ),
    "argoproj.io/*/ApplicationSet": Maker(
        chart=True,
        when=tuple(f"/spec/template/spec/{source}{what}" for source in ("source", "sources/*") for what in _ARGO),
    ),
    "opentelemetry.io/v1alpha1/OpenTelemetryCollector": _OTEL,
    "opentelemetry.io/v1beta1/OpenTelemetryCollector": _OTEL,
    "agent.k8s.elastic.co/v1alpha1/Agent": _ELASTIC,
    "beat.k8s.elastic.co/v1beta1/Beat": _ELASTIC,
    "datadoghq.com/v2alpha1/DatadogAgent": Maker(
        parts=_same(
            "/spec/override/nodeAgent", "affinity", "dnsConfig", "dnsPolicy", "hostNetwork", "hostPID", "nodeSelector",
            "priorityClassName", "runtimeClassName", "securityContext", "serviceAccountName", "tolerations",
            "topologySpreadConstraints", "volumes",
        ),
    ),
    "fluentbit.fluent.io/v1alpha2/FluentBit": Maker(
        parts=_same(
            "/spec", "affinity", "dnsPolicy", "hostNetwork", "imagePullSecrets", "initContainers", "nodeSelector",
            "priorityClassName", "runtimeClassName", "schedulerName", "securityContext", "tolerations", "volumes",
        ),
    ),
}  # fmt: skip


def groups(makers: Mapping[str, Maker]) -> frozenset[str]:
    """Return the groups of the kinds of a table, each as its API versions begin."""
    return frozenset(name.partition("/")[0] + "/" for name in makers)


GROUPS = groups(MAKERS)


def maker_of(api_version: str, kind: str, more: Mapping[str, Maker]) -> Maker | None:
    """Return how a kind of object becomes a DaemonSet, first by ``more`` of the same table."""
    group, _, version = api_version.partition("/")
    for name in (f"{group}/{version}/{kind}", f"{group}/*/{kind}"):
        if maker := more.get(name) or MAKERS.get(name):
            return maker
    return None
