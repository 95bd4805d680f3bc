import json
import os
import subprocess

import pytest
from jsonschema import Draft202012Validator

from dslint.cli import main
from dslint.fleet import member
from dslint.resources import folder
from tests.cli.process import Done
from tests.kubectl import GET, Kubectl, daemon_set, node

GPU = [{"key": "gpu", "effect": "NoSchedule"}]


@pytest.fixture
def dslint(tmp_path, monkeypatch, capsys):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        with pytest.raises(SystemExit) as exited:
            main(list(arguments), prog_name="dslint")
        return Done(exited.value.code, *capsys.readouterr())

    return call


def write(path, *objects):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)}, indent=1))


@pytest.fixture
def clusters(tmp_path):
    """Three clusters: one misses a node, one lacks an agent and has another version, one has no nodes."""
    write(
        tmp_path / "a" / "all.json",
        daemon_set(),
        daemon_set("proxy", tolerations=[{"operator": "Exists"}]),
        node("n1"),
        node("g", taints=GPU),
    )
    write(tmp_path / "b" / "sets.json", daemon_set(image="registry.example/agent:1.5"))
    write(tmp_path / "b" / "nodes.json", node("n1"), node("n2"))
    write(tmp_path / "c" / "sets.json", daemon_set(), daemon_set("proxy"))
    return tmp_path


def told(done):
    found = json.loads(done.out)
    with open(f"{folder('schemas')}/fleet.schema.json", encoding="utf-8") as file:
        Draft202012Validator(json.load(file)).validate(found)
    return found


@pytest.mark.usefixtures("clusters")
def test_agents_stand_beside_clusters_with_where_they_run_version_and_findings(dslint):
    done = dslint("fleet", "a", "b", "c", "--output-format", "json")
    found = told(done)
    assert done.code == 0
    assert [(one["name"], one["nodes"], one["agents"]) for one in found["clusters"]] == [
        ("a", 2, 2),
        ("b", 2, 1),
        ("c", None, 2),
    ]
    agent, proxy = found["agents"]
    assert (agent["name"], agent["version"], agent["absentIn"]) == ("agent", "1.4", [])
    keys = ("cluster", "version", "runsOn", "wanted", "missed", "canRun")
    assert [tuple(one[key] for key in keys) for one in agent["clusters"]] == [
        ("a", "1.4", 1, 2, 1, True),
        ("b", "1.5", 2, 2, 0, True),
        ("c", "1.4", None, None, None, None),
    ]
    assert (proxy["name"], proxy["absentIn"]) == ("proxy", ["b"])
    assert agent["clusters"][0]["status"] == {"desired": 3, "ready": 3, "updated": 3}


@pytest.mark.usefixtures("clusters")
def test_differences_come_first_and_what_hurts_most_before_them_all(dslint):
    found = told(dslint("fleet", "a", "b", "c", "--output-format", "json"))
    assert [(one["agent"], one["kind"]) for one in found["differences"]] == [
        ("monitoring/agent", "missed"),
        ("monitoring/proxy", "absent"),
        ("monitoring/agent", "version"),
    ]
    text = dslint("fleet", "a", "b", "c").out
    assert text.startswith(
        "DIFFERENCES BETWEEN CLUSTERS\nmonitoring/agent misses nodes in some clusters\n  1 of its nodes: a\n"
    )
    assert "monitoring/proxy is not in all clusters\n  absent: b\n" in text
    assert "monitoring/agent runs in several versions\n  1.5: b\n  1.4: a, c\n" in text
    assert "monitoring/agent  1 of 2  1.4  2 of 2  1.5  ?  1.4\n" in text
    each = dslint("fleet", "a", "b", "c", "-v").out
    assert "monitoring/proxy  b         absent" in each


