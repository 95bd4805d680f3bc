import os

import pytest

from dslint.config import Resolver
from dslint.config.options import Options
from dslint.inputs.load import load
from dslint.inputs.worktree import WorkTree
from tests.inputs.build import git, write

pytestmark = pytest.mark.usefixtures("_here")

HIDDEN = "a hidden folder (--no-ignore looks at it)"
IGNORED = "ignored by Git (--no-ignore looks at it)"


def skipped(*paths, **said):
    found = []
    for _ in load(WorkTree(), paths, Resolver(Options(**said)), found):
        pass
    return found


@pytest.mark.usefixtures("_both")
def test_a_folder_is_one_line_and_only_if_it_holds_a_manifest():
    write(".hidden/x/a.yaml")
    write(".hidden/x/b.yaml")
    write(".empty/readme.md")
    write("vendor/x/a.json")
    write("vendor/y.yml")
    write("a.yaml")
    write("dslint.yaml", "exclude:\n- vendor\n")
    assert skipped(".") == [(".hidden", HIDDEN), ("vendor", 'excluded by "vendor" (dslint.yaml:2)')]
    assert skipped(".", no_ignore=True) == [("vendor", 'excluded by "vendor" (dslint.yaml:2)')]


@pytest.mark.usefixtures("_both")
def test_what_was_looked_at_is_not_told_and_what_lies_beside_it_is():
    write(".hidden/a.yaml")
    write(".hidden/b.yaml")
    write("vendor/a.yaml")
    write("vendor/b.yaml")
    write("dslint.yaml", "exclude: ['vendor/*']\n")
    assert skipped(".", ".hidden/a.yaml", "vendor/a.yaml") == [
        (".hidden/b.yaml", HIDDEN),
        ("vendor/b.yaml", 'excluded by "vendor/*" (dslint.yaml:1)'),
    ]
    assert skipped(".hidden", "vendor/a.yaml") == []
    assert skipped("vendor/a.yaml", force_exclude=True) == [("vendor/a.yaml", 'excluded by "vendor/*" (dslint.yaml:1)')]


def test_what_git_ignores_is_told_in_a_work_tree_inside_a_work_tree_too():
    git("init", "-q")
    git("init", "-q", "inner")
    write(".gitignore", "build/\nlocal.yaml\n")
    write("inner/.gitignore", "secret.yaml\n")
    for name in ("build/a.yaml", "build/b/c.yaml", "x/local.yaml", "x/a.yaml", "inner/secret.yaml", "inner/a.yaml"):
        write(name)
    assert skipped(".") == [("build", IGNORED), ("inner/secret.yaml", IGNORED), ("x/local.yaml", IGNORED)]
    assert skipped("build") == []
    assert skipped(".", no_ignore=True) == []


def test_what_is_tracked_in_a_folder_that_git_ignores_is_looked_at():
    git("init", "-q")
    write("build/a.yaml")
    write("build/b.yaml")
    git("add", "build/a.yaml")
    write(".gitignore", "build/\n")
    assert skipped(".") == [("build/b.yaml", IGNORED)]


@pytest.mark.usefixtures("_both")
@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
def test_links_and_what_is_no_file_are_told_with_what_they_are():
    write("real/a.yaml")
    os.symlink("real", "folder")
    os.symlink("real/a.yaml", "file.yaml")
    os.symlink("nowhere", "gone.yaml")
    os.symlink("circle.yaml", "circle.yaml")
    os.symlink("nowhere", "gone.txt")
    os.mkfifo("pipe.yaml")
    assert skipped(".") == [
        ("circle.yaml", "a link that leads nowhere: too many levels of symbolic links"),
        ("folder", "a link to a folder, which is not followed"),
        ("gone.yaml", "a link that leads nowhere: no such file or directory"),
        ("pipe.yaml", "a pipe, not a file"),
    ]


@pytest.mark.usefixtures("_locked")
def test_a_folder_that_cannot_be_opened_is_told_whatever_was_selected():
    write("a.yaml")
    write("locked/b.yaml")
    assert skipped(".") == [("locked", "a folder that cannot be opened: permission denied")]


def test_a_wrong_configuration_that_counts_for_nothing_ends_no_run():
    write("x/pyproject.toml", "[tool.dslint]\nexcluude = []\n")
    write("x/.hidden/a.yaml")
    assert skipped(".") == [("x/.hidden", HIDDEN)]


def test_each_path_is_told_once_and_as_the_folder_was_typed(monkeypatch):
    write("x/.hidden/a.yaml")
    write("y/z.txt")
    monkeypatch.chdir("y")
    assert skipped("../x", "../x", "..") == [("../x/.hidden", HIDDEN)]


def test_nothing_is_looked_for_where_nobody_asks(monkeypatch):
    git("init", "-q")
    write(".hidden/a.yaml")
    write("a.yaml")
    opened = []
    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: opened.append(folder) or real(folder))
    assert len(list(load(WorkTree(), ["."], Resolver(Options())))) == 1
    assert opened == []
