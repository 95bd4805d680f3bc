"""Which rules and messages are on, for what was chosen."""

import pytest

from dslint.catalogue.rule import Rule
from dslint.catalogue.selection import Choice, Selection


def rule(id_, messages, *, default):
    known = {"summary": "x", "severity": "error", "status": "stable", "since": "0.1", "tags": ["input"]}
    return Rule({"id": id_, "name": id_.lower(), "default": default, "messages": messages, **known}, "")


ALWAYS = rule("DS001", {"found": "x"}, default=True)
PLAIN = rule("DS201", {"found": "x"}, default=True)
PARTLY = rule("DS202", {"quiet": "x", "loud": {"text": "x", "default": True}}, default=False)


def chosen(*words):
    return Selection(
        [ALWAYS, PLAIN, PARTLY], [Choice(word.lstrip("-"), on=not word.startswith("-"), origin="") for word in words]
    )


# words, the rules to run, whether the quiet and the loud message are on
CHOICES = {
    "DEFAULT": (["DS001", "DS201", "DS202"], False, True),
    "DEFAULT -DS202": (["DS001", "DS201"], False, False),
    "DEFAULT DS202": (["DS001", "DS201", "DS202"], True, True),
    "DS2": (["DS001", "DS201", "DS202"], True, True),
    "DS201": (["DS001", "DS201"], False, False),
    "DS201 DEFAULT": (["DS001", "DS201", "DS202"], False, True),
    "ALL -DS2": (["DS001"], False, False),
}


@pytest.mark.parametrize("words", CHOICES)
def test_a_message_that_is_a_default_speaks_where_the_defaults_do(words):
    selection = chosen(*words.split())
    rules, quiet, loud = CHOICES[words]
    assert [rule.id for rule in selection.on()] == rules
    assert selection.speaks(PARTLY, PARTLY.messages["quiet"]) is quiet
    assert selection.speaks(PARTLY, PARTLY.messages["loud"]) is loud


def test_a_rule_that_is_off_but_for_a_message_needs_the_words_of_that_message():
    loud = {"text": "loud", "default": True, "mentions": ["hostPath", "sidecar"]}
    partly = rule("DS204", {"quiet": "quiet", "loud": loud}, default=False)
    needed = {
        word: Selection([partly], [Choice(word, on=True, origin="")]).mentions(partly) for word in ("DEFAULT", "DS204")
    }
    assert needed == {"DEFAULT": ("hostPath", "sidecar"), "DS204": ()}


def test_a_rule_that_no_word_means_says_so():
    assert chosen("DS201").decision("DS202").reason == "not selected"
    assert chosen("DEFAULT").decision("DS202").reason == "default"
