"""Ask Kubernetes' own code what exported rules refuse: record it of the DaemonSets of the tests, or compare more.

Usage: ``python scripts/record_exports.py --kubernetes 1.37 --oracle FOLDER [MANIFEST …]``, where FOLDER is the one that
``oracle/build.sh`` was given. With files or folders of manifests nothing is recorded: each DaemonSet there and 20
mutants of each are asked about, and it is told where dslint's own verdict is another; the exit code is 1 then.
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from vectors.files import daemonsets, texts  # noqa: E402 - found through the line above
from vectors.policies import Policies, arguments  # noqa: E402

from dslint.inputs.load import load_text  # noqa: E402
from dslint.judge.engine import Engine  # noqa: E402
from dslint.judge.report import Report  # noqa: E402
from dslint.kube.apiserver.server import answer  # noqa: E402
from dslint.manifest.schema import decoder  # noqa: E402
from tests.conformance.export_cases import asked, exported, mutants, settings  # noqa: E402

BATCH = 200
SHOWN = 20

Object = dict[str, Any]


def main() -> int:
    """Record or compare, as the arguments say; returns 1 where something differs."""
    parser = arguments(__doc__)
    parser.add_argument("manifests", nargs="*", type=Path, metavar="MANIFEST", help="files to compare, or folders")
    given = parser.parse_args()
    program = Policies(given.kubernetes, given.oracle)
    if given.manifests:
        return _compare(program, given.manifests)
    answers = list(refusals(program, asked()))
    if None in answers:
        raise SystemExit("the server refuses a DaemonSet of the tests")
    rules = {rule for rule, _ in _pairs()}
    recorded = {
        rule: "".join("x" if rule in refused else "." for refused in answers if refused is not None) for rule in rules
    }
    print(f"{len(rules)} rules, {len(answers)} DaemonSets, {program.record('exports', recorded):,} bytes")
    return 0


def refusals(program: Policies, subjects: Iterable[Object]) -> Iterator[set[str] | None]:
    """Yield the rules whose policies refuse each DaemonSet; ``None`` where the server takes it under no policy."""
    pairs = list(_pairs())
    names = {policy["metadata"]["name"]: rule for rule, (policy, _) in pairs}
    objects = {"policies": [it for _, (it, _) in pairs], "bindings": [it for _, (_, it) in pairs], "params": []}
    source = iter(subjects)
    while batch := list(islice(source, BATCH)):
        requests = [{**objects, "namespaces": [_namespace(one)], "daemonSet": one} for one in batch]
        for one in program.ask(requests):
            if one.get("rejected"):
                raise SystemExit(f"the server would not store {one['rejected']}")
            denied = [it for it in one.get("daemonSet", {}).get("decisions", ()) if it["action"] == "deny"]
            yield None if one.get("error") else {names[it["policy"]] for it in denied}


def _pairs() -> Iterator[tuple[str, tuple[Object, Object]]]:
    for policy, binding in exported():
        yield policy["metadata"]["annotations"]["dslint.dev/rule"], (policy, binding)


def _namespace(one: Object) -> Object:
    return {"metadata": {"name": one["metadata"].get("namespace") or "default"}}


def _compare(program: Policies, paths: list[Path]) -> int:
    """Tell where dslint and the server's code differ about the DaemonSets of files and their mutants."""
    engine, minor = Engine(settings()[0]), program.minor
    found = [one for text in texts(paths) for one in daemonsets(text)]
    real = {json.dumps(one, sort_keys=True): one for one in found if _accepts(one, minor)}
    subjects = [it for text, one in real.items() for it in mutants(one, text, lambda it: _accepts(it, minor))]
    rules, verdicts, differing = {rule for rule, _ in _pairs()}, 0, 0
    for subject, refused in zip(subjects, refusals(program, subjects), strict=True):
        if refused is None:
            continue
        report = Report()
        engine.check(load_text(json.dumps(subject), "agent.json"), report)
        verdicts += len(rules)
        for rule in sorted({one.rule for one in report.findings} & rules ^ refused):
            differing += 1
            if differing <= SHOWN:
                print(
                    f"{rule}: {'only the server' if rule in refused else 'only dslint'} refuses {json.dumps(subject)}"
                )
    about = f"{len(rules)} rules, {len(real)} DaemonSets, {len(subjects):,} with mutants"
    print(f"{about}: {differing} of {verdicts:,} verdicts differ")
    return 1 if differing else 0


def _accepts(one: Object, minor: int) -> bool:
    return answer(one, decoder(minor), minor).accepted


if __name__ == "__main__":
    sys.exit(main())
