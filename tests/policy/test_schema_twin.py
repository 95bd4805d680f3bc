"""A schema and the expression made of it: true of the same values."""

import pytest

from dslint.catalogue.violations import Validator
from dslint.kube.cel.runtime import Bindings, Scope, compile_expression
from dslint.policy.inexact import InexactError
from dslint.policy.schema_twin import SchemaTwin, type_at

LABELS = ("metadata", "labels")
CONTAINER = ("spec", "template", "spec", "containers", 0)
VALUES = [
    {},
    {"a": "1"},
    {"b": "x"},
    {"a": "1", "b": "x"},
    {"a": ""},
    {"app.kubernetes.io/name": "n"},
    {"in": "y", "a-b": "z"},
    {"team": "storage"},
    {"a": "12"},
    {"ab": "1", "abc": "2"},
]
CONTAINERS = [
    {"name": "a", "args": []},
    {"name": "b", "args": ["x", "y"]},
    {"name": "b", "args": ["x", "x"]},
    {"args": ["--v=5"]},
    {"name": "abc", "ports": [{"containerPort": 80}, {"containerPort": 8080}]},
    {"ports": [{"containerPort": 3}]},
    {"resources": {"limits": {"cpu": "1"}}},
    {"securityContext": {"runAsUser": 0}},
    {"securityContext": {"runAsUser": 7}},
    {"tty": True},
    {"name": "ünï"},
]
ON_LABELS = [
    {"required": ["a"]},
    {"properties": {"a": {"pattern": "^1$"}}},
    {"additionalProperties": False, "properties": {"a": {}}},
    {"additionalProperties": {"minLength": 1}},
    {"patternProperties": {"^a": {"maxLength": 1}}},
    {"propertyNames": {"maxLength": 2}},
    {"minProperties": 1, "maxProperties": 1},
    {"dependentRequired": {"a": ["b"]}},
    {"not": {"required": ["a"]}},
    {"dependentSchemas": {"a": {"required": ["b"]}}},
    {"properties": {"in": {"const": "y"}, "a-b": False}},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"maxProperties": 1}},
    {"if": {"required": ["a"]}},
    {"allOf": [{"required": ["a"]}, {"properties": {"a": {"enum": ["1", "12"]}}}]},
    {"type": "object"},
    {"type": "array"},
    {"$ref": "#/$defs/x", "$defs": {"x": {"required": ["a"]}}},
    {"properties": {"app.kubernetes.io/name": {"type": "string"}}},
    {"additionalProperties": False, "patternProperties": {"^a": {}}, "properties": {"b": {}}},
    False,
    True,
]
ON_CONTAINERS = [
    {"properties": {"name": {"minLength": 2, "maxLength": 3}}},
    {"properties": {"args": {"minItems": 1, "maxItems": 1}}},
    {"properties": {"args": {"uniqueItems": True}}},
    {"properties": {"args": {"contains": {"const": "x"}}}},
    {"properties": {"args": {"contains": {"const": "x"}, "minContains": 2, "maxContains": 2}}},
    {"properties": {"args": {"items": {"pattern": "^-"}}}},
    {"properties": {"tty": {"const": True}}},
    {"properties": {"ports": {"items": {"properties": {"containerPort": {"minimum": 80, "exclusiveMaximum": 8080}}}}}},
    {"properties": {"ports": {"items": {"properties": {"containerPort": {"multipleOf": 40, "exclusiveMinimum": 80}}}}}},
    {"properties": {"securityContext": {"properties": {"runAsUser": {"enum": [0, "x", True]}}}}},
    {"properties": {"securityContext": {"required": ["runAsUser"], "properties": {"runAsUser": {"minimum": 1}}}}},
    {"properties": {"resources": {"properties": {"limits": {"required": ["memory"]}}}}},
    {"minimum": 3},
    {"pattern": "x"},
]


@pytest.mark.parametrize(
    ("path", "values", "schema"),
    [
        *(pytest.param(LABELS, VALUES, schema, id=f"labels {number}") for number, schema in enumerate(ON_LABELS)),
        *(
            pytest.param(CONTAINER, CONTAINERS, schema, id=f"container {number}")
            for number, schema in enumerate(ON_CONTAINERS)
        ),
    ],
)
def test_the_expression_is_true_of_what_the_schema_accepts(path, values, schema):
    pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
    program = compile_expression(SchemaTwin(schema, path).expression("x"), Scope({"x": "dyn"}), 37)
    validator = Validator(schema)
    theirs = [program.run(Bindings({"x": value})) for value in values]
    assert theirs == [validator.is_valid(value) for value in values]


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"prefixItems": [{}]}, 'its schema has "prefixItems", which no expression stands for'),
        (
            {"additionalProperties": False},
            'its schema has "additionalProperties" where the API server adds fields of its own',
        ),
        ({"$ref": "#"}, "its schema refers to itself"),
        ({"$ref": "#/$defs/x"}, "its schema refers to #/$defs/x, which is not there"),
        ({"const": {"a": 1}}, "its schema compares with a list, a mapping or nothing"),
        (
            {"properties": {"a": {"pattern": "(?=x)"}}},
            "the pattern (?=x) has (?=x, which RE2 does not know or reads in another way",
        ),
    ],
)
def test_what_has_no_equal_is_named(schema, reason):
    with pytest.raises(InexactError) as error:
        SchemaTwin(schema, ("spec",)).expression("x")
    assert str(error.value) == reason


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("spec", "template", "spec", "hostNetwork"), "boolean"),
        ((*CONTAINER, "image"), "string"),
        ((*CONTAINER, "resources", "limits", "cpu"), ""),
        (("spec", "nothing", "such"), ""),
    ],
)
def test_the_type_of_a_field_is_known(path, kind):
    assert type_at(path) == kind
