"""What the API server of a target version answers to a DaemonSet; worked out once for all checks."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from dslint.kube.apiserver.decode import compile_schema
from dslint.kube.apiserver.server import answer
from dslint.resources import folder

if TYPE_CHECKING:
    from dslint.kube.apiserver.decode import Decoder
    from dslint.kube.apiserver.server import Answer
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet


def schema(minor: int) -> dict[str, Any]:
    """Return the JSON Schema of a DaemonSet in Kubernetes 1.``minor``; raises OSError where there is none."""
    import json

    with open(os.path.join(folder("schemas"), "kubernetes", f"1.{minor}", "daemonset.json"), "rb") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


@cache
def decoder(minor: int) -> Decoder:
    """Return the decoder of Kubernetes 1.``minor``."""
    return compile_schema(schema(minor))


def server_answer(ds: DaemonSet, context: Context) -> Answer:
    """Return what the server of the target version answers; whatever ``apiVersion`` says, it is read as apps/v1."""
    minor = context.minor
    result: Answer = ds.once(f"answer-{minor}", lambda: answer(ds.value, decoder(minor), minor))
    return result
