"""The processes of ``--jobs`` on this machine.

They are forked where that is safe, from the single thread of the command on Linux: that takes a tenth of the time of a
new interpreter, and they have all that was imported before.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process, resource_tracker
from multiprocessing.connection import wait
from threading import Thread, active_count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Pool(Executor):
    """A pool of processes that is begun again when one of them has died."""

    def __init__(self, workers: int) -> None:
        self._max_workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._others = set(active_children())

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Let a process call a function."""
        with uninterrupted():
            try:
                return self._begun().submit(fn, *args, **kwargs)
            except BrokenProcessPool:
                self._end(wait=True)
                return self._begun().submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; with ``cancel_futures`` at once, whatever they are at."""
        if cancel_futures and self._pool is not None:
            for process in set(active_children()) - self._others:
                process.terminate()
        self._end(wait=wait)

    def _begun(self) -> ProcessPoolExecutor:
        if self._pool is None:
            forks = sys.platform == "linux" and active_count() == 1
            context = get_context("fork" if forks else "spawn")
            self._pool = ProcessPoolExecutor(self._max_workers, context, _begin)
        return self._pool

    def _end(self, *, wait: bool) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep Ctrl-C waiting, and for good from processes that begin meanwhile: it is for the command alone."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it lets Ctrl-C through again where it begins itself
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Begin a process: Ctrl-C is not for it, and it ends with the command, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
