"""Manifests to report on: without a finding, with one and with many; names that want to be more than names."""

GOOD = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: %s, namespace: monitoring}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      priorityClassName: system-node-critical
      containers:
        - name: agent
          image: registry.example/agent:1.4
          readinessProbe: {httpGet: {path: /ready, port: 8080}}
          resources: {requests: {cpu: 10m, memory: 32Mi}, limits: {memory: 64Mi}}
"""
BAD = GOOD.replace("labels: {app: agent}}\n    spec", "labels: {app: agnet}}\n    spec")
HOSTILE = {
    "control characters": "a\x01\x1b[31m\r\n\x7f\u2028",
    "end of a CDATA section": "]]>",
    "end of a script": "</script><script>hacked()</script>",
    "escaped line end": "x%0A::error::hacked",
    "a command anywhere": "##[error]hacked",
    "a command": "::set-output name=x::y",
    "no ASCII": "日本語-ü-🐳-\u202e",
    "very long": "x" * 100_000,
    "a link": "[click](1) {0} `code` | <b>",
}
FINDINGS = {"none": GOOD % "agent", "one": BAD % "agent", "many": "---\n".join(BAD % f"agent-{n}" for n in range(70))}
