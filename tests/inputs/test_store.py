"""Objects of a store, as fsspec reads them: the same findings as for files, and no credentials are shown."""

import json
import os

import pytest

from dslint import DslintError, Options, UsageError, check_many
from dslint.fix import Fixer
from dslint.inputs import store
from dslint.inputs.store import Store, inside, is_stored
from dslint.inputs.tree import Input
from dslint.parallel import sizes
from dslint.parallel.pool import Pool
from dslint.run import check_paths
from tests.manifests import MISLABELLED
from tests.parallel.trees import write_tree

fsspec = pytest.importorskip("fsspec", reason="the extra fleet is not installed")


@pytest.fixture
def memory(monkeypatch, tmp_path):
    """Return a store in memory, in a working directory without anything."""
    monkeypatch.chdir(tmp_path)
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    return files


def found(report):
    return [(one.path, one.rule, one.at.start.line) for one in report.findings]


def told(report):
    return {(one.path.rpartition("/tree/")[2], one.rule, one.message, one.at.span) for one in report.findings}


def test_objects_below_a_prefix_are_checked_under_their_addresses(memory):
    memory.pipe_file("bucket/a/one.yaml", MISLABELLED.encode())
    memory.pipe_file("bucket/a/b/two.yml", MISLABELLED.encode())
    memory.pipe_file("bucket/a/.hidden/three.yaml", MISLABELLED.encode())
    memory.pipe_file("bucket/a/notes.txt", MISLABELLED.encode())
    memory.pipe_file("bucket/other/four.yaml", MISLABELLED.encode())
    report = check_paths(["memory://bucket/a"])
    assert found(report) == [("memory://bucket/a/b/two.yml", "DS101", 7), ("memory://bucket/a/one.yaml", "DS101", 7)]
    assert len(check_paths(["memory://bucket/a/"], Options(no_ignore=True)).findings) == 3
    assert found(check_paths("memory://bucket/a/one.yaml")) == [("memory://bucket/a/one.yaml", "DS101", 7)]


def test_what_files_have_objects_have(tmp_path, monkeypatch):
    write_tree(tmp_path / "tree")
    (tmp_path / "tree/gone.yaml").unlink()
    monkeypatch.chdir(tmp_path)
    there = check_paths([f"file://{tmp_path}/tree"], Options(select=("DS1", "DS4", "DS8")))
    here = check_paths(["tree"], Options(no_config=True, select=("DS1", "DS4", "DS8")))
    assert told(there) == {(path.removeprefix("tree/"), *rest) for path, *rest in told(here)}
    assert [(one.path.rpartition("/")[2], one.reason) for one in there.not_checked if "Helm template" in one.reason]


@pytest.mark.parametrize("workers", [None, 2])
def test_workers_read_objects_too(tmp_path, monkeypatch, workers):
    monkeypatch.setattr(sizes, "BATCH", 1)
    write_tree(tmp_path / "tree")
    monkeypatch.chdir(tmp_path)
    address = f"file://{tmp_path}/tree"
    alone = check_many(address).to_dict()
    if workers is None:
        assert alone["summary"]["daemonSets"] > 10
        return
    with Pool(workers) as pool:
        assert check_many(address, executor=pool).to_dict() == alone


def test_the_configuration_is_that_of_the_working_directory(memory):
    memory.pipe_file("bucket/one.yaml", MISLABELLED.encode())
    with open("dslint.yaml", "w", encoding="utf-8") as file:
        file.write("ignore: [DS101]\n")
    assert found(check_paths("memory://bucket")) == []
    assert len(check_paths("memory://bucket", Options(no_config=True)).findings) == 1


def test_a_kustomization_beside_an_object_makes_it_a_fragment(memory):
    patch = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec: {template: {spec: {hostPID: true}}}\n"
    memory.pipe_file("bucket/over/patch.yaml", patch.encode())
    memory.pipe_file("bucket/over/kustomization.yaml", b"patches: [{path: patch.yaml}]\n")
    report = check_paths("memory://bucket")
    assert (report.parts, report.daemon_sets) == (1, 0)


