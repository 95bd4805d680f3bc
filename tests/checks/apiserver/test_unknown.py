import pytest

from dslint.template import fill
from tests.checks.hits import HEAD, at_marks, hits, pod, rules


def message(text):
    [(_, hit)] = hits("DS109", text)
    assert hit.key
    assert hit.reason is None
    assert hit.server_text == f'unknown field "{hit.server_field}"'
    return hit.message, fill(rules()["DS109"].messages[hit.message].label, hit.params)


@pytest.mark.parametrize(
    ("fields", "key", "label"),
    [
        ("nodeSelectors: {}", "near", "did you mean nodeSelector?"),
        ("hostnetwork: true", "case", "did you mean hostNetwork?"),
        ("serivceAccountName: x", "near", "did you mean serviceAccountName?"),
        ("image: x", "misplaced", "belongs under the container"),
        ("updateStrategy: {}", "misplaced", "belongs under spec"),
        ("maxUnavailable: 1", "misplaced", "belongs under spec.updateStrategy.rollingUpdate"),
        ("runAsUser: 1", "misplaced", "belongs under spec.template.spec.securityContext"),
        ("labels: {}", "misplaced", "belongs under spec.template.metadata"),
        ("frobnicate: 1", "unknown", "unknown field"),
        ("volumes: [{name: a, secret: {name: x}}]", "near", "did you mean secretName?"),
        ("volumes: [{name: a, configMap: {secretName: x}}]", "near", "did you mean name?"),
        ("volumes: [{name: a, persistentVolumeClaim: {name: x}}]", "near", "did you mean claimName?"),
        (
            "affinity: {nodeAffinity: {requiredDuringScheduling: {}}}",
            "near",
            "did you mean requiredDuringSchedulingIgnoredDuringExecution?",
        ),
        ("name: x", "misplaced", "belongs under the container"),
    ],
)
def test_it_says_what_was_meant_in_a_pod(fields, key, label):
    assert message(pod(fields)) == (key, label)


@pytest.mark.parametrize(
    ("container", "key", "label"),
    [
        ("hostNetwork: true", "misplaced", "belongs under spec.template.spec"),
        ("limits: {}", "misplaced", "belongs under resources"),
        ("nothing: /", "unknown", "unknown field"),
        (
            "livenessProbe: {command: [a]}",
            "elsewhere",
            "a field of the container or livenessProbe.exec, among others",
        ),
        ("comand: []", "near", "did you mean command?"),
        ("livenessProbe: {tcpSocket: {port: 1, periodSeconds: 3}}", "misplaced", "belongs under livenessProbe"),
        ("volumeMounts: [{name: a, mountPath: /, readonly: true}]", "case", "did you mean readOnly?"),
        ("capabilities: {}", "misplaced", "belongs under securityContext"),
    ],
)
def test_it_says_what_was_meant_in_a_container(container, key, label):
    assert message(HEAD.replace("image: registry.example/agent:1.4", f"image: i, {container}")) == (key, label)


@pytest.mark.parametrize(
    ("spec", "key"),
    [
        ("replicas: 3", "replicas"),
        ("strategy: {}", "strategy"),
        ("serviceName: x", "stateful"),
        ("podManagementPolicy: Parallel", "stateful"),
        ("containers: []", "misplaced"),
        ("matchLabels: {}", "misplaced"),
        ("Template: {}", "case"),
    ],
)
def test_fields_of_other_kinds_are_explained(spec, key):
    assert message(HEAD.replace("spec:\n  selector", f"spec:\n  {spec}\n  selector"))[0] == key


def test_the_place_is_the_key_in_any_style():
    assert at_marks("DS109", "§frobnicate: 1\nsecurityContext: {§frobnicate: 1, runAsUser: 1}") == [
        "unknown",
        "unknown",
    ]
    assert at_marks("DS109", "tolerations:\n- operator: Exists\n  §'frobnicate': 1") == ["few"]


def test_status_and_free_maps_take_everything():
    text = HEAD.replace("metadata: {name: agent}", "metadata: {name: agent, annotations: {frobnicate: x}}")
    assert hits("DS109", text + "status: {desiredNumberScheduled: 3}\n") == []


def test_a_field_that_came_later_is_unknown_to_an_older_version():
    text = pod("hostnameOverride: x")
    assert hits("DS109", text) == []
    [(_, hit)] = hits("DS109", text, 30)
    assert (hit.message, hit.params["since"]) == ("later", "1.34")
