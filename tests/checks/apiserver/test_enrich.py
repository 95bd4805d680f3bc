"""What some errors of the server are told with besides the usual words: second places, better names."""

import json

import pytest

from tests.checks.hits import HEAD, found, hits, pod, words


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
    ("selector", "labels", "message", "second"),
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
def test_a_null_is_the_empty_text_to_a_selector(selector, labels, message, second):
    assert judged("DS101", selecting(selector, labels)) == ([message], [second])


def test_two_nulls_match():
    assert found("DS101", selecting("{matchLabels: {app: ~}}", "{app: ''}")) == []
