"""Hold dslint against other tools that check manifests: those of kubeconform, kube-linter, kube-score, polaris and
checkov that are on the PATH.

Usage: ``python bench/peers.py [--rounds 5] [--peer NAME]... [WORK]...``, in an environment where dslint and its tests'
dependencies are installed. WORK is one of those that ``--help`` names; all but the largest are the default. Ratios of
dslint to each peer are printed: below 1 dslint needs less.

kubeconform (``go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0``) would fetch its schemas: it is given
those of the package kubernetes-validate, with every reference written out, of the kinds that the work has.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from itertools import count
from typing import Any

import growth
import make_tree
from process import dslint, in_turns, median, ratio

from dslint.kube.versions import DEFAULT

SIZES = (2, 8, 63, 100)
EXAMPLES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "examples")
KINDS = {"daemonset": "daemonset-apps-v1", "deployment": "deployment-apps-v1", "service": "service-v1",
         "configmap": "configmap-v1"}  # fmt: skip


def tree(files: int) -> Callable[[str], str]:
    """Return what makes a tree of so many files in a folder."""

    def made(folder: str) -> str:
        make_tree.make(folder, files)
        return folder

    return made


def stream(megabytes: int, texts: Callable[[], Iterable[str]]) -> Callable[[str], str]:
    """Return what makes one file of so many megabytes in a folder."""

    def made(folder: str) -> str:
        path = os.path.join(folder, "stream.yaml")
        size = 0
        with open(path, "w", encoding="utf-8") as file:
            for text in texts():
                size += file.write(f"---\n{text}")
                if size >= megabytes * 1_000_000:
                    break
        return path

    return made


def mixed() -> Iterator[str]:
    """Yield manifests of all kinds, as in a tree."""
    return (text for _, text in make_tree.manifests())


def agents() -> Iterator[str]:
    """Yield DaemonSets that say hardly more than they must."""
    return (growth.manifest(number).replace("app: agent", f"app: agent{number}") for number in count())


WORK: dict[str, Callable[[str], str]] = {
    "clean": lambda _: os.path.join(EXAMPLES, "nginx.yaml"),
    "findings": lambda _: os.path.join(EXAMPLES, "nginx-untolerated.yaml"),
    "tree-5000": tree(5000),
    "tree-20000": tree(20000),
    **{f"stream-{size}": stream(size, mixed) for size in SIZES},
    **{f"daemonsets-{size}": stream(size, agents) for size in SIZES},
}
LARGEST = ("tree-20000", *(f"{kind}-{size}" for kind in ("stream", "daemonsets") for size in SIZES[2:]))


def commands(path: str, schemas: str) -> dict[str, list[str]]:
    """Return what each tool is called as for a file or folder."""
    files = [os.path.join(at, name) for at, _, names in os.walk(path) for name in names] or [path]
    return {
        "kubeconform": ["kubeconform", "-schema-location", f"{schemas}/{{{{.ResourceKind}}}}.json", path],
        "kube-linter": ["kube-linter", "lint", path],
        "kube-score": ["kube-score", "score", *files],
        "polaris": ["polaris", "audit", "--audit-path", path],
        "checkov": [
            *("checkov", "--framework", "kubernetes", "--quiet", "--compact", "--skip-download"),
            *("-d" if os.path.isdir(path) else "-f", path),
        ],
    }


def write_schemas(folder: str) -> None:
    """Write the schemas of the kinds that the work has, each without references."""
    spec = find_spec("kubernetes_validate")
    if spec is None or spec.origin is None:
        raise SystemExit("the schemas for kubeconform are those of kubernetes-validate, which is not installed")
    at = os.path.join(os.path.dirname(spec.origin), "kubernetes-json-schema", f"v1.{DEFAULT}.0-local-strict")

    def load(name: str) -> Any:
        with open(os.path.join(at, name), encoding="utf-8") as file:
            return json.load(file)

    definitions = load("_definitions.json")["$defs"]

    def inlined(schema: Any) -> Any:
        if isinstance(schema, list):
            return [inlined(one) for one in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return inlined(definitions[schema["$ref"].rpartition("/")[2]])
        return {name: inlined(one) for name, one in schema.items()}

    for kind, name in KINDS.items():
        with open(os.path.join(folder, f"{kind}.json"), "w", encoding="utf-8") as file:
            json.dump(inlined(load(f"{name}.json")), file)


def main() -> None:
    """Measure and print one line for each work and peer."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("work", nargs="*", metavar="WORK", help=", ".join(WORK))
    parser.add_argument("--peer", action="append", help="only this one; repeatable")
    parser.add_argument("--rounds", type=int, default=5)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as schemas:
        named = said.peer or list(commands("", schemas))
        peers = [name for name in named if shutil.which(name)]
        if not peers:
            raise SystemExit(f"none of these is on the PATH: {', '.join(named)}")
        if "kubeconform" in peers:
            write_schemas(schemas)
        print(f"{'work':14} {'peer':12} {'cpu':>6} {'wall':>6} {'memory':>6}   dslint: CPU, wall, memory")
        for work in said.work or [name for name in WORK if name not in LARGEST]:
            with tempfile.TemporaryDirectory() as folder:
                path = WORK[work](folder)
                asked = commands(path, schemas)
                mine = {"dslint": [*dslint(), "check", "--no-config", path]}
                costs = in_turns(mine | {name: asked[name] for name in peers}, said.rounds)
            own = median(costs["dslint"])
            for name in peers:
                times = ratio(costs["dslint"], costs[name])
                print(f"{work:14} {name:12} {times.cpu:6.2f} {times.wall:6.2f} {times.peak:6.2f}", end="   ")
                print(f"{own.cpu:.3f} s, {own.wall:.3f} s, {own.peak / 1e6:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
