"""A file is old or new, whole: whatever goes wrong while it is written, and whenever the process is killed."""

import errno
import os
import signal
import stat
import sys
from random import Random

import pytest

import dslint.fix.save as module
from dslint import Options
from dslint.fix import Fixer
from dslint.fix.save import NotWritten, clear_leftovers, save
from dslint.run import check_paths
from tests.fix.manifests import FIXED, MANIFEST

OLD, NEW = b"old: 1\n", b"new: 22\n"
# a number that no process has
NOBODY = 2**22 + 1
POINTS = 50

posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child to kill is made with fork")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(OLD)
    return path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_and_nothing_is_left_beside_it(file):
    save(str(file), "a.yaml", OLD, NEW)
    assert file.read_bytes() == NEW
    assert names(file.parent) == ["a.yaml"]


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o664])
def test_the_mode_stays(file, mode):
    file.chmod(mode)
    save(str(file), "a.yaml", OLD, NEW)
    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(file):
    os.chown(file, 12345, 54321)
    save(str(file), "a.yaml", OLD, NEW)
    assert (file.stat().st_uid, file.stat().st_gid) == (12345, 54321)


def test_an_owner_that_cannot_be_kept_keeps_the_file(file, monkeypatch):
    real = os.fstat

    def foreign(handle):
        status = list(real(handle))
        status[stat.ST_UID] += 1
        return os.stat_result(status)

    def refused(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fstat", foreign)
    monkeypatch.setattr(os, "fchown", refused)
    with pytest.raises(NotWritten, match="belongs to another user or group"):
        save(str(file), "a.yaml", OLD, NEW)
    assert (file.read_bytes(), names(file.parent)) == (OLD, ["a.yaml"])


def test_a_link_stays_one(file):
    folder = file.parent / "links"
    folder.mkdir()
    link = folder / "b.yaml"
    link.symlink_to(file)
    save(str(link), "links/b.yaml", OLD, NEW)
    assert link.is_symlink()
    assert file.read_bytes() == NEW
    assert names(folder) == ["b.yaml"]


def test_a_file_that_has_changed_is_not_written(file):
    file.write_bytes(b"other: 1\n")
    with pytest.raises(NotWritten, match=r"^cannot write a\.yaml: it has changed since it was read$"):
        save(str(file), "a.yaml", OLD, NEW)
    assert (file.read_bytes(), names(file.parent)) == (b"other: 1\n", ["a.yaml"])


def test_a_file_that_is_replaced_meanwhile_is_not_written(file, monkeypatch):
    real = os.fsync

    def meanwhile(handle):
        other = file.with_name("other")
        other.write_bytes(OLD)
        other.replace(file)
        real(handle)

    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(NotWritten, match="has changed since"):
        save(str(file), "a.yaml", OLD, NEW)
    assert (file.read_bytes(), names(file.parent)) == (OLD, ["a.yaml"])


def test_a_file_that_is_gone_is_not_made_again(file):
    file.unlink()
    with pytest.raises(NotWritten, match="no such file"):
        save(str(file), "a.yaml", OLD, NEW)
    assert names(file.parent) == []


def test_a_read_only_file_is_not_written_even_by_root(file):
    file.chmod(0o444)
    with pytest.raises(NotWritten, match="it is read-only"):
        save(str(file), "a.yaml", OLD, NEW)
    assert file.read_bytes() == OLD


@pytest.mark.parametrize(
    ("call", "number"),
    [("open", errno.EACCES), ("open", errno.EROFS), ("write", errno.ENOSPC), ("fsync", errno.EIO),
     ("fchmod", errno.EPERM), ("replace", errno.EXDEV)],
)  # fmt: skip
def test_a_failure_leaves_the_old_file_and_nothing_else(file, monkeypatch, call, number):
    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(NotWritten) as told:
        save(str(file), "a.yaml", OLD, NEW)
    monkeypatch.undo()
    assert told.value.message.startswith("cannot write a.yaml: ")
    assert (file.read_bytes(), names(file.parent)) == (OLD, ["a.yaml"])


def test_a_system_that_writes_a_little_at_a_time_is_asked_again(file, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, bytes(data[:3])))
    save(str(file), "a.yaml", OLD, NEW)
    assert file.read_bytes() == NEW


