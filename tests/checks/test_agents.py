"""Which agents advice is for, and which of their containers, asked through the rules that give it."""

import pytest

from dslint import Options
from dslint.manifest.fragment import Fragment
from dslint.run import check_paths
from tests.checks.hits import found, hits, pod

LOGS = "volumes: [{name: v, hostPath: {path: /var/log/containers}}]\n"
CNI = "volumes: [{name: v, hostPath: {path: /opt/cni/bin}}]\n"
HOST = "hostNetwork: true\n"
PROCESSES = "hostPID: true\n"
PROC = "volumes: [{name: v, hostPath: {path: /proc}}, {name: w, hostPath: {path: /dev/kmsg}}]\n"
ANY = "tolerations: [{operator: Exists}]\n"


TUNER = "containers:\n- {name: a, image: registry.example/tuner:1.4, args: [nsenter -t 1 -m sysctl]}\nhostPID: true\n"


def containers(*lines):
    """Return a pod's containers: each line is a container without its braces."""
    return "containers:\n" + "".join(f"- {{{line}}}\n" for line in lines)


def messages(rule, fields, namespace="logging"):
    text = pod(fields).replace("      containers: [{name: agent, image: registry.example/agent:1.4}]\n", "", 1)
    text = text.replace("metadata: {name: agent}", f"metadata: {{name: agent, namespace: {namespace}}}", 1)
    return [hit.message for hit in found(rule, text)]


def is_told(rule, fields, namespace="logging"):
    """Tell whether a rule warns; of what may be meant it only speaks as an info."""
    return messages(rule, fields, namespace) not in ([], ["perhaps"])


AGENT = containers("name: a, image: registry.example/thing:1.4")
WEB = containers("name: web, image: 'nginx:1.27'")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (LOGS + AGENT, True),
        (LOGS.replace("/containers", "") + AGENT, True),
        (HOST + AGENT, False),
        (AGENT, False),
        (LOGS + containers("name: a, image: '${IMAGE}'"), False),
        (LOGS + containers("name: a, image: '${IMAGE}'", "name: b, image: registry.example/shipper:1.4"), True),
        (LOGS + containers("name: a, image: FILLED BY THE OPERATOR"), False),
        (LOGS + containers("name: a, image: '<your registry>/shipper:1.4'"), False),
        (LOGS + containers("name: a, image: 'registry.example/shipper:<version>'"), True),
        (LOGS + containers("name: a"), False),
        (HOST + ANY + containers("name: a, image: nicolaka/netshoot"), False),
        (containers("name: web, image: 'nginx:1.27'"), False),
    ],
    ids=[
        "a log agent", "all logs of the node", "something of the node", "nothing shows that", "a placeholder",
        "a placeholder beside what is none",
        "of an operator",
        "a reader fills it in", "a reader chooses the version", "no image",
        "a debug tool", "an application",
    ],
)  # fmt: skip
def test_advice_is_for_agents_of_which_all_stands_there(fields, told):
    assert is_told("DS503", fields) is told


@pytest.mark.parametrize("namespace", ["demo", "eck-demo", "tests", "example-1"])
def test_a_demonstration_gets_no_advice(namespace):
    assert not is_told("DS503", LOGS + AGENT, namespace=namespace)
    assert is_told("DS503", LOGS + AGENT, namespace=f"{namespace}x".replace("-", ""))


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("# Example deployment for manual testing", False), ("# Prototype manifest: all is open", False),
        ("# A DaemonSet that is not meant for production", False),
        ("# This is a REFERENCE: set\n# your images for your cluster.", False),
        ("# The agent of registry.example; see examples/", True), ("# an example daemonset\n---", False),
        ("# an example daemonset\na: 1\n---\nb: 1\n---", False), ("a: 1\n# an example daemonset\n---", True),
    ],
)  # fmt: skip
def test_what_its_own_comment_calls_an_example_gets_no_advice_but_infos(comment, told):
    warned = [hit.message for hit in found("DS503", f"{comment}\n{pod(LOGS)}")] == ["critical"]
    assert warned is told


@pytest.mark.parametrize(
    ("path", "warned"),
    [
        ("agent-dev-daemonset.yaml", False), ("dev.yaml", False), ("agent.debug.yml", False),
        ("device.yaml", True), ("dev/agent.yaml", True),
    ],
)  # fmt: skip
def test_the_file_of_a_developer_gets_no_advice_but_infos(tmp_path, monkeypatch, path, warned):
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(pod(LOGS))
    monkeypatch.chdir(tmp_path)
    told = [one for one in check_paths(["."], Options(no_config=True)).findings if one.rule == "DS503"]
    assert [one.severity for one in told] == ["warning" if warned else "info"]


def test_an_image_that_no_node_pulls_is_of_one_machine():
    assert not is_told("DS503", LOGS + containers("name: a, image: 'registry.example/a:1', imagePullPolicy: Never"))
    assert is_told("DS503", LOGS + containers("name: a, image: 'registry.example/a:1', imagePullPolicy: Always"))


