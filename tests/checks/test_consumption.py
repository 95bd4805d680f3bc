"""DS501 and DS502: what the containers of an agent may use and what is kept free for them."""

import pytest

from dslint import Options
from dslint.run import check_paths
from tests.checks.hits import pod


def found(folder, text, rule):
    (folder / "a.yaml").write_text(text)
    report = check_paths(str(folder / "a.yaml"), Options(select=(rule,), preview=True))
    return [(*one.at.start, one.message) for one in report.findings]


def container(*lines, path="/var/log/containers", name="agent"):
    """Return an agent with a path of its node, whose container begins on line 10."""
    return pod("").replace(
        "      containers: [{name: agent, image: registry.example/agent:1.4}]\n",
        f"      containers:\n      - name: {name}\n        image: registry.example/agent:1.4\n"
        + "".join(f"        {line}\n" for line in lines)
        + f"      volumes: [{{name: v, hostPath: {{path: {path}}}}}]\n",
    )


LIMITED = "resources: {limits: {memory: 1Gi}}"
REQUESTS = "resources: {requests: {cpu: 1}}"
FIRST = "      initContainers: [{{name: i, image: registry.example/i:1, resources: {{requests: {{{}}}}}}}]\n"
MANAGEMENT = "target.workload.openshift.io/management"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (container(), [(10, 15, "no requests and no memory limit: agent")]),
        (container(LIMITED), []),
        (container(REQUESTS), [(12, 9, "no memory limit: agent")]),
        (container("resources: {limits: {cpu: 1}}"), [(12, 9, "no memory limit: agent")]),
        (container("resources: {limits: {cpu: 1}}") + f"      {LIMITED}\n", []),
        (container("command: [sleep, infinity]"), []),
        (container(REQUESTS, path="/etc/cni/net.d"), []),
        (container(REQUESTS, path="/var/lib/rook"), []),
        (container(REQUESTS).replace("{name: agent}\nspec", "{name: agent, namespace: openshift-x}\nspec", 1), []),
        (container("# No CPU / mem limits on purpose", REQUESTS), []),
        (container("# no limits here", REQUESTS), []),
        (container("# No CPU limit: it may burst", REQUESTS), [(13, 9, "no memory limit: agent")]),
        (container(REQUESTS).replace("registry.example", "quay.io/openshift"), []),
        (container(REQUESTS).replace("labels:", f"annotations: {{{MANAGEMENT}: x}}, labels:"), []),
        (container(REQUESTS, "# limits:", "#   memory: 1Gi"), []),
    ],
    ids=[
        "nothing", "limited", "requests alone", "limited in cpu alone", "the pod is limited", "it only waits",
        "a network agent", "storage", "a part of OpenShift", "a comment", "a short comment",
        "a comment about cpu", "with an image of OpenShift", "in its management partition", "left as a comment",
    ],
)  # fmt: skip
def test_containers_without_a_memory_limit_are_named(tmp_path, text, expected):
    assert found(tmp_path, text, "DS501") == expected


@pytest.mark.parametrize("rule", ["DS501", "DS502"])
@pytest.mark.parametrize(
    ("resources", "told"),
    [
        ("resources: {requests: {cpu: '${cpu}', memory: '${memory}'}, limits: {memory: '${memory}'}}", False),
        ("resources: ${resources}", False),
        ("resources: {}", True),
    ],
    ids=["amounts", "all of it", "nothing"],
)
def test_amounts_that_a_tool_fills_in_are_there(tmp_path, resources, told, rule):
    (tmp_path / "main.tf").write_text('x = templatefile("${path.module}/a.yaml", { cpu = "1" })\n')
    text = container(resources, "env: [{name: A, value: '${a}'}]").replace("agent:1.4", "agent:${tag}")
    assert bool(found(tmp_path, text, rule)) is told


