"""Let Spark check manifests: ``spark-submit spark_executor.py PATH…`` prints the report as JSON.

Needs PySpark (``pip install pyspark``, and Java), with dslint on its workers, which see the files under the same paths.
Without ``spark-submit --master`` Spark is started here, with a worker for each processor.
"""

import json
import os
import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor

from pyspark.sql import SparkSession

import dslint


class SparkExecutor(Executor):
    """Hands what it gets to Spark: each call is a job of one task."""

    def __init__(self, spark: SparkSession):
        self._context = spark.sparkContext
        self._max_workers = self._context.defaultParallelism
        # a thread waits for each job
        self._waiting = ThreadPoolExecutor(3 * self._max_workers)

    def submit(self, fn, /, *args, **kwargs) -> Future:
        """Let a worker of Spark call a function."""
        return self._waiting.submit(self._run, fn, args, kwargs)

    def _run(self, fn, args, kwargs):
        return self._context.parallelize([0], 1).map(lambda _: fn(*args, **kwargs)).collect()[0]


if __name__ == "__main__":
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # where it is started here, workers have what we have
    session = SparkSession.builder.appName("dslint").config("spark.ui.showConsoleProgress", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    report = dslint.check_many(sys.argv[1:], executor=SparkExecutor(session))
    print(json.dumps(report.to_dict()))
    print(*report.notes, *report.errors, sep="\n", file=sys.stderr)
    session.stop()
    sys.exit(report.failing > 0)
