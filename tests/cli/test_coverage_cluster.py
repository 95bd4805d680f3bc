import json
import os

import pytest
from jsonschema import Draft202012Validator

from dslint.resources import folder
from tests.kubectl import GET, Kubectl, daemon_set, node

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kubectl is played by a script")
GPU = node("gpu", pool="gpu", taints=[{"key": "gpu", "effect": "NoSchedule"}])
DISK = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: monitoring, labels: {app: agent}}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      priorityClassName: system-node-critical
      serviceAccountName: agent
      containers:
        - name: agent
          image: registry.example/agent:1.4
          readinessProbe: {httpGet: {path: /ready, port: 8080}}
          resources: {requests: {cpu: "0.010", memory: 32Mi}, limits: {memory: 64Mi}}
"""


def schema(name):
    with open(f"{folder('schemas')}/{name}.schema.json", encoding="utf-8") as file:
        return Draft202012Validator(json.load(file))


@pytest.fixture
def kubectl(tree, monkeypatch):
    found = Kubectl(
        tree / "bin",
        dev={"items": [daemon_set(status=(1, 1, 0)), node("n1"), GPU], "current": True},
        prod={"items": [daemon_set(), node("n1"), node("n2"), node("n3")]},
        gone={"code": 1, "stderr": "Unable to connect to the server: i/o timeout\n"},
    )
    monkeypatch.setenv("PATH", found.path)
    return found


def test_what_a_cluster_runs_is_held_against_its_nodes_by_one_call(dslint, kubectl, tree):
    (tree / "bad.yaml").write_text("kind: DaemonSet\n  broken")
    done = dslint("coverage", "--cluster", "--output-format", "json")
    told = json.loads(done.out)
    schema("coverage").validate(told)
    assert (done.code, told["sources"], kubectl.gets) == (0, ["cluster dev"], [GET])
    (found,) = told["daemonSets"]
    assert [(one["name"], one["state"]) for one in found["nodes"]] == [("n1", "runs"), ("gpu", "missed")]
    assert found["path"] == "dev/monitoring/agent"
    assert found["status"] == {"desired": 1, "ready": 1, "updated": 0}


def test_text_shows_what_there_is_now(dslint, kubectl):
    done = dslint("coverage", "--cluster", "--context", "dev")
    assert "PODS NOW          DESIRED  READY  UPDATED\nmonitoring/agent        1      1        0\n" in done.out
    assert kubectl.calls == [[*GET, "--context=dev"]]


def test_files_have_no_pods(dslint, kubectl, tree):
    (tree / "a.yaml").write_text(DISK)
    done = dslint("coverage", "a.yaml", "--nodes", "profile:eks")
    assert "PODS NOW" not in done.out
    told = json.loads(dslint("coverage", "a.yaml", "--nodes", "profile:eks", "--output-format", "json").out)
    assert "status" not in told["daemonSets"][0]
    assert kubectl.calls == []


def test_where_the_controller_counts_otherwise_it_is_told(dslint, kubectl):
    kubectl.tell(dev={"items": [daemon_set(status=(5, 5, 5)), node("n1")]})
    done = dslint("coverage", "--cluster", "--context", "dev")
    assert "note: dev/monitoring/agent: its controller counts 5 desired, these nodes make it 1\n" in done.err


@pytest.mark.usefixtures("kubectl")
def test_several_clusters_come_one_after_the_other_and_one_that_is_away_is_told(dslint):
    done = dslint("coverage", "--cluster", "--all-contexts", "--output-format", "json")
    told = json.loads(done.out)
    schema("coverage-clusters").validate(told)
    reason = "cluster gone: kubectl get daemonsets failed: Unable to connect to the server: i/o timeout"
    assert [(one["context"], one["error"]) for one in told["clusters"]] == [
        ("dev", None),
        ("prod", None),
        ("gone", reason),
    ]
    for one in told["clusters"][:2]:
        schema("coverage").validate(one["coverage"])
    assert [one["coverage"] and one["coverage"]["summary"]["desired"] for one in told["clusters"]] == [1, 3, None]
    assert done.code == 2
    text = dslint("coverage", "--cluster", "--all-contexts")
    assert [line for line in text.out.splitlines() if line.startswith(("cluster", "no answer"))] == [
        "cluster dev",
        "cluster prod",
        "cluster gone",
        f"no answer: {reason}",
    ]
    assert f"error: {reason}\n" in text.err
    assert "# cluster prod\n" in dslint("coverage", "--cluster", "--all-contexts", "--output-format", "markdown").out


@pytest.mark.parametrize("command", ["check", "coverage", "rollout"])
def test_files_are_held_against_the_nodes_of_a_context_that_is_asked_once(dslint, kubectl, tree, command):
    (tree / "a.yaml").write_text(DISK)
    done = dslint(command, "a.yaml", "--nodes", "context:prod", "--output-format", "json")
    told = json.loads(done.out)
    assert done.code != 2, done.err
    assert told["summary"].get("nodes", 3) == 3
    assert kubectl.calls == [["get", "nodes", "-o", "json", "--request-timeout=30s", "--context=prod"]]


def test_the_workers_of_a_run_leave_it_to_the_command_to_ask_a_cluster(dslint, kubectl, tree):
    for number in range(40):
        (tree / f"{number}.yaml").write_text(DISK)
    done = dslint("check", ".", "--nodes", "context:prod", "--jobs", "2")
    assert done.code != 2
    assert len(kubectl.calls) == 1


def test_a_configuration_asks_no_cluster(dslint, kubectl, tree):
    (tree / "a.yaml").write_text(DISK)
    (tree / "dslint.yaml").write_text("nodes: ['context:prod']\n")
    done = dslint("coverage", "a.yaml")
    assert done.code == 2
    assert "cannot read" in done.err
    assert kubectl.calls == []


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("context:", "the context in context: has no name"),
        ("context:gone", "kubectl get nodes failed: Unable to connect to the server: i/o timeout"),
    ],
)
@pytest.mark.usefixtures("kubectl")
def test_a_context_that_gives_no_nodes_is_told(dslint, tree, word, message):
    (tree / "a.yaml").write_text(DISK)
    done = dslint("coverage", "a.yaml", "--nodes", word)
    assert (done.code, done.err.splitlines()[0]) == (2, f"error: {message}")


@pytest.mark.usefixtures("kubectl")
def test_what_would_change_on_a_cluster_is_shown(dslint):
    done = dslint("coverage", "--cluster", "--context", "prod", "--what-if", "taint x=y:NoExecute on node/n1", "-q")
    assert done.out.startswith("0 pods added, 1 removed against the nodes as they are: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--all-contexts",), "--all-contexts is for --cluster"),
        (("deploy", "--cluster"), "no path is read with --cluster, and deploy is one"),
        (("-", "--cluster"), "no path is read with --cluster, and - is one"),
        (("--cluster", "--nodes", "profile:eks"), "--nodes and --cluster exclude each other"),
        (("--cluster", "--all-contexts", "--output-format", "html"), "HTML shows one cluster"),
        (("--cluster", "--all-contexts", "--report", "json=x.json"), "--report is for one cluster"),
        (("--cluster", "--since", "main"), "--since is about files, which a cluster has none of"),
        (("--cluster", "--against-cluster"), "--cluster and --against-cluster exclude each other"),
        (("--nodes", "profile:eks", "--against-cluster"), "--nodes and --against-cluster exclude each other"),
        (("--against", "x", "--against-cluster"), "--against and --against-cluster exclude each other"),
        (("--against-cluster", "--all-contexts"), "--against-cluster compares with one cluster"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_meant_is_refused(dslint, kubectl, arguments, message):
    done = dslint("coverage", *arguments)
    assert (done.code, done.err.splitlines()[0]) == (2, f"error: {message}")
    assert kubectl.gets in ([], [GET])


def test_a_cluster_that_shows_no_nodes_is_told(dslint, kubectl):
    kubectl.tell(dev={"items": [daemon_set()]})
    done = dslint("coverage", "--cluster", "--context", "dev")
    assert (done.code, done.err.splitlines()[0]) == (2, "error: cluster dev shows no nodes")


def test_tables_have_the_pods_of_a_cluster(dslint, kubectl, tree):
    assert dslint("coverage", "--cluster", "--context", "dev", "--report", "jsonl=tables/").code == 0
    row = json.loads((tree / "tables" / "daemonsets.jsonl").read_text())
    assert (row["cluster"], row["status_desired"], row["status_ready"], row["status_updated"]) == ("dev", 1, 1, 0)
    assert kubectl.calls == [[*GET, "--context=dev"]]


def test_what_files_change_on_a_cluster_is_told(dslint, kubectl, tree):
    (tree / "a.yaml").write_text(
        DISK.replace("      containers:", "      tolerations: [{key: gpu}]\n      containers:")
    )
    kubectl.tell(dev={"items": [daemon_set(), daemon_set("other"), node("n1"), GPU]})
    done = dslint("coverage", "a.yaml", "--against-cluster", "--context", "dev")
    assert done.out.startswith("1 pods added, 0 removed against cluster dev: ")
    assert "note: cluster dev has 1 DaemonSet more than are among these files\n" in done.err
    assert kubectl.calls == [[*GET, "--context=dev"]]


def test_what_is_written_otherwise_and_stored_alike_is_no_drift(dslint, kubectl, tree):
    (tree / "a.yaml").write_text(DISK)
    kubectl.tell(dev={"items": [daemon_set(annotations={"example.com/by-a-controller": "x"}), node("n1")]})
    done = dslint("check", "a.yaml", "--against-cluster", "--context", "dev")
    assert (done.code, done.err) == (
        0,
        "Checked 1 DaemonSet in 1 file: no problems.\n0 DaemonSets differ from the cluster.\n",
    )
    assert kubectl.calls == [[*GET, "--context=dev"]]


def test_drift_is_told_at_its_place_with_both_values(dslint, kubectl, tree):
    text = DISK.replace("agent:1.4", "agent:1.5").replace("memory: 32Mi", "memory: 48Mi")
    (tree / "a.yaml").write_text(text.replace("app: agent}}\nspec", "app: agent, team: a}}\nspec"))
    theirs = daemon_set(hostNetwork=True)
    theirs["spec"]["template"]["spec"]["containers"].append(
        theirs["spec"]["template"]["spec"]["containers"][0] | {"name": "sidecar"}
    )
    theirs["spec"]["template"]["metadata"]["annotations"] = {
        "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"
    }
    kubectl.tell(dev={"items": [theirs, daemon_set("other"), node("n1")]})
    done = dslint("check", "a.yaml", "--against-cluster", "--context", "dev", "--output-format", "json")
    told = json.loads(done.out)
    schema("report").validate(told)
    assert [(one["line"], one["column"], one["field"], one["here"]) for one in told["drift"]] == [
        (3, 75, "metadata.labels.team", "a"),
        (8, 5, "spec.template.spec.hostNetwork", None),
        (11, 7, "spec.template.spec.containers[sidecar]", None),
        (13, 18, "spec.template.spec.containers[0].image", "registry.example/agent:1.5"),
        (15, 56, "spec.template.spec.containers[0].resources.requests.memory", "48Mi"),
    ]
    there = [one["there"] for one in told["drift"]]
    assert (there[0], there[1], there[3], there[4]) == (None, "true", "registry.example/agent:1.4", "32Mi")
    assert (
        "drift: a.yaml:13:18: spec.template.spec.containers[0].image is registry.example/agent:1.5, in cluster dev it "
        "is registry.example/agent:1.4 (DaemonSet monitoring/agent)\n"
    ) in done.err
    assert "note: cluster dev has beside these files: monitoring/other\n" in done.err
    assert done.code == 1
    assert dslint("check", "a.yaml", "--against-cluster", "--context", "dev", "--exit-zero").code == 0


@pytest.mark.usefixtures("kubectl")
def test_a_set_that_the_cluster_lacks_is_told_for_each_cluster(dslint, tree):
    (tree / "a.yaml").write_text(DISK.replace("name: agent, namespace", "name: new, namespace"))
    done = dslint("check", "a.yaml", "--against-cluster", "--all-contexts", "--output-format", "json")
    assert [(one["context"], one["message"]) for one in json.loads(done.out)["drift"]] == [
        ("dev", "DaemonSet monitoring/new is not in cluster dev"),
        ("prod", "DaemonSet monitoring/new is not in cluster prod"),
    ]
    assert done.code == 2