def test_the_containers_of_one_daemon_set_are_told_together(tmp_path):
    text = container(REQUESTS, "---", LIMITED, "---").replace(
        "        ---\n", "      - name: other\n        image: registry.example/other:1.4\n"
    )
    assert found(tmp_path, text, "DS501") == [(12, 9, "no memory limit: agent, other")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (container(), [(10, 15, "no request of cpu or memory: agent")]),
        (container(REQUESTS), [(12, 9, "no request of memory: agent")]),
        (container("resources: {requests: {cpu: 1}, limits: {memory: 1Gi}}"), []),
        (container(path="/usr/libexec/kubernetes/kubelet-plugins/volume/exec"), []),
        (container("resources: {}", "  # limits:", "  #   cpu: 1", "  # requests:", "  #   cpu: 1"), []),
        (container("resources:", "  # memory: 64Mi", "  # cpu: 100m"), []),
        (container("resources: {}", "# its memory: not known"), [(12, 9, "no request of cpu or memory: agent")]),
        (container("resources: {}", "env:", "# memory: 1Gi"), [(12, 9, "no request of cpu or memory: agent")]),
        (container() + FIRST.format("cpu: 100m, memory: 10Mi"), []),
        (container() + FIRST.format("cpu: 100m"), [(10, 15, "no request of cpu or memory: agent")]),
        (container() + FIRST.format("cpu: 100m, memory: 0"), [(10, 15, "no request of cpu or memory: agent")]),
    ],
    ids=[
        "none", "cpu alone", "a limit is a request", "it installs a plugin", "left as a comment", "amounts left as one",
        "a comment about it", "a comment elsewhere", "what comes first has some", "of cpu alone", "and none of memory",
    ],
)  # fmt: skip
def test_containers_without_requests_are_named(tmp_path, text, expected):
    assert found(tmp_path, text, "DS502") == expected


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (container(), ["DS501"]),
        (container(LIMITED), []),
        (container(REQUESTS), ["DS501"]),
        (container(path="/etc/cni/net.d"), ["DS502"]),
        (container(REQUESTS, path="/etc/cni/net.d"), []),
    ],
    ids=["nothing", "limited", "cpu alone", "nothing for a network agent", "something for a network agent"],
)
def test_one_finding_tells_of_all_that_is_not_said_of_resources(tmp_path, text, rules):
    (tmp_path / "a.yaml").write_text(text)
    report = check_paths(str(tmp_path / "a.yaml"), Options(no_config=True))
    assert [one.rule for one in report.findings if one.rule in ("DS501", "DS502")] == rules


def severities(folder, text, name="a.yaml"):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    found = check_paths(str(folder), Options(no_config=True)).findings
    return [(one.rule, one.severity, one.at.start.line) for one in found if one.rule in ("DS501", "DS502")]


WEB = container(path="/srv/web").replace("registry.example/agent:1.4", "nginx:1.27")
SIDECAR = "---\n      - name: probe\n        image: registry.k8s.io/sig-storage/livenessprobe:v2.15.0\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (container(), [("DS501", "warning", 10)]),
        (WEB, [("DS501", "info", 10)]),
        (container(path="/data/of/something"), [("DS501", "info", 10)]),
        (container("command: [sh, -c, date]", path="/data/of/something"), []),
        (container(REQUESTS).replace("name: agent}\nspec", "name: agent-demo}\nspec", 1), [("DS501", "info", 12)]),
        (container(LIMITED, "---").replace("        ---\n", SIDECAR[4:]), [("DS501", "info", 13)]),
        (container(REQUESTS, "---").replace("        ---\n", SIDECAR[4:]), [("DS501", "warning", 12)]),
        (container().replace("apps/v1", "extensions/v1beta1"), [("DS501", "info", 10)]),
        (container(path="/etc/cni/net.d").replace("apps/v1", "extensions/v1beta1"), [("DS502", "info", 10)]),
    ],
    ids=[
        "an agent", "an application", "nobody knows it", "an unknown script", "a demonstration", "a sidecar alone",
        "a sidecar too", "a removed version", "a network agent of a removed version",
    ],
)  # fmt: skip
def test_it_is_an_info_where_nothing_may_be_meant(tmp_path, text, expected):
    assert severities(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("lines", "more", "severity"),
    [
        ((), "", "info"),
        ((), "tolerations: [{operator: Exists}]", "warning"),
        ((), "tolerations: [{key: pool, operator: Exists}]", "info"),
        ((), "hostPID: true", "warning"),
        (("securityContext: {privileged: true}",), "", "warning"),
        (("securityContext: {capabilities: {add: [BPF]}}",), "", "warning"),
        (("securityContext: {capabilities: {drop: [ALL]}}",), "", "info"),
    ],
    ids=["nothing", "any node", "a pool", "sees processes", "privileged", "adds a capability", "adds none"],
)
def test_what_nobody_knows_counts_as_a_part_of_the_cluster_or_with_privileges_on_its_node(
    tmp_path, lines, more, severity
):
    text = container(*lines, path="/data/of/something") + f"      {more}\n"
    assert [one[:2] for one in severities(tmp_path, text)] == [("DS501", severity)]


