import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.coverage import cover, read_daemon_sets
from dslint.inventory import load
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node, Placement
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.versions import OLDEST, VERIFIED
from dslint.manifest.cluster import Cluster
from tests.coverage.build import covered
from tests.kube.nodes.build import without
from tests.kube.nodes.strategies import fleets, pods, tolerations


@given(st.lists(pods, min_size=1, max_size=3), fleets)
def test_every_cell_has_the_verdict_of_its_node_alone(specs, nodes):
    coverage = covered(nodes, *specs)
    for row, spec in zip(coverage.rows, specs, strict=True):
        for index, group in enumerate(nodes.groups):
            assert row.reach.verdict(index) == Placement(spec).verdict(group.node)


@given(pods, fleets, tolerations)
def test_one_more_toleration_never_takes_a_node_away(spec, nodes, more):
    wider = {**spec, "tolerations": [*spec.get("tolerations", ()), more]}
    before, after = covered(nodes, spec).rows[0].reach, covered(nodes, wider).rows[0].reach
    for index in range(len(nodes.groups)):
        assert after.verdict(index).should_run >= before.verdict(index).should_run
        assert after.verdict(index).should_continue_running >= before.verdict(index).should_continue_running
    assert after.desired >= before.desired


@given(pods, fleets)
def test_the_obstacles_are_all_there_are_and_each_is_one(spec, nodes):
    row = covered(nodes, spec).rows[0]
    for index, group in enumerate(nodes.groups):
        reasons = [one.reason for one in row.obstacles(index)]
        assert Placement(without(spec, reasons)).verdict(group.node).should_run
        for left in reasons:
            others = [one for one in reasons if one != left and not (one.kind == left.kind == "node-affinity")]
            assert not Placement(without(spec, others)).verdict(group.node).should_run


MANIFEST = """\
# two of them
kind: List
apiVersion: v1
items:
  - apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: agent, namespace: ops}
    spec:
      template:
        spec:
          nodeName: n9
          nodeSelector:
            disk: ssd
          affinity:
            nodeAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                nodeSelectorTerms:
                  - matchExpressions:
                      - {key: cores, operator: Gt, values: ["8"]}
          containers: [{name: a, image: b}]
  - apiVersion: apps/v1
    kind: DaemonSet
    metadata: {generateName: other-}
    spec: {template: {spec: {tolerations: [{key: x, operator: Exists}]}}}
"""


def placed(location):
    return str(location), location.pointer


def test_a_row_and_its_obstacles_know_their_places():
    node = Node("n1", {"disk": "hdd"}, (Taint("t", "", "NoSchedule"),))
    agent, other = cover(read_daemon_sets(MANIFEST, "x.yaml").daemon_sets, Cluster(Nodes([NodeGroup(node)]))).rows
    assert (agent.title, placed(agent.place)) == ("ops/agent", ("x.yaml:5:5", "/items/0"))
    assert (other.title, placed(other.place)) == ("other-", ("x.yaml:21:5", "/items/1"))
    spec = "/items/0/spec/template/spec"
    terms = f"{spec}/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms"
    assert [(one.reason.kind, placed(one.place), one.found) for one in agent.obstacles(0)] == [
        ("node-name", ("x.yaml:11:21", f"{spec}/nodeName"), {"metadata.name": "n1"}),
        ("node-selector", ("x.yaml:13:13", f"{spec}/nodeSelector/disk"), {"disk": "hdd"}),
        ("node-affinity", ("x.yaml:18:21", f"{terms}/0"), {"cores": None}),
        ("untolerated-taint", ("x.yaml:10:9", f"{spec}/tolerations"), {}),
    ]
    (missing,) = other.obstacles(0)
    assert placed(missing.place) == ("x.yaml:24:30", "/items/1/spec/template/spec/tolerations")


TERMS = "{requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{}, null]}]}}"
BROKEN = [
    "kind: DaemonSet\nmetadata: {}\n",
    "kind: DaemonSet\napiVersion: apps/v1\nspec: 3\n",
    "kind: DaemonSet\nspec: {template: [a]}\n",
    "kind: DaemonSet\nspec: {template: {spec: {nodeSelector: {a: true}, tolerations: [null, 3], containers: {}}}}\n",
    "kind: DaemonSet\nspec: {template: {spec: {containers: [{resources: {requests: {cpu: x, memory: -1}}}]}}}\n",
    f"kind: DaemonSet\nmetadata: []\nspec: {{template: {{spec: {{affinity: {{nodeAffinity: {TERMS}}}}}}}}}\n",
    "kind: DaemonSet\nspec: {template: {spec: {topologySpreadConstraints: [null], overhead: {}}}}\n",
    "kind: DaemonSet\nspec: {template: {spec: {initContainers: [null], hostNetwork: true}}}\n",
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_the_server_would_reject_has_a_row_too(text):
    coverage = cover(read_daemon_sets(text, "x.yaml").daemon_sets, Cluster(load(["profile:mixed"]).nodes))
    (row,) = coverage.rows
    assert sum(column.size for column in coverage.columns) == 11
    assert row.conditions(0) is not None


KEYS = [
    "nodeName",
    "nodeSelector",
    "affinity",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "nodeSelectorTerms",
    "preferredDuringSchedulingIgnoredDuringExecution",
    "preference",
    "weight",
    "matchExpressions",
    "matchFields",
    "key",
    "operator",
    "values",
    "tolerations",
    "effect",
    "value",
    "containers",
    "initContainers",
    "ports",
    "hostPort",
    "containerPort",
    "resources",
    "requests",
    "cpu",
    "hostNetwork",
    "topologySpreadConstraints",
    "topologyKey",
    "whenUnsatisfiable",
    "podAntiAffinity",
    "overhead",
    "restartPolicy",
]
LEAVES = [
    None,
    True,
    0,
    -1,
    2**40,
    1.5,
    "",
    "a",
    "kubernetes.io/os",
    "In",
    "Gt",
    "100m",
    "DoNotSchedule",
    "Always",
    [],
    {},
]
anything = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(anything, st.sampled_from([OLDEST, VERIFIED]))
def test_whatever_a_template_holds_there_is_an_answer(spec, minor):
    nodes = load(["profile:mixed"]).nodes
    coverage = covered(nodes, spec, minor=minor)
    (row,) = coverage.rows
    assert sum(column.size for column in coverage.columns) == nodes.size
    for index in range(len(nodes.groups)):
        assert row.reach.verdict(index).should_run == (not list(row.obstacles(index)))
        assert all(one.text for one in row.conditions(index))


def test_a_version_without_the_gate_compares_no_taint_values():
    nodes = Nodes([NodeGroup(Node("n", {}, (Taint("k", "5", "NoSchedule"),)))])
    spec = {"tolerations": [{"key": "k", "operator": "Gt", "value": "3", "effect": "NoSchedule"}]}
    assert covered(nodes, spec, minor=36).rows[0].reach.desired == 0
