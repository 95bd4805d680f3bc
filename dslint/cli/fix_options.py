"""What the options of ``dslint check`` that change files make of a run."""

from __future__ import annotations

import os
import sys

from dslint.cli.streams import write_bytes
from dslint.errors import UsageError
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.cli.results import Arguments
    from dslint.fix import Fixer


def make_fixer(arguments: Arguments, paths: tuple[str, ...], color: str) -> Fixer | None:
    """Return what fixes as the options say; raises UsageError where they contradict or one of them says nothing."""
    fixes = arguments.fix or arguments.fix_only or arguments.interactive
    if not (fixes or arguments.diff or arguments.add_ignores is not None):
        given = {"--unsafe-fixes": arguments.unsafe_fixes, "--exit-non-zero-on-fix": arguments.exit_non_zero_on_fix}
        for flag, on in given.items():
            if on:
                raise UsageError(f"{flag} says how to fix, but nothing is to be fixed", hint="add --fix or --diff")
        return None
    _refuse_contradictions(arguments, paths)
    from dslint.fix import DIFF, WRITE, Fixer

    ask = None
    if arguments.interactive:
        from dslint.cli.interactive import Asker

        ask = Asker(color)
    return Fixer(
        DIFF if arguments.diff else WRITE,
        fixes=fixes or arguments.add_ignores is None,
        unsafe=arguments.unsafe_fixes,
        ask=ask,
        ignores=arguments.add_ignores,
        out=lambda data: write_bytes(sys.stdout, data),
    )


def _refuse_contradictions(arguments: Arguments, paths: tuple[str, ...]) -> None:
    reason = arguments.add_ignores
    if reason is not None and (not reason.strip() or not reason.isprintable() or reason.lstrip().startswith("#")):
        raise UsageError("--add-ignores takes the reason, one line of text", hint='for example "tracked in OPS-17"')
    if reason is not None and (os.path.lexists(reason) or reason.startswith("-")):  # it would be written everywhere
        raise UsageError(
            f"--add-ignores takes the reason, and got {show(reason)}",
            hint='for example --add-ignores "tracked in OPS-17"',
        )
    if reason is not None and arguments.no_suppressions:
        raise UsageError("--add-ignores and --no-suppressions contradict each other")
    if arguments.diff and arguments.fix_only:
        raise UsageError("--diff changes nothing and --fix-only does", hint="leave out one of them")
    if arguments.interactive and arguments.diff:
        raise UsageError("--interactive asks what to change and --diff changes nothing", hint="leave out one of them")
    if arguments.interactive and "-" in paths:
        raise UsageError("--interactive cannot ask while - reads standard input")
