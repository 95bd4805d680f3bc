"""How the time of a check grows with its input: CPU seconds for each size, and how often the time doubles with it.

python bench/growth.py [SIZE ...]        for instance 1000 2000 4000, which is the default; up to 100000
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from process import dslint, run

HEAD = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent{number}
  labels:
    app: agent
{labels}spec:
  selector: {{matchLabels: {{app: agent}}}}
  template:
    metadata: {{labels: {{app: agent}}}}
    spec:
      containers:
        - name: agent
          image: registry.example/agent:1.4
          resources: {{requests: {{cpu: 10m, memory: 32Mi}}, limits: {{memory: 64Mi}}}}
{more}"""
PORT = "          ports: [{containerPort: 80, hostPort: 80}]\n"


def manifest(number: object = "", labels: str = "", more: str = "") -> str:
    return HEAD.format(number=number, labels=labels, more=more)


def rows(count: int, text: str) -> str:
    return "".join(text.format(number=number) for number in range(count))


SHAPES: dict[str, Callable[[int], str]] = {
    "DaemonSets in a stream": lambda count: "---\n".join(manifest(number) for number in range(count)),
    "items of a list": lambda count: (
        "apiVersion: v1\nkind: List\nitems:\n"
        + "".join("- " + manifest(number).replace("\n", "\n  ").rstrip() + "\n" for number in range(count))
    ),
    "DaemonSets on one port": lambda count: "---\n".join(manifest(number, more=PORT) for number in range(count)),
    "findings": lambda count: manifest(labels=rows(count, "    example.com/l{number}: a {number}\n")),
    "findings and comments": lambda count: manifest(
        labels=rows(count, "    example.com/l{number}: a {number} # dslint: ignore[DS111] old\n")
    ),
    "tolerations": lambda count: manifest(
        more="      tolerations:\n" + rows(count, "        - {{key: example.com/k{number}, operator: Exists}}\n")
    ),
    "wrong words in comments": lambda count: manifest(
        labels=rows(count, "    example.com/l{number}: a # dslint: ignore[DSX{number}] old\n")
    ),
}
FIXED = ("findings",)  # measured with comments written for them as well


def main() -> None:
    sizes = [int(one) for one in sys.argv[1:]] or [1000, 2000, 4000]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "agents.yaml"
        for name, made in SHAPES.items():
            for option in ((), ("--add-ignores=growth",)) if name in FIXED else ((),):
                costs = []
                for size in sizes:
                    path.write_text(made(size), encoding="utf-8")
                    costs.append(run([*dslint(), "check", "--no-config", "-q", *option, os.fspath(path)]).cpu)
                shown = "  ".join(f"{size}: {cost:.2f} s" for size, cost in zip(sizes, costs, strict=True))
                growth = costs[-1] / costs[0] / (sizes[-1] / sizes[0])
                print(f"{' '.join((name, *option)):38}  {shown}   x{growth:.2f} of linear")


if __name__ == "__main__":
    main()
