"""Small manifests made after public reports of what people really ran into: what dslint says of each, and where.

A row holds everything that the default rules find, so that an alarm too many shows as one too few does. The reports
are named in the commit that brought a manifest; ``NN-inventory.yaml`` are the nodes of case NN.
"""

import pytest

from dslint import Options, check_paths
from tests.checkout import ROOT

WILD = ROOT / "tests" / "wild"
ONE_WORKER = "x-one-worker-inventory.yaml"

# the manifest, the nodes or none, and what is found as `rule line:column severity`; sorted by manifest
TABLE = [
    ("01-equal-in-node-affinity.yaml", None, ["DS113 25:27 error", "DS109 26:17 error"]),
    ("02-terms-key-twice.yaml", None, ["DS002 19:13 error"]),
    ("08-no-operator-valued-taint.yaml", None, []),
    ("08-no-operator-valued-taint.yaml", "08-inventory.yaml", ["DS222 17:7 error"]),
    ("10-toleration-lost-in-template.yaml", None, []),
    ("10-toleration-lost-in-template.yaml", "10-inventory.yaml", ["DS222 16:5 error"]),
    ("11-rke-taints.yaml", None, []),
    ("11-rke-taints.yaml", "11-inventory.yaml", []),
    ("13-containers-is-a-map.yaml", None, ["DS110 16:7 error"]),
    ("14-exists-with-value.yaml", None, ["DS112 18:16 error"]),
    ("16-list-in-list.yaml", None, ["DS110 15:13 error"]),
    (
        "17-container-security-on-pod.yaml",
        None,
        [f"DS109 {at} error" for at in ["17:9", "18:9", "19:9", "20:9", "27:11"]],
    ),
    ("19-mounts-under-ports.yaml", None, ["DS121 21:11 error", "DS109 22:11 error", "DS109 23:11 error"]),
    ("20-hostprocess-without-hostnetwork.yaml", None, ["DS118 13:20 error"]),
    ("25-two-exporters.yaml", None, ["DS702 45:21 error"]),
    ("26-shell-style-label.yaml", None, ["DS001 14:9 error"]),
    ("32-apparmor-annotation.yaml", None, ["DS303 15:9 info", "DS303 16:9 info"]),
    (
        "35-suppression-where-people-put-it.yaml",
        None,
        ["DS004 6:5 warning", "DS004 11:22 warning", "DS004 15:9 warning", "DS302 19:9 warning"],
    ),
    ("37-bom-crlf.yaml", None, ["DS101 13:14 error", "DS302 16:9 warning"]),
    ("38-kustomize", None, ["DS010 10:7 info"]),
    ("38-shared-patch", None, ["DS010 10:7 info"]),
    ("40-affinity-twice.yaml", None, ["DS002 34:11 error", "DS002 38:7 error"]),
    ("41-converted-from-deployment.yaml", None, ["DS109 8:3 error", "DS109 10:3 error", "DS109 14:3 error"]),
    ("46-exported-list.yaml", None, []),
    ("47-json-gpu-label.json", None, ["DS110 11:37 error", "DS210 13:33 warning"]),
    ("49-advanced-daemonset.yaml", None, []),
    ("50-envsubst.yaml", None, ["DS110 18:38 error", "DS110 23:26 error"]),
    ("52-openshift-template.yaml", None, ["DS101 23:23 error", "DS302 26:11 warning"]),
    ("55-master-only-log-agent.yaml", None, ["DS202 14:14 warning"]),
    ("55-master-only-log-agent.yaml", ONE_WORKER, []),
    ("55-master-only-log-agent.yaml", "profile:openshift", []),
    (
        "56-comments-kept-by-fix.yaml",
        None,
        ["DS302 14:9 warning", "DS202 15:28 warning", *(f"DS110 {at} error" for at in ("19:22", "19:32", "19:55"))],
    ),
    ("58-affinity-under-node-selector.yaml", None, ["DS110 14:9 error"]),
    ("59-hostpath-type-lower.yaml", None, ["DS115 16:18 error", "DS119 21:17 error"]),
    ("61-cni-without-not-ready.yaml", "61-inventory.yaml", ["DS222 16:7 error"]),
    ("65-control-plane-with-value.yaml", None, ["DS201 14:9 warning"]),
    ("65-control-plane-with-value.yaml", ONE_WORKER, []),
    ("68-own-label-on-control-plane.yaml", None, []),
    ("68-own-label-on-control-plane.yaml", "68-inventory.yaml", ["DS222 12:5 error"]),
    ("x-item-under-ports.yaml", None, ["DS121 15:11 error", "DS109 16:11 error", "DS109 17:11 error"]),
    ("x-key-twice.yaml", None, ["DS002 16:9 error"]),
    ("x-merge-override.yaml", None, []),
    (
        "x-outdented-blocks.yaml",
        None,
        [
            "DS102 6:3 error",
            "DS109 7:3 error",
            *(f"DS109 {at} error" for at in ("18:9", "20:9")),
            "DS116 22:9 error",
            *(f"DS109 {at} error" for at in ("24:11", "27:11", "32:11", "37:9")),
        ],
    ),
    ("x-spec-and-siblings.yaml", None, ["DS199 8:3 error", "DS109 11:3 error", "DS109 16:3 error"]),
    ("x-value-in-port.yaml", None, ["DS109 20:11 error", "DS109 21:9 error", "DS109 22:7 error"]),
]
# what a message says, by the manifest and the place
SAID = [
    (
        "17-container-security-on-pod.yaml",
        "19:9",
        "securityContext has no field privileged, it belongs under containers[].securityContext",
    ),
    (
        "58-affinity-under-node-selector.yaml",
        "14:9",
        "node selector nodeAffinity is a mapping, it belongs under affinity",
    ),
]
# fields that stay where they are: each could only go into another item of a list, or would block what belongs there
STAYING = [
    ("19-mounts-under-ports.yaml", "22:11"),
    ("19-mounts-under-ports.yaml", "23:11"),
    ("x-item-under-ports.yaml", "16:11"),
    ("x-item-under-ports.yaml", "17:11"),
    ("x-spec-and-siblings.yaml", "16:3"),
    ("x-value-in-port.yaml", "20:11"),
]


