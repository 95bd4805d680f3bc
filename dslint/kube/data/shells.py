"""Images that have no shell, so that a hook or a probe that calls one fails each time.

Source: ``FROM gcr.io/distroless/static`` in the Dockerfile of kubernetes-csi/node-driver-registrar since v1.1.0, before
which it was Alpine; it removes its socket itself since v2.0.0 (kubernetes-csi/node-driver-registrar#61). That the hook
fails is in kubernetes-csi/csi-driver-host-path#175.
"""

from __future__ import annotations

SHELLS = frozenset({"sh", "bash", "/bin/sh", "/bin/bash"})

_HOMES = ("registry.k8s.io/sig-storage", "k8s.gcr.io/sig-storage", "us.gcr.io/k8s-artifacts-prod/sig-storage",
          "quay.io/k8scsi")  # fmt: skip

WITHOUT_SHELL = {f"{home}/csi-node-driver-registrar": ("v0.", "v1.0.") for home in _HOMES}
"""How the releases begin that have one yet, by the name of the image."""
