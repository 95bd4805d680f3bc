"""Where actions are in a template, and what they do."""

import pytest

from dslint.inputs.rendering.gotemplate import NoTemplateError, name_of, pipeline, tokens

CASES = {
    "text": ("a: b", [("text", "a: b")]),
    "output": ("a: {{ .b }}c", [("text", "a: "), ("output", "{{ .b }}"), ("text", "c")]),
    "trims": ("{{- .b -}}", [("output", "{{- .b -}}")]),
    "negative number is no trim": ("{{-3}}", [("output", "{{-3}}")]),
    "brace in a string": ('{{ "}}" }}x', [("output", '{{ "}}" }}'), ("text", "x")]),
    "brace in a raw string": ("{{ `}}` }}x", [("output", "{{ `}}` }}"), ("text", "x")]),
    "brace in a character": ("{{ '}' }}x", [("output", "{{ '}' }}"), ("text", "x")]),
    "comment with a brace": ("{{/* }} */}}x", [("comment", "{{/* }} */}}"), ("text", "x")]),
    "comment over lines": ("{{- /* a\n b */ -}}", [("comment", "{{- /* a\n b */ -}}")]),
    "action over lines": ("{{ list\n 1 }}", [("output", "{{ list\n 1 }}")]),
    "keywords": (
        "{{ if .a }}{{ else if .b }}{{ end }}",
        [("if", "{{ if .a }}"), ("else", "{{ else if .b }}"), ("end", "{{ end }}")],
    ),
    "function named like a keyword": ("{{ iffy }}{{ end.x }}", [("output", "{{ iffy }}"), ("output", "{{ end.x }}")]),
    "declaration": ("{{ $a := 1 }}{{ $a = 2 }}", [("declaration", "{{ $a := 1 }}"), ("declaration", "{{ $a = 2 }}")]),
    "variable": ("{{ $a }}{{ $ }}", [("output", "{{ $a }}"), ("output", "{{ $ }}")]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_template_is_cut_into_text_and_actions(text, expected):
    assert [(one.kind, text[one.span.start : one.span.end]) for one in tokens(text)] == expected


def test_an_action_that_does_not_end_is_no_template():
    with pytest.raises(NoTemplateError):
        list(tokens("a: {{ .b"))


def test_trims_are_told():
    first, second = tokens("{{- .a }}{{ .b -}}")
    assert (first.left, first.right, second.left, second.right) == (True, False, False, True)


def test_a_name_stands_behind_its_keyword():
    assert name_of('define "a.b"') == ("a.b", "")
    assert name_of("template `x` (dict 1 2)") == ("x", "(dict 1 2)")
    assert name_of("template $x .") is None


def test_a_pipeline_is_cut_at_its_own_bars():
    assert pipeline('include "a|b" (.x | y) | nindent 4 | quote') == ['include "a|b" (.x | y)', "nindent 4", "quote"]
