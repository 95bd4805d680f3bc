"""JSON Schema errors with their exact places: the missing field, the key too many, not the mapping around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from dslint.manifest.field import Field
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Schema = Mapping[str, Any]


_ABOUT_THE_KEY = frozenset(
    {"additionalProperties", "dependentRequired", "patternProperties", "properties", "propertyNames"}
)
_ABOUT_ABSENCE = frozenset({"contains", "dependentRequired", "minContains", "minItems", "minProperties"})


class SchemaViolation(NamedTuple):
    """One error with the field at fault.

    ``key`` tells that the field's key is to blame rather than its value; ``absence`` that the error rests on something
    that is not there.
    """

    field: Field
    error: ValidationError
    key: bool
    absence: bool


def violations(errors: Iterable[ValidationError], target: Field) -> Iterator[SchemaViolation]:
    """Yield each error with its place below the field that was validated."""
    for error in errors:
        field = target.get(*_place(error))
        yield SchemaViolation(field, error, _about_key(error), _absent(error, field))


def _about_key(error: ValidationError) -> bool:
    if error.validator == "not":
        return isinstance(error.instance, dict) or error.validator_value in ({}, True)
    return error.validator is None or error.validator in _ABOUT_THE_KEY


def _place(error: ValidationError) -> tuple[str | int, ...]:
    """Return the path of an error; where all alternatives fail, of what their failures have in common."""
    if not error.context:
        return tuple(error.absolute_path)
    first, *others = [_place(branch) for branch in error.context]
    for other in others:
        size = next((n for n, (a, b) in enumerate(zip(first, other, strict=False)) if a != b), len(other))
        first = first[:size]
    return first


def _absent(error: ValidationError, field: Field) -> bool:
    if error.context:
        return any(_absent(branch, field) for branch in error.context)
    return not field or error.validator in _ABOUT_ABSENCE or error.validator == "required"


def _required(validator: Any, names: Any, instance: Any, _: Schema) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for name in names:
            if name not in instance:
                yield ValidationError(f"{name} is missing", path=(name,))


def _dependent_required(validator: Any, needs: Any, instance: Any, _: Schema) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for name, others in needs.items():
            missing = [other for other in others if name in instance and other not in instance]
            if missing:
                yield ValidationError(f"{name} needs {', '.join(missing)}", path=(name,))


def _additional(validator: Any, allowed: Any, instance: Any, schema: Schema) -> Iterator[ValidationError]:
    if not validator.is_type(instance, "object"):
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name, value in instance.items():
        if name in known or any(re.search(pattern, name) for pattern in patterns):
            continue
        yield from _property(validator, name, value, allowed)


def _properties(validator: Any, schemas: Any, instance: Any, _: Schema) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for name, schema in schemas.items():
            if name in instance:
                yield from _property(validator, name, instance[name], schema)


def _pattern_properties(validator: Any, schemas: Any, instance: Any, _: Schema) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for pattern, schema in schemas.items():
            for name, value in instance.items():
                if re.search(pattern, name):
                    yield from _property(validator, name, value, schema)


def _property(validator: Any, name: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    """Validate one property; jsonschema itself loses the name of one whose schema is false."""
    if schema is False:
        yield ValidationError(f"{name} is forbidden", path=(name,))
    else:
        yield from validator.descend(value, schema, path=name)


def _property_names(validator: Any, names: Any, instance: Any, _: Schema) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for name in instance:
            for error in validator.descend(name, names):
                yield ValidationError(error.message, path=(name,), schema=error.schema, cause=error)


def _not(validator: Any, forbidden: Any, instance: Any, _: Schema) -> Iterator[ValidationError]:
    if validator.evolve(schema=forbidden).is_valid(instance):
        # `not: {required: [x]}` is how a schema says that x must not be there
        names = forbidden.get("required", ()) if isinstance(forbidden, dict) else ()
        there = [name for name in names if isinstance(instance, dict)][-1:]
        yield ValidationError("matches what is forbidden", path=there)


# JSON Schema 2020-12, with errors that say which key they are about
Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {
        "additionalProperties": _additional,
        "dependentRequired": _dependent_required,
        "not": _not,
        "patternProperties": _pattern_properties,
        "properties": _properties,
        "propertyNames": _property_names,
        "required": _required,
    },
)
