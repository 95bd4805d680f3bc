import os
import shutil
from pathlib import Path

import pytest

from dslint.config import Options, Resolver
from dslint.errors import UsageError
from dslint.inputs import documents, revision
from dslint.inputs.discover import find
from dslint.inputs.fragments import Fragments
from dslint.inputs.revision import Revision
from dslint.inputs.tree import Input, TooLarge, Unreadable
from dslint.inputs.worktree import WorkTree
from dslint.source.text import SourceText
from tests.inputs.build import git, shown, write

pytestmark = pytest.mark.usefixtures("_here")
KUSTOMIZATION = "patches: [{path: patch.yaml}]\n"


def commit(folder="."):
    git("init", "-q", cwd=folder)
    git("add", "-A", cwd=folder)
    git("commit", "-q", "-m", "one", cwd=folder)


def real(*paths):
    return [os.path.realpath(path) for path in paths]


def head(*paths):
    return Revision("HEAD", real(*paths))


def found(*paths, **options):
    """Return the names of what is found below some paths at HEAD."""
    return [item.shown for item in find(head(*paths), real(*paths), Resolver(Options(**options)))]


def item(name):
    return Input(*real(name), name, explicit=False)


@pytest.mark.parametrize("options", [{}, {"no_ignore": True}, {"exclude": ("*.yml",)}], ids=str)
@pytest.mark.parametrize("paths", [["."], ["b"], ["b/c.json", "."], ["notes.txt"], [".hidden"]], ids=str)
def test_a_revision_lists_what_the_work_tree_lists(paths, options):
    for name in ("a.yaml", "b/c.json", "b/d.yml", "b/.e/f.yaml", ".hidden/g.yaml", ".i.yaml", "notes.txt"):
        write(name)
    Path("link.yaml").symlink_to("notes.txt")
    commit()
    assert found(*paths, **options) == [f"HEAD:{name}" for name in shown(*paths, **options)] != []


def test_a_folder_of_a_revision_has_the_names_that_it_has_on_disk():
    for name in ("a.tf", "b/c.yaml", "b/d/e.yaml"):
        write(name)
    commit()
    for folder in (".", "b", "b/d", "nowhere"):
        (path,) = real(folder)
        assert {*head("b/c.yaml").names(path)} == {*WorkTree().names(path)} - {".git"}
    assert {*WorkTree().names(*real("b"))} == {"c.yaml", "d"}


def test_what_is_new_was_not_there_and_what_is_gone_was():
    write("old/a.yaml", "was")
    write("b.yaml")
    commit()
    shutil.rmtree("old")
    write("new.yaml")
    assert found(".", "new.yaml", "nowhere") == ["HEAD:b.yaml", "HEAD:old/a.yaml"]
    assert found("old", "old/a.yaml") == ["HEAD:old/a.yaml"]
    assert head("old").read(item("old/a.yaml")) == b"was"


def test_files_are_read_as_they_were_in_as_many_batches_as_it_takes(monkeypatch):
    texts = {f"{name}.yaml": name * size for name, size in zip("abcdef", (1, 0, 5, 20, 3, 3), strict=True)}
    for name, text in texts.items():
        write(name, text)
    commit()
    write("a.yaml", "changed")
    asked = []
    real_run = revision.git.run
    monkeypatch.setattr(
        revision.git, "run", lambda *words, text=b"": asked.append(words[1]) or real_run(*words, text=text)
    )
    monkeypatch.setattr(revision, "_BATCH", 8)
    tree = head(".")
    pairs = tree.read_all(map(item, texts))
    assert {one.shown: data.decode() for one, data in pairs} == texts
    assert asked.count("cat-file") == 4  # once for the sizes


def test_the_size_of_a_file_is_known_when_it_has_been_read_and_on_disk_at_once():
    write("a.yaml", "text")
    commit()
    write("a.yaml", "longer text")
    tree, [path], [gone] = head("."), real("a.yaml"), real("gone.yaml")
    before = tree.size(path)
    assert list(tree.read_all([item("a.yaml")]))
    assert (before, tree.size(path), tree.size(gone)) == (0, 4, 0)
    assert [WorkTree().size(one) for one in (path, gone)] == [11, 0]