def test_a_pod_for_which_there_is_no_room_is_pending(dslint, clusters):
    small = node("n1", memory="16Mi")
    write(clusters / "b" / "nodes.json", small)
    found = told(dslint("fleet", "a", "b", "--output-format", "json"))
    cells = {one["cluster"]: one for one in found["agents"][0]["clusters"]}
    assert (cells["b"]["pending"], cells["b"]["runsOn"], cells["b"]["canRun"]) == (1, 0, False)


def test_a_pod_that_is_refused_is_told_as_such(dslint, clusters):
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "none", "namespace": "monitoring"},
        "spec": {"hard": {"pods": "0"}},
    }
    write(clusters / "b" / "quota.json", quota)
    found = told(dslint("fleet", "a", "b", "--output-format", "json"))
    cells = {one["cluster"]: one for one in found["agents"][0]["clusters"]}
    assert [cells["b"][key] for key in ("desired", "refused", "runsOn", "canRun")] == [2, 2, 0, False]
    assert ("monitoring/agent", "refused") in [(one["agent"], one["kind"]) for one in found["differences"]]
    text = dslint("fleet", "a", "b").out
    assert "monitoring/agent is refused in some clusters\n  2 of its nodes: b\n" in text


def test_findings_are_counted_and_fail_the_run(dslint, clusters):
    write(clusters / "b" / "sets.json", daemon_set(nodeSelector={"beta.kubernetes.io/os": "linux"}))
    write(clusters / "b" / "nodes.json", node("n1", labels={"beta.kubernetes.io/os": "linux"}))
    done = dslint("fleet", "a", "b", "--output-format", "json")
    found = told(done)
    cells = {one["cluster"]: one for one in found["agents"][0]["clusters"]}
    assert cells["b"]["findings"]["warnings"] == 1
    assert cells["b"]["rules"] == ["DS302"]
    assert (done.code, dslint("fleet", "a", "b", "--exit-zero").code) == (1, 0)
    assert dslint("fleet", "a", "b", "--fail-on", "error").code == 0
    assert "has findings in some clusters only\n  DS302 deprecated-node-label: b\n" in dslint("fleet", "a", "b").out


@pytest.mark.skipif(os.name == "nt", reason="kubectl is played by a script")
def test_contexts_folders_and_revisions_stand_side_by_side(dslint, clusters, monkeypatch):
    kubectl = Kubectl(
        clusters / "bin",
        prod={"items": [daemon_set(), node("n1")]},
        gone={"code": 1, "stderr": "Unable to connect: https://ann:s3cret@10.0.0.1?token=t0ken\n"},
    )
    monkeypatch.setenv("PATH", kubectl.path)
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", "init", "-q", "-b", "main", "repo"], cwd=clusters, check=True, timeout=60)
    write(clusters / "repo" / "all.json", daemon_set(image="registry.example/agent:1.3"), node("n1"))
    subprocess.run([*git, "add", "."], cwd=clusters / "repo", check=True, timeout=60)
    subprocess.run([*git, "commit", "-qm", "x"], cwd=clusters / "repo", check=True, timeout=60)
    write(clusters / "repo" / "all.json", daemon_set(image="registry.example/agent:1.9"), node("n1"))
    done = dslint("fleet", "context:prod", "now=repo", "repo@HEAD", "context:gone", "--output-format", "json")
    found = told(done)
    versions = {one["cluster"]: one["version"] for one in found["agents"][0]["clusters"]}
    assert versions == {"prod": "1.4", "now": "1.9", "repo@HEAD": "1.3"}
    assert found["clusters"][0]["error"] == (
        "kubectl get daemonsets failed: Unable to connect: https://***@10.0.0.1?token=***"
    )
    assert "s3cret" not in done.out + done.err
    assert "t0ken" not in done.out + done.err
    assert done.code == 2
    assert sorted(kubectl.calls) == [[*GET, "--context=gone"], [*GET, "--context=prod"]]


