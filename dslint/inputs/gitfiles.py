"""What Git takes for part of a work tree: tracked, or new and not ignored."""

from __future__ import annotations

import os
import re
import subprocess

TIMEOUT = 30.0
# `-s` puts mode, object and stage before the name of what is tracked, and nothing before what is not
_TRACKED = re.compile(rb"([0-7]{6}) [0-9a-f]{40,64} [0-3]\t")
_SUBMODULE = b"160000"

# The repository may be a stranger's, so nothing in its configuration may start a program: the file system monitor, a
# pager, or the transport that fetches objects missing from a partial clone. No lock is taken and nothing is written.
HARDENED = (
    "git", "--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "safe.bareRepository=explicit",
)  # fmt: skip
_COMMAND = (*HARDENED, "ls-files", "-z", "-s", "-c", "-o", "--exclude-standard")
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
# a hook that calls dslint runs with these set for another folder or another index
_OF_A_HOOK = frozenset({
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
    "GIT_INDEX_FILE", "GIT_LITERAL_PATHSPECS", "GIT_NAMESPACE", "GIT_NOGLOB_PATHSPECS", "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX", "GIT_WORK_TREE",
})  # fmt: skip


def listed(folder: str) -> list[str] | None:
    """Return names relative to the folder, other work trees inside it with a slash at the end.

    What is tracked but no longer there is among them. ``None`` where Git is not installed, refuses (the repository
    belongs to somebody else, the folder is in no work tree) or does not answer in time: the folder is to be walked.
    """
    said = _ask(folder)
    if said is None:
        return None
    return list(dict.fromkeys(name for entry in said.split(b"\0") if (name := _name(entry))))


def _ask(folder: str) -> bytes | None:
    """Return what Git prints in a folder; ``None`` if it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - nothing in the command comes from outside
            _COMMAND,
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None


def environment() -> dict[str, str]:
    """Return the environment to run Git in."""
    return {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK} | _ENVIRONMENT


def _name(entry: bytes) -> str:
    tracked = _TRACKED.match(entry)
    if tracked is None:
        return os.fsdecode(entry)
    name = os.fsdecode(entry[tracked.end() :])
    if tracked[1] == _SUBMODULE:
        # of a submodule without a repository of its own Git says only that it is one
        return "" if name == "./" else f"{name}/"
    return name
