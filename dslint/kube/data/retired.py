"""Agents of the node that nobody maintains any more, by their images.

Sources, of each the page of its own project:

- Promtail: https://grafana.com/docs/loki/latest/send-data/promtail/; Grafana Agent: https://grafana.com/docs/agent/latest/
- Ingress NGINX: https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/
- Jaeger 1, the last with an agent: https://github.com/jaegertracing/jaeger/issues/6321
- Weave Net, archived: https://github.com/weaveworks/weave; Weave Scope: https://github.com/weaveworks/scope
- kiam, archived: https://github.com/uswitch/kiam; AAD Pod Identity, archived: https://github.com/Azure/aad-pod-identity
- SignalFx Smart Agent: https://github.com/signalfx/signalfx-agent
"""

from __future__ import annotations

from dslint.record import NamedTuple

# when the oldest release of Kubernetes came that is still patched: 1.35, https://kubernetes.io/releases/patch-releases/
_OLDEST_PATCHED = "2025-12"


class Retired(NamedTuple):
    """Software that has ended: ``ended`` is the year and month of its last support, ``instead`` what to move to."""

    name: str
    ended: str
    instead: str

    @property
    def is_outlived(self) -> bool:
        """Tell whether no release of Kubernetes that is still patched was there to try it with."""
        return self.ended < _OLDEST_PATCHED


_ALLOY = "Grafana Alloy"
_INGRESS = Retired("Ingress NGINX", "2026-03", "Gateway API, or another controller")
# by the end of a repository, so that mirrors count
_BY_REPOSITORY = {
    "grafana/promtail": Retired("Promtail", "2026-03", _ALLOY),
    "grafana/agent": Retired("Grafana Agent", "2025-11", _ALLOY),
    "ingress-nginx/controller": _INGRESS,
    "kubernetes-ingress-controller/nginx-ingress-controller": _INGRESS,
    "jaegertracing/jaeger-agent": Retired("the Jaeger agent", "2025-12", "the OpenTelemetry Collector"),
    "weaveworks/weave-kube": Retired("Weave Net", "2024-06", "another network plugin"),
    "weaveworks/scope": Retired("Weave Scope", "2023-06", "another tool"),
    "uswitch/kiam": Retired("kiam", "2024-03", "IAM roles for service accounts, or EKS Pod Identity"),
    "aad-pod-identity/nmi": Retired("AAD Pod Identity", "2023-10", "Azure Workload Identity"),
    "signalfx/signalfx-agent": Retired(
        "the SignalFx Smart Agent", "2023-06", "the Splunk Distribution of the OpenTelemetry Collector"
    ),
}


def retired(repository: str) -> Retired | None:
    """Return what an image is of, by its repository, if that has ended."""
    return _BY_REPOSITORY.get("/".join(repository.split("/")[-2:]))
