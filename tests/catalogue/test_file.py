"""Mistakes in a rule file are told with their place."""

import json

import pytest
from jsonschema import Draft202012Validator

from dslint.catalogue.file import check_rule_file, read_rule_file
from dslint.errors import RuleFileError
from dslint.resources import folder
from dslint.source.text import SourceText
from dslint.source.tree import parse, plain

POLICY = """\
id: ACME001
name: image-from-elsewhere
summary: image that does not come from our registry
severity: error
default: true
tags: [supply-chain]
rationale: Other registries go down.
messages:
  found: image {value} is from elsewhere
  missing: {text: "{container} has no image", help: name one}
target: container
schema:
  required: [image]
  properties: {image: {pattern: "^registry.acme.example/"}}
"""
OWN = """\
id: DS101
name: unmatched-selector
summary: selector does not match
severity: error
default: true
status: stable
since: "0.1"
tags: [rejected]
rationale: The server refuses it.
messages: {found: "label {key} differs"}
fix: none
references: [https://kubernetes.io/docs/]
check: python:selector.unmatched_selector
examples: [{title: a, bad: "kind: DaemonSet"}]
"""


def mistake(text):
    with pytest.raises(RuleFileError) as caught:
        check_rule_file(SourceText("rule.yaml", text))
    error = caught.value
    place = error.source.place(error.span.start)
    return (*place, error.source.text[slice(*error.span)], error.message, error.hint)


GOOD = {
    "a policy": POLICY,
    "a rule of dslint's own": OWN,
    "a rule that the engine speaks for": OWN.replace("check: python:selector.unmatched_selector\n", ""),
    "a message that differs from its rule": OWN.replace(
        '"label {key} differs"', "{text: a, severity: info, default: false, fix: unsafe, why: b, label: c}"
    ),
    "options": OWN + "options: {keep-old: {description: keep it, type: boolean, default: true}}\n",
    "aliases": OWN + "aliases: [old-name]\n",
    "an example of a part": OWN.replace("bad:", "target: podSpec, bad:"),
    "a target version": OWN + 'kubernetes: ">=1.24"\n',
    "a good example alone": OWN.replace("bad:", "good:"),
    "a definition and a reference to it": POLICY.replace(
        "  required: [image]", "  $defs: {a: {type: object}}\n  $ref: '#/$defs/a'"
    ),
    "a field that is called like no keyword": POLICY.replace("{image: {pattern", "{propertys: {pattern"),
    "an annotation that resembles no keyword": POLICY.replace("{pattern", "{x-owner: platform, pattern"),
    "a value that looks like a schema": POLICY.replace("{pattern", "{default: {patern: 1, $ref: '#/x'}, pattern"),
    "the draft named": POLICY.replace("  required: [image]", "  $schema: https://json-schema.org/draft/2020-12/schema"),
    "a least policy": """\
{id: A-1, name: a, summary: a, severity: info, messages: {found: a}, target: daemonset, schema: {}}
""",
}

