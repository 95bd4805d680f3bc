"""Run whole processes in turns, and compare what they cost.

Every round runs every command once, so that a busy machine slows all of them alike; ratios are medians over the rounds,
those of time in the processor hardly depend on what else the machine does. A first round warms caches and does not
count. Python keeps what it compiles, as it does for users.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Cost(NamedTuple):
    """What one process took: seconds in the processor and on the clock, and its peak memory in bytes."""

    cpu: float
    wall: float
    peak: float


def dslint() -> list[str]:
    """Return the installed command of this environment."""
    script = os.path.join(os.path.dirname(sys.executable), "dslint")
    return [script] if os.path.exists(script) else [sys.executable, "-m", "dslint"]


def run(command: Sequence[str]) -> Cost:
    """Run a command without input and output; that it has found something, exit code 1, is no failure."""
    quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    begin = time.perf_counter()
    child = os.posix_spawnp(command[0], command, ENVIRONMENT, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"failed: {command}")
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Cost(usage.ru_utime + usage.ru_stime, wall, peak)


def in_turns(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[Cost]]:
    """Return what each command costs in each round."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            cost = run(command)
            if turn:
                costs[name].append(cost)
    return costs


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


def ratio(costs: Sequence[Cost], others: Sequence[Cost]) -> Cost:
    """Return how many times as much as others some processes cost: the medians over the rounds."""
    return median(
        [Cost(*(a / b for a, b in zip(mine, theirs, strict=True))) for mine, theirs in zip(costs, others, strict=True)]
    )
