"""What the tree around a manifest says of whether anybody runs it: kustomizations that leave it out, and the README."""

import pytest

from dslint.inputs import texts
from dslint.run import check_paths

AGENT = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: monitoring}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      tolerations: [{operator: Exists}]
      containers:
      - name: agent
        image: registry.example/log-shipper:1.4
        volumeMounts: [{name: logs, mountPath: /var/log, readOnly: true}]
      volumes: [{name: logs, hostPath: {path: /var/log, type: Directory}}]
"""


@pytest.fixture
def told(tmp_path):
    """Return the severity of advice for ``net/agent.yaml`` in a repository that holds some other files."""

    def tell(files):
        work = tmp_path / "work"
        (work / ".git").mkdir(parents=True)
        for name, text in {"net/agent.yaml": AGENT, **files}.items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_text(text)
        return [one.severity for one in check_paths([str(work)]).findings if one.rule == "DS503"]

    return tell


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        ({"net/kustomization.yaml": "resources:\n- other.yaml\n# - agent.yaml\n"}, "info"),
        ({"net/kustomization.yaml": "resources:\n- other.yaml\n  #- './agent.yaml' # not yet\n"}, "info"),
        ({"kustomization.yaml": "resources:\n# - net/agent.yaml\n"}, "info"),
        ({"net/kustomization.yaml": "resources:\n- agent.yaml\n# - agent.yaml\n"}, "warning"),
        ({"net/kustomization.yaml": "resources:\n- other.yaml\n"}, "warning"),
        ({"net/kustomization.yaml": "resources:\n- other.yaml\n# - ../other/agent.yaml\n"}, "warning"),
        ({"net/kustomization.yaml": "resources:\n- other.yaml\n# agent.yaml is an agent\n"}, "warning"),
        (
            {
                "net/kustomization.yaml": "resources:\n# - agent.yaml\n",
                "prod/kustomization.yaml": "resources: [../net, ../net/agent.yaml]\n",
            },
            "warning",
        ),
    ],
    ids=[
        "commented out",
        "with quotes and a comment of its own",
        "from above",
        "listed all the same",
        "never listed",
        "another file of the name",
        "a sentence",
        "listed elsewhere",
    ],
)
def test_what_a_kustomization_has_commented_out_nobody_runs(told, files, severity):
    assert told(files) == [severity]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("base/machineconfigs/chrony.yaml", "node-role.kubernetes.io/master"),
        ("base/core/scc/security-context-constraints.yaml", "node-role.kubernetes.io/master"),
        ("base/machineconfiguration.openshift.io/a.yaml", "node-role.kubernetes.io/master"),
        ("base/configs/machine.yaml", "node-role.kubernetes.io/control-plane"),
    ],
)
def test_a_repository_with_objects_of_openshift_is_about_that(tmp_path, name, key):
    (tmp_path / ".git").mkdir()
    agent = AGENT.replace("      tolerations: [{operator: Exists}]\n", "")
    for path, text in {"net/agent.yaml": agent, name: "kind: ConfigMap\n"}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    messages = [one.message for one in check_paths([str(tmp_path)]).findings if one.rule == "DS201"]
    assert len(messages) == 1
    assert f"no toleration for {key}" in messages[0]


@pytest.mark.parametrize(
    ("readme", "severity"),
    [
        ("# Agents\n\n> This repository as our reference is deprecated from release 6.\n", "info"),
        ("# This Repository Is Deprecated\n", "info"),
        ("# Agents [ARCHIVED]\n", "info"),
        ("# DEPRECATED\n", "info"),
        ("# Agents\n\nThis project will no longer be maintained by us.\n", "info"),
        ("# Agents\n\nThis chart has been superseded by another one.\n", "info"),
        ("[![Build](x)](y)\n\n# DEPRECATED: Agents\n", "info"),
        ("# Deprecated fields and what to do about them\n", "warning"),
        ("# Agents\n" + "\n" * 20 + "This repository is deprecated.\n", "warning"),
        ("# Agents\n\nThe option `--old` is deprecated.\n", "warning"),
        ("# Agents\n\nThis project replaces one that is deprecated.\n", "warning"),
        ("# Agents\n\nThis project's flag --old is deprecated.\n", "warning"),
        ("# Agents\n\nThe in-tree provider has been deprecated since v1.20.\n", "warning"),
        ("# Agents\n\nThe other repository is archived.\n", "warning"),
        ("# Agents\n\nIt comes in a legacy (deprecated) and a CSI version.\n", "warning"),
        ("# Agents\n\n## Deprecated\n\nFlags.\n", "warning"),
    ],
)
def test_what_lies_in_a_repository_that_has_had_its_time_nobody_runs(told, readme, severity):
    assert told({"README.md": readme}) == [severity]


def test_what_lies_beside_is_read_once_however_many_ask(tmp_path, monkeypatch):
    read, text_of = [], texts.text_of
    monkeypatch.setattr(texts, "text_of", lambda tree, path: (read.append(path), text_of(tree, path))[1])
    asking = AGENT.replace("/var/log, type: Directory", "/var/run/docker.sock")
    for number in range(4):
        (tmp_path / f"agent{number}.yaml").write_text(asking.replace("agent,", f"agent{number},"))
    found = [one.path for one in check_paths([str(tmp_path)]).findings if one.rule == "DS307"]
    assert (len(found), len(read)) == (4, len(set(read))) == (4, 4)
