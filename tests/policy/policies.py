"""Policies for tests, written to a folder."""

import json

MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels:
        app: agent
        "bad key": x
        team:
    spec:
      hostNetwork: true
      nodeSelector:
        kubernetes.io/os: linux
      initContainers:
        - name: set-up
          image: "busybox:1.36"
      containers:
        - name: agent
          image: registry.example/agent:1.4
          args: [--verbose, --debug]
        - image: &image docker.io/agent
          name: second
        - name: third
          image: *image
"""


def write(folder, target, schema, **changes):
    """Write a policy as JSON, which is YAML, and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    policy = {
        "id": "ACME001",
        "name": "not-as-agreed",
        "summary": "something that is not as agreed",
        "severity": "warning",
        "messages": {"found": "{field} is {value}"},
        "target": target,
        "schema": schema,
    } | changes
    (folder / f"{policy['id']}.yaml").write_text(json.dumps(policy, indent=1), encoding="utf-8")
    return str(folder)
