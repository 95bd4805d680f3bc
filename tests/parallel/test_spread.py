"""Whoever judges the files of a run, what it puts out is the same, byte for byte."""

import os
import pickle
import signal
import threading
from collections import Counter
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from dslint import DslintError, Options
from dslint.config import Resolver
from dslint.inputs.discover import find
from dslint.inputs.worktree import WorkTree
from dslint.parallel import batch as batches
from dslint.parallel import spread
from dslint.parallel.batch import work
from dslint.parallel.pool import Pool
from dslint.parallel.spread import Spread, cut
from dslint.run import check_paths
from tests.checkout import ROOT
from tests.parallel.trees import printed, write_tree

TREE = "."
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Return a working directory with a tree of which every file is a batch."""
    monkeypatch.setattr(spread, "BATCH", 1)
    monkeypatch.chdir(write_tree(tmp_path / "tree"))


class Here(Executor):
    """Calls a function at once, in this thread; ``call`` may do so in its own way."""

    def __init__(self, call=lambda fn, *arguments: fn(*arguments)):
        self.call = call
        self.asked = 0

    def submit(self, fn, /, *arguments):
        self.asked += 1
        future = Future()
        try:
            future.set_result(self.call(fn, *pickle.loads(pickle.dumps(arguments))))  # noqa: S301 - what a test made
        except Exception as error:  # noqa: BLE001 - as executors do
            future.set_exception(error)
        return future


class Backwards(Executor):
    """Does nothing before the first result is waited for, and then the last batch first."""

    def __init__(self):
        self.waiting = []

    def submit(self, fn, /, *arguments):
        future = Future()
        self.waiting.append((future, partial(fn, *arguments)))
        future.result = partial(self.result, future)
        return future

    def result(self, future):
        while self.waiting:
            other, call = self.waiting.pop()
            other.set_result(call())
        return Future.result(future)


def checked(executor=None, paths=(TREE,), **options):
    judge = None if executor is None else Spread(executor)
    return check_paths(paths, Options(**options), judge=judge, roles=True, skipped=True)


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
    monkeypatch.setattr(spread, "BATCH", size)
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


def flaky(error, times):
    """Return a call that fails the first times that it is asked for each batch."""
    seen = Counter()

    def call(fn, batch):
        seen[batch.items, batch.kinds] += 1
        if seen[batch.items, batch.kinds] <= times:
            raise error
        return fn(batch)

    return call


@pytest.mark.parametrize(
    "error", [CancelledError(), RuntimeError("a worker is gone"), OSError(5, "no route")], ids=repr
)
@pytest.mark.usefixtures("tree")
def test_a_batch_that_is_lost_is_handed_out_again(error):
    executor = Here(flaky(error, spread.TRIES - 1))
    whole = checked()
    assert printed(checked(executor)) == printed(whole)
    assert executor.asked >= spread.TRIES * 34


@pytest.mark.usefixtures("tree")
def test_what_is_lost_every_time_is_judged_here_and_that_is_told():
    report = checked(Here(flaky(RuntimeError("a worker\nis gone"), 99)))
    report.notes.remove("this process read 34 files itself, as workers failed: RuntimeError: a worker")
    assert printed(report) == printed(checked())


def _die(flag, batch):
    """Kill the worker where a flag says so, which is gone then."""
    try:
        os.unlink(flag)
    except FileNotFoundError:
        return work(batch)
    os.kill(os.getpid(), signal.SIGKILL)
    return None


class Deadly(Pool):
    """A pool of which a worker dies at the tenth batch, or at each of those that name a file."""

    def __init__(self, flag, name=None):
        super().__init__(2)
        self.flag, self.name, self.asked = flag, name, 0

    def submit(self, fn, /, *arguments, **named):
        self.asked += 1
        (batch,) = arguments
        if self.asked == 10 or (self.name and self.name in {item.shown for item in batch.items}):
            Path(self.flag).touch()
            return super().submit(_die, self.flag, batch)
        return super().submit(fn, *arguments, **named)


@pytest.mark.usefixtures("tree")
def test_a_worker_that_is_killed_loses_no_finding(tmp_path):
    with Deadly(str(tmp_path / "flag")) as pool:
        report = checked(pool)
    assert pool.asked > 34  # some were asked for again
    assert printed(report) == printed(checked())


@pytest.mark.usefixtures("tree")
def test_a_file_that_kills_every_worker_is_judged_here(tmp_path):
    with Deadly(str(tmp_path / "flag"), "many/3.yaml") as pool:
        report = checked(pool)
    begin = "this process read 1 file itself, as workers failed: BrokenProcessPool"
    (note,) = (note for note in report.notes if note.startswith(begin))
    report.notes.remove(note)
    assert printed(report) == printed(checked())


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


LACKING = "No module named 'dslint'"
TRACEBACK = f"""An exception was thrown:
Traceback (most recent call last):
  File "worker.py", line 75, in read_command
    command = serializer.loads(file)
