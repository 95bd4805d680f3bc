"""The checks of the rules that repeat what the API server says; ``topics.py`` tells which error belongs to which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.checks.apiserver.answers import errors_of
from dslint.finding import Hit, SetScalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet

unmatched_selector = errors_of("DS101")
missing_selector = errors_of("DS102")
empty_selector = errors_of("DS103")
wrong_restart_policy = errors_of("DS104")
active_deadline = errors_of("DS105")
ephemeral_containers = errors_of("DS106")
impossible_rollout = errors_of("DS107")
host_port_mismatch = errors_of("DS108")
wrong_type = errors_of("DS110")
invalid_name_or_label = errors_of("DS111")
invalid_toleration = errors_of("DS112")
invalid_affinity = errors_of("DS113")
duplicate_entry = errors_of("DS114")
undeclared_volume = errors_of("DS115")
invalid_probe = errors_of("DS116")
invalid_resources = errors_of("DS117")
invalid_security_context = errors_of("DS118")
invalid_volume = errors_of("DS119")
invalid_env = errors_of("DS120")
invalid_port = errors_of("DS121")
missing_image = errors_of("DS122")
_other = errors_of("DS199")


def rejected_by_api_server(ds: DaemonSet, context: Context) -> Iterator[Hit]:
    """Find what no other rule of the block speaks of; a kind that is misspelt does not even get to the server."""
    kind = ds.root.get("kind")
    if kind.text not in ("", "DaemonSet"):
        said = f'no matches for kind "{kind.text}" in version "{ds.api_version}"'
        yield Hit("kind", kind, {"kind": kind.text}, server_text=said, fix=(SetScalar(kind, "DaemonSet"),))
    yield from _other(ds, context)
