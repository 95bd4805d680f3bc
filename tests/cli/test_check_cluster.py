import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.inventory import kubectl as ours
from dslint.source.live import write
from dslint.source.tree import parse, plain
from tests.kubectl import GET, Kubectl, daemon_set, node

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kubectl is played by a script")
OLD = {"nodeSelector": {"beta.kubernetes.io/os": "linux"}}
SERVES = [node(name, labels={"beta.kubernetes.io/os": "linux"}) for name in ("n1", "n2")]


@pytest.fixture
def kubectl(tree, monkeypatch):
    """Put a kubectl with three contexts on the PATH: one with a problem, one without, one that gives no answer."""
    found = Kubectl(
        tree / "bin",
        dev={"items": [daemon_set(**OLD), *SERVES], "current": True},
        prod={"items": [daemon_set(), *SERVES]},
        gone={"code": 1, "stderr": "Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout\n"},
    )
    monkeypatch.setenv("PATH", found.path)
    return found


def report(done):
    return json.loads(done.out)


def test_the_current_context_is_asked_once_and_named(dslint, kubectl):
    done = dslint("check", "--cluster", "--output-format", "concise", "-q")
    assert done.out == (
        "dev/monitoring/agent:48:9: warning[DS302] node label beta.kubernetes.io/os is deprecated"
        " (DaemonSet monitoring/agent)\n"
    )
    assert done.code == 1
    assert kubectl.gets == [GET]
    assert kubectl.calls == [GET, ["config", "current-context"]]


def test_each_context_that_is_named_is_asked_once_in_order(dslint, kubectl):
    done = dslint("check", "--cluster", "--context", "prod", "--context", "dev", "--context", "prod", "-q")
    assert "--> dev/monitoring/agent:48:9  DaemonSet monitoring/agent" in done.out
    assert sorted(kubectl.calls) == [[*GET, "--context=dev"], [*GET, "--context=prod"]]
    assert done.code == 1


def test_what_has_nothing_amiss_is_clean(dslint, kubectl):
    done = dslint("check", "--cluster", "--context", "prod")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Checked 1 DaemonSet in 1 cluster: no problems.\n"
    assert len(kubectl.calls) == 1


def test_a_cluster_that_gives_no_answer_is_a_row_and_the_others_go_on(dslint, kubectl):
    done = dslint("check", "--cluster", "--all-contexts", "--output-format", "json")
    told = report(done)
    reason = "kubectl get daemonsets failed: Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout"
    assert [(one["context"], one["error"]) for one in told["clusters"]] == [
        ("dev", None),
        ("prod", None),
        ("gone", reason),
    ]
    assert f"error: cluster gone: {reason}\n" in done.err
    assert [one["path"] for one in told["findings"]] == ["dev/monitoring/agent"]
    assert done.code == 2
    assert kubectl.calls[0] == ["config", "get-contexts", "-o", "name"]
    assert sorted(kubectl.calls[1:]) == [[*GET, f"--context={name}"] for name in ("dev", "gone", "prod")]


def test_status_is_context_and_no_unknown_field(dslint, kubectl):
    kubectl.tell(dev={"items": [daemon_set(status=(9, 7, 8)), daemon_set("done"), *SERVES]})
    done = dslint("check", "--cluster", "--context", "dev", "--output-format", "json")
    told = report(done)
    assert told["findings"] == []
    assert told["clusters"][0]["daemonSets"] == [
        {"namespace": "monitoring", "name": "agent", "desired": 9, "ready": 7, "updated": 8},
        {"namespace": "monitoring", "name": "done", "desired": 3, "ready": 3, "updated": 3},
    ]
    assert "note: dev/monitoring/agent: 9 desired, 7 ready, 8 updated\n" in done.err
    assert "done" not in done.err
    verbose = dslint("check", "--cluster", "--context", "dev", "-v").err
    assert "cluster dev: 2 nodes, checked for Kubernetes 1.36\n" in verbose
    assert "dev/monitoring/done: 3 desired, 3 ready, 3 updated\n" in verbose


# as an API server of 1.37.2 answers for a DaemonSet that was just made
ZEROS = {"currentNumberScheduled": 0, "desiredNumberScheduled": 0, "numberMisscheduled": 0, "numberReady": 0}


