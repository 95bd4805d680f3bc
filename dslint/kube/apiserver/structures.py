"""Structures that the API server prints in errors, beside the values of ``badvalues``; imported for the few that do."""

from __future__ import annotations

from dslint.kube.apiserver.badvalues import GoValue
from dslint.kube.values.gojson import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    _Fields = tuple[tuple[str, str, Any], ...]


# The fields of internal types in the order of pkg/apis/{core,apps}/types.go, each with the name that the manifest has
# for it and what stands there where the manifest does not say; of a structure its own fields.
_PROFILE: _Fields = (("Type", "type", ""), ("LocalhostProfile", "localhostProfile", None))
_SECURITY_CONTEXT: _Fields = (
    ("Capabilities", "capabilities", (("Add", "add", None), ("Drop", "drop", None))),
    ("Privileged", "privileged", None),
    ("SELinuxOptions", "seLinuxOptions", tuple((it.capitalize(), it, "") for it in ("user", "role", "type", "level"))),
    (
        "WindowsOptions",
        "windowsOptions",
        (
            ("GMSACredentialSpecName", "gmsaCredentialSpecName", None),
            ("GMSACredentialSpec", "gmsaCredentialSpec", None),
            ("RunAsUserName", "runAsUserName", None),
            ("HostProcess", "hostProcess", None),
        ),
    ),
    ("RunAsUser", "runAsUser", None),
    ("RunAsGroup", "runAsGroup", None),
    ("RunAsNonRoot", "runAsNonRoot", None),
    ("ReadOnlyRootFilesystem", "readOnlyRootFilesystem", None),
    ("AllowPrivilegeEscalation", "allowPrivilegeEscalation", None),
    ("ProcMount", "procMount", None),
    ("SeccompProfile", "seccompProfile", _PROFILE),
    ("AppArmorProfile", "appArmorProfile", _PROFILE),
)
_RESOURCE_CLAIM: _Fields = (
    ("Name", "name", ""),
    ("ResourceClaimName", "resourceClaimName", None),
    ("ResourceClaimTemplateName", "resourceClaimTemplateName", None),
)
_RESIZE_POLICY: _Fields = (("ResourceName", "resourceName", ""), ("RestartPolicy", "restartPolicy", ""))
_ROLLING_UPDATE: _Fields = (("MaxUnavailable", "maxUnavailable", 0), ("MaxSurge", "maxSurge", 0))
_OWNER = ("APIVersion", "Kind", "Name", "UID")
_UPDATE_STRATEGY: _Fields = (("Type", "type", ""), ("RollingUpdate", "rollingUpdate", _ROLLING_UPDATE))


def _struct(fields: _Fields, value: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, key, default in fields:
        found = value.get(key)
        if isinstance(default, tuple):
            out[name] = None if found is None else _struct(default, found)
        else:
            out[name] = default if found is None else found
    return out


def seccomp_profile(value: dict[str, Any]) -> GoValue:
    """Return a ``core.SeccompProfile``."""
    return GoValue(_struct(_PROFILE, value))


def security_context(value: dict[str, Any]) -> GoValue:
    """Return a ``core.SecurityContext``."""
    return GoValue(_struct(_SECURITY_CONTEXT, value))


def resource_claim(value: dict[str, Any]) -> GoValue:
    """Return a ``core.PodResourceClaim``."""
    return GoValue(_struct(_RESOURCE_CLAIM, value))


def resize_policies(values: list[dict[str, Any]]) -> GoValue:
    """Return a ``[]core.ContainerResizePolicy``."""
    return GoValue([_struct(_RESIZE_POLICY, value) for value in values])


def update_strategy(value: dict[str, Any]) -> GoValue:
    """Return an ``apps.DaemonSetUpdateStrategy``."""
    kind, rolling = value.get("type") or "", value.get("rollingUpdate")
    nil = f"apps.DaemonSetUpdateStrategy{{Type:{quote(kind)}, RollingUpdate:(*apps.RollingUpdateDaemonSet)(nil)}}"
    return GoValue(_struct(_UPDATE_STRATEGY, value), nil if rolling is None else None)


def owner_reference(value: dict[str, Any]) -> GoValue:
    """Return a ``metav1.OwnerReference``."""
    names = {key: value.get(key) or "" for key in ("apiVersion", "kind", "name", "uid")}
    pointers = {key: value[key] for key in ("controller", "blockOwnerDeletion") if value.get(key) is not None}
    words = ", ".join(f"{go}:{quote(text)}" for go, text in zip(_OWNER, names.values(), strict=True))
    nil = f"v1.OwnerReference{{{words}, Controller:(*bool)(nil), BlockOwnerDeletion:(*bool)(nil)}}"
    return GoValue({**names, **pointers}, None if pointers else nil)


def owner_references(values: list[dict[str, Any]]) -> GoValue:
    """Return a ``[]metav1.OwnerReference`` in which two are controllers."""
    return GoValue([owner_reference(value).json for value in values])


_TRUST_BUNDLE: _Fields = (
    ("Name", "name", None),
    ("SignerName", "signerName", None),
    ("LabelSelector", "labelSelector", None),
    ("Optional", "optional", None),
    ("Path", "path", ""),
    ("User", "user", None),
)


def trust_bundle(value: dict[str, Any]) -> GoValue:
    """Return a ``core.ClusterTrustBundleProjection``."""
    selector = value.get("labelSelector")
    written = {**value, "labelSelector": selector if selector is None else label_selector(selector).json}
    return GoValue(_struct(_TRUST_BUNDLE, written))


def label_selector(value: dict[str, Any]) -> GoValue:
    """Return a ``metav1.LabelSelector``, which prints its keys in the order of its fields, and none that are empty."""
    out: dict[str, Any] = {}
    if value.get("matchLabels"):
        out["matchLabels"] = dict(sorted(value["matchLabels"].items()))
    if value.get("matchExpressions"):
        out["matchExpressions"] = [
            {
                "key": it.get("key") or "",
                "operator": it.get("operator") or "",
                **({"values": it["values"]} if it.get("values") else {}),
            }
            for it in value["matchExpressions"]
        ]
    return GoValue(out)
