"""Ask Kubernetes' own code about the hand-made admission policies, and record what it answers as vectors.

Usage: ``python scripts/record_policies.py --kubernetes 1.37 --oracle FOLDER``, where FOLDER is the one that
``oracle/build.sh`` was given.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from tests.conformance.policy_cases import asked, manifests, requests  # noqa: E402 - found through the line above

VECTORS = ROOT / "tests" / "conformance" / "vectors"


def main() -> None:
    """Record the vectors of one version."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kubernetes", required=True)
    parser.add_argument("--oracle", required=True, type=Path)
    given = parser.parse_args()
    cases, objects = requests(), manifests()
    lines = [json.dumps(asked(*case, manifest)) for case in cases.values() for manifest in objects.values()]
    program = given.oracle / given.kubernetes / "policies"
    done = subprocess.run([program], input="\n".join(lines), capture_output=True, text=True, check=True, timeout=600)
    answers = iter(map(json.loads, done.stdout.splitlines()))
    recorded = {name: {manifest: _kept(next(answers)) for manifest in objects} for name in cases}
    text = json.dumps(recorded, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    path = VECTORS / given.kubernetes / "policies.json.gz"
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(cases)} policies, {len(lines)} answers, {path.stat().st_size:,} bytes")


def _kept(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what is compared of an answer."""
    kept = {"rejected": sorted(answer.get("rejected", {})), "error": answer.get("error", "")}
    for name in ("daemonSet", "pod"):
        outcome = answer.get(name, {})
        decisions = [[one["action"], one["kind"], one.get("message", "")] for one in outcome.get("decisions", ())]
        kept[name] = {
            "denied": outcome.get("denied", ""),
            "warnings": outcome.get("warnings", []),
            "decisions": decisions,
        }
    return kept


if __name__ == "__main__":
    main()
