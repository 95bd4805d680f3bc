"""Who gates a node: startup taints, the agents that take them away, and those that wait for each other."""

import json

import pytest
from jsonschema import Draft202012Validator

from dslint.coverage import cover, read_daemon_sets
from dslint.coverage.gate_words import cells
from dslint.coverage.gates import LOCKED, gates
from dslint.coverage.report import CoverageReport
from dslint.coverage.row import MISSED, NOT_SELECTED, PENDING, REFUSED
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.quantity import parse
from dslint.manifest.cluster import Cluster
from dslint.render import coverage_json
from dslint.render.style import Style
from tests.checkout import ROOT
from tests.coverage.build import covered, manifest

CILIUM = Taint("node.cilium.io/agent-not-ready", "true", "NoExecute")
EBS = Taint("ebs.csi.aws.com/agent-not-ready", "", "NoExecute")
OTHER = Taint("example.com/ready", "", "NoSchedule")
READY = "node.kubernetes.io/not-ready:NoSchedule"
ANY = [{"operator": "Exists"}]


def agent(image, *tolerations, **spec):
    return {"containers": [{"name": "a", "image": image}], "tolerations": list(tolerations), **spec}


def cilium(*tolerations, **spec):
    return agent("quay.io/cilium/cilium:v1.17.0", *(tolerations or ANY), **spec)


def ebs(*tolerations, **spec):
    return agent("public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.40.0", *tolerations, **spec)


def tolerating(taint):
    return {"key": taint.key, "operator": "Exists"}


def network(*tolerations):
    paths = [{"name": "net", "hostPath": {"path": "/etc/cni/net.d"}}]
    mounts = [{"name": "net", "mountPath": "/etc/cni/net.d"}]
    container = {"name": "cni", "image": "registry.example/cni:0.2.1", "volumeMounts": mounts}
    return {"hostNetwork": True, "volumes": paths, "containers": [container], "tolerations": list(tolerations)}


def group(name, *startup, taints=(), **labels):
    return NodeGroup(Node(name, labels, taints), name, startup=startup)


def told(nodes, *specs):
    return [
        (
            str(gate.taint),
            [row.title for row in gate.agents],
            [column.title for column in gate.columns],
            [
                (one.row.title, one.state, list(map(str, one.waits_for)), [c.title for c in one.columns])
                for one in gate.gaps
            ],
        )
        for gate in gates(covered(Nodes(nodes), *specs))
    ]


def test_without_such_taints_and_agents_there_is_no_gate():
    assert told([group("n", taints=(Taint("a", "b", "NoSchedule"),))], agent("registry.example/agent:1")) == []


def test_a_declared_taint_is_taken_away_by_its_agent():
    assert told([group("p", CILIUM), group("q")], cilium()) == [(str(CILIUM), ["a"], ["p"], [])]


def test_nobody_takes_away_what_none_of_them_is_for():
    assert told([group("p", OTHER)], cilium(), agent("x"))[0] == (str(OTHER), [], ["p"], [])


@pytest.mark.parametrize(
    ("spec", "state", "waits"),
    [
        (ebs(), LOCKED, [str(EBS)]),
        (ebs(*ANY, nodeSelector={"disk": "ssd"}), NOT_SELECTED, []),
        (ebs({"key": EBS.key, "value": "true"}), LOCKED, [str(EBS)]),
    ],
    ids=["its own taint", "not selected", "another value"],
)
def test_an_agent_that_does_not_come_leaves_its_taint(spec, state, waits):
    assert told([group("p", EBS)], spec) == [(str(EBS), ["a"], ["p"], [("a", state, waits, ["p"])])]


def test_an_agent_that_is_kept_off_or_finds_no_room_leaves_its_taint():
    small = NodeGroup(Node("small", {}), "small", allocatable={"cpu": parse("1"), "pods": parse("9")}, startup=(EBS,))
    greedy = ebs(*ANY)
    greedy["containers"][0]["resources"] = {"requests": {"cpu": "2"}}
    assert told([small], greedy)[0][3] == [("a", PENDING, [], ["small"])]
    tainted = group("gpu", EBS, taints=(Taint("gpu", "", "NoSchedule"),))
    assert told([tainted], ebs(tolerating(EBS)))[0][3] == [("a", MISSED, [], ["gpu"])]


def test_agents_come_in_rounds_and_who_waits_for_one_that_comes_is_not_locked():
    nodes = [group("p", CILIUM, EBS)]
    assert [gate[3] for gate in told(nodes, cilium(), ebs(tolerating(EBS)))] == [[], []]


