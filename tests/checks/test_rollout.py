"""DS401 to DS416: what an update does, and what its selector and its pods say about their end."""

import pytest

from dslint import Options
from dslint.run import check_paths, check_text
from tests.checks.hits import at_marks, found, pod

SPEC = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: agent}}
spec:
  updateStrategy: {strategy}
  selector: {{matchLabels: {labels}}}
  template:
    metadata: {{labels: {labels}}}
    spec:
      hostNetwork: {host}
      containers: [{{name: agent, image: "registry.example/agent:1.4", ports: [{{containerPort: 80{port}}}]}}]
"""


def ds(strategy="{}", labels="{app: agent}", host="false", port=""):
    return SPEC.format(strategy=strategy, labels=labels, host=host, port=port)


def places(rule, text):
    return [tuple(hit) for hit in found(rule, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ds("{rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", port=", hostPort: 80"), [("found", 5, 46)]),
        (ds("{rollingUpdate: {maxSurge: 10%, maxUnavailable: 0}}", host="true"), [("found", 5, 46)]),
        (ds("{rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}"), []),
        (ds("{rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}", port=", hostPort: 80"), []),
        (ds("{rollingUpdate: 3}", port=", hostPort: 80"), []),
    ],
    ids=["a host port", "the node's network", "no port of the node", "no surge", "no mapping"],
)
def test_a_surge_needs_a_port_that_is_free(text, expected):
    assert places("DS402", text) == expected


@pytest.mark.parametrize(
    ("strategy", "messages"),
    [
        ("{rollingUpdate: {maxUnavailable: 100%}}", ["found"]),
        ("{rollingUpdate: {maxUnavailable: 50%}}", []),
        ("{rollingUpdate: {maxUnavailable: 100}}", []),
        ("{type: OnDelete}", []),
    ],
    ids=["all", "half", "a number says nothing without nodes", "by hand"],
)
def test_an_update_of_all_nodes_at_once_is_told(strategy, messages):
    assert [hit.message for hit in found("DS403", ds(strategy))] == messages


LOGS = "volumes: [{name: v, hostPath: {path: /var/log/containers}}]\n"
CSI = "volumes: [{name: v, hostPath: {path: /var/lib/kubelet/plugins_registry}}]\n"
CNI = "volumes: [{name: v, hostPath: {path: /etc/cni/net.d}}]\n"
AGENT = "containers:\n- name: §agent\n  image: registry.example/thing:1.4\n"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (CNI + AGENT, ["found"]),
        (CNI + AGENT.replace("§", "") + "  readinessProbe: {exec: {command: [x]}}\n", []),
        (LOGS + AGENT, ["agent"]),
        (LOGS + AGENT.replace("§", "") + "  readinessProbe: {exec: {command: [x]}}\n", []),
        (CSI + AGENT.replace("§", ""), []),
        (CNI + AGENT.replace("§", "") + "  command: [sleep, infinity]\n", []),
        (AGENT.replace("§", ""), []),
        ("hostNetwork: true\n" + AGENT + "  securityContext: {capabilities: {add: [NET_ADMIN]}}\n", ["perhaps"]),
    ],
    ids=[
        "a network agent", "it has a probe", "a log agent", "with a probe", "a CSI plugin", "it waits", "no agent",
        "a capability that many have",
    ],
)  # fmt: skip
def test_an_agent_that_the_node_needs_has_a_gate(fields, messages):
    assert at_marks("DS405", fields) == messages


MEASURES = "volumes: [{name: v, hostPath: {path: /sys}}]\nhostPID: true\n"


def measuring(image="prom/node-exporter:v1.9.0", ports="{name: metrics, containerPort: 9100}", more=""):
    return f"{MEASURES}containers:\n- {{name: a, image: '{image}', ports: [{ports}]{more}}}\n"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (measuring(), "agent"),
        (measuring(ports="{containerPort: 9100}"), "agent"),
        (measuring(ports="{name: http, containerPort: 9100}"), "agent"),
        (measuring(ports=""), "agent"),
        (measuring(more=", livenessProbe: {httpGet: {path: /, port: 9100}}"), "asked"),
        (measuring(more=", livenessProbe: {exec: {command: [x]}}"), "agent"),
        (measuring(ports="{name: metrics, containerPort: 9100}, {name: x, containerPort: 9101}"), "asked"),
        (measuring(ports="{name: metrics, containerPort: 9100}, {name: x, containerPort: 1, protocol: UDP}"), "agent"),
        (measuring(ports="{name: otlp-grpc, containerPort: 4317}"), "asked"),
        (measuring(ports="{name: readiness-port, containerPort: 7773}"), "asked"),
        (measuring(image="nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3"), "known"),
        (measuring(image="nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3", ports=""), "agent"),
        (LOGS + "containers: [{name: a, image: 'grafana/alloy:v1.10.2', ports: [{containerPort: 12345}]}]\n", "known"),
    ],
    ids=[
        "its numbers", "a port without a name", "a page", "no port", "a liveness probe asks it", "a command asks it",
        "another port", "one of UDP", "others send it something", "named for readiness", "it says whether it works",
        "it says so at no port", "a log agent that says so",
    ],
)  # fmt: skip
def test_what_measures_has_a_gate_where_more_than_a_scrape_shows_whether_it_works(fields, message):
    text = pod(fields).replace("      containers: [{name: agent, image: registry.example/agent:1.4}]\n", "", 1)
    assert [hit.message for hit in found("DS405", text)] == [message]


def test_software_that_is_known_to_say_whether_it_works_is_told_where():
    text = pod(measuring("grafana/alloy:v1.10.2")).replace(
        "      containers: [{name: agent, image: registry.example/agent:1.4}]\n", "", 1
    )
    [told] = [one for one in check_text(text).findings if one.rule == "DS405"]
    assert told.help == "add a readinessProbe: httpGet of /-/ready at its HTTP port; or set minReadySeconds: 60"


INSTALLS = "{name: v, hostPath: {path: /opt/cni/bin}}, {name: c, hostPath: {path: /etc/cni/net.d}}"
MOUNTED = "volumeMounts: [{name: v, mountPath: /host/bin}]"
HANDS_OVER = f"volumes: [{INSTALLS}]\nhostNetwork: true\ncontainers:\n- {{name: a, image: x/cni:1, "


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        (f"command: [/entrypoint.sh], {MOUNTED}", "agent"),
        (f"command: [bash, -c], args: [introspect && /entrypoint.sh], {MOUNTED}", "agent"),
        (f"command: [/agent], {MOUNTED}", "found"),
        ("command: [/entrypoint.sh]", "found"),
        ("command: [/entrypoint.sh], volumeMounts: [{name: c, mountPath: /conf}]", "found"),
    ],
    ids=["a script", "a script of a shell", "a program", "without the folder", "its configuration alone"],
)
def test_a_script_that_puts_a_network_plugin_on_its_node_ends_where_that_fails(rest, message):
    text = pod(f"{HANDS_OVER}{rest}}}\n")
    text = text.replace("      containers: [{name: agent, image: registry.example/agent:1.4}]\n", "", 1)
    assert [hit.message for hit in found("DS405", text)] == [message]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ("terminationGracePeriodSeconds: §0", ["zero"]),
        (CNI + "terminationGracePeriodSeconds: 0", []),
        (AGENT.replace("§", "") + "  lifecycle: {§preStop: {sleep: {seconds: 30}}}\n", ["found"]),
        (AGENT.replace("§", "") + "  lifecycle: {§preStop: {exec: {command: [sh, -c, sleep 60]}}}\n", ["found"]),
        (AGENT.replace("§", "") + "  lifecycle: {preStop: {exec: {command: [sh, -c, sleep 5]}}}\n", []),
        (AGENT.replace("§", "") + f"  lifecycle: {{preStop: {{exec: {{command: [sleep, '{'9' * 40}']}}}}}}\n", []),
    ],
    ids=["none", "a network agent", "all of it", "more than it", "less", "no number of seconds"],
)
def test_a_pod_has_time_to_end(fields, messages):
    assert at_marks("DS409", fields) == messages


REGISTRAR = """\
containers:
- name: registrar
  image: {}/csi-node-driver-registrar:{}
  lifecycle: {{§preStop: {{exec: {{command: [{}, -c, rm -rf /registration]}}}}}}
