"""What ``dslint check`` does with a report: print it, save it, and choose the exit code."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from dslint.cli.streams import write
from dslint.errors import DslintError, UsageError
from dslint.phrases import meant, suggest
from dslint.render import FORMATS, renderer

if TYPE_CHECKING:
    from dslint.fix import Fixer
    from dslint.judge.report import Report


def refuse_contradictions(said: Mapping[str, Any]) -> None:
    """Raise UsageError for options that cannot be meant together."""
    if said["statistics"] and said["output_format"] == "json":
        raise UsageError("--statistics prints a table, not JSON", hint="leave out one of --statistics and JSON")
    if said["quiet"] and said["verbose"]:
        raise UsageError("--quiet and --verbose contradict each other")


def report_files(words: Iterable[str]) -> list[tuple[str, str]]:
    """Return the formats and paths that ``--report`` names; raises UsageError for what is not ``FORMAT=PATH``."""
    out = []
    for word in words:
        name, equals, path = word.partition("=")
        if not equals or not path:
            raise UsageError(f'"{word}" in --report is not FORMAT=PATH', hint="write for example json=report.json")
        if name not in FORMATS:
            close = meant(suggest(name, FORMATS)) or f"; known are {', '.join(FORMATS)}"
            raise UsageError(f'unknown format "{name}" in --report{close}')
        out.append((name, path))
    return out


def show(report: Report, said: Mapping[str, Any], color: str, seconds: float, fixer: Fixer | None = None) -> None:
    """Print the findings on standard output, and on standard error what is to be said beside them.

    A patch has standard output for itself, and so has a stream that was fixed: the findings give way.
    """
    stream = sys.stderr if fixer is not None and fixer.stdin else sys.stdout
    if said["diff"] or said["fix_only"]:
        pass
    elif said["statistics"]:
        from dslint.render import statistics

        write(stream, statistics.render, report, color=color)
    else:
        render = renderer(said["output_format"])
        write(stream, render, report, color=color, suppressed=said["show_suppressed"])
    from dslint.render.summary import render as remarks

    more = {"quiet": said["quiet"], "verbose": said["verbose"], "seconds": seconds, "last": _last(fixer)}
    write(sys.stderr, remarks, report, color=color, **more)


def _last(fixer: Fixer | None) -> Callable[..., Iterator[str]] | None:
    """Return what says how many fixes were made, if any were to be."""
    if fixer is None:
        return None
    from dslint.render.fixes import remarks

    return partial(remarks, fixer)


def save(report: Report, name: str, path: str, *, suppressed: bool) -> None:
    """Write a report to a file, whole or not at all; raises DslintError where that fails."""
    from dslint.render.style import Style

    text = "".join(renderer(name)(report, Style(), suppressed=suppressed))
    data = text.encode("utf-8", "backslashreplace")
    try:
        _replace(os.path.realpath(path), data)
    except OSError as error:
        raise DslintError(f"cannot write the report {path}: {error.strerror}") from None


def _replace(path: str, data: bytes) -> None:
    mode = 0o666
    if os.path.exists(path):
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):  # a device or a pipe is written to, never replaced
            with open(path, "wb") as file:
                file.write(data)
            return
        mode = stat.S_IMODE(status.st_mode)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def exit_code(report: Report, said: Mapping[str, Any], fixer: Fixer | None = None) -> int:
    """Return 2 if something could not be done, 1 if something failed the run, else 0."""
    if report.errors:
        return 2
    if fixer is not None and fixer.files and (said["diff"] or said["exit_non_zero_on_fix"]) and not said["exit_zero"]:
        return 1
    if said["fix_only"]:
        return 0
    failed = report.failing > 0 or (said["fail_on_empty"] and not report.daemon_sets)
    return int(failed and not said["exit_zero"])
