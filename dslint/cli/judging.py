"""Who judges: this process, several of them, or an engine elsewhere."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext

from dslint.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.run import Judge

AUTO, MOST = "auto", 256


def judging(jobs: str | None, executor: str | None, *, one_by_one: bool) -> AbstractContextManager[Judge | None]:
    """Return what judges as ``--jobs`` or ``--executor`` says, for the time of a run.

    Where files are read ``one_by_one``, since they are to be changed or compared, processes have nothing to do.

    Raises UsageError for a wrong word, and for an engine that has nothing to do.
    """
    if executor is not None:
        if one_by_one:
            raise UsageError(
                "--executor judges files, and with fixes or --since they are read one by one",
                hint="leave out --executor",
            )
        if jobs is not None and "DSLINT_JOBS" not in os.environ:
            raise UsageError("--jobs and --executor exclude each other", hint="leave out one of them")
        from dslint.parallel.engines import engine

        return engine(executor)
    number = None if jobs in (None, AUTO) else _number(jobs)
    beside = number is None and os.environ.get("PRE_COMMIT")  # it runs hooks side by side already
    if one_by_one or beside or number == 1:
        return nullcontext()
    from dslint.parallel.jobs import available
    from dslint.parallel.jobs import jobs as processes

    return processes(number or available())


def idle(jobs: str) -> bool:
    """Tell whether somebody asks for processes here and now, where there is nothing for them to do."""
    return jobs != "1" and "DSLINT_JOBS" not in os.environ


def _number(word: str) -> int:
    if not (word.isascii() and word.isdigit() and 1 <= int(word) <= MOST):
        raise UsageError(f'"{word}" in --jobs is neither {AUTO} nor a number from 1 to {MOST}')
    return int(word)
