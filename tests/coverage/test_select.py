import pytest

from dslint.coverage import cover, read_daemon_sets
from dslint.errors import UsageError
from dslint.inventory import load
from dslint.manifest.cluster import Cluster
from tests.coverage.build import explained

TEXT = "\n---\n".join(
    f"kind: DaemonSet\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
    "spec: {template: {spec: {containers: [{image: a, ports: [{hostPort: 80, containerPort: 80}]}]}}}"
    for name, namespace in (("agent", "ops"), ("shipper", "ops"), ("agent", "dev"))
)


@pytest.fixture
def coverage():
    cluster = Cluster(load(["profile:k3s"]).nodes, ("profile:k3s",))
    return cover(read_daemon_sets(TEXT, "x.yaml").daemon_sets, cluster)


def titles(coverage):
    return [row.title for row in coverage.rows]


def test_a_node_is_asked_about_with_all_daemon_sets(coverage):
    part = explained(coverage, node="agent-1")
    assert [group.name for group in part.nodes.groups] == ["agent-1"]
    assert titles(part) == ["ops/agent", "ops/shipper", "dev/agent"]
    assert part.explain


def test_a_daemon_set_is_called_by_its_name_with_or_without_the_namespace(coverage):
    assert titles(explained(coverage, daemon_set="agent")) == ["ops/agent", "dev/agent"]
    assert titles(explained(coverage, daemon_set="dev/agent")) == ["dev/agent"]


def test_daemon_sets_that_are_not_asked_about_still_take_their_ports(coverage):
    part = explained(coverage, node="agent-1", daemon_set="ops/agent")
    assert titles(part) == ["ops/agent"]
    (fact,) = part.rows[0].neighbour.note(0).pending
    assert fact.message.startswith("ops/shipper, dev/agent ask for host port")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"node": "agent-2"}, 'no node "agent-2" in profile:k3s; did you mean agent-1?'),
        ({"node": "zzzzz"}, 'no node "zzzzz" in profile:k3s'),
        ({"daemon_set": "ops/agnet"}, 'no DaemonSet "ops/agnet" in the input; did you mean ops/agent?'),
        ({"node": "agent-1", "daemon_set": "x"}, 'no DaemonSet "x" in the input'),
    ],
)
def test_what_is_not_there_is_told_with_what_was_meant(coverage, said, message):
    with pytest.raises(UsageError) as caught:
        explained(coverage, **said)
    assert caught.value.message == message
