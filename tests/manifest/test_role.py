"""What a DaemonSet is for, and what of it shows that."""

import pytest

from dslint.inputs.documents import daemon_sets, read
from dslint.kube.versions import DEFAULT
from dslint.manifest.daemonset import Fragment
from dslint.manifest.role import ROLES, STATED, StatedRoles
from dslint.manifest.workload import Workload
from dslint.source.text import SourceText
from tests.checks.hits import HEAD, pod

WEB = HEAD.replace("agent", "shop")
IMAGE = "registry.example/agent:1.4"


def workload(text, *, fragment=None, stated=()):
    [ds] = [one for document in read(SourceText("x.yaml", text)) for one in daemon_sets(document)]
    ds.fragment = fragment
    return Workload(ds, DEFAULT, stated)


def mounting(*paths):
    volumes = ", ".join(f"{{name: v{n}, hostPath: {{path: '{path}'}}}}" for n, path in enumerate(paths))
    return pod(f"volumes: [{volumes}]")


def running(image=IMAGE, fields="", spec=""):
    return pod(spec).replace(f"image: {IMAGE}", f"image: {image}, {fields}" if fields else f"image: {image}")


SHOWN = {
    "directories of cni": (
        mounting("/etc/cni/net.d", "/opt/cni/bin"),
        ["cni: mounts /etc/cni/net.d and /opt/cni/bin"],
        ["high"],
    ),
    "directories of cni where k3s has them": (
        mounting("/var/lib/rancher/k3s/agent/etc/cni/net.d"),
        ["cni: mounts /var/lib/rancher/k3s/agent/etc/cni/net.d"],
        ["low"],
    ),
    "directories of cni on windows": (
        mounting(r"C:\opt\cni\bin", r"C:\etc\cni\net.d"),
        [r"cni: mounts C:\etc\cni\net.d and C:\opt\cni\bin"],
        ["high"],
    ),
    "a registrar of a csi driver": (
        running("registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.9.0", "args: [--csi-address=/csi/csi.sock]"),
        [
            "csi: has image registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.9.0, runs --csi-address",
        ],
        ["high"],
    ),
    "sockets of devices": (
        mounting("/var/lib/kubelet/device-plugins"),
        ["device-plugin: mounts /var/lib/kubelet/device-plugins"],
        ["high"],
    ),
    "logs of containers": (
        mounting("/var/log", "/var/lib/docker/containers"),
        ["log-shipper: mounts /var/lib/docker/containers and /var/log"],
        ["medium"],
    ),
    "software by its image, whoever built it": (
        running("registry.example:5000/team/fluent-bit@sha256:" + "0" * 64),
        ["log-shipper: has image registry.example:5000/team/fluent-bit@sha256:" + "0" * 64],
        ["medium"],
    ),
    "flags of an exporter": (
        running(fields="args: [--path.procfs=/host/proc], ports: [{containerPort: 9100}]"),
        ["metrics: runs --path.procfs, listens on port 9100"],
        ["medium"],
    ),
    "a port alone, which anything that is measured has": (
        running(fields="ports: [{containerPort: 9100}]", spec="hostPID: true"),
        [],
        [],
    ),
    "what brings another agent to the node": (
        running("registry.example/qualys/qca-bootstrap:1", spec="hostPID: true").replace("agent", "qca-bootstrap"),
        ["node-config: has image registry.example/qualys/qca-bootstrap:1, is called qca-bootstrap"],
        ["medium"],
    ),
    "collectors by what they read: logs": (
        running("otel/opentelemetry-collector:0.9", spec="volumes: [{name: a, hostPath: {path: /var/log/pods}}]"),
        ["log-shipper: mounts /var/log/pods, has image otel/opentelemetry-collector:0.9"],
        ["high"],
    ),
    "collectors by what they read: both": (
        running(
            "otel/opentelemetry-collector:0.9",
            "volumeMounts: [{name: b, mountPath: /hostfs}]",
            "volumes: [{name: a, hostPath: {path: /var/log/pods}}, {name: b, hostPath: {path: /proc}}]",
        ),
        [
            "log-shipper: mounts /var/log/pods, has image otel/opentelemetry-collector:0.9",
            "metrics: has image otel/opentelemetry-collector:0.9, mounts something at /hostfs, mounts /proc",
        ],
        ["high", "high"],
    ),
    "a switch for a second role": (
        running("datadog/agent:7", "env: [{name: DD_LOGS_ENABLED, value: 'true'}]"),
        ["log-shipper: sets DD_LOGS_ENABLED", "metrics: has image datadog/agent:7"],
        ["medium", "medium"],
    ),
    "what it is counts more than where it comes from": (
        running("registry.example/calico-ipip-pinger:1", spec="hostNetwork: true").replace("agent", "calico-pinger"),
        ["metrics: has image registry.example/calico-ipip-pinger:1, is called calico-pinger"],
        ["medium"],
    ),
    "a program counts more than the image that it comes in": (
        running("registry.example/device-plugin:1", "command: [/usr/bin/node-labeller]"),
        ["node-config: runs node-labeller"],
        ["medium"],
    ),
    "a driver is a driver, whatever it drives": (
        HEAD.replace("name: agent", "name: csi-beegfs-node"),
        ["csi: is called csi-beegfs-node"],
        ["low"],
    ),
    "a word that ends another one": (
        HEAD.replace("name: agent", "name: gpuexporter"),
        ["metrics: is called gpuexporter"],
        ["low"],
    ),
    "a namespace, beside a name": (
        HEAD.replace("{name: agent}", "{name: node-observer, namespace: monitoring}"),
        ["metrics: is in namespace monitoring, is called node-observer"],
        ["low"],
    ),
    "a script that prepares what serves": (
        pod(
            "initContainers: [{name: x, image: 'busybox:1', command: [sh, -c, 'echo 1']}]\n"
            "volumes: [{name: a, hostPath: {path: /srv}}]"
        ),
        [],
        [],
    ),
    "what stands beside any agent": (
        running("quay.io/brancz/kube-rbac-proxy:v0.19.0", spec="hostNetwork: true"),
        [],
        [],
    ),
    "a kernel module of storage": (
        running("busybox", "command: [modprobe, zfs]"),
        ["storage: runs modprobe zfs"],
        ["low"],
    ),
    "capabilities over the network of the node": (
        running(fields="securityContext: {capabilities: {add: [NET_ADMIN]}}", spec="hostNetwork: true"),
        ["kube-proxy/network: adds NET_ADMIN"],
        ["low"],
    ),
    "a script on the node": (
        running("alpine:3", "command: [nsenter, -t, '1', sysctl, -w, vm.max_map_count=1]"),
        ["node-config: runs nsenter and sysctl"],
        ["high"],
    ),
    "ports of the web on the node": (
        running(fields="ports: [{containerPort: 80, hostPort: 80}, {containerPort: 443, hostPort: 443}]"),
        ["ingress: listens on port 80 and 443"],
        ["medium"],
    ),
    "a shell that waits": (
        running("busybox", "command: [sleep, '3600']"),
        ["debug: only waits, on image busybox"],
        ["high"],
    ),
    "what an owner of something else makes": (
        running("storageos/metrics-exporter:v0.1.6").replace("{name: agent,", "{name: storageos,"),
        ["metrics: has image storageos/metrics-exporter:v0.1.6"],
        ["low"],
    ),
    "files that are watched are no programs": (
        running("acme/thing:1", "args: [--watch-file=/etc/kubernetes/kube-apiserver/ca.crt]", spec="hostNetwork: true"),
        [],
        [],
    ),
    "an agent that waits for whoever comes in": (
        running("acme/rdma-tools:1", "command: [sleep, infinity]", spec="hostNetwork: true"),
        ["debug: only waits, on image acme/rdma-tools:1"],
        ["high"],
    ),
    "an agent that waits after what an init container did": (
        running("acme/tools:1", "command: [sleep, infinity]", spec="initContainers: [{name: i, image: 'acme/x:1'}]"),
        [],
        [],
    ),
    "a script that serves what it measures": (
        running(
            "python:3.12",
            "command: [sh, -c, 'pip install x; python e.py'], ports: [{containerPort: 9101}]",
            spec="hostNetwork: true",
        ).replace("{name: agent}", "{name: power-exporter}", 1),
        ["metrics: is called power-exporter"],
        ["low"],
    ),
    "a command of the control plane": (
        running(fields="command: [/usr/local/bin/kube-apiserver, --secure-port=6443]"),
        ["control-plane: runs kube-apiserver"],
        ["medium"],
    ),
    "a program of several by what it is told to be": (
        running("registry.example/hyperkube:v1.17.4", "command: [/hyperkube, proxy]"),
        ["kube-proxy/network: runs hyperkube proxy"],
        ["medium"],
    ),
    "connections that a script forgets": (
        running(fields="command: [bash, -c, 'conntrack -D -p udp; sleep 9']", spec="hostNetwork: true"),
        ["kube-proxy/network: runs conntrack"],
        ["low"],
    ),
    "a tunnel that a script sets up": (
        running(fields="command: [sh, -c, 'wg-quick up wg0; sleep 9']", spec="hostNetwork: true"),
        ["kube-proxy/network: runs wg-quick"],
        ["low"],
    ),
    "capabilities and the lock of iptables": (
        running(
            fields="securityContext: {capabilities: {add: [CAP_NET_ADMIN]}}",
            spec="volumes: [{name: a, hostPath: {path: /run/xtables.lock}}]",
        ),
        ["kube-proxy/network: mounts /run/xtables.lock, adds CAP_NET_ADMIN"],
        ["low"],
    ),
    "programs in the kernel, be it of the network or of what is measured": (
        running(fields="securityContext: {capabilities: {add: [NET_ADMIN, BPF]}}", spec="hostNetwork: true"),
        [],
        [],
    ),
    "nothing of the node": (WEB, ["application: uses nothing of its node"], ["low"]),
    "nothing of the node, but called an agent": (HEAD, [], []),
    "nothing of the node, but on every node": (WEB + "      tolerations: [{operator: Exists}]\n", [], []),
    "a path that says nothing": (mounting("/srv/data"), [], []),
}


