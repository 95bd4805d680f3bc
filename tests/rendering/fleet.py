"""A tree with a chart and what GitOps tools say of it."""

import io
import json
import tarfile

from tests.rendering.made import HEAD

NAMED = HEAD.replace("  name: agent\n", "  name: {{ .Release.Name }}\n  namespace: {{ .Release.Namespace }}\n")
TEMPLATE = (
    NAMED
    + """\
      containers:
      - name: agent
        image: {{ .Values.image }}:{{ .Values.tag }}
"""
)
VALUES = "image: registry.example/agent\ntag: 1.4\n"
FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: agent
  namespace: logging
spec:
  chart:
    spec:
      chart: %s
      version: 0.1.0
      sourceRef: {kind: GitRepository, name: fleet}
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: agent, namespace: argocd}
spec:
  destination: {namespace: logging, server: https://kubernetes.default.svc}
"""
ARGO = f"""{APPLICATION}\
  source:
    repoURL: https://git.example/fleet.git
    path: charts/agent
    helm:
%s
"""
RELEASE = FLUX % "./charts/agent"


def packed(chart):
    """Return the archive of a chart, as ``helm package`` makes it."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for path in sorted(one for one in chart.rglob("*") if one.is_file()):
            archive.add(path, f"{chart.name}/{path.relative_to(chart)}")
    return made.getvalue()


def run(run_dslint, folder, *paths):
    return json.loads(
        run_dslint(folder, "check", *paths, "--no-config", "--select", "DS420", "--output-format", "json").out
    )


def found(report):
    """Return of each finding its place, whose it is, and the places of the values behind it."""
    return [
        (
            f"{one['path']}:{one['line']}",
            f"{one['object']['namespace']}/{one['object']['name']}",
            [f"{other['path']}:{other['line']}" for other in one["related"] if other["role"] == "values"],
        )
        for one in report["findings"]
    ]
