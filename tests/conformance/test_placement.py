import pytest
import yaml

from dslint.kube.nodes.placement import Node, Placement, read_node
from dslint.kube.nodes.tolerations import read_taint

from .manifests import manifest
from .vectors import SHARED, cases, corpus_cases

INVENTORIES = SHARED / "kubernetes" / "nodes"


@pytest.mark.parametrize("case", cases("placement"))
def test_the_controller_runs_pods_where_kubernetes_runs_them(case):
    given = case["node"]
    node = Node(given["name"], given["labels"], tuple(map(read_taint, given["taints"])))
    verdict = Placement(case["daemonset"]["spec"]["template"]["spec"]).verdict(node)
    assert verdict.should_run == case["expect"]["shouldRun"]
    assert verdict.should_continue_running == case["expect"]["shouldContinueRunning"]
    assert verdict.should_run == (not verdict.reasons)


@pytest.fixture(scope="module")
def inventories():
    read = {}
    for path in sorted(INVENTORIES.glob("*.yaml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        read[path.stem] = [read_node(node) for node in document["items"]]
    return read


@pytest.mark.parametrize("case", corpus_cases("corpus_placement"))
def test_real_manifests_run_on_the_nodes_that_kubernetes_chooses(case, inventories):
    placement = Placement(manifest(case["file"], case["document"])["spec"]["template"]["spec"])
    assert set(case["inventories"]) == set(inventories)
    for name, expect in case["inventories"].items():
        verdicts = [(node.name, placement.verdict(node)) for node in inventories[name]]
        run = [node for node, verdict in verdicts if verdict.should_run]
        keep = [node for node, verdict in verdicts if not verdict.should_run and verdict.should_continue_running]
        assert (run, keep) == (expect["run"], expect["keep"]), name