@pytest.mark.parametrize("status", [None, {}, ZEROS], ids=["none", "empty", "zeros"])
def test_a_set_that_no_controller_has_looked_at_has_no_counts(dslint, kubectl, status):
    new = daemon_set() | {"status": status}
    if status is None:
        del new["status"]
    kubectl.tell(dev={"items": [new]})
    told = report(dslint("check", "--cluster", "--context", "dev", "--output-format", "json"))
    assert told["clusters"][0]["daemonSets"] == [
        {"namespace": "monitoring", "name": "agent", "desired": None, "ready": None, "updated": None}
    ]
    assert told["clusters"][0]["nodes"] is None


def test_no_file_is_read(dslint, kubectl, tree):
    (tree / "bad.yaml").write_text("kind: DaemonSet\n  broken")
    (tree / "Chart.yaml").write_text("name: x")
    assert dslint("check", "--cluster", "--context", "prod").code == 0
    assert len(kubectl.calls) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("deploy", "--cluster"), "no path is read with --cluster, and deploy is one"),
        (("-", "--cluster"), "no path is read with --cluster, and - is one"),
        (("--context", "dev"), "--context is for --cluster"),
        (("--all-contexts",), "--all-contexts is for --cluster"),
        (("--cluster", "--all-contexts", "--context", "dev"), "--context and --all-contexts exclude each other"),
        (("--cluster", "--context", ""), "the name in --context is empty"),
        (("--cluster", "--nodes", "profile:eks"), "--nodes and --cluster exclude each other"),
        (("--cluster", "--fix"), "a cluster is not changed: fixes and comments are for files"),
        (("--cluster", "--diff"), "a cluster is not changed: fixes and comments are for files"),
        (("--cluster", "--since", "main"), "--since is about files, which a cluster has none of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_meant_is_refused_before_anybody_is_asked(dslint, kubectl, arguments, message):
    done = dslint("check", *arguments)
    assert (done.code, done.err.splitlines()[0]) == (2, f"error: {message}")
    assert kubectl.calls == []


def test_fixes_are_held_back(dslint, kubectl):
    told = report(dslint("check", "--cluster", "--output-format", "json"))
    assert [(one["fix"], one["fixHeldBack"]) for one in told["findings"]] == [
        (None, "a cluster is not changed; mend the manifest that it was made from")
    ]
    assert len(kubectl.gets) == 1


def test_the_configuration_of_the_working_directory_counts(dslint, kubectl, tree):
    (tree / "dslint.yaml").write_text("ignore: [DS302]\n")
    assert dslint("check", "--cluster").code == 0
    (tree / "dslint.yaml").write_text("ignores: [DS302]\n")
    before = len(kubectl.calls)
    assert dslint("check", "--cluster").code == 2
    assert len(kubectl.calls) == before


def test_folders_of_the_same_name_say_nothing(dslint, kubectl, tree):
    (tree / "dev" / "monitoring").mkdir(parents=True)
    (tree / "dev" / "monitoring" / "dslint.yaml").write_text("ignore: [DS302]\n")
    assert dslint("check", "--cluster", "--context", "dev").code == 1
    assert len(kubectl.gets) == 1


@pytest.mark.parametrize("context", ["kind-dev", "ci-test", "examples", "prod"])
def test_what_a_cluster_is_called_does_not_soften_what_is_found(dslint, kubectl, context):
    bare = daemon_set("node-exporter", image="quay.io/prometheus/node-exporter:v1.9.1", priorityClassName=None)
    kubectl.tell(**{context: {"items": [bare]}})
    done = dslint("check", "--cluster", "--context", context, "--select", "DS503", "--output-format", "json")
    assert [one["rule"] for one in report(done)["findings"]] == ["DS503"]


def test_the_version_of_the_nodes_is_checked_for_unless_another_is_named(dslint, kubectl):
    kubectl.tell(
        dev={"items": [daemon_set(), node("n1", version="v1.31.4-eks-2"), node("n2", version="v1.32.0")]},
        old={"items": [daemon_set(), node("n1", version="v1.12.0")]},
    )
    every = ("check", "--cluster", "--all-contexts", "--output-format", "json")
    versions = [one["kubernetesVersion"] for one in report(dslint(*every))["clusters"]]
    assert versions == ["1.32", "1.25"]
    told = report(dslint(*every, "--kubernetes-version", "1.34"))
    assert [one["kubernetesVersion"] for one in told["clusters"]] == ["1.34", "1.34"]


def test_daemon_sets_are_held_against_the_nodes_of_their_cluster(dslint, kubectl, tree):
    (tree / "dslint.yaml").write_text("coverage: [{daemonset: monitoring/agent, on: linux}]\n")
    tainted = node("gpu", taints=[{"key": "gpu", "effect": "NoSchedule"}])
    kubectl.tell(dev={"items": [daemon_set(), *SERVES]}, prod={"items": [daemon_set(), node("n1"), tainted]})
    told = report(dslint("check", "--cluster", "--all-contexts", "--output-format", "json"))
    assert [(one["path"], one["rule"], one["message"]) for one in told["findings"]] == [
        (
            "prod/monitoring/agent",
            "DS220",
            "misses 1 of 2 nodes it is to run on: taint gpu:NoSchedule is not tolerated",
        )
    ]


def test_sets_are_compared_within_their_cluster_across_namespaces_and_not_with_others(dslint, kubectl):
    def on_port(namespace):
        found = daemon_set(namespace=namespace)
        found["spec"]["template"]["spec"]["containers"][0]["ports"] = [
            {"containerPort": 9100, "hostPort": 9100, "protocol": "TCP"}
        ]
        return found

    kubectl.tell(dev={"items": [on_port("a"), on_port("b")]}, prod={"items": [on_port("a")]})
    told = report(dslint("check", "--cluster", "--all-contexts", "--output-format", "json"))
    assert {one["path"].partition("/")[0] for one in told["findings"] if "9100" in one["message"]} == {"dev"}


def test_a_baseline_knows_what_a_cluster_has(dslint, kubectl):
    assert dslint("check", "--cluster", "--write-baseline", "known.json").code == 0
    done = dslint("check", "--cluster", "--baseline", "known.json")
    assert (done.code, done.out) == (0, "")
    assert len(kubectl.gets) == 2


def test_tables_have_the_name_of_the_cluster(dslint, kubectl, tree):
    dslint("check", "--cluster", "--all-contexts", "--report", "jsonl=found.jsonl")
    rows = [json.loads(line) for line in (tree / "found.jsonl").read_text().splitlines()]
    assert [(row["cluster"], row["namespace"], row["daemonset"], row["rule"]) for row in rows] == [
        ("dev", "monitoring", "agent", "DS302")
    ]
    done = dslint("check", "--cluster", "--report", "jsonl=tables/")
    assert (done.code, done.err.splitlines()[0]) == (2, "error: check --cluster has the findings alone")
    assert len(kubectl.gets) == 3


def test_what_may_not_be_listed_is_told_and_the_rest_is_checked(dslint, kubectl):
    denied = 'Error from server (Forbidden): {0} is forbidden: User "ann" cannot list resource "{0}" in API group ""'
    kubectl.tell(dev={"items": [daemon_set(**OLD)], "code": 1, "stderr": denied.format("limitranges") + "\n"})
    done = dslint("check", "--cluster", "--context", "dev")
    assert done.code == 1
    assert "note: dev: you may not list its limitranges: what they decide is not known\n" in done.err
    kubectl.tell(dev={"items": [], "code": 1, "stderr": denied.format("daemonsets") + "\n"})
    done = dslint("check", "--cluster", "--context", "dev")
    assert done.code == 2
    assert "error: cluster dev: you may not list its DaemonSets\n" in done.err


# kubectl 1.32 and an API server of 1.37.2, of a user who may list DaemonSets, namespaces and nodes; it ends with 1
FORBIDDEN = """\
Error from server (Forbidden): priorityclasses.scheduling.k8s.io is forbidden: User "viewer" cannot list resource \
"priorityclasses" in API group "scheduling.k8s.io" at the cluster scope
Error from server (Forbidden): runtimeclasses.node.k8s.io is forbidden: User "viewer" cannot list resource \
"runtimeclasses" in API group "node.k8s.io" at the cluster scope
Error from server (Forbidden): limitranges is forbidden: User "viewer" cannot list resource "limitranges" in API group \
"" at the cluster scope
Error from server (Forbidden): resourcequotas is forbidden: User "viewer" cannot list resource "resourcequotas" in API \
group "" at the cluster scope
"""


def test_what_a_real_server_forbids_is_told_kind_by_kind(dslint, kubectl):
    kubectl.tell(dev={"items": [daemon_set(**OLD), *SERVES], "code": 1, "stderr": FORBIDDEN})
    done = dslint("check", "--cluster", "--context", "dev", "--output-format", "concise")
    assert done.out.startswith("dev/monitoring/agent:48:9: warning[DS302] ")
    for kind in ("priorityclasses", "runtimeclasses", "limitranges", "resourcequotas"):
        assert f"note: dev: you may not list its {kind}: what they decide is not known\n" in done.err
    assert done.code == 1


def test_without_kubectl_there_is_no_cluster(dslint, tree, monkeypatch):
    monkeypatch.setenv("PATH", str(tree))
    done = dslint("check", "--cluster", "--context", "a", "--context", "b")
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        "error: clusters are asked by kubectl, which is not on the PATH",
    )


