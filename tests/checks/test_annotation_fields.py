import pytest

from tests.rules.fixing import fixed

START = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata:
      labels: {app: agent}
"""
POD = """\
    spec:
      containers:
      - name: agent
        image: registry.example/agent:1.4
"""
POD_SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
SECCOMP = "container.seccomp.security.alpha.kubernetes.io/agent"
APPARMOR = "container.apparmor.security.beta.kubernetes.io/agent"
TOLERATIONS = "scheduler.alpha.kubernetes.io/tolerations"


def lines(text, columns):
    return "".join(f"{' ' * columns}{line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("annotations", "fields", "result"),
    [
        pytest.param(
            f"{POD_SECCOMP}: runtime/default\n{SECCOMP}: unconfined\n{APPARMOR}: localhost/a",
            "",
            "  securityContext:\n    seccompProfile:\n      type: Unconfined\n    appArmorProfile:\n"
            "      type: Localhost\n      localhostProfile: a\n"
            "securityContext:\n  seccompProfile:\n    type: RuntimeDefault",
            id="profiles of the pod and a container, whichever comes first",
        ),
        pytest.param(
            f"{SECCOMP}: runtime/default",
            "securityContext: {seccompProfile: {type: RuntimeDefault}}",
            "securityContext: {seccompProfile: {type: RuntimeDefault}}",
            id="what the pod says already",
        ),
        pytest.param(
            "security.alpha.kubernetes.io/sysctls: a=1\nsecurity.alpha.kubernetes.io/unsafe-sysctls: b=2,c=3",
            "",
            "securityContext:\n  sysctls:\n"
            '  - name: a\n    value: "1"\n  - name: b\n    value: "2"\n  - name: c\n    value: "3"',
            id="both kinds of sysctls",
        ),
        pytest.param(
            f"""{TOLERATIONS}: '[{{"key":"a","operator":"Exists"}},{{"key":"b"}},{{"key":"c","value":"d"}}]'""",
            "tolerations:\n- operator: Exists\n  key: a",
            "tolerations:\n- operator: Exists\n  key: a\n- key: b\n- key: c\n  value: d",
            id="tolerations that are not there yet",
        ),
        pytest.param(
            f'{TOLERATIONS}: \'[{{"key":"a"}}]\'', "tolerations: []", "tolerations:\n- key: a", id="an empty list"
        ),
    ],
)
def test_what_annotations_say_becomes_fields(annotations, fields, result):
    text = START + "      annotations:\n" + lines(annotations, 8) + POD + lines(fields, 6)
    outcome = fixed(text, "DS303")
    assert outcome.source.text == START + POD + lines(result, 6)
    assert (outcome.held, outcome.failed) == ([], [])


@pytest.mark.parametrize(
    ("spec", "result"),
    [
        pytest.param(
            "hostPID: true\n", "hostPID: true\npriorityClassName: system-node-critical\n", id="before containers"
        ),
        pytest.param("", "priorityClassName: system-node-critical\n", id="in front of them"),
    ],
)
def test_a_critical_pod_gets_its_class_above_its_containers(spec, result):
    start = START.replace("{name: agent}", "{name: agent, namespace: kube-system}", 1)
    annotation = '      annotations:\n        scheduler.alpha.kubernetes.io/critical-pod: ""\n        a: b\n'
    text = start + annotation + POD.replace("    spec:\n", "    spec:\n" + lines(spec, 6))
    expected = (
        start + "      annotations:\n        a: b\n" + POD.replace("    spec:\n", "    spec:\n" + lines(result, 6))
    )
    assert fixed(text, "DS303").source.text == expected
