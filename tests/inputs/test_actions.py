"""What is a Go template, and what is broken YAML with braces in it."""

import pytest

from dslint.inputs.actions import is_template

TEMPLATES = {
    "a condition": "kind: DaemonSet\n{{- if .x }}\na: b\n{{- end }}\n",
    "an action behind blanks": "a:\n  {{ toYaml .x | nindent 2 }}\n",
    "two actions in a line": "a: [\n{{ with .x }} {{ end }}\n",
    "an action over two lines": "a: b\n{{ include\n  .x }}\n",
    "a value": "a: {{ .x }}\n",
    "a value in parts": "image: {{ .x }}:{{ .y }}\n",
    "a value with quotes": 'a: "{{ .x | default "b" }}"\n',
    "a key": "{{ .x }}: {{ .y | quote }}\n",
    "an item": "- {{ .x }}\n",
    "a mapping behind its key": "a: {{- include .x | nindent 2 }}\n  b: c\n",
    "mappings behind keys, and a value in parts": (
        "a: {{- include .x | nindent 2 }}\n  b: c\nd: {{ .y }}/x:{{ .z }}\ne: {{ .y }}\n"
    ),
    "JSON": '{"a": {{ .x }}}\n',
    "Jinja": "a: {{ x }}\n{% if y %}\nb: c\n{% endif %}\n",
    "Terraform": "a:\n  %{~ for x in y ~}\n  - ${x}\n  %{~ endfor ~}\n",
    "CRLF": "a: b\r\n{{ if .x }}\r\nc: d\r\n",
}
MISTAKES = {
    "an indent far from an action": "args: ['--tag={{.Name}}']\nb:\n  c: d\n   e: f\n",
    "an action in a comment": "# {{ x }}\nb:\n  c: d\n   e: f\n",
    "an action behind an item that is read": "- {{ .x }}\n-a: b\nc: [\n",
    "braces that are no action": "a: b\n{{ x\n",
    "many braces that are no action": "a: [\n" + "{{" * 100_000,
    "a pattern of a log parser": "a: [\n%{TIMESTAMP}\n",
    "no action": "a: [\n",
}


@pytest.mark.parametrize("text", TEMPLATES.values(), ids=TEMPLATES)
def test_a_text_that_reads_without_its_actions_is_a_template(text):
    assert is_template(text)


@pytest.mark.parametrize("text", MISTAKES.values(), ids=MISTAKES)
def test_a_text_that_stays_unreadable_without_its_actions_is_none(text):
    assert not is_template(text)
