"""Whoever judges the files of a run, what it puts out is the same, byte for byte."""

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dslint import DslintError
from dslint.config import Resolver
from dslint.inputs.discover import find
from dslint.inputs.worktree import WorkTree
from dslint.parallel import sizes
from dslint.parallel.pool import Pool
from dslint.parallel.sizes import weight
from dslint.parallel.spread import Spread
from dslint.run import check_paths
from tests.checkout import ROOT
from tests.parallel.executors import TREE, Backwards, Here, checked
from tests.parallel.trees import printed

CORPUS = ROOT.parent / "shared" / "corpus"


OPTIONS = {
    "default": {},
    "all rules": {"select": ("ALL",), "preview": True, "nodes": ("profile:eks",)},
    "versions": {"kubernetes_version": "1.30..1.34", "severity": {"DS101": "info"}},
    "without comments": {"suppressions": False},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize(
    "executor",
    [Here, Backwards, lambda: ThreadPoolExecutor(4), lambda: Pool(2)],
    ids=["here", "backwards", "threads", "processes"],
)
@pytest.mark.usefixtures("tree")
def test_what_is_put_out_is_the_same_whoever_judges(executor, options):
    with executor() as workers:
        report = checked(workers, **options)
    assert printed(report) == printed(checked(**options))
    assert {"DS101", "DS001", "DS410", "DS803"} <= {finding.rule for finding in report.findings}
    assert len(report.configs) == 2


@pytest.mark.parametrize("size", [1, 10_000, 1 << 30])
@pytest.mark.usefixtures("tree")
def test_it_is_the_same_however_files_are_cut_into_batches(size, monkeypatch):
    monkeypatch.setattr(sizes, "BATCH", size)
    assert printed(checked(Here())) == printed(checked())


@pytest.mark.usefixtures("tree")
def test_a_file_that_is_read_in_pieces_is_one_batch(monkeypatch):
    monkeypatch.setattr("dslint.inputs.worktree.LARGEST", 4096)
    monkeypatch.setattr("dslint.inputs.large.LARGEST", 4096)
    text = "---\n".join(Path(f"many/{number % 12}.yaml").read_text(encoding="utf-8") for number in range(40))
    Path("large.yaml").write_text(f"{text}---\n{text.replace('agnet', 'x' * 5000)}", encoding="utf-8")
    with ThreadPoolExecutor(2) as workers:  # they share what is patched; processes that are spawned do not
        report = checked(workers)
    assert printed(report) == printed(checked())
    assert sum(finding.path == "large.yaml" and finding.rule == "DS101" for finding in report.findings) >= 40


@pytest.mark.usefixtures("tree")
def test_rules_about_a_run_hear_of_every_batch():
    report = checked(Here())
    told = {(one.path, one.rule, *(place.source.path for place in one.related)) for one in report.findings}
    # of a DaemonSet in another file, of an object in one without any, and of what the configuration says in vain
    assert told >= {("rivals/two.yaml", "DS702", "rivals/one.yaml"), ("agent.yaml", "DS410", "objects.yaml")}
    assert ("dslint.yaml", "DS009") in told
    assert ("quiet.yaml", "DS410", "drains wait") in {(one.path, one.rule, why) for one, why in report.suppressed}


@pytest.mark.usefixtures("tree")
def test_standard_input_is_read_where_it_is_in_its_place_among_the_paths(monkeypatch):
    def stdin():
        monkeypatch.setattr("sys.stdin", open("agent.yaml", encoding="utf-8"))  # noqa: SIM115 - closed with the test
        return ("many", "-", "own")

    assert printed(checked(Here(), stdin())) == printed(checked(paths=stdin()))


@pytest.mark.usefixtures("tree")
def test_nodes_on_standard_input_are_read_once(monkeypatch):
    nodes = '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1", "labels": {"kubernetes.io/os": "linux"}}}'
    Path("nodes.json").write_text(nodes, encoding="utf-8")

    def options():
        monkeypatch.setattr("sys.stdin", open("nodes.json", encoding="utf-8"))  # noqa: SIM115 - closed with the test
        return {"nodes": ("-",)}

    assert printed(checked(Here(), **options())) == printed(checked(**options()))


@pytest.mark.parametrize(
    ("name", "text"),
    [("dslint.yaml", "selekt: [DS1]\n"), ("many/dslint.yaml", "nodes: [gone.json]\n"), ("own/rules/x.yaml", "id: 1\n")],
    ids=["configuration", "nodes", "rule file"],
)
@pytest.mark.usefixtures("tree")
def test_what_ends_a_run_is_the_same_error(name, text):
    Path(name).write_text(text, encoding="utf-8")
    with pytest.raises(DslintError) as alone:
        checked()
    with pytest.raises(DslintError) as spread_out:
        checked(Here())
    assert (type(spread_out.value), str(spread_out.value)) == (type(alone.value), str(alone.value))


@pytest.mark.usefixtures("tree")
def test_nothing_is_handed_out_but_paths_and_settings():
    sent = []

    def call(fn, batch):
        sent.append(pickle.dumps(batch))
        return fn(batch)

    checked(Here(call))
    assert max(map(len, sent)) < 1200
    assert not any(b"registry.example" in one for one in sent)


@pytest.mark.usefixtures("tree")
def test_no_more_is_handed_out_than_workers_need():
    class Counting(Backwards):
        _max_workers = 2
        most = 0

        def submit(self, fn, /, *arguments):
            future = super().submit(fn, *arguments)
            self.most = max(self.most, len(self.waiting))
            return future

    executor = Counting()
    checked(executor)
    assert executor.most == 6


def test_batches_are_of_about_the_same_size(tmp_path, monkeypatch):
    monkeypatch.setattr(sizes, "BATCH", 100_000)
    for number, size in enumerate([10, 10, 93_000, 10, 200_000, 10]):
        (tmp_path / f"{number}.yaml").write_bytes(b"#" * size)
    parts = list(sizes.cut(find(tree := WorkTree(), [str(tmp_path)], Resolver()), tree))
    assert [[os.path.basename(item.path)[0] for item in part] for part in parts] == [
        ["0", "1"],
        ["2"],
        ["3"],
        ["4"],
        ["5"],
    ]


def test_in_a_long_run_one_file_of_some_is_weighed_but_what_is_large_and_what_follows_it(tmp_path, monkeypatch):
    monkeypatch.setattr(sizes, "BATCH", 16 * sizes.FILE)
    monkeypatch.setattr(sizes, "GROWS", 1)
    for number in range(64):
        (tmp_path / f"{number:02}.yaml").write_bytes(b"#" * (100_000 if number == 40 else 1))
    asked = []
    monkeypatch.setattr(sizes, "weight", lambda item, tree: asked.append(item.path[-7:-5]) or weight(item, tree))
    parts = list(sizes.cut(find(tree := WorkTree(), [str(tmp_path)], Resolver()), tree))
    assert [os.path.basename(item.path)[:2] for part in parts for item in part] == [f"{one:02}" for one in range(64)]
    assert [one for one in asked if one > "15"] == ["16", "24", "32", "40", "41", "48", "56"]


def test_batches_grow_in_a_long_run(tmp_path, monkeypatch):
    monkeypatch.setattr(sizes, "BATCH", 2 * sizes.FILE + 100)
    (tmp_path / "0.yaml").write_bytes(b"#")
    items = list(find(tree := WorkTree(), [str(tmp_path)], Resolver())) * 400
    lengths = [len(part) for part in sizes.cut(items, tree)]
    assert lengths[:17] == [2] * 16 + [4]
    assert (max(lengths), sum(lengths)) == (8, 400)


@pytest.mark.usefixtures("tree")
def test_progress_counts_the_files_in_order():
    told = []
    check_paths([TREE], judge=Spread(Here()), progress=told.append)
    assert told == list(range(1, len(told) + 1))
    assert len(told) == 34


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not there, in ../shared beside the checkout")
def test_the_corpus_has_the_same_findings_in_two_processes():
    with Pool(2) as pool:
        report = checked(pool, (str(CORPUS),))
    assert printed(report) == printed(checked(paths=(str(CORPUS),)))
