"""What a policy's schema must not hold although JSON Schema would take it: misspelt keywords, other drafts."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.errors import RuleFileError
from dslint.manifest.field import Field
from dslint.phrases import did_you_mean, suggest
from dslint.source.text import SourceText
from dslint.template import show

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
# Source: json-schema.org/draft/2020-12, the vocabularies core, applicator, unevaluated, validation, meta-data,
# format-annotation and content
MAPS = ("$defs", "definitions", "dependentSchemas", "patternProperties", "properties")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = (
    "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not", "propertyNames", "then",
    "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
_OTHERS = (
    "$anchor", "$comment", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema", "$vocabulary", "const",
    "contentEncoding", "contentMediaType", "default", "dependentRequired", "deprecated", "description", "enum",
    "examples", "exclusiveMaximum", "exclusiveMinimum", "format", "maxContains", "maxItems", "maxLength",
    "maxProperties", "maximum", "minContains", "minItems", "minLength", "minProperties", "minimum", "multipleOf",
    "pattern", "readOnly", "required", "title", "type", "uniqueItems", "writeOnly",
)  # fmt: skip
_KEYWORDS = (*MAPS, *LISTS, *_SINGLE, *_OTHERS)


def refuse_slips(schema: Field, source: SourceText) -> None:
    """Check a schema that the definition of JSON Schema takes; raises RuleFileError with the place.

    JSON Schema ignores keywords that it does not know, and a policy with ``patern`` would check nothing for ever.
    """
    draft = schema.get("$schema")
    if draft and draft.text.rstrip("#") != _DRAFT:
        raise RuleFileError("a schema here is JSON Schema 2020-12", source=source, span=draft.span())
    parts = list(_schemas(schema))
    for part in parts:
        for entry in part.entries():
            close = None if entry.name in _KEYWORDS else suggest(str(entry.name), _KEYWORDS, cutoff=0.75)
            if close:
                message = f'unknown keyword "{show(entry.name)}"'
                raise RuleFileError(message, hint=did_you_mean(f'"{close}"'), source=source, span=entry.span(key=True))
    from dslint.catalogue.references import refuse_references

    refuse_references(schema, parts, source)


def _schemas(schema: Field) -> Iterator[Field]:
    """Yield a schema and every schema in it, in the order of the text."""
    yield schema
    for entry in schema.entries():
        if entry.name in MAPS:
            below = list(entry.entries())
        elif entry.name in LISTS:
            below = list(entry.items())
        else:
            below = [entry] if entry.name in _SINGLE else []
        for part in below:
            yield from _schemas(part)
