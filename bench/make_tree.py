"""Write a tree of Kubernetes manifests: 5,000 files of 3 KB, 15 % of them DaemonSets, the same ones every time.

Usage: ``python bench/make_tree.py FOLDER [--files 5000]``. The folder must not exist.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Callable, Iterator
from itertools import islice

FILES = 5000
SIZE = 3000
DAEMON_SETS = 0.15
WITH_MISTAKES = 0.1
PER_FOLDER = 50
SEED = 20261124
WORDS = (
    *("agent", "cache", "collector", "edge", "event", "flow", "gate", "index", "lens", "log"),
    *("metric", "mirror", "node", "probe", "queue", "relay", "scan", "store", "trace"),
)


def metadata(random_: random.Random, kind: str, version: str) -> tuple[str, str]:
    """Return a name and the head of a manifest."""
    name = "-".join(random_.sample(WORDS, 2)) + f"-{random_.randrange(1000)}"
    head = (
        f"apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: {name}\n  namespace: {random_.choice(WORDS)}\n"
        f"  labels:\n    app.kubernetes.io/name: {name}\n    app.kubernetes.io/part-of: {random_.choice(WORDS)}\n"
    )
    return name, head


def padded(random_: random.Random, text: str, line: Callable[[int, str], str]) -> str:
    """Add lines until the text has the size that every file has."""
    number = 0
    while len(text) < SIZE - 60:
        text += line(number, "".join(random_.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=24)))
        number += 1
    return text


def workload(random_: random.Random, kind: str, extra: str, spec: str) -> str:
    """Return a DaemonSet or a Deployment with one container, whose environment fills the file."""
    name, head = metadata(random_, kind, "apps/v1")
    head += f"spec:\n{extra}  selector:\n    matchLabels:\n      app.kubernetes.io/name: {name}\n"
    head += f"  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: {name}\n    spec:\n{spec}"
    head += (
        "      volumes:\n        - name: state\n          hostPath:\n            path: /var/lib/state\n"
        "            type: DirectoryOrCreate\n        - name: config\n          configMap:\n"
        f"            name: {name}\n      containers:\n        - name: main\n"
        f"          image: registry.example/{name}:1.{random_.randrange(30)}.{random_.randrange(10)}\n"
        "          ports:\n            - name: metrics\n              containerPort: 9100\n"
        "          readinessProbe:\n            httpGet:\n              path: /ready\n              port: metrics\n"
        "          resources:\n            requests:\n              cpu: 50m\n              memory: 64Mi\n"
        "            limits:\n              memory: 128Mi\n          volumeMounts:\n            - name: state\n"
        "              mountPath: /var/lib/state\n            - name: config\n              mountPath: /etc/agent\n"
        "              readOnly: true\n          env:\n"
    )
    return padded(random_, head, lambda n, text: f"            - name: SETTING_{n}\n              value: {text}\n")


def daemon_set(random_: random.Random) -> str:
    """Return a DaemonSet for every Linux node; one in ten has the mistakes that real ones have."""
    mistaken = random_.random() < WITH_MISTAKES
    label, taint = ("beta.kubernetes.io/os", "master") if mistaken else ("kubernetes.io/os", "control-plane")
    spec = (
        f"      priorityClassName: system-node-critical\n      nodeSelector:\n        {label}: linux\n"
        f"      tolerations:\n        - key: node-role.kubernetes.io/{taint}\n          operator: Exists\n"
        "          effect: NoSchedule\n"
    )
    return workload(random_, "DaemonSet", "", spec)


def deployment(random_: random.Random) -> str:
    """Return a Deployment, which is what most workloads are."""
    return workload(
        random_, "Deployment", f"  replicas: {random_.randrange(1, 9)}\n", "      enableServiceLinks: false\n"
    )


def config_map(random_: random.Random) -> str:
    """Return a ConfigMap with plain settings."""
    _, head = metadata(random_, "ConfigMap", "v1")
    return padded(random_, f"{head}data:\n", lambda n, text: f'  setting.{n}: "{text}"\n')


def service(random_: random.Random) -> str:
    """Return a Service with many ports."""
    name, head = metadata(random_, "Service", "v1")
    head += f"spec:\n  type: ClusterIP\n  selector:\n    app.kubernetes.io/name: {name}\n  ports:\n"
    return padded(
        random_, head, lambda n, _: f"    - name: port-{n}\n      port: {8000 + n}\n      targetPort: {9000 + n}\n"
    )


def manifests() -> Iterator[tuple[str, str]]:
    """Yield the kind and text of one manifest after the other."""
    random_ = random.Random(SEED)  # noqa: S311 - the same tree every time is the point
    others = (deployment, config_map, service)
    while True:
        kind = daemon_set if random_.random() < DAEMON_SETS else random_.choice(others)
        yield kind.__name__, kind(random_)


def make(folder: str, files: int = FILES) -> None:
    """Write the tree."""
    for number, (kind, text) in enumerate(islice(manifests(), files)):
        below = os.path.join(folder, f"team-{number // PER_FOLDER:03}")
        os.makedirs(below, exist_ok=True)
        with open(os.path.join(below, f"{kind}-{number:04}.yaml"), "w", encoding="utf-8") as file:
            file.write(text)


def main() -> None:
    """Read the command line and write the tree."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--files", type=int, default=FILES)
    arguments = parser.parse_args()
    os.makedirs(arguments.folder)
    make(arguments.folder, arguments.files)


if __name__ == "__main__":
    main()
