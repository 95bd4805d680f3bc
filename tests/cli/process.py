"""A process of the command: what surrounds it, and how it ended."""

from __future__ import annotations

import os
from typing import NamedTuple

from tests.checkout import ROOT

KEPT = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")


class Done(NamedTuple):
    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {"PYTHONPATH": str(ROOT)} | more