"""


@pytest.mark.parametrize(
    ("image", "tag", "shell", "messages"),
    [
        ("registry.k8s.io/sig-storage", "v2.13.0", "/bin/sh", ["shell"]),
        ("quay.io/k8scsi", "v1.1.0", "sh", ["shell"]),
        ("quay.io/k8scsi", "v1.0.2", "/bin/sh", []),
        ("registry.k8s.io/sig-storage", "canary", "/bin/sh", []),
        ("registry.example/mirror", "v2.13.0", "/bin/sh", []),
        ("registry.k8s.io/sig-storage", "v2.13.0", "/cleanup", []),
    ],
    ids=["none", "none any more", "one on Alpine", "any build", "built by somebody", "no shell is called"],
)
def test_a_hook_calls_no_shell_that_its_image_lacks(image, tag, shell, messages):
    assert at_marks("DS409", REGISTRAR.format(image, tag, shell).replace("§", "§" if messages else "")) == messages


@pytest.mark.parametrize(
    ("count", "strategy", "more", "time", "column"),
    [
        (500, "{}", "", "8 hours", 3),
        (500, "{rollingUpdate: {maxUnavailable: 1}}", "", "8 hours", 52),
        (500, "{rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", "", "8 hours", 46),
        (100, "{rollingUpdate: {maxUnavailable: 1}}", "  minReadySeconds: 30\n", "2 hours", 52),
        (5000, "{rollingUpdate: {maxUnavailable: 1}}", "", "3 days", 52),
        (100, "{rollingUpdate: {maxUnavailable: 1}}", "", "100 minutes", 52),
        (500, "{rollingUpdate: {maxUnavailable: 5%}}", "", None, None),
        (500, "{type: OnDelete}", "", None, None),
        (99, "{}", "", None, None),
    ],
    ids=["nothing said", "one", "a surge of one", "with a wait", "very many", "fewer", "some", "by hand", "few nodes"],
)
def test_an_update_of_many_nodes_one_by_one_is_told(tmp_path, count, strategy, more, time, column):
    (tmp_path / "dslint.yaml").write_text(f"pools: [{{name: workers, count: {count}}}]\n")
    (tmp_path / "a.yaml").write_text(ds(strategy) + more)
    report = check_paths(str(tmp_path), Options(select=("DS404",), preview=True))
    expected = [(f"an update replaces {count} pods one at a time: about {time}", 5, column)] if time else []
    assert [(one.message, *one.at.start) for one in report.findings] == expected


@pytest.mark.parametrize(
    ("labels", "messages"),
    [
        ("{app: agent, version: 1.4.0}", ["found"]),
        ("{app: agent, version: v1}", []),
        ("{app: agent, helm.sh/chart: agent-2}", ["found"]),
        ("{app: agent, app.kubernetes.io/version: '20240611'}", ["fixed"]),
        ("{app: agent, version: v1.4}", ["found"]),
        ("{app: agent, version: v1.3}", ["fixed"]),
        ("{app: agent, version: v1.3, helm.sh/chart: agent-2}", ["fixed", "found"]),
        ("{app: agent}", []),
    ],
    ids=["a version", "a constant", "a chart", "a date", "the image's", "an old one", "an old one and a chart", "none"],
)
def test_a_selector_does_not_change_with_the_release(labels, messages):
    assert [hit.message for hit in found("DS414", ds(labels=labels))] == messages


@pytest.mark.parametrize(
    ("image", "labels", "message"),
    [
        ("agent:4.5.3-1.3.0-distroless", "{}", "found"),
        ("agent:2.0", "{}", "fixed"),
        ("agent", "{}", "found"),
        ("'agent:${TAG}'", "{}", "found"),
        ("agent:2.0", "{app.kubernetes.io/managed-by: Helm}", "found"),
        ("agent:2.0", "{helm.sh/chart: agent-2}", "found"),
    ],
)
def test_a_version_changes_with_the_release_where_an_image_has_it_or_a_chart_writes_it(image, labels, message):
    text = ds(labels="{app: agent, version: 1.3.0}").replace(
        '"registry.example/agent:1.4"', f"registry.example/{image}"
    )
    text = text.replace("registry.example/'", "'registry.example/")
    [hit] = found("DS414", text.replace("metadata: {name: agent}", f"metadata: {{name: agent, labels: {labels}}}", 1))
    assert hit.message == message


def test_each_release_may_be_another_object():
    text = ds(labels="{app: agent, version: 1.4.0}").replace("name: agent}\nspec", "name: agent-1.4.0}\nspec", 1)
    assert found("DS414", text) == []


POOLS = """\
pools:
  - {name: main, count: 8}
  - name: lost
    count: %d
    taints: [{key: node.kubernetes.io/%s, effect: %s}]
