"""DS503: agents without a priority class, by role."""

import pytest

from dslint.run import check_text
from tests.checks.hits import found, pod

ONE = "containers: [{name: a, "
LOGS = "volumes: [{name: v, hostPath: {path: /var/log/containers}}]"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (LOGS, ["critical"]),
        ("hostNetwork: true", ["perhaps"]),
        ("volumes: [{name: v, hostPath: {path: /etc/cni/net.d}}]", ["critical"]),
        (ONE + "image: quay.io/prometheus/node-exporter:v1.9.0}]", ["perhaps"]),
        (ONE + "image: docker.io/falcosecurity/falco:0.41.0}]\nhostPID: true", ["found"]),
        (ONE + "image: 'traefik:v3.5'}]", ["perhaps"]),
        (ONE + "image: 'nginx:1.27'}]", []),
        ("serviceAccountName: x", []),
        (f"{LOGS}\nnodeName: rack-7", ["perhaps"]),
        (f"{LOGS}\nnodeSelector: {{kubernetes.io/hostname: rack-7}}", ["perhaps"]),
        (LOGS + "\n" + ONE + "image: 'localhost:5000/agent:1'}]", ["perhaps"]),
        (LOGS + "\n" + ONE + "image: 'localhost/agent:1'}, {name: b, image: 'r.example/b:1'}]", ["perhaps"]),
        (f"{LOGS}\npriorityClassName: agents", []),
        (f"{LOGS}\npriority: 1000", []),
    ],
    ids=[
        "a log agent", "of its node", "a network agent", "an exporter", "a guard", "an ingress controller",
        "an application", "nothing shows that", "one node by name", "one node by its label", "an image of the machine",
        "one of several images", "it has one", "it has a priority",
    ],
)  # fmt: skip
def test_an_agent_of_the_node_without_a_class_is_told(fields, messages):
    text = pod(fields)
    if ONE in fields:
        text = text.replace("      containers: [{name: agent, image: registry.example/agent:1.4}]\n", "", 1)
    hits = found("DS503", text)
    assert [hit.message for hit in hits] == messages
    assert all((hit.line, hit.column) == (8, 5) for hit in hits)


WAITS, EVICTED = "stay Pending on full nodes", "are among the first that a node evicts when it runs short"
CAPABLE = "image: registry.example/thing:1.4, securityContext: {capabilities: {add: [NET_ADMIN]}}}]"
PROC = "{name: v, hostPath: {path: /proc}}"
SEES = "image: registry.example/thing:1.4, volumeMounts: [{name: v, mountPath: /host/proc}]}]"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (f"hostNetwork: true\n{ONE}{CAPABLE}", "agents of the node"),
        (
            f"hostNetwork: true\n{ONE}{CAPABLE}\nvolumes: [{{name: x, hostPath: {{path: /run/xtables.lock}}}}]",
            "network agents",
        ),
        (f"hostPID: true\n{ONE}{SEES}\nvolumes: [{PROC}]", "agents of the node"),
        (f"{ONE}{SEES}\nvolumes: [{PROC}]", "agents of the node"),
        (f"hostPID: true\n{ONE}{SEES}\nvolumes: [{PROC}, {{name: s, hostPath: {{path: /sys}}}}]", "metrics agents"),
    ],
    ids=["a capability", "and a lock of the network", "processes", "processes alone", "and the state of the node"],
)
def test_an_agent_is_called_by_its_role_only_where_more_than_a_capability_or_proc_shows_it(fields, expected):
    text = pod(fields).replace("      containers: [{name: agent, image: registry.example/agent:1.4}]\n", "", 1)
    [told] = [one.message for one in check_text(text).findings if one.rule == "DS503"]
    subject = told.removeprefix("no priority class: ")
    assert subject.partition(" are ")[0] == expected


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ("", EVICTED),
        (", resources: {limits: {nvidia.com/gpu: 1}}", EVICTED),
        (", resources: {requests: {cpu: 0, memory: '0'}}", EVICTED),
        (", resources: {requests: {cpu: 0m}}", EVICTED),
        (", resources: {requests: {cpu: 0, memory: 1Mi}}", WAITS),
        (", resources: {requests: {cpu: 0}, limits: {cpu: 1}}", EVICTED),
        (", resources: {requests: {cpu: 10m}}", WAITS),
        (", resources: {limits: {memory: 64Mi}}", WAITS),
    ],
    ids=[
        "nothing", "a device", "zero", "zero thousandths", "zero of one", "zero below a limit", "a request", "a limit",
    ],
)  # fmt: skip
def test_what_requests_nothing_fits_on_full_nodes_and_is_evicted_first(resources, expected):
    text = pod(f"hostNetwork: true\n{ONE}image: a/b:1{resources}}}]\n{LOGS}")
    text = text.replace("      containers: [{name: agent, image: registry.example/agent:1.4}]\n", "", 1)
    [told] = [one.message for one in check_text(text).findings if one.rule == "DS503"]
    assert told == f"no priority class: log-shipper agents {expected}"


def test_what_the_whole_pod_requests_takes_room():
    [told] = [
        one.message
        for one in check_text(pod(f"{LOGS}\nresources: {{requests: {{cpu: 1}}}}")).findings
        if one.rule == "DS503"
    ]
    assert told == "no priority class: log-shipper agents stay Pending on full nodes"


def test_what_nobody_knows_is_an_agent_in_kube_system():
    text = pod("hostNetwork: true").replace("{name: agent}\nspec", "{name: agent, namespace: kube-system}\nspec", 1)
    assert [tuple(hit) for hit in found("DS503", text)] == [("unknown", 8, 5)]


@pytest.mark.parametrize(
    ("namespace", "label", "message"),
    [
        ("logging", "cloud.google.com/gke-nodepool", "quota"),
        ("kube-system", "cloud.google.com/gke-nodepool", "critical"),
        ("logging", "kubernetes.io/os", "critical"),
    ],
)
def test_on_gke_a_critical_class_takes_a_quota_outside_kube_system(namespace, label, message):
    text = pod(f"{LOGS}\nnodeSelector: {{{label}: linux}}")
    text = text.replace("{name: agent}\nspec", f"{{name: agent, namespace: {namespace}}}\nspec", 1)
    assert [hit.message for hit in found("DS503", text)] == [message]


def test_an_annotation_that_asked_for_a_class_is_told_alone():
    text = pod(LOGS).replace("labels:", 'annotations: {scheduler.alpha.kubernetes.io/critical-pod: ""}, labels:', 1)
    assert [(one.rule, *one.at.start) for one in check_text(text).findings if one.rule in ("DS303", "DS503")] == [
        ("DS303", 7, 30)
    ]
