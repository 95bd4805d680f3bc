"""What a repository lacks, and what brings it: nothing is fetched unasked."""

from __future__ import annotations

import subprocess

from dslint.inputs import git
from dslint.template import show

DAMAGED = "the repository is damaged: git fsck tells what is missing"


def remedy(top: str) -> str | None:
    """Return what brings the rest of a clone that is not whole; ``None`` for one that is."""
    if _says(top, "config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$"):
        return (
            f"this is a partial clone, and nothing is fetched unasked: git -C {show(top)} fetch --refetch --no-filter"
        )
    if _says(top, "rev-parse", "--is-shallow-repository") == b"true":
        return f"this is a shallow clone: git -C {show(top)} fetch --unshallow"
    return None


def _says(top: str, *arguments: str) -> bytes:
    try:
        return git.run(top, *arguments).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return b""
