import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dslint.inputs.tree import Unreadable
from dslint.inputs.worktree import WorkTree
from tests.inputs.build import git, inputs, read, shown, write

pytestmark = pytest.mark.usefixtures("_here")


@pytest.mark.usefixtures("_both")
def test_manifests_below_a_folder_are_found_in_order():
    for name in ("b.yaml", "a.yml", "c/d.json", "c.yaml", "c/e/f.yaml", "g.txt", "yaml", "h.yaml.bak", ".i.yaml"):
        write(name)
    assert shown(".") == [".i.yaml", "a.yml", "b.yaml", "c.yaml", "c/d.json", "c/e/f.yaml"]
    assert shown("c") == ["c/d.json", "c/e/f.yaml"]
    assert all(not item.explicit for item in inputs("."))


@pytest.mark.usefixtures("_both")
def test_hidden_folders_are_skipped_unless_named():
    write(".github/a.yaml")
    write("x/.cache/b.yaml")
    write("x/.cache/y/c.yaml")
    assert shown(".") == []
    assert shown(".github", "x/.cache") == [".github/a.yaml", "x/.cache/b.yaml", "x/.cache/y/c.yaml"]


@pytest.mark.usefixtures("_both")
def test_everything_is_everything_but_lsitself():
    write(".github/a.yaml")
    write("build/b.yaml")
    write(".gitignore", "build/\n")
    write(".git/c.yaml")
    assert shown(".", no_ignore=True) == [".github/a.yaml", "build/b.yaml"]


@pytest.mark.usefixtures("_both")
def test_each_file_comes_once_however_it_is_named():
    write("x/a.yaml")
    write("x/b.yaml")
    found = inputs("x/b.yaml", "x", "./x/../x/a.yaml", str(Path("x/a.yaml").absolute()), "x/b.yaml", ".")
    assert [(item.shown, item.explicit) for item in found] == [("x/b.yaml", True), ("x/a.yaml", True)]


@pytest.mark.usefixtures("_both")
def test_links_to_files_are_followed_and_links_to_folders_are_not():
    write("x/a.yaml")
    Path("b.yaml").symlink_to("x/a.yaml")
    Path("y").symlink_to("x")
    Path("y.yaml").symlink_to("x")
    Path("broken.yaml").symlink_to("nowhere")
    Path("self.yaml").symlink_to("self.yaml")
    assert shown(".") == ["b.yaml", "x/a.yaml"]
    assert shown("y") == ["y/a.yaml"]


@pytest.mark.usefixtures("_both")
def test_a_loop_of_folders_ends():
    write("x/a.yaml")
    Path("x/up").symlink_to("..")
    Path("x/round").symlink_to("../x")
    assert shown(".") == ["x/a.yaml"]
    assert shown(".", no_ignore=True) == ["x/a.yaml"]


@pytest.mark.usefixtures("_both")
def test_what_is_no_regular_file_is_passed_over():
    os.mkfifo("a.yaml")
    Path("b.yaml").mkdir()
    write("b.yaml/c.yaml")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("d.yaml")
        Path("e.yaml").symlink_to("/dev/null")
        assert shown(".") == ["b.yaml/c.yaml"]


@pytest.mark.usefixtures("_both")
def test_names_that_are_not_utf8_are_found_read_and_shown_with_escapes():
    Path(os.fsdecode(b"\xff\n.yaml")).write_bytes(b"x")
    Path("é.yaml").write_bytes(b"y")
    found = inputs(".")
    assert [item.shown for item in found] == ["é.yaml", "\\xff\n.yaml"]
    assert [read(item) for item in found] == [b"y", b"x"]


@pytest.mark.usefixtures("_both")
def test_a_very_deep_tree_is_walked():
    here = os.getcwd()
    for _ in range(1200):
        os.mkdir("d")
        os.chdir("d")
    write("a.yaml")
    os.chdir(here)
    deepest = "d/" * 1200 + "a.yaml"
    assert shown(".") == [deepest]
    subprocess.run(["rm", "-rf", "d"], check=True, timeout=120)


