import pytest

from dslint.kube.data.nodes import ARCH_LABELS, OS_LABELS, TAINT_VALUES, TAINTED_NODES, intended_value
from tests.checks.hits import at_marks, found, hits, pod

CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
MASTER = "node-role.kubernetes.io/master"
SPOT = "kubernetes.azure.com/priority"


def required(*terms):
    """Return required node affinity with a list of expressions for each term."""
    lines = "".join(f"      - matchExpressions: [{term}]\n" for term in terms)
    head = "affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms:\n"
    return head + lines


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(f"nodeSelector:\n  §{CONTROL_PLANE}: ''", id="node selector"),
        pytest.param(f"nodeSelector: {{kubernetes.io/os: linux, §{CONTROL_PLANE}: ''}}", id="flow style"),
        pytest.param(required(f"{{key: §{CONTROL_PLANE}, operator: Exists}}"), id="affinity, exists"),
        pytest.param(required(f"{{operator: In, values: ['', x], key: §{CONTROL_PLANE}}}"), id="affinity, value"),
        pytest.param(
            required("{key: a, operator: Exists}", f"{{key: §{CONTROL_PLANE}, operator: Exists}}"), id="a term"
        ),
        pytest.param(
            f"nodeSelector: {{§{CONTROL_PLANE}: ''}}\n" + required(f"{{key: {CONTROL_PLANE}, operator: Exists}}"),
            id="once for one taint",
        ),
        pytest.param(f"nodeSelector: {{{CONTROL_PLANE}: 'true'}}", id="k3s, which has no such taint"),
        pytest.param(required(f"{{key: {CONTROL_PLANE}, operator: DoesNotExist}}"), id="excluded"),
        pytest.param(required(f"{{key: {CONTROL_PLANE}, operator: NotIn, values: [x]}}"), id="not in"),
        pytest.param(f"nodeSelector: {{{CONTROL_PLANE}: ''}}\ntolerations: [{{operator: Exists}}]", id="tolerated"),
        pytest.param(
            f"nodeSelector: {{§{CONTROL_PLANE}: ''}}\ntolerations: [{{operator: Exists, effect: NoExecute}}]",
            id="another effect",
        ),
        pytest.param("nodeSelector: {kubernetes.io/os: windows}", id="no taint by default"),
        pytest.param("nodeSelector: [a]", id="not a selector"),
        pytest.param("affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: 3}}", id="no affinity"),
    ],
)
def test_control_plane_nodes_that_are_selected_and_not_tolerated(fields):
    assert at_marks("DS203", fields) == ["found"] * fields.count("§")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(f"nodeSelector: {{§{SPOT}: spot}}", id="node selector"),
        pytest.param("nodeSelector: {§kubernetes.azure.com/scalesetpriority: spot}", id="old label"),
        pytest.param(required(f"{{key: §{SPOT}, operator: In, values: [regular, spot]}}"), id="one of the values"),
        pytest.param(required(f"{{key: {SPOT}, operator: Exists}}"), id="any value"),
        pytest.param(f"nodeSelector: {{{SPOT}: regular}}", id="regular nodes"),
        pytest.param(
            f"nodeSelector: {{{SPOT}: spot}}\n"
            "tolerations: [{key: kubernetes.azure.com/scalesetpriority, value: spot, effect: NoSchedule}]",
            id="tolerated",
        ),
        pytest.param(
            f"nodeSelector: {{§{SPOT}: spot}}\n"
            "tolerations: [{key: kubernetes.azure.com/scalesetpriority, effect: NoSchedule}]",
            id="tolerates the empty value only",
        ),
        pytest.param(required("{key: §cloud.google.com/gke-accelerator, operator: Exists}"), id="GKE GPU"),
        pytest.param(
            "nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}\n"
            "tolerations: [{key: nvidia.com/gpu, operator: Exists}]",
            id="GKE GPU tolerated",
        ),
    ],
)
def test_nodes_of_clouds_that_are_selected_and_not_tolerated(fields):
    assert at_marks("DS203", fields) == ["valued"] * fields.count("§")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(f"nodeSelector:\n  §{MASTER}: ''", id="node selector"),
        pytest.param(required(f"{{key: §{MASTER}, operator: Exists}}"), id="affinity"),
        pytest.param(
            required(
                f"{{key: §{MASTER}, operator: Exists}}, {{key: a, operator: Exists}}",
                f"{{key: {MASTER}, operator: In, values: ['']}}",
            ),
            id="every term, said once",
        ),
        pytest.param(
            f"nodeSelector: {{§{MASTER}: ''}}\n" + required("{key: a, operator: Exists}"), id="selector and affinity"
        ),
        pytest.param(
            required(f"{{key: {MASTER}, operator: Exists}}", f"{{key: {CONTROL_PLANE}, operator: Exists}}"),
            id="another term finds the new label",
        ),
        pytest.param(required(f"{{key: {MASTER}, operator: DoesNotExist}}"), id="excluded"),
        pytest.param(f"nodeSelector: {{{MASTER}: 'true'}}", id="k3s"),
        pytest.param("containers: []", id="no selection"),
    ],
)
def test_retired_master_selection(fields):
    assert at_marks("DS204", fields) == ["found"] * fields.count("§")


def test_a_required_master_label_is_reported_as_retired_and_not_as_untolerated_too():
    assert at_marks("DS204", f"nodeSelector: {{§{MASTER}: ''}}") == ["found"]
    assert at_marks("DS203", f"nodeSelector: {{{MASTER}: ''}}") == []


