"""What Go's JSON decoder says when a value has the wrong type.

The names of Go types are no part of an OpenAPI schema, so those that a DaemonSet reaches are tables here.

Sources: sigs.k8s.io/json internal/golang/encoding/json/decode.go (literalStore, array, object, addErrorContext);
encoding/json UnmarshalTypeError.Error; the type names of staging/src/k8s.io/api/{core,apps}/v1/types.go and
staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go.
"""

from __future__ import annotations

import sys

from dslint.kube.values.integers import fits_int64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Fields whose Go type is a named string. All others are plain strings.
NAMED = {
    "AppArmorProfile.type": "v1.AppArmorProfileType",
    "AzureDiskVolumeSource.cachingMode": "v1.AzureDataDiskCachingMode",
    "AzureDiskVolumeSource.kind": "v1.AzureDataDiskKind",
    "Capabilities.add": "v1.Capability",
    "Capabilities.drop": "v1.Capability",
    "Container.imagePullPolicy": "v1.PullPolicy",
    "Container.restartPolicy": "v1.ContainerRestartPolicy",
    "Container.terminationMessagePolicy": "v1.TerminationMessagePolicy",
    "ContainerPort.protocol": "v1.Protocol",
    "ContainerResizePolicy.resourceName": "v1.ResourceName",
    "ContainerResizePolicy.restartPolicy": "v1.ResourceResizeRestartPolicy",
    "ContainerRestartRule.action": "v1.ContainerRestartRuleAction",
    "ContainerRestartRuleOnExitCodes.operator": "v1.ContainerRestartRuleOnExitCodesOperator",
    "DaemonSetCondition.status": "v1.ConditionStatus",
    "DaemonSetCondition.type": "v1.DaemonSetConditionType",
    "DaemonSetUpdateStrategy.type": "v1.DaemonSetUpdateStrategyType",
    "EmptyDirVolumeSource.medium": "v1.StorageMedium",
    "EphemeralContainer.imagePullPolicy": "v1.PullPolicy",
    "EphemeralContainer.restartPolicy": "v1.ContainerRestartPolicy",
    "EphemeralContainer.terminationMessagePolicy": "v1.TerminationMessagePolicy",
    "GRPCAction.mode": "v1.GRPCProbeMode",
    "HTTPGetAction.protocol": "v1.HTTPProtocol",
    "HTTPGetAction.scheme": "v1.URIScheme",
    "HostPathVolumeSource.type": "v1.HostPathType",
    "ImageVolumeSource.pullPolicy": "v1.PullPolicy",
    "LabelSelectorRequirement.operator": "v1.LabelSelectorOperator",
    "Lifecycle.stopSignal": "v1.Signal",
    "ManagedFieldsEntry.operation": "v1.ManagedFieldsOperationType",
    "NodeSelectorRequirement.operator": "v1.NodeSelectorOperator",
    "ObjectMeta.uid": "types.UID",
    "OwnerReference.uid": "types.UID",
    "PersistentVolumeClaimSpec.accessModes": "v1.PersistentVolumeAccessMode",
    "PersistentVolumeClaimSpec.volumeMode": "v1.PersistentVolumeMode",
    "PodOS.name": "v1.OSName",
    "PodReadinessGate.conditionType": "v1.PodConditionType",
    "PodSecurityContext.fsGroupChangePolicy": "v1.PodFSGroupChangePolicy",
    "PodSecurityContext.seLinuxChangePolicy": "v1.PodSELinuxChangePolicy",
    "PodSecurityContext.supplementalGroupsPolicy": "v1.SupplementalGroupsPolicy",
    "PodSpec.dnsPolicy": "v1.DNSPolicy",
    "PodSpec.preemptionPolicy": "v1.PreemptionPolicy",
    "PodSpec.restartPolicy": "v1.RestartPolicy",
    "SeccompProfile.type": "v1.SeccompProfileType",
    "SecurityContext.procMount": "v1.ProcMountType",
    "Toleration.effect": "v1.TaintEffect",
    "Toleration.operator": "v1.TolerationOperator",
    "TopologySpreadConstraint.nodeAffinityPolicy": "v1.NodeInclusionPolicy",
    "TopologySpreadConstraint.nodeTaintsPolicy": "v1.NodeInclusionPolicy",
    "TopologySpreadConstraint.whenUnsatisfiable": "v1.UnsatisfiableConstraintAction",
    "VolumeMount.mountPropagation": "v1.MountPropagationMode",
    "VolumeMount.recursiveReadOnly": "v1.RecursiveReadOnlyMode",
}
# Structs that embed another one: its name stands in the path of the embedded fields, which are those listed …
_REFERENCE = ("LocalObjectReference", frozenset({"name"}))
EMBEDDED = {
    "ConfigMapEnvSource": _REFERENCE,
    "ConfigMapKeySelector": _REFERENCE,
    "ConfigMapProjection": _REFERENCE,
    "ConfigMapVolumeSource": _REFERENCE,
    "SecretEnvSource": _REFERENCE,
    "SecretKeySelector": _REFERENCE,
    "SecretProjection": _REFERENCE,
    "Probe": ("ProbeHandler", frozenset({"exec", "grpc", "httpGet", "tcpSocket"})),
}
# … or all but one.
EMBEDDED_BUT = {
    "EphemeralContainer": ("EphemeralContainerCommon", "targetContainerName"),
    "Volume": ("VolumeSource", "name"),
}
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}
_MOST = int(sys.float_info.max)
# Types with a decoder of their own, and the type that this decoder hands the value to.
INNER = {"IntOrString": "int32", "Time": "string", "MicroTime": "string"}