@pytest.mark.parametrize(("text", "roles", "confidence"), SHOWN.values(), ids=SHOWN)
def test_a_role_comes_with_what_shows_it(text, roles, confidence):
    found = workload(text).role
    assert [str(role) for role in found.all] == roles
    assert [role.confidence for role in found.all] == confidence


@pytest.mark.parametrize(
    ("said", "more", "ships"),
    [
        ("args: [--path, /var/log/otel-data]", "", False),
        ("env: [{name: DATA_DIR, value: /var/log/thing/data}]", "", False),
        ("args: [--path, /var/log/otel-data]", ", readOnly: true", True),
        ("args: [--path, /var/log/containers]", "", True),
        ("args: ['--path=/var/log/nginx/*.log', --buffer=/var/log/buffer]", "", True),
        ("args: [--logs=/var/log, --buffer=/var/log/buffer]", "", True),
        ("args: [--verbose]", "", True),
    ],
)
def test_a_folder_of_its_own_among_the_logs_shows_no_log_shipper(said, more, ships):
    mount = f"volumeMounts: [{{name: l, mountPath: /var/log{more}}}]"
    volume = "volumes: [{name: l, hostPath: {path: /var/log}}]"
    found = workload(running("registry.example/thing:1.4", f"{said}, {mount}", volume)).role
    assert ("log-shipper" in found) is ships


