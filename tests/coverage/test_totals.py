from hypothesis import given
from hypothesis import strategies as st

from dslint.coverage.totals import of_all, of_node, of_pools, of_row
from dslint.kube.apiserver.requests import sum_up
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from tests.coverage.build import covered
from tests.kube.nodes.strategies import node_groups, pods


def requesting(cpu, memory, **more):
    resources = {"requests": {"cpu": cpu, "memory": memory}}
    return {"containers": [{"name": "a", "image": "b", "resources": resources}], **more}


def shown(bill):
    return (bill.nodes, bill.pods, bill.tally.missed, {name: str(amount) for name, amount in bill.requests.items()})


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
    assert shown(of_row(coverage, coverage.rows[0])) == (1004, 1004, 0, {"cpu": "100400m", "memory": "64256Mi"})
    assert shown(of_row(coverage, coverage.rows[1])) == (1004, 3, 0, {"cpu": "3m", "memory": "300M"})
    assert shown(of_all(coverage)) == (1004, 1007, 0, {"cpu": "100403m", "memory": "67677299456"})
    assert {pool: shown(bill)[:3] for pool, bill in of_pools(coverage).items()} == {
        "one": (3, 6, 0),
        "two": (1000, 1000, 0),
        None: (1, 1, 0),
    }
    assert of_all(coverage).tally.not_selected == 1001
    assert [of_node(coverage, column).pods for column in coverage.columns] == [2, 1, 1]


@given(st.lists(pods, max_size=3), st.lists(node_groups, max_size=10))
def test_nodes_pools_and_rows_add_up_to_the_same(specs, given_members):
    specs = [{**spec, **requesting(f"{number + 1}m", "1Mi")} for number, spec in enumerate(specs)]
    coverage = covered(Nodes(given_members), *specs)
    whole = of_all(coverage)
    pools = of_pools(coverage).values()
    assert sum(bill.nodes for bill in pools) == whole.nodes == sum(group.size for group in given_members)
    assert sum(bill.pods for bill in pools) == whole.pods
    assert tuple(map(sum, zip(*(bill.tally for bill in pools), strict=True))) in ((), whole.tally)
    assert sum(whole.tally) == whole.nodes * len(specs)
    assert whole.running <= whole.pods
    rows = [of_row(coverage, row) for row in coverage.rows]
    assert sum(bill.tally.missed for bill in rows) == whole.tally.missed
    by_pool = sum_up((bill.requests, 1) for bill in pools)
    each = [(of_node(coverage, column), column.size) for column in coverage.columns]
    by_node = sum_up((bill.requests, size) for bill, size in each)
    assert {name: amount for name, amount in by_pool.items() if amount} == {
        name: amount for name, amount in whole.requests.items() if amount
    }
    assert {name: amount for name, amount in by_node.items() if amount} == {
        name: amount for name, amount in whole.requests.items() if amount
    }
    assert sum(bill.pods * size for bill, size in each) == whole.pods
