import json

import pytest

from tests.cli.manifests import GOOD
from tests.rollout.build import node

SURGE = "  updateStrategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}\n"


@pytest.fixture
def here(tree):
    (tree / "good.yaml").write_text(GOOD)
    items = [node("n1"), node("n2")]
    (tree / "nodes.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    items.append(node("n3", "Unknown"))
    (tree / "dead.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    return tree


@pytest.mark.usefixtures("here")
def test_an_update_that_comes_to_an_end_is_0(process):
    done = process("rollout", "good.yaml", "--nodes", "nodes.json")
    assert (done.code, done.err) == (0, "1 DaemonSet on 2 nodes: 1 rollout.\n")
    assert "replaces 2 pods in 2 batches; maxUnavailable 1\n" in done.out


@pytest.mark.usefixtures("here")
def test_one_that_does_not_is_1(process):
    done = process("rollout", "good.yaml", "--nodes", "dead.json")
    assert (done.code, done.err) == (1, "1 DaemonSet on 3 nodes: 1 rollout, 1 blocked.\n")
    assert "no other pod is replaced (2 nodes, n1, n2)\n" in done.out


@pytest.mark.usefixtures("here")
def test_json_on_standard_output_nothing_beside(process):
    done = process("rollout", "good.yaml", "--nodes", "dead.json", "--output-format", "json", "-q")
    assert (done.code, done.err) == (1, "")
    assert json.loads(done.out)["summary"] == {"daemonSets": 1, "nodes": 3, "rollouts": 1, "blocked": 1}


def test_against_other_manifests_only_a_changed_template_rolls(here, process):
    (here / "same.yaml").write_text(GOOD.replace("spec:\n", f"spec:\n{SURGE}", 1))
    done = process("rollout", "same.yaml", "--against", "good.yaml", "--nodes", "dead.json")
    assert (done.code, done.err) == (0, "1 DaemonSet on 3 nodes, against good.yaml: 0 rollouts.\n")
    assert "the template is the same: no pod is replaced\n" in done.out


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--nodes", "nodes.json", "--daemonset", "agnet"), 'no DaemonSet "agnet" in the input; did you mean agent?'),
        (("--nodes", "nodes.json", "--since", "HEAD", "--against", "x"), "--since and --against exclude each other"),
        (("--nodes", "-", "-"), "standard input can be read once only"),
        ((), "no nodes to hold DaemonSets against"),
    ],
)
def test_what_cannot_be_done_is_2(process, words, told):
    done = process("rollout", "good.yaml", *words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {told}")


def test_a_file_that_cannot_be_read_makes_it_2(here, process):
    (here / "broken.yaml").write_text("kind: DaemonSet\nmetadata: {\n")
    assert process("rollout", ".", "--nodes", "nodes.json").code == 2


@pytest.mark.usefixtures("here")
def test_one_daemonset_can_be_picked(process):
    done = process("rollout", "good.yaml", "--nodes", "nodes.json", "--daemonset", "monitoring/agent")
    assert done.code == 0
    assert done.out.startswith("monitoring/agent  good.yaml:1:1\n")