ModuleNotFoundError: {LACKING}
 SQLSTATE: 38000"""


@pytest.mark.parametrize("how", ["raised", "wrapped", "told"])
@pytest.mark.usefixtures("tree")
def test_workers_without_dslint_are_told_of(how):
    def call(_fn, _batch):
        error = ModuleNotFoundError(LACKING) if how != "told" else RuntimeError(TRACEBACK)
        if how == "wrapped":
            raise RuntimeError("Error during deserialization") from error
        raise error

    with pytest.raises(DslintError, match=f"the workers cannot check: ModuleNotFoundError: {LACKING}") as raised:
        checked(Here(call))
    assert "install the same version" in raised.value.hint


@pytest.mark.usefixtures("tree")
def test_a_mistake_that_only_workers_meet_is_told():
    def call(fn, batch):
        options = batch.task.options._replace(config="/nowhere/dslint.yaml")
        return fn(batch._replace(task=batch.task._replace(options=options, name="other")))

    report = checked(Here(call))
    (note,) = (one for one in report.notes if one.startswith("this process read 34 files itself, as workers failed: "))
    assert "/nowhere/dslint.yaml" in note
    report.notes.remove(note)
    assert printed(report) == printed(checked())


@pytest.mark.usefixtures("tree")
def test_workers_with_another_version_are_told_of():
    def call(fn, batch):
        return fn(batch._replace(task=batch.task._replace(version="9.9.9")))

    with pytest.raises(DslintError, match=r"check: dslint 9\.9\.9 has to be installed there, it is "):
        checked(Here(call))


@pytest.mark.usefixtures("tree")
def test_workers_that_do_not_see_the_files_are_told_of():
    def call(fn, batch):
        return fn(batch._replace(task=batch.task._replace(here="/nowhere/at/all")))

    with pytest.raises(DslintError, match="check: /nowhere/at/all is not there"):
        checked(Here(call))


@pytest.mark.usefixtures("tree")
def test_a_worker_elsewhere_stands_in_the_folder_of_the_run_and_goes_back(tmp_path):
    whole = printed(checked())
    here, elsewhere = os.getcwd(), tmp_path
    places = set()

    def call(fn, batch):
        os.chdir(elsewhere)
        try:
            return fn(batch)
        finally:
            places.add(os.getcwd())
            os.chdir(here)

    assert printed(checked(Here(call))) == whole
    assert places == {str(elsewhere)}


def test_a_worker_in_the_folder_of_the_run_does_not_go_back_to_it(tmp_path):
    here = os.getcwd()
    try:
        with batches._Standing().at(here):
            os.chdir(tmp_path)  # whoever asked waits no longer, and works elsewhere
        assert os.getcwd() == str(tmp_path)
    finally:
        os.chdir(here)


def test_runs_in_two_folders_take_turns_in_one_process(tmp_path, monkeypatch):
    monkeypatch.setattr(spread, "BATCH", 1)
    folders = [write_tree(tmp_path / name) for name in ("a", "b")]
    standing, seen = batches._Standing(), []
    barrier = threading.Barrier(4, timeout=60)

    def stand(folder):
        barrier.wait()
        for _ in range(50):
            with standing.at(str(folder)):
                seen.append(os.getcwd() == str(folder))

    threads = [threading.Thread(target=stand, args=(folder,)) for folder in folders * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert seen == [True] * 200
    assert os.getcwd() not in map(str, folders)


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
    monkeypatch.setattr(spread, "BATCH", 100_000)
    for number, size in enumerate([10, 10, 93_000, 10, 200_000, 10]):
        (tmp_path / f"{number}.yaml").write_bytes(b"#" * size)
    parts = list(cut(find(tree := WorkTree(), [str(tmp_path)], Resolver()), tree))
    assert [[os.path.basename(item.path)[0] for item in part] for part in parts] == [
        ["0", "1"],
        ["2"],
        ["3"],
        ["4"],
        ["5"],
    ]


def test_batches_grow_in_a_long_run(tmp_path, monkeypatch):
    monkeypatch.setattr(spread, "BATCH", 2 * spread.FILE + 100)
    (tmp_path / "0.yaml").write_bytes(b"#")
    items = list(find(tree := WorkTree(), [str(tmp_path)], Resolver())) * 400
    sizes = [len(part) for part in cut(items, tree)]
    assert sizes[:17] == [2] * 16 + [4]
    assert (max(sizes), sum(sizes)) == (8, 400)


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