# what is replaced, by what, then line, column, the text pointed at, the message, the hint
BAD = {
    "a misspelt key": (
        (POLICY, "severity:", "severty:"),
        (4, 1, "severty", 'unknown key "severty"', 'did you mean "severity"?'),
    ),
    "a key that nothing resembles": ((POLICY, "default:", "xyzzy:"), (5, 1, "xyzzy", 'unknown key "xyzzy"', None)),
    "a missing key": (
        (POLICY, "summary: image that does not come from our registry\n", ""),
        (1, 1, "id", "summary is missing", None),
    ),
    "no target": ((POLICY, "target: container\n", ""), (1, 1, "id", "target is missing", None)),
    "an unknown target": (
        (POLICY, "target: container", "target: containers"),
        (
            11, 9, "containers",
            'target "containers" is not one of daemonset, podTemplate, podSpec, container',
            "did you mean container?",
        ),
    ),
    "an unknown severity": (
        (POLICY, "severity: error", "severity: err"),
        (4, 11, "err", 'severity "err" is not one of error, warning, info', "did you mean error?"),
    ),
    "a number for a text": (
        (OWN, 'since: "0.1"', "since: 0.1"),
        (7, 8, "0.1", "since is not text", "write it in quotes"),
    ),
    "a text for a truth value": (
        (POLICY, "default: true", 'default: "true"'),
        (5, 10, '"true"', "default is not true or false", None),
    ),
    "a name in another form": (
        (POLICY, "name: image-from-elsewhere", "name: Image_From"),
        (2, 7, "Image_From", 'name "Image_From" is not lower-case words joined by hyphens', None),
    ),
    "a name that says no": (
        (OWN, "name: unmatched-selector", "name: no-unmatched"),
        (
            2, 7, "no-unmatched",
            'name "no-unmatched" is not a name that reads after "allow": without no- or disallow- before it',
            None,
        ),
    ),
    "an id with too few digits": (
        (OWN, "id: DS101", "id: DS11"),
        (1, 5, "DS11", 'id "DS11" is not DS and three digits, as rules with a check have', None),
    ),
    "a policy in dslint's own range": (
        (POLICY, "id: ACME001", "id: DS950"),
        (
            1, 5, "DS950",
            'id "DS950" is not for a policy: DS is dslint\'s own prefix, take another such as ACME001',
            None,
        ),
    ),
    "an id in small letters": (
        (POLICY, "id: ACME001", "id: acme001"),
        (
            1, 5, "acme001",
            'id "acme001" is not capital letters, digits and hyphens ending in a digit, such as DS101 or ACME001',
            None,
        ),
    ),
    "a slot that nothing fills": (
        (POLICY, "image {value} is", "image {image} is"),
        (
            9, 10, "image {image} is from elsewhere",
            ('messages.found "image {image} is from elsewhere" is not text whose only slots are '
            '{field}, {value} and {container}'),
            None,
        ),
    ),
    "a slot that nothing fills, in a help": (
        (POLICY, "help: name one", 'help: "name {one}"'),
        (
            10, 53, '"name {one}"',
            'messages.missing.help "name {one}" is not text whose only slots are {field}, {value} and {container}',
            None,
        ),
    ),
    "a message that is never said": (
        (POLICY, "  found:", "  fond: a\n  found:"),
        (
            9, 3, "fond",
            "messages.fond: a key here is found, and missing where something absent is to be worded differently",
            None,
        ),
    ),
    "a check in a policy": (
        (POLICY, "target: container", "target: container\ncheck: python:a.b"),
        (12, 1, "check", "check is for dslint's own rules; a policy has a target and a schema or cel", None),
    ),
    "a fix in a policy": (
        (POLICY, "default: true", "fix: safe"),
        (5, 6, "safe", 'fix "safe" is not none: policies cannot fix', None),
    ),
    "a type that JSON Schema does not know": (
        (POLICY, "required: [image]", "type: mapping"),
        (13, 9, "mapping", "schema.type is not what JSON Schema takes here", None),
    ),
    "a keyword of the wrong type": (
        (POLICY, "required: [image]", "required: image"),
        (13, 13, "image", "schema.required is not a list", None),
    ),
    "a broken pattern": (
        (POLICY, '"^registry.acme.example/"', '"^(registry"'),
        (
            14, 33, '"^(registry"',
            ('schema.properties.image.pattern "^(registry" is not a regex: missing ), unterminated '
            'subpattern at position 1'),
            None,
        ),
    ),
    "an example of nothing": (
        (POLICY, "target: container", "target: container\nexamples: [{title: a}]"),
        (12, 12, "{title: a}", "examples.0 has neither bad nor good", None),
    ),
    "an example of a part that there is not": (
        (OWN, "bad:", "target: pod, bad:"),
        (
            14, 31, "pod",
            'examples.0.target "pod" is not one of spec, podTemplate, podSpec, container',
            "did you mean podSpec?",
        ),
    ),
    "no examples": (
        (POLICY, "target: container", "target: container\nexamples: []"),
        (12, 1, "examples", "examples is empty", None),
    ),
    "a list for the whole": (("- a\n", "", ""), (1, 3, "a", "a rule file is not a mapping", None)),
    "an empty file": (("", "", ""), (1, 1, "", "a rule file is not a mapping", None)),
}  # fmt: skip