def test_the_evidence_has_places():
    one = workload(
        pod("volumes:\n- name: a\n  hostPath: {path: /opt/cni/bin}\n- name: b\n  hostPath: {path: /etc/cni}")
    )
    (role,) = one.role.all
    places = [one.written.root.get(*evidence.at).location().start for evidence in role.evidence]
    assert [
        (str(evidence), place.line, place.column) for evidence, place in zip(role.evidence, places, strict=True)
    ] == [
        ("mounts /etc/cni", 14, 26),
        ("mounts /opt/cni/bin", 12, 26),
    ]


def test_of_a_part_nothing_is_concluded_from_what_it_lacks():
    assert workload(WEB).role.names == ("application",)
    assert not workload(WEB, fragment=Fragment("patch", "listed as a patch")).role
    assert not workload("kind: DaemonSet\napiVersion: apps/v1\n").role


@pytest.mark.parametrize(
    "text",
    ["kind: DaemonSet\nspec: {template: {spec: {containers: [7], volumes: x}}}\n", pod("containers: [{image: [1]}]")],
    ids=["types", "a list for an image"],
)
def test_whatever_stands_there_nothing_is_raised(text):
    assert isinstance(str(workload(text).role), str)


EVERY_NODE = {
    "network of the node": (mounting("/etc/cni/net.d", "/opt/cni/bin"), "mounts /etc/cni/net.d"),
    "logs of the node": (mounting("/var/log", "/var/log/pods"), "mounts /var/log/pods"),
    "logs of one workload": (mounting("/var/log/nginx"), None),
    "proc alone": (mounting("/proc"), None),
    "an exporter with nothing but proc": (
        running("prom/node-exporter:1", spec="volumes: [{name: a, hostPath: {path: /proc}}]"),
        None,
    ),
    "an exporter with proc at a place of the host": (
        running(
            "prom/node-exporter:1",
            "volumeMounts: [{name: a, mountPath: /host/proc}]",
            "volumes: [{name: a, hostPath: {path: /proc/}}]",
        ),
        None,
    ),
    "an exporter with the state of the node": (
        running("prom/node-exporter:1", spec="volumes: [{name: a, hostPath: {path: /sys}}]"),
        "mounts /sys",
    ),
    "a name alone": (running("fluent/fluentd:1"), None),
    "devices, where workloads want them": (mounting("/var/lib/kubelet/device-plugins"), None),
}


