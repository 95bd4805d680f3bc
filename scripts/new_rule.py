"""Begin a rule: write its file, a first check and its page, run its tests and say what comes next.

Usage: ``python scripts/new_rule.py DS401 on-delete-strategy [--topic rollout]``, in a checkout with the ``dev`` extra.
The rule works at once, on an example that is to be replaced; ``FILL IN`` marks all that only you can know, and the
tests of the rule fail until none is left. The topic is the module of ``dslint/checks/``, by default that of the block.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)

from dslint import __version__  # noqa: E402 - found through the line above
from dslint.catalogue.file import check_rule_file  # noqa: E402
from dslint.catalogue.index import load_rules  # noqa: E402
from dslint.catalogue.selection import BLOCKS  # noqa: E402
from dslint.errors import DslintError  # noqa: E402
from dslint.source.text import SourceText  # noqa: E402

GUIDE = "docs/contributing/new-rule.md"
RULE = """\
id: {id}
name: {name}
summary: FILL IN what it finds, in one line without a full stop
severity: warning
default: false
status: preview
since: "{since}"
tags: [{block}]
rationale: |
  FILL IN why it matters to the one who reads it: what happens at run time, to which pods or nodes, and when. A few
  sentences are enough.
messages:
  found:
    text: FILL IN what is so, with the values as written
    label: FILL IN what is special about this place
    help: FILL IN what to do, starting with a verb
fix: none
references:
  - https://kubernetes.io/docs/FILL-IN
check: python:{topic}.{function}
examples:
  - title: FILL IN what the example shows
    target: podSpec
    bad: |
      hostPID: true # <- {id}
    good: |
      hostPID: false
"""
MODULE = '''\
"""FILL IN: the topic of these checks."""

from __future__ import annotations

from dslint.finding import Hit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload
'''
CHECK = '''

def {function}(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find FILL IN."""
    field = workload.written.pod_spec.get("hostPID")
    if field.value is True:
        yield Hit("found", field)
'''
NEXT = """
{id} works, on an example that is not yours; one of its tests fails, and tells what is left to FILL IN. Next:

1. {rule}: write the example that must be reported, and one that must not.
2. {module}: write the check, {function}, until the examples pass.
3. Replace every FILL IN in both.
4. Run: python scripts/make_docs.py
   Run: python -m pytest tests/rules tests/test_architecture.py
5. Run it over manifests that you have: dslint check --select {id} --preview FOLDER

{guide} says what each part is for.
"""


def plan(rule_id: str, name: str, topic: str | None) -> dict[str, str]:
    """Return what the parts of a new rule are called; raises DslintError for an id or a name that cannot be."""
    block, _ = BLOCKS.get(rule_id[:3], ("", ""))
    if rule_id.startswith("DS") and not block:
        raise DslintError(f"{rule_id}: no such block of rules; there are {', '.join(BLOCKS)}")
    if block == "rejected":
        raise DslintError(f"{rule_id}: a rule about an error of the API server is a row of checks/apiserver/routes.py")
    function = name.replace("-", "_")
    since = ".".join(__version__.split(".")[:2])
    parts = {"id": rule_id, "name": name, "block": block, "topic": topic or block, "function": function, "since": since}
    parts |= {"rule": f"rules/{block}/{rule_id}-{name}.yaml", "module": f"dslint/checks/{parts['topic']}.py"}
    check_rule_file(SourceText(parts["rule"], RULE.format(**parts)))
    for rule in load_rules():
        if rule.id == rule_id or name in (rule.name, *rule.aliases, *rule.tags):
            raise DslintError(f"{rule_id} {name}: taken by {rule.id} ({rule.name})")
    return parts


def add_check(path: str, parts: dict[str, str]) -> None:
    """Add a first check to a topic, or begin the topic; raises DslintError where the module is of another kind."""
    text = MODULE
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if "Iterator[Hit]" not in text:
            raise DslintError(f"{parts['module']} holds no checks; name another --topic")
        if f"def {parts['function']}(" in text:
            raise DslintError(f"{parts['module']} has a function {parts['function']}; name another --topic")
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text + CHECK.format(**parts))


def add_rule(path: str, parts: dict[str, str]) -> None:
    """Write the rule file."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(RULE.format(**parts))


def run(*command: str) -> list[str]:
    """Run a command of the checkout, told to the reader; return the lines that it prints."""
    print(f"$ python {' '.join(command)}", flush=True)
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    return (done.stdout + done.stderr).splitlines()


def main() -> int:
    """Write, run, and say what comes next; exit code 2 where the rule cannot be begun."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("id", metavar="ID", help="such as DS401; never one that was used before")
    parser.add_argument("name", metavar="NAME", help="what is wrong: on-delete-strategy; it reads after allow")
    parser.add_argument("--topic", help="the module of dslint/checks/ for its check")
    said = parser.parse_args()
    try:
        parts = plan(said.id, said.name, said.topic)
        add_check(os.path.join(ROOT, parts["module"]), parts)
    except DslintError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    add_rule(os.path.join(ROOT, parts["rule"]), parts)
    print(f"{parts['rule']}\n{parts['module']}\ndocs/rules/{parts['name']}.md")
    print(*run("scripts/make_docs.py"), sep="\n")
    tests = run("-m", "pytest", "--tb=no", "-rfE", "tests/rules", "-k", f"{parts['id']} or current")
    told = [line for line in tests if line.startswith(("FAILED", "ERROR")) or re.match(r"\d+ \w+.* in [\d.]+s", line)]
    print(*(told or tests), sep="\n")
    print(NEXT.format(guide=GUIDE, **parts), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