def test_a_required_master_label_is_untolerated_where_the_specific_rule_is_off():
    assert at_marks("DS203", f"nodeSelector: {{§{MASTER}: ''}}", selected=frozenset({"DS203"})) == ["found"]


def test_a_master_label_in_one_of_two_terms_is_untolerated():
    fields = required(f"{{key: §{MASTER}, operator: Exists}}", f"{{key: §{CONTROL_PLANE}, operator: Exists}}")
    assert at_marks("DS203", fields) == ["found", "found"]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param("nodeSelector: {kubernetes.io/os: §Linux}", id="upper case"),
        pytest.param("nodeSelector: {beta.kubernetes.io/os: §WINDOWS}", id="beta label"),
        pytest.param("nodeSelector: {kubernetes.io/arch: §x86_64}", id="x86_64"),
        pytest.param("nodeSelector: {kubernetes.io/arch: §'aarch64'}", id="quoted"),
        pytest.param(
            required("{key: kubernetes.io/arch, operator: In, values: [s390x, §ARM64, §x64]}"), id="two of three"
        ),
        pytest.param(
            "affinity:\n  nodeAffinity:\n    preferredDuringSchedulingIgnoredDuringExecution:\n    - weight: 1\n"
            "      preference: {matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [§x86-64]}]}",
            id="preferred",
        ),
        pytest.param("nodeSelector: {kubernetes.io/arch: riscv64}", id="may be a build of one's own"),
        pytest.param("nodeSelector: {kubernetes.io/os: linux}", id="right"),
        pytest.param("nodeSelector: {os: Linux}", id="another label"),
        pytest.param("nodeSelector: {kubernetes.io/os: 3}", id="not a string"),
    ],
)
def test_unknown_node_label_value(fields):
    assert at_marks("DS206", fields) == ["found"] * fields.count("§")


@pytest.mark.parametrize(
    ("values", "messages"),
    [
        ("[amd64, §x86_64]", ["listed"]),
        ("[§x86_64, amd64]", ["listed"]),
        ("[§x64, §x86_64]", ["found", "listed"]),
    ],
)
def test_a_value_that_is_listed_in_its_right_form_too_is_one_too_many(values, messages):
    assert at_marks("DS206", required(f"{{key: kubernetes.io/arch, operator: In, values: {values}}}")) == messages


def test_a_value_that_excludes_no_node():
    assert at_marks("DS206", required("{key: kubernetes.io/os, operator: NotIn, values: [§Windows]}")) == ["excluded"]


def test_pinned_to_one_node():
    assert at_marks("DS211", "nodeName: §worker-1") == ["found"]
    assert at_marks("DS211", "nodeName: ''") == []


def test_values_that_the_kubelet_sets_are_never_corrected():
    for label in OS_LABELS + ARCH_LABELS:
        for value in ("linux", "windows", "amd64", "arm64", "ppc64le", "s390x"):
            assert intended_value(label, value) is None


def test_an_unreadable_selection_is_nothing_to_speak_of():
    text = "apiVersion: apps/v1\nkind: DaemonSet\nspec: 3\n"
    assert [found(rule, text) for rule in ("DS201", "DS203", "DS204", "DS206", "DS211")] == [[]] * 5


def test_every_label_and_taint_of_the_tables_is_a_well_known_one():
    from tests.conformance.vectors import SHARED  # read in place

    path = SHARED / "kubernetes" / "wellknown.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    import json

    known = json.loads(path.read_text(encoding="utf-8"))
    labels = {entry["key"] for entry in known["nodeLabels"]}
    taints = {entry["key"]: entry for entry in known["taints"]}
    assert set(TAINTED_NODES) <= labels
    assert {tainted.taint.key for tainted in TAINTED_NODES.values()} | set(TAINT_VALUES) <= set(taints)
    for key, value in TAINT_VALUES.items():
        assert taints[key]["value"].startswith(value)


NEW = "node.cloudprovider.kubernetes.io/uninitialized"


@pytest.mark.parametrize(
    ("fields", "messages", "changes"),
    [
        (f'nodeSelector: {{§{NEW}: "true"}}', ["found"], ["RemoveEntry", "AppendItem"]),
        (
            f'nodeSelector: {{§{NEW}: "true"}}\ntolerations: [{{key: {NEW}, operator: Exists}}]',
            ["found"],
            ["RemoveEntry"],
        ),
        (required(f"{{key: §{NEW}, operator: Exists}}"), ["found"], []),
        (
            required(f"{{key: pool, operator: Exists}}, {{key: §{NEW}, operator: Exists}}"),
            ["found"],
            ["RemoveItem", "AppendItem"],
        ),
        (
            required("{key: pool, operator: Exists}, {key: §node.kubernetes.io/unschedulable, operator: DoesNotExist}"),
            ["excluded"],
            ["RemoveItem"],
        ),
        ('nodeSelector: {node-role.kubernetes.io/control-plane: ""}', [], []),
        ('nodeSelector: {nvidia.com/gpu: "true"}', [], []),
    ],
    ids=[
        "the selector", "tolerated already", "alone in a term", "beside another condition", "excluded",
        "a label of the same name", "a key that people label with",
    ],
)  # fmt: skip
def test_the_key_of_a_taint_as_that_of_a_label(fields, messages, changes):
    assert at_marks("DS230", fields) == messages
    found_ = hits("DS230", pod(fields.replace("§", "")))
    assert [type(one).__name__ for _, hit in found_ for one in hit.fix] == changes
