"""Executors that judge here, at once or backwards, a run that hands out its files to one, and a worker that dies."""

import os
import pickle
import signal
from concurrent.futures import Executor, Future
from functools import partial

from dslint import Options
from dslint.parallel.batch import work
from dslint.parallel.spread import Spread
from dslint.run import check_paths

TREE = "."


class Here(Executor):
    """Calls a function at once, in this thread; ``call`` may do so in its own way."""

    def __init__(self, call=lambda fn, *arguments: fn(*arguments)):
        self.call = call
        self.asked = 0

    def submit(self, fn, /, *arguments):
        self.asked += 1
        future = Future()
        try:
            future.set_result(self.call(fn, *pickle.loads(pickle.dumps(arguments))))  # noqa: S301 - what a test made
        except Exception as error:  # noqa: BLE001 - as executors do
            future.set_exception(error)
        return future


class Backwards(Executor):
    """Does nothing before the first result is waited for, and then the last batch first."""

    def __init__(self):
        self.waiting = []

    def submit(self, fn, /, *arguments):
        future = Future()
        self.waiting.append((future, partial(fn, *arguments)))
        future.result = partial(self.result, future)
        return future

    def result(self, future):
        while self.waiting:
            other, call = self.waiting.pop()
            other.set_result(call())
        return Future.result(future)


def checked(executor=None, paths=(TREE,), **options):
    judge = None if executor is None else Spread(executor)
    return check_paths(paths, Options(**options), judge=judge, roles=True, skipped=True)


def die(flag, batch):
    """Kill the worker where a flag says so, which is gone then."""
    try:
        os.unlink(flag)
    except FileNotFoundError:
        return work(batch)
    os.kill(os.getpid(), signal.SIGKILL)
    return None
