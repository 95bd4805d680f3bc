"""Fixes stand up to verification or are dropped; those in each other's way take turns."""

import re

import pytest

from dslint.finding import AppendItem, Finding, Fix, InsertEntry, RemoveItem, RenameKey, ReplaceText, SetScalar
from dslint.fix.plan import Plan
from dslint.fix.rounds import MOST_ROUNDS, TOO_MANY, TOO_MANY_TRIES, Outcome, mend
from dslint.fix.verify import COMMENT, CRASHED, STAYS, STRAY, UNREADABLE, WORSE, Failed, verify
from dslint.inputs.documents import objects, read
from dslint.judge.report import Report
from dslint.source.edit import Edit
from dslint.source.location import Location
from dslint.source.text import SourceText, Span

TEXT = "kind: DaemonSet\na: 1\nb: [1, 2]\nc: x # why\n"


def checker(*rules):
    """Return a check of made-up rules: each yields message keys, places and intents; ``error`` ones are errors."""

    def check(source):
        report = Report()
        for document in read(source):
            for root in objects(document):
                report.daemon_sets += 1
                for rule in rules:
                    for key, field, intents in rule(root, source.text):
                        at = Location(source, field.span(), "", field.pointer)
                        fix = Fix("t", "safe", intents) if intents else None
                        severity = "error" if key.startswith("error") else "warning"
                        found = Finding(
                            "DS900", "made-up", severity, key, at, document.number, message_key=key, fix=fix
                        )
                        report.findings.append(found._replace(identity=field.pointer))
        return report

    return check


def mended(text, *rules):
    source = SourceText("a.yaml", text)
    check = checker(*rules)
    outcome = Outcome(source, check(source))
    mend(outcome, check, lambda *_: True)
    return outcome


def reasons(pairs):
    return [(finding.message, reason) for finding, reason in pairs]


def one(root, _):
    if root.get("a").value == 1:
        yield "a is 1", root.get("a"), (SetScalar(root.get("a"), 2),)


def test_a_fix_is_made_and_its_finding_is_gone():
    outcome = mended(TEXT, one)
    assert outcome.source.text == TEXT.replace("a: 1", "a: 2")
    assert [finding.message for finding in outcome.applied] == ["a is 1"]
    assert (outcome.report.findings, outcome.held, outcome.failed) == ([], [], [])


def test_what_one_fix_calls_for_is_fixed_in_the_next_round():
    def two(root, _):
        if root.get("a").value == 2:
            yield "a is 2", root.get("a"), (RenameKey(root.get("a"), "z"),)

    assert mended(TEXT, one, two).source.text == TEXT.replace("a: 1", "z: 2")


def test_fixes_of_one_place_take_turns():
    def same(root, _):
        if root.get("a").value == 1:
            yield "is 1", root.get("a"), (SetScalar(root.get("a"), 2),)
        if root.get("a"):
            yield "is a", root.get("a"), (RenameKey(root.get("a"), "z"), SetScalar(root.get("a"), 5))

    outcome = mended(TEXT, same)
    assert outcome.source.text == TEXT.replace("a: 1", "z: 5")
    assert [finding.message for finding in outcome.applied] == ["is 1", "is a"]


def test_a_list_that_loses_all_items_goes_in_the_end():
    def every(root, _):
        for item in root.get("b").items():
            yield "an item", item, (RemoveItem(item),)

    assert mended(TEXT, every).source.text == TEXT.replace("b: [1, 2]\n", "")


def test_two_that_want_the_same_new_item_add_one():
    def lacking(root, _):
        if 3 not in root.get("b").value:
            for item in root.get("b").items():
                yield "no 3", item, (AppendItem(root.get("b"), 3),)

    outcome = mended(TEXT, lacking)
    assert outcome.source.text == TEXT.replace("2]", "2, 3]")
    assert len(outcome.applied) == 1


def test_two_that_want_what_is_missing_make_it_once():
    def lacking(root, _):
        for name in ("x", "y2"):
            if not root.get("new", name):
                yield f"no {name}", root, (InsertEntry(root.get("new"), name, 1),)

    assert mended(TEXT, lacking).source.text == f"{TEXT}new:\n  x: 1\n  y2: 1\n"


def test_the_intents_of_a_fix_are_carried_out_together_or_not_at_all():
    def both(root, _):
        yield "both", root.get("a"), (SetScalar(root.get("a"), 2), RenameKey(root.get("c"), "a"))

    outcome = mended(TEXT, both)
    assert outcome.source.text == TEXT
    assert reasons(outcome.held) == [("both", "the key is there already")]


def test_a_finding_that_would_stay_drops_its_fix():
    def always(root, _):
        yield "always", root.get("a"), (SetScalar(root.get("a"), 2),)

    outcome = mended(TEXT, always)
    assert outcome.source.text == TEXT
    assert reasons(outcome.failed) == [("always", STAYS)]


