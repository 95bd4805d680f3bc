"""What the agents of a DaemonSet need of their node, by all of their roles: each answer is a reason, or empty."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.kube.data.rights import Rights
    from dslint.manifest.role import Roles

# roles whose name is no word of a sentence
_SPOKEN = {
    "cni": "CNI",
    "csi": "CSI",
    "device-plugin": "device",
    "kube-proxy/network": "network",
    "node-config": "node setup",
}


def spoken(role: str) -> str:
    """Return a role as it is called in a sentence about its agents."""
    return _SPOKEN.get(role, role)


class Needs:
    """What agents with these roles need; the first role that has a reason gives it.

    Where no role is known nothing is, and the rules that judge by role are silent: ``known`` tells.
    """

    def __init__(self, roles: Roles) -> None:
        self.roles = roles.names

    @property
    def known(self) -> bool:
        """Tell whether anything is known of what they are for."""
        return bool(self.roles)

    @property
    def privileged(self) -> str:
        """Why they are privileged."""
        return next((one.privileged for one in self._rights() if one.privileged), "")

    @property
    def socket(self) -> str:
        """Why they talk to the container runtime."""
        return next((one.socket for one in self._rights() if one.socket), "")

    @property
    def installs(self) -> str:
        """Why they put programs of their own on the node."""
        return next((one.installs for one in self._rights() if one.installs), "")

    @property
    def shares_mounts(self) -> str:
        """Why pods have to see what they mount."""
        return next((one.shares_mounts for one in self._rights() if one.shares_mounts), "")

    @property
    def priority(self) -> str:
        """The priority class that fits them; empty where none is suggested."""
        return next((one.priority for one in self._rights() if one.priority), "")

    @property
    def every_taint(self) -> str:
        """Why they belong on nodes with any taint."""
        return next((one.every_taint for one in self._rights() if one.every_taint), "")

    @property
    def unlimited(self) -> str:
        """Why no memory limit is asked of them: what happens where they are killed."""
        return next((one.unlimited for one in self._rights() if one.unlimited), "")

    @property
    def capabilities(self) -> list[str]:
        """The capabilities that they need."""
        return list(dict.fromkeys(name for one in self._rights() for name, _ in one.capabilities))

    def namespace(self, field: str) -> str:
        """Return why they use a namespace of the node: ``hostNetwork``, ``hostPID`` or ``hostIPC``."""
        return next((why for one in self._rights() for name, why in one.namespaces if name == field), "")

    def capability(self, name: str) -> str:
        """Return why they add a capability, named with or without ``CAP_``."""
        name = name.upper().removeprefix("CAP_")
        return next((why for one in self._rights() for own, why in one.capabilities if own in (name, "ALL")), "")

    def writes(self, path: str) -> str:
        """Return why they write to a path of the node."""
        path = path.rstrip("/") or "/"
        return next((why for one in self._rights() for own, why in one.writes if re.fullmatch(own, path)), "")

    def _rights(self) -> Iterator[Rights]:
        if not self.roles:
            return
        from dslint.kube.data.rights import RIGHTS  # most manifests are of no role

        yield from (RIGHTS[name] for name in self.roles)
