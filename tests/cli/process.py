"""A process of the command: what surrounds it, and how it ended."""

import os
import select
import subprocess
import sys
from typing import NamedTuple

from tests.checkout import ROOT

KEPT = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")
LIMIT = 120


class Done(NamedTuple):
    code: int
    out: str
    err: str


def environment(**more):
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {"PYTHONPATH": str(ROOT)} | more


def on_terminal(*arguments, cwd, columns=80, rows=24, typed="", **env):
    """Run a command line in a terminal of that size, and type what answers it; what it shows comes back as ``out``."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    surroundings = environment(**({"TERM": "xterm"} | env))
    with subprocess.Popen(
        [sys.executable, "-m", "dslint", *arguments],
        cwd=cwd,
        env=surroundings,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as child:
        os.close(theirs)
        try:
            shown = b"".join(_shown(ours, typed.encode()))
            code = child.wait(timeout=LIMIT)
        finally:
            child.kill()
            os.close(ours)
    return Done(code, shown.decode().replace("\r\n", "\n"), "")


def _shown(ours, typed):
    """Yield what a terminal shows until nobody has it open any more; what is typed follows the first words."""
    while select.select([ours], [], [], LIMIT)[0]:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side has closed
            return
        if not chunk:
            return
        yield chunk
        if typed:
            os.write(ours, typed)
            typed = b""
    raise AssertionError("the terminal waits for ever")
