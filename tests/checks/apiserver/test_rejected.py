"""What the rules about the server's errors say, and where; their examples show every message once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dslint import Options, check_text
from dslint.template import fill
from tests.checks.hits import HEAD, found, hits, pod, rules, said
from tests.conformance.vectors import SHARED


def unmark(text):
    """Return a text without its marks, and the places of § (what is reported) and of ‡ (second places)."""
    places = {"§": [], "‡": []}
    plain = []
    line, column = 1, 1
    for char in text:
        if char in places:
            places[char].append((line, column))
            continue
        plain.append(char)
        line, column = (line + 1, 1) if char == "\n" else (line, column + 1)
    return "".join(plain), places["§"], places["‡"]


def judged(rule, marked):
    """Check the marked places of a text; return the messages and what is said at second places, in order."""
    text, first, second = unmark(marked)
    got = found(rule, text)
    assert [(line, column) for _, line, column in got] == first
    notes = [
        (ds.source.place(note.field.span(key=note.key).start), note.text)
        for ds, hit in hits(rule, text)
        for note in hit.notes
    ]
    assert sorted(place for place, _ in notes) == second
    return [message for message, *_ in got], [text for _, text in sorted(notes)]


def words(rule, text):
    """Return message and help of each hit."""
    out = []
    for _, hit in hits(rule, text):
        message = rules()[rule].messages[hit.message]
        out.append((fill(message.text, hit.params), fill(message.help or "", hit.params)))
    return out


def selecting(selector, labels):
    return HEAD.replace("{matchLabels: {app: agent}}", selector).replace(
        "{labels: {app: agent}}", f"{{labels: {labels}}}"
    )


@pytest.mark.parametrize(
    ("selector", "metadata", "message", "second"),
    [
        ("{matchLabels: {app: ‡agent}}", "{labels: {app: §agnet}}", "unmatched", ['requires "agent"']),
        ("{matchLabels: {app: ‡agent}}", "{§labels: {App: agent}}", "missing", ['requires "agent"']),
        ("{matchLabels: {app: ‡agent}}", "{labels: §null}", "missing", ['requires "agent"']),
        ("{matchLabels: {app: ‡agent}}", "{§labels: {}}", "missing", ['requires "agent"']),
        (
            "{matchExpressions: [{key: ‡app, operator: NotIn, values: [agent, x]}]}",
            "{labels: {app: §agent}}",
            "unmatched",
            ['requires none of "agent", "x"'],
        ),
        (
            "{matchExpressions: [{key: ‡app, operator: DoesNotExist}]}",
            "{labels: {app: §agent}}",
            "unmatched",
            ["requires no label app"],
        ),
        (
            "{matchLabels: {app: ‡x, tier: ‡edge}}",
            "{‡labels: {app: §agent}}",
            "unmatched",
            ['requires "x"', 'requires "edge"', "tier is missing here"],
        ),
    ],
    ids=["value", "case of the key", "null", "no labels", "NotIn", "DoesNotExist", "two requirements"],
)
def test_both_places_of_an_unmatched_selector(selector, metadata, message, second):
    text = HEAD.replace("{matchLabels: {app: agent}}", selector).replace("{labels: {app: agent}}", metadata)
    messages, notes = judged("DS101", text)
    assert messages == [message]
    assert [note.removeprefix("the selector ") for note in notes] == second


@pytest.mark.parametrize(
    ("selector", "labels", "help_"),
    [
        ("{matchLabels: {app: agent}}", "{app: agnet}", 'set the label app to "agent"'),
        ("{matchExpressions: [{key: a, operator: In, values: [x, z]}]}", "{}", 'set the label a to one of "x", "z"'),
        ("{matchExpressions: [{key: a, operator: Exists}]}", "{}", "add the label a"),
        (
            "{matchExpressions: [{key: a, operator: DoesNotExist}]}",
            "{a: b}",
            "remove the label a, or give it another value",
        ),
    ],
)
def test_the_cure_for_an_unmatched_selector_follows_its_operator(selector, labels, help_):
    assert [help_ for _, help_ in words("DS101", selecting(selector, labels))] == [help_]


def test_a_selector_is_either_missing_empty_unreadable_or_unmatched():
    missing = HEAD.replace("  selector: {matchLabels: {app: agent}}\n", "")
    null = HEAD.replace("{matchLabels: {app: agent}}", "null")
    empty = HEAD.replace("{matchLabels: {app: agent}}", "{}")
    unreadable = HEAD.replace("{matchLabels: {app: agent}}", "{matchExpressions: [{key: app, operator: Is}]}")
    every = ("DS101", "DS102", "DS103", "DS199")
    assert {rule: found(rule, missing) for rule in every if found(rule, missing)} == {"DS102": [("missing", 4, 1)]}
    assert {rule: found(rule, null) for rule in every if found(rule, null)} == {"DS102": [("missing", 5, 13)]}
    assert {rule: found(rule, empty) for rule in every if found(rule, empty)} == {"DS103": [("empty", 5, 3)]}
    assert {rule: found(rule, unreadable) for rule in every if found(rule, unreadable)} == {
        "DS199": [("operator", 5, 54)]
    }


FIFTEEN = SHARED / "kubernetes" / "fifteen-defects.yaml"


@pytest.mark.skipif(not FIFTEEN.exists(), reason=f"{FIFTEEN} is not here")
def test_the_defects_of_the_fifteen_that_the_server_rejects():
    text = FIFTEEN.read_text(encoding="utf-8")
    report = check_text(text, options=Options(no_config=True, select=("DS1",)))
    ordered = sorted(report.findings, key=lambda finding: finding.at.span)
    got = [(it.rule, text.splitlines()[it.at.start.line - 1].strip(), it.at.start.column) for it in ordered]
    assert got == [
        ("DS109", "replicas: 3", 3),
        ("DS107", "rollingUpdate: {maxUnavailable: 0, maxSurge: 0}", 37),
        ("DS101", "labels: {app: agentd}", 21),
        ("DS104", "restartPolicy: OnFailure", 22),
        ("DS105", "activeDeadlineSeconds: 60", 30),
        ("DS108", "ports: [{name: http, containerPort: 9100, hostPort: 9200}]", 61),
    ]


BARE = HEAD.replace("      containers: [{name: agent, image: registry.example/agent:1.4}]\n", "")


@pytest.mark.parametrize(
    ("rule", "fields", "note"),
    [
        (
            "DS108",
            """\
      hostNetwork: true
      containers:
      - {name: a, image: i, ports: [{containerPort: ‡80, hostPort: §81}]}