# what the schema cannot see: it is about the text, or about what a reference reaches
BEYOND = {
    "a key twice": (
        (POLICY, "default: true", "severity: info"),
        (5, 1, "severity", "severity stands here twice", None),
    ),
    "a second document": (
        (POLICY, 'example/"}}\n', 'example/"}}\n---\nid: A1\n'),
        (16, 1, "i", "a rule file is one document", None),
    ),
    "no YAML": (("id: [", "", ""), (1, 5, "[", "[ is never closed", None)),
    "a reference to the network": (
        (POLICY, "required: [image]", "$ref: https://acme.example/image.json"),
        (
            13, 9, "https://acme.example/image.json",
            'no "$ref" to https://acme.example/image.json: dslint reads nothing from the network',
            'copy the definition below "$defs"',
        ),
    ),
    "a reference to nothing": (
        (POLICY, "required: [image]", "$ref: '#/$defs/image'"),
        (13, 9, "'#/$defs/image'", '"$ref" to #/$defs/image, which is not there', None),
    ),
    "a reference to a file": (
        (POLICY, "required: [image]", "$ref: image.json"),
        (13, 9, "image.json", '"$ref" to image.json, which is not there', None),
    ),
    "an identity inside": (
        (POLICY, "required: [image]", "not: {$id: x}"),
        (13, 14, "x", '"$id" inside of a schema gives each "$ref" below it another meaning', "leave it out"),
    ),
    "a misspelt keyword": (
        (POLICY, "{pattern: ", "{patern: "),
        (14, 24, "patern", 'unknown keyword "patern"', 'did you mean "pattern"?'),
    ),
    "a misspelt keyword in an alternative": (
        (POLICY, "required: [image]", "anyOf: [{requires: [image]}]"),
        (13, 12, "requires", 'unknown keyword "requires"', 'did you mean "required"?'),
    ),
    "another draft": (
        (POLICY, "required: [image]", "$schema: http://json-schema.org/draft-07/schema#"),
        (13, 12, "http://json-schema.org/draft-07/schema#", "a schema here is JSON Schema 2020-12", None),
    ),
}  # fmt: skip


def changed(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_a_good_file_is_read_as_it_is(text):
    assert check_rule_file(SourceText("rule.yaml", text)).data == plain(parse(text).root)


@pytest.mark.parametrize(("change", "expected"), [*BAD.values(), *BEYOND.values()], ids=[*BAD, *BEYOND])
def test_a_mistake_is_told_with_its_place(change, expected):
    assert mistake(changed(*change)) == expected


@pytest.fixture(scope="module")
def schema():
    with open(f"{folder('schemas')}/rule.schema.json", encoding="utf-8") as file:
        return Draft202012Validator(json.load(file), format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_the_schema_takes_what_the_reader_takes(schema, text):
    assert schema.is_valid(plain(parse(text).root))


@pytest.mark.parametrize("change", [change for change, _ in BAD.values()], ids=BAD)
def test_the_schema_refuses_what_the_reader_refuses(schema, change):
    assert not schema.is_valid(plain(parse(changed(*change)).root))


@pytest.mark.parametrize("change", [change for name, (change, _) in BEYOND.items() if name != "no YAML"])
def test_the_reader_sees_more_than_the_schema_in_the_listed_cases_only(schema, change):
    assert schema.is_valid(plain(parse(changed(*change)).root))


def test_a_misspelt_key_is_told_rather_than_the_one_missing_for_it():
    assert mistake(changed(POLICY, "summary:", "sumary:"))[3] == 'unknown key "sumary"'


def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path):
    with pytest.raises(RuleFileError, match=r"nothing\.yaml: No such file"):
        read_rule_file(str(tmp_path / "nothing.yaml"))


def test_a_file_that_is_not_utf8_is_an_error_that_names_it(tmp_path):
    (tmp_path / "latin.yaml").write_bytes(b"id: \xe9")
    with pytest.raises(RuleFileError, match=r"latin\.yaml: byte 0xe9 is not UTF-8"):
        read_rule_file(str(tmp_path / "latin.yaml"))


def test_a_file_larger_than_any_rule_is_not_read(tmp_path):
    with open(tmp_path / "large.yaml", "wb") as file:
        file.truncate((1 << 20) + 1)
    with pytest.raises(RuleFileError, match=r"large\.yaml: larger than 1 MiB"):
        read_rule_file(str(tmp_path / "large.yaml"))


def test_control_characters_do_not_reach_the_terminal():
    line, column, _, message, _ = mistake(POLICY + '"\\e[2J": 1\n')
    assert (line, column, message) == (15, 1, r'unknown key "\x1b[2J"')


@pytest.mark.parametrize("text", [POLICY, OWN], ids=["policy", "own rule"])
def test_a_file_cut_off_anywhere_is_read_or_told_with_a_place(text):
    places = [place_of_mistake(text[:size]) for size in range(len(text))]
    assert all(0 <= place <= size for size, place in enumerate(places) if place is not None)


def place_of_mistake(text):
    try:
        check_rule_file(SourceText("rule.yaml", text))
    except RuleFileError as error:
        return error.span.start
    return None


def test_a_schema_nested_too_deeply_is_refused():
    depth = 200
    text = POLICY.replace("  required: [image]", f"  not: {'{not: ' * depth}true{'}' * depth}")
    assert mistake(text) == (12, 1, "schema", "nested deeper than any rule needs", None)
