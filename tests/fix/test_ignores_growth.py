"""Comments for twice as many findings cost about twice the work."""

import pytest

from dslint import Options
from dslint.fix.ignores import ignore
from dslint.fix.rounds import Outcome
from dslint.run import check_text
from dslint.source.text import SourceText
from tests.growth import MOST, calls
from tests.manifests import CONTAINER, START

OPTIONS = Options(no_config=True)
FORMS = {
    "labels": lambda count: "".join(f"        example.com/{number}: a b\n" for number in range(count)),
    "labels with comments": lambda count: "".join(
        f"        example.com/{number}: a b # of ours\n" for number in range(count)
    ),
}


def check(source):
    return check_text(source.text, path=source.path, options=OPTIONS)


def left(text):
    """Return how many findings are left that fail a run."""
    source = SourceText("a.yaml", text)
    outcome = Outcome(source, check(source))
    ignore(outcome, check, "later")
    return sum(finding.fails for finding in outcome.report.findings)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_comments_for_twice_as_many_findings_are_about_twice_the_work(form):
    few, many = (f"{START}      nodeSelector:\n{form(count)}{CONTAINER}" for count in (100, 200))
    assert left(few) == 0
    fewer, more = calls(left, few), calls(left, many)
    assert more <= MOST * fewer