@pytest.mark.parametrize(("text", "evidence"), EVERY_NODE.values(), ids=EVERY_NODE)
def test_an_agent_belongs_on_every_node_by_what_it_works_on(text, evidence):
    found = workload(text).role.every_node
    assert (found and str(found)) == evidence


ANNOTATED = {
    "on the object": (
        "metadata: {name: agent",
        "metadata: {annotations: {dslint.dev/role: csi}, name: agent",
        ("csi",),
    ),
    "on the pods": (
        "metadata: {labels:",
        "metadata: {annotations: {dslint.dev/role: 'metrics, log-shipper'}, labels:",
        ("metrics", "log-shipper"),
    ),
    "with a word that is no role": (
        "metadata: {name: agent",
        "metadata: {annotations: {dslint.dev/role: wizard}, name: agent",
        (),
    ),
}


@pytest.mark.parametrize(("old", "new", "names"), ANNOTATED.values(), ids=ANNOTATED)
def test_an_annotation_states_roles(old, new, names):
    assert workload(HEAD.replace(old, new)).role.names == names


def test_what_is_stated_says_where():
    text = HEAD.replace("{name: agent}", "{name: agent, annotations: {dslint.dev/role: csi}}")
    (role,) = workload(text).role.all
    assert (str(role), role.confidence) == ("csi: stated by the annotation dslint.dev/role", STATED)
    entries = [StatedRoles("*", ("ingress",), "dslint.yaml:2"), StatedRoles("agent", ("storage",), "dslint.yaml:3")]
    (role,) = workload(text, stated=entries).role.all
    assert (str(role), role.confidence) == ("storage: stated in dslint.yaml:3", STATED)


PATTERNS = {
    "the name": ("agent", None, True),
    "a pattern": ("ag*", "monitoring", True),
    "another name": ("agents", None, False),
    "a namespace": ("monitoring/agent", "monitoring", True),
    "another namespace": ("monitoring/agent", "kube-system", False),
    "no namespace": ("monitoring/agent", None, False),
    "any namespace": ("*/agent", None, True),
}


@pytest.mark.parametrize(("pattern", "namespace", "meant"), PATTERNS.values(), ids=PATTERNS)
def test_an_entry_means_objects_by_namespace_and_name(pattern, namespace, meant):
    assert StatedRoles(pattern, ("cni",), "x").covers(namespace, "agent") is meant


def test_the_tables_name_roles_that_there_are():
    from dslint.kube.data.role_signals import SIGNALS
    from dslint.kube.data.software import BY_USE, SOFTWARE, WORDS

    named = {signal.role for signal in SIGNALS} | {*SOFTWARE.values(), *WORDS.values()}
    assert named | {role for roles in BY_USE.values() for role in roles} == set(ROLES)
