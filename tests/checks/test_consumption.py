"""DS501 and DS502: what the containers of an agent may use and what is kept free for them."""

import pytest

from dslint import Options, check_paths
from tests.checks.hits import pod


def found(folder, text, rule):
    (folder / "a.yaml").write_text(text)
    report = check_paths(str(folder / "a.yaml"), Options(select=(rule,), preview=True))
    return [(*one.at.start, one.message) for one in report.findings]


def container(*lines):
    return pod("").replace(
        "      containers: [{name: agent, image: registry.example/agent:1.4}]\n",
        "      containers:\n      - name: agent\n        image: registry.example/agent:1.4\n"
        + "".join(f"        {line}\n" for line in lines),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (container(), [(10, 15, "no memory limit: agent")]),
        (container("resources: {limits: {memory: 1Gi}}"), []),
        (container("resources: {limits: {cpu: 1}}"), [(12, 9, "no memory limit: agent")]),
        (container("resources: {limits: {cpu: 1}}") + "      resources: {limits: {memory: 1Gi}}\n", []),
        (container("command: [sleep, infinity]"), []),
        (
            container("volumeMounts: [{name: v, mountPath: /v}]") + "      volumes:\n      - name: v\n"
            "        hostPath: {path: /etc/cni/net.d}\n",
            [],
        ),
    ],
    ids=["none", "limited", "limited in cpu alone", "the pod is limited", "it only waits", "a network agent"],
)
def test_containers_without_a_memory_limit_are_named(tmp_path, text, expected):
    assert found(tmp_path, text, "DS501") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (container(), [(10, 15, "no request of cpu or memory: agent")]),
        (container("resources: {requests: {cpu: 1}}"), [(12, 9, "no request of memory: agent")]),
        (container("resources: {requests: {cpu: 1}, limits: {memory: 1Gi}}"), []),
    ],
    ids=["none", "cpu alone", "a limit is a request"],
)
def test_containers_without_requests_are_named(tmp_path, text, expected):
    assert found(tmp_path, text, "DS502") == expected


def other(kind, spec, metadata="{name: x}"):
    return f"kind: {kind}\napiVersion: x/v1\nmetadata: {metadata}\nspec: {spec}\n"


@pytest.mark.parametrize(
    "object_of_the_set",
    [
        other("LimitRange", "{limits: [{type: Container, default: {memory: 1Gi}}]}"),
        other("VerticalPodAutoscaler", "{targetRef: {kind: DaemonSet, name: agent}}"),
    ],
    ids=["a LimitRange with defaults", "a VerticalPodAutoscaler"],
)
def test_what_another_object_sets_is_not_missed(tmp_path, object_of_the_set):
    text = container() + "---\n" + object_of_the_set
    assert found(tmp_path, text, "DS501") == []
    assert found(tmp_path, text, "DS502") == []


@pytest.mark.parametrize(
    "object_of_the_set",
    [
        other("LimitRange", "{limits: null}"),
        other("LimitRange", "3"),
        other("LimitRange", "{limits: 3}"),
        other("VerticalPodAutoscaler", "{targetRef: {kind: DaemonSet, name: [x]}}"),
        other("LimitRange", "{limits: [{default: {memory: 1}}]}", "{name: x, namespace: logging}"),
        other("VerticalPodAutoscaler", "{targetRef: [x]}"),
    ],
    ids=["no limits", "no mapping", "no list", "no name", "another namespace", "no target"],
)
def test_objects_that_set_nothing_change_nothing(tmp_path, object_of_the_set):
    assert len(found(tmp_path, container() + "---\n" + object_of_the_set, "DS501")) == 1
