"""DS611: pods that their namespace rejects, by its labels or by what every other namespace is said to enforce."""

import pytest

from dslint import Options, UsageError
from dslint.kube.apiserver.podsecurity.policy import Policy, enforced, parse, warned_of
from dslint.run import check_paths
from tests.checks.runs import found, manifest

LABEL = "pod-security.kubernetes.io/"
REJECTED = 'pods violate PodSecurity "{}": host namespaces (hostNetwork=true)'


def space(name, **labels):
    rows = "".join(f"    {LABEL}{key.replace('_', '-')}: {value}\n" for key, value in labels.items())
    return f"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {name}\n  labels:\n    a: b\n{rows}"


def told(tmp_path, namespaces, pod="hostNetwork: true", namespace="monitoring", **options):
    files = {"a.yaml": manifest("agent", pod=pod, namespace=namespace), "spaces.yaml": "---\n".join(namespaces)}
    return found(tmp_path, files, "DS611", **options)


def test_what_a_label_rejects_is_told_at_its_place_with_the_namespace(tmp_path):
    [one] = told(tmp_path, [space("monitoring", enforce="baseline")])
    assert one == (
        "a.yaml", 9, 20, "agent", REJECTED.format("baseline:latest"),
        [("spaces.yaml", 4, 9, "enforces baseline:latest")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "option", "policy"),
    [
        ({}, None, None),
        ({}, "baseline", "baseline:latest"),
        ({"enforce": "privileged"}, "baseline", None),
        ({"enforce": "baseline"}, None, "baseline:latest"),
        ({"enforce": "baseline", "enforce_version": "v1.30"}, None, "baseline:v1.30"),
        ({"enforce_version": "v1.30"}, "baseline:v1.31", "baseline:v1.30"),
        ({"enforce": "basline"}, None, None),
        ({"warn": "baseline", "audit": "baseline"}, None, None),
    ],
    ids=[
        "nothing says", "the option", "a label lets them in", "a label", "of a version", "a version beside the option",
        "no level", "only warned of",
    ],
)  # fmt: skip
def test_the_label_counts_before_the_option(tmp_path, labels, option, policy):
    found = told(tmp_path, [space("monitoring", **labels)], pod_security=option)
    assert [one[4] for one in found] == ([REJECTED.format(policy)] if policy else [])


def test_labels_of_another_namespace_and_a_daemon_set_without_one_are_left_alone(tmp_path):
    assert told(tmp_path, [space("other", enforce="baseline")]) == []
    assert told(tmp_path, [space("monitoring", enforce="baseline")], namespace="") == []
    assert len(told(tmp_path, [space("other")], namespace="", pod_security="baseline")) == 1


def test_a_level_may_stand_in_the_configuration(tmp_path):
    assert len(told(tmp_path, [space("other")], config="pod-security: restricted\n", select=("DS611",))) == 1
    assert told(tmp_path, [space("other")], config="pod-security: restricted\n", pod_security="privileged") == []


@pytest.mark.parametrize(
    ("pod", "place"),
    [
        ("hostPID: true", (9, 16)),
        ("securityContext: {windowsOptions: {hostProcess: true}}", (11, 17)),
        ("volumes: [{name: v, hostPath: {path: /var/log}}]", (9, 27)),
    ],
)
def test_the_place_is_that_of_what_is_rejected(tmp_path, pod, place):
    [one] = told(tmp_path, [space("other")], pod=pod, pod_security="baseline")
    assert one[1:3] == place


@pytest.mark.parametrize(
    ("container", "said"),
    [
        (
            "ports: [{containerPort: 1}, {containerPort: 2, hostPort: 2}]",
            'hostPort (container "agent" uses hostPort 2)',
        ),
        ("livenessProbe: {httpGet: {port: 1}}\nreadinessProbe: {tcpSocket: {port: 1, host: a.b}}", "host (container"),
        ("lifecycle: {preStop: {httpGet: {port: 1, host: a.b}}}", 'lifecycle host (container "agent" uses'),
    ],
)
def test_what_the_standards_look_at_in_a_container_is_kept_for_the_end(tmp_path, container, said):
    files = {"a.yaml": manifest("agent", container), "spaces.yaml": space("monitoring", enforce="baseline")}
    [one] = found(tmp_path, files, "DS611")
    assert said in " ".join(map(str, one))


def test_what_they_do_not_look_at_is_not_kept():
    from dslint.checks.podsecurity import _looked_at

    probe = {"httpGet": {"port": 1, "path": "/"}, "periodSeconds": 10}
    container = {"name": "a", "image": "b", "ports": [{"containerPort": 1}], "livenessProbe": probe}
    assert _looked_at({**container, "lifecycle": {"preStop": {"exec": {"command": ["a"]}}}}) == {"name": "a"}


def test_the_warning_of_the_server_goes_with_it(tmp_path):
    (tmp_path / "a.yaml").write_text(manifest("agent", pod="hostNetwork: true"))
    (tmp_path / "b.yaml").write_text(space("monitoring", enforce="baseline", warn="privileged"))
    options = Options(no_config=True, select=("DS611",))

    def warning():
        [one] = check_paths([str(tmp_path)], options).findings
        return one.server_warning

    assert warning() is None
    (tmp_path / "b.yaml").write_text(space("monitoring", enforce="baseline"))
    assert warning() == 'would violate PodSecurity "baseline:latest": host namespaces (hostNetwork=true)'


@pytest.mark.parametrize("text", ["", "Baseline", "baseline:1.31", "baseline:v1.031", "restricted:", "v1.31"])
def test_what_is_no_level_is_refused(tmp_path, text):
    assert parse(text) is None
    with pytest.raises(UsageError, match="--pod-security"):
        check_paths([str(tmp_path)], Options(pod_security=text))


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({}, None),
        ({"enforce": "baseline"}, Policy("baseline")),
        ({"enforce": "baseline", "warn": "restricted"}, Policy("restricted")),
        ({"enforce": "baseline", "warn": "wrong"}, None),
        ({"enforce": "baseline", "warn-version": "v1.30"}, None),
        ({"warn": "restricted", "warn-version": "v1.30"}, Policy("restricted", "v1.30")),
    ],
)
def test_the_server_warns_by_the_enforced_level_unless_a_label_says_another(labels, expected):
    assert warned_of({LABEL + key: value for key, value in labels.items()}) == expected


def test_a_version_of_the_future_is_the_newest():
    assert Policy("baseline", "v1.99").minor(36) == 36
    assert Policy("baseline", "v1.25").minor(36) == 25
    assert Policy("baseline").minor(36) == 36
    assert enforced({LABEL + "enforce": 3}, None) is None
