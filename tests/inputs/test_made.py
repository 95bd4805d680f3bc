"""Objects that become a DaemonSet: which are named, and where their parts stand."""

import pytest

from dslint.inputs.documents import daemon_sets, read
from dslint.kube.data.makers import GROUPS, MAKERS, PARTS, Maker
from dslint.source.text import SourceText


def found(text, more=None):
    return [
        one
        for document in read(SourceText.of("x.yaml", text), everything=True)
        for one in daemon_sets(document, more or {})
    ]


def head(kind):
    group, version, name = kind.split("/")
    return f"apiVersion: {group}/{version.replace('*', 'v2')}\nkind: {name}\nmetadata: {{name: x, namespace: ns}}\n"


CHARTS = {
    "a release of Flux": ("helm.toolkit.fluxcd.io/v2/HelmRelease", ""),
    "a chart of k3s": ("helm.cattle.io/v1/HelmChart", "spec: {chart: traefik}\n"),
    "an older release of Flux": ("helm.toolkit.fluxcd.io/v2beta1/HelmRelease", "spec: {chart: {}}\n"),
    "an application with a chart": ("argoproj.io/v1alpha1/Application", "spec: {source: {chart: x}}\n"),
    "one with Helm values": ("argoproj.io/v1alpha1/Application", "spec: {source: {path: x, helm: {values: a}}}\n"),
    "one of several sources": ("argoproj.io/v1alpha1/Application", "spec: {sources: [{path: a}, {chart: x}]}\n"),
    "a set of applications": (
        "argoproj.io/v1alpha1/ApplicationSet",
        "spec: {template: {spec: {sources: [{helm: {valueFiles: [a]}}]}}}\n",
    ),
}


@pytest.mark.parametrize(("kind", "spec"), CHARTS.values(), ids=CHARTS)
def test_what_installs_a_chart_is_named(kind, spec):
    (one,) = found(f"# x\n{head(kind)}{spec}")
    name = kind.rpartition("/")[2]
    reason = f"the chart of this {name}; render it: helm template CHART | dslint check --fail-on-empty -"
    assert tuple(one) == ("x.yaml", 2, reason)


NONE = {
    "an application of manifests": ("argoproj.io/v1alpha1/Application", "spec: {source: {path: x}}\n"),
    "another kind of Argo": ("argoproj.io/v1alpha1/Workflow", "spec: {source: {chart: x}}\n"),
    "another group": ("example.com/v1/HelmRelease", ""),
    "a collector that is a Deployment": (
        "opentelemetry.io/v1beta1/OpenTelemetryCollector",
        "spec: {mode: deployment}\n",
    ),
    "a collector of no mode": ("opentelemetry.io/v1beta1/OpenTelemetryCollector", "spec: {tolerations: []}\n"),
    "an agent that is a Deployment": ("agent.k8s.elastic.co/v1alpha1/Agent", "spec: {deployment: {}}\n"),
}


@pytest.mark.parametrize(("kind", "spec"), NONE.values(), ids=NONE)
def test_what_becomes_something_else_is_not_named(kind, spec):
    assert found(head(kind) + spec) == []


TOLERATIONS = "tolerations: [{key: a}]"
OPERATORS = {
    "a collector": ("opentelemetry.io/v1beta1/OpenTelemetryCollector", f"mode: daemonset, {TOLERATIONS}", ""),
    "an older collector": ("opentelemetry.io/v1alpha1/OpenTelemetryCollector", f"mode: daemonset, {TOLERATIONS}", ""),
    "an Elastic Agent": (
        "agent.k8s.elastic.co/v1alpha1/Agent",
        f"daemonSet: {{podTemplate: {{spec: {{{TOLERATIONS}}}}}}}",
        "/daemonSet/podTemplate/spec",
    ),
    "a Beat": (
        "beat.k8s.elastic.co/v1beta1/Beat",
        f"daemonSet: {{podTemplate: {{spec: {{{TOLERATIONS}}}}}}}",
        "/daemonSet/podTemplate/spec",
    ),
    "a Datadog agent": (
        "datadoghq.com/v2alpha1/DatadogAgent",
        f"override: {{nodeAgent: {{{TOLERATIONS}}}}}",
        "/override/nodeAgent",
    ),
    "Fluent Bit": ("fluentbit.fluent.io/v1alpha2/FluentBit", TOLERATIONS, ""),
}


@pytest.mark.parametrize(("kind", "spec", "pointer"), OPERATORS.values(), ids=OPERATORS)
def test_the_parts_that_an_operator_takes_over_are_looked_at_in_place(kind, spec, pointer):
    whole, ds = found(f"items:\n- {{kind: List, items: [{{kind: x}}]}}\n- {json_of(head(kind), spec)}\n")
    assert whole.line == 3
    assert f"an object of kind {kind.rpartition('/')[2]}, but for the parts" in whole.reason
    key = ds.pod_spec.get("tolerations", 0, "key")
    assert (key.text, key.pointer) == ("a", f"/items/1/spec{pointer}/tolerations/0/key")
    assert key.location().start == (3, ds.source.text.split("\n")[2].index("key: a") + 6)
    assert (ds.name.kind, ds.name.title, ds.is_whole) == (kind.rpartition("/")[2], "ns/x", False)
    assert ds.root.get("spec", "selector").location().pointer == "/items/1"
    assert ds.value["kind"] == "DaemonSet"


def json_of(head, spec):
    return "{" + ", ".join(head.strip().split("\n")) + f", spec: {{{spec}}}}}"


def test_an_operator_with_nothing_of_a_pod_is_named_alone():
    (one,) = found(head("datadoghq.com/v2alpha1/DatadogAgent"))
    assert one.line == 1


def test_kinds_can_be_added_and_known_ones_replaced():
    more = {
        "example.com/v1/Agent": Maker(parts={"podSpec": "/spec/pods/0", "tolerations": "/spec/extra"}),
        "datadoghq.com/v2alpha1/DatadogAgent": Maker(parts={"selector": "/spec/a~1b"}),
    }
    spec = "spec: {pods: [{hostNetwork: true, tolerations: [{key: a}]}], extra: [], a/b: {matchLabels: {}}}\n"
    _, agent = found(head("example.com/v1/Agent") + spec, more)
    assert agent.pod_spec.get("hostNetwork").pointer == "/spec/pods/0/hostNetwork"
    assert agent.pod_spec.get("tolerations", 0, "key").text == "a"
    _, other = found(head("datadoghq.com/v2alpha1/DatadogAgent") + spec, more)
    assert other.selector.get("matchLabels").pointer == "/spec/a~1b/matchLabels"


def test_each_row_of_the_table_can_be_found_and_says_what_there_is():
    for name, maker in MAKERS.items():
        assert any(group in head(name) for group in GROUPS)
        assert set(maker.parts) <= set(PARTS)
        assert all(pointer.startswith("/spec/") for pointer in (*maker.parts.values(), *maker.when))
