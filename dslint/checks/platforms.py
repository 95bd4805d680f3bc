"""What the platform of the cluster, which a configuration names, keeps an agent from."""

from __future__ import annotations

import re

from dslint.checks.access import Bindings
from dslint.checks.parts import containers, host_mounts, host_paths, one_hit
from dslint.kube.data.platforms import NAMESPACES, PATHS, PLATFORMS, PRIVILEGED
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.finding import Hit
    from dslint.kube.data.platforms import Platform
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Place
    from dslint.manifest.field import Field
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload

_CONSTRAINTS = "SecurityContextConstraints"


class Barred(NamedTuple):
    """What a platform keeps an agent from, by name, and the account to which an exception may be granted."""

    name: str
    message: str
    found: tuple[tuple[str, Place], ...]


def barred(workload: Workload, context: Context) -> Barred | None:
    """Keep what the platform keeps an agent from; nothing where no platform is named."""
    platform = PLATFORMS.get(context.platform or "")
    if platform is None or workload.answer.decode_errors:
        return None
    labels = (workload.stored["spec"]["template"].get("metadata") or {}).get("labels") or {}
    if platform.label and platform.label in labels:
        return None
    for message, found in (
        ("refused", list(_refused(workload, platform))),
        ("paths", list(_unwritable(workload, platform))),
    ):
        if found:
            ds, pod = workload.written, workload.pod
            account = pod.get("serviceAccountName") or pod.get("serviceAccount") or "default"
            return Barred(account, message, tuple((name, ds.keep(field)) for name, field in found))
    return None


def _refused(workload: Workload, platform: Platform) -> Iterator[tuple[str, Field]]:
    """Yield the rights that a platform takes no pod with."""
    for name in NAMESPACES:
        if name in platform.refused and workload.pod.get(name):
            yield name, workload.written.pod_spec.get(name)
    if PRIVILEGED in platform.refused:
        for one in containers(workload):
            if one.security.get("privileged"):
                yield PRIVILEGED, one.field(workload).get("securityContext", "privileged")
    if PATHS in platform.refused:
        written = {one.volume for one in host_mounts(workload) if one.writable}
        for index, path in host_paths(workload).values():
            if index in written or not re.fullmatch(platform.readable, path):
                yield f"hostPath {path}", workload.written.pod_spec.get("volumes", index, "hostPath", "path")


def _unwritable(workload: Workload, platform: Platform) -> Iterator[tuple[str, Field]]:
    """Yield the paths that an agent means to write and that nobody can."""
    if platform.read_only:
        for one in host_mounts(workload):
            if one.writable and re.fullmatch(platform.read_only, one.path):
                yield one.path, one.field(workload).get("mountPath")


def forbidden(kept: Sequence[Kept], objects: Sequence[Record], context: Context) -> Iterator[Hit]:
    """Find what the platform keeps agents from, unless the input grants them an exception."""
    if context.platform is None:
        return
    bindings, platform = Bindings(objects), PLATFORMS[context.platform]
    users = {user for one in objects if one.kind == _CONSTRAINTS for user in _users(one)}
    for one in kept:
        account = f"system:serviceaccount:{one.owner.name.namespace}:{one.facts.name}"
        if account not in users and not any(
            granted.grant.allows("use", "security.openshift.io", _CONSTRAINTS.lower()) for granted in bindings.of(one)
        ):
            yield one_hit(one.facts.message, one.facts.found, {"platform": context.platform, "unless": platform.unless})


def _users(constraint: Record) -> list[str]:
    users = constraint.value.get("users")
    return [user for user in users if isinstance(user, str)] if isinstance(users, list) else []
