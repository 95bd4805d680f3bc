"""Policies of a folder or of the configuration are asked about what a cluster runs; kubectl is asked for none."""

import json
import os

import pytest

from tests.kubectl import GET, Kubectl, daemon_set, node
from tests.policy.policies import PODS, binding, policy

pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="kubectl is played by a script")
PROD = {"namespaceSelector": {"matchLabels": {"env": "prod"}}}
POLICIES = {
    "mirrored": (policy("object.spec.containers.all(c, c.image.startsWith('mine/'))", PODS), binding()),
    "in-prod": (policy("object.metadata.name == 'x'", constraints=PROD), binding("Warn")),
    "who": (policy("request.userInfo.username == 'x'"), binding()),
}
OWN = {"id": "ACME001", "name": "no-team", "summary": "no team", "severity": "warning", "target": "daemonset",
       "cel": "'team' in object.metadata.?labels.orValue({})", "messages": {"found": "no team"}}  # fmt: skip
NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "monitoring", "labels": {"env": "prod"}}}


@pytest.fixture
def kubectl(tree, monkeypatch):
    """Two contexts, of which one shows its namespaces, and a folder of policies."""
    things = [daemon_set(), node("n1")]
    found = Kubectl(tree / "bin", dev={"items": [*things, NAMESPACE], "current": True}, prod={"items": things})
    monkeypatch.setenv("PATH", found.path)
    (tree / "policies").mkdir()
    for name, objects in POLICIES.items():
        for one in objects:
            one["metadata"]["name"] = name
            if "policyName" in one["spec"]:
                one["spec"]["policyName"] = name
        text = "\n---\n".join(map(json.dumps, objects))
        (tree / "policies" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tree / "policies" / "own.yaml").write_text(json.dumps(OWN), encoding="utf-8")
    return found


FOUND = [
    "dev/monitoring/agent:8:3: warning[ACME001] no team",
    "dev/monitoring/agent:10:9: warning[policy/in-prod] not like this",
    "dev/monitoring/agent:26:16: error[policy/mirrored] pods are refused: not like this",
]


@pytest.mark.parametrize("way", ["option", "configuration"])
def test_policies_are_asked_about_what_a_cluster_runs(dslint, kubectl, tree, way):
    args = ("--policies", "policies") if way == "option" else ()
    if not args:
        (tree / "dslint.yaml").write_text("policies: [policies]\n", encoding="utf-8")
    done = dslint("check", "--cluster", "--select", "policy", *args, "--output-format", "concise")
    assert done.out.splitlines() == [f"{line} (DaemonSet monitoring/agent)" for line in FOUND]
    assert "policy/who is not decided for 1 DaemonSet: no file says what request.userInfo is\n" in done.err
    assert (done.code, kubectl.gets) == (1, [GET])


def test_each_cluster_has_its_own_namespaces(dslint, kubectl):
    done = dslint("check", "--cluster", "--all-contexts", "--select", "policy", "--policies", "policies")
    assert "in-prod]: not like this\n  --> dev/" in done.out
    assert "in-prod]: not like this\n  --> prod/" not in done.out
    reason = "nothing says which labels the namespace has (monitoring)"
    assert f"note: policy/in-prod is not decided for 1 DaemonSet: {reason}\n" in done.err
    assert "note: policy/who is not decided for 2 DaemonSets: no file says what request.userInfo is\n" in done.err
    assert sorted(kubectl.gets) == [[*GET, "--context=dev"], [*GET, "--context=prod"]]
