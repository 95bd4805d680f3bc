"""The program around the commands: reads what is called, and turns what goes wrong into words and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

from dslint.cli.commands import COMPLETE
from dslint.cli.streams import flush, write
from dslint.errors import ENDS_A_RUN, DslintError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

OK, FAILED, INTERRUPTED = 0, 2, 130


def main(args: Sequence[str] | None = None, prog_name: str | None = None) -> NoReturn:
    """Run a command line and exit: 0 clean, 1 findings, 2 could not do the job, 130 interrupted."""
    argv = list(sys.argv[1:] if args is None else args)
    _never_fail_to_encode()
    if os.environ.get(COMPLETE):
        from click.shell_completion import shell_complete

        from dslint.cli.group import group

        sys.exit(shell_complete(group, {}, "dslint", COMPLETE, os.environ[COMPLETE]))
    sys.exit(_run(argv, prog_name or program_name(sys.argv[0])))


def _run(argv: list[str], name: str) -> int:
    color = ["auto"]
    try:
        code = _call(argv, name, color)
        flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        flush()
        return OK
    except DslintError as error:
        _tell(error, color[-1])
        return FAILED
    except ENDS_A_RUN:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it is, it ends in words and a code
        if "--debug" in argv:
            write(sys.stderr, _trace())
        problem = f"internal error: {type(error).__name__}: {error}"
        hint = None if "--debug" in argv else "add --debug to see where it happened"
        _tell(DslintError(problem, hint=hint), color[-1])
        return FAILED
    return code or OK


def _call(argv: list[str], name: str, color: list[str]) -> int | None:
    """Do what is asked for; what is chosen as colour is added to ``color``."""
    if argv[:1] == ["check"]:
        from dslint.cli.check_options import ALL
        from dslint.cli.option import read

        said = read(argv[1:], ALL)
        if said is not None:
            from dslint.cli.checking import check

            paths, given = said
            color.append(given.pop("color"))
            del given["debug"]  # looked for above: it counts even where a command line cannot be read
            return check(paths, given, color[-1])
    from dslint.cli.group import call

    return call(argv, name, color.append)


def _tell(error: DslintError, color: str) -> None:
    from dslint.render.problem import render

    with suppress(DslintError):  # there is nobody to tell that standard error is full
        write(sys.stderr, render, error, color=color)


def _trace() -> Iterator[str]:
    from traceback import format_exc

    from dslint.render.escape import safe

    return (f"{safe(line)}\n" for line in format_exc().splitlines())


def program_name(path: str) -> str:
    """Return what the user typed: ``kubectl dslint`` when called as kubectl's plugin, ``daemonset-lint`` as that."""
    base = os.path.basename(path).removesuffix(".exe").replace("_", "-")
    return {"kubectl-dslint": "kubectl dslint", "daemonset-lint": base}.get(base, "dslint")


def _never_fail_to_encode() -> None:
    """Show what a stream cannot encode as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
