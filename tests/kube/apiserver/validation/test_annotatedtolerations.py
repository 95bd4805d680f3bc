import pytest

from tests.conformance.answers import ask
from tests.kube.apiserver.build import daemonset

KEY = "scheduler.alpha.kubernetes.io/tolerations"


def errors(text):
    manifest = daemonset()
    manifest["spec"]["template"]["metadata"]["annotations"] = {KEY: text}
    return [(it.field.removeprefix("spec.template."), it.detail, str(it.at[-1])) for it in ask(manifest).errors]


@pytest.mark.parametrize(
    "text", ["", "null", "[]", '[{"Key":"a","OPERATOR":"Exists"}]', ' [ {"operator":"Exists","other":[{}]} ] ']
)
def test_tolerations_are_read_whatever_the_case_of_their_names(text):
    assert errors(text) == []


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ('[{"key":"a"}', "unexpected end of JSON input"),
        ("{}", "json: cannot unmarshal object into Go value of type []core.Toleration"),
        ('"a"', "json: cannot unmarshal string into Go value of type []core.Toleration"),
        ("[1]", "json: cannot unmarshal number into Go value of type core.Toleration"),
        ('[{"key":1}]', "json: cannot unmarshal number into Go struct field Toleration.Key of type string"),
        (
            '[{"tolerationSeconds":1.5}]',
            "json: cannot unmarshal number 1.5 into Go struct field Toleration.TolerationSeconds of type int64",
        ),
        (
            '[{"tolerationSeconds":"1"}]',
            "json: cannot unmarshal string into Go struct field Toleration.TolerationSeconds of type int64",
        ),
        ('[{"operator":"Exists"}] x', "invalid character 'x' after top-level value"),
        ('{"a":01}', "invalid character '1' after object key:value pair"),
        ("[tru]", "invalid character ']' in literal true (expecting 'e')"),
    ],
)
def test_text_that_go_cannot_read_is_an_error_in_its_words(text, detail):
    assert errors(text) == [("annotations", detail, KEY)]


def test_tolerations_in_an_annotation_are_judged_as_any_other():
    assert errors("[null]") == [
        (
            f"annotations.{KEY}[0].operator",
            'operator must be Exists when `key` is empty, which means "match all values and all keys"',
            KEY,
        )
    ]