def test_links_are_followed_inside_the_revision_only():
    write("real.txt", "text")
    write("outside.yaml")
    for name, target in {
        "a.yaml": "real.txt", "b/c.yaml": "../a.yaml", "loop.yaml": "loop.yaml", "out.yaml": "/etc/hostname",
        "up.yaml": "../outside.yaml", "gone.yaml": "nowhere", "folder.yaml": "b",
    }.items():  # fmt: skip
        path = Path("repo", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
    write("repo/real.txt", "text")
    commit("repo")
    names = ["a.yaml", "b/c.yaml", "folder.yaml", "gone.yaml", "loop.yaml", "out.yaml", "up.yaml"]
    assert found("repo") == [f"HEAD:repo/{name}" for name in names]
    tree = head("repo")
    items = [Input(os.path.join(os.getcwd(), "repo", name), name, explicit=False) for name in names]
    assert [(one.shown, data) for one, data in tree.read_all(items)] == [("a.yaml", b"text"), ("b/c.yaml", b"text")]


def test_a_file_that_was_not_there_or_is_larger_than_asked_for_cannot_be_read():
    write("a.yaml", "12345")
    commit()
    tree = head(".")
    assert tree.read(item("a.yaml"), 5) == b"12345"
    with pytest.raises(TooLarge, match=r"cannot read a\.yaml: it is larger than 4 bytes"):
        tree.read(item("a.yaml"), 4)
    with pytest.raises(Unreadable, match=r"cannot read b\.yaml: the revision has no such file") as caught:
        tree.read(item("b.yaml"))
    assert caught.value.gone


def test_what_is_too_large_is_left_out(monkeypatch):
    monkeypatch.setattr(revision, "MAX_BYTES", 10)
    write("a.yaml", "x" * 10)
    write("b.yaml", "x" * 11)
    commit()
    tree = head(".")
    items = list(find(tree, real("."), Resolver(Options())))
    assert [one.shown for one, _ in tree.read_all(items)] == ["HEAD:a.yaml"]


def test_paths_may_lie_in_several_repositories():
    write("one/a.yaml", "1")
    write("two/b.yaml", "2")
    for folder in ("one", "two"):
        commit(folder)
    paths = ["two/b.yaml", "one", "two"]
    tree = head(*paths)
    items = list(find(tree, real(*paths), Resolver(Options())))
    assert [one.shown for one in items] == ["HEAD:two/b.yaml", "HEAD:one/a.yaml"]
    assert [data for _, data in tree.read_all(items)] == [b"2", b"1"]
    assert [tree.is_top(path) for path in real("one", "two", ".")] == [True, True, False]


def test_kustomizations_and_charts_count_as_they_were():
    write("a/kustomization.yaml", KUSTOMIZATION)
    write("chart/Chart.yaml", "name: x\n")
    for name in ("a/patch.yaml", "chart/templates/ds.yaml", "b/ds.yaml"):
        write(name, "apiVersion: apps/v1\nkind: DaemonSet\nx: '{{ y }}'\n")
    commit()
    Path("a/kustomization.yaml").unlink()
    Path("chart/Chart.yaml").unlink()
    write("b/kustomization.yaml", KUSTOMIZATION)
    tree = head(".")
    kinds = {}
    for one, data in tree.read_all(map(item, ["a/patch.yaml", "b/ds.yaml", "chart/templates/ds.yaml"])):
        (document,) = documents.read(SourceText.decode(one.shown, data))
        fragment = Fragments(tree).finder(one)(document, *documents.daemon_sets(document))
        kinds[one.shown] = fragment and fragment.kind
    assert kinds == {"a/patch.yaml": "patch", "b/ds.yaml": None, "chart/templates/ds.yaml": "template"}


def test_nothing_above_the_top_of_the_repository_counts():
    write("kustomization.yaml", "patches: [{path: repo/ds.yaml}]\n")
    write("repo/ds.yaml", "apiVersion: apps/v1\nkind: DaemonSet\n")
    commit("repo")
    (document,) = documents.read(SourceText.decode("x", Path("repo/ds.yaml").read_bytes()))
    find = Fragments(head("repo")).finder(item(*real("repo/ds.yaml")))
    assert find(document, *documents.daemon_sets(document)) is None


@pytest.mark.parametrize("name", ["nowhere", "--help", "-x", "HEAD:a.yaml", ""])
def test_a_revision_that_is_none_is_told(name):
    write("a.yaml")
    commit()
    with pytest.raises(UsageError, match=f'no revision "{name}" in'):
        Revision(name, real("a.yaml"))


def test_without_git_and_without_a_repository_there_is_no_revision(monkeypatch):
    with pytest.raises(UsageError, match="git rev-parse failed: fatal: not a git repository"):
        head(".")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="--since needs git, which is not on the PATH"):
        head(".")
