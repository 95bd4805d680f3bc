"""Ask Kubernetes' own code what exported rules refuse, and record which of the DaemonSets of the tests each one does.

Usage: ``python scripts/record_exports.py --kubernetes 1.37 --oracle FOLDER``, where FOLDER is the one that
``oracle/build.sh`` was given.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from tests.conformance.export_cases import asked, exported  # noqa: E402 - found through the line above

VECTORS = ROOT / "tests" / "conformance" / "vectors"


def main() -> None:
    """Record the vectors of one version."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kubernetes", required=True)
    parser.add_argument("--oracle", required=True, type=Path)
    given = parser.parse_args()
    pairs = {policy["metadata"]["annotations"]["dslint.dev/rule"]: (policy, binding) for policy, binding in exported()}
    subjects = list(asked())
    lines = [
        json.dumps(
            {
                "policies": [policy for policy, _ in pairs.values()],
                "bindings": [binding for _, binding in pairs.values()],
                "params": [],
                "namespaces": [{"metadata": {"name": name}} for name in ("default", "elsewhere", "storage")],
                "daemonSet": subject,
            }
        )
        for subject in subjects
    ]
    program = given.oracle / given.kubernetes / "policies"
    done = subprocess.run([program], input="\n".join(lines), capture_output=True, text=True, check=True, timeout=1800)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    wrong = [one for one in answers if one.get("error") or one.get("panic") or one.get("rejected")]
    if wrong or len(answers) != len(subjects):
        raise SystemExit(f"{len(wrong)} of {len(answers)} answers are none: {wrong[:1]}")
    names = {policy["metadata"]["name"]: rule for rule, (policy, _) in pairs.items()}
    refused: dict[str, str] = {}
    for rule in pairs:
        by = [
            {names[one["policy"]] for one in answer["daemonSet"].get("decisions", ()) if one["action"] == "deny"}
            for answer in answers
        ]
        refused[rule] = "".join("x" if rule in rules else "." for rules in by)
    text = json.dumps(refused, separators=(",", ":"), sort_keys=True)
    path = VECTORS / given.kubernetes / "exports.json.gz"
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(pairs)} rules, {len(answers)} DaemonSets, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