def json_type(value: Any) -> str:
    """Return the JSON type of a Python value: object, array, string, boolean, number or null."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def number_text(value: float) -> str:
    """Return a number as it reaches the server: kubectl reads it as an int64 or a float64 and writes that as JSON.

    An integer that does not fit into 64 bits becomes a float, of which the shortest digits are written; exponents are
    used below 1e-6 and from 1e21 on (encoding/json, floatEncoder).
    """
    if isinstance(value, int):
        if fits_int64(value):
            return str(value)
        value = float(max(-_MOST, min(value, _MOST)))
    text = repr(value).removesuffix(".0")
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    if 1e-6 <= abs(value) < 1e21:
        from decimal import Decimal  # few numbers are that large or small

        return format(Decimal(text), "f")
    power = int(exponent)
    return f"{mantissa}e{power:+03d}" if power > 0 else f"{mantissa}e{power}"


def quote(text: str) -> str:
    """Return a text in double quotes as Go's %q writes it."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(_ESCAPES.get(char) or _escaped(char) for char in text) + '"'


_JSON_ESCAPES = {
    **{code: f"\\u{code:04x}" for code in (*range(32), 0x2028, 0x2029, *map(ord, "<>&"))},
    **{ord(char): f"\\{letter}" for char, letter in ('""', "\\\\", "\bb", "\ff", "\nn", "\rr", "\tt")},
}


def json_quote(text: str) -> str:
    """Return a text as Go's encoding/json writes it (appendString, with escapeHTML)."""
    return f'"{text.translate(_JSON_ESCAPES)}"'


def json_text(value: Any) -> str:
    """Return a value as Go's encoding/json writes it, the keys of a mapping in the order given."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, str):
        return json_quote(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json_quote(key)}:{json_text(item)}" for key, item in value.items()) + "}"
    return "[" + ",".join(map(json_text, value)) + "]"


def _escaped(char: str) -> str:
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def wrong_type(root: dict[str, Any], definitions: dict[str, Any], path: tuple[str | int, ...], value: Any) -> str:
    """Return the server's text for a value of the wrong type, as far as the schema and the tables know it."""
    names: list[str] = []
    struct = field = ""
    schema = root
    for part in path:
        name, schema = _resolve(schema, definitions)
        if "properties" in schema:
            struct, field = name, str(part)
            embedded, fields = EMBEDDED.get(struct, ("", frozenset()))
            outer, own = EMBEDDED_BUT.get(struct, ("", field))
            names += [it for it in (embedded if field in fields else "", outer if field != own else "") if it]
            names.append(field)
            schema = schema["properties"][field]
        else:
            schema = schema["items"] if "items" in schema else schema["additionalProperties"]
    wanted = _type(schema, struct, field)
    place = f"{struct}.{'.'.join(names)}"
    return f"json: cannot unmarshal {_found(value, wanted)} into Go struct field {place} of type {wanted}"


def _resolve(schema: dict[str, Any], definitions: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the short name and the definition behind a ``$ref``."""
    reference = schema.get("$ref")
    if reference is None:
        return "", schema
    name = reference.rpartition("/")[2]
    return name.rpartition(".")[2], definitions[name]


def _found(value: Any, wanted: str) -> str:
    """Name what was found; a number that does not fit into an integer is quoted."""
    kind = json_type(value)
    if kind == "number" and wanted in {"int32", "int64"}:
        return f"number {number_text(value)}"
    return "bool" if kind == "boolean" else kind


def _type(schema: dict[str, Any], struct: str, field: str) -> str:
    """Return the Go type of a schema that stands at a field of a struct."""
    reference = schema.get("$ref")
    if reference is not None:
        name = reference.rpartition(".")[2]
        return INNER.get(name, f"v1.{name}")
    if "items" in schema:
        return f"[]{_type(schema['items'], struct, field)}"
    if "additionalProperties" in schema:
        values = schema["additionalProperties"]
        return "v1.ResourceList" if "$ref" in values else f"map[string]{_type(values, struct, field)}"
    kinds = schema["type"]
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "string":
        return NAMED.get(f"{struct}.{field}", "string")
    return "bool" if kind == "boolean" else str(schema.get("format", "object"))
