"""The options of ``dslint check`` that change files, and what they make of a run."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from dslint.cli.output import write_bytes
from dslint.errors import UsageError

if TYPE_CHECKING:
    from dslint.fix import Fixer

_FIXING = ("fix", "fix_only", "interactive", "diff", "add_ignores")


def fix_options(command: Any) -> Any:
    """Add the options about fixes."""
    for option in reversed(
        (
            click.option("--fix", is_flag=True, help="Apply safe fixes; report what is left."),
            click.option("--unsafe-fixes", is_flag=True, help="Apply unsafe fixes too, or show them with --diff."),
            click.option("--diff", is_flag=True, help="Print what fixes would change as a patch; write nothing."),
            click.option("--fix-only", is_flag=True, help="Apply fixes and report nothing of what is left."),
            click.option("--interactive", is_flag=True, help="Show each fix and ask."),
            click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if anything was fixed."),
            click.option("--add-ignores", metavar="REASON", help="Write suppressions for what is left, with a reason."),
        )
    ):
        command = option(command)
    return command


def make_fixer(said: Mapping[str, Any], paths: tuple[str, ...], color: str) -> Fixer | None:
    """Return what fixes as the options say, nothing without them; raises UsageError where they contradict."""
    if not any(said[name] for name in _FIXING if name != "add_ignores") and said["add_ignores"] is None:
        for name, flag in (("unsafe_fixes", "--unsafe-fixes"), ("exit_non_zero_on_fix", "--exit-non-zero-on-fix")):
            if said[name]:
                raise UsageError(f"{flag} says how to fix, but nothing is to be fixed", hint="add --fix or --diff")
        return None
    _refuse_contradictions(said, paths)
    from dslint.fix import DIFF, WRITE, Fixer

    ask = None
    if said["interactive"]:
        from dslint.cli.asking import Asker

        ask = Asker(color)
    return Fixer(
        DIFF if said["diff"] else WRITE,
        fixes=said["fix"] or said["fix_only"] or said["interactive"] or said["add_ignores"] is None,
        unsafe=said["unsafe_fixes"],
        ask=ask,
        ignores=said["add_ignores"],
        out=lambda data: write_bytes(sys.stdout, data),
    )


def _refuse_contradictions(said: Mapping[str, Any], paths: tuple[str, ...]) -> None:
    reason = said["add_ignores"]
    if reason is not None and (not reason.strip() or not reason.isprintable() or reason.lstrip().startswith("#")):
        raise UsageError("--add-ignores takes the reason, one line of text", hint='for example "tracked in OPS-17"')
    if reason is not None and said["no_suppressions"]:
        raise UsageError("--add-ignores and --no-suppressions contradict each other")
    if said["diff"] and said["fix_only"]:
        raise UsageError("--diff changes nothing and --fix-only does", hint="leave out one of them")
    if said["interactive"] and said["diff"]:
        raise UsageError("--interactive asks what to change and --diff changes nothing", hint="leave out one of them")
    if said["interactive"] and "-" in paths:
        raise UsageError("--interactive cannot ask while - reads standard input")