"""


@pytest.mark.parametrize(
    ("lost", "strategy", "told", "column"),
    [
        (1, "{}", "1 node that it runs on is not ready, and maxUnavailable allows 1: no update gets on", 3),
        (
            2,
            "{rollingUpdate: {maxUnavailable: 20%}}",
            "2 nodes that it runs on are not ready, and maxUnavailable allows 2",
            52,
        ),
        (2, "{rollingUpdate: {maxUnavailable: 3}}", None, None),
        (2, "{rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", None, None),
        (2, "{type: OnDelete}", None, None),
    ],
    ids=["one by default", "as many as a share", "fewer", "surge goes past them", "by hand"],
)
@pytest.mark.parametrize("key", ["not-ready", "unreachable"])
def test_nodes_that_are_not_ready_stop_an_update(tmp_path, lost, strategy, told, column, key):
    (tmp_path / "dslint.yaml").write_text(POOLS % (lost, key, "NoExecute"))
    (tmp_path / "a.yaml").write_text(ds(strategy))
    report = check_paths(str(tmp_path), Options(select=("DS413",)))
    assert [one.at.start for one in report.findings] == ([(5, column)] if told else [])
    assert all(one.message.startswith(told) for one in report.findings)


def test_the_nodes_of_a_profile_are_an_example_and_stop_no_update(tmp_path):
    (tmp_path / "dslint.yaml").write_text("nodes: profile:kubeadm\n")
    (tmp_path / "a.yaml").write_text(ds())
    assert check_paths(str(tmp_path), Options(select=("DS413",))).findings == []


def test_a_taint_that_is_not_tolerated_still_leaves_the_old_pod_to_be_counted(tmp_path):
    (tmp_path / "dslint.yaml").write_text(POOLS % (1, "unreachable", "NoSchedule"))
    (tmp_path / "a.yaml").write_text(ds())
    assert len(check_paths(str(tmp_path), Options(select=("DS413",))).findings) == 1


def test_where_no_other_pod_is_there_nothing_is_stopped(tmp_path):
    (tmp_path / "dslint.yaml").write_text(
        POOLS.replace("  - {name: main, count: 8}\n", "") % (1, "not-ready", "NoExecute")
    )
    (tmp_path / "a.yaml").write_text(ds())
    assert check_paths(str(tmp_path), Options(select=("DS413",))).findings == []
