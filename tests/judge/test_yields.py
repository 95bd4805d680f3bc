"""A rule keeps quiet where one that it yields to speaks of the same place, or of the same DaemonSet."""

import pytest

from dslint.catalogue.rule import Rule
from dslint.finding import Hit
from dslint.judge.yields import standing
from dslint.manifest.field import Root
from dslint.source.text import SourceText
from dslint.source.tree import parse

TEXT = "spec: {selector: {a: b}, list: [{key: x, values: [y]}]}\n"


def rule(name, yields=()):
    data = {"id": name, "name": name.lower(), "summary": "s", "severity": "error", "default": True, "status": "stable",
            "since": "0.1", "tags": ["x"], "messages": {"found": "found"}, "yields-to": yields}  # fmt: skip
    return Rule(data, "x")


def field(*path):
    return Root(parse(TEXT).root, SourceText("a.yaml", TEXT)).get(*path)


KEY, VALUES, VALUE = ("spec", "list", 0, "key"), ("spec", "list", 0, "values"), ("spec", "list", 0, "values", 0)


@pytest.mark.parametrize(
    ("yields", "mine", "theirs", "stands"),
    [
        pytest.param(["DS200"], KEY, KEY, False, id="the same place"),
        pytest.param(["DS200"], KEY, VALUE, True, id="another place"),
        pytest.param(["DS200"], VALUES, VALUE, False, id="a place in it"),
        pytest.param(["DS200"], VALUE, VALUES, False, id="a place around it"),
        pytest.param(["DS2"], KEY, KEY, False, id="a prefix"),
        pytest.param(["DS201"], KEY, KEY, True, id="a rule that says nothing"),
        pytest.param({"object": ["DS200"]}, KEY, VALUE, False, id="anywhere in the object"),
        pytest.param({"object": ["DS200.found"]}, KEY, VALUE, False, id="one message"),
        pytest.param({"object": ["DS200.other"]}, KEY, VALUE, True, id="another message"),
        pytest.param({}, KEY, KEY, True, id="nothing said"),
    ],
)
def test_a_hit_is_dropped_beside_what_its_rule_yields_to(yields, mine, theirs, stands):
    quiet, loud = (rule("DS100", yields), Hit("found", field(*mine))), (rule("DS200"), Hit("found", field(*theirs)))
    assert list(standing([quiet, loud])) == ([quiet, loud] if stands else [loud])


def test_places_that_a_hit_covers_count_though_it_does_not_point_at_them():
    loud = (rule("DS200"), Hit("found", field("spec", "selector"), covers=(field(*KEY),)))
    quiet = (rule("DS100", ["DS200"]), Hit("found", field(*KEY)))
    assert list(standing([quiet, loud])) == [loud]


def test_who_is_silenced_still_silences():
    first, second, third = rule("DS100"), rule("DS200", ["DS100"]), rule("DS300", ["DS200"])
    told = [(one, Hit("found", field(*KEY))) for one in (first, second, third)]
    assert list(standing(told)) == told[:1]
