"""Check many manifests from the disk and from an object store, with one and two workers, and tell what 10⁸ would take.

Usage: ``python bench/fleet.py [--files 100000] [--objects 10000] [--engines serial,pool,dask]``. The store is moto's
server on this machine, with as many of the manifests as ``--objects`` says: it needs
``pip install 'moto[server]' s3fs``, and 0 leaves it out. Each row is a process of its own.

Seconds in the processor hardly depend on what else the machine does, those on the clock do. The efficiency of two
workers is told by both: how much of the work is the check itself, and how much faster it was. Of a store the processor
of the stand-in, one process of Python, is not counted, and bounds the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from make_tree import make

LIMIT = 3600
MANY = 10**8
BUCKET = "manifests"
ENGINES = {"serial": 1, "pool": 2, "dask": 2}


def measure(engine: str, path: str) -> None:
    """Check a path in this process, and print what that took."""
    from dslint.parallel.engines import engine as dask
    from dslint.parallel.pool import Pool
    from dslint.parallel.spread import Spread
    from dslint.run import check_paths

    wall = time.perf_counter()
    with {"serial": nullcontext, "pool": lambda: Pool(2), "dask": lambda: dask("dask://local")}[engine]() as found:
        begun = time.perf_counter()
        judge = Spread(found) if engine == "pool" else found
        report = check_paths([path], judge=judge)
        done = time.perf_counter()
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "wall": done - begun,
        "start": begun - wall,
        "driver": mine.ru_utime + mine.ru_stime,
        "workers": theirs.ru_utime + theirs.ru_stime,
        "driver_peak": mine.ru_maxrss * 1024,
        "worker_peak": theirs.ru_maxrss * 1024,
        "findings": len(report.findings),
        "daemon_sets": report.daemon_sets,
        "errors": len(report.errors),
    }
    print(json.dumps(told))


def serve(folder: str, count: int, port: int) -> None:
    """Be an object store that has some files of a folder, until somebody ends it."""
    from moto.core import DEFAULT_ACCOUNT_ID
    from moto.s3.models import s3_backends
    from moto.server import ThreadedMotoServer

    store = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    store.create_bucket(BUCKET, "us-east-1")
    for number, (above, name) in enumerate(files(folder)):
        if number == count:
            break
        with open(os.path.join(above, name), "rb") as file:
            store.put_object(BUCKET, f"{os.path.basename(above)}/{name}", file.read())
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    print("ready", flush=True)
    sys.stdin.read()  # until whoever began this is done
    server.stop()


def files(folder: str) -> Iterator[tuple[str, str]]:
    for above, folders, names in os.walk(folder):
        folders.sort()
        yield from ((above, name) for name in sorted(names))


@contextmanager
def stand_in(folder: str, count: int) -> Iterator[dict[str, str]]:
    """Start the store, and return the environment in which it is found."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, __file__, "--serve", folder, "--objects", str(count), "--port", str(port)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **pipes) as child:
        if child.stdout is None or child.stdout.readline() != "ready\n":
            raise SystemExit("the store did not begin: pip install 'moto[server]' s3fs")
        try:
            yield {
                "FSSPEC_S3_ENDPOINT_URL": f"http://127.0.0.1:{port}",
                "AWS_ACCESS_KEY_ID": "none",
                "AWS_SECRET_ACCESS_KEY": "none",
                "AWS_DEFAULT_REGION": "us-east-1",
            }
        finally:
            child.communicate(timeout=60)


def row(source: str, path: str, engine: str, count: int, size: int, environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, "--measure", engine, path],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"failed: {source} {engine}\n{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    cpu = told["driver"] + told["workers"]
    peak = max(told["driver_peak"], told["worker_peak"]) / 1024**2
    print(
        f"{source:6} {engine:7} {told['wall']:8.2f} s  {cpu:8.2f} s of CPU ({told['driver']:.2f} in the driver)"
        f"  {count / told['wall']:8,.0f} objects/s  {size / told['wall'] / 1e6:6.1f} MB/s  {peak:5.0f} MB at most"
        f"  {told['findings']} findings of {told['daemon_sets']} DaemonSets, {told['errors']} errors"
    )
    return told | {"cpu": cpu}


def compare(source: str, rows: dict[str, dict[str, Any]], count: int) -> None:
    serial = rows.pop("serial", None)
    for engine, told in rows.items() if serial else ():
        workers = ENGINES[engine]
        clock, work = serial["wall"] / told["wall"] / workers, serial["cpu"] / told["cpu"]
        print(
            f"{source:6} {engine:7} efficiency of {workers} workers: {clock:.2f} on the clock, {work:.2f} by work; "
            f"driver {told['driver'] / count * 1e6:.0f} µs an object"
        )
        if told["findings"] != serial["findings"]:
            raise SystemExit(f"{engine} finds something else")


def project(told: dict[str, Any], rows: dict[str, dict[str, Any]], count: int, size: int) -> None:
    """Tell what a run over very many would take, if all is as it was here."""
    hours = told["cpu"] / count * MANY / 3600
    print(
        f"{MANY:,} like these: {hours:,.0f} hours of one such processor, {size / count * MANY / 1e12:.2f} TB to read.\n"
        "That assumes manifests of this size, 15 % DaemonSets, reading that keeps up, and work that divides: a run for "
        "each cluster or repository."
    )
    if pool := rows.get("pool"):
        hours, busy = pool["driver"] / count * MANY / 3600, pool["workers"] / pool["driver"]
        print(
            f"In one run the driver, which lists, hands out and keeps findings, takes {hours:,.1f} of these hours: it "
            f"keeps {busy:.0f} workers busy. {MANY // 10**6} runs of a million have no such bound."
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--objects", type=int, default=10_000)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(*given.measure)
        return
    if given.serve:
        serve(given.serve, given.objects, given.port)
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = os.path.join(folder, "tree")
        make(tree, given.files)
        size = sum(os.path.getsize(os.path.join(*one)) for one in files(tree))
        print(f"{given.files:,} files, {size / 1e6:,.0f} MB")
        engines = given.engines.split(",")
        rows = {engine: row("disk", tree, engine, given.files, size, {}) for engine in engines}
        if "serial" in rows:
            project(rows["serial"], rows, given.files, size)
        compare("disk", dict(rows), given.files)
        count = min(given.objects, given.files)
        if count:
            part = size * count // given.files
            with stand_in(tree, count) as environment:
                stored = {one: row("store", f"s3://{BUCKET}", one, count, part, environment) for one in engines}
            compare("store", stored, count)


if __name__ == "__main__":
    main()