@pytest.mark.skipif(os.name == "nt", reason="processes cannot be asked after there")
def test_what_killed_runs_have_left_is_cleared(tmp_path):
    for name in (
        f".a.yaml.dslint-{NOBODY}.tmp",
        f".a.yaml.dslint-{os.getpid()}.tmp",
        f".a.yaml.dslint-{os.getppid()}.tmp",
        ".a.yaml.dslint-.tmp",
        f"a.yaml.dslint-{NOBODY}.tmp",
        f".a.yaml.dslint-{NOBODY}.tmp.yaml",
        f".a.yaml.dslint-{'9' * 40}.tmp",
    ):
        (tmp_path / name).touch()
    clear_leftovers(str(tmp_path))
    assert names(tmp_path) == sorted(
        [
            f".a.yaml.dslint-{os.getppid()}.tmp",
            ".a.yaml.dslint-.tmp",
            f"a.yaml.dslint-{NOBODY}.tmp",
            f".a.yaml.dslint-{NOBODY}.tmp.yaml",
        ]
    )


def test_a_folder_that_cannot_be_listed_is_left_alone(tmp_path):
    clear_leftovers(str(tmp_path / "nothing"))


def fix(folder):
    check_paths([str(folder)], Options(no_config=True), fixer=Fixer())


def killed(folder, arm):
    """Fix a folder in a child that ``arm`` prepares to be killed; tell whether it was."""
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(120)  # nobody waits for ever
            arm()
            fix(folder)
            if isinstance(arm, Moments):
                arm.finish()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def manifests(folder):
    folder.mkdir(parents=True)
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        (folder / name).write_text(MANIFEST)
    return folder


def hold(folder):
    """Demand that every file is old or new, and that the next run ends what was begun."""
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        assert (folder / name).read_text() in (MANIFEST, FIXED)
    fix(folder)
    assert names(folder) == ["a.yaml", "b.yaml", "c.yaml"]
    assert {path.read_text() for path in folder.iterdir()} == {FIXED}


class Moments:
    """Counts what a process does, call by call, and kills it at one of them."""

    def __init__(self, *, writing, at=None, total=None):
        self.writing = writing
        self.at = at
        self.total = total
        self.seen = 0

    def __call__(self):
        if not self.writing:
            sys.setprofile(self.profile)
            return
        real = module._replace

        def watched(*arguments):
            sys.setprofile(self.profile)
            try:
                real(*arguments)
            finally:
                sys.setprofile(None)

        module._replace = watched

    def profile(self, *_):
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def finish(self):
        sys.setprofile(None)
        if self.total is not None:
            self.total.write_text(str(self.seen))


@posix
@pytest.mark.slow
@pytest.mark.parametrize("call", ["open", "write", "fchmod", "fsync", "close", "replace"])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_killed_at_each_step_every_file_is_old_or_new(tmp_path, call, late):
    fix(manifests(tmp_path / "warm"))  # so that nothing is imported where calls are counted
    for number in range(1, 4):
        folder = manifests(tmp_path / str(number))

        def arm(number=number):
            real, count = getattr(os, call), 0

            def counting(*arguments, **more):
                nonlocal count
                count += 1
                if count == number and not late:
                    os.kill(os.getpid(), signal.SIGKILL)
                try:
                    return real(*arguments, **more)
                finally:  # a kustomization that is looked for is mostly not there
                    if count == number and late:
                        os.kill(os.getpid(), signal.SIGKILL)

            setattr(os, call, counting)

        assert killed(folder, arm)
        hold(folder)


@posix
@pytest.mark.slow
@pytest.mark.parametrize("writing", [True, False], ids=["writing", "any"])
def test_killed_at_any_moment_every_file_is_old_or_new(tmp_path, writing):
    fix(manifests(tmp_path / "warm"))
    total = tmp_path / "total"
    assert not killed(manifests(tmp_path / "counted"), Moments(writing=writing, total=total))
    moments = int(total.read_text())
    assert moments > POINTS
    random = Random(5)  # noqa: S311 - to be the same each time
    for number, at in enumerate(random.sample(range(1, moments * 9 // 10), POINTS)):
        folder = manifests(tmp_path / str(number))
        assert killed(folder, Moments(writing=writing, at=at))
        hold(folder)
