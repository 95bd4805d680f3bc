"""Keys that stand twice and numbers that are not what they look like, with their places."""

import pytest

from dslint import Options
from dslint.checks.input import duplicate_key, surprising_scalar
from dslint.inputs.documents import daemon_sets, read
from dslint.kube.versions import DEFAULT
from dslint.manifest.context import Context
from dslint.manifest.workload import Workload
from dslint.run import check_text
from dslint.source.text import SourceText

HEAD = "apiVersion: apps/v1\nkind: DaemonSet\n"


def hits(check, text):
    source = SourceText.of("x.yaml", text)
    (document,) = read(source)
    (ds,) = daemon_sets(document)
    return source, list(check(Workload(ds, DEFAULT), Context()))


def place(source, field, *, key=False):
    span = field.span(key=key)
    return *source.place(span.start), source.text[span.start : span.end]


# id: text behind two lines, (message, pointer, place) of each hit and (place, text) of its note
TWICE = {
    "a second value": (
        "spec:\n  a: 1\n  b: 2\n  a: 3\n",
        [("found", "/spec/a", (6, 3, "a"), (4, 3, "a"), "first set here")],
    ),
    "three values": (
        "a: 1\na: 2\na: 3\n",
        [
            ("found", "/a", (4, 1, "a"), (3, 1, "a"), "first set here"),
            ("found", "/a", (5, 1, "a"), (4, 1, "a"), "first set here"),
        ],
    ),
    "quoted and plain": ("a: 1\n'a': 2\n", [("found", "/a", (4, 1, "'a'"), (3, 1, "a"), "first set here")]),
    "two ways to write true": (
        "true: 1\nyes: 2\n",
        [("found", "/true", (4, 1, "yes"), (3, 1, "true"), "first set here")],
    ),
    "in flow style": ("a: {b: 1, b: 2}\n", [("found", "/a/b", (3, 11, "b"), (3, 5, "b"), "first set here")]),
    "in a list": ("a:\n- b: 1\n  b: 2\n", [("found", "/a/0/b", (5, 3, "b"), (4, 3, "b"), "first set here")]),
    "inside a value that is overridden itself": (
        "a: {b: 1, b: 2}\na: {}\n",
        [
            ("found", "/a", (4, 1, "a"), (3, 1, "a"), "first set here"),
            ("found", "/a/b", (3, 11, "b"), (3, 5, "b"), "first set here"),
        ],
    ),
    "merged, then set": ("x: &x {b: 1}\na:\n  <<: *x\n  b: 2\n", []),
    "set, then merged": (
        "x: &x {b: 1}\na:\n  b: 2\n  <<: *x\n",
        [("overridden", "/a/b", (5, 3, "b"), (3, 8, "b"), "merged from here")],
    ),
    "set, then merged with the same value": ("x: &x {b: {c: 1, d: 2}}\na:\n  b: {d: 2, c: 1}\n  <<: *x\n", []),
    "set, then merged with a value that Python alone calls the same": (
        "x: &x {b: 1}\na:\n  b: true\n  <<: *x\n",
        [("overridden", "/a/b", (5, 3, "b"), (3, 8, "b"), "merged from here")],
    ),
    "set, then merged from two mappings, of which the first wins": (
        "x: &x {b: 1}\ny: &y {b: 2}\na:\n  b: 2\n  <<: [*x, *y]\n",
        [("overridden", "/a/b", (6, 3, "b"), (3, 8, "b"), "merged from here")],
    ),
    "set, merged and set again": (
        "x: &x {b: 1}\na:\n  b: 2\n  <<: *x\n  b: 3\n",
        [("found", "/a/b", (7, 3, "b"), (5, 3, "b"), "first set here")],
    ),
    "a list of two mappings with one key": ("x: &x {b: 1}\ny: &y {b: 2}\na:\n  <<: [*x, *y]\n", []),
    "<< twice, with one key in both": (
        "x: &x {b: 1}\ny: &y {b: 2}\na:\n  <<: *x\n  <<: *y\n",
        [("merges", "/a/<<", (7, 3, "<<"), (6, 3, "<<"), "first set here")],
    ),
    "<< twice, with nothing in common": (
        "x: &x {b: 1}\ny: &y {c: 2}\na:\n  <<: *x\n  <<: *y\n",
        [("merges", "/a/<<", (7, 3, "<<"), (6, 3, "<<"), "first set here")],
    ),
    "at an anchor, which is used again": (
        "a: &x {b: 1, b: 2}\nc: *x\n",
        [("found", "/a/b", (3, 14, "b"), (3, 8, "b"), "first set here")],
    ),
    "the same key in different mappings": ("a: {b: 1}\nc: {b: 2}\n", []),
    "keys that differ in case": ("a: 1\nA: 2\n", []),
    "a quoted << is an ordinary key": ("x: &x {b: 1}\n'<<': *x\nb: 2\n", []),
}


