"""``--jobs``: how many processes of this machine judge, and whether that pays."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from time import perf_counter

from dslint.parallel import sizes
from dslint.run import one_by_one

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Input
    from dslint.parallel.pool import Pool
    from dslint.run import Judge, Progress, Run

# a pool takes some hundredths of a second to begin; nothing is to be gained in a run that is shorter than this, or of
# which less is left than so many batches for each process
PATIENCE, LEAST = 0.1, 3
_QUOTA = "/sys/fs/cgroup/cpu.max"


@contextmanager
def jobs(workers: int, patience: float = PATIENCE) -> Iterator[Judge]:
    """Return what judges the inputs of one run in processes.

    It begins one by one, and goes on so where after ``patience`` seconds little is left. What they have in common is
    there by then, and need not be made in each process.
    """
    judge = _Jobs(workers, patience)
    try:
        yield judge
    except BaseException:
        judge.end(at_once=True)
        raise
    judge.end(at_once=False)


class _Jobs:
    def __init__(self, workers: int, patience: float) -> None:
        self._workers = workers
        self._patience = patience
        self._pool: Pool | None = None

    def end(self, *, at_once: bool) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=at_once)

    def __call__(self, run: Run, items: Iterable[Input], paths: tuple[str, ...], progress: Progress | None) -> None:
        """Judge inputs of a run; raises DslintError as judging them one by one does."""
        items, count = iter(items), 0

        def more(number: int) -> None:
            if progress is not None:
                progress(count + number)

        first = _Counted(_while(items, perf_counter() + self._patience))
        one_by_one(run, first, paths, progress)
        count = first.count
        following = next(items, None)
        if following is None:
            return
        ahead, size = [], 0
        for item in chain([following], items):
            ahead.append(item)
            size += sizes.weight(item, run.tree)
            if size >= self._workers * LEAST * sizes.BATCH:
                break
        rest, workers = chain(ahead, items), min(self._workers, size // (LEAST * sizes.BATCH))
        if workers < 2:
            one_by_one(run, rest, paths, more)
            return
        from dslint.parallel.pool import Pool  # it takes long to import, and so does the other
        from dslint.parallel.spread import Spread

        self._pool = self._pool or Pool(workers)
        Spread(self._pool)(run, rest, paths, more)


class _Counted:
    def __init__(self, items: Iterator[Input]) -> None:
        self._items = items
        self.count = 0

    def __iter__(self) -> Iterator[Input]:
        for item in self._items:
            self.count += 1
            yield item


def _while(items: Iterator[Input], until: float) -> Iterator[Input]:
    while perf_counter() < until:
        item = next(items, None)
        if item is None:
            return
        yield item


def available() -> int:
    """Return how many processors the process may use: those it is bound to, and no more than its container has."""
    affinity = getattr(os, "sched_getaffinity", None)
    count = len(affinity(0)) if affinity else os.cpu_count() or 1
    try:
        with open(_QUOTA, encoding="ascii") as file:
            quota, period = file.read().split()
        return max(min(count, int(quota) // int(period)), 1)
    except (OSError, ValueError):  # no such container, or no quota
        return count
