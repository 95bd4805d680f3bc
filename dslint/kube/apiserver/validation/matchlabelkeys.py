"""``matchLabelKeys`` and ``mismatchLabelKeys`` of pod affinity terms and topology spread constraints.

Source: ValidateMatchLabelKeysAndMismatchLabelKeys and ValidateMatchLabelKeysInTopologySpread in
pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.validation.common import check
from dslint.kube.values.names import qualified_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path

_NO_SELECTOR = "must not be specified when labelSelector is not set"
_IN_BOTH = "exists in both matchLabelKeys and labelSelector"


def validate_match_label_keys(
    term: dict[str, Any], selector: dict[str, Any] | None, path: Path, errors: FieldErrors, *, mismatch: bool
) -> None:
    """Check the key lists of one term; ``mismatch`` tells whether it can have ``mismatchLabelKeys``.

    A key of ``matchLabelKeys`` may stand once in the selector, as the server itself puts it there; the error for a
    second time is reported at the term's own index, as if the term were a list.
    """
    keys = term.get("matchLabelKeys") or ()
    mismatch_keys = (term.get("mismatchLabelKeys") or ()) if mismatch else ()
    if not keys and not mismatch_keys:
        return
    _keys(keys, selector, (*path, "matchLabelKeys"), errors)
    _keys(mismatch_keys, selector, (*path, "mismatchLabelKeys"), errors)
    if selector is not None:
        last_index = {key: index for index, key in enumerate(keys)}
        seen = set(selector.get("matchLabels") or ())
        for expression in selector.get("matchExpressions") or ():
            key = expression.get("key") or ""
            index = last_index.get(key)
            if index is not None and key in seen:
                errors.invalid((*path, index), key, _IN_BOTH, (*path, "matchLabelKeys", index))
            seen.add(key)
    neither = set(mismatch_keys)
    for index, key in enumerate(keys):
        if key in neither:
            place = (*path, "matchLabelKeys", index)
            errors.invalid(place, key, "exists in both matchLabelKeys and mismatchLabelKeys")


def _keys(keys: list[str] | tuple[()], selector: dict[str, Any] | None, path: Path, errors: FieldErrors) -> None:
    if not keys:
        return
    if selector is None:
        errors.forbidden(path, _NO_SELECTOR, keys)
        return
    for index, key in enumerate(keys):
        check(qualified_name, key, (*path, index), errors)


def validate_unmerged_match_label_keys(
    keys: list[str], selector: dict[str, Any] | None, path: Path, errors: FieldErrors
) -> None:
    """Check ``matchLabelKeys`` of a spread constraint where the server does not merge them into the selector.

    So it is before Kubernetes 1.34: a key must not stand in the selector at all.
    """
    if not keys:
        return
    taken: set[str] = set()
    if selector is None:
        errors.forbidden(path, _NO_SELECTOR, keys)
    else:
        taken.update(selector.get("matchLabels") or ())
        taken.update(expression.get("key") or "" for expression in selector.get("matchExpressions") or ())
    for index, key in enumerate(keys):
        check(qualified_name, key, (*path, index), errors)
        if key in taken:
            errors.invalid((*path, index), key, _IN_BOTH)
