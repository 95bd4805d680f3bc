"""Small manifests made after public reports of what people really ran into: what dslint says of each, and where.

A row holds everything that the default rules find, so that an alarm too many shows as one too few does; but what
manifests leave out that were made small is not held against them. The reports are named in the commit that brought a
manifest; ``NN-inventory.yaml`` are the nodes of case NN.
"""

import pytest

from tests.wild_cases import WILD, check

ONE_WORKER = "x-one-worker-inventory.yaml"

# the manifest, the nodes or none, and what is found as `rule line:column severity`; sorted by manifest
TABLE = [
    ("01-equal-in-node-affinity.yaml", None, ["DS113 25:27 error", "DS109 26:17 error"]),
    ("02-terms-key-twice.yaml", None, ["DS002 19:13 error"]),
    ("04-two-negative-terms.yaml", None, ["DS217 21:15 warning"]),
    ("04-two-negative-terms.yaml", "04-inventory.yaml", ["DS217 21:15 warning"]),
    ("05-tolerates-virtual-nodes.yaml", None, []),
    ("05-tolerates-virtual-nodes.yaml", "05-inventory.yaml", ["DS218 19:9 warning"]),
    ("07-amd64-image-on-arm.yaml", None, []),
    ("07-amd64-image-on-arm.yaml", "07-inventory.yaml", ["DS215 20:16 warning"]),
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
    ("22-version-in-selector.yaml", None, ["DS414 14:7 warning"]),
    ("23-surge-with-hostport.yaml", None, ["DS402 11:17 error"]),
    ("25-two-exporters.yaml", None, ["DS702 45:21 error"]),
    ("26-shell-style-label.yaml", None, ["DS001 14:9 error"]),
    ("32-apparmor-annotation.yaml", None, ["DS303 15:9 info", "DS303 16:9 info"]),
    ("34-docker-paths.yaml", None, ["DS201 12:5 warning", "DS307 26:26 warning", "DS307 28:26 warning"]),
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
    ("53-probe-port-name.yaml", None, ["DS408 20:45 warning"]),
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
    ("61-cni-without-not-ready.yaml", None, ["DS219 16:7 warning"]),
    ("61-cni-without-not-ready.yaml", "61-inventory.yaml", ["DS222 16:7 error"]),
    ("62-cloud-controller.yaml", None, ["DS219 17:7 warning"]),
    ("65-control-plane-with-value.yaml", None, ["DS201 14:9 warning"]),
    ("65-control-plane-with-value.yaml", ONE_WORKER, []),
    ("67-autoscaler-taints.yaml", None, ["DS227 19:28 warning"]),
    ("68-own-label-on-control-plane.yaml", None, []),
    ("68-own-label-on-control-plane.yaml", "68-inventory.yaml", ["DS222 12:5 error"]),
    (
        # fifteen mistakes in one; the tenth and the eleventh are one cause
        "fifteen-defects.yaml",
        None,
        [
            "DS109 18:3 error",
            "DS107 23:37 error",
            "DS101 26:21 error",
            "DS303 28:9 info",
            "DS104 30:22 error",
            "DS105 31:30 error",
            "DS801 33:27 warning",
            "DS701 34:18 info",
            "DS504 36:26 warning",
            "DS302 38:9 warning",
            "DS204 39:9 warning",
            "DS212 43:26 info",
            "DS216 45:7 info",
            "DS108 52:61 error",
        ],
    ),
    ("x-item-under-ports.yaml", None, ["DS121 15:11 error", "DS109 16:11 error", "DS109 17:11 error"]),
    ("x-key-twice.yaml", None, ["DS002 16:9 error"]),
    ("x-merge-override.yaml", None, []),
    (
        "x-outdented-blocks.yaml",
        None,
        [
            "DS102 6:3 error",
            *(f"DS109 {at} error" for at in ("6:3", "17:9", "20:9")),
            "DS116 22:9 error",
            *(f"DS109 {at} error" for at in ("23:11", "26:11", "31:11", "36:9")),
        ],
    ),
    ("x-spec-and-siblings.yaml", None, ["DS199 8:3 error", "DS109 11:3 error", "DS109 16:3 error"]),
    ("x-value-in-port.yaml", None, ["DS109 20:11 error", "DS109 21:9 error", "DS109 22:7 error"]),
]
# what is found nothing about, though something about it looks odd; and the note that says what was not checked
QUIET = [
    ("11-rke-taints.yaml", "11-inventory.yaml", []),
    ("46-exported-list.yaml", None, []),
    ("49-advanced-daemonset.yaml", None, [(1, "a DaemonSet of apps.kruise.io/v1alpha1 is another kind")]),
]


@pytest.mark.parametrize(("manifest", "nodes", "expected"), TABLE, ids=[f"{row[0]} {row[1] or ''}" for row in TABLE])
def test_what_is_found(manifest, nodes, expected, monkeypatch):
    monkeypatch.chdir(WILD)
    report = check(manifest, nodes)
    found = sorted(report.findings, key=lambda one: one.sort_key())
    assert [f"{one.rule} {one.at.start.line}:{one.at.start.column} {one.severity}" for one in found] == expected


@pytest.mark.parametrize(("manifest", "nodes", "not_checked"), QUIET)
def test_nothing_is_said_and_what_is_not_checked_is_named(manifest, nodes, not_checked, monkeypatch):
    monkeypatch.chdir(WILD)
    report = check(manifest, nodes)
    assert (report.findings, report.notes) == ([], [])
    assert [(one.line, one.reason) for one in report.not_checked] == not_checked


def test_every_manifest_has_a_row():
    used = {name for row in TABLE for name in row[:2] if name is not None}
    assert {path.name for path in WILD.iterdir()} <= used
