"""Read a rule file and check it against ``schemas/rule.schema.json``, with the place of every mistake.

dslint's own rules are checked by tests; at run time this reads policies alone, which need ``jsonschema`` anyway.
"""

from __future__ import annotations

import json
import os

from dslint.catalogue.slips import refuse_slips
from dslint.catalogue.violations import SchemaViolation, Validator, violations
from dslint.errors import RuleFileError
from dslint.manifest.field import Field
from dslint.paths import read_file
from dslint.phrases import did_you_mean, suggest
from dslint.record import NamedTuple
from dslint.resources import folder
from dslint.source.text import SourceText, Span, UndecodableError
from dslint.source.tree import Mapping, Node, ParseError, Sequence, parse
from dslint.template import printable, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TYPES = {"array": "a list", "boolean": "true or false", "integer": "a whole number", "object": "a mapping",
          "number": "a number", "string": "text"}  # fmt: skip
LARGEST = 1 << 20


class RuleFile(NamedTuple):
    """A rule file that has passed every check: its text, its fields with places, its contents."""

    source: SourceText
    root: Field
    data: dict[str, Any]


def read_rule_file(path: str) -> RuleFile:
    """Read and check one file; raises RuleFileError with the place of the first mistake."""
    try:
        data = read_file(path, LARGEST)
    except OSError as error:
        raise RuleFileError(f"{printable(path)}: {error.strerror or error}") from None
    if len(data) > LARGEST:
        raise RuleFileError(f"{printable(path)}: larger than {LARGEST >> 20} MiB, which no rule file is")
    try:
        source = SourceText.decode(path, data)
    except UndecodableError as error:
        raise RuleFileError(f"{printable(path)}: {error}") from None
    return check_rule_file(source)


def check_rule_file(source: SourceText) -> RuleFile:
    """Check the text of one rule file; raises RuleFileError with the place of the first mistake."""
    try:
        tree = parse(source.text)
    except ParseError as error:
        at = min(error.offset, len(source.text))
        raise RuleFileError(printable(error.reason), source=source, span=Span(at, at + 1)) from None
    if tree.rest is not None:
        raise RuleFileError("a rule file is one document", source=source, span=Span(tree.rest, tree.rest + 1))
    root = Field(tree.root)
    if tree.root is not None:
        _refuse_duplicates(tree.root, source)
    _refuse_mistakes(root, source)
    if root.get("schema"):
        refuse_slips(root.get("schema"), source)
    return RuleFile(source, root, root.value)


def _refuse_duplicates(root: Node, source: SourceText) -> None:
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Mapping):
            for entry, _ in node.duplicates:
                span = Span(entry.key.start, entry.key.end)
                raise RuleFileError(f"{show(entry.name)} stands here twice", source=source, span=span)
            stack += [entry.value for entry in node.entries]
        elif isinstance(node, Sequence):
            stack += node.items


def _refuse_mistakes(root: Field, source: SourceText) -> None:
    with open(os.path.join(folder("schemas"), "rule.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    del schema["$schema"]  # it would replace the validator by the standard one
    validator = Validator(schema, format_checker=Validator.FORMAT_CHECKER)
    try:
        found = list(violations(validator.iter_errors(root.value), root))
    except RecursionError:
        message = "nested deeper than any rule needs"
        raise RuleFileError(message, source=source, span=root.get("schema").span()) from None
    if not found:
        return
    worst = min(found, key=_gravity)
    message, hint = _say(worst)
    raise RuleFileError(message, hint=hint, source=source, span=worst.field.span(key=worst.key))


def _gravity(violation: SchemaViolation) -> tuple[int, int]:
    """Put first what explains the others: a misspelt key before the one that is missing for it."""
    order = {"not": 0, "additionalProperties": 1, "required": 3}
    return (order.get(str(violation.error.validator), 2), violation.field.span().start)


def _say(violation: SchemaViolation) -> tuple[str, str | None]:
    """Return what is wrong in words, and what was probably meant."""
    field, error = violation.field, violation.error
    name = show(".".join(str(step) for step in field.path) or "a rule file")
    written = show(error.instance)
    wanted: Any = error.validator_value
    schema: Any = error.schema  # never a boolean: the rule schema has `not: {}` for false
    about = schema.get("description")
    if error.validator == "additionalProperties":
        close = suggest(str(field.name), list(schema.get("properties", ())))
        return f'unknown key "{show(field.name)}"', did_you_mean(close and f'"{close}"')
    if error.validator == "required":
        return f"{name} is missing", None
    if error.validator == "not":
        return (f"{name}: is {about}" if field.name == "cel" else f"{name} is {about}"), None
    if error.validator == "type":
        types = [wanted] if isinstance(wanted, str) else wanted
        hint = "write it in quotes" if wanted == "string" and isinstance(error.instance, (bool, int, float)) else None
        return f"{name} is not {' or '.join(_TYPES.get(kind, kind) for kind in types)}", hint
    if error.validator == "enum":
        close = suggest(written, [str(word) for word in wanted])
        return f'{name} "{written}" is not one of {", ".join(map(show, wanted))}', did_you_mean(close)
    if error.validator == "anyOf" and field.path[:1] == ("examples",):
        return f"{name} has neither bad nor good", None
    if error.validator == "anyOf":
        return f"{name} is not what JSON Schema takes here", None
    if error.validator in ("minItems", "minProperties"):
        return f"{name} is empty", None
    if error.validator == "uniqueItems":
        return f"{name} says something twice", None
    if error.validator == "propertyNames":
        return f"{name}: a key here is {wanted.get('description') or 'of another form'}", None
    if error.validator == "format":
        return f'{name} "{written}" is not a {show(wanted)}: {show(error.cause)}', None
    if about and isinstance(error.instance, str):
        return f'{name} "{written}" is not {about}', None
    return f"{name}: {show(error.message)}", None
