import pytest

from tests.checks.hits import at_marks, hits, pod

ASKS = "env: [{name: TO, value: 'http://collector.monitoring.svc:4318'}]"


def told(words):
    """Return fields of a pod in the host's network with a container that is told something."""
    return f"hostNetwork: §true\ninitContainers: [{{name: i, image: a, {words}}}]"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ("hostNetwork: true", []),
        ("hostNetwork: true\ndnsPolicy: §ClusterFirst", ["found"]),
        ("hostNetwork: true\ndnsPolicy: ClusterFirst\nschedulerName: default-scheduler", []),  # the server wrote both
        ("dnsPolicy: ClusterFirst", []),
        ("hostNetwork: true\ndnsPolicy: ClusterFirst\nnodeSelector: {kubernetes.io/os: windows}", []),
        ("hostNetwork: true\ndnsPolicy: ClusterFirst\nos: {name: windows}", []),
        (told(ASKS), ["asked"]),
        (told(ASKS) + "\ndnsPolicy: null", ["asked"]),
        (told(ASKS).replace("§", "") + "\ndnsPolicy: §ClusterFirst", ["asked"]),
        (told(ASKS).replace("§", "") + "\ndnsPolicy: ClusterFirstWithHostNet", []),
        (told(ASKS).replace("§", "") + "\ndnsPolicy: Default", []),
        (told(ASKS).replace("§", "").replace("true", "'true'"), []),
        (told("args: [--to, collector.monitoring.svc.cluster.local]"), ["asked"]),
        (told("command: [sh, -c, 'exec agent --to=https://a.$(NAMESPACE).svc/x']"), ["asked"]),
    ],
)
def test_host_network_dns(fields, messages):
    assert at_marks("DS701", fields) == messages


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("args: [--to=collector.example.com]", id="another name"),
        pytest.param("args: [--unit=agent.svc]", id="a file"),
        pytest.param("args: [--dns-names=hook.monitoring.svc]", id="a name in a certificate"),
        pytest.param("args: [--to=10.0.0.1]", id="an address"),
        pytest.param("env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]", id="no text"),
    ],
)
def test_what_is_no_name_of_the_cluster(words):
    assert at_marks("DS701", told(words).replace("§", "")) == []


DNS_WAITS_FOR = {
    "the configuration of CNI": "volumes: [{name: v, hostPath: {path: /etc/cni/net.d}}]",
    "its plugins": "volumes: [{name: v, hostPath: {path: /opt/cni/bin/}}]",
    "its plugins where k3s has them": "volumes: [{name: v, hostPath: {path: /var/lib/rancher/k3s/data/cni/bin}}]",
    "a part of the control plane": "containers: [{name: c, image: 'registry.k8s.io/kube-apiserver-amd64:v1.30.1'}]",
    "etcd": "containers: [{name: etcd, image: 'quay.io/coreos/etcd:v3.5.9'}]",
    "kube-proxy": "containers: [{name: kube-proxy, image: 'registry.k8s.io/kube-proxy:v1.30.1'}]",
    "routes": "containers: [{name: speaker, image: 'quay.io/metallb/speaker:v0.14.8'}]",
    "a cloud controller": "containers: [{name: c, image: a, command: [/bin/openstack-cloud-controller-manager]}]",
    "a cache of the DNS": "containers: [{name: node-cache, image: 'registry.k8s.io/dns/k8s-dns-node-cache:1.23.1'}]",
}
NOT_FOR = {
    "a driver of volumes": "volumes: [{name: v, hostPath: {path: /var/lib/kubelet/plugins_registry}}]",
    "an exporter": "containers: [{name: node-exporter, image: 'quay.io/prometheus/node-exporter:v1.8.2'}]",
    "what shows no role": "volumes: [{name: v, hostPath: {path: /srv}}]",
}


@pytest.mark.parametrize("fields", DNS_WAITS_FOR.values(), ids=DNS_WAITS_FOR)
def test_what_the_dns_itself_waits_for_is_left_alone(fields):
    assert at_marks("DS701", f"hostNetwork: true\ndnsPolicy: ClusterFirst\n{fields}") == []
    assert at_marks("DS701", f"{told(ASKS)}\n{fields}".replace("§", "")) == []


def test_a_written_policy_is_told_with_the_network_that_it_does_not_fit():
    [(ds, hit)] = hits("DS701", pod("hostNetwork: true\ndnsPolicy: ClusterFirst"))
    assert ds.source.place(hit.field.span().start) == (11, 18)
    assert [ds.source.place(note.field.span().start) for note in hit.notes] == [(10, 20)]


@pytest.mark.parametrize("fields", NOT_FOR.values(), ids=NOT_FOR)
def test_what_the_dns_does_not_wait_for_is_not(fields):
    assert at_marks("DS701", f"hostNetwork: true\ndnsPolicy: §ClusterFirst\n{fields}") == ["found"]


def test_a_stated_role_decides():
    text = pod(told(ASKS).replace("§", "")).replace(
        "metadata: {name: agent", "metadata: {annotations: {dslint.dev/role: kube-proxy/network}, name: agent", 1
    )
    assert hits("DS701", text) == []


SERVICE = (
    "---\napiVersion: v1\nkind: Service\nmetadata: {name: collector, namespace: %s}\nspec: {ports: [{port: 80}]}\n"
)
CONFIG = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata:\n  a: |\n    %s\n"
READS = "volumes: [{name: v, configMap: {name: config}}]"


@pytest.mark.parametrize(
    ("fields", "other", "line"),
    [
        pytest.param("args: ['http://collector:80']", SERVICE % "monitoring", 11, id="a service"),
        pytest.param("args: [--to=collector:80]", SERVICE % "monitoring", 11, id="with its port"),
        pytest.param("args: [--to=collector.monitoring:80]", SERVICE % "monitoring", 11, id="with its namespace"),
        pytest.param("args: [--name=collector]", SERVICE % "monitoring", None, id="a word like its name"),
        pytest.param("args: ['http://collector:80']", SERVICE % "other", None, id="a service elsewhere"),
        pytest.param("args: ['http://collector.other:80']", SERVICE % "other", 11, id="elsewhere, by its namespace"),
        pytest.param("args: [--to=collector-2:80]", SERVICE % "monitoring", None, id="a longer name"),
        pytest.param("args: [a]", CONFIG % "to: http://x.y.svc", 18, id="a ConfigMap that is read"),
        pytest.param("args: [a]", CONFIG % "# to: http://x.y.svc", None, id="a comment in it"),
        pytest.param("args: [a]", (CONFIG % "x.y.svc").replace("name: config", "name: other"), None, id="another one"),
        pytest.param("args: [a]", "---\nkind: ConfigMap\ndata: [\n", None, id="what cannot be read"),
    ],
)
def test_objects_of_the_same_text_show_what_is_asked_for(fields, other, line):
    text = pod(f"hostNetwork: true\ninitContainers: [{{name: i, image: a, {fields}}}]\n{READS}")
    text = text.replace("metadata: {name: agent}", "metadata: {name: agent, namespace: monitoring}", 1)
    text += other.replace("metadata: {name: config}", "metadata: {name: config, namespace: monitoring}")
    found = hits("DS701", text)
    assert [hit.message for _, hit in found] == (["asked"] if line else [])
    assert [ds.source.place(note.field.span().start)[0] for ds, hit in found for note in hit.notes] == (
        [line] if line else []
    )


def test_an_unset_policy_may_come_from_elsewhere():
    assert [hit.absence for _, hit in hits("DS701", pod(told(ASKS).replace("§", "")))] == [True]
