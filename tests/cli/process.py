"""A process of the command: what surrounds it, and how it ended."""

import os
from typing import NamedTuple

from tests.checkout import ROOT

KEPT = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")


class Done(NamedTuple):
    code: int
    out: str
    err: str


def environment(**more):
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {"PYTHONPATH": str(ROOT)} | more
