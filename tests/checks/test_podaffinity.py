import pytest

from tests.checks.hits import HEAD, at_marks, found

TERM = "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{%s}]}}"
OWN = "labelSelector: {matchLabels: {app: agent}}"


@pytest.mark.parametrize(
    ("term", "messages"),
    [
        pytest.param(f"topologyKey: §topology.kubernetes.io/zone, {OWN}", ["area"], id="zone"),
        pytest.param(f"topologyKey: §failure-domain.beta.kubernetes.io/region, {OWN}", ["area"], id="old region"),
        pytest.param(f"topologyKey: §kubernetes.io/hostname, {OWN}", ["host"], id="host"),
        pytest.param("topologyKey: kubernetes.io/hostname, labelSelector: {}", [], id="every pod: a guard"),
        pytest.param(
            "topologyKey: kubernetes.io/hostname, labelSelector: {matchExpressions: "
            "[{key: app, operator: In, values: [agent, other]}]}",
            [],
            id="its own pods and others",
        ),
        pytest.param(
            "topologyKey: §kubernetes.io/hostname, labelSelector: {matchExpressions: "
            "[{key: app, operator: In, values: [agent]}]}",
            ["host"],
            id="its own pods in other words",
        ),
        pytest.param(
            f"topologyKey: kubernetes.io/hostname, {OWN}, namespaces: [default, other]", [], id="other namespaces too"
        ),
        pytest.param("topologyKey: §topology.kubernetes.io/zone, labelSelector: {}", ["area"], id="one pod of any"),
        pytest.param(f"topologyKey: §kubernetes.io/hostname, {OWN}, namespaces: [default]", ["host"], id="namespace"),
        pytest.param(f"topologyKey: kubernetes.io/hostname, {OWN}, namespaces: [other]", [], id="another namespace"),
        pytest.param(f"topologyKey: kubernetes.io/hostname, {OWN}, namespaceSelector: {{}}", [], id="in doubt"),
        pytest.param(f"topologyKey: kubernetes.io/hostname, {OWN}, matchLabelKeys: [x]", [], id="keys of the pod"),
        pytest.param("topologyKey: kubernetes.io/hostname", [], id="no selector"),
        pytest.param(
            "topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: other}}", [], id="other pods"
        ),
        pytest.param(f"topologyKey: example.com/rack, {OWN}", [], id="an area of one's own"),
    ],
)
def test_self_excluding_affinity(term, messages):
    assert at_marks("DS212", TERM % term) == messages


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        ("{rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", "surge"),
        ("{rollingUpdate: {maxSurge: 10%, maxUnavailable: 0}}", "surge"),
        ("{rollingUpdate: {maxSurge: 0%}}", "host"),
        ("{rollingUpdate: {maxSurge: 00%}}", "host"),
        ("{type: OnDelete, rollingUpdate: {maxSurge: 1}}", "host"),
        ("{}", "host"),
    ],
)
def test_a_surge_needs_two_pods_on_a_node(strategy, message):
    text = HEAD.replace("spec:\n", f"spec:\n  updateStrategy: {strategy}\n", 1)
    text += f"      {TERM % f'topologyKey: kubernetes.io/hostname, {OWN}'}\n"
    assert [hit.message for hit in found("DS212", text)] == [message]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ("§topologySpreadConstraints:\n- {topologyKey: a, whenUnsatisfiable: DoNotSchedule}", ["blocking"]),
        ("§topologySpreadConstraints: [{topologyKey: a, whenUnsatisfiable: ScheduleAnyway}]", ["found"]),
        ("topologySpreadConstraints: []", []),
    ],
)
def test_pointless_spread(fields, messages):
    assert at_marks("DS216", fields) == messages


def test_a_term_that_asks_for_all_labels_of_the_pods_is_about_them_though_the_selector_is_not():
    text = HEAD.replace("matchLabels: {app: agent}", "matchLabels: {app: agnet}")
    text += "      " + TERM % f"topologyKey: kubernetes.io/hostname, {OWN}" + "\n"
    assert [hit.message for hit in found("DS212", text)] == ["host"]
