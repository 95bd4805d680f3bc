"""The API server's answer to a new DaemonSet, offline: the one entry for callers that want all of it.

    decoder = compile_schema(schema)              # parsed schemas/kubernetes/1.<minor>/daemonset.json, once per version
    answer = answer(manifest, decoder, minor)     # (dict[str, Any], Decoder, int) -> Answer

The work is done in the server's order: decode, fill in defaults and the namespace, drop the fields of features that are
off, validate, warn. Decoding errors end it. Keys given twice are gone from a ``dict``: only who reads the text sees
them (``decode.duplicate_field`` has the server's words). Feature gates are at the defaults of the version, the server
runs with --allow-privileged, and there are no admission plugins.

Sources: BeforeCreate in staging/src/k8s.io/apiserver/pkg/registry/rest/create.go; pkg/registry/apps/daemonset/
strategy.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.defaults import apply_defaults
from dslint.kube.apiserver.disabled_fields import drop_disabled, dropped_fields
from dslint.kube.apiserver.fields import POD_SPEC
from dslint.kube.apiserver.validation import validate_prepared
from dslint.kube.apiserver.warnings import warnings
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.decode import DecodeError, Decoder, UnknownField
    from dslint.kube.apiserver.disabled_fields import DroppedField
    from dslint.kube.apiserver.fields import FieldError
    from dslint.kube.apiserver.warnings import ServerWarning

NAMESPACE = "default"
_DELETION = ("deletionTimestamp", "deletionGracePeriodSeconds")
_ACCOUNT_NAME = (*POD_SPEC, "serviceAccountName")
_OLD_ACCOUNT_NAME = (*POD_SPEC, "serviceAccount")


class Answer(NamedTuple):
    """What the server says of one object.

    Each error and warning has ``at``, its exact path in the submitted object. ``stored`` is the object as it would be
    stored; where decoding failed it is what could be decoded, and ``errors`` and ``warnings`` are empty. ``dropped``
    are the fields that are left out in silence since the feature behind them is off by default.
    """

    decode_errors: list[DecodeError]
    unknown: list[UnknownField]
    errors: list[FieldError]
    warnings: list[ServerWarning]
    stored: dict[str, Any]
    dropped: tuple[DroppedField, ...] = ()

    @property
    def accepted(self) -> bool:
        """Tell whether the server takes the object (under fieldValidation=Strict unknown fields must be absent too).

        It sends the warnings only with an object that it accepts; they are listed in any case.
        """
        return not self.decode_errors and not self.errors

    @property
    def decode_error(self) -> DecodeError | None:
        """The one decoding error that the server would report; it stops at the first."""
        from dslint.kube.apiserver.decode import first_error

        return first_error(self.decode_errors)


def answer(manifest: dict[str, Any], decoder: Decoder, minor: int, namespace: str = NAMESPACE) -> Answer:
    """Return what Kubernetes 1.``minor`` answers to a request to create this DaemonSet.

    ``namespace`` is the one of the request, filled in where the manifest names none. The manifest is not changed.
    Never raises on JSON values, whatever they are.
    """
    decoded = decoder.decode(manifest)
    if decoded.errors:
        return Answer(decoded.errors, decoded.unknown, [], [], decoded.object)
    filled = prepare(decoded.object, minor, namespace, gates=False)
    kept = drop_disabled(filled, minor)
    dropped = () if kept is filled else tuple(dropped_fields(filled, minor))
    stored = _without_deletion(kept)
    errors = validate_prepared(stored, minor)
    if errors:
        errors = [_as_submitted(error, decoded.object) for error in errors]
    return Answer([], decoded.unknown, errors, warnings(stored, minor), stored, dropped)


def _without_deletion(ds: dict[str, Any]) -> dict[str, Any]:
    """Leave out what no new object can say of its own end (WipeObjectMetaSystemFields in rest/meta.go)."""
    metadata = ds["metadata"]
    if metadata.keys().isdisjoint(_DELETION):
        return ds
    return {**ds, "metadata": {key: value for key, value in metadata.items() if key not in _DELETION}}


def _as_submitted(error: FieldError, decoded: dict[str, Any]) -> FieldError:
    """Place an error of a name that was copied from its old field where it is written."""
    if error.at == _ACCOUNT_NAME and not decoded["spec"]["template"]["spec"].get("serviceAccountName"):
        return error._replace(at=_OLD_ACCOUNT_NAME)
    return error


def prepare(decoded: dict[str, Any], minor: int, namespace: str = NAMESPACE, *, gates: bool = True) -> dict[str, Any]:
    """Return the decoded object as the server validates it: with defaults and namespace, without gated fields.

    ``gates=False`` keeps the fields of disabled features, which an update may have to keep.
    """
    ds = apply_defaults(decoded)
    metadata = ds.get("metadata") or {}
    if not metadata.get("namespace"):
        ds["metadata"] = {**metadata, "namespace": namespace}
    return drop_disabled(ds, minor) if gates else ds
