"""What ``dslint check`` is asked to do with a report, and does: print it, keep a baseline, choose the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial

from dslint.cli.arguments import refuse_files
from dslint.cli.streams import write
from dslint.errors import UsageError
from dslint.phrases import counted
from dslint.record import NamedTuple
from dslint.render import FOR_PEOPLE, renderer
from dslint.render.escape import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.config import Options
    from dslint.fix import Fixer
    from dslint.judge.report import Report


class Arguments(NamedTuple):
    """The arguments of ``dslint check`` beside paths and settings."""

    exit_zero: bool
    fail_on_empty: bool
    output_format: str
    report: tuple[str, ...]
    statistics: bool
    quiet: bool
    verbose: bool
    show_suppressed: bool
    no_suppressions: bool
    fix: bool
    unsafe_fixes: bool
    diff: bool
    fix_only: bool
    interactive: bool
    exit_non_zero_on_fix: bool
    add_ignores: str | None
    write_baseline: str | None
    prune_baseline: bool
    since: str | None
    cluster: bool
    context: tuple[str, ...]
    all_contexts: bool
    against_cluster: bool

    @property
    def changes_files(self) -> bool:
        """Whether an option is given that has to do with changing files."""
        flags = (self.fix, self.unsafe_fixes, self.diff, self.fix_only, self.interactive, self.exit_non_zero_on_fix)
        return any(flags) or self.add_ignores is not None


def refuse_contradictions(arguments: Arguments) -> None:
    """Raise UsageError for options that cannot be meant together."""
    if arguments.statistics and arguments.output_format not in FOR_PEOPLE:
        form = arguments.output_format
        raise UsageError(f"--statistics prints a table, not {form}", hint=f"leave out one of --statistics and {form}")
    if arguments.show_suppressed and arguments.no_suppressions:
        raise UsageError(
            "--show-suppressed and --no-suppressions contradict each other",
            hint="with --no-suppressions nothing is suppressed",
        )
    if arguments.write_baseline is not None and (arguments.diff or arguments.no_suppressions):
        flag = "--diff" if arguments.diff else "--no-suppressions"
        raise UsageError(f"--write-baseline accepts what is found and {flag} does not", hint="leave out one of them")
    if arguments.write_baseline is not None and arguments.prune_baseline:
        raise UsageError("--write-baseline leaves out what is no longer there", hint="leave out --prune-baseline")
    keeps = arguments.write_baseline is not None or arguments.prune_baseline
    if arguments.since is not None and (arguments.changes_files or keeps):
        what = "a baseline holds all" if keeps else "fixes are about all"
        raise UsageError(f"--since tells of what is new only, and {what} that is found", hint="leave out --since")
    if arguments.quiet and arguments.verbose:
        raise UsageError("--quiet and --verbose contradict each other")


def refuse_for_cluster(arguments: Arguments, paths: tuple[str, ...], options: Options) -> None:
    """Raise UsageError for what cannot be meant of a cluster."""
    refuse_files(paths, options.nodes, arguments.since, against=arguments.against_cluster)
    if arguments.changes_files:
        raise UsageError("a cluster is not changed: fixes and comments are for files", hint="leave out --cluster")


def show(
    report: Report,
    arguments: Arguments,
    color: str,
    seconds: float,
    fixer: Fixer | None = None,
    named: tuple[str, ...] = (".",),
) -> None:
    """Print the findings on standard output, and on standard error what is to be said beside them.

    ``named`` are the paths that were given. A patch has standard output for itself, and so has a stream that was fixed:
    the findings give way.
    """
    in_job = os.environ.get("GITHUB_ACTIONS") == "true"
    stream, folds = sys.stderr if fixer is not None and fixer.stdin else sys.stdout, False
    if arguments.diff or arguments.fix_only:
        pass
    elif arguments.statistics:
        from dslint.render import statistics

        write(stream, statistics.render, report, color=color)
    else:
        render = renderer(arguments.output_format)
        if folds := arguments.output_format == "full" and not (arguments.quiet or arguments.verbose):
            render = partial(render, named=named)
        if in_job and arguments.output_format in FOR_PEOPLE:
            render = _inert(render)
        write(stream, render, report, color=color, suppressed=arguments.show_suppressed)
    from dslint.render.summary import render as remarks

    if in_job or arguments.output_format == "github":
        remarks = _inert(remarks)
    more = {"quiet": arguments.quiet, "verbose": arguments.verbose, "seconds": seconds, "last": _last(fixer)}
    more["aside"] = not folds
    if arguments.output_format == "github" and not (arguments.quiet or arguments.statistics or arguments.fix_only):
        from dslint.render.github import log

        write(sys.stderr, log, report, color=color, suppressed=arguments.show_suppressed)
    write(sys.stderr, remarks, report, color=color, **more)


def _inert(render: Callable[..., Iterator[str]]) -> Callable[..., Iterator[str]]:
    """Return what renders the same without anything that GitHub's runner takes for a command."""
    from dslint.render.github import inert

    def rendered(*subject: Any, **said: Any) -> Iterator[str]:
        return inert(line for chunk in render(*subject, **said) for line in chunk.splitlines(keepends=True))

    return rendered


def _last(fixer: Fixer | None) -> Callable[..., Iterator[str]] | None:
    """Return what says how many fixes were made, if any were to be."""
    if fixer is None:
        return None
    from dslint.render.fixes import remarks

    return partial(remarks, fixer)


def keep_baseline(report: Report, arguments: Arguments, paths: tuple[str, ...]) -> None:
    """Write or prune baselines as the options say, and tell of it."""
    from dslint.judge import baseline

    if arguments.write_baseline is not None:
        count = baseline.record(report, arguments.write_baseline, paths)
        told = f"Wrote {counted(count, 'accepted problem')} to {safe(arguments.write_baseline)}."
    else:
        count = baseline.prune(report)
        told = f"Removed {counted(count, 'problem')} that {'is' if count == 1 else 'are'} gone from the baseline."
    if not arguments.quiet:
        write(sys.stderr, [f"{told}\n"])


def exit_code(report: Report, arguments: Arguments, fixer: Fixer | None = None) -> int:
    """Return 2 if something could not be done, 1 if something failed the run, else 0."""
    if report.errors:
        return 2
    if arguments.exit_zero:
        return 0
    if report.drift:
        return 1
    if fixer is not None and fixer.files and (arguments.diff or arguments.exit_non_zero_on_fix):
        return 1
    if arguments.fix_only:
        return 0
    return int(report.failing > 0 or (arguments.fail_on_empty and not (report.daemon_sets or report.parts)))
