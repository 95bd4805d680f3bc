"""Measure one dslint process over a tree against ``yaml.load_all`` with ``CSafeLoader`` alone over the same tree.

Usage: ``python bench/tree.py [FOLDER] [--rounds 5]``, in an environment where dslint is installed. Without a folder the
tree of ``make_tree.py`` is made in a temporary place. Whole processes are measured. Exit code 1 if a limit is exceeded.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import make_tree
from process import dslint, in_turns, median, ratio

RATIO = 0.6
MEMORY = 100e6
BASELINE = """
import os, sys, yaml
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            for document in yaml.load_all(file.read(), Loader=yaml.CSafeLoader):
                pass
"""
SHARES = "import sys, tree; tree.shares(sys.argv[1])"


def size(folder: str) -> tuple[int, int]:
    """Return how many files a tree has, and how many bytes."""
    sizes = [os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names]
    return len(sizes), sum(sizes)


def shares(folder: str) -> None:
    """Run dslint inside this process with a clock around each stage, and print each stage's share of the time."""
    from dslint.inputs import documents
    from dslint.inputs.worktree import WorkTree
    from dslint.judge import engine
    from dslint.run import check_paths

    spent: dict[str, float] = {}

    def clock(module: Any, name: str, stage: str) -> None:
        function: Callable[..., Any] = getattr(module, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            begin = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                spent[stage] = spent.get(stage, 0.0) + time.perf_counter() - begin

        setattr(module, name, timed)

    clock(WorkTree, "read", "reading")
    clock(documents, "parse", "parsing")
    clock(engine.Engine, "check", "checking")  # parses too
    begin = time.perf_counter()
    check_paths([folder])
    total = time.perf_counter() - begin
    spent["checking"] -= spent["parsing"]
    spent["finding files and the rest"] = total - sum(spent.values())
    print("shares: " + ", ".join(f"{stage} {seconds / total:.0%}" for stage, seconds in spent.items()))


def compare(folder: str, rounds: int) -> int:
    """Run both processes in turns and print the comparison."""
    files, size_ = size(folder)
    commands = {"yaml": [sys.executable, "-c", BASELINE, folder], "dslint": [*dslint(), "check", "--no-config", folder]}
    costs = in_turns(commands, rounds)
    mine = median(costs["dslint"])
    times = ratio(costs["dslint"], costs["yaml"]).cpu
    print(f"{files} files, {size_ / 1e6:.1f} MB")
    print(f"yaml.load_all, CSafeLoader  {median(costs['yaml']).cpu:6.2f} s")
    print(f"dslint check                {mine.cpu:6.2f} s")
    print(f"ratio                       {times:6.2f}    (limit {RATIO})")
    print(f"speed                       {files / mine.cpu:.0f} files/s, {size_ / 1e6 / mine.cpu:.1f} MB/s")
    print(f"peak memory                 {mine.peak / 1e6:6.1f} MB (limit {MEMORY / 1e6:.0f})", flush=True)
    here = os.path.dirname(os.path.abspath(__file__))
    subprocess.run(
        [sys.executable, "-c", SHARES, folder], env=os.environ | {"PYTHONPATH": here}, check=True, timeout=600
    )
    return int(times > RATIO or mine.peak > MEMORY)


def main() -> int:
    """Read the command line, make the tree where none is given, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.folder:
        return compare(arguments.folder, arguments.rounds)
    with tempfile.TemporaryDirectory() as folder:
        make_tree.make(folder)
        return compare(folder, arguments.rounds)


if __name__ == "__main__":
    raise SystemExit(main())
