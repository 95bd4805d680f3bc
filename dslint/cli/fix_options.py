"""What the options of ``dslint check`` that change files make of a run."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dslint.cli.streams import write_bytes
from dslint.errors import UsageError

if TYPE_CHECKING:
    from dslint.fix import Fixer


def make_fixer(said: Mapping[str, Any], paths: tuple[str, ...], color: str) -> Fixer | None:
    """Return what fixes as the options say; raises UsageError where they contradict or one of them says nothing."""
    fixes = said["fix"] or said["fix_only"] or said["interactive"]
    if not (fixes or said["diff"] or said["add_ignores"] is not None):
        for name, flag in (("unsafe_fixes", "--unsafe-fixes"), ("exit_non_zero_on_fix", "--exit-non-zero-on-fix")):
            if said[name]:
                raise UsageError(f"{flag} says how to fix, but nothing is to be fixed", hint="add --fix or --diff")
        return None
    _refuse_contradictions(said, paths)
    from dslint.fix import DIFF, WRITE, Fixer

    ask = None
    if said["interactive"]:
        from dslint.cli.interactive import Asker

        ask = Asker(color)
    return Fixer(
        DIFF if said["diff"] else WRITE,
        fixes=fixes or said["add_ignores"] is None,
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