""",
            "the container listens here",
        ),
        (
            "DS114",
            "      volumes: [{name: ‡a}, {name: §a}]\n      containers: [{name: a, image: i}]\n",
            "first used here",
        ),
        (
            "DS114",
            "      containers: [{name: ‡a, image: i}]\n      initContainers: [{name: §a, image: i}]\n",
            "first used here",
        ),
        (
            "DS114",
            """\
      containers:
      - name: a
        image: i
        ports:
        - {containerPort: 1, hostPort: 80, protocol: UDP}
        - {containerPort: 2, hostPort: ‡80}
      - name: b
        image: i
        ports: [{containerPort: 80, hostPort: §80, protocol: TCP}]
""",
            "first used here",
        ),
        (
            "DS117",
            """\
      containers:
      - {name: a, image: i, resources: {limits: {cpu: ‡1}, requests: {cpu: §1500m}}}
""",
            "the limit",
        ),
        (
            "DS118",
            """\
      containers:
      - {name: a, image: i, securityContext: {privileged: ‡true, allowPrivilegeEscalation: §false}}
""",
            "can escalate",
        ),
        (
            "DS115",
            """\
      containers: [{name: a, image: i, volumeMounts: [{name: §var-log, mountPath: /x}]}]
      volumes: [{name: ‡varlog}]
