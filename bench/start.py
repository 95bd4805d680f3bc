"""Measure what dslint costs to start, as a whole process, against the imports that it cannot do without.

Usage: ``python bench/start.py [--rounds 25]``, in an environment where dslint is installed. Time in the processor is
compared. Exit code 1 if a limit is exceeded.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile

from process import dslint, in_turns, median, ratio

HERE = os.path.dirname(os.path.abspath(__file__))
GOOD = os.path.join(os.path.dirname(HERE), "examples", "nginx.yaml")
OTHER = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: fast\n"
CLICK = "import click"
CLICK_YAML = "import click, yaml"


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
            ("check, one clean DaemonSet", [*dslint(), "check", GOOD], CLICK_YAML, 1.25),
            ("check, no DaemonSet", [*dslint(), "check", other], CLICK, 1.1),
            ("explain DS101", [*dslint(), "explain", "DS101"], CLICK_YAML, None),
            ("rules", [*dslint(), "rules"], CLICK, None),
            ("--version", [*dslint(), "--version"], CLICK, None),
        ]
        commands = {code: [sys.executable, "-c", code] for code in (CLICK, CLICK_YAML)}
        costs = in_turns(commands | {name: command for name, command, *_ in cases}, rounds)
    exceeded = False
    for code in (CLICK, CLICK_YAML):
        print(f"{'python -c ' + repr(code):34}{median(costs[code]).cpu * 1000:8.1f} ms")
    for name, _, base, limit in cases:
        times = ratio(costs[name], costs[base]).cpu
        exceeded |= limit is not None and times > limit
        spent = median(costs[name]).cpu * 1000
        print(f"{name:34}{spent:8.1f} ms  {times:5.2f} x {base!r}{f'  (limit {limit})' if limit else ''}")
    return int(exceeded)


if __name__ == "__main__":
    raise SystemExit(main())
