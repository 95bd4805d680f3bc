from hypothesis import given
from hypothesis import strategies as st

from dslint.coverage.totals import of_all, of_node, of_pools, of_row, per_node
from dslint.kube.apiserver.requests import sum_up
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from tests.coverage.build import covered
from tests.kube.nodes.strategies import node_groups, pods


def requesting(cpu, memory, **more):
    resources = {"requests": {"cpu": cpu, "memory": memory}}
    return {"containers": [{"name": "a", "image": "b", "resources": resources}], **more}


def shown(bill):
    return (bill.nodes, bill.pods, bill.missed, {name: str(amount) for name, amount in bill.requests.items()})


def test_the_fleet_pays_requests_times_nodes_to_the_last_digit():
    nodes = Nodes(
        [
            NodeGroup(Node("a", {"disk": "ssd"}), "one"),
            NodeGroup(Node("b", {}), "two", 1000),
            NodeGroup(Node("c", {"disk": "ssd"}), "one", 2),
            NodeGroup(Node("d", {})),
        ]
    )
    coverage = covered(nodes, requesting("100m", "64Mi"), requesting("1m", "100M", nodeSelector={"disk": "ssd"}))
    assert shown(of_row(coverage.rows[0])) == (1004, 1004, 0, {"cpu": "100400m", "memory": "64256Mi"})
    assert shown(of_row(coverage.rows[1])) == (1004, 3, 1001, {"cpu": "3m", "memory": "300M"})
    assert shown(of_all(coverage)) == (1004, 1007, 1001, {"cpu": "100403m", "memory": "67677299456"})
    assert {pool: shown(bill)[:3] for pool, bill in of_pools(coverage).items()} == {
        "one": (3, 6, 0),
        "two": (1000, 1000, 1000),
        None: (1, 1, 1),
    }
    partition, bills = per_node(coverage)
    assert [shown(bills[number])[1:3] for number in partition.classes] == [(2, 0), (1, 1), (2, 0), (1, 1)]
    assert [of_node(coverage, index) for index in range(4)] == [bills[number] for number in partition.classes]


@given(st.lists(pods, max_size=3), st.lists(node_groups, max_size=10))
def test_nodes_pools_and_rows_add_up_to_the_same(specs, given_members):
    specs = [{**spec, **requesting(f"{number + 1}m", "1Mi")} for number, spec in enumerate(specs)]
    coverage = covered(Nodes(given_members), *specs)
    whole = of_all(coverage)
    pools = of_pools(coverage).values()
    assert sum(bill.nodes for bill in pools) == whole.nodes == sum(group.size for group in given_members)
    assert sum(bill.pods for bill in pools) == whole.pods
    assert sum(bill.missed for bill in pools) == whole.missed == whole.nodes * len(specs) - whole.pods
    by_pool = sum_up((bill.requests, 1) for bill in pools)
    partition, bills = per_node(coverage)
    each = [(bills[number], group.size) for number, group in zip(partition.classes, given_members, strict=True)]
    by_node = sum_up((bill.requests, size) for bill, size in each)
    assert {name: amount for name, amount in by_pool.items() if amount} == {
        name: amount for name, amount in whole.requests.items() if amount
    }
    assert {name: amount for name, amount in by_node.items() if amount} == {
        name: amount for name, amount in whole.requests.items() if amount
    }
    assert sum(bill.pods * size for bill, size in each) == whole.pods
