"""Software that answers at once whether it works: the path that its readiness probe asks, by the name of its image.

Only what is there by default, or in the manifests of the projects themselves. Sources: those manifests and charts, and

- Alloy: https://grafana.com/docs/alloy/latest/reference/http/; its predecessor: the documentation of Grafana Agent.
- Promtail: https://grafana.com/docs/loki/latest/send-data/promtail/#promtail-api
- Vector: https://vector.dev/docs/reference/api/
- Falco: https://falco.org/docs/reference/daemon/config-options/ (webserver)
- DCGM exporter: readinessProbe in deployment/templates/daemonset.yaml of NVIDIA/dcgm-exporter
- exporter for Windows: README.md of prometheus-community/windows_exporter
- Goldpinger, kubenurse: readinessProbe in the README or the manifests of bloomberg/goldpinger and postfinance/kubenurse
"""

from __future__ import annotations

READY = {
    "alloy": "/-/ready",
    "grafana-agent": "/-/ready",
    "promtail": "/ready",
    "vector": "/health",
    "falco": "/healthz",
    "dcgm-exporter": "/health",
    "windows-exporter": "/health",
    "goldpinger": "/healthz",
    "kubenurse": "/ready",
}
