"""The warnings that the API server sends with an accepted DaemonSet, word for word.

It sends them on every create, and on an update that changes the pod template. Since when a warning exists, or reads as
it does, stands beside it: found by comparing the sources of v1.28.15, v1.29.15, v1.30.14, v1.31.14, v1.32.13, v1.33.13,
v1.34.9, v1.35.6 and v1.36.2. Later versions are not verified and give the warnings of the last.

Sources: pkg/api/pod/warnings.go, pkg/api/node/util.go, pkg/api/persistentvolumeclaim/util.go.
"""

from __future__ import annotations

from dslint.kube.apiserver.warnings.containers import container_warnings, port_warnings
from dslint.kube.apiserver.warnings.core import ServerWarning, WarningList
from dslint.kube.apiserver.warnings.placement import label_warnings, selector_warnings
from dslint.kube.apiserver.warnings.pod import (
    address_warnings,
    annotation_warnings,
    grace_period_warnings,
    pod_warnings,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["ServerWarning", "warnings"]


def warnings(ds: dict[str, Any], minor: int) -> list[ServerWarning]:
    """Return what Kubernetes 1.``minor`` would warn of, in the server's order.

    ``ds`` is decoded and defaulted. The server only sends warnings with an object that it accepts: whether it does is
    the caller's to find out.
    """
    template = ds.get("spec", {}).get("template", {})
    spec = template.get("spec", {})
    annotations = template.get("metadata", {}).get("annotations", {})
    out = WarningList(minor)
    label_warnings(spec, out)
    annotation_warnings(annotations, out)
    volumes = spec.get("volumes")
    if volumes:
        from dslint.kube.apiserver.warnings.volumes import overlap_warnings, plugin_warnings  # start-up time counts

        plugin_warnings(volumes, out)
        overlap_warnings(volumes, out)
    pod_warnings(spec, annotations, out)
    container_warnings(spec, annotations, out)
    port_warnings(spec, out)
    grace_period_warnings(spec, out)
    selector_warnings(spec, out)
    address_warnings(spec, out)
    return out
