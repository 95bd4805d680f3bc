"""Measure what each rule costs per DaemonSet, and what all of them share.

Usage: ``python bench/rules.py [--calls] [--nodes FILE] [PATH...]``. Without a path the examples of the rule files are
checked, with one the manifests there. All rules are on. Milliseconds are CPU time of this process: what the machine
does beside it does not count. ``--calls`` counts calls of Python functions, which any machine counts alike. The first
round imports and does not count; of the others the fastest does.

What several rules ask for is worked out once and booked on the first of them. The API server's answer, the largest such
part, stands apart.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from dslint import Options
from dslint.catalogue.example import complete
from dslint.catalogue.index import contents, load_rules
from dslint.catalogue.rule import Rule
from dslint.run import check_paths

ANSWER = "the API server's answer"
REST = "everything else: reading, parsing, judging"


class Meter:
    """Books what is spent on whoever spends it: on a rule, but not what the rule calls the server's answer for."""

    def __init__(self, counter: Callable[[], float]) -> None:
        self.spent: Counter[str] = Counter()
        self._counter = counter
        self._running = [REST]
        self._since = counter()

    def start(self, name: str) -> None:
        self._book()
        self._running.append(name)

    def stop(self) -> None:
        self._book()
        self._running.pop()

    def _book(self) -> None:
        now = self._counter()
        self.spent[self._running[-1]] += now - self._since
        self._since = now

    def round(self) -> Counter[str]:
        """Return what was spent since the last round."""
        self._book()
        spent, self.spent = self.spent, Counter()
        return spent

    def watch(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, with what it spends booked under a name."""

        def watched(*args: Any, **named: Any) -> Any:
            self.start(name)
            try:
                return function(*args, **named)
            finally:
                self.stop()

        return watched

    def watch_hits(self, name: str, check: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
        """Return a check, which works while its hits are taken, with what it spends booked under a name."""

        def watched(*args: Any) -> Iterator[Any]:
            hits = iter(check(*args))
            following = self.watch(name, lambda: next(hits, None))
            while (hit := following()) is not None:
                yield hit

        return watched


def calls() -> Callable[[], float]:
    """Return a counter of the calls of Python functions from now on, those of this file left out."""
    count = 0

    def count_call(frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event == "call" and frame.f_code.co_filename != __file__

    sys.setprofile(count_call)
    return lambda: count


def watch_rules(meter: Meter) -> None:
    """Put the meter around the server's answer and around every check that a run binds to its rule."""
    server: Any = importlib.import_module("dslint.kube.apiserver.server")
    bind: Any = importlib.import_module("dslint.judge.bind")
    answer, load, load_collect = server.answer, bind.load, bind.load_collect
    server.answer = meter.watch(ANSWER, answer)  # others import all of them later, with the first DaemonSet
    bind.load = lambda rule: (check := load(rule)) and meter.watch_hits(row(rule), check)
    bind.load_collect = lambda rule: (collect := load_collect(rule)) and meter.watch(row(rule), collect)


def row(rule: Rule) -> str:
    """Return what the row of a rule is called."""
    return f"{rule.id} {rule.name}"


def write_examples(folder: str) -> None:
    """Write the examples of all rule files, completed, as one file each."""
    for rule in load_rules():
        for number, example in enumerate(contents(rule.path).get("examples", ())):
            for kind in {"bad", "good", "fixed"} & set(example):
                with open(os.path.join(folder, f"{rule.id}-{number}-{kind}.yaml"), "w", encoding="utf-8") as file:
                    file.write(complete(example[kind], example.get("target")).text)


def measure(paths: list[str], nodes: str, counter: Callable[[], float], rounds: int) -> tuple[int, dict[str, float]]:
    """Return how many DaemonSets there are and what each row costs for one of them in the cheapest round."""
    meter = Meter(counter)
    watch_rules(meter)
    rows = [row(rule) for rule in load_rules() if rule.check]
    options = Options(select=("ALL",), preview=True, no_config=True, nodes=(nodes,))
    daemon_sets, best = 0, None
    for turn in range(rounds + 1):
        meter.round()
        daemon_sets = check_paths(paths, options).daemon_sets
        spent = meter.round()
        if turn and (best is None or spent.total() < best.total()):
            best = spent
    if not daemon_sets or best is None:
        raise SystemExit("no DaemonSet there")
    return daemon_sets, {name: best[name] / daemon_sets for name in (REST, ANSWER, *rows)}


def main() -> None:
    """Measure and print one line per row, the dearest first."""
    parser = argparse.ArgumentParser(description=f"{__doc__.partition(chr(10))[0]} Milliseconds are CPU time.")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="manifests to check instead of the examples")
    parser.add_argument("--calls", action="store_true", help="count calls of functions instead of CPU time")
    parser.add_argument("--nodes", default="profile:kubeadm", help="the nodes, for the rules that need them")
    parser.add_argument("--rounds", type=int, default=3)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if not said.paths:
            write_examples(folder)
        counter = calls() if said.calls else lambda: time.process_time() * 1000
        daemon_sets, costs = measure(said.paths or [folder], said.nodes, counter, max(said.rounds, 1))
    sys.setprofile(None)
    total = sum(costs.values())
    unit, digits = ("calls", 0) if said.calls else ("ms", 3)
    print(f"{daemon_sets} DaemonSet{'s' * (daemon_sets != 1)}, {total:.{digits}f} {unit} each")
    print(f"{unit:>9}{'share':>9}")
    for name, cost in sorted(costs.items(), key=lambda row: -row[1]):
        print(f"{cost:9.{digits}f}{cost / total:9.1%}  {name}")


if __name__ == "__main__":
    main()
