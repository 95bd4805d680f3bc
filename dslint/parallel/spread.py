"""Who hands out batches and puts together what comes back, in the order of the files.

What is not there is not missing: a batch that is lost with its worker is handed out again, and in the end judged here.
"""

from __future__ import annotations

import os
import pickle
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from dslint.credentials import masked
from dslint.errors import DslintError
from dslint.inputs.load import load_inputs, load_objects
from dslint.inventory import is_read_once
from dslint.parallel import sizes
from dslint.parallel.batch import Batch, Mistake, Outcome, Task, work
from dslint.paths import working_directory
from dslint.phrases import counted
from dslint.run import one_by_one

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import Executor, Future
    from typing import Any

    from dslint.inputs.tree import Input
    from dslint.manifest.objects import Record
    from dslint.run import Progress, Run

# where nothing but some objects are looked for, so many times as much is done in the time of a batch
LOOKING = 8
# a batch is handed out so often before it is judged here
TRIES = 3
# how many batches at once, where the executor does not say how many workers there are
WORKERS = 16
_ERROR = re.compile(r"\s*[\w.]*(?:Error|Exception)\b[^:]*: \S").match


class Spread:
    """Judges the inputs of one run in the workers of an executor; a ``Judge`` of :func:`dslint.run.check_paths`."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._ahead: deque[_Handed] = deque()
        self._here = 0
        self._why = ""

    def __call__(self, run: Run, items: Iterable[Input], paths: tuple[str, ...], progress: Progress | None) -> None:
        """Judge inputs of a run. Raises DslintError as judging them one by one does, and where workers cannot."""
        options = run.resolver.options
        if any(map(is_read_once, options.nodes)):
            one_by_one(run, items, paths, progress)
            return
        task = Task(
            os.urandom(8).hex(),
            options._replace(severity=dict(options.severity)),
            paths,
            run.report.roles is not None,
            working_directory(),
            run.resolver.beside,
        )
        count = 0
        for batch, outcome in self._done(Batch(task, part) for part in sizes.cut(items, run.tree)):
            if outcome is None:
                for loaded in load_inputs(run.tree, batch.items, paths, run.resolver):
                    run.judge(loaded)
            else:
                _take(run, batch, outcome)
            count += len(batch.items)
            if progress is not None:
                progress(count)
        run.objects_of = lambda items, kinds: self._objects(run, task, items, kinds)
        if self._here:
            run.report.note(f"this process read {counted(self._here, 'file')} itself, as workers failed: {self._why}")

    def cancel(self) -> None:
        """Take back what was handed out and nobody waits for any more."""
        for handed in self._ahead:
            if handed.future is not None:
                handed.future.cancel()

    def _objects(self, run: Run, task: Task, items: Iterable[Input], kinds: frozenset[str]) -> Iterator[Record]:
        """Yield the objects of some kinds in inputs, as ``load_objects`` does."""
        for batch, found in self._done(
            Batch(task, part, kinds) for part in sizes.cut(items, run.tree, LOOKING * sizes.BATCH)
        ):
            yield from load_objects(run.tree, batch.items, kinds) if found is None else found

    def _done(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, Any]]:
        """Yield batches in their order, each with what came back; ``None`` where it is to be done here."""
        window = 3 * (getattr(self._executor, "_max_workers", None) or WORKERS)
        ahead, problem = self._ahead, None
        while True:
            try:
                ahead.extend(self._hand(batch) for batch in islice(batches, window - len(ahead)))
            except DslintError as error:  # what was found before comes first, as it does one by one
                problem, batches = error, iter(())
            if not ahead:
                break
            result = self._result(ahead)
            yield ahead.popleft().batch, result
        if problem is not None:
            raise problem

    def _hand(self, batch: Batch) -> _Handed:
        handed = _Handed(batch)
        if not any(item.stdin for item in batch.items):  # it is read here, once
            self._submit(handed)
        return handed

    def _submit(self, handed: _Handed) -> None:
        handed.tries += 1
        try:
            handed.future = self._executor.submit(work, handed.batch)
        except Exception as error:  # noqa: BLE001 - whatever an executor dies of, it is no end of the run
            self._why, handed.future = _reason(error), None

    def _result(self, ahead: deque[_Handed]) -> Any:
        """Return what came back of the first batch; those that were lost are handed out again."""
        first = ahead[0]
        while first.tries:
            try:
                if first.future is not None:
                    made = _made(first.future.result())
                    if not isinstance(made, Mistake):
                        return made
                    self._why, first.tries = made, TRIES  # it is met here again, or is not ours
            except DslintError:
                raise
            except Exception as error:  # noqa: BLE001 - as above
                if (reason := _reason(error)).startswith("ModuleNotFoundError: No module named 'dslint"):
                    raise _refusal(reason) from None
                self._why, first.future = _reason(error), None
            if first.tries == TRIES:
                self._here += len(first.batch.items)
                break
            # after the second time nothing else is handed out with it that it may take along
            for handed in list(ahead) if first.tries == 1 else [first]:
                if handed.tries and (handed.future is None or _is_lost(handed.future)):
                    self._submit(handed)
        return None


class _Handed:
    """A batch with what will come back; without a future it is to be done here."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.future: Future[bytes] | None = None
        self.tries = 0


def _take(run: Run, batch: Batch, outcome: Outcome) -> None:
    """Add to a run what a worker made of a batch."""
    run.report.add(outcome.report)
    for share in outcome.shares:
        run.engines.take(share)
    run.meets_policies = run.meets_policies or outcome.meets_policies
    for lacking, numbers in outcome.others.items():
        run.others.setdefault(lacking, []).extend(batch.items[number] for number in numbers)
    run.lent += outcome.lent
    run.tree.notes += [text for text in outcome.notes if text not in run.tree.notes]


def _is_lost(future: Future[bytes]) -> bool:
    return future.done() and (future.cancelled() or future.exception() is not None)


def _made(data: bytes) -> Any:
    """Return what a worker has made; raises DslintError where it says why it cannot."""
    made = pickle.loads(data)  # noqa: S301 - our own workers made it
    if isinstance(made, str) and not isinstance(made, Mistake):
        raise _refusal(made)
    return made


def _refusal(why: str) -> DslintError:
    """Return what says that no other try mends it."""
    hint = "install the same version of dslint there, and let workers see the files under the same paths"
    return DslintError(f"the workers cannot check: {why}", hint=hint)


def _reason(error: BaseException) -> str:
    """Return in a line what went wrong: the error that others follow from, also where they have it as a text."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = str(error).strip().splitlines() or [""]
    if len(lines) > 1 and (told := [line for line in lines if _ERROR(line)]):
        return masked(told[-1].strip())
    return masked(f"{type(error).__name__}: {lines[0]}" if lines[0] else type(error).__name__)
