import json

import pytest

from dslint.kube.data.nodes import KNOWN_LABELS, KNOWN_TAINTS
from tests.checks.hits import at_marks, hits, pod
from tests.conformance.vectors import SHARED

RANCHER = "node-role.kubernetes.io/controlplane"
SLIP = "node-role.kubernetes.io/contol-plane"


@pytest.mark.parametrize(
    ("fields", "meant"),
    [
        pytest.param("nodeSelector: {§kubernetes.io/osx: linux}", "kubernetes.io/os", id="a letter more"),
        pytest.param("nodeSelector: {§kubernetes.io/archs: arm64}", "kubernetes.io/arch", id="short name"),
        pytest.param("nodeSelector: {§kubernetes.io/Hostname: node-1}", "kubernetes.io/hostname", id="upper case"),
        pytest.param(f"tolerations: [{{key: §{SLIP}}}]", "node-role.kubernetes.io/control-plane", id="a letter less"),
        pytest.param("tolerations: [{key: §node.kubernetes.io/not-redy}]", "node.kubernetes.io/not-ready", id="taint"),
        pytest.param(
            "topologySpreadConstraints: [{topologyKey: §topology.kubernetes.io/zones}]",
            "topology.kubernetes.io/zone",
            id="topology",
        ),
        pytest.param("nodeSelector: {topology.kubernetes.io/rack: r1, os: x}", None, id="another name"),
        pytest.param("nodeSelector: {node.kubernetes.io/os: linux}", None, id="another prefix"),
        pytest.param("nodeSelector: {node-role.kubernetes.io/worker: ''}", None, id="another role"),
        pytest.param("nodeSelector: {kubernetes.io/role: node}", None, id="another label"),
        pytest.param(f"tolerations: [{{key: {RANCHER}, operator: Exists}}]", None, id="Rancher's taint"),
        pytest.param(f"nodeSelector: {{{RANCHER}: 'true'}}", None, id="Rancher's label"),
        pytest.param("tolerations: [{operator: Exists}]", None, id="no key"),
    ],
)
def test_unknown_well_known_key(fields, meant):
    assert at_marks("DS207", fields) == (["found"] if meant else [])
    assert [hit.params["meant"] for _, hit in hits("DS207", pod(fields.replace("§", "")))] == ([meant] if meant else [])


def test_well_known_keys_are_never_corrected():
    for key in KNOWN_LABELS:
        assert at_marks("DS207", f"nodeSelector: {{{key}: x}}") == []
    for key in KNOWN_TAINTS:
        assert at_marks("DS207", f"tolerations: [{{key: {key}}}]") == []


def test_the_known_keys_are_those_of_the_table_of_facts():
    path = SHARED / "kubernetes" / "wellknown.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    facts = json.loads(path.read_text(encoding="utf-8"))
    assert set(KNOWN_LABELS) <= {entry["key"] for entry in facts["nodeLabels"]}
    assert set(KNOWN_TAINTS) <= {entry["key"] for entry in facts["taints"]}


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("DS201", "volumes: [{name: logs, hostPath: {path: /var/log/pods}}]"),
        ("DS202", "serviceAccountName: agent"),
        ("DS203", "nodeSelector: {node-role.kubernetes.io/control-plane: ''}"),
    ],
)
def test_what_follows_from_a_misspelt_toleration_is_not_reported_too(rule, fields):
    master = ", {key: node-role.kubernetes.io/master}" if rule == "DS202" else ""
    text = pod(f"tolerations: [{{key: {SLIP}}}{master}]\n{fields}")
    assert (len(hits(rule, text)), len(hits("DS207", text))) == (0, 1)
    assert len(hits(rule, text, selected=frozenset({rule}))) == 1