@pytest.mark.parametrize(("manifest", "nodes", "expected"), TABLE, ids=[f"{row[0]} {row[1] or ''}" for row in TABLE])
def test_what_is_found(manifest, nodes, expected, monkeypatch):
    monkeypatch.chdir(WILD)
    report = check_paths([manifest], options=Options(nodes=(nodes,) if nodes else ()))
    found = sorted(report.findings, key=lambda one: one.sort_key())
    assert [f"{one.rule} {one.at.start.line}:{one.at.start.column} {one.severity}" for one in found] == expected


def at(manifest, place):
    (finding,) = [
        one for one in check_paths([WILD / manifest]).findings if f"{one.at.start.line}:{one.at.start.column}" == place
    ]
    return finding


@pytest.mark.parametrize(("manifest", "place", "message"), SAID)
def test_what_is_said(manifest, place, message):
    assert at(manifest, place).message == message


@pytest.mark.parametrize(("manifest", "place"), STAYING)
def test_nothing_moves_into_another_item(manifest, place):
    assert at(manifest, place).fix is None


@pytest.mark.parametrize("manifest", ["x-outdented-blocks.yaml", "19-mounts-under-ports.yaml"])
def test_a_field_that_is_known_elsewhere_is_never_to_be_removed(manifest):
    assert not [one for one in check_paths([WILD / manifest]).findings if (one.help or "").startswith("remove")]


def test_every_manifest_has_a_row():
    used = {name for row in TABLE for name in row[:2] if name is not None}
    assert {path.name for path in WILD.iterdir()} <= used
