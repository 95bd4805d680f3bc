import json
import os
import sys

import pytest

from dslint.inventory.profiles import NAMES
from dslint.kube.versions import DEFAULT
from tests.cli.manifests import GOOD

NODES = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Node
  metadata: {name: n1, labels: {kubernetes.io/os: linux}}
- apiVersion: v1
  kind: Node
  metadata: {name: n2, labels: {kubernetes.io/os: linux}}
  spec: {taints: [{key: dedicated, value: db, effect: NoSchedule}]}
"""
SUMMARY = "1 DaemonSet on 2 nodes: 1 pod, 1 missed.\n"


@pytest.fixture
def here(tree):
    (tree / "good.yaml").write_text(GOOD)
    (tree / "nodes.yaml").write_text(NODES)
    return tree


def answer(done):
    (row,) = json.loads(done.out)["daemonSets"]
    return [(node["name"], node["shouldRun"], node["shouldContinueRunning"]) for node in row["nodes"]]


JSON = ("--output-format", "json")


@pytest.mark.usefixtures("here")
def test_a_table_on_standard_output_and_one_line_beside(process):
    done = process("coverage", "good.yaml", "--nodes", "nodes.yaml")
    assert (done.code, done.err) == (0, SUMMARY)
    assert done.out.startswith(
        "GROUP       NODES  CPU/NODE  MEMORY/NODE  TAINTS                   NAMES\n"
        "no pool         1         0            0                           n1\n"
        "no pool #2      1         0            0  dedicated=db:NoSchedule  n2\n"
        "\n"
        "DAEMONSET         RUNS ON  MISSED  CPU  MEMORY  no pool  no pool #2\n"
        "monitoring/agent   1 of 2       1    0       0  runs     missed\n"
        "\n"
        "KEPT OFF BY                    NODES  DAEMONSETS  GROUPS\n"
        "taint dedicated=db:NoSchedule      1           1  no pool #2\n"
        "  monitoring/agent\n"
        "  add to spec.template.spec.tolerations:\n"
        "    - {key: dedicated, operator: Equal, value: db, effect: NoSchedule}\n"
        "\n"
        "POOL     NODES  PODS  MISSED  CPU  MEMORY\n"
        "no pool      2     1       1    0       0\n"
        "all          2     1       1    0       0\n"
    )


@pytest.mark.usefixtures("here")
def test_verbose_tells_every_reason_with_its_place(process):
    done = process("coverage", "good.yaml", "--nodes", "nodes.yaml", "-v")
    assert (
        "\nmonitoring/agent runs on 1 of 2 nodes, 1 missed  good.yaml:1:1\n"
        "  missed: no pool #2 (1 node; a running pod stays)\n"
        "    good.yaml:12:5: taint dedicated=db:NoSchedule is not tolerated\n"
        "      add to spec.template.spec.tolerations:\n"
        "        - key: dedicated\n"
        "          operator: Equal\n"
        "          value: db\n"
        "          effect: NoSchedule\n"
    ) in done.out


@pytest.mark.usefixtures("here")
def test_json_is_the_contract(dslint):
    done = dslint("coverage", "good.yaml", "--nodes", "nodes.yaml", *JSON)
    assert (done.code, done.err) == (0, SUMMARY)
    found = json.loads(done.out)
    assert (found["version"], found["kubernetesVersion"]) == (1, f"1.{DEFAULT}")
    assert [(node["name"], node["pool"], node["count"]) for node in found["nodes"]] == [
        ("n1", None, 1),
        ("n2", None, 1),
    ]
    (row,) = found["daemonSets"]
    assert row["object"] == {"apiVersion": "apps/v1", "kind": "DaemonSet", "namespace": "monitoring", "name": "agent"}
    assert (row["path"], row["line"]) == ("good.yaml", 1)
    numbers = {"desired": 1, "running": 1, "missed": 1, "notSelected": 0, "neverStarts": 0, "refused": 0, "pending": 0}
    assert row["summary"] == {**numbers, "requests": {"cpu": "0", "memory": "0"}}
    assert [node["state"] for node in row["nodes"]] == ["runs", "missed"]
    (reason,) = row["nodes"][1]["reasons"]
    assert reason["kind"] == "untolerated-taint"
    assert reason["taint"] == {"key": "dedicated", "value": "db", "effect": "NoSchedule"}
    assert reason["pointer"] == "/spec/template/spec/tolerations"
    assert answer(done) == [("n1", True, True), ("n2", False, True)]


@pytest.mark.usefixtures("here")
def test_markdown_begins_with_the_numbers(dslint):
    done = dslint("coverage", "good.yaml", "--nodes", "nodes.yaml", "--output-format", "markdown", "-q")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        f"**1 DaemonSet on 2 nodes: 1 pod, 1 missed.** nodes.yaml, Kubernetes 1.{DEFAULT}\n\n| DaemonSet"
    )


@pytest.mark.usefixtures("here")
def test_html_is_one_file_on_standard_output_in_any_encoding(process):
    done = process(
        "coverage", "good.yaml", "--nodes", "nodes.yaml", "--output-format", "html", PYTHONIOENCODING="ascii"
    )
    assert (done.code, done.err) == (0, SUMMARY)
    assert done.out.startswith("<!DOCTYPE html>\n")
    assert done.out.endswith("</html>\n")
    assert "<title>nodes.yaml: 1 DaemonSet on 2 nodes - dslint coverage</title>" in done.out


def test_html_says_that_something_could_not_be_read(dslint, here):
    (here / "bad.yaml").write_text("kind: DaemonSet\n x: [\n")
    done = dslint("coverage", ".", "--nodes", "nodes.yaml", "--output-format", "html")
    assert done.code == 2
    assert (
        '<li><code dir="ltr">bad.yaml:2:2</code> a line is indented deeper than the one above allows</li>' in done.out
    )


def test_nodes_come_from_standard_input(process, here):
    (here / "nodes.yaml").unlink()
    done = process("coverage", "good.yaml", "--nodes", "-", *JSON, stdin=NODES)
    assert answer(done) == [("n1", True, True), ("n2", False, True)]
    assert json.loads(done.out)["sources"] == ["<stdin>"]


@pytest.mark.usefixtures("here")
def test_daemon_sets_come_from_standard_input(process):
    done = process("coverage", "-", "--nodes", "nodes.yaml", *JSON, stdin=GOOD)
    assert json.loads(done.out)["daemonSets"][0]["path"] == "<stdin>"


@pytest.mark.usefixtures("here")
def test_several_nodes_add_up(dslint):
    done = dslint("coverage", "good.yaml", "--nodes", "nodes.yaml", "--nodes", "profile:k3s", *JSON)
    assert [name for name, _, _ in answer(done)] == ["n1", "n2", "server-0", "agent-0", "agent-1"]


@pytest.mark.usefixtures("here")
def test_without_nodes_it_says_where_to_get_some(dslint):
    done = dslint("coverage", "good.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(
        "error: no nodes to hold DaemonSets against\nhelp: kubectl get nodes -o json > nodes.json"
    )
    for word in ("--nodes", "context:NAME", "nodes:", "pools:", "dslint.yaml", *NAMES):
        assert word in done.err


def test_nodes_and_pools_of_the_configuration_count_unless_nodes_are_given(dslint, here):
    (here / "dslint.yaml").write_text(
        "nodes: nodes.yaml\npools: [{name: spot, count: 40}]\nkubernetes-version: 1.30..1.33\n"
    )
    done = dslint("coverage", ".", *JSON)
    found = json.loads(done.out)
    assert [(node["name"], node["count"]) for node in found["nodes"]] == [("n1", 1), ("n2", 1), ("spot", 40)]
    assert (found["kubernetesVersion"], found["daemonSets"][0]["summary"]["desired"]) == ("1.33", 41)
    assert json.loads(dslint("coverage", ".", "--nodes", "profile:k3s", *JSON).out)["sources"] == ["profile:k3s"]
    assert dslint("coverage", ".", "--no-config").code == 2


@pytest.mark.usefixtures("here")
def test_one_cell_is_explained_in_full(dslint):
    done = dslint("coverage", "--nodes", "nodes.yaml", "--node", "n2", "--daemonset", "agent")
    assert (done.code, done.err) == (0, "1 DaemonSet on 1 node: 0 pods, 1 missed.\n")
    assert done.out == (
        "monitoring/agent on n2: missed; a running pod stays\n"
        "  MET  CONDITION                             PLACE           WHY\n"
        "  yes  nodeSelector: kubernetes.io/os=linux  good.yaml:14:9  the node has kubernetes.io/os=linux\n"
        "  NO   taint dedicated=db:NoSchedule         good.yaml:12:5  not tolerated\n"
        "  add to spec.template.spec.tolerations:\n"
        "    - key: dedicated\n"
        "      operator: Equal\n"
        "      value: db\n"
        "      effect: NoSchedule\n"
    )


WRONG = [
    (("--nodes", "nodes.yaml", "--context", "x"), "--context is for --cluster"),
    (("-", "--nodes", "-"), "standard input can be read once only"),
    (("--nodes", "gone.yaml"), "cannot read gone.yaml: no such file or directory"),
    (("--nodes", "good.yaml"), "good.yaml holds no Node, only 1 DaemonSet"),
    (("--nodes", "profile:eks2"), 'unknown profile "eks2"; did you mean profile:eks?'),
    (("--nodes", "nodes.yaml", "--node", "n22"), 'no node "n22" in nodes.yaml; did you mean n2?'),
    (("--nodes", "nodes.yaml", "--daemonset", "agnet"), 'no DaemonSet "agnet" in the input; did you mean agent?'),
    (("--nodes", "nodes.yaml", "--kubernetes-version", "9"), '"9" is not a Kubernetes version'),
    (
        ("--nodes", "nodes.yaml", "--output-format", "xml"),
        '"xml" in --output-format is not one of text, json, markdown, html',
    ),
]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("said", "message"), WRONG, ids=[" ".join(case[0]) for case in WRONG])
def test_what_is_wrong_ends_with_2_and_nothing_half_answered(dslint, said, message):
    done = dslint("coverage", *said)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {message}")


@pytest.mark.usefixtures("here")
def test_a_path_that_is_not_there_is_told_and_the_others_are_answered(dslint):
    done = dslint("coverage", "gone.yaml", "good.yaml", "--nodes", "nodes.yaml", "--output-format", "json")
    assert done.code == 2
    assert "error: cannot read gone.yaml: no such file or directory\n" in done.err
    assert len(json.loads(done.out)["daemonSets"]) == 1


def test_a_broken_inventory_is_told_with_its_place(dslint, here):
    (here / "nodes.yaml").write_text(NODES.replace("value: db", "value: 1"))
    done = dslint("coverage", "good.yaml", "--nodes", "nodes.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: nodes.yaml:10:43: the value of a taint is a text, not the number 1\n")


def test_a_manifest_that_cannot_be_read_ends_with_2_and_the_others_are_answered(dslint, here):
    (here / "bad.yaml").write_text("kind: DaemonSet\n x: [\n")
    done = dslint("coverage", ".", "--nodes", "nodes.yaml", *JSON)
    assert done.code == 2
    assert answer(done) == [("n1", True, True), ("n2", False, True)]
    (error,) = json.loads(done.out)["errors"]
    assert (error["path"], error["line"], error["column"]) == ("bad.yaml", 2, 2)
    assert "error: bad.yaml:2:2: a line is indented deeper than the one above allows" in done.err


def test_without_daemon_sets_there_is_nothing_to_run(dslint, tree):
    (tree / "nodes.yaml").write_text(NODES)
    done = dslint("coverage", ".", "--nodes", "nodes.yaml", *JSON)
    assert (done.code, done.err) == (0, "0 DaemonSets on 2 nodes: nothing to run.\n")
    assert json.loads(done.out)["daemonSets"] == []


def test_notes_tell_what_was_skipped(dslint, here):
    (here / "nodes.yaml").write_text(f"{NODES}- kind: Service\n")
    assert dslint("coverage", ".", "--nodes", "nodes.yaml").err == (
        "note: nodes.yaml: skipped what is no Node: 1 Service\n" + SUMMARY
    )
    assert dslint("coverage", ".", "--nodes", "nodes.yaml", "-q").err == ""


@pytest.mark.skipif(os.name == "nt", reason="kubectl is played by a script")
def test_the_cluster_is_asked_by_kubectl_and_only_if_told_to(process, here):
    kubectl = here / "bin" / "kubectl"
    kubectl.parent.mkdir()
    kubectl.write_text(
        f"#!{sys.executable}\nimport sys\nopen('asked', 'w').write(' '.join(sys.argv[1:]))\nprint('''{NODES}''')\n"
    )
    kubectl.chmod(0o755)
    path = os.pathsep.join([str(kubectl.parent), os.environ["PATH"]])
    process("coverage", "good.yaml", "--nodes", "nodes.yaml", PATH=path)
    assert not (here / "asked").exists()
    done = process("coverage", "good.yaml", "--nodes", "context:prod", *JSON, PATH=path)
    assert answer(done) == [("n1", True, True), ("n2", False, True)]
    assert (here / "asked").read_text() == "get nodes -o json --request-timeout=30s --context=prod"
    page = process("coverage", "good.yaml", "--nodes", "context:prod", "--output-format", "html", PATH=path).out
    assert "<title>cluster prod: 1 DaemonSet on 2 nodes - dslint coverage</title>" in page


def test_check_imports_nothing_of_it(here):
    import subprocess

    code = (
        "import sys\nfrom dslint.run import check_paths\ncheck_paths(['good.yaml'])\n"
        "words = ('coverage', 'inventory', 'fleet')\n"
        "print([name for name in sys.modules if any(word in name for word in words)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == "[]\n"


def test_profiles_are_completed(process):
    words = "dslint coverage --nodes profile:kube"
    done = process(_DSLINT_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD="3")
    assert done.out.split() == ["plain,profile:kubeadm", "plain,profile:kubeadm-1.23"]


VIRTUAL = """\
apiVersion: v1
kind: Node
metadata: {name: ec2-1, labels: {kubernetes.io/os: linux, eks.amazonaws.com/nodegroup: main}}
---
apiVersion: v1
kind: Node
metadata: {name: fargate-1, labels: {kubernetes.io/os: linux, eks.amazonaws.com/compute-type: fargate}}
spec: {taints: [{key: eks.amazonaws.com/compute-type, value: fargate, effect: NoSchedule}]}
---
apiVersion: v1
kind: Node
metadata: {name: vk-1, labels: {kubernetes.io/os: linux, type: virtual-kubelet}}
spec: {taints: [{key: virtual-kubelet.io/provider, value: azure, effect: NoSchedule}]}
"""


def test_nodes_where_daemon_pods_never_start_are_no_places_where_they_run(dslint, here):
    (here / "nodes.yaml").write_text(VIRTUAL)
    (here / "good.yaml").write_text(
        GOOD.replace("      nodeSelector:", "      tolerations: [{operator: Exists}]\n      nodeSelector:")
    )
    done = dslint("coverage", "good.yaml", "--nodes", "nodes.yaml")
    assert done.err == "1 DaemonSet on 3 nodes: 3 pods, 0 missed, 2 never start.\n"
    assert (
        "monitoring/agent   1 of 3       0             2    0       0  runs          never starts  never starts\n"
        in done.out
    )
    assert "    - matchExpressions:\n          - key: eks.amazonaws.com/compute-type\n" in done.out
    (row,) = json.loads(dslint("coverage", "good.yaml", "--nodes", "nodes.yaml", *JSON).out)["daemonSets"]
    assert [node["state"] for node in row["nodes"]] == ["runs", "neverStarts", "neverStarts"]
    assert (row["summary"]["desired"], row["summary"]["running"], row["summary"]["neverStarts"]) == (3, 1, 2)


def test_to_be_kept_off_by_a_taint_of_such_nodes_is_not_to_miss_them(dslint, here):
    (here / "nodes.yaml").write_text(VIRTUAL)
    done = dslint("coverage", "good.yaml", "--nodes", "nodes.yaml", "-v")
    assert done.err == "1 DaemonSet on 3 nodes: 1 pod, 0 missed, 2 never start.\n"
    assert "add to" not in done.out


def test_verbose_tells_what_was_passed_over(dslint, here):
    (here / ".hidden").mkdir()
    (here / ".hidden" / "good.yaml").write_text(GOOD)
    (here / "nodes.yaml").write_text(VIRTUAL)
    note = "note: .hidden: skipped, a hidden folder (--no-ignore looks at it)\n"
    assert note in dslint("coverage", ".", "--nodes", "nodes.yaml", "-v").err
    assert note not in dslint("coverage", ".", "--nodes", "nodes.yaml").err


@pytest.mark.parametrize("name", ["main", "pool/main", "node/ec2-1", "ec2-1"])
def test_a_node_is_named_by_its_pool_too(dslint, here, name):
    (here / "nodes.yaml").write_text(VIRTUAL)
    done = dslint("coverage", "good.yaml", "--nodes", "nodes.yaml", "--node", name)
    assert done.out.startswith("monitoring/agent on ec2-1: runs\n")
