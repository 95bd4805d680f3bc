"""What the key ``cluster`` declares: read with places, mistakes told where they are, used by rules about a run."""

import json

import pytest

from dslint.config import Origin
from dslint.kube.data.objects import CLUSTER_KINDS, NAMESPACED_KINDS
from tests.checkout import ROOT
from tests.manifests import IN_NAMESPACE


def objects(settings):
    return {str(one.owner.name): one.value for one in settings.declared}


def test_names_are_objects_and_so_are_names_with_fields(project):
    project.write(
        "dslint.yaml",
        "cluster:\n"
        "  priorityClasses: [node-agents]\n"
        "  runtimeClasses: {gvisor: {handler: runsc}}\n"
        "  clusterRoles: {'system:agent': {rules: [{apiGroups: [''], resources: [pods], verbs: [list]}]}}\n"
        "  namespaces:\n"
        "    logging:\n"
        "      labels: {pod-security.kubernetes.io/enforce: baseline}\n"
        "      serviceAccounts: {shipper: {secrets: [{name: a}]}}\n"
        "      configMaps: {conf: {keys: [a.yaml]}}\n"
        "      resourceQuotas: {compute: {spec: {hard: {pods: 10}}, status: {used: {pods: 9}}}}\n"
        "    empty:\n",
    )
    settings = project.settings()
    assert objects(settings) == {
        "PriorityClass node-agents": {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": {"name": "node-agents"},
        },
        "RuntimeClass gvisor": {
            "apiVersion": "node.k8s.io/v1",
            "kind": "RuntimeClass",
            "metadata": {"name": "gvisor"},
            "handler": "runsc",
        },
        "ClusterRole system:agent": {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRole",
            "metadata": {"name": "system:agent"},
            "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}],
        },
        "Namespace logging": {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": "logging", "labels": {"pod-security.kubernetes.io/enforce": "baseline"}},
        },
        "ServiceAccount logging/shipper": {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": "shipper", "namespace": "logging"},
            "secrets": [{"name": "a"}],
        },
        "ConfigMap logging/conf": {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": "conf", "namespace": "logging"},
            "data": {"a.yaml": ""},
        },
        "ResourceQuota logging/compute": {
            "apiVersion": "v1",
            "kind": "ResourceQuota",
            "metadata": {"name": "compute", "namespace": "logging"},
            "spec": {"hard": {"pods": 10}},
            "status": {"used": {"pods": 9}},
        },
        "Namespace empty": {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "empty"}},
    }
    places = {one.name: tuple(one.at.location().start) for one in settings.declared}
    assert places["node-agents"] == (2, 21)
    assert places["shipper"] == (8, 25)


@pytest.mark.parametrize("plural", CLUSTER_KINDS)
def test_every_kind_of_the_cluster_can_be_declared(project, plural):
    project.write("dslint.yaml", f"cluster: {{{plural}: [a]}}\n")
    kind = CLUSTER_KINDS[plural]
    assert [(one.kind, one.namespace, one.value["apiVersion"]) for one in project.settings().declared] == [
        (kind.kind, None, kind.api_version)
    ]


@pytest.mark.parametrize("plural", NAMESPACED_KINDS)
def test_every_kind_of_a_namespace_can_be_declared(project, plural):
    project.write("dslint.yaml", f"cluster: {{namespaces: {{x: {{{plural}: [a]}}}}}}\n")
    kind = NAMESPACED_KINDS[plural]
    namespace, one = project.settings().declared
    assert (namespace.kind, namespace.name) == ("Namespace", "x")
    assert (one.kind, one.namespace, one.value["apiVersion"]) == (kind.kind, "x", kind.api_version)


def test_what_a_file_declares_goes_beside_what_the_file_that_it_extends_declares(project):
    project.write("base.yaml", "cluster: {priorityClasses: [a]}\n")
    project.write("dslint.yaml", "extends: base.yaml\ncluster: {runtimeClasses: [b]}\n")
    settings = project.settings()
    assert list(objects(settings)) == ["PriorityClass a", "RuntimeClass b"]
    assert settings.origins["cluster"] == Origin(("PriorityClass a", "RuntimeClass b"), "base.yaml:1, dslint.yaml:2")


AGENT = (
    IN_NAMESPACE % "logging"
    + """\
      serviceAccountName: agent
      priorityClassName: node-agents
      tolerations: [{operator: Exists}]
      containers:
      - {name: agent, image: "registry.example/agent:1.4"}
"""
)


def told(project, rule, config, manifest=AGENT):
    from dslint import Options
    from dslint.run import check_paths

    project.write("dslint.yaml", config)
    project.write("deploy/agent.yaml", manifest)
    report = check_paths(["."], Options(select=(rule,), preview=True))
    assert report.errors == []
    return [(one.message, tuple(one.at.start), [str(place) for place in one.related]) for one in report.findings]


