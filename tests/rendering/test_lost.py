"""A patch that takes the place of a list tells what of its base is lost; nothing is rendered for that."""

import pytest

from tests.checkout import ROOT
from tests.rendering.made import BASE, PATCH_HEAD, write

TOLERATIONS = """\
      tolerations:
      - key: node-role.kubernetes.io/control-plane
        operator: Exists
      - key: example.com/gpu
        operator: Exists
"""
PATCH = (
    PATCH_HEAD
    + """\
      containers:
      - name: agent
        envFrom:
        - configMapRef: {name: overlay}
      tolerations:
      - key: example.com/gpu
        operator: Exists
"""
)


def lost(report):
    return {
        one["line"]: [(other["path"], other["line"], other["message"]) for other in one["related"]]
        for one in report["findings"]
    }


def test_the_wild_overlay_tells_of_the_toleration_that_is_lost(dslint_json):
    folder = ROOT / "tests" / "wild" / "38-kustomize"
    report = dslint_json(folder, "check", ".", "--no-config", "--select", "DS010")
    assert lost(report) == {10: [("base/daemonset.yaml", 16, "lost: the patch does not repeat it")]}


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (PATCH, {10: ["base/agent.yaml:22"], 12: ["base/agent.yaml:15"]}),
        (PATCH + TOLERATIONS.replace("      tolerations:\n", ""), {10: ["base/agent.yaml:22"]}),
    ],
    ids=["some", "none of the tolerations"],
)
def test_what_the_base_has_and_the_patch_has_not_is_lost(tmp_path, dslint_json, patch, expected):
    base = BASE.replace("      containers:\n", f"{TOLERATIONS}      containers:\n").replace(
        "        image:", "        envFrom:\n        - secretRef: {name: base}\n        image:"
    )
    (tmp_path / ".git").mkdir()
    write(tmp_path, {
        "base/agent.yaml": base,
        "base/kustomization.yaml": "resources: [agent.yaml]\n",
        "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
        "prod/patch.yaml": patch,
    })  # fmt: skip
    report = dslint_json(tmp_path, "check", ".", "--no-config", "--select", "DS010")
    found = {line: [f"{path}:{number}" for path, number, _ in places] for line, places in lost(report).items()}
    assert found == expected
