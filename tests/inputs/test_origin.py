import pytest

from dslint.run import check_text

MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  annotations:
    config.kubernetes.io/origin: |
%s
spec: {}
"""


def origin(*lines):
    text = MANIFEST % "\n".join(f"      {line}" for line in lines)
    return {finding.origin for finding in check_text(text).findings}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["path: base/ds.yaml"], "base/ds.yaml"),
        (
            ["path: ds.yaml", "repo: https://git.example/x", "ref: v2"],
            "ds.yaml in https://git.example/x at v2",
        ),
        (["configuredIn: kustomization.yaml", "configuredBy:", "  kind: HelmChart"], "kustomization.yaml"),
        (["something else"], None),
    ],
    ids=["a file", "a file of a repository", "generated", "not understood"],
)
def test_what_kustomize_annotates_is_told(lines, said):
    assert origin(*lines) == {said}


def test_what_helm_says_comes_first():
    text = "# Source: agent/templates/ds.yaml\n" + MANIFEST % "      path: base/ds.yaml"
    assert {finding.origin for finding in check_text(text).findings} == {"agent/templates/ds.yaml"}
