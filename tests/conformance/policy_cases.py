"""Hand-made admission policies and the objects that they are asked about; the answers to them are recorded vectors.

A case is one policy with its bindings, by what differs from ``policy`` and ``binding``; each is asked about every manifest.
"""

API = "admissionregistration.k8s.io/v1"
RULES = [
    {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["daemonsets"]},
    {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]},
]
NAMESPACES = [
    {"metadata": {"name": "default", "labels": {"env": "prod", "kubernetes.io/metadata.name": "default"}}},
    {"metadata": {"name": "storage", "labels": {"env": "dev", "kubernetes.io/metadata.name": "storage"}}},
]
PARAMS = [
    {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "limits"},
        "data": {"most": "3", "registry": "ghcr.io/"},
    },
    {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "limits", "namespace": "storage", "labels": {"use": "policy"}},
        "data": {"most": "1"},
    },
    {
        "apiVersion": "acme.example/v1",
        "kind": "Registry",
        "metadata": {"name": "strict", "labels": {"use": "policy"}},
        "spec": {"hosts": ["ghcr.io", "quay.io"], "most": 2},
    },
    {
        "apiVersion": "acme.example/v1",
        "kind": "Registry",
        "metadata": {"name": "loose", "labels": {"use": "policy"}},
        "spec": {"hosts": ["docker.io"], "most": 9},
    },
]
for _one in PARAMS[:1]:
    _one["metadata"]["namespace"] = "default"


def manifests():
    """Return the DaemonSets by name: a small one, a large one, an odd one and one whose name the server makes up."""
    small = daemonset("agent", [{"name": "agent", "image": "nginx:1"}])
    large = daemonset(
        "csi-node",
        [
            {
                "name": "driver",
                "image": "ghcr.io/acme/driver:v1.4.2@sha256:" + "a" * 64,
                "args": ["--endpoint=unix:///csi/csi.sock", "--v=5"],
                "ports": [{"containerPort": 9808, "name": "healthz"}],
                "env": [{"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}, {"name": "A"}],
                "resources": {
                    "limits": {"cpu": "1500m", "memory": "1Gi"},
                    "requests": {"cpu": "0.5", "memory": "512Mi"},
                },
                "securityContext": {"privileged": True, "runAsUser": 0},
                "livenessProbe": {"httpGet": {"path": "/healthz", "port": "healthz"}},
                "volumeMounts": [{"name": "dir", "mountPath": "/csi", "mountPropagation": "Bidirectional"}],
            },
            {"name": "side", "image": "docker.io/acme/side", "securityContext": {"privileged": False}},
        ],
        namespace="storage",
        labels={"team": "storage", "release": "1.4"},
    )
    spec = large["spec"]["template"]["spec"]
    spec["volumes"] = [{"name": "dir", "hostPath": {"path": "/var/lib/csi"}}, {"name": "tmp", "emptyDir": {}}]
    spec["hostNetwork"] = True
    spec["priorityClassName"] = "system-node-critical"
    spec["tolerations"] = [{"operator": "Exists"}]
    spec["nodeSelector"] = {"kubernetes.io/os": "linux"}
    spec["initContainers"] = [{"name": "init", "image": "ghcr.io/acme/init:1"}]
    large["spec"]["updateStrategy"] = {"rollingUpdate": {"maxUnavailable": "25%"}}
    large["metadata"]["annotations"] = {"owner": "storage@acme.example", "cidr": "10.1.0.0/16"}
    odd = daemonset("odd", [{"name": "c", "image": "Ünïcode:latest"}], namespace="elsewhere")
    odd["spec"]["template"]["spec"]["hostNetwork"] = False
    odd["spec"]["template"]["spec"]["automountServiceAccountToken"] = False
    odd["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] = 0
    unnamed = daemonset("", [{"name": "c", "image": "ghcr.io/acme/x:2", "resources": {"limits": {"memory": "64Mi"}}}])
    unnamed["metadata"] = {"generateName": "made-"}
    return {"small": small, "large": large, "odd": odd, "unnamed": unnamed}


def daemonset(name, containers, namespace=None, labels=None):
    metadata = {"name": name}
    if namespace:
        metadata["namespace"] = namespace
    if labels:
        metadata["labels"] = labels
    template = {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": containers}}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": metadata,
        "spec": {"selector": {"matchLabels": {"app": "a"}}, "template": template},
    }


def policy(expressions, **spec):
    """Return a policy of some expressions or validations; a field that is ``None`` is left out."""
    validations = [{"expression": one} if isinstance(one, str) else one for one in expressions]
    whole = {"matchConstraints": {"resourceRules": RULES}, "validations": validations, **spec}
    fields = {key: value for key, value in whole.items() if value is not None}
    return {"apiVersion": API, "kind": "ValidatingAdmissionPolicy", "metadata": {"name": "p"}, "spec": fields}


def binding(name="b", **spec):
    """Return a binding that denies; a field that is ``None`` is left out."""
    fields = {"policyName": "p", "validationActions": ["Deny"], **spec}
    fields = {key: value for key, value in fields.items() if value is not None}
    return {"apiVersion": API, "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": name}, "spec": fields}


def requests():
    """Return every case by name: a policy, its bindings."""
    from .policy_expressions import EXPRESSIONS
    from .policy_odd import ODD
    from .policy_specs import SPECS

    cases = {}
    for topic, expressions in EXPRESSIONS.items():
        for number, text in enumerate(expressions):
            variables = [{"name": "x", "expression": "'s'"}, {"name": "broken", "expression": "object.nope"}]
            cases[f"{topic} {number}: {text[:60]}"] = (policy([text], variables=variables), [binding()])
    for name, (one, *bindings) in (*SPECS.items(), *ODD.items()):
        assert name not in cases
        cases[name] = (one, bindings or [binding()])
    return cases


def asked(one, bindings, manifest):
    """Return the request for the program that asks the server's code."""
    return {
        "policies": [one],
        "bindings": bindings,
        "params": PARAMS,
        "namespaces": [*NAMESPACES, {"metadata": {"name": "elsewhere", "labels": {}}}],
        "daemonSet": manifest,
    }
