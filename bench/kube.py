"""How long the API server's answer takes: decode, default, validate and warn for each real manifest of the corpus.

Run it with ``python bench/kube.py [FOLDER]``; the folder holds YAML files and is ../shared/corpus by default. The
budget is 1 ms in the median.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import yaml

from dslint.kube.apiserver.decode import compile_schema
from dslint.kube.apiserver.server import answer
from dslint.kube.versions import VERIFIED

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5


def manifests(folder: Path) -> list[dict[str, Any]]:
    found = []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        try:
            documents = list(yaml.load_all(path.read_text(encoding="utf-8-sig"), Loader=loader))
        except (yaml.YAMLError, UnicodeDecodeError, ValueError):
            continue
        found += [it for it in documents if isinstance(it, dict) and it.get("kind") == "DaemonSet"]
    return found


def best(ask: Any) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    start = time.perf_counter()
    schema = json.loads(
        (ROOT / "schemas" / "kubernetes" / f"1.{VERIFIED}" / "daemonset.json").read_text(encoding="utf-8")
    )
    loaded = time.perf_counter()
    decoder = compile_schema(schema)
    compiled = time.perf_counter()
    given = manifests(folder)
    if not given:
        raise SystemExit(f"no DaemonSets below {folder}")
    times = [best(lambda one=one: answer(one, decoder, VERIFIED)) * 1e3 for one in given]
    deciles = statistics.quantiles(times, n=100)
    print(f"schema         read {(loaded - start) * 1e3:.1f} ms, compiled {(compiled - loaded) * 1e3:.1f} ms")
    print(f"daemonsets     {len(times)}")
    print(f"answer median  {statistics.median(times):.3f} ms (budget 1 ms)")
    print(f"answer p95     {deciles[94]:.3f} ms, worst {max(times):.3f} ms")


if __name__ == "__main__":
    main()