def test_what_the_server_refuses_for_its_version_gets_no_advice_yet_but_infos():
    text = pod(LOGS)
    old = text.replace("apps/v1", "extensions/v1beta1", 1)
    assert [hit.message for hit in found("DS503", text)] == ["critical"]
    assert [hit.message for hit in found("DS503", old)] == ["perhaps"]
    assert not found("DS405", old)


@pytest.mark.parametrize(
    ("rule", "fields", "namespace", "expected"),
    [
        ("DS503", HOST + AGENT, "logging", ["perhaps"]),
        ("DS503", LOGS + AGENT, "demo", ["perhaps"]),
        ("DS503", AGENT, "logging", []),
        ("DS503", HOST + containers("name: a, image: 'busybox:1.36', command: [sh, -c, date]"), "logging", []),
        ("DS503", LOGS + containers("name: a, image: '${IMAGE}'"), "logging", []),
        ("DS503", LOGS + containers("name: a, image: registry.example/Agent:1.4"), "logging", ["critical"]),
        ("DS503", LOGS + containers("name: a, image: AGENT_IMAGE"), "logging", []),
        ("DS405", HOST + AGENT, "logging", ["perhaps"]),
        ("DS405", LOGS + AGENT, "logging", ["agent"]),
        ("DS405", LOGS + containers("name: a, image: x/a:1, ports: [{containerPort: 1}]"), "logging", ["asked"]),
        ("DS405", LOGS + containers("name: a, image: x/a:1, ports: [{containerPort: 1}]"), "demo", ["agent"]),
        ("DS405", LOGS + containers("name: a, image: x, ports: [{containerPort: 1, protocol: UDP}]"), "log", ["agent"]),
        ("DS405", "volumes: [{name: v, hostPath: {path: /etc/cni/net.d}}]\n" + AGENT, "demo", ["agent"]),
        ("DS405", "volumes: [{name: v, hostPath: {path: /srv}}]\n" + WEB, "web", ["perhaps"]),
        ("DS405", WEB, "web", []),
        ("DS405", "volumes: [{name: v, hostPath: {path: /var/lib/rook}}]\n" + AGENT, "logging", ["perhaps"]),
        ("DS405", HOST + ANY + containers("name: a, image: nicolaka/netshoot"), "logging", []),
    ],
    ids=[
        "nobody knows it", "a demonstration", "nothing of its node", "a script", "a placeholder",
        "a name in upper case", "a placeholder in upper case", "an unknown gate", "a gate of logs",
        "a gate with a port to ask", "a port in a demonstration", "a port that no probe can ask",
        "a gate that is shown", "a gate of a web server of the node",
        "a gate of any web server", "a gate of storage", "a gate of a debug tool",
    ],
)  # fmt: skip
def test_what_may_be_meant_is_an_info(rule, fields, namespace, expected):
    assert messages(rule, fields, namespace) == expected


def test_little_evidence_is_no_reason_for_advice():
    assert not is_told("DS503", "volumes: [{name: v, hostPath: {path: /opt/bin}}]\n" + AGENT, namespace="kube-system")


def test_a_part_of_a_daemon_set_gets_no_advice():
    text = pod(LOGS)
    assert hits("DS503", text)
    assert not hits("DS503", text, fragment=Fragment("patch", "a patch"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("name: a, image: registry.example/tuner:1.4", True),
        ("name: a, image: 'registry.example/tuner:1.4', command: [/tune.sh]", False),
        ("name: a, image: registry.example/tuner:1.4, command: [sh, -c, sysctl -w a=b; sleep 9]", False),
        ("name: a, image: 'alpine:3.20', args: [sysctl -w a=b]", False),
        ("name: a, image: 'nginx:1.27'", False),
        ("name: a, image: registry.example/x:1, env: [{name: STARTUP_SCRIPT, value: sysctl -w a=b}]", False),
        ("name: a, image: registry.k8s.io/pause:3.10", False),
    ],
    ids=["a program", "a script", "a shell", "a bare system", "a stand-in", "a startup script", "it waits"],
)
def test_a_script_that_sets_up_a_node_gets_no_advice(line, told):
    role = "initContainers: [{name: i, image: 'busybox:1.36', command: [sh, -c, nsenter -t 1 -m sysctl -w a=b]}]\n"
    assert is_told("DS503", HOST + role + containers(line), namespace="kube-system") is told


@pytest.mark.parametrize(
    ("more", "messages_"),
    [("", []), (", ports: [{containerPort: 55000}]", ["critical"])],
    ids=["it has run", "it listens"],
)
def test_a_script_that_starts_what_listens_is_an_agent(more, messages_):
    mount = "volumes: [{name: v, hostPath: {path: /var/lib/rook}}]\n"
    line = f"name: a, image: registry.example/client:4, command: [bash, -c, mount.rook -f /mnt]{more}"
    assert messages("DS503", mount + containers(line)) == messages_


