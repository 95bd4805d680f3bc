"""References in a policy's schema: to a schema in it, to nowhere outside, and not round in a circle."""

import pytest

from dslint.catalogue.file import check_rule_file
from dslint.errors import RuleFileError
from dslint.source.text import SourceText

POLICY = """\
{id: A-1, name: a, summary: a, severity: info, messages: {found: a}, target: daemonset,
schema: SCHEMA}
"""
BEGIN = len("schema: ")
NETWORK = 'no "$ref" to http://127.0.0.1/x: dslint reads nothing from the network'


def check(schema):
    return check_rule_file(SourceText("rule.yaml", POLICY.replace("SCHEMA", schema)))


def mistake(schema):
    """Return the column in the schema and the message."""
    with pytest.raises(RuleFileError) as caught:
        check(schema)
    line, column = caught.value.source.place(caught.value.span.start)
    assert line == 2
    return column - BEGIN, caught.value.message


@pytest.mark.parametrize(
    "word", ["const", "default", "enum", "examples", "x-unknown", "definitions", "$defs", "not", "allOf", "properties"]
)
@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://127.0.0.1/x", NETWORK),
        ("file:///etc/passwd", 'no "$ref" to file:///etc/passwd: dslint reads nothing from the network'),
        ("other.yaml", '"$ref" to other.yaml, which is not there'),
        ("/x", '"$ref" to /x, which is not there'),
        ("urn:x:y", '"$ref" to urn:x:y, which is not there'),
    ],
)
def test_a_reference_to_anywhere_outside_is_refused_in_every_keyword(word, address, message):
    value = f"{{$ref: '{address}'}}"
    value = f"[{value}]" if word in ("enum", "examples", "allOf") else value
    value = f"{{a: {value}}}" if word in ("definitions", "$defs", "properties") else value
    schema = f"{{{word}: {value}}}"
    assert mistake(schema) == (schema.index("'") + 1, message)


@pytest.mark.parametrize("word", ["$ref", "$dynamicRef"])
def test_one_that_stands_deep_in_data_is_refused(word):
    schema = f"{{const: [[{{a: {{{word}: 'http://127.0.0.1/x'}}}}]]}}"
    assert mistake(schema) == (schema.index("'") + 1, NETWORK)


@pytest.mark.parametrize(
    "target", ["default", "const/a", "enum/0", "x-unknown", "examples/0", "title", "properties", "required/0", "$defs"]
)
def test_what_a_reference_leads_to_is_a_schema(target):
    schema = (
        f"{{not: {{$ref: '#/{target}'}}, default: {{type: 5}}, const: {{a: {{}}}}, enum: [{{}}], x-unknown: {{}}, "
        "examples: [{}], title: a, properties: {a: {}}, required: [a], $defs: {a: {}}}"
    )
    assert mistake(schema) == (14, f'"$ref" to #/{target}, which is no schema')


GOOD = [
    "{properties: {a: {$ref: '#'}}}",
    "{items: {$ref: '#/$defs/a'}, $defs: {a: {}}}",
    "{$ref: '#/definitions/a', definitions: {a: {type: object}}}",
    "{$ref: '#/$defs/a~1b%20c', $defs: {'a/b c': true}}",
    "{$ref: '#x', $defs: {a: {$anchor: x}}}",
    "{$dynamicRef: '#x', $defs: {a: {$dynamicAnchor: x}}}",
    "{allOf: [{$ref: '#/allOf/1'}, {type: object}]}",
    "{properties: {'1': {}, a: {$ref: '#/properties/1'}}}",
    "{properties: {$ref: {type: string}}}",
    "{anyOf: [{$ref: '#/$defs/a'}, {$ref: '#/$defs/a'}], $defs: {a: {}}}",
    "{not: {properties: {a: {$ref: '#'}}}}",
    "{$id: 'https://acme.example/x', properties: {a: {$ref: '#'}}}",
]


@pytest.mark.parametrize("schema", GOOD)
def test_a_reference_to_a_schema_is_taken(schema):
    assert check(schema).data["schema"]


CIRCLES = [
    "{$ref: HERE}",
    "{not: {$ref: HERE}}",
    "{not: {$dynamicRef: HERE}}",
    "{if: {$ref: HERE}, then: {}}",
    "{then: {else: {$ref: HERE}}}",
    "{allOf: [{anyOf: [{oneOf: [{$ref: HERE}]}]}]}",
    "{dependentSchemas: {a: {$ref: HERE}}}",
    "{properties: {a: {$ref: '#/$defs/a'}}, $defs: {a: {not: {$ref: '#/$defs/b'}}, b: {$ref: '#/$defs/a'}}}",
    "{$defs: {a: {$ref: '#/$defs/a'}}}",
]


@pytest.mark.parametrize("schema", CIRCLES)
def test_a_circle_without_a_step_into_the_value_is_refused(schema):
    schema = schema.replace("HERE", "'#'")
    column, message = mistake(schema)
    assert schema[column - 1 :].startswith("'#")
    assert message.endswith(" leads round in a circle that never ends")


def test_a_long_chain_of_references_is_walked_without_recursion():
    names = ", ".join(f"d{number}: {{$ref: '#/$defs/d{number + 1}'}}" for number in range(3000))
    assert check(f"{{$ref: '#/$defs/d0', $defs: {{{names}, d3000: {{}}}}}}").data
