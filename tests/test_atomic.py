"""What is written takes its place whole, or is cleared away: also when the process is told to end."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from dslint.atomic import TERMINATED, replacing
from tests.cli.manifests import OLD
from tests.cli.process import environment


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path):
    path, temporary = tmp_path / "a", tmp_path / "a.tmp"
    path.write_text("old")
    with replacing(str(path), str(temporary), 0o640) as file:
        file.write(b"new")
        assert path.read_text() == "old"
    assert (path.read_text(), os.listdir(tmp_path)) == ("new", ["a"])


def fail(path, error):
    with replacing(str(path), f"{path}.tmp", 0o640) as file:
        file.write(b"new")
        raise error


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, SystemExit])
def test_whatever_goes_wrong_leaves_nothing_behind(tmp_path, error):
    path = tmp_path / "a"
    path.write_text("old")
    with pytest.raises(error):
        fail(path, error)
    assert (path.read_text(), os.listdir(tmp_path)) == ("old", ["a"])


def test_a_file_that_is_there_under_the_temporary_name_is_never_removed(tmp_path):
    path, temporary = tmp_path / "a", tmp_path / "a.tmp"
    temporary.write_text("of somebody else")
    with pytest.raises(FileExistsError), replacing(str(path), str(temporary), 0o640):
        pass
    assert (temporary.read_text(), path.exists()) == ("of somebody else", False)


def test_sigterm_unwinds_while_a_file_is_written_and_means_what_it_did_before_and_after(tmp_path):
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    with pytest.raises(SystemExit) as ended, replacing(str(tmp_path / "a"), str(tmp_path / "a.tmp"), 0o640):
        os.kill(os.getpid(), signal.SIGTERM)
    assert (ended.value.code, os.listdir(tmp_path)) == (TERMINATED, [])
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_handler_of_somebody_else_stays(tmp_path):
    heard = []
    before = signal.signal(signal.SIGTERM, lambda *_: heard.append(1))
    try:
        with replacing(str(tmp_path / "a"), str(tmp_path / "a.tmp"), 0o640):
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (heard, os.listdir(tmp_path)) == ([1], ["a"])


def test_another_thread_writes_without_touching_signals(tmp_path):
    def write():
        with replacing(str(tmp_path / "a"), str(tmp_path / "a.tmp"), 0o640) as file:
            file.write(b"new")

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(timeout=60)
    assert (tmp_path / "a").read_bytes() == b"new"


SCRIPT = """
import os, signal, sys
from dslint.fix import save
real = os.fsync
def fsync(handle):
    assert [name for name in os.listdir(".") if name.endswith(".tmp")]
    os.kill(os.getpid(), signal.SIGTERM)
save.os.fsync = fsync
from dslint.cli import main
main(["check", "--fix", "a.yaml"])
"""


def test_a_run_that_sigterm_ends_while_it_fixes_clears_its_file(tmp_path):
    (tmp_path / "a.yaml").write_text(OLD)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, env=environment(), capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (TERMINATED, b"")
    assert (os.listdir(tmp_path), (tmp_path / "a.yaml").read_text()) == (["a.yaml"], OLD)
