"""Programs of the user that are run: without a shell, bounded in time, output and memory."""

from __future__ import annotations

import os
import subprocess

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

_BLOCK = 1 << 20
COMPLAINTS = 64 * 1024  # of what a program says on standard error, its end
_NO_MEMORY = (b"out of memory", b"cannot allocate memory")  # as Go dies of it
_running: set[subprocess.Popen[bytes]] = set()


class Limits(NamedTuple):
    """How much a program may take: seconds, bytes of output, and bytes of memory, where the system can bound them."""

    seconds: float
    output: int
    memory: int | None = None


class Ended(NamedTuple):
    """How a program ended: exit code, output, and the end of what it said on standard error.

    ``bound`` says which limit it hit: it was stopped then, and the output is not whole.
    """

    code: int
    output: bytes
    complaints: bytes
    bound: str | None = None
    is_late: bool = False
    """Whether it was stopped since it took too long."""

    @property
    def last_words(self) -> str:
        """The last line of what it said on standard error, or its exit code."""
        lines = self.complaints.decode("utf-8", "backslashreplace").strip().splitlines()
        return lines[-1] if lines else f"exit code {self.code}"


def run(
    command: list[str],
    limits: Limits,
    *,
    folder: str | None = None,
    environment: dict[str, str] | None = None,
    take: Callable[[bytes], None] | None = None,
) -> Ended:
    """Run a program to its end, or until it takes more than it may; raises OSError and ValueError if it cannot start.

    It gets no standard input, and whatever it has started ends with it. Its output goes to ``take``, block by block,
    where there is one.
    """
    from tempfile import TemporaryFile
    from threading import Event, Timer

    with TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603 - no shell, and the user asked for it
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=folder,
            env=environment,
            start_new_session=os.name == "posix",
        )
        _running.add(process)
        _bound_memory(process.pid, limits.memory)
        late = Event()

        def give_up() -> None:
            late.set()
            _kill(process)

        timer = Timer(limits.seconds, give_up)
        timer.start()
        output, size = b"", 0
        try:
            if process.stdout:
                output, size = _read(process.stdout, limits.output, take)
            if size > limits.output:
                _kill(process)
        except BaseException:
            _kill(process)
            raise
        finally:
            if process.stdout:
                process.stdout.close()
            code = process.wait(timeout=limits.seconds)
            timer.cancel()
            _running.discard(process)
        bound = None
        if late.is_set():
            bound = f"gave no answer within {limits.seconds:g} s"
        elif size > limits.output:
            bound = f"prints more than {limits.output >> 20} MiB"
        said = _end_of(complaints)
        if bound is None and code and limits.memory is not None and any(words in said for words in _NO_MEMORY):
            bound = f"needs more than {limits.memory >> 20} MiB of memory"
        return Ended(code, output, said, bound, late.is_set())


def _read(file: IO[bytes], most: int, take: Callable[[bytes], None] | None) -> tuple[bytes, int]:
    """Return what there is to read, unless it is taken, and its size; of more than ``most`` the beginning."""
    if take is None:
        output = file.read(most + 1)
        return output, len(output)
    size = 0
    while size <= most and (block := file.read(_BLOCK)):
        size += len(block)
        take(block)
    return b"", size


def stop_all() -> None:
    """Stop the programs that other threads wait for: the user wants no answer any more."""
    for process in tuple(_running):
        _kill(process)


def _bound_memory(process: int, most: int | None) -> None:
    """Bound what a program may write to in its memory: what it merely reserves, as Go does, does not count."""
    if most is None:
        return
    try:
        import resource

        resource.prlimit(process, resource.RLIMIT_DATA, (most, most))
    except (ImportError, AttributeError, OSError):  # not Linux, or the program has ended: time and output are bounded
        return


def _kill(process: subprocess.Popen[bytes]) -> None:
    try:
        if os.name == "posix":
            import signal

            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        return


def _end_of(file: IO[bytes]) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - COMPLAINTS, 0))
    return file.read()