@pytest.mark.parametrize(("text", "expected"), TWICE.values(), ids=TWICE)
def test_a_key_that_stands_twice_is_shown_at_both_places(text, expected):
    source, found = hits(duplicate_key, HEAD + text)
    assert [
        (
            hit.message,
            hit.field.pointer,
            place(source, hit.field, key=hit.key),
            place(source, note.field, key=note.key),
            note.text,
        )
        for hit in found
        for note in hit.notes
    ] == expected
    assert all(hit.notes and hit.key for hit in found)


def test_keys_of_another_item_of_a_list_are_not_its_business():
    source = SourceText.of("x.yaml", "items:\n- {kind: Pod, a: 1, a: 2}\n- {kind: DaemonSet}\n")
    (document,) = read(source)
    (ds,) = daemon_sets(document)
    assert list(duplicate_key(Workload(ds, DEFAULT), Context())) == []


POD = HEAD + "metadata: {name: x}\nspec:\n  template:\n    spec:\n"


def volume(text):
    return f"{POD}      volumes:\n      - name: v\n        secret: {{secretName: s, {text}}}\n"


def container(text):
    return f"{POD}      containers:\n      - name: c\n        {text}\n"


# id: text, message, what stands there, parameters
SURPRISES = {
    "400 is 0620": (volume("defaultMode: 400"), "decimal-mode", "400", {"octal": "620", "meant": 256}),
    "440 is 0670": (volume("defaultMode: 440"), "decimal-mode", "440", {"octal": "670", "meant": 288}),
    "500 is 0764": (volume("defaultMode: 500"), "decimal-mode", "500", {"octal": "764", "meant": 320}),
    "644 is no mode": (volume("defaultMode: 644"), "no-mode", "644", {"octal": "1204", "meant": 420}),
    "755 of an item": (
        volume("items: [{key: k, path: p, mode: 755}]"),
        "no-mode",
        "755",
        {"octal": "1363", "meant": 493, "field": "mode"},
    ),
    "a user id": (
        f"{POD}      securityContext: {{runAsUser: 01000}}\n",
        "octal",
        "01000",
        {"value": 512, "decimal": "1000"},
    ),
    "a port": (container("ports: [{containerPort: 0644}]"), "octal", "0644", {"value": 420, "decimal": "644"}),
    "a grace period": (
        f"{POD}      terminationGracePeriodSeconds: 030\n",
        "octal",
        "030",
        {"value": 24, "decimal": "30"},
    ),
    "cores": (container("resources: {limits: {cpu: 010}}"), "octal", "010", {"value": 8, "decimal": "10"}),
    "octal in the way of YAML 1.2": (container("ports: [{containerPort: 0o644}]"), "octal", "0o644", {"value": 420}),
    "an exponent": (container("resources: {limits: {cpu: 1e3}}"), "notation", "1e3", {"value": 1000, "field": "cpu"}),
    "underscores": (container("ports: [{containerPort: 8_080}]"), "notation", "8_080", {"value": 8080}),
    "hexadecimal with a sign": (
        f"{POD}      terminationGracePeriodSeconds: +0x1F\n",
        "notation",
        "+0x1F",
        {"value": 31},
    ),
    "hexadecimal with an underscore": (
        f"{POD}      terminationGracePeriodSeconds: 0x_1F\n",
        "notation",
        "0x_1F",
        {"value": 31},
    ),
    "binary": (f"{POD}      terminationGracePeriodSeconds: 0b11\n", "notation", "0b11", {"value": 3}),
    "an exponent in a percentage or number": (
        f"{HEAD}metadata: {{name: x}}\nspec:\n  updateStrategy: {{rollingUpdate: {{maxUnavailable: 1e0}}}}\n",
        "notation",
        "1e0",
        {"value": 1},
    ),
}