def test_agents_that_wait_for_each_other_are_locked():
    found = told([group("p", CILIUM, EBS)], cilium(tolerating(CILIUM)), ebs(tolerating(EBS)))
    assert [(gate[0], gate[3]) for gate in found] == [
        (str(CILIUM), [("a", LOCKED, [str(EBS)], ["p"])]),
        (str(EBS), [("b", LOCKED, [str(CILIUM)], ["p"])]),
    ]


def test_where_one_of_several_agents_comes_the_gate_opens():
    nodes = [group("linux", EBS, os="linux"), group("windows", EBS, os="windows")]
    both = ebs(*ANY, nodeSelector={"os": "linux"}), ebs(*ANY, nodeSelector={"os": "windows"})
    assert told(nodes, *both) == [(str(EBS), ["a", "b"], ["linux", "windows"], [])]
    assert told(nodes, both[0])[0][3] == [("a", NOT_SELECTED, [], ["windows"])]


def test_a_taint_that_no_inventory_declares_is_told_with_its_agent():
    nodes = [group("p"), group("gpu", taints=(Taint("gpu", "", "NoSchedule"),))]
    assert told(nodes, ebs(tolerating(EBS))) == [(str(EBS), ["a"], [], [("a", MISSED, [], ["gpu"])])]
    assert told(nodes[:1], ebs(tolerating(EBS), nodeSelector={"disk": "ssd"})) == [(str(EBS), ["a"], [], [])]
    assert told(nodes[:1], ebs())[0][3] == [("a", LOCKED, [str(EBS)], ["p"])]


@pytest.mark.parametrize(
    ("tolerations", "gaps"),
    [(ANY, []), ([{"key": "x", "operator": "Exists"}], [("a", LOCKED, [READY], ["p"])])],
    ids=["tolerated", "not tolerated"],
)
def test_every_new_node_waits_for_its_network(tolerations, gaps):
    assert told([group("p")], network(*tolerations)) == [(READY, ["a"], [], gaps)]


def test_who_waits_for_the_network_comes_after_it():
    assert [gate[3] for gate in told([group("p", EBS)], ebs(tolerating(EBS)), network(*ANY))] == [[], []]
    locked = told([group("p", EBS)], ebs(tolerating(EBS)), network())
    assert [(gate[0], gate[3]) for gate in locked] == [
        (str(EBS), [("a", LOCKED, [READY], ["p"])]),
        (READY, [("b", LOCKED, [str(EBS), READY], ["p"])]),
    ]


def test_a_cloud_controller_opens_every_node_from_where_it_runs():
    taint = "node.cloudprovider.kubernetes.io/uninitialized=true:NoSchedule"
    controller = agent("registry.example/cloud-controller-manager:1.30.1", *ANY, hostNetwork=True)
    nodes = [group("cp"), group("far", **{"eks.amazonaws.com/compute-type": "fargate"})]
    assert (taint, ["a"], [], []) in told(nodes, controller)
    assert (taint, ["a"], [], [("a", LOCKED, [taint], ["cp"])]) in told(nodes[:1], {**controller, "tolerations": []})


def test_a_taint_that_only_discourages_keeps_nobody_off():
    soft = Taint("example.com/soft", "", "PreferNoSchedule")
    assert [gate[3] for gate in told([group("p", soft, EBS)], ebs(tolerating(EBS)))] == [[], []]


def test_words_say_where_an_agent_is_not():
    (gate,) = gates(covered(Nodes([group("p", EBS)]), ebs()))
    assert cells(gate) == (str(EBS), "new nodes of p", "a", f"p (1 node): waits for {EBS}")


def test_an_agent_whose_pods_are_refused_leaves_its_taint():
    limits = {"limits": [{"type": "Container", "default": {"cpu": "1"}}]}
    objects = [{"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "usual"}, "spec": limits}]
    greedy = ebs(*ANY)
    greedy["containers"][0]["resources"] = {"requests": {"cpu": "2"}}
    text = "\n---\n".join(json.dumps(one) for one in [manifest(greedy), *objects])
    found = read_daemon_sets(text, "a.json")
    coverage = cover(found.daemon_sets, Cluster(Nodes([group("p", EBS)])), found.objects)
    (gap,) = gates(coverage)[0].gaps
    assert gap.state == REFUSED
    schema = json.loads((ROOT / "schemas" / "coverage.schema.json").read_text(encoding="utf-8"))
    written = json.loads("".join(coverage_json.render(CoverageReport(coverage), Style())))
    assert written["gates"][0]["gaps"][0]["state"] == "refused"
    assert list(Draft202012Validator(schema).iter_errors(written)) == []
