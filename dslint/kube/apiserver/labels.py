"""Labels and annotations: maps of qualified names.

Sources: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go (ValidateLabels) and
pkg/api/validation/objectmeta.go (ValidateAnnotations).
"""

from __future__ import annotations

from dslint.kube.apiserver.fields import Key
from dslint.kube.values.names import label_value, qualified_name, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dslint.kube.apiserver.fields import FieldErrors, Path

ANNOTATIONS_LIMIT = 256 * 1024  # bytes of all keys and values together


def validate_labels(labels: Mapping[str, str] | None, path: Path, errors: FieldErrors, at: Path | None = None) -> None:
    """Check keys and values of a label map; the server reports both at the map itself.

    ``path`` is the server's path, ``at`` that of the map in the object where the two differ (as for the template's
    labels); errors are placed at the entry.
    """
    if not labels:
        return
    for key, value in labels.items():
        key_faults = qualified_name(key)
        value_faults = label_value(value)
        if key_faults or value_faults:
            place = (*(path if at is None else at), Key(key))
            for fault in key_faults:
                errors.invalid(path, key, fault, place)
            for fault in value_faults:
                errors.invalid(path, value, fault, place)


def validate_annotations(
    annotations: Mapping[str, str] | None, path: Path, errors: FieldErrors, at: Path | None = None
) -> None:
    """Check the keys of an annotation map (upper case is allowed even in the prefix) and its total size in bytes.

    ``path`` and ``at`` as for :func:`validate_labels`.
    """
    if not annotations:
        return
    total = 0
    for key, value in annotations.items():
        total += size(key) + size(value)
        faults = qualified_name(go_lower(key))
        if faults:
            place = (*(path if at is None else at), Key(key))
            for fault in faults:
                errors.invalid(path, key, fault, place)
    if total > ANNOTATIONS_LIMIT:
        errors.too_long(path, None, ANNOTATIONS_LIMIT, at)


def go_lower(text: str) -> str:
    """Lower-case as Go's strings.ToLower does: one code point at a time.

    The one character with which Python differs is U+0130, which Go turns into a plain "i".
    """
    return text.lower() if text.isascii() else "".join("i" if char == "İ" else char.lower() for char in text)
