"""What DS220 to DS223 say of a pod held against nodes, and where."""

import pytest

from dslint import Options
from dslint.config.intents import read_place
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.manifest.cluster import Cluster, Intent
from dslint.run import check_text
from dslint.source.location import Location
from dslint.source.text import SourceText, Span

from .hits import hits, pod, rules
from .runs import manifest

CONFIG = SourceText("dslint.yaml", "coverage: [agent]\n")
LINUX = {"kubernetes.io/os": "linux"}
CONTROL = Taint("node-role.kubernetes.io/control-plane", "", "NoSchedule")
FLEET = (
    NodeGroup(Node("cp", LINUX | {"node-role.kubernetes.io/control-plane": ""}, (CONTROL,)), "control-plane"),
    NodeGroup(Node("w1", LINUX | {"disk": "ssd"}), "workers", 2),
    NodeGroup(Node("w2", LINUX | {"disk": "hdd"}), "workers"),
    NodeGroup(Node("gpu", LINUX, (Taint("gpu", "yes", "NoExecute"), Taint("soft", "", "PreferNoSchedule"))), "gpu"),
    NodeGroup(Node("win", {"kubernetes.io/os": "windows"}, (Taint("os", "windows", "NoSchedule"),)), "win"),
)


def intent(on="all", but="", pattern="agent", reason=""):
    on_, but_ = (tuple(map(read_place, filter(None, words.split("|")))) for words in (on, but))
    return Intent(pattern, on_, but_, reason, Location(CONFIG, Span(11, 16), "", ""))


def cluster(*intents, nodes=FLEET):
    return Cluster(Nodes(nodes), ("nodes.yaml",), intents)


def said(rule, fields, where, selected=None):
    """Return message, line and column and the filled text of each hit."""
    on = frozenset(rules() if selected is None else selected)
    out = []
    for ds, hit in hits(rule, pod(fields), selected=on, cluster=where):
        place = ds.source.place(hit.field.span(key=hit.key).start)
        text = rules()[rule].messages[hit.message].text
        out.append((hit.message, *place, text.format_map({k: str(v) for k, v in hit.params.items()})))
    return out


TERMS = (
    "affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms:\n"
    "      - matchExpressions: [{key: disc, operator: Exists}]\n"
    "      - matchExpressions: [{key: disk, operator: In, values: [%s]}]"
)
MISSES = "misses {} of {} nodes it is to run on: {}"


@pytest.mark.parametrize(
    ("fields", "where", "expected"),
    [
        ("", None, []),
        ("", cluster(), []),
        ("", cluster(intent(pattern="other")), []),
        ("", cluster(intent("workers")), []),
        ("tolerations: [{operator: Exists}]", cluster(intent()), []),
        (
            "",
            cluster(intent("linux")),
            [
                ("taint", 8, 5, MISSES.format(1, 5, f"taint {CONTROL} is not tolerated")),
                ("valued", 8, 5, MISSES.format(1, 5, "taint gpu=yes:NoExecute is not tolerated")),
            ],
        ),
        (
            "tolerations:\n- key: other",
            cluster(intent("linux", "gpu")),
            [("taint", 10, 7, MISSES.format(1, 4, f"taint {CONTROL} is not tolerated"))],
        ),
        (
            "nodeSelector:\n  disk: ssd",
            cluster(intent("workers")),
            [("label", 11, 9, MISSES.format(1, 3, "node label disk=ssd is missing"))],
        ),
        (
            "nodeSelector:\n  kubernetes.io/os: windows",
            cluster(intent("workers")),
            [("selection", 11, 9, MISSES.format(3, 3, "node label kubernetes.io/os=windows is missing"))],
        ),
        (
            "nodeName: w2",
            cluster(intent("workers")),
            [("name", 10, 17, MISSES.format(2, 3, "spec.nodeName asks for the node w2"))],
        ),
        (
            TERMS % "hdd",
            cluster(intent("workers")),
            [("label", 14, 15, MISSES.format(2, 3, "none of the 2 node affinity terms is met"))],
        ),
    ],
)
def test_nodes_that_are_meant_and_missed_are_reported_by_obstacle(fields, where, expected):
    assert said("DS220", fields, where) == expected


@pytest.mark.parametrize(
    ("fields", "where", "expected"),
    [
        ("", cluster(intent("workers")), []),
        ("", cluster(intent("disk=ssd")), [("found", 8, 5, "runs on 1 node that it is not meant for: w2")]),
        (
            "nodeSelector: {kubernetes.io/os: linux}",
            cluster(intent("all", "disk=ssd")),
            [("found", 10, 7, "runs on 2 nodes that it is not meant for: w1")],
        ),
        (
            "tolerations:\n- key: x\n- operator: Exists",
            cluster(intent("all", "control-plane|win")),
            [("tolerated", 12, 9, "runs on 2 nodes that it is not meant for: cp, win")],
        ),
        (
            "tolerations:\n- operator: Exists",
            cluster(intent("gpu"), intent("win"), intent("w*")),
            [("tolerated", 11, 9, "runs on 1 node that it is not meant for: cp")],
        ),
    ],
)
def test_nodes_that_are_not_meant_are_reported_where_they_are_let_in(fields, where, expected):
    assert said("DS221", fields, where) == expected