def test_what_lsignores_is_skipped():
    git("init", "-q")
    for name in ("a.yaml", "build/b.yaml", "x/c.yaml", "x/d.yaml", "forced.yaml"):
        write(name)
    write(".gitignore", "build/\nforced.yaml\n")
    write("x/.gitignore", "/d.yaml\n")
    git("add", "-f", "forced.yaml")
    assert shown(".") == ["a.yaml", "forced.yaml", "x/c.yaml"]
    assert shown("x") == ["x/c.yaml"]
    assert shown("x/d.yaml") == ["x/d.yaml"]


def test_a_folder_that_lsignores_is_looked_at_when_named():
    git("init", "-q")
    write("build/chart/a.yaml")
    write(".gitignore", "build/\n")
    assert shown("build") == ["build/chart/a.yaml"]
    assert shown("build/chart") == ["build/chart/a.yaml"]
    assert shown(".") == []


def test_an_empty_folder_in_a_work_tree_has_nothing():
    git("init", "-q")
    Path("x").mkdir()
    assert shown("x") == []


def test_tracked_files_that_are_gone_or_replaced_are_not_found():
    git("init", "-q")
    for name in ("a.yaml", "x/b.yaml", "y/c.yaml", "z.yaml"):
        write(name)
    git("add", ".")
    Path("a.yaml").unlink()
    Path("x/b.yaml").unlink()
    Path("x").rmdir()
    Path("x").symlink_to("y")
    Path("z.yaml").unlink()
    Path("z.yaml").mkdir()
    assert shown(".") == ["y/c.yaml"]


def test_submodules_and_repositories_inside_are_looked_at_with_their_own_ignores():
    git("init", "-q", "other")
    write("other/a.yaml")
    write("other/ignored.yaml")
    write("other/.gitignore", "ignored.yaml\n")
    git("add", ".", cwd="other")
    git("commit", "-qm", "x", cwd="other")
    git("init", "-q", "main")
    git("submodule", "--quiet", "add", "../other", "sub", cwd="main")
    write("main/sub/ignored.yaml")
    write("main/sub/new.yaml")
    git("init", "-q", "main/inner")
    write("main/inner/b.yaml")
    write("main/inner/.hidden/c.yaml")
    git("init", "-q", "main/.hidden")
    write("main/.hidden/d.yaml")
    os.chdir("main")
    assert shown(".") == ["inner/b.yaml", "sub/a.yaml", "sub/new.yaml"]
    git("submodule", "deinit", "-f", "sub")
    assert shown(".") == ["inner/b.yaml"]


def test_a_submodule_whose_repository_is_broken_is_walked():
    git("init", "-q")
    git("init", "-q", "sub")
    write("sub/a.yaml")
    git("add", "a.yaml", cwd="sub")
    git("commit", "-qm", "x", cwd="sub")
    git("add", "sub")
    subprocess.run(["rm", "-rf", "sub/.git"], check=True, timeout=120)
    for broken in ("file", "folder"):
        if broken == "file":
            write("sub/.git", "gitdir: /nowhere\n")
        else:
            Path("sub/.git").unlink()
            Path("sub/.git").mkdir()
        assert shown("sub") == ["sub/a.yaml"]
        assert shown(".") == ["sub/a.yaml"]


def test_lsis_asked_once_and_only_inside_a_work_tree(monkeypatch):
    asked = []
    monkeypatch.setattr("dslint.inputs.git.listed", asked.append)
    for number in range(30):
        write(f"x/{number}/a.yaml")
    assert len(inputs("x")) == 30
    assert asked == []
    Path(".git").mkdir()
    assert len(inputs("x")) == 30
    assert len(inputs("x/1/a.yaml")) == 1
    assert asked == [str(Path("x").absolute())]