def test_a_large_object_is_read_in_pieces(memory, monkeypatch):
    memory.pipe_file("bucket/large.yaml", (MISLABELLED + "---\n").encode() * 50)
    monkeypatch.setattr(store, "LARGEST", 4096)
    monkeypatch.setattr("dslint.inputs.large.LARGEST", 4096)
    report = check_paths("memory://bucket")
    assert report.daemon_sets == 50
    assert len([one for one in report.findings if one.rule == "DS101"]) == 50


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        (["memory://bucket", "deploy/"], "deploy/ is no address in a store"),
        (["memory://"], "memory:// is no address in a store"),
        (["memory://a", "file:///b"], "file and memory are two stores"),
        (["nosuch://a"], "nosuch:// cannot be read: "),
        (["memory://nothing/here"], "there is nothing at memory://nothing/here"),
    ],
    ids=["a file beside it", "nothing", "two stores", "unknown", "empty"],
)
@pytest.mark.usefixtures("memory")
def test_an_address_that_leads_nowhere_is_told(paths, words):
    with pytest.raises(DslintError, match=words):
        check_paths(paths)


def test_what_cannot_be_read_is_told_and_the_others_are_read(memory, monkeypatch):
    for name in ("a", "b", "c"):
        memory.pipe_file(f"bucket/{name}.yaml", MISLABELLED.encode())

    def cat(_self, paths, *_ranges, **_more):
        refused = OSError("https://user:secret@host said no")
        return [refused if path.endswith("b.yaml") else MISLABELLED.encode() for path in paths]

    monkeypatch.setattr(type(memory), "cat_ranges", cat)
    report = check_paths("memory://bucket")
    assert [rule for _, rule, _ in found(report)] == ["DS101", "DS001", "DS101"]
    (unread,) = (one for one in report.findings if one.rule == "DS001")
    assert "https://***@host said no" in unread.message


def test_so_many_objects_are_asked_for_at_once_and_not_more_bytes(memory, monkeypatch):
    for number in range(store.AT_ONCE + 36):
        memory.pipe_file(f"bucket/{number:03}.yaml", MISLABELLED.encode())
    for number in range(5):
        memory.pipe_file(f"bucket/large-{number}.yaml", b"#" * 60_000)
    monkeypatch.setattr(store, "AT_ONCE_BYTES", 100_000)
    asked, real = [], type(memory).cat_ranges

    def cat(self, paths, *ranges, **more):
        data = real(self, paths, *ranges, **more)
        asked.append((len(data), sum(map(len, data))))
        return data

    monkeypatch.setattr(type(memory), "cat_ranges", cat)
    tree = Store("/memory:/bucket")
    items = [Input(path, path, explicit=False) for path in sorted(tree.list("/memory:/bucket", everything=False))]
    assert [item for item, _ in tree.read_all(items)] == items
    assert [count for count, _ in asked] == [store.AT_ONCE, 36 + 1, 1, 1, 1, 1]
    assert max(size for _, size in asked) <= 100_000


def test_what_is_read_again_is_kept_up_to_a_limit(memory, monkeypatch):
    for number in range(6):
        memory.pipe_file(f"bucket/{number}.yaml", MISLABELLED.encode())
    asked, real = [], type(memory).cat_ranges

    def cat(self, paths, *ranges, **more):
        asked.append(len(paths))
        return real(self, paths, *ranges, **more)

    monkeypatch.setattr(type(memory), "cat_ranges", cat)
    tree = Store("/memory:/bucket", keeps=4 * len(MISLABELLED))
    items = [Input(path, path, explicit=False) for path in tree.list("/memory:/bucket", everything=False)]
    once, again = dict(tree.read_all(items)), dict(tree.read_all(items))
    assert once == again == dict.fromkeys(items, MISLABELLED.encode())
    assert asked == [6, 2]


