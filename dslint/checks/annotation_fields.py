"""What an annotation of the pod template says, as the field that took its place. Imported where one is found.

Sources: pkg/api/pod/util.go (profiles of seccomp and AppArmor); as of v1.10 pkg/apis/core/helper/helpers.go
(SysctlsFromPodAnnotation) and pkg/kubelet/types/pod_update.go (IsCritical).
"""

from __future__ import annotations

from collections.abc import Callable

from dslint.checks.parts import above_containers
from dslint.finding import AppendItem, InsertEntry, Operation, RemoveEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field

# A message of DS303, what the annotation says in words, and what makes the field say it: ``None`` where nothing can
Way = tuple[str, str, "tuple[Operation, ...] | None"]

_POD_SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
_TOLERATION = {"key": str, "operator": str, "value": str, "effect": str, "tolerationSeconds": int}


def mended(ds: DaemonSet, annotation: Field, field: str) -> tuple[str, str, tuple[Operation, ...]]:
    """Return the message about an annotation, what it says, and what moves it into the field.

    Nothing is moved in a fragment: the field may come from elsewhere.
    """
    message, words, setting = _WAYS[field](ds, annotation)
    keep = setting is None or (setting and ds.fragment is not None)
    return message, words, () if keep else (*(setting or ()), RemoveEntry(annotation, prune=True))


def _priority(ds: DaemonSet, annotation: Field) -> Way:
    """Give the pods of kube-system, where alone an empty annotation had a meaning, the class of Kubernetes' own."""
    name, node_critical = ds.pod_spec.get("priorityClassName"), "system-node-critical"
    if name.text:
        return "leftover", "", ()
    if annotation.value != "" or ds.name.namespace != "kube-system" or name.node is not None:
        return "critical", node_critical, None
    return "critical", node_critical, (above_containers(ds.pod_spec, "priorityClassName", node_critical),)


def _seccomp(ds: DaemonSet, annotation: Field) -> Way:
    """Set the profile of the pod or of a container, unless that of the pod is the same."""
    holder = ds.pod_spec if annotation.name == _POD_SECCOMP else _container(ds, annotation)
    profile = _profile(annotation.text)
    if profile and ds.pod_spec.get("securityContext", "seccompProfile").value == profile:
        return "leftover", "", ()
    return "found", *_set_profile(holder, "seccompProfile", profile, annotation)


def _apparmor(ds: DaemonSet, annotation: Field) -> Way:
    profile = _profile(annotation.text)
    return "deprecated", *_set_profile(_container(ds, annotation), "appArmorProfile", profile, annotation)


def _container(ds: DaemonSet, annotation: Field) -> Field | None:
    name = str(annotation.name).partition("/")[2]
    return next((one for one in ds.containers() if one.get("name").text == name), None)


def _profile(text: str) -> dict[str, str] | None:
    """Return the field that says what an annotation says."""
    if text in {"runtime/default", "docker/default"}:
        return {"type": "RuntimeDefault"}
    if text == "unconfined":
        return {"type": "Unconfined"}
    file = text.removeprefix("localhost/")
    return {"type": "Localhost", "localhostProfile": file} if file and file != text else None


def _set_profile(
    holder: Field | None, name: str, profile: dict[str, str] | None, annotation: Field
) -> tuple[str, tuple[Operation, ...] | None]:
    if holder is None or profile is None:
        return annotation.text, None
    return " ".join(profile.values()), (InsertEntry(holder.get("securityContext"), name, profile),)


def _sysctls(ds: DaemonSet, annotation: Field) -> Way:
    """Add the settings that the annotation lists and the field does not."""
    pairs = [part.split("=") for part in annotation.text.split(",")]
    if not all(len(pair) == 2 and pair[0] for pair in pairs):
        return "found", annotation.text, None
    place = ds.pod_spec.get("securityContext", "sysctls")
    known = {one.get("name").text for one in place.items()}
    setting = _added(place, [{"name": name, "value": value} for name, value in pairs if name not in known])
    return "leftover" if setting == () else "found", annotation.text, setting


def _tolerations(ds: DaemonSet, annotation: Field) -> Way:
    """Add the tolerations that the annotation lists and the field does not."""
    import json  # hardly any manifest has this annotation

    try:
        items = json.loads(annotation.text)
    except (ValueError, RecursionError):
        return "alpha", "", None
    if not isinstance(items, list) or not items or not all(map(_is_toleration, items)):
        return "alpha", "", None
    place = ds.pod_spec.get("tolerations")
    present = [one.value for one in place.items()]
    setting = _added(place, [one for one in items if one not in present])
    return "repeated" if setting == () else "alpha", "", setting


def _is_toleration(item: Any) -> bool:
    if not isinstance(item, dict) or not item:
        return False
    return all(type(value) is _TOLERATION.get(name) for name, value in item.items())


def _affinity(_ds: DaemonSet, _annotation: Field) -> Way:
    return "alpha", "", None


def _added(place: Field, items: list[dict[str, Any]]) -> tuple[Operation, ...] | None:
    """Return what adds some items to a list; ``None`` where it is empty and cannot take them one by one."""
    if items and place.node is None and place.parent is not None:
        return (InsertEntry(place.parent, str(place.name), items),)
    if len(items) > 1 and not any(place.items()):
        return None
    return tuple(AppendItem(place, item) for item in items)


_WAYS: dict[str, Callable[[DaemonSet, Field], Way]] = {
    "priorityClassName": _priority,
    "securityContext.sysctls": _sysctls,
    "securityContext.seccompProfile": _seccomp,
    "securityContext.appArmorProfile": _apparmor,
    "tolerations": _tolerations,
    "affinity": _affinity,
}