@pytest.mark.parametrize("way", ["missing", "refusing", "slow", "no executable"])
def test_where_lsdoes_not_answer_the_folder_is_walked(monkeypatch, way):
    Path(".git").mkdir()
    write("a.yaml")
    write("x/b.yaml")
    Path("bin").mkdir()
    if way == "refusing":
        write("bin/git", "#!/bin/sh\necho 'fatal: detected dubious ownership' >&2\nexit 128\n")
    elif way == "slow":
        write("bin/git", f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
        monkeypatch.setattr("dslint.inputs.git.TIMEOUT", 0.01)
    elif way == "no executable":
        write("bin/git", "")
    if way in ("refusing", "slow"):
        Path("bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", str(Path("bin").absolute()))
    assert shown(".") == ["a.yaml", "x/b.yaml"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("place", [".gitignore", ".git/info/exclude", ".git/index", ".git/HEAD"])
def test_a_pipe_in_the_place_of_a_file_of_gits_holds_nothing_up_and_is_told(monkeypatch, place):
    git("init", "-q")
    write("a.yaml")
    write("b.yaml")
    git("add", "a.yaml")
    Path(place).unlink(missing_ok=True)
    os.mkfifo(place)
    monkeypatch.setattr("dslint.inputs.git.TIMEOUT", 1.0)
    tree = WorkTree()
    found = sorted(tree.list(os.getcwd(), everything=False))
    assert [Path(path).name for path in found] == ["a.yaml", "b.yaml"]
    assert tree.notes == [f"{os.getcwd()}: git gave no answer within 1 s: what it ignores is looked at too"] or (
        place == ".git/HEAD" and tree.notes == []
    )


def test_a_hostile_repository_runs_nothing():
    git("init", "-q")
    write("a.yaml")
    git("add", "a.yaml")
    write("evil", "#!/bin/sh\ntouch was-run\n")
    Path("evil").chmod(0o755)
    evil = str(Path("evil").absolute())
    for key in ("core.fsmonitor", "core.pager", "pager.ls-files", "core.sshCommand", "alias.ls-files", "core.editor"):
        git("config", key, f"!{evil}" if key.startswith("alias") else evil)
    git("config", "filter.x.clean", evil)
    git("config", "filter.x.process", evil)
    git("config", "core.hooksPath", "hooks")
    write(".gitattributes", "* filter=x\n")
    write("hooks/post-index-change", f"#!/bin/sh\nexec {evil}\n")
    Path("hooks/post-index-change").chmod(0o755)
    os.utime("a.yaml", (1, 1))
    assert shown(".") == ["a.yaml"]
    assert not Path("was-run").exists()
    # the trap works: Git itself, asked without our precautions, springs it
    subprocess.run(["git", "ls-files", "-o"], check=False, capture_output=True, timeout=120)
    assert Path("was-run").exists()


def test_a_repository_cannot_lead_out_of_its_folder(monkeypatch):
    Path("repo/.git").mkdir(parents=True)
    write("outside.yaml")
    write("repo/a.yaml")
    names = ["../outside.yaml", "a/../../outside.yaml", "/etc/x.yaml", "a.yaml", "", "/", "../", "nowhere/"]
    monkeypatch.setattr("dslint.inputs.git.listed", lambda _: names)
    assert shown("repo") == ["repo/a.yaml"]


def test_variables_of_a_hook_do_not_mislead(monkeypatch):
    git("init", "-q")
    write("a.yaml")
    git("init", "-q", "other")
    monkeypatch.setenv("GIT_DIR", str(Path("other/.git").absolute()))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    monkeypatch.setenv("GIT_WORK_TREE", str(Path("other").absolute()))
    write(".gitignore", "b.yaml\n")
    write("b.yaml")
    assert shown(".") == ["a.yaml"]


@pytest.mark.usefixtures("_locked")
def test_a_folder_that_cannot_be_listed_is_yielded_for_reading_it_to_say_why():
    write("a.yaml")
    write("locked/b.yaml")
    found = inputs(".")
    assert [one.shown for one in found] == ["a.yaml", "locked"]
    with pytest.raises(Unreadable):
        read(found[1])


@pytest.mark.usefixtures("_locked")
def test_a_folder_that_git_may_not_open_is_no_less_told_of(monkeypatch):
    git("init", "-q")
    write("a.yaml")
    write("x/locked/b.yaml")
    run = subprocess.run

    def warn(*arguments, **more):
        done = run(*arguments, **more)
        done.stdout = done.stdout.replace(b"x/locked/b.yaml\0", b"")
        done.stderr += b"warning: could not open directory 'x/locked/': Permission denied\n"
        return done

    monkeypatch.setattr(subprocess, "run", warn)
    assert shown(".") == ["a.yaml", "x/locked"]


def test_a_folder_that_vanishes_is_passed_over(monkeypatch):
    write("a.yaml")
    write("gone/b.yaml")
    real = os.scandir

    def vanish(folder):
        if str(folder).endswith("gone"):
            raise FileNotFoundError(2, "No such file or directory")
        return real(folder)

    monkeypatch.setattr(os, "scandir", vanish)
    assert shown(".") == ["a.yaml"]
