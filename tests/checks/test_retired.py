"""DS306 about software that has ended, and what that means for advice."""

import pytest

from dslint.kube.data.retired import retired
from dslint.run import check_paths, check_text
from tests.checks.hits import at_marks, pod

LOGS = "volumes: [{name: v, hostPath: {path: /var/log/pods}}]\n"


def told(rule, text):
    """Return what a rule says of a manifest."""
    return [one for one in check_text(text).findings if one.rule == rule]


def image(text):
    return f"{LOGS}containers:\n- name: a\n  image: {text}\n"


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("grafana/promtail:3.5.1", True), ("docker.io/grafana/promtail", True),
            ("r.example/mirror/grafana/promtail:3.5.1@sha256:" + "0a" * 32, True),
        ("acme/promtail:3.5.1", False), ("grafana/promtail-adapter:1", False), ("grafana/alloy:v1.12.0", False),
        ("grafana/agent:v0.44.2", True), ("acme/agent:1", False), ("quay.io/uswitch/kiam:v4.2", True),
        ("mcr.microsoft.com/oss/azure/aad-pod-identity/nmi:v1.8.17", True),
        ("mcr.microsoft.com/oss/azure/workload-identity/webhook:v1.5.1", False),
        ("registry.k8s.io/ingress-nginx/controller:v1.14.1", True), ("nginx/nginx-ingress:5.3.1", False),
        ("registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.6.5", False),
        ("quay.io/kubernetes-ingress-controller/nginx-ingress-controller:0.33.0", True),
        ("rancher/nginx-ingress-controller:v1.14.1-hardened1", False),
        ("jaegertracing/jaeger-agent:1.62.0", True), ("jaegertracing/jaeger:2.12.0", False),
        ("weaveworks/weave-kube:2.8.1", True), ("rajch/weave-kube:2.9.0", False),
        ("quay.io/signalfx/signalfx-agent:5.28.0", True), ("quay.io/signalfx/splunk-otel-collector:0.138.0", False),
        ("grafana/promtail:${TAG}", True), ("'grafana/promtail:{{ .Values.tag }}'", True),
        ("'grafana/promtail@<digest>'", True), ("'${REGISTRY}/grafana/promtail:3.5.1'", False),
        ("'{{ .Image }}grafana/promtail'", False), ("'a b/grafana/promtail'", False),
    ],
)  # fmt: skip
def test_software_that_has_ended_is_told(text, ended):
    fields = image(f"§{text}" if ended else text)
    assert at_marks("DS306", fields) == (["ended"] if ended else [])


def test_all_of_its_images_are_in_one_finding_with_the_month_and_what_to_move_to():
    fields = pod(image("weaveworks/weave-kube:2.8.1") + "- name: b\n  image: r.example/weaveworks/weave-kube:2.8.1\n")
    (hit,) = told("DS306", fields)
    assert hit.message.endswith("any more: weaveworks/weave-kube:2.8.1, r.example/weaveworks/weave-kube:2.8.1")
    assert (hit.at.text, hit.help) == ("ended in June 2024", "move to another network plugin")
    assert [(one.start.line, one.start.column) for one in hit.related] == [(15, 16)]


def test_a_registry_that_is_frozen_or_gone_comes_first():
    assert at_marks("DS306", image("§k8s.gcr.io/ingress-nginx/controller:v1.1.0")) == ["found"]


@pytest.mark.parametrize("repository", ["kiam", "uswitch__kiam"])
def test_a_project_knows_of_its_own_end(tmp_path, monkeypatch, repository):
    (tmp_path / repository / ".git").mkdir(parents=True)
    (tmp_path / repository / "agent.yaml").write_text(pod(image("quay.io/uswitch/kiam:v4.2")))
    monkeypatch.chdir(tmp_path / repository)
    found = [(one.message_key, one.severity) for one in check_paths(["."]).findings if one.rule == "DS306"]
    assert found == [("own", "info")]


@pytest.mark.parametrize(
    ("text", "message", "severity"),
    [
        ("quay.io/uswitch/kiam:v4.2", "perhaps", "info"),
        ("grafana/agent:v0.44.2", "perhaps", "info"),
        ("grafana/promtail:3.5.1", "critical", "warning"),
    ],
)
def test_advice_for_what_ended_before_the_oldest_kubernetes_is_told_as_information(text, message, severity):
    (hit,) = told("DS503", pod(image(text)))
    assert (hit.message_key, hit.severity) == (message, severity)


def test_the_oldest_patched_release_tells_what_is_outlived():
    assert not retired("grafana/promtail").is_outlived
    assert retired("quay/uswitch/kiam").is_outlived
    assert retired("nginx") is None