def test_what_hangs_is_given_up(dslint, kubectl, monkeypatch):
    monkeypatch.setattr(ours, "PATIENCE", 0.2)
    kubectl.tell(hangs={"sleep": 60})
    done = dslint("check", "--cluster", "--context", "hangs")
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        "error: cluster hangs: kubectl get daemonsets gave no answer within 0.2 s",
    )


def test_what_floods_or_prints_no_json_is_given_up_and_the_others_go_on(dslint, kubectl, monkeypatch):
    monkeypatch.setattr(ours, "MAX_BYTES", 1 << 20)
    kubectl.tell(
        floods={"flood": True},
        broken={"raw": '{"items": ['},
        html={"raw": "<html>sign in</html>"},
        status={"raw": '{"kind": "Status", "message": "etcd is away"}'},
        deep={"raw": '{"items": [{"kind": "DaemonSet", "metadata": ' + '{"a":' * 5000 + "1" + "}" * 5001 + "]}"},
        mapping={"raw": '{"items": {"a": 1}}'},
        list={"raw": '{"kind": "List", "items": "none"}'},
        numbers={"raw": '{"items": [1]}'},
        dev={"items": [daemon_set(**OLD)]},
    )
    done = dslint("check", "--cluster", "--all-contexts", "--output-format", "json")
    errors = {one["context"]: one["error"] for one in report(done)["clusters"]}
    assert errors["floods"] == "kubectl get daemonsets prints more than 1 MiB"
    assert errors["broken"] == "not JSON: it ends too early"
    assert errors["html"] == "kubectl get daemonsets printed no JSON"
    assert errors["status"] == "the cluster answers: etcd is away"
    assert errors["deep"] is not None
    other = "kubectl printed something else than a list of objects"
    assert [errors[name] for name in ("mapping", "list", "numbers")] == [other] * 3
    assert errors["dev"] is None
    assert [one["path"] for one in report(done)["findings"]] == ["dev/monitoring/agent"]
    assert done.code == 2


