"""The schema of a DaemonSet by Kubernetes version, and the decoder made of it."""

from __future__ import annotations

import os
from functools import cache

from dslint.compiled import load_json
from dslint.kube.apiserver.decode import compile_schema
from dslint.resources import folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.decode import Decoder


def schema(minor: int) -> dict[str, Any]:
    """Return the JSON Schema of a DaemonSet in Kubernetes 1.``minor``; raises OSError where there is none."""
    loaded: dict[str, Any] = load_json(os.path.join(folder("schemas"), "kubernetes", f"1.{minor}", "daemonset.json"))
    return loaded


@cache
def decoder(minor: int) -> Decoder:
    """Return the decoder of Kubernetes 1.``minor``."""
    return compile_schema(schema(minor))