@pytest.mark.parametrize(("text", "message", "raw", "params"), SURPRISES.values(), ids=SURPRISES)
def test_a_number_that_surprises_is_reported_at_its_value(text, message, raw, params):
    source, found = hits(surprising_scalar, text)
    assert [(hit.message, place(source, hit.field)[2]) for hit in found] == [(message, raw)]
    assert found[0].params.items() >= params.items()


ORDINARY = {
    "octal with a leading zero": volume("defaultMode: 0400"),
    "octal in the way of YAML 1.2, which kubectl takes": volume("defaultMode: 0o400"),
    "decimal that is 0644": volume("defaultMode: 420"),
    "decimal that is 0400": volume("defaultMode: 256"),
    "decimal that is 0777": volume("defaultMode: 511"),
    "decimal that is 0555": volume("defaultMode: 365"),
    "a mode of nothing": volume("defaultMode: 0"),
    "a quoted mode, which is a wrong type": volume("defaultMode: '644'"),
    "the same number elsewhere": container("ports: [{containerPort: 644}]"),
    "eight and nine are not octal": container("ports: [{containerPort: 0080}]"),
    "a zero before a single digit": f"{POD}      terminationGracePeriodSeconds: 05\n",
    "hexadecimal": f"{POD}      terminationGracePeriodSeconds: 0xE1F\n",
    "zero": f"{POD}      terminationGracePeriodSeconds: 00\n",
    "a fraction": container("resources: {limits: {cpu: 0.50}}"),
    "a fraction without zero": container("resources: {limits: {cpu: .5}}"),
    "a whole float": container("resources: {limits: {cpu: 1.0}}"),
    "a sign": container("ports: [{containerPort: +80}]"),
    "strings": container("args: ['0644', 0x_, 1e, \"1e3\", 08x]"),
    "a quoted quantity": container("resources: {limits: {memory: '1e3'}}"),
    "what the server wrote itself": f"{HEAD}status: {{numberReady: 010}}\n",
    "JSON, where an exponent is a number to everybody": (
        '{"apiVersion": "apps/v1", "kind": "DaemonSet", "spec": {"minReadySeconds": 1e1}}'
    ),
}


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY)
def test_what_everybody_reads_alike_is_left_alone(text):
    assert hits(surprising_scalar, text)[1] == []


# id: text, the rule that speaks of the value
REFUSED = {
    "a wrong type": (f"{HEAD}metadata: {{labels: {{a: 0644}}}}\n", "DS110"),
    "a mode that is none": (volume("defaultMode: 644"), "DS119"),
    "a mode of an item that is none": (volume("items: [{key: k, path: p, mode: 755}]"), "DS119"),
    "a port beyond the last": (container("ports: [{containerPort: 1e5}]"), "DS121"),
}


@pytest.mark.parametrize(("text", "rule"), REFUSED.values(), ids=REFUSED)
def test_what_the_server_refuses_is_left_to_the_rule_that_is_on(text, rule):
    def speaking(*words):
        return {finding.rule for finding in check_text(text, options=Options(select=words)).findings} - {"DS007"}

    assert speaking("DS006", rule) == {rule}
    assert speaking("DS006", "DS199") == {"DS199"}
    assert speaking("DS006") == {"DS006"}
