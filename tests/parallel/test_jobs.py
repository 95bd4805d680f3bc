"""How many processes there may be, and that they begin only where there is enough to do."""

import os
import subprocess
import sys

import pytest

from dslint.parallel import jobs as module
from dslint.parallel import pool, sizes, spread
from dslint.parallel.jobs import available, jobs
from dslint.run import check_paths
from tests.parallel.trees import printed, write_tree


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Return what notes the pools that begin, in a working directory with a tree of 34 batches."""
    monkeypatch.setattr(sizes, "BATCH", 4096)
    monkeypatch.setattr(module, "LEAST", 1)
    monkeypatch.chdir(write_tree(tmp_path / "tree"))
    begun = []

    class Noted(pool.Pool):
        def __init__(self, workers):
            begun.append(workers)
            super().__init__(workers)

    monkeypatch.setattr(pool, "Pool", Noted)
    return begun


@pytest.mark.parametrize(
    ("paths", "workers", "patience", "begun"),
    [
        (["."], 2, 0.0, [2]),
        (["."], 3, 0.0, [3]),
        (["."], 1, 0.0, []),
        (["."], 2, 1e9, []),
        (["agent.yaml"], 8, 0.0, []),
        (["agent.yaml", "again.yaml", "rivals/one.yaml"], 8, 0.0, [3]),
    ],
    ids=["two", "three", "one", "done before", "one file", "three files"],
)
def test_processes_begin_where_there_is_enough_for_them(tree, paths, workers, patience, begun):
    told = []
    with jobs(workers, patience) as judge:
        report = check_paths(paths, judge=judge, progress=told.append)
    assert tree == begun
    assert printed(report) == printed(check_paths(paths))
    assert told == sorted(told)
    assert told[-1] == (34 if paths == ["."] else len(paths))


@pytest.mark.parametrize(("least", "begun"), [(10, [3]), (16, [2]), (30, [])])
def test_no_process_begins_for_fewer_batches_than_it_pays_for(tree, monkeypatch, least, begun):
    monkeypatch.setattr(module, "LEAST", least)
    with jobs(3, 0.0) as judge:
        check_paths(["."], judge=judge)
    assert tree == begun


def test_one_file_imports_nothing_of_pools(tree):
    code = (
        "import sys; from dslint.parallel.jobs import jobs; from dslint.run import check_paths\n"
        "with jobs(8, 1e9) as judge: print(len(check_paths(['agent.yaml'], judge=judge).objects))\n"
        "print(sorted({'concurrent.futures', 'multiprocessing', 'pickle'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert (done.stdout, tree) == ("1\n[]\n", [])


@pytest.mark.slow
@pytest.mark.usefixtures("tree")
def test_new_interpreters_find_the_same(monkeypatch):
    monkeypatch.setattr(pool, "active_count", lambda: 2)  # a thread beside it: nothing may be forked
    with pool.Pool(2) as workers:
        report = check_paths(["."], judge=spread.Spread(workers))
        assert type(next(iter(workers._pool._processes.values()))).__name__ == "SpawnProcess"
    assert printed(report) == printed(check_paths(["."]))


@pytest.mark.parametrize(
    ("text", "number"),
    [("max 100000\n", 8), ("100000 100000\n", 1), ("350000 100000\n", 3), ("50000 100000\n", 1), ("900000 100000\n", 8),
     ("", 8), ("what\n", 8), (None, 8)],
    ids=["no quota", "one", "3.5", "half", "too many", "empty", "other words", "no file"],
)  # fmt: skip
def test_processors_are_those_that_a_container_has(tmp_path, monkeypatch, text, number):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(8), raising=False)
    path = tmp_path / "cpu.max"
    if text is not None:
        path.write_text(text, encoding="ascii")
    monkeypatch.setattr(module, "_QUOTA", str(path))
    assert available() == number