def test_an_error_that_would_be_new_drops_the_fix():
    def error(root, _):
        if root.get("a").value == 2:
            yield "error", root.get("a"), ()

    outcome = mended(TEXT, one, error)
    assert outcome.source.text == TEXT
    assert reasons(outcome.failed) == [("a is 1", f"{WORSE} DS900: error")]


def test_a_warning_that_is_new_does_not():
    def warning(root, _):
        if root.get("a").value == 2:
            yield "another", root.get("a"), ()

    assert mended(TEXT, one, warning).source.text == TEXT.replace("a: 1", "a: 2")


def test_a_good_fix_is_made_though_another_is_bad():
    def always(root, _):
        yield "always", root.get("c"), (SetScalar(root.get("c"), "w"),)

    outcome = mended(TEXT, one, always)
    assert outcome.source.text == TEXT.replace("a: 1", "a: 2")
    assert reasons(outcome.failed) == [("always", STAYS)]


def test_of_two_fixes_that_are_good_alone_only_the_first_is_made():
    def either(root, _):
        values = (root.get("a").value, root.get("c").value)
        if values[0] == 1:
            yield "a", root.get("a"), (SetScalar(root.get("a"), 2),)
        if values[1] == "x":
            yield "c", root.get("c"), (SetScalar(root.get("c"), "w"),)
        if values == (2, "w"):
            yield "error", root, ()

    outcome = mended(TEXT, either)
    assert outcome.source.text == TEXT.replace("a: 1", "a: 2")
    assert reasons(outcome.failed) == [("c", f"{WORSE} DS900: error")]


def many(root, bad):
    for name in range(64):
        field = root.get(f"k{name}")
        if field.value == 1 or name in bad:
            yield f"k{name}", field, (SetScalar(field, 2),)


def test_a_bad_fix_among_many_good_ones_is_found_in_few_tries():
    text = "kind: DaemonSet\n" + "".join(f"k{name}: 1\n" for name in range(64))
    seen = []

    def rule(root, now):
        seen.append(now)
        return many(root, range(17, 18))

    outcome = mended(text, rule)
    assert reasons(outcome.failed) == [("k17", STAYS)]
    assert outcome.source.text == text.replace(": 1", ": 2").replace("k17: 2", "k17: 1")
    assert len(seen) < 25


def test_where_very_many_fail_the_search_ends(monkeypatch):
    monkeypatch.setattr("dslint.fix.rounds.MOST_TRIES", 10)
    text = "kind: DaemonSet\n" + "".join(f"k{name}: 1\n" for name in range(64))
    outcome = mended(text, lambda root, _: many(root, range(64)))
    assert outcome.source.text == text
    assert len(outcome.failed) == 64
    assert {reason for _, reason in outcome.failed} == {STAYS, TOO_MANY_TRIES}


def test_a_check_that_fails_on_the_result_drops_the_fix():
    def broken(root, _):
        assert root.get("a").value == 1
        return one(root, "")

    outcome = mended(TEXT, broken)
    assert (outcome.source.text, reasons(outcome.failed)) == (TEXT, [("a is 1", CRASHED)])


def test_a_value_that_comes_out_different_drops_the_fix():
    def notation(root, _):
        yield "notation", root.get("a"), (SetScalar(root.get("a"), 8, "0o11"),)

    assert reasons(mended(TEXT, notation).failed) == [("notation", STRAY)]


def test_a_result_that_does_not_parse_drops_the_fix():
    def comment(root, text):
        found = re.search("#.*", text)
        if found:
            yield "comment", root.get("c"), (ReplaceText(Span(*found.span()), "\n{"),)

    assert reasons(mended(TEXT, comment).failed) == [("comment", UNREADABLE)]


def test_a_comment_that_would_be_lost_drops_the_fix():
    source = SourceText("a.yaml", f"{TEXT}# end\n")
    report = checker(lambda root, _: [("gone", root, (ReplaceText(Span(0, 0), ""),))])(source)
    lost = Edit(Span(len(TEXT), len(TEXT) + 5), "")
    with pytest.raises(Failed) as failed:
        verify(source, [Plan(report.findings[0], (lost,), frozenset(), (), ())], report, checker())
    assert failed.value.reason == COMMENT


def test_it_comes_to_an_end():
    def counting(root, _):
        value = root.get("a").value
        yield f"a is {value}", root.get("a"), (SetScalar(root.get("a"), value + 1),)

    outcome = mended(TEXT, counting)
    assert len(outcome.applied) == MOST_ROUNDS
    assert reasons(outcome.held) == [(f"a is {MOST_ROUNDS + 1}", TOO_MANY)]


def test_documents_beside_the_one_that_is_fixed_stay():
    def all_of(root, _):
        yield from one(root, "")

    text = f"{TEXT}---\n{TEXT}---\nkind: Other\na: 1\n---\n{TEXT}"
    outcome = mended(text, all_of)
    assert outcome.source.text == text.replace(TEXT, TEXT.replace("a: 1", "a: 2"))
    assert len(outcome.applied) == 3
