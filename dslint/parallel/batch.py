"""What is handed to a worker, and what comes back: paths there, findings and what rules about a run need here.

A worker imports dslint. What does not depend on the files, such as the settings, it makes once for each run and thread.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Condition, local

from dslint import __version__
from dslint.config import Options, Resolver
from dslint.errors import DslintError
from dslint.inputs.fragments import Fragments
from dslint.inputs.load import load_inputs, load_objects
from dslint.inputs.store import Store, is_stored
from dslint.inputs.tree import Input
from dslint.inputs.worktree import WorkTree
from dslint.judge.engines import Clusters, Share
from dslint.judge.report import Report
from dslint.paths import working_directory
from dslint.record import NamedTuple
from dslint.run import Run, collector_off

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree
    from dslint.manifest.objects import Record


class Task(NamedTuple):
    """What the batches of one run have in common; ``name`` tells it from other runs."""

    name: str
    options: Options
    paths: tuple[str, ...]
    roles: bool
    here: str
    beside: tuple[tuple[str, str], ...] = ()
    version: str = __version__


class Batch(NamedTuple):
    """Some inputs of a run, to be judged, or to be read for the objects of some ``kinds``."""

    task: Task
    items: tuple[Input, ...]
    kinds: frozenset[str] | None = None


class Outcome(NamedTuple):
    """What there is to say of a batch.

    ``others`` are the numbers of the inputs without a DaemonSet that may hold other objects, by the kinds of which they
    hold none, ``lent`` such objects.
    """

    report: Report
    shares: list[Share]
    others: dict[frozenset[str], tuple[int, ...]]
    lent: list[Record]
    notes: list[str]
    meets_policies: bool


class Mistake(str):
    """What a mistake that ends a run says."""

    __slots__ = ()


class _Tools:
    """What a thread keeps from one batch of a run to the next."""

    def __init__(self, task: Task) -> None:
        self.name = task.name
        self.tree: Tree = Store(task.paths[0]) if task.paths and is_stored(task.paths[0]) else WorkTree()
        self.resolver = Resolver(task.options, task.beside)
        self.clusters = Clusters()
        self.fragments = Fragments(self.tree, (path for path in task.paths if path != "-"))


_kept = local()


def work(batch: Batch) -> bytes:
    """Return, pickled, the outcome of a batch or the objects in it, or a text that says why there is none.

    That is a mistake that ends the run, which whoever asked meets again where he does the work himself; or that the
    worker has another version of dslint, or does not see the folder of the run.
    """
    task = batch.task
    made: Outcome | list[Record] | str
    try:
        if task.version != __version__:
            made = f"dslint {task.version} has to be installed there, it is {__version__}"
        else:
            # of a store nothing lies there but the configuration, if there is one
            anywhere = bool(task.paths) and is_stored(task.paths[0]) and not os.path.isdir(task.here)
            with nullcontext() if anywhere else _standing.at(task.here), collector_off():
                made = _made(batch)
    except NowhereError as error:
        made = f"{error} is not there"
    except DslintError as error:
        _kept.tools = None
        made = Mistake(error.message)
    return pickle.dumps(made, pickle.HIGHEST_PROTOCOL)


def _made(batch: Batch) -> Outcome | list[Record]:
    tools = getattr(_kept, "tools", None)
    if tools is None or tools.name != batch.task.name:
        tools = _kept.tools = _Tools(batch.task)
    if batch.kinds is None:
        return _judged(batch, tools)
    return list(load_objects(tools.tree, batch.items, batch.kinds))


def _judged(batch: Batch, tools: _Tools) -> Outcome:
    task = batch.task
    run = Run(
        task.options, tools.tree, tools.resolver, roles=task.roles, paths=task.paths or (".",), clusters=tools.clusters
    )
    for loaded in load_inputs(tools.tree, batch.items, task.paths, tools.resolver, tools.fragments):
        run.judge(loaded)
    number = {id(item): number for number, item in enumerate(batch.items)}
    others = {lacking: tuple(number[id(item)] for item in items) for lacking, items in run.others.items()}
    # whoever asked knows his settings
    run.report.configs, run.report.rules = [], {}
    return Outcome(run.report, run.engines.shares(), others, run.lent, tools.tree.notes, run.meets_policies)


class NowhereError(Exception):
    """There is no such folder."""


class _Standing:
    """The working directory of the process, which those who work in the same one share; others wait for their turn."""

    def __init__(self) -> None:
        self._turn = Condition()
        self._inside = 0
        self._before = ""

    @contextmanager
    def at(self, folder: str) -> Iterator[None]:
        """Work in a folder; raises NowhereError where there is none."""
        with self._turn:
            self._turn.wait_for(lambda: not self._inside or working_directory() == folder)
            if not self._inside:
                self._before = working_directory()
                _go(folder)
            self._inside += 1
        try:
            yield
        finally:
            with self._turn:
                self._inside -= 1
                if not self._inside:
                    # whoever asked may have gone elsewhere: what was not left is not gone back to
                    if self._before != folder and working_directory() == folder:
                        _go(self._before)
                    self._turn.notify_all()


def _go(folder: str) -> None:
    if folder != working_directory():
        try:
            os.chdir(folder)
        except OSError:
            raise NowhereError(folder) from None


_standing = _Standing()