def test_object_stores_are_read_through_fsspec(dslint, clusters):
    fsspec = pytest.importorskip("fsspec", reason="the extra fleet is not installed")
    store = fsspec.filesystem("memory")
    store.pipe("/fleet/eu/all.json", (clusters / "a" / "all.json").read_bytes())
    store.pipe("/fleet/eu/kustomization.yaml", b"resources: [all.json]")
    done = dslint("fleet", "memory://fleet/eu", f"file://{clusters}/b", "--output-format", "json")
    found = told(done)
    assert [(one["name"], one["nodes"], one["agents"]) for one in found["clusters"]] == [("eu", 2, 2), ("b", 2, 1)]
    paths = {one["cluster"]: one["path"] for one in found["agents"][0]["clusters"]}
    assert paths == {"eu": "memory://fleet/eu/all.json", "b": f"file://{clusters}/b/sets.json"}
    assert done.code == 0
    gone = dslint("fleet", "memory://fleet/nowhere", "a")
    assert (gone.code, gone.err.splitlines()[0]) == (
        2,
        "error: nowhere: there is nothing at memory://fleet/nowhere",
    )


def test_a_store_with_more_manifests_than_one_cluster_has_is_a_row(dslint, clusters, monkeypatch):
    pytest.importorskip("fsspec", reason="the extra fleet is not installed")
    monkeypatch.setattr(member, "MOST", 1)
    done = dslint("fleet", f"file://{clusters}/b", f"file://{clusters}/a", "--output-format", "json")
    assert [(one["name"], one["error"]) for one in told(done)["clusters"]] == [
        ("b", f"file://{clusters}/b has more than 1 manifest"),
        ("a", None),
    ]
    assert done.code == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "no SOURCE to look at"),
        (("a", "a"), 'two sources are called "a"'),
        (("context:",), "the context in context: has no name"),
        (("https://ann:s3cret@example.com/x.git",), "https://***@example.com/x.git is to be cloned first"),
        (("-",), '"-" is no source'),
        (("ftpx://nowhere",), "ftpx://"),
        (("a", "--report", "pdf=x"), 'unknown format "pdf" in --report'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_no_source_is_refused_in_words(dslint, clusters, words, message):
    assert (clusters / "a").is_dir()
    done = dslint("fleet", *words)
    assert done.code == 2
    assert message in done.err.splitlines()[0]
    assert "s3cret" not in done.err


def test_what_cannot_be_read_is_a_row_and_the_others_go_on(dslint, clusters):
    (clusters / "b" / "broken.yaml").write_text("kind: DaemonSet\n  x: [")
    done = dslint("fleet", "a", "b", "missing")
    assert done.code == 2
    assert "missing" in done.err
    assert [line.split()[0] for line in done.out.splitlines() if line.endswith("not read")] == ["missing"]
    assert "error: b: b/broken.yaml" in done.err
    assert dslint("fleet", "a").code == 0


def test_names_of_others_are_texts_in_html_and_move_no_cursor(dslint, clusters):
    write(clusters / "a" / "all.json", daemon_set("<script>x</script>"), daemon_set("a\x1b[31mb"), node("n1"))
    page = dslint("fleet", "a", "b", "--output-format", "html").out
    assert "<script>x" not in page
    for form in ("text", "markdown", "json"):
        assert "\x1b" not in dslint("fleet", "a", "b", "--output-format", form).out


@pytest.mark.skipif(os.name == "nt", reason="kubectl is played by a script")
@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_credentials_of_a_source_and_of_what_kubectl_says_are_in_no_format(form, dslint, clusters, monkeypatch):
    pytest.importorskip("fsspec", reason="the extra fleet is not installed")
    words = "Unable to connect: https://me:s3cret@10.0.0.1/?sig=s3cret\n"
    monkeypatch.setenv("PATH", Kubectl(clusters / "bin", prod={"code": 1, "stderr": words}).path)
    done = dslint("fleet", "a", "context:prod", "memory://me:s3cret@inventories/none", "--output-format", form)
    assert done.code == 2
    assert "s3cret" not in done.out + done.err
    assert "prod" in done.out
    assert "***@" in done.err
