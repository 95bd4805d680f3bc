"""Engines beyond this process that ``--executor`` names; each is an executor of :mod:`concurrent.futures` to us."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from dslint.credentials import masked
from dslint.errors import DslintError, UsageError
from dslint.parallel.jobs import available
from dslint.parallel.pool import uninterrupted
from dslint.parallel.spread import Spread
from dslint.phrases import meant, suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import Executor

    from distributed import Client

    from dslint.run import Judge

# what scheduler and workers do all the time, whether there is work or not: measured idle, two thirds of it are left out
QUIET = {
    "distributed.admin.system-monitor.disk": False,
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.admin.system-monitor.host-cpu": False,
    "distributed.admin.system-monitor.interval": "60s",
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.limit": "60s",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.work-stealing-interval": "1s",
    "distributed.worker.memory.monitor-interval": "60s",
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.profile.enabled": False,
}
DASK, LOCAL = "dask", "local"
# an engine that does not answer for so many seconds is not there
PATIENCE = 10


@contextmanager
def engine(url: str) -> Iterator[Judge]:
    """Return what judges in the engine of a URL, ``dask://HOST:PORT`` or ``dask://local``, for the time of a run.

    Raises UsageError for another one and where the engine is not installed, DslintError where it does not answer.
    """
    scheme, slashes, address = url.partition("://")
    if scheme != DASK or not slashes or not address or "/" in address:
        close = meant(suggest(scheme, [DASK])) if scheme != DASK else ""
        raise UsageError(f'"{masked(url)}" in --executor is not dask://HOST:PORT or dask://local{close}')
    with _dask(address) as executor:
        spread = Spread(executor)
        try:
            yield spread
        finally:
            spread.cancel()


@contextmanager
def _dask(address: str) -> Iterator[Executor]:
    try:
        from dask import config
        from distributed import Client, LocalCluster
    except ImportError as error:
        hint = "pip install 'daemonset-lint[fleet]'"
        raise UsageError(f"--executor {DASK}://… needs dask.distributed: {error}", hint=hint) from None
    # what it loses is handed out again, and how fast its disk is is nobody's concern
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module="distributed")
    if address == LOCAL:
        # it samples what its workers do, a hundred times a second
        with config.set(QUIET), uninterrupted():
            cluster = LocalCluster(
                n_workers=available(),
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
        with cluster, Client(cluster) as client:
            yield _executor(client)
        return
    try:
        client = Client(f"tcp://{address}", timeout=PATIENCE)
    except (OSError, ValueError) as error:
        host = address.rpartition("@")[2]
        reason = masked(str(error).replace(address, host))
        raise DslintError(f"{masked(f'cannot reach {DASK}://{address}')}: {reason}") from None
    with client:
        yield _executor(client)


def _executor(client: Client) -> Executor:
    executor: Executor = client.get_executor(pure=False)
    executor._max_workers = sum(client.ncores().values())  # type: ignore[attr-defined]  # noqa: SLF001 - as others say it
    return executor
