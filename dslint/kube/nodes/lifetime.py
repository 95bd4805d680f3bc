"""How long a pod takes at least until it is ready, and until it is gone.

Sources: pkg/kubelet/prober/worker.go (doProbe: the initial delay counts from the start of the container, the readiness
probe waits for the startup probe), pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer),
computeInitContainerActions there (sidecars start one after the other) (Kubernetes v1.37.2).
"""

from __future__ import annotations

import re

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_SLEEP = r"(?:/bin/)?sleep (\d+)s?"
_GRACE = 30


class Lifetime(NamedTuple):
    """Seconds: from start to ``ready`` at least, from deletion to the ``end`` at least, and at most: the ``grace``."""

    ready: int
    end: int
    grace: int


def lifetime(pod_spec: Mapping[str, Any]) -> Lifetime:
    """Return the times of a decoded pod spec, with defaults or without; what programs take is not known."""
    begin = ready = 0
    for container in pod_spec.get("initContainers") or ():
        if container.get("restartPolicy") == "Always":
            ready = max(ready, begin + _ready(container))
            begin += _delay(container.get("startupProbe"))
    containers = pod_spec.get("containers") or ()
    ready = max(ready, *(begin + _ready(one) for one in containers)) if containers else ready
    grace = pod_spec.get("terminationGracePeriodSeconds")
    grace = max(grace, 1) if isinstance(grace, int) else _GRACE
    end = max((slept(one) for one in containers), default=0)
    return Lifetime(ready, min(end, grace), grace)


def slept(container: Mapping[str, Any]) -> int:
    """Return how long the hook at the end of a container sleeps; 0 where it cannot be told."""
    hook = (container.get("lifecycle") or {}).get("preStop") or {}
    if "sleep" in hook:
        seconds = (hook["sleep"] or {}).get("seconds")
        return seconds if isinstance(seconds, int) else 0
    words = " ".join((hook.get("exec") or {}).get("command") or ())
    found = re.search(_SLEEP, words) if words else None
    return int(found[1]) if found and len(found[1]) < 9 else 0


def _ready(container: Mapping[str, Any]) -> int:
    """Return how long a container is not ready: until its probes have had their delay and their successes."""
    probe = container.get("readinessProbe") or {}
    again = _whole(probe.get("successThreshold"), 1) - 1
    repeated = max(again, 0) * _whole(probe.get("periodSeconds"), 10)
    return max(_delay(probe), _delay(container.get("startupProbe"))) + repeated


def _delay(probe: Mapping[str, Any] | None) -> int:
    return max(_whole((probe or {}).get("initialDelaySeconds"), 0), 0)


def _whole(value: object, default: int) -> int:
    return value if isinstance(value, int) else default
