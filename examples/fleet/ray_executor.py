"""Let Ray check manifests: ``python ray_executor.py PATH…`` prints the report as JSON.

Needs Ray (``pip install ray``), with dslint on its workers, which see the files under the same paths. ``RAY_ADDRESS``
says where it is; without it Ray is started here, for the time of the run.
"""

import json
import sys
from concurrent.futures import Executor, Future

import ray

import dslint


class RayExecutor(Executor):
    """Hands what it gets to Ray."""

    def __init__(self):
        self._max_workers = int(ray.cluster_resources()["CPU"])  # so many at once

    def submit(self, fn, /, *args, **kwargs) -> Future:
        """Let a worker of Ray call a function."""
        return ray.remote(fn).remote(*args, **kwargs).future()


if __name__ == "__main__":
    ray.init(log_to_driver=False, logging_level="ERROR", include_dashboard=False)
    report = dslint.check_many(sys.argv[1:], executor=RayExecutor())
    print(json.dumps(report.to_dict()))
    print(*report.notes, *report.errors, sep="\n", file=sys.stderr)
    sys.exit(report.failing > 0)