""",
            "declared under this name",
        ),
    ],
    ids=["hostPort", "volumes", "init container", "one protocol", "limit", "privileged", "near volume"],
)
def test_second_places(rule, fields, note):
    messages, notes = judged(rule, BARE + fields)
    assert len(messages) == 1
    assert notes == [note]


@pytest.mark.parametrize(
    ("rule", "fields", "messages"),
    [
        ("DS111", "nodeSelector: {§my key: x}", ["invalid"]),
        ("DS111", "nodeSelector: {my-key: §'a b'}", ["invalid"]),
        ("DS111", "nodeSelector: {§a b: §'a b'}", ["invalid", "invalid"]),
        ("DS111", "nodeName: §Node_1", ["invalid"]),
        ("DS111", "serviceAccount: §Agent", ["invalid"]),
        ("DS117", "overhead: {cpu: §1x}", ["quantity"]),
        ("DS199", "dnsPolicy: §Defualt", ["unsupported"]),
        ("DS112", "tolerations: [{key: a, operator: Exists, value: §b}]", ["value"]),
        ("DS110", "nodeSelector: {a: §yes, b: §1, c: 'yes'}", ["unquoted", "unquoted"]),
    ],
)
def test_places(rule, fields, messages):
    assert sorted(said(rule, fields)) == messages


@pytest.mark.parametrize("value", ["${X}", "a-$(X)", "__X__", "<x>", "< put it here >", "$NAME"])
def test_a_placeholder_is_called_one_and_remains_an_error(value):
    [(_, hit)] = hits("DS111", pod(f"nodeName: '{value}'"))
    assert (hit.message, hit.server_field, hit.reason) == (
        "placeholder",
        "spec.template.spec.nodeName",
        "FieldValueInvalid",
    )
    assert hit.params["value"] == value


@pytest.mark.parametrize("value", ["a$b", "a_b", "a<b", "__", "<>", "$"])
def test_other_odd_text_is_no_placeholder(value):
    assert [hit.message for _, hit in hits("DS111", pod(f"nodeName: '{value}'"))] == ["invalid"]


def test_a_fragment_is_judged_by_what_it_contains(tmp_path: Path):
    (tmp_path / "kustomization.yaml").write_text("patches: [{path: patch.yaml}]\n", encoding="utf-8")
    patch = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  template:
    spec:
      $setElementOrder/containers: [{name: agent}]
      hostNetwrok: true
      restartPolicy: Never
      containers:
      - name: agent
        volumeMounts: [{name: elsewhere, mountPath: /x, mountPropagation: Bidirectional}]
        ports: [{containerPort: 0}]
      - $patch: delete
        name: other
"""
    path = tmp_path / "patch.yaml"
    path.write_text(patch, encoding="utf-8")
    report = check_text(patch, path=str(path), options=Options(no_config=True, select=("DS1",)))
    got = sorted((finding.at.start.line, finding.rule) for finding in report.findings)
    assert got == [(8, "DS109"), (9, "DS104")]


def test_every_hit_that_rests_on_something_missing_says_so():
    text = pod("volumes: [{name: a, hostPath: {}}]\ninitContainers: [{name: b, livenessProbe: {}}]")
    for rule in ("DS111", "DS116", "DS119", "DS122"):
        for _, hit in hits(rule, text):
            assert hit.absence, (rule, hit.message)


@pytest.mark.parametrize(
    ("mode", "message", "help_", "fix"),
    [
        (
            "644",
            "secret.defaultMode 644 is decimal: as a file mode it is 01204, beyond 0777",
            "write 0644, in JSON 420",
            (420, "0644"),
        ),
        (
            "722",
            "secret.defaultMode 722 is decimal: as a file mode it is 01322, beyond 0777",
            "write 0722, in JSON 466",
            (466, "0722"),
        ),
        ("999", "secret.defaultMode 999 is not between 0 and 0777 (octal)", "write the mode in octal, as 0644", None),
        ("01000", "secret.defaultMode 512 is not between 0 and 0777 (octal)", "write the mode in octal, as 0644", None),
        ("-644", "secret.defaultMode -644 is not between 0 and 0777 (octal)", "write the mode in octal, as 0644", None),
    ],
)
def test_a_file_mode_without_its_leading_zero_is_told_from_one_that_is_none(mode, message, help_, fix):
    text = pod(f"volumes: [{{name: a, secret: {{secretName: s, defaultMode: {mode}}}}}]")
    assert words("DS119", text) == [(message, help_)]
    ((_, hit),) = hits("DS119", text)
    assert [(intent.value, intent.text) for intent in hit.fix] == ([fix] if fix else [])


