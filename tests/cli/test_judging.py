"""``--jobs``: what it takes, and what becomes of the processes."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.cli.manifests import GOOD
from tests.cli.process import LIMIT, environment
from tests.parallel.trees import write_tree

# judges in two processes whatever it takes; a worker says so and waits
WAITING = """
import os, signal, sys, time
# whoever runs the tests in the background may have them ignored
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from dslint.inputs import load
from dslint.parallel import jobs, sizes
jobs.PATIENCE = 0
jobs.jobs.__wrapped__.__defaults__ = (0.0,)
sizes.BATCH = 1
main, known = os.getpid(), load.mentions
def mentions(data):
    if os.getpid() != main:
        print(os.getpid(), file=sys.stderr, flush=True)
        time.sleep(600)
    return known(data)
load.mentions = mentions
from dslint.cli import main as run
run(["check", "--jobs", "2", "."])
"""


@pytest.mark.parametrize("word", ["0", "-1", "257", "two", "", "1.5", "२"])
def test_a_wrong_number_is_told(dslint, word):
    done = dslint("check", "--jobs", word)
    assert (done.code, done.out) == (2, "")
    assert done.err == f'error: "{word}" in --jobs is neither auto nor a number from 1 to 256\n'


@pytest.mark.parametrize("arguments", [("--jobs", "2"), ("--jobs", "auto"), ("--jobs", "2", "--diff"), ("--jobs", "1")])
@pytest.mark.parametrize("form", ["full", "json", "sarif"])
def test_the_output_is_that_of_one_process(dslint, tree, arguments, form):
    write_tree(tree / "all")
    os.chdir(tree / "all")
    alone = dslint("check", "--output-format", form, *arguments[2:])
    spread = dslint("check", "--output-format", form, *arguments)
    assert (spread.code, spread.out) == (alone.code, alone.out)


@pytest.mark.parametrize(
    ("arguments", "variables", "expected"),
    [
        (("--jobs", "3"), {}, [3]),
        (("--jobs", "auto"), {}, [7]),
        ((), {"DSLINT_JOBS": "auto"}, [7]),
        (("--jobs", "auto"), {"PRE_COMMIT": "1"}, []),
        (("--jobs", "3"), {"PRE_COMMIT": "1"}, [3]),
        (("--jobs", "1"), {}, []),
        (("--jobs", "3", "--diff"), {}, []),
        ((), {}, []),
    ],
    ids=["number", "auto", "environment", "below pre-commit", "asked for there", "one", "fixes", "nothing"],
)
def test_processes_are_those_that_are_asked_for(dslint, monkeypatch, arguments, variables, expected):
    from contextlib import nullcontext

    from dslint.parallel import jobs

    asked = []
    monkeypatch.setattr(jobs, "available", lambda: 7)
    monkeypatch.setattr(jobs, "jobs", lambda number: asked.append(number) or nullcontext())
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert dslint("check", *arguments).code == 0
    assert asked == expected


@pytest.mark.parametrize(
    ("arguments", "variables", "told"),
    [
        (("--jobs", "3", "--diff"), {}, True),
        (("--jobs", "auto", "--fix"), {}, True),
        (("--jobs", "1", "--diff"), {}, False),
        (("--diff",), {"DSLINT_JOBS": "3"}, False),
        (("--diff",), {}, False),
    ],
    ids=["number", "auto", "one", "environment", "not asked for"],
)
def test_processes_that_have_nothing_to_do_are_told(dslint, tree, monkeypatch, arguments, variables, told):
    (tree / "good.yaml").write_text(GOOD)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    done = dslint("check", *arguments)
    assert done.code == 0
    assert ("--jobs has nothing to do: with fixes, --since or --cluster all is done in one" in done.err) is told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--executor", "ray://a:1"), '"ray://a:1" in --executor is not dask://HOST:PORT or dask://local'),
        (("--executor", "dask://local", "--jobs", "2"), "--jobs and --executor exclude each other"),
        (("--executor", "dask://local", "--diff"), "--executor judges files, and with fixes or --since they are read"),
        (("--executor", "dask://local", "--since", "HEAD"), "--executor judges files, and with fixes or --since they"),
    ],
    ids=["url", "jobs", "fixes", "since"],
)
def test_an_engine_that_cannot_be_meant_is_told(dslint, arguments, told):
    done = dslint("check", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {told}")


@pytest.mark.parametrize(
    "words",
    [
        ("check", "s3://bucket", "--since", "HEAD"),
        ("check", "s3://bucket", "--report", "jsonl=all/"),
        ("coverage", "s3://bucket", "--nodes", "profile:eks"),
    ],
    ids=["since", "tables", "coverage"],
)
def test_what_reads_files_refuses_a_store(dslint, words):
    done = dslint(*words)
    assert (done.code, done.out) == (2, "")
    assert " files are read, and nothing of a store" in done.err


@pytest.fixture
def waiting(tree):
    """Start a run whose two processes wait, in a group of its own; return it with the ids of these."""
    write_tree(tree / "all")
    with subprocess.Popen(
        [sys.executable, "-c", WAITING],
        cwd=tree / "all",
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as child:
        workers = [int(child.stderr.readline()) for _ in range(2)]
        yield child, workers
        child.kill()


def gone(process):
    """Wait until a process is gone, or only its name is left."""
    for _ in range(LIMIT * 20):
        try:
            with open(f"/proc/{process}/stat", encoding="ascii") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@linux
@pytest.mark.parametrize("whom", ["all", "command"])
def test_ctrl_c_ends_all_processes_without_a_word(waiting, whom):
    child, workers = waiting
    (os.killpg if whom == "all" else os.kill)(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=LIMIT)
    assert (child.returncode, out, err) == (130, "", "")
    assert all(map(gone, workers))


@linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP], ids=lambda one: one.name)
def test_processes_end_with_the_command_however_it_ends(waiting, number):
    child, workers = waiting
    os.kill(child.pid, number)
    child.communicate(timeout=LIMIT)
    assert all(map(gone, workers))
