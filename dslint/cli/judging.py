"""Who judges: this process, several of them, or an engine elsewhere."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from dslint.errors import UsageError

if TYPE_CHECKING:
    from dslint.run import Judge

AUTO, MOST = "auto", 256


def judging(word: str, *, serial: bool) -> AbstractContextManager[Judge | None]:
    """Return what judges as ``--jobs`` says, for the time of a run; files that are to be changed are so one by one.

    Raises UsageError for a wrong word.
    """
    number = None if word == AUTO else _number(word)
    beside = number is None and os.environ.get("PRE_COMMIT")  # it runs hooks side by side already
    if serial or beside or number == 1:
        return nullcontext()
    from dslint.parallel.jobs import available, jobs

    return jobs(number or available())


def _number(word: str) -> int:
    if not (word.isascii() and word.isdigit() and 1 <= int(word) <= MOST):
        raise UsageError(f'"{word}" in --jobs is neither {AUTO} nor a number from 1 to {MOST}')
    return int(word)
