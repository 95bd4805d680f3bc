import pytest

from dslint import Options
from dslint.run import check_text
from tests.checks.hits import found, hits, pod


def annotated(*annotations):
    """Return a DaemonSet whose template has annotations, from line 8 and column 9 on."""
    lines = "".join(f"        {line}\n" for line in annotations)
    head = "    metadata:\n      labels: {app: agent}\n      annotations:\n"
    return pod("").replace("    metadata: {labels: {app: agent}}\n", head + lines)


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        ("scheduler.alpha.kubernetes.io/critical-pod: ''", "critical"),
        ("security.alpha.kubernetes.io/sysctls: kernel.shm_rmid_forced=1", "found"),
        ("seccomp.security.alpha.kubernetes.io/pod: runtime/default", "found"),
        ("container.seccomp.security.alpha.kubernetes.io/agent: runtime/default", "found"),
        ("container.apparmor.security.beta.kubernetes.io/agent: runtime/default", "deprecated"),
        ("scheduler.alpha.kubernetes.io/tolerations: '[]'", "alpha"),
        ("scheduler.alpha.kubernetes.io/affinity: '{}'", "alpha"),
        ("container.seccomp.security.alpha.kubernetes.io/other: runtime/default", None),
        ("prometheus.io/scrape: 'true'", None),
    ],
)
def test_dead_annotation(annotation, message):
    assert found("DS303", annotated(annotation)) == ([(message, 10, 9)] if message else [])


def test_an_annotation_beside_the_field_that_replaced_it_is_a_leftover():
    text = (
        annotated("scheduler.alpha.kubernetes.io/critical-pod: ''") + "      priorityClassName: system-node-critical\n"
    )
    assert found("DS303", text) == [("leftover", 10, 9)]
    (finding,) = check_text(text, path="a.yaml", options=Options(no_config=True)).findings
    assert (finding.severity, finding.message_key) == ("info", "leftover")


@pytest.mark.parametrize(
    ("annotation", "fields", "message", "value"),
    [
        ("seccomp.security.alpha.kubernetes.io/pod: docker/default", "", "found", "RuntimeDefault"),
        ("seccomp.security.alpha.kubernetes.io/pod: localhost/a.json", "", "found", "Localhost a.json"),
        ("container.seccomp.security.alpha.kubernetes.io/agent: unconfined", "", "found", "Unconfined"),
        (
            "container.seccomp.security.alpha.kubernetes.io/agent: unconfined",
            "securityContext: {seccompProfile: {type: RuntimeDefault}}",
            "found",
            "Unconfined",
        ),
        (
            "container.seccomp.security.alpha.kubernetes.io/agent: docker/default",
            "securityContext: {seccompProfile: {type: RuntimeDefault}}",
            "leftover",
            "",
        ),
        (
            "container.apparmor.security.beta.kubernetes.io/agent: unconfined",
            "securityContext: {appArmorProfile: {type: RuntimeDefault}}",
            "deprecated",
            "Unconfined",
        ),
        ("security.alpha.kubernetes.io/sysctls: a=1,b=2", "", "found", "a=1,b=2"),
        (
            "security.alpha.kubernetes.io/unsafe-sysctls: a=1",
            "securityContext: {sysctls: [{name: a, value: '2'}]}",
            "leftover",
            "a=1",
        ),
        (
            "security.alpha.kubernetes.io/unsafe-sysctls: a=1,b=2",
            "securityContext: {sysctls: [{name: a, value: '1'}]}",
            "found",
            "a=1,b=2",
        ),
        (
            'scheduler.alpha.kubernetes.io/tolerations: \'[{"key": "a", "operator": "Exists"}]\'',
            "tolerations: [{operator: Exists, key: a}]",
            "repeated",
            "",
        ),
    ],
)
def test_an_annotation_and_the_field_that_replaced_it(annotation, fields, message, value):
    [(_, hit)] = hits("DS303", annotated(annotation) + (f"      {fields}\n" if fields else ""))
    assert (hit.message, hit.params["value"]) == (message, value)
    assert hit.fix


@pytest.mark.parametrize(
    "annotation",
    [
        pytest.param("scheduler.alpha.kubernetes.io/critical-pod: ''", id="priority outside of kube-system"),
        pytest.param("seccomp.security.alpha.kubernetes.io/pod: secret", id="no profile"),
        pytest.param("seccomp.security.alpha.kubernetes.io/pod: localhost/", id="no file"),
        pytest.param("security.alpha.kubernetes.io/sysctls: a=1=2", id="no list"),
        pytest.param("security.alpha.kubernetes.io/sysctls: ''", id="an empty list"),
        pytest.param("scheduler.alpha.kubernetes.io/tolerations: '[{]'", id="no JSON"),
        pytest.param("scheduler.alpha.kubernetes.io/tolerations: '[1]'", id="no toleration"),
        pytest.param("scheduler.alpha.kubernetes.io/tolerations: '[{\"key\": 1}]'", id="a number for a key"),
        pytest.param('scheduler.alpha.kubernetes.io/tolerations: \'[{"keys": "a"}]\'', id="an unknown field"),
        pytest.param("scheduler.alpha.kubernetes.io/affinity: '{\"nodeAffinity\": {}}'", id="affinity"),
    ],
)
def test_an_annotation_that_cannot_be_turned_into_a_field_is_left_alone(annotation):
    [(_, hit)] = hits("DS303", annotated(annotation))
    assert hit.fix == ()


@pytest.mark.parametrize(("value", "fixed"), [("''", True), ("'true'", False)])
def test_a_critical_pod_gets_its_priority_in_kube_system_where_the_annotation_was_read(value, fixed):
    text = annotated(f"scheduler.alpha.kubernetes.io/critical-pod: {value}")
    [(_, hit)] = hits("DS303", text.replace("{name: agent}", "{name: agent, namespace: kube-system}", 1))
    assert bool(hit.fix) == fixed


@pytest.mark.parametrize(
    ("annotation", "fields", "expected"),
    [
        ("scheduler.alpha.kubernetes.io/critical-pod: ''", "", ("misplaced", False)),
        (
            "scheduler.alpha.kubernetes.io/critical-pod: ''",
            "priorityClassName: system-node-critical",
            ("misplaced-leftover", True),
        ),
        ("scheduler.alpha.kubernetes.io/tolerations: '[]'", "", ("misplaced", False)),
        ("container.apparmor.security.beta.kubernetes.io/agent: unconfined", "", ("misplaced", False)),
        ("prometheus.io/scrape: 'true'", "", None),
    ],
)
def test_annotations_of_the_daemonset_itself_never_reach_its_pods(annotation, fields, expected):
    text = pod(fields).replace(
        "metadata: {name: agent}", f"metadata: {{name: agent, annotations: {{{annotation}}}}}", 1
    )
    assert [(hit.message, bool(hit.fix)) for _, hit in hits("DS303", text)] == ([expected] if expected else [])
    assert [tuple(one)[1:] for one in found("DS303", text)] == ([(3, 39)] if expected else [])


def test_what_the_server_does_not_warn_of_has_no_warning_of_the_server():
    [(_, hit)] = hits("DS303", annotated("scheduler.alpha.kubernetes.io/tolerations: '[]'"))
    assert hit.server_warning is None
