"""DS708 and DS710: ports of the node that nobody declares, and what platforms keep agents from."""

import pytest

from tests.checks.runs import found, manifest

MOUNTS = "volumeMounts:\n- {name: v, mountPath: /v}"
BINDING = (
    "kind: ClusterRoleBinding\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: it}\n"
    "roleRef: {kind: ClusterRole, name: 'system:openshift:scc:privileged'}\n"
    "subjects: [{kind: ServiceAccount, name: agent, namespace: monitoring}]\n"
)


def told(tmp_path, platform, container="", pod="", other="kind: x\n"):
    files = {"a.yaml": manifest("agent", container, pod), "b.yaml": other}
    config = f"platform: {platform}\n" if platform else ""
    return found(tmp_path, files, "DS710", config)


def path(where):
    return f"volumes: [{{name: v, hostPath: {{path: {where}}}}}]"


@pytest.mark.parametrize(
    ("platform", "container", "pod", "place"),
    [
        (None, "securityContext: {privileged: true}", "", None),
        ("bottlerocket", "securityContext: {privileged: true}", "", None),
        ("bottlerocket", MOUNTS, path("/usr/local/bin"), (14, 34)),
        ("bottlerocket", MOUNTS, path("/opt/bin"), None),
        ("bottlerocket", MOUNTS, path("/lib/modules"), None),
        ("eks-auto", MOUNTS, path("/usr/libexec/kubernetes"), (14, 34)),
        ("talos", MOUNTS, path("/usr/libexec/kubernetes"), None),
        ("talos", MOUNTS.replace("/v}", "/v, readOnly: true}"), path("/usr/bin"), None),
        ("gke-autopilot", "securityContext: {privileged: true}", "", (12, 41)),
        ("gke-autopilot", "", "hostPID: true", (9, 16)),
        ("gke-autopilot", MOUNTS, path("/var/log"), (9, 44)),
        ("gke-autopilot", MOUNTS.replace("/v}", "/v, readOnly: true}"), path("/var/log/pods"), None),
        ("openshift", "", "hostNetwork: true", (9, 20)),
        ("openshift", "", "", None),
    ],
)
def test_what_a_platform_keeps_an_agent_from_is_told_at_its_place(tmp_path, platform, container, pod, place):
    assert [one[1:3] for one in told(tmp_path, platform, container, pod)] == ([place] if place else [])


def test_an_exception_that_the_input_shows_is_heard(tmp_path):
    pod = "hostNetwork: true\nserviceAccountName: agent"
    users = "kind: SecurityContextConstraints\nmetadata: {name: a}\nusers: ['system:serviceaccount:monitoring:agent']\n"
    assert len(told(tmp_path, "openshift", pod=pod)) == 1
    assert told(tmp_path, "openshift", pod=pod, other=BINDING) == []
    assert told(tmp_path, "openshift", pod=pod, other=users) == []
    text = manifest("agent", pod="hostNetwork: true").replace(
        "app: agent}}\n    spec", "app: agent, LABEL: a}}\n    spec"
    )
    files = {"a.yaml": text.replace("LABEL", "cloud.google.com/matching-allowlist")}
    assert found(tmp_path, files, "DS710", "platform: gke-autopilot\n") == []