@pytest.fixture
def _catalogue(monkeypatch):
    """The rules of the catalogue instead of the few of these tests."""
    from dslint.catalogue.index import load_rules
    from dslint.config import settings

    monkeypatch.setattr(settings, "load_rules", load_rules)


@pytest.mark.usefixtures("_catalogue")
@pytest.mark.parametrize(
    ("rule", "config", "messages"),
    [
        pytest.param("DS504", "", [], id="nothing is known of classes"),
        pytest.param("DS504", "cluster: {priorityClasses: [node-agents]}", [], id="a class that is declared"),
        pytest.param(
            "DS504",
            "cluster: {priorityClasses: [agents]}",
            [("there is no PriorityClass node-agents in the input; did you mean agents?", (10, 26))],
            id="a class that is not among those declared",
        ),
        pytest.param(
            "DS504",
            "cluster: {namespaces: {logging: {serviceAccounts: [node-agent]}}}",
            [],
            id="an account says nothing of classes",
        ),
        pytest.param(
            "DS801",
            "cluster: {namespaces: {logging: {serviceAccounts: [shipper]}}}",
            [("there is no ServiceAccount agent in the input", (9, 27))],
            id="an account that is not among those declared",
        ),
        pytest.param(
            "DS801",
            "cluster: {namespaces: {logging: {serviceAccounts: [agent]}}}",
            [],
            id="an account that is declared",
        ),
        pytest.param(
            "DS801",
            "cluster: {namespaces: {other: {serviceAccounts: [shipper]}}}",
            [],
            id="accounts of another namespace",
        ),
        pytest.param(
            "DS411",
            "cluster: {namespaces: {logging: {horizontalPodAutoscalers: {a: {spec: {scaleTargetRef: "
            "{kind: DaemonSet, name: agent}}}}}}}",
            [("HorizontalPodAutoscaler a targets it, and a DaemonSet has no scale", (3, 18))],
            id="an autoscaler",
        ),
        pytest.param(
            "DS410",
            "cluster: {namespaces: {logging: {podDisruptionBudgets: {b: {spec: {selector: {matchLabels: "
            "{app: agent}}}}}}}}",
            [("PodDisruptionBudget b counts its pods, which a drain does not evict", (7, 16))],
            id="a budget, wherever the manifests lie",
        ),
        pytest.param(
            "DS502",
            "cluster: {namespaces: {logging: {limitRanges: {l: {spec: {limits: [{default: {memory: 1Gi}}]}}}}}}",
            [],
            id="a LimitRange with defaults",
        ),
    ],
)
def test_rules_about_a_run_hold_manifests_against_what_is_declared(project, rule, config, messages):
    found = told(project, rule, config)
    assert [(message, place) for message, place, _ in found] == messages


@pytest.mark.usefixtures("_catalogue")
def test_a_finding_shows_what_the_configuration_declares(project):
    ((_, _, related),) = told(project, "DS504", "cluster:\n  priorityClasses:\n  - agents\n")
    assert related == ["dslint.yaml:3:5"]


@pytest.mark.usefixtures("_catalogue")
def test_a_rule_reads_no_kinds_but_its_own(project):
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: agent, namespace: logging}\n---\n"
    assert told(project, "DS504,DS801", "", account + AGENT) == []


def test_the_schema_has_every_kind_with_its_fields():
    kinds = json.loads((ROOT / "schemas" / "config.schema.json").read_text(encoding="utf-8"))["$defs"]["cluster"]
    assert list(kinds["properties"]) == [*CLUSTER_KINDS, "namespaces"]
    metadata = ["labels", "annotations"]
    for plural, kind in CLUSTER_KINDS.items():
        assert _fields(kinds, plural) == [*metadata, *kind.fields]
    assert _fields(kinds, "namespaces") == [*metadata, *NAMESPACED_KINDS]
    namespace = kinds["properties"]["namespaces"]["anyOf"][1]["additionalProperties"]
    for plural, kind in NAMESPACED_KINDS.items():
        assert _fields(namespace, plural) == [*metadata, *kind.fields]


def _fields(schema, plural):
    names, fields = schema["properties"][plural]["anyOf"]
    assert names["items"]["pattern"] == fields["propertyNames"]["pattern"]
    return list(fields["additionalProperties"]["properties"])


def test_the_guide_names_every_kind():
    guide = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    section = guide.partition("## Objects of the cluster\n")[2].partition("\n## ")[0]
    named = [
        word for word in section.replace("\n", " ").split("`")[1::2] if word in {*CLUSTER_KINDS, *NAMESPACED_KINDS}
    ]
    assert named == [*CLUSTER_KINDS, *NAMESPACED_KINDS]