def test_objects_for_rules_about_the_run_are_read_once(memory, monkeypatch):
    memory.pipe_file("bucket/a.yaml", MISLABELLED.encode())
    memory.pipe_file("bucket/b.yaml", MISLABELLED.encode())
    memory.pipe_file("bucket/c.yaml", b"apiVersion: v1\nkind: Namespace\nmetadata: {name: c}\n")
    asked, real = [], type(memory).cat_ranges

    def cat(self, paths, *ranges, **more):
        asked.extend(paths)
        return real(self, paths, *ranges, **more)

    monkeypatch.setattr(type(memory), "cat_ranges", cat)
    report = check_paths("memory://bucket")
    assert [path for path, *_ in found(report)] == ["memory://bucket/a.yaml", "memory://bucket/b.yaml"]
    assert sorted(asked) == ["bucket/a.yaml", "bucket/b.yaml", "bucket/c.yaml"]


def test_a_store_that_does_not_answer_is_told_whatever_its_errors_are(memory, monkeypatch):
    def refuse(*_args, **_more):
        raise type("EndpointConnectionError", (Exception,), {})("no route to https://me:s3cret@10.0.0.1/")

    for name in ("isfile", "find"):
        monkeypatch.setattr(type(memory), name, refuse)
    with pytest.raises(DslintError, match=r"^cannot list memory://bucket: no route to https://\*\*\*@10.0.0.1/$"):
        check_paths("memory://bucket")


def test_of_a_store_that_was_listed_nothing_is_listed_again(memory, monkeypatch):
    memory.pipe_file("bucket/over/agent.yaml", MISLABELLED.encode())
    memory.pipe_file("bucket/over/kustomization.yaml", b"resources: [agent.yaml]\n")
    tree = Store("/memory:/bucket")
    assert len(list(tree.list("/memory:/bucket", everything=False))) == 2
    monkeypatch.setattr(type(memory), "ls", None)
    assert tree.is_file("/memory:/bucket/over/kustomization.yaml")
    assert not tree.is_file("/memory:/bucket/over/Chart.yaml")


def test_credentials_in_an_address_are_not_shown():
    tree = Store(inside(["memory://user:secret@bucket/a"])[0])
    assert tree.show("/memory:/user:secret@bucket/a", "") == "memory://***@bucket/a"


def test_nothing_in_a_store_is_changed(memory):
    memory.pipe_file("bucket/one.yaml", MISLABELLED.encode())
    with pytest.raises(UsageError, match="what is in a store is not changed"):
        check_paths("memory://bucket", fixer=Fixer(unsafe=True))
    assert memory.cat_file("bucket/one.yaml") == MISLABELLED.encode()


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    with pytest.raises(UsageError, match="s3:// cannot be read") as raised:
        check_paths("s3://bucket")
    assert "daemonset-lint[fleet]" in raised.value.hint


def test_a_file_may_be_called_like_an_address_inside(tmp_path, monkeypatch):
    folder = tmp_path / "s3:" / "bucket"
    folder.mkdir(parents=True)
    assert is_stored("/s3:/bucket")
    assert not is_stored(str(folder))
    monkeypatch.chdir(tmp_path)
    (folder / "one.yaml").write_text(MISLABELLED, encoding="utf-8")
    assert found(check_paths("s3:/bucket"))[0][0] == "s3:/bucket/one.yaml"
    assert os.path.isfile(folder / "one.yaml")


def test_the_command_takes_an_address(tmp_path, capsys, monkeypatch):
    from dslint.cli import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    (tmp_path / "there/one.yaml").write_text(MISLABELLED, encoding="utf-8")
    with pytest.raises(SystemExit) as exited:
        main(["check", f"file://{tmp_path}/there", "--output-format", "json"], prog_name="dslint")
    assert exited.value.code == 1
    (one,) = json.loads(capsys.readouterr().out)["findings"]
    assert (one["rule"], one["path"]) == ("DS101", f"file://{tmp_path}/there/one.yaml")