@pytest.mark.parametrize(
    ("fields", "where", "expected"),
    [
        ("", None, []),
        ("", cluster(), []),
        ("nodeSelector: {x: z}", cluster(nodes=()), []),
        ("nodeSelector:\n  x: z", cluster(), [("found", 11, 9, "runs on none of the 6 nodes")]),
        ("nodeSelector:\n  x: z", cluster(intent("workers")), []),
        ("nodeSelector:\n  x: z", cluster(intent("x=z")), [("found", 11, 9, "runs on none of the 6 nodes")]),
        ("nodeSelector:\n  node-role.kubernetes.io/control-plane: ''", cluster(), []),
        ("nodeSelector:\n  node-role.kubernetes.io/master: ''", cluster(), []),
    ],
)
def test_a_daemon_set_that_no_node_fits_is_reported_once(fields, where, expected):
    assert said("DS222", fields, where) == expected


def test_a_rule_that_is_off_says_nothing_in_the_place_of_another():
    fields = "nodeSelector:\n  node-role.kubernetes.io/control-plane: ''"
    assert [hit[:3] for hit in said("DS222", fields, cluster(), selected=["DS222"])] == [("found", 11, 9)]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("nodeSelector: {disk: ssd}", []),
        ("nodeSelector:\n  disk: sdd", [("similar-value", 11, 15)]),
        ("nodeSelector:\n  disk: tape", [("value", 11, 15)]),
        ("nodeSelector:\n  disc: ssd", [("similar", 11, 9)]),
        ("nodeSelector:\n  kubernetes.io/oss: linux", []),  # DS207 says so
        ("nodeSelector:\n  node-role.kubernetes.io/infrastructure: ''", [("found", 11, 9)]),
        ("nodeSelector:\n  node-role.kubernetes.io/master: ''", []),  # DS204 says so
        ("nodeSelector:\n  kubernetes.io/os: Linux", []),  # DS206 says so
        (TERMS % "ssd", []),
        (TERMS % "tape, sdd", [("similar", 14, 40), ("value", 15, 60)]),
        (TERMS % "hdd, tape", []),
    ],
)
def test_a_label_that_no_node_has_is_reported_where_it_is_asked_for(fields, expected):
    rules = ["DS204", "DS206", "DS207", "DS223"]
    assert [hit[:3] for hit in said("DS223", fields, cluster(), selected=rules)] == expected
    assert said("DS223", fields, cluster()) == []  # DS222 says so, or another rule


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("disk: tape", "example-value"),
        ("disk: sdd", "example-similar-value"),
        ("disc: ssd", "example-similar"),
        ("rack: one", "example-found"),
    ],
)
def test_a_profile_is_an_example_of_a_cluster(label, message):
    example = Cluster(Nodes(FLEET), ("profile:kubeadm",), is_example=True)
    fields = f"nodeSelector:\n  {label}"
    assert [hit[0] for hit in said("DS222", fields, example)] == ["example"]
    assert [hit[0] for hit in said("DS223", fields, example, selected=["DS223"])] == [message]


def test_a_profile_proves_nothing_about_the_retired_label():
    example = Cluster(Nodes(FLEET), ("profile:kubeadm",), is_example=True)
    assert [hit[0] for hit in said("DS204", "nodeSelector: {node-role.kubernetes.io/master: ''}", example)] == ["found"]


def test_a_label_that_a_controller_sets_late_is_no_slip():
    assert said("DS223", "nodeSelector: {karpenter.sh/initialized: 'true'}", cluster(), selected=["DS223"]) == []


def test_what_was_meant_is_told_with_what_runs_nowhere():
    [(_, hit)] = hits("DS222", pod("nodeSelector: {disk: sdd}"), cluster=cluster())
    assert hit.params["meant"] == "; did you mean ssd?"


def test_without_nodes_no_label_is_missed():
    assert said("DS223", "nodeSelector: {x: z}", None) == []
    assert said("DS223", "nodeSelector: {x: z}", cluster(nodes=())) == []


@pytest.mark.parametrize(
    ("rule", "fields", "nodes", "expected"),
    [
        ("DS203", "node-role.kubernetes.io/control-plane", FLEET, ["proven-found"]),
        ("DS203", "node-role.kubernetes.io/control-plane", FLEET[1:], ["found"]),
        ("DS203", "node-role.kubernetes.io/control-plane", (NodeGroup(FLEET[0].node._replace(taints=())),), []),
        ("DS204", "node-role.kubernetes.io/master", FLEET, ["proven"]),
        (
            "DS204",
            "node-role.kubernetes.io/master",
            (NodeGroup(Node("a", {"node-role.kubernetes.io/master": ""})),),
            [],
        ),
    ],
)
def test_an_inventory_proves_or_disproves_what_is_usual(rule, fields, nodes, expected):
    assert [hit[0] for hit in said(rule, f"nodeSelector:\n  {fields}: ''", cluster(nodes=nodes))] == expected


