"""The programs of ``oracle/``: requests in, answers out, in the same order."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

from dslint.source.scalars import json_number

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 3600  # for one batch; an answer takes about a millisecond, one of a cluster seconds


class OracleError(Exception):
    """A program that is not there, or that did not answer every request."""


class Oracle:
    """The programs of one release, in a folder that ``oracle/build.sh`` has filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ask(self, program: str, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the answers of a program; raises OracleError."""
        sent = b"".join(json.dumps(it, sort_keys=True).encode() + b"\n" for it in requests)
        path = self.folder / program
        if not path.exists():
            raise OracleError(f"{path} is not there: build it with oracle/build.sh")
        done = subprocess.run([path], input=sent, capture_output=True, check=False, timeout=_SECONDS)
        answers = [json.loads(line, parse_int=_number) for line in done.stdout.splitlines()]
        if done.returncode or len(answers) != len(requests):
            end = done.stderr.decode(errors="replace")[-500:]
            raise OracleError(f"{path} gave {len(answers)} of {len(requests)} answers: {end}")
        return answers


def _number(digits: str) -> int | float:
    """Read a whole number as Kubernetes does, to which one beyond 64 bits is a fraction."""
    value = int(digits)
    return value if -(2**63) <= value < 2**64 else json_number(float(digits))