@pytest.mark.parametrize(
    "folder", ["tutorials", "k8s-course", "getting-started", "gpu-poc", "proof-of-concept", "kubetalk"]
)
def test_a_lesson_gets_an_info(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "a.yaml").write_text(container())
    found = check_paths(".", Options(no_config=True, select=("DS501", "DS503"))).findings
    assert sorted((one.rule, one.severity) for one in found) == [("DS501", "info"), ("DS503", "info")]


def test_a_rig_of_tests_is_let_be(tmp_path, monkeypatch):
    (tmp_path / "e2e").mkdir()
    (tmp_path / "e2e" / "a.yaml").write_text(container())
    monkeypatch.chdir(tmp_path)
    assert not check_paths("e2e", Options(select=("DS501", "DS502", "DS503"))).findings


CPU = container("resources:", "  limits:", "    cpu: 200m")


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        (CPU, False, [(14, 18, "a cpu limit stops a busy agent while the node has cpu to spare: agent")]),
        (CPU, True, []),
        (container(), False, []),
        (container(), True, [(10, 15, "no cpu limit: agent")]),
        (container() + "      resources: {limits: {cpu: 1}}\n", True, []),
    ],
    ids=["unwanted", "wanted", "none is wanted", "wanted and missing", "the pod has one"],
)
def test_a_team_says_which_cpu_limits_it_wants(tmp_path, text, wanted, expected):
    (tmp_path / "dslint.yaml").write_text(f"rules: {{DS506: {{wanted: {str(wanted).lower()}}}}}\n")
    assert found(tmp_path, text, "DS506") == expected


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
        other(
            "VerticalPodAutoscaler", "{targetRef: {kind: DaemonSet, name: agent}, updatePolicy: {updateMode: 'Off'}}"
        ),
        other("LimitRange", "{limits: [{type: Container, default: {cpu: 1}}]}"),
        other("LimitRange", "{limits: [{type: Pod, default: {memory: 1Gi}}]}"),
    ],
    ids=[
        "no limits",
        "no mapping",
        "no list",
        "no name",
        "another namespace",
        "no target",
        "an autoscaler that advises",
        "another resource",
        "not of containers",
    ],
)
def test_objects_that_set_nothing_change_nothing(tmp_path, object_of_the_set):
    assert len(found(tmp_path, container() + "---\n" + object_of_the_set, "DS501")) == 1


def test_requests_that_a_limitrange_sets_are_not_missed(tmp_path):
    text = container() + "---\n" + other("LimitRange", "{limits: [{type: Container, defaultRequest: {memory: 1Gi}}]}")
    [(*_, message)] = found(tmp_path, text, "DS501")
    assert message == "no memory limit: agent"
    assert found(tmp_path, text, "DS502") == []


@pytest.mark.parametrize(("folder", "said"), [("", []), ("apps", ["no request of cpu or memory: agent"])])
def test_a_limitrange_without_a_namespace_is_for_what_is_applied_with_it(tmp_path, monkeypatch, folder, said):
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "agent.yaml").write_text(container())
    (tmp_path / "defaults.yaml").write_text(other("LimitRange", "{limits: [{default: {memory: 1Gi}}]}"))
    monkeypatch.chdir(tmp_path)
    report = check_paths(["."], Options(no_config=True, select=("DS502",)))
    assert [one.message for one in report.findings] == said
