"""Measure ``dslint coverage``: DaemonSets against many nodes of few shapes, reading the inventory apart.

Usage: ``python bench/coverage.py [--nodes 5000] [--sets 200] [--shapes 40]``, in an environment where dslint is
installed. The times are of one process; the peak memory is that of a process of its own with one DaemonSet and ten
times the nodes. Exit code 1 if a limit is exceeded.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from process import dslint, run

SECONDS = 1.0
MEMORY = 4.0
MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: agent-{number}, namespace: team-{team}}}
spec:
  selector:
    matchLabels: {{app: agent-{number}}}
  template:
    metadata:
      labels: {{app: agent-{number}}}
    spec:
      nodeSelector: {{kubernetes.io/os: linux}}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions: [{{key: shape, operator: NotIn, values: ["{other}"]}}]
      tolerations:
        - {{key: dedicated, operator: Equal, value: "{shape}", effect: NoSchedule}}
      containers:
        - name: agent
          image: registry.example/agent:1.4
          resources: {{requests: {{cpu: 10m, memory: 20Mi}}}}
"""


def write_nodes(path: str, count: int, shapes: int) -> None:
    """Write a list of nodes of about 2 KB each, as kubectl prints them."""
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"apiVersion": "v1", "items": [\n')
        file.writelines(
            f"{json.dumps(node(number, str(number % shapes)))}{',' if number + 1 < count else ''}\n"
            for number in range(count)
        )
        file.write('], "kind": "List"}\n')


def node(number: int, shape: str) -> dict[str, Any]:
    labels = {f"example.com/label-{index}": f"value-{index}" for index in range(12)}
    labels |= {"kubernetes.io/hostname": f"node-{number}", "kubernetes.io/os": "linux", "shape": shape}
    taint = {"key": "dedicated", "value": shape, "effect": "NoSchedule"}
    conditions = [{"type": f"Condition{index}", "status": "False", "message": "m" * 80} for index in range(6)]
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": f"node-{number}", "labels": labels, "annotations": {"a": "x" * 400}},
        "spec": {"taints": [taint] if int(shape) % 4 == 0 else []},
        "status": {"allocatable": {"cpu": "8", "memory": "30Gi", "pods": "110"}, "conditions": conditions},
    }


def write_sets(folder: str, count: int, shapes: int) -> None:
    for number in range(count):
        text = MANIFEST.format(number=number, team=number % 7, shape=number % shapes, other=(number * 7) % shapes)
        with open(os.path.join(folder, f"{number}.yaml"), "w", encoding="utf-8") as file:
            file.write(text)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    answer = call()
    return time.perf_counter() - begin, answer


def measure(nodes: str, sets: str) -> float:
    """Print what each stage takes; return the seconds of all but reading the nodes, for the slower format."""
    import gc

    from dslint.config import Options
    from dslint.coverage import cover, load_daemon_sets
    from dslint.coverage.report import CoverageReport
    from dslint.inventory import load
    from dslint.manifest.cluster import Cluster
    from dslint.render import coverage_json, coverage_text
    from dslint.render.style import Style

    gc.disable()  # as the command does
    reading, inventory = timed(lambda: load([nodes]))
    parsing, found = timed(lambda: load_daemon_sets([sets], Options(no_config=True)))
    judging, coverage = timed(lambda: cover(found.daemon_sets, Cluster(inventory.nodes)))
    report = CoverageReport(coverage)
    text, _ = timed(lambda: sum(map(len, coverage_text.render(report, Style()))))
    machine, size = timed(lambda: sum(map(len, coverage_json.render(report, Style()))))
    print(f"{len(coverage.rows)} DaemonSets, {inventory.nodes.size} nodes, {len(coverage.columns)} groups")
    print(f"reading nodes {reading:.2f} s | manifests {parsing:.2f} s | verdicts {judging:.2f} s")
    print(f"text with its groups {text:.2f} s | JSON of {size / 1e6:.0f} MB {machine:.2f} s")
    return parsing + judging + max(text, machine)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--nodes", type=int, default=5000)
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--shapes", type=int, default=40)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        few, many, sets = (os.path.join(folder, name) for name in ("few.json", "many.json", "sets"))
        os.mkdir(sets)
        write_sets(sets, said.sets, said.shapes)
        write_nodes(few, said.nodes, said.shapes)
        seconds = measure(few, sets)
        write_nodes(many, said.nodes * 10, said.shapes)
        command = [*dslint(), "coverage", os.path.join(sets, "0.yaml"), "--no-config", "--nodes"]
        once, tenfold = run([*command, few]), run([*command, many])
        ratio = tenfold.peak / os.path.getsize(many)
    print(f"beyond reading the nodes {seconds:.2f} s (limit {SECONDS:.1f})")
    print(f"one DaemonSet: {once.wall:.2f} s, with ten times the nodes {tenfold.wall:.2f} s")
    print(f"peak memory {ratio:.1f} x the file of {said.nodes * 10} nodes (limit {MEMORY:.0f})")
    return int(seconds > SECONDS or ratio > MEMORY)


if __name__ == "__main__":
    sys.exit(main())
