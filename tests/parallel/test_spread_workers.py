"""Workers that fail, die, lack something or stand elsewhere: no finding is lost, and what is wrong is told."""

import os
import threading
from collections import Counter
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from dslint import DslintError
from dslint.parallel import batch as batches
from dslint.parallel import sizes, spread
from dslint.parallel.pool import Pool
from tests.parallel.executors import Here, checked, die
from tests.parallel.trees import printed, write_tree


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
            return super().submit(die, self.flag, batch)
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
    monkeypatch.setattr(sizes, "BATCH", 1)
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
