import pytest

from dslint.checks.apiserver.translate import _SYNTAX, _TEXTS, corrected, translate
from dslint.kube.values import names
from dslint.template import LONGEST

LABEL, SUBDOMAIN, KEY, VALUE = names.dns1123_label, names.dns1123_subdomain, names.qualified_name, names.label_value


@pytest.mark.parametrize(
    ("rule", "value", "problem", "near"),
    [
        (LABEL, "Agent", " contains upper-case letters", "agent"),
        (LABEL, "node_agent", ' contains "_"', "node-agent"),
        (LABEL, "my agent!", ' contains a blank and "!"', "my-agent"),
        (LABEL, "-agent", ' starts with "-"', "agent"),
        (LABEL, "agent-", ' ends with "-"', "agent"),
        (LABEL, "a.b", " contains a dot", "a-b"),
        (LABEL, "ä", ' contains "ä"', ""),
        (LABEL, "\x1b", ' contains "\x1b"', ""),
        (SUBDOMAIN, "a..b", " has a part that is empty or starts or ends with a hyphen", "a.b"),
        (SUBDOMAIN, "a/b", ' contains "/"', ""),
        (KEY, "my key", " contains a blank", "my-key"),
        (KEY, "a/b/c", " has more than one slash", ""),
        (KEY, "Example.com/name", ": the part before the slash contains upper-case letters", "example.com/name"),
        (KEY, "example.com/my name", ": the part after the slash contains a blank", "example.com/my-name"),
        (KEY, "/name", ": the part before the slash is empty", ""),
        (VALUE, "a b", " contains a blank", "a-b"),
        (VALUE, "/var/log", " has more than one slash", ""),
        (VALUE, "a/b", " contains a slash", ""),
    ],
)
def test_it_says_which_characters_are_at_translate(rule, value, problem, near):
    detail = rule(value)[0]
    got = translate(detail, value)
    assert got.problem == problem
    assert corrected(value, detail) == near
    assert not near or rule(near) == []
    assert len(got.advice) <= LONGEST
    assert not near or near in got.advice


@pytest.mark.parametrize(
    ("detail", "problem", "advice"),
    [
        ("must be no more than 63 characters", " is longer than 63 characters", "shorten it to 63 characters"),
        ("must be between 1 and 65535, inclusive", " is not between 1 and 65535", "use a number from 1 to 65535"),
        ("must be a frog", " is not a frog", "use a frog"),
        ("must not be a frog", " is a frog", "change it"),
        ("a frog was found, (e.g. 'x', regex used for validation is 'y')", ": a frog was found", "change or remove it"),
        ("", " is not accepted", "change or remove it"),
    ],
)
def test_other_texts_are_turned_or_repeated(detail, problem, advice):
    assert translate(detail, "x") == (problem, advice)


def test_every_advice_can_be_shown_whole():
    assert [advice for _, _, advice in _TEXTS if len(advice) > LONGEST] == []
    assert [advice for *_, advice in _SYNTAX if len(advice) > LONGEST] == []
