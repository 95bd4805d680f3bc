"""What agents are for, on the command line."""

import json

import pytest

from tests.checks.hits import HEAD, pod

CNI = pod("volumes:\n- name: conf\n  hostPath: {path: /etc/cni/net.d}\n- name: bin\n  hostPath: {path: /opt/cni/bin}")


@pytest.fixture
def _files(tree):
    (tree / "a.yaml").write_text(CNI)
    (tree / "b.yaml").write_text(HEAD.replace("agent", "web").replace("name: web}", "name: web, namespace: shop}", 1))


@pytest.mark.usefixtures("_files")
def test_a_role_is_explained_with_its_places(dslint):
    text = (
        "a.yaml:1: DaemonSet agent\n"
        "  cni (high)\n"
        "    a.yaml:12:26: mounts /etc/cni/net.d\n"
        "    a.yaml:14:26: mounts /opt/cni/bin\n"
    )
    assert dslint("explain", "--role", "a.yaml") == (0, text, "")


@pytest.mark.usefixtures("_files")
def test_roles_may_be_json(dslint):
    first, second = json.loads(dslint("explain", "--role", ".", "--format", "json").out)
    (role,) = first["roles"]
    assert (first["path"], first["line"], first["namespace"], first["name"]) == ("a.yaml", 1, None, "agent")
    assert (role["name"], role["confidence"]) == ("cni", "high")
    assert role["evidence"][0] == {
        "text": "mounts /etc/cni/net.d",
        "line": 12,
        "column": 26,
        "pointer": "/spec/template/spec/volumes/0/hostPath/path",
    }
    (absence,) = second["roles"][0]["evidence"]
    assert absence == {"text": "uses nothing of its node", "line": None, "column": None, "pointer": None}


def test_a_word_that_is_no_role_is_told(dslint, tree):
    (tree / "a.yaml").write_text(HEAD.replace("{name: agent}", "{name: agent, annotations: {dslint.dev/role: metric}}"))
    told = "a.yaml:3:56: metric is no role; did you mean metrics?"
    assert dslint("explain", "--role", "a.yaml").out == (
        f"a.yaml:1: DaemonSet agent\n  {told}\n  unknown: nothing shows what it is for\n"
    )
    assert f"note: {told}\n" in dslint("check", "-v", "a.yaml").err


@pytest.mark.usefixtures("_files")
def test_what_a_configuration_states_counts(dslint, tree):
    (tree / "dslint.yaml").write_text("roles:\n  shop/*: [ingress, metrics]\n  agent: []\n")
    assert dslint("explain", "--role", ".").out == (
        "a.yaml:1: DaemonSet agent\n"
        "  unknown: nothing shows what it is for\n"
        "b.yaml:1: DaemonSet shop/web\n"
        "  ingress (stated)\n"
        "    stated in dslint.yaml:2\n"
        "  metrics (stated)\n"
        "    stated in dslint.yaml:2\n"
    )


@pytest.mark.usefixtures("_files")
def test_a_run_that_tells_all_tells_the_roles(dslint):
    lines = dslint("check", "-v", ".").err.splitlines()
    assert "a.yaml: DaemonSet agent is cni: mounts /etc/cni/net.d and /opt/cni/bin" in lines
    assert "b.yaml: DaemonSet shop/web is application: uses nothing of its node" in lines
    assert not [line for line in dslint("check", ".").err.splitlines() if "cni" in line]


@pytest.mark.usefixtures("_files")
def test_roles_are_told_of_what_a_fixer_leaves(dslint):
    lines = dslint("check", "-v", "--fix", "--ignore", "DS805", "a.yaml").err.splitlines()
    assert len([line for line in lines if line.startswith("a.yaml: DaemonSet agent is cni: ")]) == 1


WRONG = {
    "two things to explain": (
        ("DS101", "--role", "a.yaml"),
        "error: explain takes a rule or --role FILE, not both\n",
    ),
    "a file that is not there": (
        ("--role", "gone.yaml"),
        "error: cannot read gone.yaml: no such file or directory\n",
    ),
    "a file without a DaemonSet": (("--role", "none.yaml"), "error: no DaemonSet in none.yaml\n"),
}


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
@pytest.mark.usefixtures("_files")
def test_what_cannot_be_explained_is_told(dslint, tree, words, message):
    (tree / "none.yaml").write_text("kind: Deployment\n")
    assert dslint("explain", *words) == (2, "", message)
