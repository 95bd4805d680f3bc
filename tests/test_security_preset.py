"""The security preset over real agents: a right that the role of an agent needs is never reported.

The roles are those that people read from the manifests (``tests/manifest/roles.tsv``), not those that dslint judges by.
"""

import re

import pytest

from dslint import Options
from dslint.manifest.rights import Needs
from dslint.manifest.role import ANNOTATION, ROLES, Role, Roles
from dslint.run import check_paths
from tests.checkout import ROOT
from tests.checks.runs import manifest

SHARED = ROOT.parent / "shared"
ROWS = [row.split("\t") for row in (ROOT / "tests/manifest/roles.tsv").read_text(encoding="utf-8").splitlines()]
LABELS = {(path, int(document), pointer): set(label.split("+")) & set(ROLES) for path, document, pointer, label in ROWS}
UPSTREAM = {
    "node-exporter": "corpus/prometheus-operator__kube-prometheus/manifests__nodeExporter-daemonset.yaml",
    "flannel": "corpus/flannel-io__flannel/Documentation__kube-flannel.yml",
    "node-problem-detector": "corpus/kubernetes__node-problem-detector/deployment__node-problem-detector.yaml",
    "NVIDIA device plugin": "corpus/4paradigm__k8s-vgpu-scheduler/"
    "benchmarks__ai-benchmark__Official-Nvidia-device-plugin__nvidia-device-plugin-official.yml",
    "EBS CSI node": "corpus/kubernetes-sigs__aws-ebs-csi-driver/deploy__kubernetes__base__node.yaml",
    "fluent-bit": "corpus/fluent__fluent-bit-kubernetes-logging/output__elasticsearch__fluent-bit-ds.yaml",
}
# of the rules that speak of a right: whether a role needs what a finding names
NEEDED = {
    "DS601": lambda needs, _: needs.privileged,
    "DS602": lambda needs, name: needs.writes(name),
    "DS604": lambda needs, _: needs.socket,
    "DS605": lambda needs, name: needs.namespace(name),
    "DS606": lambda needs, name: needs.privileged or needs.capability(name),
    "DS607": lambda needs, _: needs.privileged,
}
# What a container beside the agent has, a name in a notation that no role needs, what the kubelet refuses whoever asks.
OF_NO_ROLE = {("DS601", "aside"), ("DS606", "prefixed"), ("DS607", "sysctl")}

of_the_corpus = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the corpus is not there, in ../shared beside the checkout"
)


def found(tmp_path, monkeypatch, paths):
    """Return what the preset finds in files of the corpus."""
    monkeypatch.chdir(SHARED)
    config = tmp_path / "dslint.yaml"
    config.write_text("extends: dslint:security\n", encoding="utf-8")
    return check_paths(paths, Options(config=str(config))).findings


def names(finding):
    """Return the namespaces, capabilities or paths that a message names."""
    return re.findall(r"host[A-Z]\w+|(?:CAP_)?[A-Z]{3}[A-Z_]*|(?<![\w.])/[\w./~-]*", finding.message)


@of_the_corpus
def test_no_right_that_a_labelled_role_needs_is_reported(tmp_path, monkeypatch):
    findings = found(tmp_path, monkeypatch, sorted({path for path, _, _ in LABELS}))
    judged, wrong = set(), []
    for finding in findings:
        place = (finding.path, finding.document, "")
        if finding.rule not in NEEDED or (finding.rule, finding.message_key) in OF_NO_ROLE or place not in LABELS:
            continue
        needs = Needs(Roles([Role(name, "stated", ()) for name in sorted(LABELS[place])]))
        judged.add(place)
        wrong += [(place[0], finding.message) for name in names(finding) or [""] if NEEDED[finding.rule](needs, name)]
    assert wrong == []
    assert judged  # something is reported, and none of it is needed


@of_the_corpus
@pytest.mark.parametrize("agent", UPSTREAM)
def test_upstream_agents_hear_of_no_right(tmp_path, monkeypatch, agent):
    findings = found(tmp_path, monkeypatch, [UPSTREAM[agent]])
    assert [one.message for one in findings if one.rule in NEEDED or one.severity != "info"] == []


@pytest.mark.parametrize(
    ("rule", "right", "container", "pod"),
    [
        ("DS601", "", "securityContext: {privileged: true}", ""),
        ("DS605", "hostPID", "", "hostPID: true"),
        ("DS606", "SYS_ADMIN", "securityContext: {capabilities: {add: [SYS_ADMIN]}}", ""),
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_a_right_is_reported_of_each_role_that_does_not_need_it(tmp_path, rule, right, container, pod, role):
    text = manifest("agent", container, pod).replace(
        "name: agent, ", f"name: agent, annotations: {{{ANNOTATION}: {role}}}, ", 1
    )
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    needs = Needs(Roles([Role(role, "stated", ())]))
    told = check_paths(str(tmp_path), Options(no_config=True, select=(rule,), preview=True)).findings
    assert [one.rule for one in told] == ([] if NEEDED[rule](needs, right) else [rule])
