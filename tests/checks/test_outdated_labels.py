"""Labels and taints that nobody sets any more, and fields that a version drops: what is told, and where."""

import pytest

from dslint import Options
from dslint.kube.data.labels import OPT_IN_LABELS, PROVIDER_LABELS
from dslint.run import check_text
from tests.checks.hits import at_marks, pod, words

TERMS = "affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms:\n"


@pytest.mark.parametrize("label", OPT_IN_LABELS)
def test_each_label_of_an_old_add_on_is_told_at_its_key(label):
    assert at_marks("DS308", f'nodeSelector:\n  §{label}: "true"') == ["found"]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        pytest.param(
            TERMS + "      - matchExpressions:\n        - {key: §kubernetes.io/role, operator: In, values: [node]}",
            ["found"],
            id="a condition of node affinity",
        ),
        pytest.param(
            TERMS + "      - matchExpressions:\n        - {key: kubernetes.io/role, operator: DoesNotExist}",
            [],
            id="a label that no node has excludes none",
        ),
        pytest.param('nodeSelector: {projectcalico.org/ds-ready: "true"}', [], id="a label of GKE"),
        pytest.param("tolerations: [{key: kubernetes.io/role, operator: Exists}]", [], id="a toleration is no label"),
    ],
)
def test_legacy_opt_in_label(fields, messages):
    assert at_marks("DS308", fields) == messages


@pytest.mark.parametrize("label", PROVIDER_LABELS)
def test_each_label_that_a_provider_has_renamed_is_told_at_its_key(label):
    assert at_marks("DS310", f"nodeSelector:\n  §{label}: a") == ["label"]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        pytest.param(
            TERMS + "      - matchExpressions:\n        - {key: §agentpool, operator: NotIn, values: [gpu]}",
            ["label"],
            id="what leaves nodes out would leave out none",
        ),
        pytest.param(
            "nodeSelector: {agentpool: gpu, kubernetes.azure.com/agentpool: gpu}", [], id="old and new side by side"
        ),
        pytest.param(
            TERMS
            + "      - matchExpressions: [{key: karpenter.sh/provisioner-name, operator: Exists}]\n"
            + "      - matchExpressions: [{key: karpenter.sh/nodepool, operator: Exists}]",
            [],
            id="a term for each",
        ),
        pytest.param("tolerations: [{key: §karpenter.sh/disruption, operator: Exists}]", ["taint"], id="a taint"),
        pytest.param(
            "tolerations: [{key: karpenter.sh/disruption, operator: Exists}, {key: karpenter.sh/disrupted, "
            "operator: Exists}]",
            [],
            id="both taints",
        ),
        pytest.param(
            "tolerations: [{key: kubernetes.azure.com/scalesetpriority, operator: Exists}]",
            [],
            id="a taint that has kept its name",
        ),
        pytest.param("nodeSelector: {accelerator: nvidia}", [], id="a word of many clusters"),
        pytest.param("tolerations: [{operator: Exists}]", [], id="a toleration without a key"),
    ],
)
def test_cloud_label_lifecycle(fields, messages):
    assert at_marks("DS310", fields) == messages


SIDECAR = (
    "initContainers:\n- {name: a, image: registry.example/a:1}\n"
    "- {name: b, image: registry.example/b:1, §restartPolicy: Always}"
)


@pytest.mark.parametrize(
    ("fields", "minor", "messages"),
    [
        pytest.param("§hostUsers: false", 30, ["early"], id="off by default"),
        pytest.param("hostUsers: false", 33, [], id="on by default"),
        pytest.param(SIDECAR, 28, ["early"], id="in the second init container"),
        pytest.param(SIDECAR.replace("§", ""), 29, [], id="since sidecars are on"),
        pytest.param(SIDECAR.replace("§", ""), 27, [], id="unknown to the version: DS109"),
        pytest.param(
            "securityContext: {supplementalGroups: [1], §supplementalGroupsPolicy: Strict}", 31, ["early"], id="nested"
        ),
    ],
)
def test_field_too_new(fields, minor, messages):
    assert at_marks("DS309", fields, minor=minor) == messages


def test_a_field_of_an_experiment_names_its_gate():
    marked = "initContainers:\n- name: a\n  image: registry.example/a:1\n  lifecycle: {§stopSignal: SIGQUIT}"
    assert at_marks("DS309", marked) == ["experiment"]
    text, help_ = words("DS309", pod(marked.replace("§", "")))[0]
    assert text == "stopSignal is dropped unless the feature gate ContainerStopSignals is on, and by default it is off"
    assert help_ == "remove it, or switch ContainerStopSignals on in the whole cluster"


def test_a_range_of_versions_tells_it_once_with_the_versions_that_drop_the_field():
    text = pod("hostUsers: false")
    report = check_text(text, options=Options(select=("DS309",), kubernetes_version="1.29..1.34"))
    (one,) = report.findings
    assert one.message.startswith("hostUsers is dropped before Kubernetes 1.33, where the feature gate UserNamespaces")
    assert (*one.at.start, one.versions) == (10, 7, ("1.29", "1.30", "1.31", "1.32"))
