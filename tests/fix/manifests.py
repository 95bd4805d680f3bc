"""A manifest with one safe fix to make, and what it becomes."""

MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      nodeSelector:
        beta.kubernetes.io/os: linux
      containers:
      - {name: agent, image: registry.example/agent:1.4}
"""
FIXED = MANIFEST.replace("beta.", "")
