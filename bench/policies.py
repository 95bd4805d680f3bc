"""What admission policies cost: 50 of them and 300 DaemonSets, here and in the code of the API server.

Usage: ``python bench/policies.py [--oracle FOLDER]``, where FOLDER is the one that ``oracle/build.sh`` was given; with
it the program ``policies`` gets the same policies and DaemonSets as JSON. Each compiles a policy once. Times are
processor time of the process, and hold on one machine for comparison only. The budget is 2.5 times as long as there.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from dslint.config import Options, Resolver  # noqa: E402 - found through the line above
from dslint.inputs.load import load_text  # noqa: E402
from dslint.kube.versions import VERIFIED  # noqa: E402
from dslint.run import Run  # noqa: E402
from tests.conformance.export_cases import asked as subjects  # noqa: E402
from tests.conformance.policy_cases import asked, requests  # noqa: E402

POLICIES, DAEMON_SETS = 50, 300


def main() -> None:
    """Print what each part takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--oracle", type=Path)
    given = parser.parse_args()
    policies, bindings = made()
    found = list(subjects())
    sets = [found[number % len(found)] for number in range(DAEMON_SETS)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "policies.yaml"
        path.write_text("\n---\n".join(map(json.dumps, (*policies, *bindings))), encoding="utf-8")
        begin = process_time()
        options = Options(policies=(str(path),), select=("policy",), no_config=True)
        resolver = Resolver(options)
        resolver.settings_for("./").selection.chosen()
        compiled = process_time()
        run = Run(options, resolver=resolver)
        for number, one in enumerate(sets):
            run.judge(load_text(json.dumps(one), f"{number}.json"))
        run.finish()
        done = process_time()
    print(f"{len(policies)} policies, {len(sets)} DaemonSets, {len(run.report.findings)} findings")
    print(
        f"dslint: compiled in {compiled - begin:.2f} s, decided in {done - compiled:.2f} s, {done - begin:.2f} s in all"
    )
    if given.oracle is not None:
        theirs = asked_of(given.oracle / f"1.{VERIFIED}" / "policies", policies, bindings, sets)
        print(f"API server: {theirs:.2f} s in all; dslint takes {(done - begin) / theirs:.2f} times as long")


def made() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return policies of the tests that need no parameters and are stored, under names of their own, with bindings."""
    policies, bindings = [], []
    cases = (asked(*case, {}) for case in requests().values())
    plain = (case for case in cases if len(case["bindings"]) == 1 and "paramKind" not in case["policies"][0]["spec"])
    for number, case in enumerate(islice(plain, 0, 4 * POLICIES, 4)):
        (policy,), (binding,), name = case["policies"], case["bindings"], f"p{number}"
        policies.append({**policy, "metadata": {"name": name}})
        spec = {"policyName": name, "validationActions": ["Deny"]}
        bindings.append({**binding, "metadata": {"name": name}, "spec": spec})
    return policies, bindings


def asked_of(
    program: Path, policies: list[dict[str, Any]], bindings: list[dict[str, Any]], sets: list[dict[str, Any]]
) -> float:
    """Return the processor time that the program of the oracle takes for all."""
    namespaces = [{"metadata": {"name": name}} for name in ("default", "elsewhere", "storage")]
    about = {"policies": policies, "bindings": bindings, "params": [], "namespaces": namespaces}
    lines = "\n".join(json.dumps({**about, "daemonSet": one}) for one in sets)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program], input=lines, capture_output=True, text=True, check=True, timeout=600)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
