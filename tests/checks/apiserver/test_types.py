import pytest

from dslint.template import fill
from tests.checks.hits import HEAD, at_marks, hits, pod, rules


def explained(text, rule="DS110"):
    [(_, hit)] = hits(rule, text)
    assert hit.reason == "DecodeError"
    message = rules()[rule].messages[hit.message]
    return hit.message, fill(message.label, hit.params), fill(message.help, hit.params)


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("true", "the boolean true"),
        ("yes", "YAML reads yes as the boolean true"),
        ("Off", "YAML reads Off as the boolean false"),
        ("12", "the number 12"),
        ("1.30", "YAML reads 1.30 as the number 1.3"),
        ("0o400", "YAML reads 0o400 as the octal number 256"),
        ("0644", "YAML reads 0644 as the octal number 420"),
        ("1e3", "YAML reads 1e3 as the number 1000"),
        ("1_000", "YAML reads 1_000 as the number 1000"),
        ("0", "the number 0"),
    ],
)
@pytest.mark.parametrize("field", ["nodeSelector: {a: %s}", "nodeName: %s", "imagePullSecrets: [{name: %s}]"])
def test_an_unquoted_text_is_explained_by_what_yaml_makes_of_it(written, reading, field):
    assert explained(pod(field % written)) == ("unquoted", reading, f'quote it: "{written}"')


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("hostNetwork: 'true'", ("quoted", "a string", "write it without quotes: true")),
        ("hostNetwork: 'Yes'", ("quoted", "a string", "write it without quotes: true")),
        ("hostNetwork: maybe", ("wrong", "a string", "write true or false")),
        ("hostNetwork: 1", ("wrong", "a number", "write true or false")),
        ("terminationGracePeriodSeconds: '30'", ("quoted", "a string", "write it without quotes: 30")),
        ("terminationGracePeriodSeconds: 30s", ("quoted", "a string", "write it without quotes: 30")),
        ("terminationGracePeriodSeconds: long", ("wrong", "a string", "write a whole number")),
        ("terminationGracePeriodSeconds: 1.5", ("fraction", "not whole", "write a whole number")),
        ("priority: 4294967296", ("range", "does not fit into 32 bits", "write a smaller number")),
        ("tolerations: {operator: Exists}", ("list-of", "a mapping", "put a dash in front of each item")),
        ("tolerations: all", ("list", "a string", "make it a list: [all]")),
        ("securityContext: [{runAsUser: 1}]", ("no-list", "a list", "remove the dash in front of the first key")),
        ("nodeSelector: linux", ("wrong", "a string", "write a mapping")),
        ("nodeName: {a: b}", ("wrong", "a mapping", "write a string")),
        (
            "hostPID: ${HOST_PID}",
            ("placeholder", "a string, not true or false", "replace it by true or false before applying"),
        ),
    ],
)
def test_other_wrong_types(fields, expected):
    assert explained(pod(fields)) == expected


@pytest.mark.parametrize(
    ("amount", "near"),
    [
        ("64MB", "64M"),
        ("64mb", "64M"),
        ("1 Gi", "1Gi"),
        ("1gib", "1Gi"),
        ("2 cores", "2"),
        ("1.5g", "1.5G"),
        ("100 m", "100m"),
        ("1,5", ""),
        ("much", ""),
    ],
)
def test_a_quantity_that_cannot_be_read_has_a_rule_of_its_own(amount, near):
    text = pod(f"overhead: {{memory: '{amount}'}}")
    message, _, help_ = explained(text, "DS117")
    assert (message, help_) == (
        ("quantity-near", f"write {near}") if near else ("quantity", "write a number with a unit, such as 100m or 64Mi")
    )
    assert hits("DS110", text) == []


def test_a_quantity_of_another_type_is_a_wrong_type():
    assert at_marks("DS110", "overhead: {memory: §{a: b}}".replace("§{", "{").replace("memory", "§memory")) == ["wrong"]


def test_null_is_no_wrong_type():
    text = pod("hostNetwork: null\ntolerations: ~\nnodeSelector: {a: null}\nvolumes: null\nsecurityContext:\n")
    assert hits("DS110", text) == []


def test_every_wrong_type_is_reported_at_its_value():
    assert at_marks("DS110", "nodeSelector: {a: §yes, b: §1}\n§tolerations: {}\nhostPID: §2") == [
        "unquoted",
        "unquoted",
        "list-of",
        "wrong",
    ]


def test_the_rollout_has_a_rule_of_its_own():
    text = HEAD.replace(
        "spec:\n  selector", "spec:\n  updateStrategy: {rollingUpdate: {maxUnavailable: yes}}\n  selector"
    )
    assert explained(text, "DS107")[0] == "wrong-type"
    assert hits("DS110", text) == []
