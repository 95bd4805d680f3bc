"""Paths of files: each function returns the server's messages about a value, none if it is valid.

Source: validatePathNoBacksteps, validateLocalDescendingPath and ValidateLocalNonReservedPath in
pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

_BACKSTEP = ["must not contain '..'"]


def no_backsteps(path: str) -> list[str]:
    """Check that no element of a path is ``..``."""
    return _BACKSTEP if ".." in path and ".." in path.split("/") else []


def relative_path(path: str) -> list[str]:
    """Check for a path below some folder: not absolute, no ``..`` elements."""
    faults = ["must be a relative path"] if path.startswith("/") else []
    return faults + no_backsteps(path)


def projected_path(path: str) -> list[str]:
    """Check for a file in a volume that the kubelet writes: a relative path whose first element has no leading ``..``.

    The kubelet keeps its own files there under such names.
    """
    faults = relative_path(path)
    if path.startswith("..") and not path.startswith("../"):
        faults = [*faults, "must not start with '..'"]
    return faults