def test_a_file_mode_in_json_is_mended_in_decimal():
    volumes = [{"name": "a", "secret": {"secretName": "s", "defaultMode": 644}}]
    text = json.dumps(
        {"apiVersion": "apps/v1", "kind": "DaemonSet", "spec": {"template": {"spec": {"volumes": volumes}}}}
    )
    ((_, hit),) = hits("DS119", text)
    assert [(intent.value, intent.text) for intent in hit.fix] == [(420, None)]


@pytest.mark.parametrize(
    ("term", "messages"),
    [
        (
            "{}",
            [
                "podAffinityTerm.topologyKey is missing",
                "podAffinityTerm.topologyKey is missing and so has no name part",
                "podAffinityTerm.topologyKey is missing and so has no letter or digit",
            ],
        ),
        (
            "{topologyKey: ''}",
            [
                "podAffinityTerm.topologyKey is empty",
                "podAffinityTerm.topologyKey has no name part",
                "podAffinityTerm.topologyKey has no letter or digit",
            ],
        ),
    ],
    ids=["missing", "empty"],
)
def test_each_of_the_errors_about_one_field_says_what_it_is_about(term, messages):
    preferred = f"preferredDuringSchedulingIgnoredDuringExecution: [{{weight: 1, podAffinityTerm: {term}}}]"
    text = pod(f"affinity: {{podAffinity: {{{preferred}}}}}")
    assert [message for message, _ in words("DS113", text)] == messages


def test_a_number_that_counts_as_none_is_not_called_empty():
    text = HEAD.replace(":1.4}", ":1.4, ports: [{containerPort: 0}]}")
    assert [message for message, _ in words("DS121", text)] == ["containerPort is 0"]


def test_the_server_quotes_a_value_as_go_does():
    text = HEAD.replace("name: agent, image", r'name: "a\"b\nc", image')
    ((_, hit),) = hits("DS111", text)
    assert hit.server_text is not None
    assert hit.server_text.startswith(
        r'spec.template.spec.containers[0].name: Invalid value: "a\"b\nc": a lowercase RFC'
    )


def test_a_quantity_is_quoted_as_it_is_written():
    limits, requests = "{cpu: 0.1, example.com/a: 1.5, foo: 1}", "{cpu: '1.0', example.com/a: 1.5}"
    text = HEAD.replace(":1.4}", f":1.4, resources: {{limits: {limits}, requests: {requests}}}}}")
    assert sorted({message for message, _ in words("DS117", text)}) == [
        "cpu request 1.0 is above the limit of 0.1",
        "example.com/a limit 1.5 is not a whole number",
        "example.com/a request 1.5 is not a whole number",
        "limit key foo is neither a standard resource nor a name with a domain",
        "limit key foo is not a resource of containers",
    ]


@pytest.mark.parametrize(
    ("selector", "labels", "said", "second"),
    [
        ("{matchLabels: {app: ‡~}}", "{app: §a}", "unmatched", 'the selector requires ""'),
        ("{matchLabels: {app: ‡a}}", "{app: §~}", "unmatched", 'the selector requires "a"'),
        (
            "{matchExpressions: [{key: ‡app, operator: In, values: [~]}]}",
            "{app: §a}",
            "unmatched",
            'the selector requires ""',
        ),
    ],
    ids=["selector", "label", "expression"],
)
def test_a_null_is_the_empty_text_to_a_selector(selector, labels, said, second):
    assert judged("DS101", selecting(selector, labels)) == ([said], [second])


def test_two_nulls_match():
    assert found("DS101", selecting("{matchLabels: {app: ~}}", "{app: ''}")) == []
