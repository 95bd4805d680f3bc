"""The engines of ``--executor``, really started: dask here, Ray and Spark in ``examples/fleet``."""

import subprocess
import sys
from pathlib import Path

import pytest

from dslint import DslintError, Options, UsageError
from dslint.parallel import engines
from dslint.parallel.engines import engine
from dslint.parallel.spread import Spread
from dslint.run import check_paths
from tests.cli.process import LIMIT, environment
from tests.parallel.executors import die
from tests.parallel.trees import printed


@pytest.fixture(scope="module")
def cluster():
    """Return the address of a scheduler with two workers."""
    distributed = pytest.importorskip("distributed", reason="the extra fleet is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as started:
        yield started.scheduler_address.removeprefix("tcp://")


def checked(judge=None, **options):
    return check_paths(["."], Options(**options), judge=judge, roles=True, skipped=True)


@pytest.mark.slow
@pytest.mark.usefixtures("tree")
def test_what_dask_finds_is_what_is_found_here(cluster):
    with engine(f"dask://{cluster}") as judge:
        reports = [checked(judge, select=select) for select in ((), ("ALL",))]
        assert judge._executor._max_workers == 2
    assert [printed(one) for one in reports] == [printed(checked(select=select)) for select in ((), ("ALL",))]


class Deadly:
    """Hands to another executor what it gets; the worker of the tenth batch dies."""

    _max_workers = 2

    def __init__(self, executor, flag):
        self.executor, self.flag, self.asked = executor, flag, 0

    def submit(self, fn, /, *arguments):
        self.asked += 1
        if self.asked == 10:
            Path(self.flag).touch()
            return self.executor.submit(die, self.flag, *arguments)
        return self.executor.submit(fn, *arguments)


@pytest.mark.slow
def test_a_worker_of_dask_that_is_killed_loses_no_finding(cluster, tree):
    flag = tree / "flag"
    with engines._dask(cluster) as executor:
        report = checked(Spread(Deadly(executor, str(flag))))
    assert not flag.exists()
    assert printed(report) == printed(checked())


@pytest.mark.slow
def test_the_command_starts_dask_for_the_time_of_a_run(tree):
    pytest.importorskip("distributed", reason="the extra fleet is not installed")

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "dslint", "check", *arguments],
            cwd=tree / "tree",
            env=environment(),
            capture_output=True,
            timeout=LIMIT,
            check=False,
        )

    alone, local = run(), run("--executor", "dask://local")
    assert local.returncode == alone.returncode == 1
    assert local.stdout == alone.stdout
    assert local.stderr == alone.stderr


@pytest.mark.parametrize(
    ("word", "close"),
    [
        ("dask", ""),
        ("dask://", ""),
        ("dsak://local", "; did you mean dask?"),
        ("ray://x:1", ""),
        ("dask://a/b", ""),
        ("", ""),
    ],
)
def test_a_wrong_url_is_told(word, close):
    with pytest.raises(UsageError) as told, engine(word):
        pass
    assert str(told.value) == f'"{word}" in --executor is not dask://HOST:PORT or dask://local{close}'


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match=r"--executor dask://… needs dask\.distributed: ") as told,
        engine("dask://local"),
    ):
        pass
    assert told.value.hint == "pip install 'daemonset-lint[fleet]'"


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_told(monkeypatch):
    pytest.importorskip("distributed", reason="the extra fleet is not installed")
    monkeypatch.setattr(engines, "PATIENCE", 1)
    with pytest.raises(DslintError, match=r"cannot reach dask://127\.0\.0\.1:1: "), engine("dask://127.0.0.1:1"):
        pass
