"""Ask Kubernetes' own code about the hand-made admission policies, and record what it answers as vectors.

Usage: ``python scripts/record_policies.py --kubernetes 1.37 --oracle FOLDER``, where FOLDER is the one that
``oracle/build.sh`` was given.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from vectors.policies import Policies, arguments  # noqa: E402 - found through the line above

from tests.conformance.policy_cases import asked, manifests, requests  # noqa: E402


def main() -> None:
    """Record the vectors of one version."""
    given = arguments(__doc__).parse_args()
    program = Policies(given.kubernetes, given.oracle)
    cases, objects = requests(), manifests()
    answers = program.ask(asked(*case, manifest) for case in cases.values() for manifest in objects.values())
    each = iter(answers)
    size = program.record("policies", {name: {kind: _kept(next(each)) for kind in objects} for name in cases})
    print(f"{len(cases)} policies, {len(answers)} answers, {size:,} bytes")


def _kept(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what is compared of an answer, sorted: the server walks the objects of parameters in a Go map.

    Which of several decisions it names when it denies is chance for that reason; the words are those of the decisions.
    """
    kept = {"rejected": sorted(answer.get("rejected", {})), "error": answer.get("error", "")}
    for name in ("daemonSet", "pod"):
        outcome = answer.get(name, {})
        decisions = [[one["action"], one["kind"], one.get("message", "")] for one in outcome.get("decisions", ())]
        kept[name] = {
            "denied": bool(outcome.get("denied")),
            "warnings": sorted(outcome.get("warnings") or ()),
            "decisions": sorted(decisions),
        }
    return kept


if __name__ == "__main__":
    main()