def test_credentials_in_what_kubectl_says_are_masked(dslint, kubectl):
    kubectl.tell(dev={"code": 1, "stderr": "Get https://ann:s3cret@10.0.0.1/api?token=t0ken&timeout=30s: refused\n"})
    done = dslint("check", "--cluster", "--context", "dev", "--output-format", "json")
    shown = "Get https://***@10.0.0.1/api?token=***&timeout=30s: refused"
    assert report(done)["clusters"][0]["error"] == f"kubectl get daemonsets failed: {shown}"
    assert "s3cret" not in done.out + done.err
    assert "t0ken" not in done.out + done.err


def test_a_context_of_any_name_moves_no_cursor_and_reaches_no_shell(dslint, kubectl):
    name = "prod; rm -rf /\x1b[31m"
    kubectl.tell(**{name: {"items": [daemon_set(**OLD)]}})
    done = dslint("check", "--cluster", "--context", name, "--output-format", "concise")
    assert "\x1b" not in done.out + done.err
    assert kubectl.calls == [[*GET, f"--context={name}"]]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text()
    | st.sampled_from(["1e3", "0o17", "on", "~", "-"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=20), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=20), VALUES))
def test_an_object_is_written_as_what_it_is(value):
    text = write(value)
    assert plain(parse(text).root) == value if value else text == "{}\n"