@pytest.mark.parametrize(
    ("fields", "namespace", "told"),
    [
        (HOST + AGENT, "logging", False),
        (HOST + AGENT, "kube-system", True),
        (HOST + ANY + AGENT, "logging", False),
        (PROCESSES + AGENT, "logging", False),
        (HOST + PROCESSES + AGENT, "logging", True),
        (HOST + PROCESSES + AGENT, "demo", False),
        (HOST + AGENT.replace("}", ", securityContext: {privileged: true}}"), "logging", False),
        (AGENT.replace("}", ", securityContext: {privileged: true}}"), "logging", False),
        (AGENT.replace("}", ", securityContext: {capabilities: {add: [NET_RAW]}}}"), "logging", False),
        (PROC + AGENT, "logging", False),
        (PROC + PROCESSES + AGENT, "logging", False),
        (TUNER, "logging", False),
        (TUNER, "kube-system", True),
    ],
    ids=[
        "unknown",
        "unknown in kube-system",
        "unknown on any node",
        "sees processes",
        "and is in the network of its node",
        "a demonstration of that",
        "privileged in the network",
        "privileged alone",
        "a capability alone",
        "metrics, perhaps",
        "metrics of processes",
        "sets up nodes",
        "sets them up in kube-system",
    ],
)
def test_what_may_be_anything_needs_a_class_as_a_part_of_the_cluster_or_with_much_of_its_node(fields, namespace, told):
    assert is_told("DS503", fields, namespace) is told


def test_what_copies_a_plugin_and_then_watches_needs_no_gate():
    copies = containers("name: a, image: registry.example/multus-cni:v4, command: [/thin_entrypoint]")
    watches = HOST + CNI.replace("bin", "net.d")
    assert not is_told("DS405", watches + copies)
    assert is_told("DS405", watches + copies.replace("thin_entrypoint", "usr/src/multus-cni/bin/multus-daemon"))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (CNI + AGENT, False),
        (CNI + "hostNetwork: true\n" + AGENT, False),
        (CNI.replace("bin", "net.d") + AGENT, True),
    ],
    ids=["the plugins alone", "and the network of the node", "their configuration"],
)
def test_what_only_installs_network_plugins_needs_no_gate(fields, told):
    assert is_told("DS405", fields) is told


@pytest.mark.parametrize(("most", "told"), [("100%", False), ("50%", True), ("1024", False), ("100", True)])
def test_no_gate_holds_an_update_that_goes_over_all_nodes_at_once(most, told):
    strategy = f"spec:\n  updateStrategy: {{rollingUpdate: {{maxUnavailable: {most}}}}}\n"
    assert bool(found("DS405", pod(LOGS).replace("spec:\n", strategy, 1))) is told


RETIRED = "tolerations: [{key: node-role.kubernetes.io/master, operator: Exists}]\n"
SLEEPS = "name: a, image: 'busybox:1', command: [sleep, '3600']"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (containers(SLEEPS), "idle"),
        (containers(SLEEPS, "name: b, image: 'alpine:3', command: [sh, -c, while true; do sleep 60; done]"), "idle"),
        (containers(SLEEPS, "name: b, image: registry.example/agent:1.4"), "found"),
        (containers("name: a, image: registry.example/toolbox:1.4, command: [sleep, '3600']"), "found"),
        (PROCESSES + containers(SLEEPS), "found"),
        (containers(f"{SLEEPS}, lifecycle: {{postStart: {{exec: {{command: [sysctl, -p]}}}}}}"), "found"),
        (containers(SLEEPS) + "initContainers: [{name: b, image: 'alpine:3', command: [sh, -c, tune]}]\n", "found"),
    ],
    ids=["sleeps", "two that do", "beside an agent", "a toolbox", "a toolbox of the node", "a hook", "set up before"],
)
def test_pods_that_only_sleep_miss_little_on_control_plane_nodes(fields, expected):
    assert messages("DS202", RETIRED + fields) == [expected]


METRICS = "name: a, image: registry.example/dns-exporter:1.4, ports: [{containerPort: 9100}]"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (containers(METRICS), "perhaps"),
        (PROC + containers(METRICS), "perhaps"),
        (containers(METRICS.replace("dns-exporter", "node-exporter")), "perhaps"),
        (containers(f"{METRICS}, resources: {{requests: {{cpu: 199m}}}}"), "perhaps"),
        (PROC + containers(f"{METRICS}, resources: {{requests: {{cpu: 0.2}}}}"), "found"),
        (PROC + containers(f"{METRICS}, resources: {{limits: {{cpu: 1}}}}"), "found"),
        (PROC + containers(f"{METRICS}, resources: {{requests: {{memory: 1Gi}}, limits: {{cpu: 1}}}}"), "found"),
    ],
    ids=["nothing", "files of the node", "known", "little", "much", "a limit of much", "a limit beside a request"],
)
def test_an_exporter_may_wait_unless_it_requests_much(fields, expected):
    assert messages("DS503", fields) == [expected]


def test_an_exporter_in_kube_system_is_to_run_with_the_others_there():
    assert messages("DS503", PROC + containers(METRICS), "kube-system") == ["found"]


def test_an_agent_for_the_cluster_of_a_developer_gets_no_advice_but_infos():
    assert is_told("DS503", LOGS + "# as it is in KinD\n" + AGENT)
    assert not is_told("DS503", LOGS + "# as it is in KinD clusters\n" + AGENT)
