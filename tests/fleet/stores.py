"""Object stores on this machine, for tests: what plays S3 and Google Cloud Storage, and how programs find it."""

import socket
from contextlib import contextmanager

import pytest

BUCKET = "inventories"
ABSENT = "the extra dev is not installed as a whole"


@contextmanager
def s3(objects):
    """Serve objects, bytes by key, as S3; yields the environment in which ``s3://inventories`` is there."""
    pytest.importorskip("s3fs", reason=ABSENT)
    server = pytest.importorskip("moto.server", reason=ABSENT).ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    from moto.core import DEFAULT_ACCOUNT_ID
    from moto.s3.models import s3_backends

    store = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    store.create_bucket(BUCKET, "us-east-1")
    for key, data in objects.items():
        store.put_object(BUCKET, key, data)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "ann",
            "AWS_SECRET_ACCESS_KEY": "s3cret",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
    finally:
        server.stop()
        store.reset()


@contextmanager
def gs(objects):
    """Serve objects as Google Cloud Storage; yields the environment in which ``gs://inventories`` is there."""
    pytest.importorskip("gcsfs", reason=ABSENT)
    emulator = pytest.importorskip("gcp_storage_emulator.server", reason=ABSENT)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    server = emulator.create_server("127.0.0.1", port, in_memory=True, default_bucket=BUCKET)
    server.start()
    try:
        address = f"http://127.0.0.1:{port}"
        _upload(address, objects)
        yield {"STORAGE_EMULATOR_HOST": address, "GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT": "false"}
    finally:
        server.stop()


def _upload(address, objects):
    from urllib.parse import quote
    from urllib.request import Request, urlopen

    for key, data in objects.items():
        where = f"{address}/upload/storage/v1/b/{BUCKET}/o?uploadType=media&name={quote(key, safe='')}"
        with urlopen(Request(where, data, {"Content-Type": "text/plain"}), timeout=60) as answer:  # noqa: S310 - ours
            assert answer.status == 200


STORES = {"s3": s3, "gs": gs}
