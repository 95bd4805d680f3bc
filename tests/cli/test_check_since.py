"""`dslint check --since`: what a change brings, what it mends, and what it leaves as it was."""

import json
import os
import re
import subprocess

import pytest

from dslint.finding import identity
from dslint.run import check_paths
from tests.cli.manifests import BAD, CONCISE, GOOD, LINE
from tests.cli.manifests import OLD as OLD_AGENT

OLD = OLD_AGENT.replace("  name: agent\n", "  name: old\n", 1)


@pytest.fixture
def git(tree):
    """Run Git in a repository that has a file with a mistake and one without."""
    (tree / ".git").rmdir()

    def call(*arguments, cwd=tree):
        identity_of = ("-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *identity_of, *arguments],
            cwd=cwd,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout.strip()

    call("init", "-q", "-b", "main")
    (tree / "deploy").mkdir()
    (tree / "bad.yaml").write_text(BAD)
    (tree / "deploy" / "good.yaml").write_text(GOOD)
    call("add", "--all")
    call("commit", "-q", "-m", "one")
    return call


def since(dslint, *arguments):
    data = json.loads(dslint("check", "--since", "main", "--output-format", "json", *arguments).out)
    new = [(one["rule"], one["path"], one["line"]) for one in data["findings"]]
    return new, [(one["rule"], one["path"]) for one in data["since"]["fixed"]], data["since"]["unchanged"]


@pytest.mark.usefixtures("git")
def test_where_nothing_changed_nothing_is_new(dslint):
    assert dslint("check").code == 1
    done = dslint("check", "--since", "main")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Checked 0 DaemonSets in 0 files: nothing to check; 0 fixed; 0 unchanged.\n"


@pytest.mark.usefixtures("git")
def test_a_new_mistake_is_reported_and_an_old_one_is_not(dslint, tree):
    (tree / "bad.yaml").write_text(f"# a line\n{BAD}---\n{OLD}")
    line = f"# a line\n{BAD}---\n{OLD}".splitlines().index("        beta.kubernetes.io/os: linux") + 1
    assert since(dslint) == ([("DS302", "bad.yaml", line)], [], 1)
    done = dslint("check", "--since", "main", *CONCISE)
    assert (done.code, done.out.count("\n")) == (1, 1)
    assert done.err.startswith(
        "Found 1 new problem since main (1 warning) in 1 of 2 DaemonSets; 0 fixed; 1 unchanged.\n"
    )


@pytest.mark.usefixtures("git")
def test_what_is_mended_is_told(dslint, tree):
    (tree / "bad.yaml").write_text(GOOD)
    done = dslint("check", "--since", "main")
    assert (done.code, done.err) == (
        0,
        "Checked 1 DaemonSet in 1 file: no new problems since main; 1 fixed; 0 unchanged.\n",
    )
    assert since(dslint) == ([], [("DS101", "main:bad.yaml")], 0)


@pytest.mark.parametrize("staged", [True, False])
@pytest.mark.parametrize("edit", [False, True], ids=["renamed", "renamed and edited"])
def test_a_renamed_file_brings_nothing_new(dslint, git, tree, staged, edit):
    (tree / "bad.yaml").rename(tree / "deploy" / "agent.yaml")
    if edit:
        (tree / "deploy" / "agent.yaml").write_text(f"# moved\n{BAD}")
    if staged:
        git("add", "--all")
    assert since(dslint) == ([], [], 1)


@pytest.mark.usefixtures("git")
def test_a_new_file_with_the_mistake_of_another_is_new(dslint, tree):
    (tree / "deploy" / "copy.yaml").write_text(BAD)
    assert since(dslint)[0] == [("DS101", "deploy/copy.yaml", 11)]


@pytest.mark.usefixtures("git")
def test_a_selector_that_changed_cannot_be_applied(dslint, tree):
    (tree / "deploy" / "good.yaml").write_text(GOOD.replace("agent", "other").replace("name: other", "name: agent", 1))
    done = dslint("check", "--since", "main", "--select", "DS123")
    place = GOOD[: GOOD.index("selector")].count("\n") + 1
    assert f"--> deploy/good.yaml:{place}:3  DaemonSet monitoring/agent\n" in done.out
    assert f"::: main:deploy/good.yaml:{place}:3\n" in done.out
    assert done.out.startswith(
        "error[DS123 changed-selector]: the selector differs from the one in main, and no update may change it\n"
    )
    assert done.code == 1


@pytest.mark.usefixtures("git")
def test_an_exception_covers_a_changed_selector_and_a_comment_does_not(dslint, tree):
    other = GOOD.replace("agent", "other").replace("name: other", "name: agent", 1)
    commented = other.replace("  selector:", "  # dslint: ignore[DS123] made anew\n  selector:")
    assert commented != other
    (tree / "deploy" / "good.yaml").write_text(commented)
    assert [rule for rule, *_ in since(dslint, "--select", "DS123")[0]] == ["DS123"]
    (tree / "dslint.yaml").write_text("exceptions: [{rules: [DS123], names: [agent], reason: made anew}]\n")
    assert since(dslint, "--select", "DS123")[0] == []


SAME = {
    "order of keys": lambda text: text.replace("matchLabels: {app: agent}", "matchLabels: {'app': agent}"),
    "an empty list": lambda text: text.replace(
        "matchLabels: {app: agent}", "matchExpressions: []\n    matchLabels: {app: agent}"
    ),
    "another object": lambda text: text.replace("name: agent", "name: other", 1).replace("app: agent", "app: other"),
}


@pytest.mark.usefixtures("git")
@pytest.mark.parametrize("edit", SAME.values(), ids=SAME)
def test_a_selector_that_means_the_same_or_is_another_ones_may_be_applied(dslint, tree, edit):
    assert edit(GOOD) != GOOD
    (tree / "deploy" / "good.yaml").write_text(edit(GOOD))
    assert dslint("check", "--since", "main", "--select", "DS123", *CONCISE).out == ""


@pytest.mark.usefixtures("git")
def test_a_comment_for_a_pull_request_has_new_fixed_and_unchanged(dslint, tree):
    (tree / "bad.yaml").write_text(f"{BAD}---\n{OLD}")
    (tree / "deploy" / "good.yaml").write_text(BAD)
    text = dslint("check", "--since", "main", "--output-format", "markdown").out
    assert text.startswith("**Found 2 new problems since main (")
    assert "<details><summary>1 unchanged</summary>" in text
    (tree / "bad.yaml").unlink()
    (tree / "deploy" / "good.yaml").write_text(GOOD)
    assert (
        "<details><summary>1 fixed</summary>" in dslint("check", "--since", "main", "--output-format", "markdown").out
    )


def test_results_equal_a_full_run_on_both_sides(dslint, git, tree):
    for number in range(12):
        folder = tree / f"team-{number % 4}"
        folder.mkdir(exist_ok=True)
        text = (BAD if number % 3 else GOOD).replace("agent", f"agent-{number}")
        (folder / f"{number}.yaml").write_text(text.replace("containers:", "hostNetwork: true\n      containers:"))
    git("add", "--all")
    git("commit", "-q", "-m", "many")
    before = {(one.path, identity(one)): one.rule for one in check_paths(["."]).findings}
    (tree / "team-0" / "4.yaml").write_text(OLD)
    (tree / "team-1" / "new.yaml").write_text(OLD)
    (tree / "team-2" / "10.yaml").unlink()
    after = {(one.path, identity(one)) for one in check_paths(["."]).findings}
    data = json.loads(dslint("check", "--since", "main", "--output-format", "json").out)
    assert {(one["path"], one["identity"]) for one in data["findings"]} == after - before.keys()
    fixed = sorted((one["path"].removeprefix("main:"), one["rule"]) for one in data["since"]["fixed"])
    assert fixed == sorted((path, before[path, one]) for path, one in before.keys() - after)
    assert {("team-0/4.yaml", "DS101"), ("team-2/10.yaml", "DS101")} <= {*fixed}


def test_only_what_differs_is_judged(dslint, git, tree, monkeypatch):
    for number in range(5):
        (tree / f"team-{number}").mkdir()
        (tree / f"team-{number}" / "a.yaml").write_text(BAD)
    git("add", "--all")
    git("commit", "-q", "-m", "many")
    (tree / "team-1" / "a.yaml").write_text(GOOD)
    from dslint.judge.engine import Engine

    judged, check = [], Engine.check
    monkeypatch.setattr(
        Engine, "check", lambda self, loaded, report: (judged.append(loaded.item.shown), check(self, loaded, report))
    )
    dslint("check", "--since", "main")
    assert set(judged) == {"team-1/a.yaml", "main:team-1/a.yaml"}


def test_git_is_asked_of_what_differs_alone_and_each_file_is_read_once(dslint, git, tree, monkeypatch):
    for number in range(20):
        (tree / f"team-{number // 5}").mkdir(exist_ok=True)
        (tree / f"team-{number // 5}" / f"{number}.yaml").write_text(GOOD)
        (tree / f"{number}.yaml").write_text(f"kind: ServiceAccount\nmetadata: {{name: {number}}}\n")
    git("add", "--all")
    git("commit", "-q", "-m", "many")
    (tree / "team-1" / "7.yaml").write_text(BAD)
    from dslint.inputs import revision, worktree

    asked, read = [], []
    run, read_file = revision.git.run, worktree._read_file
    monkeypatch.setattr(
        revision.git, "run", lambda *words, text=b"": asked.append((words[1], text)) or run(*words, text=text)
    )
    monkeypatch.setattr(worktree, "_read_file", lambda item, limit: read.append(item.path) or read_file(item, limit))
    assert since(dslint, "--extend-select", "DS6")[:2] == ([("DS101", "team-1/7.yaml", 11)], [])
    blob = git("rev-parse", "main:team-1/7.yaml").encode() + b"\n"
    assert asked == [("rev-parse", b""), ("ls-tree", b""), ("ls-files", b""), ("cat-file", blob), ("cat-file", blob)]
    assert sorted(filter(os.path.exists, read)) == sorted(map(str, tree.rglob("*.yaml")))


def test_a_file_that_changes_while_it_is_looked_at_is_read_as_git_has_it(dslint, git, tree, monkeypatch):
    (tree / "deploy" / "bad.yaml").write_text(BAD)
    git("add", "--all")
    git("commit", "-q", "-m", "two")
    (tree / "deploy" / "good.yaml").write_text(BAD)
    from dslint import since as pipeline

    differing = pipeline._differing

    def then_changed(now, then):
        (tree / "deploy" / "bad.yaml").write_text(GOOD)
        return differing(now, then)

    monkeypatch.setattr(pipeline, "_differing", then_changed)
    monkeypatch.setattr(pipeline, "KEPT", 0)
    new, fixed, _ = since(dslint)
    assert ([path for _, path, _ in new], fixed) == (["deploy/good.yaml"], [("DS101", "main:deploy/bad.yaml")])


def test_a_shallow_clone_says_what_to_do(dslint, git, tree, tmp_path_factory, monkeypatch):
    (tree / "bad.yaml").write_text(GOOD)
    git("commit", "-q", "-a", "-m", "two")
    clone = tmp_path_factory.mktemp("shallow") / "clone"
    git("clone", "-q", "--depth", "1", tree.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    done = dslint("check", "--since", "HEAD~1")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[0].startswith('error: no revision "HEAD~1" in ')
    assert done.err.endswith("fetch --unshallow\n")


def test_a_partial_clone_says_what_to_do_and_that_helps(dslint, git, tree, tmp_path_factory, monkeypatch):
    (tree / "bad.yaml").write_text(GOOD)
    git("commit", "-q", "-a", "-m", "two")
    git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path_factory.mktemp("partial") / "clone"
    git("clone", "-q", "--filter=blob:none", tree.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    done = dslint("check", "--since", "HEAD~1")
    assert (done.code, done.out) == (2, "")
    message, help_line = done.err.splitlines()
    assert message == "error: the repository lacks the contents of HEAD~1:bad.yaml"
    assert help_line.startswith("help: this is a partial clone, and nothing is fetched unasked: git -C ")
    git("fetch", "--refetch", "--no-filter", cwd=clone)
    assert dslint("check", "--since", "HEAD~1").err.endswith("; 1 fixed; 0 unchanged.\n")


@pytest.mark.usefixtures("git")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--since", "nowhere"], 'no revision "nowhere"'),
        (["--since", "main", "-"], "standard input has no earlier revision"),
        (["--since", "main", "--fix"], "--since tells of what is new only, and fixes are about all that is found"),
        (["--since", "main", "--write-baseline", "x"], "--since tells of what is new only, and a baseline holds all"),
    ],
    ids=["no revision", "a stream", "fixes", "a baseline"],
)
def test_what_cannot_be_compared_ends_with_2(dslint, words, message):
    done = dslint("check", *words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_the_line_of_a_finding_is_known(git, dslint, tree):
    git("rm", "-q", "bad.yaml")
    git("commit", "-q", "-m", "clean")
    (tree / "bad.yaml").write_text(BAD)
    assert dslint("check", "--since", "main", *CONCISE).out == LINE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("place", [".git/config", ".git/shallow"])
def test_a_pipe_in_the_place_of_a_file_of_gits_ends_in_a_sentence(git, dslint, tree, monkeypatch, place):
    git("checkout", "-q", "--detach")
    (tree / place).unlink(missing_ok=True)
    os.mkfifo(tree / place)
    monkeypatch.setattr("dslint.inputs.git.TIMEOUT", 2.0)
    done = dslint("check", "--since", "main")
    assert (done.code, done.out) == (2, "")
    error, hint = [line for line in done.err.splitlines() if "what it ignores" not in line]
    assert re.fullmatch(rf"error: git (rev-parse|ls-tree) gave no answer within 2 s in {re.escape(str(tree))}", error)
    assert hint.strip() == (
        "help: the repository is very large, or a named pipe stands in the place of one of Git's files"
    )


@pytest.fixture
def submodule(git, tree, tmp_path_factory):
    """Return a submodule with one mistake, at its only commit in the revision."""
    other = tmp_path_factory.mktemp("other")
    git("init", "-q", "-b", "main", cwd=other)
    (other / "sub.yaml").write_text(OLD)
    git("add", "--all", cwd=other)
    git("commit", "-q", "-m", "of the submodule", cwd=other)
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "vendor/sub")
    git("commit", "-q", "-a", "-m", "with a submodule")
    return tree / "vendor" / "sub"


def test_a_submodule_is_compared_with_the_commit_that_it_was_at(dslint, git, tree, submodule):
    assert since(dslint) == ([], [], 0)
    (submodule / "more.yaml").write_text(OLD)
    (submodule / "sub.yaml").write_text(OLD.replace("name: old", "name: other"))
    assert {path for _, path, _ in since(dslint)[0]} == {"vendor/sub/more.yaml", "vendor/sub/sub.yaml"}
    git("add", "--all", cwd=submodule)
    git("commit", "-q", "-m", "newer", cwd=submodule)
    assert {path for _, path, _ in since(dslint)[0]} == {"vendor/sub/more.yaml", "vendor/sub/sub.yaml"}
    git("commit", "-q", "-a", "-m", "at the newer one")
    assert since(dslint) == ([], [], 0)
    (tree / "vendor" / "sub" / "more.yaml").unlink()
    new, fixed, _ = since(dslint)
    assert (new, {path for _, path in fixed}) == ([], {"main:vendor/sub/more.yaml"})


@pytest.mark.usefixtures("submodule")
def test_a_submodule_without_that_commit_is_new_and_a_note_says_so(dslint, git):
    git("update-index", "--cacheinfo", f"160000,{'1' * 40},vendor/sub")
    git("commit", "-q", "-m", "at a commit that is nowhere")
    done = dslint("check", "--since", "main", "--output-format", "concise")
    assert done.out.startswith("vendor/sub/sub.yaml:14:9: warning[DS302] ")
    why = "lacks the commit that it is at in main: all in this submodule counts as new"
    assert f"note: vendor/sub {why}\n" in done.err


def test_a_repository_inside_is_new_as_is_all_that_git_does_not_know(dslint, git, tree):
    (tree / "inner").mkdir()
    git("init", "-q", "-b", "main", cwd=tree / "inner")
    (tree / "inner" / "a.yaml").write_text(OLD)
    (tree / "b.yaml").write_text(OLD)
    git("add", "--all", cwd=tree / "inner")
    git("commit", "-q", "-m", "of its own", cwd=tree / "inner")
    assert {path for _, path, _ in since(dslint)[0]} == {"b.yaml", "inner/a.yaml"}
    assert since(dslint, "inner") == ([], [], 0)
