"""Policies for tests, written to a folder."""

import json
import subprocess
import sys

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

# without what the server rejects: no policy is asked about that
TEXT = MANIFEST.replace('        "bad key": x\n        team:\n', "")
API = "admissionregistration.k8s.io/v1"
DAEMONSETS = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["daemonsets"]}
PODS = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}


def dslint(*args, cwd):
    """Run the command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "dslint", *args], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )


def policy(expression, *rules, **spec):
    """Return an admission policy about DaemonSets."""
    whole = {
        "matchConstraints": {"resourceRules": list(rules) or [DAEMONSETS], **spec.pop("constraints", {})},
        "validations": [{"expression": expression, "message": "not like this"}],
        **spec,
    }
    return {"apiVersion": API, "kind": "ValidatingAdmissionPolicy", "metadata": {"name": "p"}, "spec": whole}


def binding(*actions, **spec):
    """Return a binding of that policy."""
    fields = {"policyName": "p", "validationActions": list(actions or ("Deny",)), **spec}
    return {"apiVersion": API, "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": "b"}, "spec": fields}


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
