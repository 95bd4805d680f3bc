"""Manifests for the command: a good one, a bad one, one of former times; and a rule of a user's own."""

GOOD = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: monitoring
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      nodeSelector:
        kubernetes.io/os: linux
      containers:
        - name: agent
          image: registry.example/agent:1.4
"""
BAD = GOOD.replace("labels: {app: agent}\n    spec", "labels: {app: agnet}\n    spec")
OLD = GOOD.replace("kubernetes.io/os", "beta.kubernetes.io/os")
POLICY = """\
id: ACME001
name: missing-team
summary: DaemonSet without a team
severity: warning
rationale: Somebody must answer for it.
messages: {found: no team is named}
target: daemonset
schema:
  properties: {metadata: {required: [labels], properties: {labels: {required: [team]}}}}
examples:
  - title: no label
    bad: |
      apiVersion: apps/v1
      kind: DaemonSet
      metadata:  # <- ACME001
        name: agent
      spec:
        selector: {matchLabels: {app: agent}}
        template:
          metadata: {labels: {app: agent}}
          spec: {containers: [{name: agent, image: "registry.example/agent:1.4"}]}
    good: |
      apiVersion: apps/v1
      kind: DaemonSet
      metadata:
        name: agent
        labels: {team: a}
      spec:
        selector: {matchLabels: {app: agent}}
        template:
          metadata: {labels: {app: agent}}
          spec: {containers: [{name: agent, image: "registry.example/agent:1.4"}]}
"""
# what a run says of the bad one
UNSAFE = "1 fixable with --fix --unsafe-fixes.\n"
LINE = (
    "bad.yaml:11:21: error[DS101] pod template label app=agnet does not satisfy the selector "
    "(DaemonSet monitoring/agent)\n"
)
CONCISE = ("--output-format", "concise")
