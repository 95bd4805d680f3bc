import pytest

from dslint import Options
from dslint.run import check_text
from tests.checks.hits import at_marks, found, hits, pod

TERMS = "affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms:\n"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        pytest.param("nodeSelector:\n  §beta.kubernetes.io/os: linux", ["found"], id="node selector"),
        pytest.param("nodeSelector: {a: b, §beta.kubernetes.io/arch: amd64}", ["found"], id="flow style"),
        pytest.param("nodeSelector: {§node-role.kubernetes.io/master: a}", ["master"], id="master"),
        pytest.param("nodeSelector: {node-role.kubernetes.io/master: ''}", [], id="DS204 says so"),
        pytest.param("nodeSelector: {§app.kubernetes.io/created-by: a}", ["gone"], id="no successor"),
        pytest.param(
            TERMS
            + "      - matchExpressions:\n        - {key: §failure-domain.beta.kubernetes.io/zone, operator: Exists}",
            ["found"],
            id="required affinity",
        ),
        pytest.param(
            "affinity:\n  nodeAffinity:\n    preferredDuringSchedulingIgnoredDuringExecution:\n    - weight: 1\n"
            "      preference: {matchExpressions: [{key: §beta.kubernetes.io/instance-type, operator: Exists}]}",
            ["found"],
            id="preferred affinity",
        ),
        pytest.param(
            "topologySpreadConstraints:\n- maxSkew: 1\n  topologyKey: §failure-domain.beta.kubernetes.io/zone\n"
            "  whenUnsatisfiable: ScheduleAnyway\n  labelSelector: {}",
            ["found"],
            id="topology spread",
        ),
        pytest.param("nodeSelector: {kubernetes.io/os: linux}", [], id="current label"),
        pytest.param("tolerations: [{key: node-role.kubernetes.io/master}]", [], id="a toleration is no label"),
        pytest.param(
            "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
            "[{topologyKey: failure-domain.beta.kubernetes.io/zone, labelSelector: {}}]}}",
            [],
            id="the server says nothing about pod affinity",
        ),
    ],
)
def test_deprecated_node_label(fields, messages):
    assert at_marks("DS302", fields) == messages


OLD_OS, NEW_OS = "beta.kubernetes.io/os", "kubernetes.io/os"
MASTER, CONTROL_PLANE = "node-role.kubernetes.io/master", "node-role.kubernetes.io/control-plane"


def terms(*expressions):
    """Return required node affinity with a term for each text, whose expressions it lists."""
    return TERMS + "".join(f"      - matchExpressions: [{one}]\n" for one in expressions)


@pytest.mark.parametrize(
    ("fields", "message", "fixed"),
    [
        pytest.param(f"nodeSelector: {{§{OLD_OS}: linux, a: b}}", "found", True, id="alone"),
        pytest.param(f"nodeSelector: {{§{OLD_OS}: linux, {NEW_OS}: linux}}", "beside", True, id="the same beside it"),
        pytest.param(f"nodeSelector: {{§{OLD_OS}: linux, {NEW_OS}: windows}}", "clash", False, id="another value"),
        pytest.param(
            terms(f"{{key: §{OLD_OS}, operator: In, values: [a, b]}}, {{key: {NEW_OS}, operator: In, values: [b, a]}}"),
            "beside",
            True,
            id="the same expression in another order",
        ),
        pytest.param(
            terms(f"{{key: §{OLD_OS}, operator: In, values: [a]}}, {{key: {NEW_OS}, operator: Exists}}"),
            "found",
            True,
            id="another expression beside it",
        ),
        pytest.param(
            terms(f"{{key: §{OLD_OS}, operator: Exists}}", f"{{key: {NEW_OS}, operator: Exists}}"),
            "term",
            True,
            id="a term for each",
        ),
        pytest.param(
            terms(f"{{key: §{OLD_OS}, operator: Exists}}", f"{{key: {NEW_OS}, operator: Exists}}, {{}}"),
            "found",
            True,
            id="a term that asks for more",
        ),
        pytest.param(f"nodeSelector: {{§{MASTER}: a, {CONTROL_PLANE}: a}}", "master-beside", True, id="both roles"),
        pytest.param(
            terms(f"{{key: §{MASTER}, operator: Exists}}", f"{{key: {CONTROL_PLANE}, operator: Exists}}"),
            "master-term",
            False,
            id="a term for each role serves old clusters and new ones",
        ),
        pytest.param(f"nodeSelector: {{§{MASTER}: a, {CONTROL_PLANE}: 'true'}}", "clash", False, id="roles at odds"),
    ],
)
def test_how_a_deprecated_label_is_replaced(fields, message, fixed):
    assert at_marks("DS302", fields) == [message]
    [(_, hit)] = hits("DS302", pod(fields.replace("§", "")))
    assert bool(hit.fix) == fixed


def test_two_spread_constraints_for_one_area_are_not_merged():
    constraint = "{{maxSkew: 1, topologyKey: {}, whenUnsatisfiable: ScheduleAnyway, labelSelector: {{}}}}"
    both = [
        constraint.format(f"{area}/zone") for area in ("§failure-domain.beta.kubernetes.io", "topology.kubernetes.io")
    ]
    assert at_marks("DS302", f"topologySpreadConstraints: [{', '.join(both)}]") == ["clash"]


def test_a_label_is_deprecated_from_the_version_on_that_warns_of_it():
    text = pod("nodeSelector: {node-role.kubernetes.io/master: a}")
    assert (len(found("DS302", text, 30)), len(found("DS302", text, 31))) == (0, 1)


def test_labels_are_reported_where_something_else_cannot_be_decoded():
    assert at_marks("DS302", "hostNetwork: 3\nnodeSelector: {§beta.kubernetes.io/os: linux}") == ["found"]


@pytest.mark.parametrize(
    ("path", "safety"),
    [
        ("installer-1.9.yaml", "unsafe"),
        ("k8s-1.13/agent.yaml", "safe"),
        ("agent-k8s-1.13.yaml", "unsafe"),
        ("installer-1.14.yaml", "safe"),
        ("installer-v2.1.9.yaml", "safe"),
        ("agent.yaml", "safe"),
    ],
)
def test_a_file_named_after_nodes_that_lack_the_new_label_is_not_changed_without_asking(path, safety):
    text = pod("nodeSelector: {beta.kubernetes.io/os: linux}")
    (finding,) = check_text(text, path=path, options=Options(no_config=True)).findings
    assert (finding.rule, finding.fix.safety, *finding.at.start) == ("DS302", safety, 10, 22)
