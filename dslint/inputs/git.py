"""Git as it may be asked about a repository of a stranger: nothing in its configuration may start a program."""

from __future__ import annotations

import os
import re
import subprocess

TIMEOUT = 30.0
QUICK = 10.0
"""What looks at names alone takes no longer, however large a repository is."""
_NAMING = frozenset({"config", "for-each-ref", "rev-parse"})
# `-s` puts mode, object and stage before the name of what is tracked, and nothing before what is not
_TRACKED = re.compile(rb"([0-7]{6}) [0-9a-f]{40,64} [0-3]\t")
_SUBMODULE = b"160000"
_CLOSED = re.compile(rb"^warning: could not open directory '(.+/)'", re.MULTILINE)

# What could start one is a file system monitor, a pager, or the transport that fetches objects missing from a partial
# clone. No lock is taken and nothing is written.
_COMMAND = (
    "git", "--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "safe.bareRepository=explicit",
)  # fmt: skip
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
# a hook that calls dslint runs with these set for another folder or another index
_OF_A_HOOK = frozenset({
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
    "GIT_INDEX_FILE", "GIT_LITERAL_PATHSPECS", "GIT_NAMESPACE", "GIT_NOGLOB_PATHSPECS", "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX", "GIT_WORK_TREE",
})  # fmt: skip


class SlowError(Exception):
    """Git does not come to an end: a FIFO stands in the place of one of its files, or the repository is huge."""


def run(folder: str, *arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Return what Git makes of some arguments in a folder, with a text on its standard input.

    Raises OSError, ValueError or subprocess.SubprocessError where it does not run to its end.
    """
    return subprocess.run(  # noqa: S603 - no shell; what comes from outside cannot be taken for an option
        [*_COMMAND, *arguments],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in _OF_A_HOOK} | _ENVIRONMENT,
        input=text,
        capture_output=True,
        timeout=min(TIMEOUT, QUICK) if arguments[0] in _NAMING else TIMEOUT,
        check=False,
    )


def listed(folder: str) -> list[str] | None:
    """Return what Git takes for part of a work tree: tracked, or new and not ignored.

    The names are relative to the folder. Those of other work trees inside it, and of folders that Git may not open,
    have a slash at the end; what is tracked but no longer there is among them. ``None`` where Git is not installed,
    refuses (the repository belongs to somebody else, the folder is in no work tree): the folder is to be walked. So it
    is where SlowError says that nothing comes.
    """
    try:
        done = run(folder, "ls-files", "-z", "-s", "-c", "-o", "--exclude-standard")
    except subprocess.TimeoutExpired:
        raise SlowError(f"git gave no answer within {TIMEOUT:.0f} s: what it ignores is looked at too") from None
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode:
        return None
    names = [name for entry in done.stdout.split(b"\0") if (name := _name(entry))]
    return list(dict.fromkeys([*names, *map(os.fsdecode, _CLOSED.findall(done.stderr))]))


def ignored(folder: str) -> list[str]:
    """Return what Git ignores below a folder, relative to it: a folder, with a slash at its end, for all in it.

    Nothing where Git does not answer, as in :func:`listed`.
    """
    try:
        done = run(folder, "ls-files", "-z", "-o", "-i", "--exclude-standard", "--directory")
    except (OSError, subprocess.SubprocessError):
        return []
    return [] if done.returncode else [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _name(entry: bytes) -> str:
    tracked = _TRACKED.match(entry)
    if tracked is None:
        return os.fsdecode(entry)
    name = os.fsdecode(entry[tracked.end() :])
    if tracked[1] == _SUBMODULE:
        # of a submodule without a repository of its own Git says only that it is one
        return "" if name == "./" else f"{name}/"
    return name
