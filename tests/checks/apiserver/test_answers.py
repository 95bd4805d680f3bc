"""What the rules about the server's errors say, and where; their examples show every message once."""

import pytest

from dslint import Options
from dslint.run import check_text
from tests.checks.hits import HEAD, at_marks, found, hits, pod, words
from tests.conformance.vectors import SHARED


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
    assert sorted(at_marks(rule, fields)) == messages


@pytest.mark.parametrize(
    "value",
    [
        "${X}", "a-$(X)", "__X__", "<x>", "< put it here >", "$NAME", "{{ x }}", "ko://x", "FILLED BY THE OPERATOR",
        "#{X}#", "#{x.y}", "{NAME}", "%NAME%", "%%X%%", "@NAME@", "@@X@@", "%(name)s", "[[ x ]]", "((x))", "<%= x %>",
        "TODO", "CHANGE_ME", "REPLACE-ME", "TO_BE_FILLED_IN", "YOUR_NODE", "NODE_PLACEHOLDER",
    ],
)  # fmt: skip
def test_a_placeholder_is_called_one_and_remains_an_error(value):
    [(_, hit)] = hits("DS111", pod(f"nodeName: '{value}'"))
    assert (hit.message, hit.server_field, hit.reason) == (
        "placeholder",
        "spec.template.spec.nodeName",
        "FieldValueInvalid",
    )
    assert hit.params["value"] == value


@pytest.mark.parametrize(
    "value", ["a$b", "a_b", "a<b", "__", "<>", "$", "NO NODE", "{{", "50%", "a@b@", "(x)", "[x]", "{}", "TODOS", "#x"]
)
def test_other_odd_text_is_no_placeholder(value):
    assert [hit.message for _, hit in hits("DS111", pod(f"nodeName: '{value}'"))] == ["invalid"]


def test_a_fragment_is_judged_by_what_it_contains(tmp_path):
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