def test_a_finding_points_at_the_intent_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dslint.yaml").write_text(
        "nodes: profile:kubeadm\ncoverage:\n  - daemonset: agent\n    on: control-plane\n    reason: logs\n"
    )
    (found,) = (one for one in check_text(pod(""), path="a.yaml").findings if one.rule == "DS220")
    (related,) = found.related
    assert (related.source.path, *related.start, related.text) == ("dslint.yaml", 3, 5, "declared here: logs")
    assert found.severity == "error"


@pytest.mark.parametrize(("rule", "intent"), [("DS220", "coverage: [{daemonset: agent, on: gpu}]\n"), ("DS222", "")])
def test_a_toleration_that_only_pods_get_is_told_at_what_asks_for_it(tmp_path, monkeypatch, rule, intent):
    monkeypatch.chdir(tmp_path)
    pools = 'pools: [{name: gpu, taints: ["nvidia.com/gpu:NoSchedule"]}]\n'
    (tmp_path / "dslint.yaml").write_text(pools + intent)
    text = manifest("agent", "resources: {limits: {nvidia.com/gpu: 1}}")
    (found,) = (one for one in check_text(text, path="a.yaml").findings if one.rule == rule)
    late = "the toleration that the plugin ExtendedResourceToleration adds for nvidia.com/gpu"
    last = found.related[-1]
    at = text.splitlines()[last.start.line - 1][last.start.column - 1 :]
    assert (at.partition(":")[0], last.text) == (
        "nvidia.com/gpu",
        f"{late} comes with the pod, after the controller has decided",
    )
    assert len(found.related) == 1 + bool(intent)


def test_nodes_can_be_given_beside_a_configuration_that_has_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dslint.yaml").write_text("coverage:\n  - {daemonset: agent, on: control-plane}\n")
    report = check_text(pod(""), path="a.yaml")
    assert [one.rule for one in report.findings if one.rule == "DS220"] == []
    assert report.notes == ["coverage in the configuration needs nodes: add nodes or pools, or give --nodes"]
    report = check_text(pod(""), path="a.yaml", options=Options(nodes=("profile:kubeadm",)))
    assert [one.rule for one in report.findings if one.rule == "DS220"] == ["DS220"]


FARGATE = {"eks.amazonaws.com/compute-type": "fargate"}
PROVIDER = Taint("virtual-kubelet.io/provider", "azure", "NoSchedule")


@pytest.mark.parametrize(
    ("fields", "nodes", "expected"),
    [
        ("tolerations:\n- {operator: Exists}", {"f": FARGATE}, [("found", 11, 9, 1)]),
        ("tolerations:\n- {operator: Exists}", {"v": {}}, [("untold", 11, 9, 0)]),
        ("tolerations:\n- {operator: Exists}", {"f": FARGATE, "v": {}}, [("untold", 11, 9, 0)]),
        ("tolerations: []", {"f": FARGATE}, []),
        ("tolerations:\n- {operator: Exists}\nnodeSelector: {pool: web}", {"f": FARGATE}, []),
    ],
    ids=["a label", "a taint alone", "both", "not tolerated", "not selected"],
)
def test_nodes_that_no_machine_stands_behind(fields, nodes, expected):
    taints = (PROVIDER,)
    groups = [NodeGroup(Node("w", {"pool": "web"})), *(NodeGroup(Node(name, nodes[name], taints)) for name in nodes)]
    found = hits("DS218", pod(fields), cluster=cluster(nodes=groups))
    places = [(hit.message, *ds.source.place(hit.field.span().start), len(hit.fix)) for ds, hit in found]
    assert places == expected


def test_each_affinity_term_leaves_virtual_nodes_out():
    term = "      - matchExpressions: [{key: os, operator: Exists}]\n"
    head = "affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms:\n"
    nodes = [NodeGroup(Node("f", FARGATE | {"os": "linux"}))]
    [(_, hit)] = hits("DS218", pod(head + term + term), cluster=cluster(nodes=nodes))
    assert [one.parent.path[-2:] for one in hit.fix] == [(0, "matchExpressions"), (1, "matchExpressions")]


def test_the_key_of_a_taint_as_a_label_is_told_once_where_nothing_runs():
    text = pod("nodeSelector:\n  node.kubernetes.io/unschedulable: 'true'")
    given = cluster(nodes=[NodeGroup(Node("w", LINUX))])
    assert [len(hits(rule, text, cluster=given)) for rule in ("DS222", "DS223", "DS230")] == [1, 0, 0]
    example = Cluster(Nodes([NodeGroup(Node("w", LINUX))]), ("profile:kubeadm",), (), is_example=True)
    assert len(hits("DS230", text, cluster=example)) == 1
    assert len(hits("DS230", text, selected=frozenset({"DS223", "DS230"}), cluster=given)) == 1
    assert hits("DS223", text, selected=frozenset({"DS223", "DS230"}), cluster=given) == []
