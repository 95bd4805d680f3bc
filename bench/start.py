"""Measure how long dslint takes to start, as a whole process, against the imports that it cannot do without.

Usage: ``python bench/start.py [--rounds 25]``, in an environment where dslint is installed. Every round runs every
command once, so that a busy machine slows all of them alike; medians are compared. Exit code 1 if a limit is exceeded.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
GOOD = os.path.join(os.path.dirname(HERE), "examples", "nginx.yaml")
OTHER = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: fast\n"
CLICK = "import click"
CLICK_YAML = "import click, yaml"


def dslint() -> list[str]:
    """Return the installed command of this environment."""
    script = os.path.join(os.path.dirname(sys.executable), "dslint")
    return [script] if os.path.exists(script) else [sys.executable, "-m", "dslint"]


def took(command: list[str]) -> float:
    """Run a command that must succeed and return its time in milliseconds."""
    begin = time.perf_counter()
    subprocess.run(
        command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120
    )
    return (time.perf_counter() - begin) * 1000


def measure(commands: dict[str, list[str]], rounds: int) -> dict[str, float]:
    """Return the median time of each command; a first round warms the caches and does not count."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            spent = took(command)
            if turn:
                times[name].append(spent)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> int:
    """Measure and print one line per command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=25)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        other = os.path.join(folder, "settings.yaml")
        with open(other, "w", encoding="utf-8") as file:
            file.write(OTHER)
        cases = [
            ("check, one clean DaemonSet", [*dslint(), "check", GOOD], CLICK_YAML, 1.5),
            ("check, no DaemonSet", [*dslint(), "check", other], CLICK, 1.2),
            ("explain DS101", [*dslint(), "explain", "DS101"], CLICK_YAML, None),
            ("rules", [*dslint(), "rules"], CLICK, None),
            ("--version", [*dslint(), "--version"], CLICK, None),
        ]
        commands = {code: [sys.executable, "-c", code] for code in (CLICK, CLICK_YAML)}
        medians = measure(commands | {name: command for name, command, *_ in cases}, rounds)
    exceeded = False
    for code in (CLICK, CLICK_YAML):
        print(f"{'python -c ' + repr(code):34}{medians[code]:8.1f} ms")
    for name, _, base, limit in cases:
        ratio = medians[name] / medians[base]
        exceeded |= limit is not None and ratio > limit
        print(f"{name:34}{medians[name]:8.1f} ms  {ratio:5.2f} x {base!r}{f'  (limit {limit})' if limit else ''}")
    return int(exceeded)


if __name__ == "__main__":
    raise SystemExit(main())
